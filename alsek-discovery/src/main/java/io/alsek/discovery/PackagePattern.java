package io.alsek.discovery;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The name of a package, in which {@code *} stands for any characters but a dot; packages below belong to it. */
final class PackagePattern {

    private static final Pattern NAME =
            Pattern.compile("(?:[\\p{javaJavaIdentifierPart}*]+\\.)*[\\p{javaJavaIdentifierPart}*]+");

    private final String text;
    private final Pattern inside;

    PackagePattern(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not the name of a package; give one such as com.example.tasks");
        }
        this.text = text;
        String regex = Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^.]*"));
        this.inside = Pattern.compile(regex + "(?:\\..*)?");
    }

    boolean includes(String packageName) {
        return inside.matcher(packageName).matches();
    }

    /** The longest package without a wildcard that includes all that this includes; empty if it is the unnamed one. */
    String root() {
        int wildcard = text.indexOf('*');
        return wildcard < 0 ? text : text.substring(0, Math.max(0, text.lastIndexOf('.', wildcard)));
    }

    @Override
    public String toString() {
        return text;
    }
}
