package io.alsek.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.PrintWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ExceptionDetailsTest {

    /** An exception that a user may well write. */
    public static final class OutOfStock extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public OutOfStock(String text) {
            super(text);
        }

        OutOfStock(String text, Throwable cause) {
            super(text, cause);
        }
    }

    /** Has no constructor for a text. */
    public static final class Bare extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Its text cannot be had. */
    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no text");
        }
    }

    /** Not even an ordinary failure. */
    private static final class Exhausting extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new StackOverflowError();
        }

        @Override
        public void printStackTrace(PrintWriter out) {
            throw new StackOverflowError();
        }
    }

    @Nested
    class Taking {

        @Test
        void keepsClassTextAndTrace() {
            ExceptionDetails details = ExceptionDetails.of(new OutOfStock("no tea", new IOException("empty shelf")));

            assertThat(details.className()).isEqualTo(OutOfStock.class.getName());
            assertThat(details.message()).isEqualTo("no tea");
            assertThat(details.stackTrace())
                    .startsWith(OutOfStock.class.getName() + ": no tea")
                    .contains("at io.alsek.message.ExceptionDetailsTest")
                    .contains("Caused by: java.io.IOException: empty shelf");
        }

        @Test
        void keepsThatThereIsNoText() {
            ExceptionDetails details = ExceptionDetails.of(new Bare());

            assertThat(details.message()).isNull();
            assertThat(details.summary()).isEqualTo(Bare.class.getName());
        }

        @Test
        void namesANestedClassAsTheJvmDoes() {
            assertThat(ExceptionDetails.of(new Bare()).className()).endsWith("ExceptionDetailsTest$Bare");
        }

        @Test
        void cutsTheMiddleOutOfAHugeTrace() {
            RuntimeException huge = new RuntimeException("the beginning");
            for (int i = 0; i < 500; i++) {
                huge.addSuppressed(new IOException("suppressed " + i));
            }

            ExceptionDetails details = ExceptionDetails.of(huge);

            assertThat(details.stackTrace())
                    .hasSizeBetween(ExceptionDetails.LONGEST_TRACE - 100, ExceptionDetails.LONGEST_TRACE)
                    .startsWith("java.lang.RuntimeException: the beginning")
                    .contains("\n…\n")
                    .contains("suppressed 499");
        }

        @Test
        void cutsAHugeText() {
            String message =
                    ExceptionDetails.of(new IOException("x".repeat(10_000))).message();

            assertThat(message).hasSize(4_001).endsWith("x…");
        }

        @Test
        void doesNotCutACharacterInTwo() {
            String message = ExceptionDetails.of(new IOException("x" + "🙂".repeat(5_000)))
                    .message();

            assertThat(message).hasSizeLessThanOrEqualTo(4_001).endsWith("🙂…");
        }

        @Test
        void getsOverAnExceptionWhoseTextCannotBeHad() {
            ExceptionDetails details = ExceptionDetails.of(new Unspeakable());

            assertThat(details.className()).isEqualTo(Unspeakable.class.getName());
            assertThat(details.message()).isEqualTo("(its getMessage() threw java.lang.IllegalStateException)");
            assertThat(details.stackTrace()).contains("(its printStackTrace() threw java.lang.IllegalStateException)");
        }

        @Test
        void getsOverAnExceptionWhoseMethodsThrowErrors() {
            ExceptionDetails details = ExceptionDetails.of(new Exhausting());

            assertThat(details.message()).isEqualTo("(its getMessage() threw java.lang.StackOverflowError)");
            assertThat(details.stackTrace()).isEqualTo("(its printStackTrace() threw java.lang.StackOverflowError)");
        }
    }

    @Nested
    class StrictRebuilding {

        @Test
        void givesAnExceptionOfTheSameClassAndText() {
            ExceptionDetails details = ExceptionDetails.of(new OutOfStock("no tea"));

            assertThat(details.toException())
                    .isExactlyInstanceOf(OutOfStock.class)
                    .hasMessage("no tea");
        }

        @Test
        void keepsThatThereIsNoText() {
            assertThat(ExceptionDetails.of(new IOException()).toException())
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage(null);
        }

        @Test
        void alsoWorksForErrors() {
            assertThat(ExceptionDetails.of(new OutOfMemoryError("heap")).toException())
                    .isExactlyInstanceOf(OutOfMemoryError.class);
        }

        @Test
        void failsIfTheClassIsUnknown() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> new ExceptionDetails("com.example.Gone", "bye", "").toException())
                    .withMessage("Cannot rebuild the exception com.example.Gone (bye) in this process;"
                            + " use toExceptionOrGeneric() where the class may be unknown")
                    .withCauseInstanceOf(ClassNotFoundException.class);
        }

        @Test
        void failsIfTheClassHasNoConstructorForAText() {
            ExceptionDetails details = ExceptionDetails.of(new Bare());

            assertThatIllegalStateException()
                    .isThrownBy(details::toException)
                    .withMessageStartingWith("Cannot rebuild the exception " + Bare.class.getName())
                    .withCauseInstanceOf(NoSuchMethodException.class);
        }

        @Test
        void makesNothingButExceptions() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> new ExceptionDetails("java.io.File", "/etc/passwd", "").toException())
                    .withMessage("The class java.io.File is no exception");
        }
    }

    @Nested
    class LenientRebuilding {

        @Test
        void givesTheSameExceptionIfItCan() {
            assertThat(ExceptionDetails.of(new OutOfStock("no tea")).toExceptionOrGeneric())
                    .isExactlyInstanceOf(OutOfStock.class)
                    .hasMessage("no tea");
        }

        @Test
        void givesAGenericOneWithNameAndTextOtherwise() {
            assertThat(new ExceptionDetails("com.example.Gone", "bye", "").toExceptionOrGeneric())
                    .isExactlyInstanceOf(ExceptionDetails.RemoteException.class)
                    .hasMessage("com.example.Gone: bye");
            assertThat(new ExceptionDetails("java.lang.String", null, "").toExceptionOrGeneric())
                    .isExactlyInstanceOf(ExceptionDetails.RemoteException.class)
                    .hasMessage("java.lang.String");
        }
    }
}
