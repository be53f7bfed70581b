/** Finds the tasks of packages, for whoever starts workers without knowing the application. */
@NullMarked
package io.alsek.discovery;

import org.jspecify.annotations.NullMarked;
