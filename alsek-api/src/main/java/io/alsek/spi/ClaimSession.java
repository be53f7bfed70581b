package io.alsek.spi;

import java.time.Duration;

/**
 * One subscriber's way of getting messages. Thread-safe: several threads may claim at the same time, and a backend may
 * merge their calls. Where several threads claim, the latest claim is that of any of them.
 *
 * <p>Messages that are due and leases that have run out are claimable at once, without a sweep.
 */
public interface ClaimSession extends AutoCloseable {

    /**
     * Claims up to {@code max} messages, each for {@code lease} from now.
     *
     * <p>Repeating a call with the nonce of this session's latest one returns those of its messages again, condemned
     * ones included, whose lease has neither been given up nor run out, and claims nothing new unless there are none;
     * that is how a caller recovers from an unknown outcome. So a session must know what it claimed even if it never
     * heard the storage's reply.
     *
     * @param max at least 1; never more are returned as {@link Claims#messages()}
     * @param lease positive; one that is longer than can be counted never runs out
     * @param nonce chosen by the caller, different for each new claim
     * @throws BackendException if the backend failed
     * @throws IllegalStateException if the session or its backend is closed
     */
    Claims claim(int max, Duration lease, String nonce);

    /** Ends the session: its signal is not raised any more. Leases stay as they are. Closing twice is harmless. */
    @Override
    void close();
}
