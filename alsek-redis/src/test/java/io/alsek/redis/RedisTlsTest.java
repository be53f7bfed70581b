package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.Alsek;
import io.alsek.spi.BackendException;
import io.alsek.spi.QueuePolicy;
import io.alsek.task.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.SslOptions;

/** A server that speaks TLS, with certificates that are made here. Left out if the server was built without. */
class RedisTlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path directory;

    private static Path mine;
    private static Path trust;

    private final Laboratory lab = new Laboratory();
    private final int port = RedisProcess.freePort();
    private RedisProcess server;

    /** A key of our own, for the server and for us, and a store that trusts it. */
    @BeforeAll
    static void makeCertificates() throws Exception {
        mine = directory.resolve("mine.p12");
        trust = directory.resolve("trust.p12");
        Path certificate = directory.resolve("cert.pem");
        String store = mine.toString();
        keytool(
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-validity",
                "2",
                "-keystore",
                store,
                "-storetype",
                "PKCS12");
        keytool("-exportcert", "-rfc", "-alias", "redis", "-keystore", store, "-file", certificate.toString());
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "redis",
                "-file",
                certificate.toString(),
                "-keystore",
                trust.toString(),
                "-storetype",
                "PKCS12");
        Files.writeString(directory.resolve("key.pem"), privateKey(mine));
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static String privateKey(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] key = keys.getKey("redis", PASSWORD.toCharArray()).getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key) + "\n-----END PRIVATE KEY-----\n";
    }

    @BeforeEach
    void start() {
        RedisProcess plain = lab.server();
        List<?> known = (List<?>) RedisSites.command(plain, Protocol.Command.CONFIG, "GET", "tls-port");
        Assumptions.assumeFalse(known.isEmpty(), "NOT RUN: this redis-server was built without TLS");
        server = lab.server(
                "--tls-port", Integer.toString(port),
                "--tls-cert-file", directory.resolve("cert.pem").toString(),
                "--tls-key-file", directory.resolve("key.pem").toString(),
                "--tls-ca-cert-file", directory.resolve("cert.pem").toString(),
                "--tls-auth-clients", "optional");
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private static SslOptions trusting() {
        return SslOptions.builder()
                .truststore(trust.toFile(), PASSWORD.toCharArray())
                .trustStoreType("PKCS12")
                .build();
    }

    private RedisBackend backend(String url, SslOptions options) {
        RedisBackend backend = RedisBackend.builder()
                .url(url)
                .tls(options)
                .timeout(Duration.ofSeconds(5))
                .build();
        lab.add(backend);
        return backend;
    }

    private static void assertRefused(RedisBackend backend, String... reasons) {
        assertThatExceptionOfType(BackendException.NotApplied.class)
                .isThrownBy(() -> backend.queues(QueuePolicy.DEFAULT).submit(List.of(Laboratory.message("m"))))
                .satisfies(e -> assertThat(e.getMessage()).contains(reasons));
        assertThat(backend.health().problem()).contains(reasons);
    }

    @Test
    void workRunsOverIt() throws Exception {
        Task<String, String> greet =
                Task.named("greet").input(String.class).output(String.class).build();
        Alsek alsek = Alsek.on(backend("rediss://127.0.0.1:" + port, trusting()));
        lab.add(alsek);
        alsek.threadPool()
                .size(2)
                .handle(greet, (name, context) -> "hello " + name)
                .start();

        assertThat(alsek.submit(greet, "Ann").await(PATIENCE)).isEqualTo("hello Ann");
    }

    @Test
    void aServerThatAsksForCertificatesGetsOurs() {
        RedisSites.command(server, Protocol.Command.CONFIG, "SET", "tls-auth-clients", "yes");
        SslOptions known = SslOptions.builder()
                .truststore(trust.toFile(), PASSWORD.toCharArray())
                .trustStoreType("PKCS12")
                .keystore(mine.toFile(), PASSWORD.toCharArray())
                .keyStoreType("PKCS12")
                .build();

        assertThat(backend("rediss://127.0.0.1:" + port, known).health().problem())
                .isNull();
        assertRefused(backend("rediss://127.0.0.1:" + port, trusting()), "certificate");
    }

    @Test
    void aCertificateThatIsNotTrustedIsRefused() {
        assertRefused(
                lab.backend("rediss://127.0.0.1:" + port), "127.0.0.1:" + port, "TLS failed", "certificate trusted");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() {
        assertRefused(backend("rediss://localhost:" + port, trusting()), "TLS failed", "localhost");
    }

    @Test
    void aServerThatSpeaksNoTlsAtThisPortIsNamed() {
        RedisBackend backend = RedisBackend.builder()
                .url("rediss://127.0.0.1:" + server.port)
                .tls(trusting())
                .timeout(Duration.ofMillis(500)) // the server waits for more
                .build();
        lab.add(backend);

        assertRefused(backend, "127.0.0.1:" + server.port, "speaks TLS at this port (rediss://) or not (redis://)");
    }

    @Test
    void aServerThatSpeaksOnlyTlsAtThisPortIsNamed() {
        assertRefused(lab.backend("redis://127.0.0.1:" + port), "127.0.0.1:" + port, "rediss://");
    }
}
