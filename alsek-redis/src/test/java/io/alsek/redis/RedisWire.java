package io.alsek.redis;

import io.alsek.spi.Backend;
import io.alsek.test.contract.Wire;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy on loopback that understands as much of the protocol as it takes to count commands and to cut before or
 * after one of them: it passes on one command and then its reply.
 */
final class RedisWire implements Wire {

    /** What only keeps a connection up, or listens. */
    private static final Set<String> NOT_COUNTED = Set.of(
            "HELLO",
            "AUTH",
            "CLIENT",
            "SELECT",
            "PING",
            "INFO",
            "SUBSCRIBE",
            "SSUBSCRIBE",
            "UNSUBSCRIBE",
            "SUNSUBSCRIBE");

    private final URI server;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private int requests;
    private int cutAt;
    private Point point = Point.BEFORE;
    private Length length = Length.BRIEF;
    private boolean cutOff;
    private ServerSocket listening;

    RedisWire(String url) {
        server = URI.create(url);
        port = RedisProcess.freePort();
        listen();
    }

    private synchronized void listen() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            listening = socket;
            start(() -> accept(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on connections are refused. */
    private synchronized void refuse() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Backend open(String namespace, InstantSource clock) {
        String login = server.getRawUserInfo() == null ? "" : server.getRawUserInfo() + "@";
        String database = server.getRawPath() == null ? "" : server.getRawPath();
        return RedisBackend.builder()
                .url("redis://" + login + "127.0.0.1:" + port + database)
                .namespace(namespace)
                .clock(clock)
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    @Override
    public synchronized void watch() {
        requests = 0;
        cutAt = 0;
        if (cutOff) {
            cutOff = false;
            listen();
        }
    }

    @Override
    public synchronized int requests() {
        return requests;
    }

    @Override
    public synchronized void cutAt(int request, Point where, Length howLong) {
        watch();
        cutAt = request;
        point = where;
        length = howLong;
    }

    @Override
    public void cutAll() {
        sockets.forEach(RedisWire::close);
    }

    @Override
    public void mend() {
        watch();
    }

    /** {@return where to cut, if this is the request to be cut} */
    private synchronized Point count() {
        requests++;
        if (requests != cutAt) {
            return null;
        }
        if (length == Length.LASTING) {
            cutOff = true;
            refuse();
        }
        return point;
    }

    private synchronized boolean isCutOff() {
        return cutOff;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                start(new Connection(socket.accept()));
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

    @Override
    public void close() {
        refuse();
        cutAll();
    }

    /** A connection of a client, and ours to the server. */
    private final class Connection implements Runnable {

        private final Socket client;
        private final Socket toServer;
        private boolean listens;

        Connection(Socket client) throws IOException {
            this.client = client;
            toServer = new Socket(server.getHost(), server.getPort() < 0 ? 6379 : server.getPort());
            client.setTcpNoDelay(true);
            toServer.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(toServer);
        }

        @Override
        public void run() {
            try {
                InputStream asked = new BufferedInputStream(client.getInputStream());
                InputStream answered = new BufferedInputStream(toServer.getInputStream());
                boolean whole = true;
                while (whole) {
                    whole = pass(asked, answered);
                }
            } catch (IOException e) {
                // One of them has gone.
            }
            close(client);
            close(toServer);
            sockets.remove(client);
            sockets.remove(toServer);
        }

        /** {@return whether to go on} */
        private boolean pass(InputStream asked, InputStream answered) throws IOException {
            ByteArrayOutputStream command = new ByteArrayOutputStream();
            String name = copy(asked, command);
            boolean counted = !NOT_COUNTED.contains(name);
            Point cut = counted ? count() : null;
            if (cut == Point.BEFORE || (isCutOff() && cut == null)) {
                return false;
            }
            command.writeTo(toServer.getOutputStream());
            if (name.endsWith("SUBSCRIBE") && !listens) {
                listens = true;
                start(() -> pump(answered));
            }
            if (!listens) {
                ByteArrayOutputStream reply = new ByteArrayOutputStream();
                copy(answered, reply);
                if (cut == Point.AFTER) {
                    return false;
                }
                reply.writeTo(client.getOutputStream());
            }
            return true;
        }

        private void pump(InputStream answered) {
            try {
                OutputStream out = client.getOutputStream();
                answered.transferTo(out);
            } catch (IOException e) {
                // One of them has gone.
            }
            close(client);
            close(toServer);
        }

        /** Copies one value of the protocol; returns its first word. */
        private static String copy(InputStream in, ByteArrayOutputStream out) throws IOException {
            String line = line(in, out);
            String rest = line.substring(1);
            switch (line.charAt(0)) {
                case '$', '=', '!' -> {
                    int size = Integer.parseInt(rest);
                    if (size < 0) {
                        return "";
                    }
                    byte[] bytes = in.readNBytes(size + 2);
                    out.writeBytes(bytes);
                    return new String(bytes, 0, size, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
                }
                case '*', '~', '>', '%' -> {
                    int elements = Integer.parseInt(rest) * (line.charAt(0) == '%' ? 2 : 1);
                    String first = "";
                    for (int i = 0; i < elements; i++) {
                        String word = copy(in, out);
                        first = i == 0 ? word : first;
                    }
                    return first;
                }
                default -> {
                    return rest;
                }
            }
        }

        private static String line(InputStream in, ByteArrayOutputStream out) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException();
                }
                out.write(next);
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            out.write('\n');
            return line.toString();
        }
    }
}
