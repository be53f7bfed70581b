/** A backend on Redis. */
@NullMarked
package io.alsek.redis;

import org.jspecify.annotations.NullMarked;
