/** The command line. The only code of the project that may print and exit. */
@NullMarked
package io.alsek.cli;

import org.jspecify.annotations.NullMarked;
