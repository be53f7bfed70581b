/** What users define: tasks as named, typed values, and the handlers that run them. */
@NullMarked
package io.alsek.task;

import org.jspecify.annotations.NullMarked;
