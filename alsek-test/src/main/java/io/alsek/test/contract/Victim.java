package io.alsek.test.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own that works on a storage until it is killed, as kill -9 does. It dies with this process, too. */
final class Victim implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final BufferedReader said;

    /** Starts it; {@link VictimMain} says what it can do. */
    Victim(OtherProcess how, VictimMain.Deed deed, String namespace, Instant now) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto"));
        how.properties().forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), VictimMain.class.getName()));
        command.addAll(List.of(how.storage().getName(), deed.name(), namespace, now.toString()));
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("No Java process could be started", e);
        }
        said = process.inputReader();
    }

    /** {@return the next line that it wrote} Fails if it ends instead. */
    String next() {
        try {
            String line = said.readLine();
            if (line == null) {
                throw new AssertionError("The other process ended by itself; what it wrote to its error output was "
                        + "passed on to that of this process");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it go on to its end. */
    void goOn() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it; returns what it had written and nobody had read. */
    List<String> kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("The other process survived being killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while killing the other process", e);
        }
        List<String> rest = new ArrayList<>();
        try {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                rest.add(line);
            }
        } catch (IOException e) {
            // Its output ended with it.
        }
        return rest;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
