package io.alsek.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Lists the files below a directory. */
final class FileTree {

    /** Directories that hold no sources: version control, and what builds leave behind. */
    private static final Set<String> SKIPPED =
            Set.of(".git", ".hg", ".svn", "target", "build", "out", "node_modules", ".gradle", ".idea");

    private FileTree() {}

    /** All regular files, sorted by path; symbolic links are not followed. */
    static List<SourceFile> below(Path directory) throws IOException {
        TreeMap<String, Long> sizes = new TreeMap<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                boolean skipped = !dir.equals(directory) && SKIPPED.contains(String.valueOf(dir.getFileName()));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    sizes.put(directory.relativize(file).toString(), attributes.size());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // What cannot even be listed is queued all the same, and so ends among the dead letters, not nowhere.
                sizes.put(directory.relativize(file).toString(), 0L);
                return FileVisitResult.CONTINUE;
            }
        });
        List<SourceFile> files = new ArrayList<>(sizes.size());
        sizes.forEach((path, size) -> files.add(new SourceFile(path, size, files.size() + 1)));
        return files;
    }
}
