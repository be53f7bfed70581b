package io.alsek.cli;

import io.alsek.message.Serializer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON for machines: in one line, and in ASCII, so that the encoding of the output does not matter. */
final class Json {

    private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7E]");

    private Json() {}

    static String of(@Nullable Object value) {
        return ascii(new String(Serializer.json().serialize(value, Object.class), StandardCharsets.UTF_8));
    }

    static String ascii(String json) {
        return NOT_ASCII
                .matcher(json)
                .replaceAll(found -> found.group()
                        .chars()
                        .mapToObj(c -> String.format("\\\\u%04x", c))
                        .reduce("", String::concat));
    }
}
