package io.alsek.redis;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Names and ids as bytes, and back. Every string has exactly one form, also those that UTF-8 cannot express; and two
 * bytes that occur in no UTF-8 text mark the forms that are not text: ids that are canonical UUIDs take 17 bytes.
 */
final class Names {

    /** More cannot be told by the two bytes that records have for it. */
    private static final int LONGEST = 65_000;

    private static final byte WIDE = (byte) 0xFF;
    private static final byte UUID_MARK = (byte) 0xFE;
    private static final int UUID_LENGTH = 36;
    private static final int UUID_BYTES = 1 + 16;
    private static final String HEX = "0123456789ABCDEF";

    private Names() {}

    /** A name, or any other text. */
    static byte[] text(String name) {
        byte[] bytes = name.getBytes(UTF_8);
        if (!new String(bytes, UTF_8).equals(name)) {
            byte[] wide = name.getBytes(UTF_16BE);
            if (!new String(wide, UTF_16BE).equals(name)) {
                wide = units(name);
            }
            bytes = ByteBuffer.allocate(1 + wide.length).put(WIDE).put(wide).array();
        }
        if (bytes.length > LONGEST) {
            throw new IllegalArgumentException("A name of " + bytes.length + " bytes is too long for Redis; " + LONGEST
                    + " is the most: \"" + name.substring(0, 40) + "...\"");
        }
        return bytes;
    }

    /** The code units of a string, whether or not they make up characters. */
    private static byte[] units(String name) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * name.length());
        for (int i = 0; i < name.length(); i++) {
            buffer.putChar(name.charAt(i));
        }
        return buffer.array();
    }

    private static String ofUnits(byte[] bytes, int from) {
        StringBuilder name = new StringBuilder(bytes.length / 2);
        for (int i = from; i + 1 < bytes.length; i += 2) {
            name.append((char) (((bytes[i] & 0xFF) << Byte.SIZE) | (bytes[i + 1] & 0xFF)));
        }
        return name.toString();
    }

    static String ofText(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == WIDE ? ofUnits(bytes, 1) : new String(bytes, UTF_8);
    }

    static byte[] id(String id) {
        if (isCanonicalUuid(id)) {
            UUID uuid = UUID.fromString(id);
            return ByteBuffer.allocate(UUID_BYTES)
                    .put(UUID_MARK)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .array();
        }
        return text(id);
    }

    static String ofId(byte[] bytes) {
        if (bytes.length == UUID_BYTES && bytes[0] == UUID_MARK) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, UUID_BYTES - 1);
            return new UUID(buffer.getLong(), buffer.getLong()).toString();
        }
        return ofText(bytes);
    }

    private static boolean isCanonicalUuid(String id) {
        if (id.length() != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = id.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }

    /** A queue's name such that the order of the bytes is that of {@link String#compareTo}. */
    static byte[] sortable(String queue) {
        return units(queue);
    }

    static String ofSortable(byte[] bytes) {
        return ofUnits(bytes, 0);
    }

    /** A name as part of a key: letters, digits, '.', '_' and '-' stand for themselves, other bytes are %XX. */
    static String inKey(String name) {
        StringBuilder key = new StringBuilder(name.length());
        for (byte b : text(name)) {
            char c = (char) (b & 0xFF);
            boolean plain = (c >= '0' && c <= '9')
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || c == '.'
                    || c == '_'
                    || c == '-';
            if (plain) {
                key.append(c);
            } else {
                key.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
            }
        }
        return key.toString();
    }

    /** Undoes {@link #inKey}. */
    static String ofKey(String key) {
        ByteBuffer bytes = ByteBuffer.allocate(key.length());
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) == '%') {
                bytes.put((byte) Integer.parseInt(key.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.put((byte) key.charAt(i));
            }
        }
        return ofText(java.util.Arrays.copyOf(bytes.array(), bytes.position()));
    }
}
