package io.alsek.message;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a message's run, besides the message itself.
 *
 * @param storeResult whether the result of a success is stored
 * @param resultTtl how long it is kept; {@code null} = for ever. Without a stored result it must be {@code null}
 * @param trackStatus whether each change of status is stored
 * @param publish whether what is stored is also published, so that others can wait for it
 */
public record Tracking(boolean storeResult, @Nullable Duration resultTtl, boolean trackStatus, boolean publish) {

    /** Nothing is kept. */
    public static final Tracking NONE = new Tracking(false, null, false, true);

    /** Checks the TTL. */
    public Tracking {
        if (resultTtl != null && !storeResult) {
            throw new IllegalArgumentException("A result TTL (" + resultTtl
                    + ") makes no sense without a stored result; declare an output type on the task, or drop the TTL");
        }
        resultTtl = resultTtl == null ? null : Millis.positive("resultTtl", resultTtl);
    }

    /** {@return whether somebody can learn of the end by waiting} */
    public boolean awaitable() {
        return publish && (storeResult || trackStatus);
    }
}
