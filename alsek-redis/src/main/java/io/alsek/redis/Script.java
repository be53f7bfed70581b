package io.alsek.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script: the resource of its name, behind those that it needs. */
final class Script {

    private final String name;
    private final byte[] text;
    private final byte[] sha1;

    Script(String name, String... includes) {
        this.name = name;
        StringBuilder all = new StringBuilder();
        for (String include : includes) {
            all.append(load(include));
        }
        this.text = all.append(load(name)).toString().getBytes(UTF_8);
        try {
            this.sha1 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text))
                    .getBytes(UTF_8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-1", e);
        }
    }

    private static String load(String name) {
        try (InputStream in = Script.class.getResourceAsStream("/io/alsek/redis/scripts/" + name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("The script " + name + " is missing from alsek-redis");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name;
    }

    byte[] text() {
        return text.clone();
    }

    byte[] sha1() {
        return sha1.clone();
    }
}
