package io.github.tracker6.udp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the path from the options after an announce (BEP 41, "URLData"). Options 0 and 1 have no length byte, all
 * others have one. The list ends at option 0, at the end of the packet (clients often omit option 0), or at an option
 * that is cut off. Stateless.
 */
final class UrlData {
    private static final int END_OF_OPTIONS = 0;
    private static final int NOP = 1;
    private static final int URL_DATA = 2;

    private static final String USUAL_PATH = "/announce";

    private UrlData() {}

    /**
     * Returns the path in the URLData options, put together, without the query.
     *
     * @param at the offset of the first option
     * @return one character per byte; null if there is no path
     */
    static @Nullable String path(ByteBuffer packet, int at) {
        int length = urlLength(packet, at);
        if (length == 0) {
            return null;
        }
        if (isUsual(packet, at, length)) {
            return USUAL_PATH;
        }
        byte[] url = new byte[length];
        collect(packet, at, url);
        int end = 0;
        while (end < length && url[end] != '?') {
            end++;
        }
        return end == 0 ? null : new String(url, 0, end, StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns whether the options are one option with the path that nearly all clients send. It costs no new string.
     */
    private static boolean isUsual(ByteBuffer packet, int at, int length) {
        if (length != USUAL_PATH.length() || packet.get(at) != URL_DATA || (packet.get(at + 1) & 0xff) != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (packet.get(at + 2 + i) != USUAL_PATH.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int urlLength(ByteBuffer packet, int at) {
        int total = 0;
        for (int i = at; i < packet.limit(); i = next(packet, i)) {
            if (packet.get(i) == URL_DATA && next(packet, i) <= packet.limit()) {
                total += packet.get(i + 1) & 0xff;
            }
        }
        return total;
    }

    private static void collect(ByteBuffer packet, int at, byte[] url) {
        int filled = 0;
        for (int i = at; filled < url.length; i = next(packet, i)) {
            if (packet.get(i) == URL_DATA) {
                int length = packet.get(i + 1) & 0xff;
                packet.get(i + 2, url, filled, length);
                filled += length;
            }
        }
    }

    /** Returns the offset of the next option; past the limit if there is none or this one is cut off. */
    private static int next(ByteBuffer packet, int at) {
        int option = packet.get(at) & 0xff;
        if (option == NOP) {
            return at + 1;
        }
        boolean hasLength = option != END_OF_OPTIONS && at + 1 < packet.limit();
        return hasLength ? at + 2 + (packet.get(at + 1) & 0xff) : Integer.MAX_VALUE;
    }
}
