/** For tests of applications: a harness with a clock of its own, a JUnit extension, and assertions. */
@NullMarked
package io.alsek.test;

import org.jspecify.annotations.NullMarked;
