package io.alsek;

import java.util.Set;

/** A task was to be submitted by a name that is not known here. Nothing was submitted. */
public final class UnknownTaskException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownTaskException(String name, Set<String> known) {
        super("There is no task \"" + name + "\" here; known are " + known
                + ". Add it to the builder with tasks(…), or submit it as a typed task");
    }
}
