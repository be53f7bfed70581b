/**
 * The contract of a backend in executable form: numbered rules, one test each, that any implementation of
 * {@link io.alsek.spi.Backend} must pass. Extend {@link io.alsek.test.contract.BackendContract} and implement
 * {@link io.alsek.test.contract.BackendUnderTest}; {@code docs/contract.md} lists the rules.
 */
@NullMarked
package io.alsek.test.contract;

import org.jspecify.annotations.NullMarked;
