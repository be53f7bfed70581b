package io.alsek.message;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/**
 * An exception in portable form.
 *
 * @param className the exception's class
 * @param message its text, if it had one
 * @param stackTrace the stack trace as printed, at most {@value #LONGEST_TRACE} characters
 */
public record ExceptionDetails(String className, @Nullable String message, String stackTrace) {

    /** The most characters of a stack trace that are kept; the middle of a longer one is cut out. */
    public static final int LONGEST_TRACE = 16_000;

    /** The most characters of a text that are kept. */
    private static final int LONGEST_MESSAGE = 4_000;

    /** Takes the details of an exception. Also works for one whose own methods throw. */
    public static ExceptionDetails of(Throwable thrown) {
        return new ExceptionDetails(thrown.getClass().getName(), messageOf(thrown), traceOf(thrown));
    }

    private static @Nullable String messageOf(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            return message == null || message.length() <= LONGEST_MESSAGE
                    ? message
                    : message.substring(0, betweenCharacters(message, LONGEST_MESSAGE)) + "…";
        } catch (RuntimeException | Error e) {
            return "(its getMessage() threw " + e.getClass().getName() + ")";
        }
    }

    private static String traceOf(Throwable thrown) {
        StringWriter text = new StringWriter();
        try {
            thrown.printStackTrace(new PrintWriter(text, true));
        } catch (RuntimeException | Error e) {
            text.append("(its printStackTrace() threw ")
                    .append(e.getClass().getName())
                    .append(")");
        }
        String trace = text.toString();
        if (trace.length() <= LONGEST_TRACE) {
            return trace;
        }
        int half = LONGEST_TRACE / 2 - 10;
        int from = betweenCharacters(trace, trace.length() - half);
        return trace.substring(0, betweenCharacters(trace, half)) + "\n…\n" + trace.substring(from);
    }

    /** An index at which a text can be cut; half a character would not survive as UTF-8. */
    private static int betweenCharacters(String text, int index) {
        return Character.isLowSurrogate(text.charAt(index)) ? index - 1 : index;
    }

    /**
     * Rebuilds the exception, with its class, from this process's class path.
     *
     * @throws IllegalStateException if the class is unknown here, is no exception, or has no constructor for a text
     */
    public Throwable toException() {
        try {
            Class<?> type = Class.forName(className, false, ExceptionDetails.class.getClassLoader());
            if (!Throwable.class.isAssignableFrom(type)) {
                throw new IllegalStateException("The class " + className + " is no exception");
            }
            Constructor<?> constructor = type.getConstructor(String.class);
            return (Throwable) constructor.newInstance(message);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException(
                    "Cannot rebuild the exception " + className + " (" + message
                            + ") in this process; use toExceptionOrGeneric() where the class may be unknown",
                    e);
        }
    }

    /** Rebuilds the exception if this process can, and otherwise makes a {@link RemoteException} of it. */
    public Throwable toExceptionOrGeneric() {
        try {
            return toException();
        } catch (IllegalStateException e) {
            return new RemoteException(this);
        }
    }

    /** The class and text, in one line. */
    public String summary() {
        return message == null ? className : className + ": " + message;
    }

    /** Stands for an exception whose class this process does not have. */
    public static final class RemoteException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private RemoteException(ExceptionDetails details) {
            super(details.summary());
        }
    }
}
