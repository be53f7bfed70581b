package io.alsek.cli;

import io.alsek.message.Serializer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What came out of the demonstration.
 *
 * @param files how many files were found
 * @param words the words in all of them that are text
 * @param lines the lines in them
 * @param deadLetters the others
 * @param traffic what went through the queue for it
 */
record DemoReport(int files, long words, long lines, List<DeadFile> deadLetters, Meter.Traffic traffic) {

    /**
     * A file that could not be counted.
     *
     * @param file its path below the directory
     * @param reason what was the matter
     */
    record DeadFile(String file, String reason) {}

    /** One JSON object in one line; in ASCII, so that the encoding of the output does not matter. */
    String toJson() {
        return Json.ascii(new String(Serializer.json().serialize(this, DemoReport.class), StandardCharsets.UTF_8));
    }
}
