package io.github.tracker6.access;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.internal.BigEndian;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Serves only announces of certain BitTorrent clients, by the first bytes of the peer id: {@code -TR} is Transmission, {@code
 * -TR4} is version 4 of it (BEP 20). Others are refused with {@link #CLIENT_REFUSED}. A client can send any peer id, so this
 * keeps out clients that misbehave, not people. Scrapes hold no peer id and are served. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ClientAccess implements TrackerInterceptor {
    /** The refusal of an announce of another client. */
    public static final Rejection CLIENT_REFUSED = Rejection.forbidden("Your BitTorrent client is not allowed here");

    private final Prefix[] prefixes;

    /** Whether clients with one of the prefixes are served, or those without. */
    private final boolean allows;

    /** The first bytes of a peer id, and which of its bits they set. */
    private record Prefix(long head, long middle, int tail, long headMask, long middleMask, int tailMask) {
        static Prefix of(String text) {
            int length = text.length();
            if (length == 0 || length > InfoHash.BYTES || !text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                throw new IllegalArgumentException(
                        "prefix \"" + text + "\" is not 1 to " + InfoHash.BYTES + " characters of printable ASCII");
            }
            byte[] bytes = Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), InfoHash.BYTES);
            byte[] mask = new byte[InfoHash.BYTES];
            Arrays.fill(mask, 0, length, (byte) 0xff);
            return new Prefix(
                    BigEndian.longAt(bytes, 0),
                    BigEndian.longAt(bytes, 8),
                    BigEndian.intAt(bytes, 16),
                    BigEndian.longAt(mask, 0),
                    BigEndian.longAt(mask, 8),
                    BigEndian.intAt(mask, 16));
        }

        boolean begins(AnnounceRequest request) {
            return (request.peerIdHead() & headMask) == head
                    && (request.peerIdMiddle() & middleMask) == middle
                    && (request.peerIdTail() & tailMask) == tail;
        }
    }

    private ClientAccess(List<String> prefixes, boolean allows) {
        if (prefixes.isEmpty()) {
            throw new IllegalArgumentException("there is no prefix");
        }
        this.prefixes = prefixes.stream().map(Prefix::of).toArray(Prefix[]::new);
        this.allows = allows;
    }

    /**
     * Returns an interceptor that serves clients whose peer id begins with one of the prefixes, and no others.
     *
     * @param prefixes at least one; each 1 to 20 characters of printable ASCII, such as {@code -TR}
     * @throws IllegalArgumentException if there is none, or one is out of range
     */
    public static ClientAccess allow(String... prefixes) {
        return new ClientAccess(List.of(prefixes), true);
    }

    /**
     * Returns an interceptor that serves all clients but those whose peer id begins with one of the prefixes.
     *
     * @param prefixes as in {@link #allow}
     * @throws IllegalArgumentException as {@link #allow}
     */
    public static ClientAccess deny(String... prefixes) {
        return new ClientAccess(List.of(prefixes), false);
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(
            AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
        return hasPrefix(request) == allows ? next.announce(request, response) : response.reject(CLIENT_REFUSED);
    }

    private boolean hasPrefix(AnnounceRequest request) {
        for (Prefix prefix : prefixes) {
            if (prefix.begins(request)) {
                return true;
            }
        }
        return false;
    }
}
