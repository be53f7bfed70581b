package io.alsek.process;

/**
 * The end of a child.
 *
 * @param pid which process it was
 * @param code what it exited with; more than 128 where the system says by that which signal killed it
 * @param lastWords the last of what it wrote to its standard error behind Java's back; empty if nothing
 * @param cause why its parent ended it; empty if the parent did not
 * @param blameless whether none of the messages that it ran was to blame for that
 */
public record ChildExit(long pid, int code, String lastWords, String cause, boolean blameless) {

    private static final int SIGNALS = 128;

    /** With this a JVM exits that was told to do so once memory runs out. */
    private static final int OUT_OF_MEMORY = 3;

    private static final String OUT_OF_MEMORY_WORDS = "java.lang.OutOfMemoryError";

    /** {@return how it ended, in words} */
    public String describe() {
        StringBuilder text = new StringBuilder("The child process ").append(pid);
        if (!cause.isEmpty()) {
            text.append(" was ended because ").append(cause);
        } else if (code == OUT_OF_MEMORY && lastWords.contains(OUT_OF_MEMORY_WORDS)) {
            text.append(" ran out of memory");
        } else if (code > SIGNALS) {
            text.append(" was killed by signal ").append(code - SIGNALS).append(nameOfSignal(code - SIGNALS));
        } else {
            text.append(" exited with the code ").append(code);
        }
        if (!lastWords.isEmpty()) {
            text.append("; its last words: ").append(lastWords);
        }
        return text.toString();
    }

    private static String nameOfSignal(int signal) {
        return switch (signal) {
            case 1 -> " (SIGHUP)";
            case 2 -> " (SIGINT)";
            case 4 -> " (SIGILL)";
            case 6 -> " (SIGABRT)";
            case 7 -> " (SIGBUS)";
            case 8 -> " (SIGFPE)";
            case 9 -> " (SIGKILL, perhaps because the machine ran out of memory)";
            case 11 -> " (SIGSEGV)";
            case 15 -> " (SIGTERM)";
            default -> "";
        };
    }
}
