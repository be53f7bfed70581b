package io.alsek.test.contract;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/contract.md} and the annotations say the same. */
class ContractDocumentTest {

    private static final String BEGIN = "<!-- rules: begin -->";
    private static final String END = "<!-- rules: end -->";

    @Test
    void theDocumentListsTheRulesAsTheyAre() throws IOException {
        Path path = document();
        String document = Files.readString(path);
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = document.indexOf(END);
        assertThat(begin).as("place of %s and %s", BEGIN, END).isBetween(BEGIN.length(), end);
        String current = document.substring(0, begin) + "\n" + tables() + document.substring(end);

        if (Boolean.getBoolean("alsek.contract.write")) {
            Files.writeString(path, current);
        }

        assertThat(Files.readString(path))
                .as("docs/contract.md; to write it anew: mvn -pl alsek-test -am test -Dalsek.contract.write=true"
                        + " -Dtest=ContractDocumentTest -Dsurefire.failIfNoSpecifiedTests=false")
                .isEqualTo(current);
    }

    @Test
    void rulesAreNumberedWithoutGaps() {
        for (RuleBook.Group group : RuleBook.groups()) {
            for (int index = 0; index < group.rules().size(); index++) {
                assertThat(group.rules().get(index).id())
                        .as("rule %s of %s", index + 1, group.contract().getSimpleName())
                        .isEqualTo(String.format("%s-%02d", group.prefix(), index + 1));
            }
        }
        assertThat(RuleBook.groups()).extracting(RuleBook.Group::prefix).doesNotHaveDuplicates();
    }

    @Test
    void rulesAreSentences() {
        List<Rule> rules = RuleBook.groups().stream()
                .flatMap(group -> group.rules().stream())
                .toList();

        assertThat(rules).allSatisfy(rule -> {
            assertThat(rule.says()).as(rule.id()).matches("[A-Z](?s).*\\.").hasSizeLessThan(125);
            assertThat(rule.intent()).as(rule.id()).matches("[A-Z](?s).*\\.");
        });
        assertThat(rules).extracting(Rule::says).doesNotHaveDuplicates();
    }

    private static String tables() {
        return RuleBook.groups().stream().map(ContractDocumentTest::table).collect(joining("\n"));
    }

    private static String table(RuleBook.Group group) {
        String rows = group.rules().stream()
                .map(rule -> "| " + rule.id() + " | " + rule.level() + " | " + cell(rule.says()) + " | "
                        + cell(rule.intent()) + " |\n")
                .collect(joining());
        return "### " + group.title() + "\n\n`" + group.contract().getSimpleName()
                + "`\n\n| id | level | rule | intent |\n|---|---|---|---|\n" + rows;
    }

    private static String cell(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("*", "\\*")
                .replace("<", "&lt;");
    }

    private static Path document() {
        Path relative = Path.of("docs", "contract.md");
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(relative))) {
                return folder.resolve(relative);
            }
        }
        throw new AssertionError("There is no " + relative + " here or above");
    }
}
