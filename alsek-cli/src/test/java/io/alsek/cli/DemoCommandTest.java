package io.alsek.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.cli.DemoReport.DeadFile;
import io.alsek.message.Serializer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DemoCommandTest {

    private static final byte[] NOT_UTF_8 = {'a', (byte) 0xFF, 'b'};

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path temporary;

    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(temporary.resolve("files"));
    }

    private int run(Object... arguments) {
        CommandLine program = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        return program.execute(texts);
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    private DemoReport report() {
        assertThat(out.toString()).matches("\\{\\p{ASCII}*}" + System.lineSeparator());
        byte[] json = out.toString().getBytes(StandardCharsets.UTF_8);
        return (DemoReport) Objects.requireNonNull(Serializer.json().deserialize(json, DemoReport.class));
    }

    @Test
    void countsWhatIsTextAndBuriesTheRest() throws IOException {
        write("empty.txt", "");
        write("one.txt", "one two\nthree\n");
        write("deep/er/two.txt", "four\u00A0five");
        write("naïve.txt", "\uD83D\uDE00\n");
        Files.write(directory.resolve("bïnary\u001B"), NOT_UTF_8);

        assertThat(run("demo", "--json", directory)).isZero();

        DemoReport report = report();
        assertThat(report.files()).isEqualTo(5);
        assertThat(report.words()).isEqualTo(6);
        assertThat(report.lines()).isEqualTo(3);
        assertThat(report.deadLetters()).containsExactly(new DeadFile("bïnary\u001B", "not valid UTF-8"));
        assertThat(report.traffic().retries()).isZero();
        assertThat(report.traffic().messages()).isEqualTo(4 * 2 + 1);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void retriesEverySeventhFileOnce() throws IOException {
        for (int i = 0; i < 22; i++) {
            write("file" + i, "word ".repeat(i));
        }
        assertThat(run("demo", directory, "--json", "--threads", 3)).isZero();
        DemoReport report = report();
        assertThat(report.files()).isEqualTo(22);
        assertThat(report.words()).isEqualTo(21 * 22 / 2);
        assertThat(report.deadLetters()).isEmpty();
        assertThat(report.traffic().retries()).isEqualTo(3);
        assertThat(report.traffic().messages()).isEqualTo(22 * 2);
    }

    @Test
    void countsALargeFileThatNoMessageCouldHold() throws IOException {
        write("large", "0123456789 words\n".repeat(200_000));
        assertThat(run("demo", "--json", directory)).isZero();
        assertThat(report().words()).isEqualTo(400_000);
    }

    @Test
    void skipsVersionControlBuildOutputAndLinks() throws IOException {
        write("kept", "word");
        write(".hidden", "word");
        write(".git/config", "word");
        write("module/target/output", "word");
        write("../outside", "word");
        Files.createSymbolicLink(directory.resolve("link"), temporary.resolve("outside"));
        Files.createSymbolicLink(directory.resolve("loop"), directory);
        assertThat(run("demo", "--json", directory)).isZero();
        assertThat(report().files()).isEqualTo(2);
    }

    @Test
    void printsATableForPeople() throws IOException {
        for (int i = 0; i < 25; i++) {
            Files.write(directory.resolve("binary" + i), NOT_UTF_8);
        }
        write("text", "1 2 3\n");
        assertThat(run("demo", directory)).isZero();
        assertThat(out.toString().lines().map(String::stripTrailing))
                .contains("Files                26", "Words                3", "Dead letters         25")
                .contains("  binary1: not valid UTF-8", "  … and 5 more", "26 of 26 files");
    }

    @Test
    void showsNoControlCharactersInATable() throws IOException {
        Files.write(directory.resolve("\u001B[2Jname"), NOT_UTF_8);
        assertThat(run("demo", directory)).isZero();
        assertThat(out.toString()).doesNotContain("\u001B").contains("  ?[2Jname: not valid UTF-8");
    }

    @Test
    void refusesWhatIsNoDirectoryWithFiles() throws IOException {
        assertThat(run("demo", "--json", directory)).isEqualTo(2);
        assertThat(run("demo", "--json", directory.resolve("nowhere"))).isEqualTo(2);
        write("file", "text");
        assertThat(run("demo", "--json", directory.resolve("file"))).isEqualTo(2);
        assertThat(err.toString())
                .containsSubsequence(
                        "no files below", directory + "/nowhere does not exist", "/file is not a directory");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nonsense", "--threads=0", "--threads=1001", "--threads=many", "--log-level=loud", "a b"})
    void refusesWrongOptions(String options) {
        assertThat(run((Object[]) ("demo " + options).split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("alsek demo: ").contains("\"alsek demo --help\" tells");
        assertThat(err.toString().lines()).as("the error is not lost in help").hasSizeLessThan(5);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void refusesAUrlThatIsNotOfRedis() {
        assertThat(run("demo", "--redis", "http://localhost", directory)).isEqualTo(2);
        assertThat(err.toString()).contains("\"http://localhost\" is not a URL of Redis", "redis://");
    }

    @Test
    void saysWhatIsWrongWithRedis() throws IOException {
        write("file", "text");
        assertThat(run("demo", "--json", "--redis", "redis://127.0.0.1:1", directory))
                .isEqualTo(1);
        assertThat(err.toString()).contains("alsek demo: Redis at redis://127.0.0.1:1", "is it running");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void needsACommand() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required subcommand", "Usage: alsek");
    }

    @Test
    void explainsItself() {
        assertThat(run("demo", "--help")).isZero();
        assertThat(run("--help")).isZero();
        assertThat(run("--version")).isZero();
        assertThat(run("demo", "--version")).isZero();
        assertThat(out.toString()).contains("--threads", "--json", "--log-level", "demo", "alsek (unpackaged)");
    }
}
