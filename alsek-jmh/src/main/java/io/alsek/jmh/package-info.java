/** Benchmarks. Each class answers one question, which its comment asks. */
@NullMarked
package io.alsek.jmh;

import org.jspecify.annotations.NullMarked;
