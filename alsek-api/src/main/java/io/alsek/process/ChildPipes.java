package io.alsek.process;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/** How a child finds its end of the pipes. */
public final class ChildPipes {

    private ChildPipes() {}

    /**
     * Opens the pipes.
     *
     * @param arguments of the child's main method, as its parent made them
     * @throws IOException if they are not there
     */
    public static ParentLink open(String[] arguments) throws IOException {
        if (arguments.length == 0) {
            throw new IOException("This program is started by a process pool, not by hand");
        }
        int longestFrame = Integer.parseInt(arguments[0]);
        return arguments.length < 3
                ? new ParentLink(
                        new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out), longestFrame)
                : new ParentLink(new FileInputStream(arguments[1]), new FileOutputStream(arguments[2]), longestFrame);
    }
}
