/** Running tasks: the worker, which is made of steps, and the pools of threads that turn its crank. */
@NullMarked
package io.alsek.worker;

import org.jspecify.annotations.NullMarked;
