package io.alsek.message;

/** The rule for names of tasks, queues and the like, and for message ids. */
public final class Names {

    /** The most characters that a name may have. */
    public static final int LONGEST = 200;

    private Names() {}

    /**
     * Checks a name: 1 to {@value #LONGEST} characters of any kind.
     *
     * @param what what the name is for, in words
     * @return the name
     * @throws IllegalArgumentException if the name is empty, blank or too long
     */
    public static String check(String what, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("The " + what + " must not be empty");
        }
        if (name.length() > LONGEST) {
            throw new IllegalArgumentException("The " + what + " has " + name.length() + " characters, but at most "
                    + LONGEST + " are allowed: \"" + name.substring(0, 40) + "…\"");
        }
        return name;
    }
}
