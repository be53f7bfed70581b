package io.alsek.test.simulation;

import org.jspecify.annotations.Nullable;

/** What the baton asks its world. */
interface Course {

    /** Looks at the properties; after every step. */
    void look();

    /** Whether the world is at its end, now that nobody can go on at this instant. */
    boolean isAtEnd();

    /** Nobody can go on, and no time will change that. */
    void stuck();

    /** An actor ended by throwing something. */
    void failed(Actor actor, @Nullable Throwable thrown);
}
