package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.Backend;
import io.alsek.test.contract.BackendContract;
import io.alsek.test.contract.BackendUnderTest;
import io.alsek.test.contract.MovableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.Protocol;

/**
 * Redis keeps the contract by the server's own clock, as in production. Rules that let time pass are left out, since they
 * go by the millisecond; but with libfaketime at {@code -Dalsek.faketime} the server's clock is moved, and every rule runs.
 */
class RedisServerClockContractTest extends BackendContract {

    private static final @Nullable String LIBRARY = System.getProperty("alsek.faketime");

    @Override
    protected BackendUnderTest backendUnderTest() {
        return LIBRARY == null ? new InRealTime() : new WithClockInFile(Path.of(LIBRARY));
    }

    private static final class InRealTime implements BackendUnderTest {

        @Override
        public Backend open(String namespace, InstantSource clock) {
            return RedisBackend.builder()
                    .url(SharedRedis.url())
                    .namespace(namespace)
                    .build();
        }

        @Override
        public boolean timeStandsStill() {
            return false;
        }

        @Override
        public void advance(MovableClock clock, Duration by) {
            Assumptions.abort("NOT RUN: it lets " + by + " pass");
        }
    }

    /** A server of its own for each rule, whose clock is what a file says. */
    private static final class WithClockInFile implements BackendUnderTest {

        /** Half a millisecond more, which the library may round away. */
        private static final DateTimeFormatter FORMAT =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS'5'").withZone(ZoneOffset.UTC);

        private static final Instant START = Instant.parse("2041-05-06T07:08:09.123Z");

        private final MovableClock mine = new MovableClock(START);
        private final Path file = RedisProcess.newDirectory().resolve("clock");
        private final RedisProcess server;

        WithClockInFile(Path library) {
            write();
            server = RedisProcess.withClock(library, file);
        }

        private void write() {
            try {
                Path next = file.resolveSibling(file.getFileName() + ".next");
                Files.writeString(next, FORMAT.format(mine.instant()) + "\n");
                Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void advance(MovableClock clock, Duration by) {
            clock.advance(by);
            mine.advance(by);
            write();
            List<?> time = (List<?>) RedisSites.command(server, Protocol.Command.TIME);
            long millis = Long.parseLong(RedisSites.text(time.get(0))) * 1000
                    + Long.parseLong(RedisSites.text(time.get(1))) / 1000;
            assertThat(millis).as("the server's clock").isEqualTo(mine.millis());
        }

        /** The backend goes by the server's clock; what it shows as its own is an estimate, which does not stand still. */
        @Override
        public Backend open(String namespace, InstantSource clock) {
            RedisBackend backend = RedisBackend.builder()
                    .url(server.url())
                    .namespace(namespace)
                    .build();
            return (Backend) Proxy.newProxyInstance(
                    Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("clock")) {
                            return mine;
                        }
                        try {
                            return method.invoke(backend, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
