/** Messages on their way: submitting, consuming, settling, results, statuses and dead letters. */
@NullMarked
package io.alsek.broker;

import org.jspecify.annotations.NullMarked;
