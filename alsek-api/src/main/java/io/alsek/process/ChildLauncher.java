package io.alsek.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the JVM of a child. */
final class ChildLauncher {

    /**
     * Moves the pipes to where nobody writes by mistake, before it becomes the JVM: with the frames on standard output,
     * a line of native code, of the JVM itself or of a program that a handler starts would break them. Standard output
     * goes where standard error goes.
     *
     * <p>The signals that a terminal sends to all its processes are for the parent, which ends its children in order.
     */
    private static final String MOVE_PIPES = "trap '' INT HUP; exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >&2";

    private static final Path SHELL = Path.of("/bin/sh");

    private static final Path DESCRIPTORS = Path.of("/dev/fd");

    private final ProcessOptions options;
    private final String mainClass;
    private final int longestFrame;

    /**
     * @param mainClass begins with {@link ChildPipes}
     */
    ChildLauncher(ProcessOptions options, String mainClass, int longestFrame) {
        this.options = options;
        this.mainClass = mainClass;
        this.longestFrame = longestFrame;
    }

    Process launch() throws IOException {
        boolean moved = Files.isExecutable(SHELL) && Files.isDirectory(DESCRIPTORS);
        List<String> command = new ArrayList<>();
        if (moved) {
            command.addAll(List.of(SHELL.toString(), "-c", MOVE_PIPES));
        }
        command.addAll(jvm());
        if (!moved) {
            command.add("-XX:+DisplayVMOutputToStderr");
        }
        command.add(mainClass);
        command.add(Integer.toString(longestFrame));
        if (moved) {
            command.add(DESCRIPTORS.resolve("3").toString());
            command.add(DESCRIPTORS.resolve("4").toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(options.environment());
        return builder.start();
    }

    private List<String> jvm() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java" + (File.separatorChar == '\\' ? ".exe" : ""))
                .toString());
        // A JVM without memory may be in any state; and memory that is used up is to be the failure of an attempt.
        command.add("-XX:+ExitOnOutOfMemoryError");
        options.maxHeap().ifPresent(bytes -> command.add("-Xmx" + bytes));
        command.addAll(options.jvmArguments());
        String modules = System.getProperty("jdk.module.path", "");
        if (!modules.isEmpty()) {
            command.addAll(List.of("--module-path", modules, "--add-modules", "ALL-MODULE-PATH"));
        }
        command.addAll(List.of("-cp", options.classPath()));
        return command;
    }
}
