/** Locks and semaphores across threads, processes and hosts. */
@NullMarked
package io.alsek.lock;

import org.jspecify.annotations.NullMarked;
