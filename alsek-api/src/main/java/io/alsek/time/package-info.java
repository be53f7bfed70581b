/** The one place that owns the clock: reading time, waiting, and running something later. */
@NullMarked
package io.alsek.time;

import org.jspecify.annotations.NullMarked;
