package io.alsek.redis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.util.Pool;

/** Walks through the keys of a server. For administration only: it looks at every key there is. */
final class Scans {

    private static final int AT_ONCE = 1_000;

    private Scans() {}

    static void of(UnifiedJedis client, byte[] prefix, Consumer<List<byte[]>> pages) {
        ScanParams params = new ScanParams().match(pattern(prefix)).count(AT_ONCE);
        byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
        do {
            ScanResult<byte[]> page = client.scan(cursor, params);
            pages.accept(page.getResult());
            cursor = page.getCursorAsBytes();
        } while (cursor.length != 1 || cursor[0] != '0');
    }

    /** One node of a cluster. A replica shows nothing that its master does not. */
    static void ofNode(Pool<Connection> node, byte[] prefix, Consumer<List<byte[]>> pages) {
        try (Connection connection = node.getResource()) {
            byte[] cursor = {'0'};
            do {
                List<?> page = (List<?>) connection.executeCommand(new CommandArguments(Protocol.Command.SCAN)
                        .add(cursor)
                        .add("MATCH")
                        .add(pattern(prefix))
                        .add("COUNT")
                        .add(AT_ONCE));
                List<byte[]> keys = new ArrayList<>();
                ((List<?>) page.get(1)).forEach(key -> keys.add((byte[]) key));
                pages.accept(keys);
                cursor = (byte[]) page.get(0);
            } while (cursor.length != 1 || cursor[0] != '0');
        }
    }

    private static byte[] pattern(byte[] prefix) {
        ByteArrayOutputStream pattern = new ByteArrayOutputStream();
        for (byte b : prefix) {
            if ("*?[]^\\".indexOf(b) >= 0) {
                pattern.write('\\');
            }
            pattern.write(b);
        }
        pattern.writeBytes("*".getBytes(StandardCharsets.ISO_8859_1));
        return pattern.toByteArray();
    }
}
