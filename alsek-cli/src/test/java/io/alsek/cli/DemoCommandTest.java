package io.alsek.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.message.Serializer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private DemoReport reported() {
        assertThat(run("demo", "--json", directory.toString())).isZero();
        return (DemoReport)
                Serializer.json().deserialize(out.toString().getBytes(StandardCharsets.UTF_8), DemoReport.class);
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void counts_the_words_and_lines_of_all_files() throws IOException {
        write("a.txt", "one two\nthree\n");
        write("deep/er/b.txt", "four");
        write("empty.txt", "");

        DemoReport report = reported();

        assertThat(report.files()).isEqualTo(3);
        assertThat(report.words()).isEqualTo(4);
        assertThat(report.lines()).isEqualTo(2);
        assertThat(report.deadLetters()).isEmpty();
        assertThat(report.throughput().messages()).isEqualTo(6); // each file is read, then counted
    }

    @Test
    void every_seventh_file_is_tried_twice_and_counted_once() throws IOException {
        for (int i = 0; i < 30; i++) {
            write("file" + i, "word");
        }

        DemoReport report = reported();

        assertThat(report.retries()).isEqualTo(4);
        assertThat(report.words()).isEqualTo(30);
        assertThat(report.throughput().messages()).isEqualTo(30 + 30 + 4);
    }

    @Test
    void files_that_are_no_text_end_among_the_dead_letters_with_the_reason() throws IOException {
        write("good.txt", "fine");
        Files.write(directory.resolve("bad.bin"), new byte[] {(byte) 0xFF, (byte) 0xFE});

        DemoReport report = reported();

        assertThat(report.deadLetters()).containsExactly(new DemoReport.DeadFile("bad.bin", "not valid UTF-8"));
        assertThat(report.words()).isEqualTo(1);
        assertThat(run("demo", directory.toString())).isZero();
        assertThat(out.toString()).contains("Dead letters:").contains("bad.bin: not valid UTF-8");
    }

    @Test
    void version_control_and_build_output_are_left_out() throws IOException {
        write("src/a.txt", "one");
        write(".git/config", "two");
        write("module/target/classes/b.txt", "three");

        assertThat(reported().files()).isEqualTo(1);
    }

    @Test
    void smaller_files_go_first() throws IOException {
        write("a-large", "x".repeat(100));
        write("b-small", "x");
        write("c-middle", "x".repeat(10));

        List<SourceFile> files = FileTree.below(directory);

        assertThat(files).extracting(SourceFile::path).containsExactly("a-large", "b-small", "c-middle");
        assertThat(files).extracting(SourceFile::priority).containsExactly(100, 1, 10);
    }

    @Test
    void prints_plain_progress_and_a_table_where_there_is_no_terminal() throws IOException {
        write("a.txt", "one two\n");

        assertThat(run("demo", directory.toString())).isZero();

        assertThat(err.toString()).contains("Indexed 1 of 1 files");
        assertThat(out.toString())
                .containsPattern("files +1\n")
                .containsPattern("words +2\n")
                .containsPattern("messages per second +[\\d,]+")
                .containsPattern("submit to start, p99 +[\\d.,]+ ms");
    }

    @Test
    void a_directory_that_is_missing_or_empty_or_none_at_all_is_refused() throws IOException {
        write("a.txt", "one");
        Files.createDirectory(directory.resolve("empty"));

        assertThat(run("demo", directory.resolve("missing").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("missing does not exist");
        assertThat(run("demo", directory.resolve("a.txt").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("a.txt is not a directory");
        assertThat(run("demo", directory.resolve("empty").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("There is no file to index below");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void wrong_options_are_refused_with_the_usage() {
        assertThat(run("demo", "--threads", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--threads must be positive").contains("Usage: alsek demo");
        assertThat(run("demo", "--nonsense")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
    }

    @Test
    void percentiles_are_those_of_the_sorted_latencies() {
        LatencyHistogram latencies = new LatencyHistogram();
        assertThat(latencies.millisAt(0.5)).isZero();
        for (int i = 100; i >= 1; i--) {
            latencies.add(i * 1_000_000L);
        }
        assertThat(latencies.millisAt(0.50)).isEqualTo(50);
        assertThat(latencies.millisAt(0.99)).isEqualTo(99);
    }
}
