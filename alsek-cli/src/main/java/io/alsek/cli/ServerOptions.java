package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.AlsekBuilder;
import io.alsek.redis.RedisBackend;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the messages are. */
final class ServerOptions {

    @Option(
            names = "--redis",
            paramLabel = "URL",
            defaultValue = "redis://localhost:6379",
            description = "Where Redis is: redis://[[user:]password@]host[:port][/database], redis-sentinel://… or "
                    + "redis-cluster://…, and rediss… with TLS; redis://localhost:6379 by default. A password had "
                    + "better come from the variable ALSEK_REDIS or a file, since everybody on this machine sees "
                    + "options.")
    @SuppressWarnings("NullAway.Init") // set by picocli, as is the other
    private String redis;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "alsek",
            description = "What all keys begin with; ${DEFAULT-VALUE} by default.")
    @SuppressWarnings("NullAway.Init")
    private String namespace;

    /** Begins an instance. Nothing is connected yet. */
    AlsekBuilder prepare() {
        try {
            return Alsek.builder(
                    RedisBackend.builder().url(redis).namespace(namespace).build());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(e.getMessage(), e);
        }
    }

    /** Opens what is there, and fails at once if Redis cannot be used. */
    Alsek open() {
        Alsek alsek = prepare().build();
        try {
            requireConnection(alsek);
            return alsek;
        } catch (RuntimeException e) {
            alsek.close();
            throw e;
        }
    }

    static void requireConnection(Alsek alsek) {
        alsek.broker().backend().values().existing(List.of("alsek-cli"));
    }
}
