/** The command line program, whose {@code demo} is also an example of how to use the library. */
@NullMarked
package io.alsek.cli;

import org.jspecify.annotations.NullMarked;
