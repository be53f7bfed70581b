package io.alsek.lock;

import io.alsek.message.Names;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which host and which process this is, as owners of locks and queues of a node are told apart. Thread-safe.
 *
 * <p>Nothing is looked up or drawn before somebody asks.
 */
public final class Node {

    private final RandomGenerator random;
    private final AtomicInteger others = new AtomicInteger();

    /** Of which process this pretends to be another. */
    private final @Nullable Node original;

    /** Guarded by this; {@code null} = the name of the machine, which is still to be found out. */
    private @Nullable String host;

    /** Guarded by this; {@code null} until somebody asks. */
    private @Nullable String process;

    /**
     * This process.
     *
     * @param host the name of the host, which must differ from all others'; {@code null} = what the machine calls itself
     * @param random makes the process differ from all others, also from one with its number on a host of its name
     */
    public Node(@Nullable String host, RandomGenerator random) {
        this(host == null ? null : Names.check("host name", host), random, null);
    }

    private Node(@Nullable String host, RandomGenerator random, @Nullable Node original) {
        this.host = host;
        this.random = random;
        this.original = original;
    }

    /** Another process on this host, for tests that have several in one. */
    public Node another() {
        return new Node(null, random, this);
    }

    /** {@return the name of the host} */
    public synchronized String host() {
        if (host == null) {
            host = original == null ? nameOfMachine() : original.host();
        }
        return host;
    }

    /** {@return the host and the process, unlike any other's} */
    public synchronized String process() {
        if (process == null) {
            process = original == null
                    ? host() + "/" + ProcessHandle.current().pid() + "-" + token()
                    : original.process() + "." + original.others.incrementAndGet();
        }
        return process;
    }

    /** 40 bits, which make 8 characters. */
    private String token() {
        return Long.toString(random.nextLong() >>> 24, 32);
    }

    private static String nameOfMachine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // a machine without a name of its own has no neighbours that share a backend
        }
    }

    @Override
    public String toString() {
        return "Node[" + process() + "]";
    }
}
