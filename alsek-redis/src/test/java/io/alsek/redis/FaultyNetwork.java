package io.alsek.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on loopback between clients and a server that does what networks do: it delays replies, loses them, delivers
 * half of them and cuts connections.
 */
final class FaultyNetwork implements AutoCloseable {

    private static final int CHUNK = 1 << 16;
    private static final long LONGEST_DELAY_NANOS = 300_000_000;
    private static final int MILLE = 1000;

    private static final List<Fate> FATES = List.of(Fate.values());

    final int port;
    private final int serverPort;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Fate> planned = new ConcurrentLinkedQueue<>();
    private final Map<Fate, AtomicInteger> struck = new EnumMap<>(Fate.class);
    private volatile boolean down;

    // Guarded by this.
    private final List<Fate> fates = new ArrayList<>();
    private int perMille;
    private int untilNext;

    /** What becomes of a reply. */
    enum Fate {
        DELAY,
        /** Nothing comes any more on this connection, which stays open. */
        DROP,
        /** A part of it comes, and then the connection ends. */
        TRUNCATE,
        CUT
    }

    FaultyNetwork(RedisProcess server) {
        serverPort = server.port;
        for (Fate fate : Fate.values()) {
            struck.put(fate, new AtomicInteger());
        }
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = listening.getLocalPort();
        start("accept", this::accept);
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Strikes the replies to the next scripts. */
    void plan(Fate... fates) {
        planned.addAll(Arrays.asList(fates));
    }

    /** Strikes so many of a thousand replies from now on, with all fates in turn. */
    synchronized void strike(int ofThousand) {
        perMille = ofThousand;
        untilNext = 0;
    }

    /**
     * {@return the fate of a reply; {@code null} = it gets through} Strikes keep their distance, and each fate comes
     * before any comes again, so that none is missing by chance.
     */
    private synchronized @Nullable Fate next() {
        if (perMille == 0 || --untilNext > 0) {
            return null;
        }
        int period = MILLE / perMille;
        untilNext = period / 2 + ThreadLocalRandom.current().nextInt(period);
        if (fates.isEmpty()) {
            fates.addAll(FATES);
            Collections.shuffle(fates);
        }
        return fates.remove(0);
    }

    /** Cuts all connections, and lets no others be made until {@link #mend}. */
    void breakDown() {
        down = true;
        cutAll();
    }

    void mend() {
        down = false;
    }

    /** Cuts all connections. */
    void cutAll() {
        sockets.forEach(FaultyNetwork::close);
    }

    int struck(Fate fate) {
        return struck.get(fate).get();
    }

    /** How often what has struck. */
    @Override
    public String toString() {
        return struck.toString();
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "network-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                if (down) {
                    close(client);
                    continue;
                }
                Line line = new Line(client, new Socket(InetAddress.getLoopbackAddress(), serverPort));
                start("there", line::there);
                start("back", line::back);
            } catch (IOException e) {
                // The server is down, or we are closed.
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
    }

    /** A connection of a client, and ours to the server. */
    private final class Line {

        private final Socket client;
        private final Socket server;
        private volatile boolean script;

        Line(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(server);
        }

        void there() {
            byte[] chunk = new byte[CHUNK];
            try {
                InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream();
                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                    String head = new String(chunk, 0, Math.min(n, 40), StandardCharsets.ISO_8859_1);
                    script = head.contains("EVALSHA") || (script && !head.startsWith("*"));
                    out.write(chunk, 0, n);
                }
            } catch (IOException e) {
                // One of them has gone.
            }
            end();
        }

        void back() {
            byte[] chunk = new byte[CHUNK];
            try {
                InputStream in = server.getInputStream();
                OutputStream out = client.getOutputStream();
                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                    if (!pass(chunk, n, out)) {
                        return;
                    }
                }
            } catch (IOException e) {
                // One of them has gone.
            }
            end();
        }

        /** {@return whether to go on} */
        private boolean pass(byte[] chunk, int n, OutputStream out) throws IOException {
            Fate fate = script ? planned.poll() : null;
            if (fate == null) {
                fate = next();
            }
            if (fate == null) {
                out.write(chunk, 0, n);
                return true;
            }
            struck.get(fate).incrementAndGet();
            switch (fate) {
                case DELAY -> {
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_DELAY_NANOS));
                    out.write(chunk, 0, n);
                    return true;
                }
                case DROP -> {
                    return false; // both sides stay open
                }
                case TRUNCATE -> out.write(chunk, 0, n / 2);
                default -> {}
            }
            end();
            return false;
        }

        private void end() {
            close(client);
            close(server);
            sockets.remove(client);
            sockets.remove(server);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutAll();
    }
}
