package io.alsek.test.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** What became of each rule in one class that examines a backend; written when it is closed. Thread-safe. */
final class RuleReport implements AutoCloseable {

    private final Class<?> examining;
    private final Path folder;
    private final Map<String, Remark> remarks = new ConcurrentHashMap<>();

    RuleReport(Class<?> examining, Path folder) {
        this.examining = examining;
        this.folder = folder;
    }

    /** What can become of a rule. */
    enum Outcome {
        KEPT,
        BROKEN,
        WAIVED,
        ABSENT,
        NOT_RUN;

        String inWords() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private record Remark(Outcome outcome, String reason) {}

    void note(Rule rule, Outcome outcome, String reason) {
        remarks.put(rule.id(), new Remark(outcome, reason));
    }

    @Override
    public void close() {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(examining.getSimpleName() + ".md"), text());
        } catch (IOException e) {
            throw new UncheckedIOException("The report of the contract cannot be written to " + folder, e);
        }
    }

    /** {@return the report in Markdown} */
    String text() {
        List<Rule> rules = RuleBook.groupsOf(examining).stream()
                .flatMap(group -> group.rules().stream())
                .toList();
        StringBuilder text = new StringBuilder("# The contract, examined by " + examining.getSimpleName() + "\n\n");
        text.append("| level | rules |");
        for (Outcome outcome : Outcome.values()) {
            text.append(' ').append(outcome.inWords()).append(" |");
        }
        text.append("\n|---|---|")
                .append("---|".repeat(Outcome.values().length))
                .append('\n');
        for (Rule.Level level : Rule.Level.values()) {
            text.append(totals(level.name(), rules, rule -> rule.level() == level));
        }
        text.append(totals("all", rules, rule -> true));
        for (Outcome outcome : List.of(Outcome.BROKEN, Outcome.WAIVED, Outcome.ABSENT, Outcome.NOT_RUN)) {
            text.append(reasons(outcome, rules));
        }
        text.append("\n## All rules\n\n| id | level | outcome | rule |\n|---|---|---|---|\n");
        for (Rule rule : rules) {
            text.append("| %s | %s | %s | %s |%n"
                    .formatted(rule.id(), rule.level(), outcome(rule).inWords(), rule.says()));
        }
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    private Outcome outcome(Rule rule) {
        Remark remark = remarks.get(rule.id());
        return remark == null ? Outcome.NOT_RUN : remark.outcome();
    }

    private String totals(String title, List<Rule> rules, Predicate<Rule> which) {
        StringBuilder row = new StringBuilder(
                "| " + title + " | " + rules.stream().filter(which).count() + " |");
        for (Outcome outcome : Outcome.values()) {
            long count = rules.stream()
                    .filter(which.and(rule -> outcome(rule) == outcome))
                    .count();
            row.append(' ').append(count).append(" |");
        }
        return row.append('\n').toString();
    }

    /** The rules with this outcome, grouped by the reason. */
    private String reasons(Outcome outcome, List<Rule> rules) {
        Map<String, StringBuilder> byReason = new TreeMap<>();
        for (Rule rule : rules) {
            if (outcome(rule) == outcome) {
                Remark remark = remarks.get(rule.id());
                String reason = remark == null ? "not selected, or hidden by a subclass" : firstLine(remark);
                byReason.computeIfAbsent(reason, key -> new StringBuilder())
                        .append(byReason.get(reason).isEmpty() ? "" : ", ")
                        .append(rule.id());
            }
        }
        StringBuilder text = new StringBuilder();
        byReason.forEach((reason, ids) ->
                text.append("- ").append(reason).append(": ").append(ids).append('\n'));
        String title = outcome.inWords();
        return text.isEmpty()
                ? ""
                : "\n## " + title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1) + "\n\n" + text;
    }

    private static String firstLine(Remark remark) {
        String line = remark.reason().lines().findFirst().orElse("no reason given");
        for (String word : List.of(Absence.ABSENT, Absence.WAIVED)) {
            int at = line.indexOf(word);
            line = at < 0 ? line : line.substring(at + word.length());
        }
        return line;
    }
}
