/** Triggers and schedules: what is to be submitted by itself, again and again, and who sees to it. */
@NullMarked
package io.alsek.schedule;

import org.jspecify.annotations.NullMarked;
