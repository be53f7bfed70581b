package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import redis.clients.jedis.UnifiedJedis;

/**
 * What a link is made of.
 *
 * @param source where its clients come from
 * @param timeout how long to wait for an answer
 * @param durability what submissions wait for
 * @param check judges the server at the first use
 * @param greeting is called once the server is found good
 * @param listener hears when the connection is lost and restored
 * @param namespace what channels begin with
 */
record LinkSettings(
        Source source,
        Duration timeout,
        RedisDurability durability,
        ServerCheck check,
        Consumer<UnifiedJedis> greeting,
        Consumer<RedisConnectionEvent> listener,
        String namespace) {

    /**
     * Where clients come from.
     *
     * @param commands makes the one for commands
     * @param listening makes the one whose connection listens
     * @param owned whether we close them
     * @param cluster whether keys are spread over nodes
     * @param where the servers, without password
     */
    record Source(
            Supplier<UnifiedJedis> commands,
            Supplier<UnifiedJedis> listening,
            boolean owned,
            boolean cluster,
            String where) {}

    Supplier<UnifiedJedis> commands() {
        return source.commands();
    }

    Supplier<UnifiedJedis> listening() {
        return source.listening();
    }

    boolean owned() {
        return source.owned();
    }

    boolean isCluster() {
        return source.cluster();
    }

    String where() {
        return source.where();
    }

    /** {@return a channel that nobody else has, within what an ACL allows for the namespace} */
    byte[] ownChannel() {
        return ("{" + Names.inKey(namespace) + "}:ears:" + Long.toHexString(Tokens.next())).getBytes(ISO_8859_1);
    }
}
