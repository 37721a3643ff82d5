package io.github.tracker6.udp;

import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.internal.UrlSecret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the client's URL from the options after an announce (BEP 41, "URLData"). Options 0 and 1 have no length byte, all
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
     * Sets path, passkey and token of an announce from its URLData options, put together; each null if there is none.
     *
     * @param at the offset of the first option
     */
    static void read(ByteBuffer packet, int at, AnnounceRequest request) {
        request.path(null).passkey(null).token(null);
        int length = urlLength(packet, at);
        if (length == 0) {
            return;
        }
        if (isUsual(packet, at, length)) {
            request.path(USUAL_PATH);
            return;
        }
        byte[] url = new byte[length];
        collect(packet, at, url);
        int end = 0;
        while (end < length && url[end] != '?') {
            end++;
        }
        request.path(end == 0 ? null : new String(url, 0, end, StandardCharsets.ISO_8859_1));
        if (end < length) {
            String query = new String(url, end + 1, length - end - 1, StandardCharsets.ISO_8859_1);
            request.passkey(UrlSecret.parameter(query, "passkey")).token(UrlSecret.parameter(query, "token"));
        }
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
