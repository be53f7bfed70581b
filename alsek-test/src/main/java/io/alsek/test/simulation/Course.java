package io.alsek.test.simulation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the baton asks its world. */
interface Course {

    /** Looks at the properties; after every step. */
    void look();

    /** Whether the world is at its end, now that nobody can go on at this instant. */
    boolean isAtEnd();

    /**
     * When something is going to happen, if until then nobody has anything to do but to look whether there is something
     * to do. Nobody need look in vain thousands of times, then.
     *
     * @return {@code null} if somebody is at work, {@link Instant#MAX} if nothing is in sight
     */
    @Nullable
    Instant nextEvent();

    /** Nobody can go on, and no time will change that. */
    void stuck();

    /** An actor ended by throwing something. */
    void failed(Actor actor, @Nullable Throwable thrown);
}
