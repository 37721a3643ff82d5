package io.github.tracker6.udp;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Packets as hex text. Spaces in the text are ignored. */
final class Hex {
    private Hex() {}

    static ByteBuffer packet(String... parts) {
        return ByteBuffer.wrap(bytes(parts));
    }

    static byte[] bytes(String... parts) {
        return HexFormat.of().parseHex(spaceless(parts));
    }

    static String of(long number) {
        return HexFormat.of().toHexDigits(number);
    }

    static String of(int number) {
        return HexFormat.of().toHexDigits(number);
    }

    /** Returns the bytes up to the position as hex without spaces. */
    static String written(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static String text(String ascii) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < ascii.length(); i++) {
            hex.append(HexFormat.of().toHexDigits((byte) ascii.charAt(i)));
        }
        return hex.toString();
    }

    static String spaceless(String... parts) {
        return String.join("", parts).replaceAll("\\s", "");
    }
}
