package com.example.quickstart;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Redis of our own: {@code redis-server} on the path, or the one that embedded-redis contains. */
final class RedisServer implements AutoCloseable {

    private final Process process;
    final String url;

    RedisServer(Path directory) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        url = "redis://127.0.0.1:" + port;
        List<String> command = List.of(
                binary(directory), "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "");
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("redis.log").toFile())
                .start();
        while (process.isAlive() && !answers(port)) {
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String binary(Path directory) throws IOException {
        for (String entry : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(entry, "redis-server"))) {
                return entry + "/redis-server";
            }
        }
        boolean arm = System.getProperty("os.arch").contains("aarch64");
        String name = System.getProperty("os.name").startsWith("Mac")
                ? "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64")
                : arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        Path file = directory.resolve("redis-server");
        try (InputStream in = RedisServer.class.getResourceAsStream("/" + name)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        file.toFile().setExecutable(true);
        return file.toString();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
