/** The front door: {@link io.alsek.Alsek}. */
@NullMarked
package io.alsek;

import org.jspecify.annotations.NullMarked;
