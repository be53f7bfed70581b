package io.alsek.test;

import io.alsek.message.Backoff;
import io.alsek.message.Backoffs;
import io.alsek.message.SerializationException;
import io.alsek.message.Serializer;
import io.alsek.message.SplitMix64;
import io.alsek.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a task: that what it writes can be read, by this version of the program and by others that still run or
 * will run beside it, and how long it waits between attempts.
 *
 * <p>Payloads are kept in files that belong into version control. A file that is not there is written, and the assertion
 * fails, so that somebody looks at it.
 *
 * @param <I> the task's input
 * @param <O> its result
 */
public final class TaskAssert<I extends @Nullable Object, O extends @Nullable Object>
        extends AbstractAssert<TaskAssert<I, O>, Task<I, O>> {

    private final Complaints complaints;
    private @Nullable Serializer chosen;

    TaskAssert(Task<I, O> actual, Complaints complaints) {
        super(actual, TaskAssert.class);
        this.complaints = complaints;
    }

    /** What a payload is of. */
    private enum Part {
        INPUT("input"),
        RESULT("result");

        private final String word;

        Part(String word) {
            this.word = word;
        }
    }

    /** Goes on with another serializer, as the application may have; otherwise with the task's own, or JSON. */
    public TaskAssert<I, O> with(Serializer serializer) {
        chosen = serializer;
        return this;
    }

    private Serializer serializer() {
        return chosen != null ? chosen : actual.serializer().orElseGet(Serializer::json);
    }

    private Type type(Part part) {
        return part == Part.INPUT ? actual.inputType() : actual.outputType();
    }

    private void complain(String text) {
        complaints.hear(failure("%s", text));
    }

    /** Checks that an input is the same after it went over the wire: that nothing of it is left out. */
    public TaskAssert<I, O> roundTripsInput(I input) {
        return roundTrips(Part.INPUT, input);
    }

    /** Checks that a result is the same after it went over the wire. */
    public TaskAssert<I, O> roundTripsResult(O result) {
        return roundTrips(Part.RESULT, result);
    }

    private TaskAssert<I, O> roundTrips(Part part, @Nullable Object value) {
        isNotNull();
        byte[] written = serializer().serialize(value, type(part));
        compare(part, "what is left of it after the wire (" + text(written) + ")", value, () -> read(written, part));
        return this;
    }

    /**
     * Checks that this program reads an input that was once written, as from a message that waits since before a
     * deployment, to be this.
     *
     * @param stored where it is kept
     */
    public TaskAssert<I, O> readsInput(Path stored, I expected) {
        return reads(Part.INPUT, stored, expected);
    }

    /** Checks that this program reads a result that was once written to be this. */
    public TaskAssert<I, O> readsResult(Path stored, O expected) {
        return reads(Part.RESULT, stored, expected);
    }

    private TaskAssert<I, O> reads(Part part, Path stored, @Nullable Object expected) {
        isNotNull();
        byte[] bytes = stored(part, stored, expected);
        if (bytes != null) {
            compare(part, stored + " (" + text(bytes) + ")", expected, () -> read(bytes, part));
        }
        return this;
    }

    /** Checks that this program writes an input as it was once written, byte for byte, so that older ones can read it. */
    public TaskAssert<I, O> writesInput(Path stored, I input) {
        return writes(Part.INPUT, stored, input);
    }

    /** Checks that this program writes a result as it was once written, byte for byte. */
    public TaskAssert<I, O> writesResult(Path stored, O result) {
        return writes(Part.RESULT, stored, result);
    }

    private TaskAssert<I, O> writes(Part part, Path stored, @Nullable Object value) {
        isNotNull();
        byte[] bytes = stored(part, stored, value);
        byte[] written = serializer().serialize(value, type(part));
        if (bytes != null && !Arrays.equals(bytes, written)) {
            complain("The " + part.word + " of the task \"" + actual.name() + "\" is not written as it was:\n  "
                    + stored + ": " + text(bytes) + "\n  now: " + text(written)
                    + "\nWorkers of the version before may not understand it. Add fields rather than change them; if"
                    + " it is meant, delete the file and run this test again to write it anew");
        }
        return this;
    }

    /** Checks the waits after the first, second, third, … failed attempt, without jitter. */
    public TaskAssert<I, O> backsOffBy(Duration... waits) {
        isNotNull();
        Backoff backoff = new Backoffs().of(actual.settings().backoff());
        List<Duration> were = new ArrayList<>();
        for (int failures = 1; failures <= waits.length; failures++) {
            were.add(backoff.delay(failures, new SplitMix64(0)));
        }
        if (!were.equals(Arrays.asList(waits))) {
            complain("Expected that the task \"" + actual.name() + "\" waits for " + Words.spans(Arrays.asList(waits))
                    + " between its attempts, but it waits for " + Words.spans(were));
        }
        return this;
    }

    // ----------------------------------------------------------------------------------------------------- payloads

    /** Reads a payload. */
    private interface Reading {
        @Nullable
        Object read();
    }

    private @Nullable Object read(byte[] bytes, Part part) {
        return serializer().deserialize(bytes, type(part));
    }

    private void compare(Part part, String what, @Nullable Object expected, Reading reading) {
        try {
            Object was = reading.read();
            String differences = difference(expected, was);
            if (!differences.isEmpty()) {
                complain("The " + part.word + " of the task \"" + actual.name() + "\" is not the same as " + what
                        + ".\n  expected: " + expected + "\n  was:      " + was + "\n" + differences);
            }
        } catch (SerializationException e) {
            complain("The " + part.word + " of the task \"" + actual.name() + "\" cannot be read from " + what + ": "
                    + e.getMessage()
                    + "\nMessages that wait since before a deployment would become dead letters. Keep the fields that"
                    + " were, and give new ones a value for when they are not there");
        }
    }

    /** Compares by fields what does not say itself that it is equal, such as classes without equals, and arrays. */
    private static String difference(@Nullable Object expected, @Nullable Object was) {
        if (Objects.equals(expected, was)) {
            return "";
        }
        String differences = Words.differences(expected, was);
        try {
            Assertions.assertThat(was).usingRecursiveComparison().isEqualTo(expected);
            return "";
        } catch (AssertionError e) {
            return differences.isEmpty() ? String.valueOf(e.getMessage()).strip() : differences.substring(2);
        }
    }

    /** The bytes in a file. Writes it, and complains, if it is not there. */
    private byte @Nullable [] stored(Part part, Path file, @Nullable Object value) {
        try {
            if (Files.exists(file)) {
                return Files.readAllBytes(file);
            }
            byte[] bytes = serializer().serialize(value, type(part));
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.write(file, bytes);
            complain("There was no " + file.toAbsolutePath() + ", so it was written: " + text(bytes)
                    + "\nLook at it, put it under version control, and run the test again");
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') >= 0 || text.chars().anyMatch(Character::isISOControl)
                ? bytes.length + " bytes: " + HexFormat.of().formatHex(bytes)
                : text;
    }
}
