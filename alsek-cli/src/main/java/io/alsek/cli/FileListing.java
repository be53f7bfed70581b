package io.alsek.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the files below a directory, without version control and build output. Does not follow symbolic links. */
final class FileListing extends SimpleFileVisitor<Path> {

    /** Every so many files, one fails at its first try. */
    static final int STUMBLE = 7;

    private static final Set<String> SKIPPED = Set.of(".git", ".gradle", "build", "target");

    private final Path root;
    private final Map<Path, Long> sizes = new TreeMap<>();

    private FileListing(Path root) {
        this.root = root;
    }

    /** The regular files below a directory, sorted by path. */
    static List<FileToRead> below(Path directory) throws IOException {
        FileListing listing = new FileListing(directory.toRealPath());
        Files.walkFileTree(listing.root, listing);
        return listing.files();
    }

    private List<FileToRead> files() {
        List<FileToRead> files = new ArrayList<>(sizes.size());
        sizes.forEach((path, bytes) -> {
            boolean stumbles = (files.size() + 1) % STUMBLE == 0;
            files.add(new FileToRead(root.relativize(path).toString(), path.toUri(), bytes, stumbles));
        });
        return files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        return isSkipped(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && !file.endsWith(".git")) {
            sizes.put(file, attributes.size());
        }
        return FileVisitResult.CONTINUE;
    }

    /** What cannot be looked at is left to {@link IndexTasks#READ}, which fails and says why. */
    @Override
    public FileVisitResult visitFileFailed(Path path, IOException problem) throws IOException {
        if (path.equals(root)) {
            throw problem;
        }
        if (!isSkipped(path)) {
            sizes.put(path, 0L);
        }
        return FileVisitResult.CONTINUE;
    }

    /** A directory that changes while it is listed is listed as far as it goes. */
    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem) {
        return FileVisitResult.CONTINUE;
    }

    private boolean isSkipped(Path path) {
        return !path.equals(root) && SKIPPED.contains(path.getFileName().toString());
    }
}
