package io.github.tracker6.http;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceKey;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Protocol;
import io.github.tracker6.internal.BigEndian;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the query of an announce (BEP 3, 7, 21, 23). The info hash, the peer id, the port and numbers must be valid;
 * other parameters may be missing, malformed or unknown. An unknown parameter may have any length. A parameter without a
 * value is as absent. The first of a repeated parameter counts. Stateless.
 */
final class AnnounceDecoder {
    static final Rejection INFO_HASH = Rejection.malformed("info_hash is missing or not 20 bytes");
    static final Rejection PEER_ID = Rejection.malformed("peer_id is missing or not 20 bytes");
    static final Rejection PORT = Rejection.malformed("port is missing or outside 1 to 65535");
    static final Rejection LEFT = Rejection.malformed("left is not a number");
    static final Rejection NUMWANT = Rejection.malformed("numwant is not a number");
    static final Rejection VALUE_TOO_LONG = Rejection.malformed("A query parameter is too long");

    private static final byte[] STARTED = "started".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMPLETED = "completed".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STOPPED = "stopped".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PAUSED = "paused".getBytes(StandardCharsets.US_ASCII);
    /** The value of {@code left} if the client sends none, or one below 0 or past 2^64: a leecher. */
    private static final long LEFT_UNKNOWN = -1;

    private AnnounceDecoder() {}

    /** Fills the announce of the exchange from the query of its target. */
    static @Nullable Rejection decode(TrackerExchange exchange) {
        QueryReader query = exchange.target.read(exchange.query);
        AnnounceRequest request = exchange.announce.left(LEFT_UNKNOWN).protocol(Protocol.HTTP);
        int seen = 0;
        int given = 0;
        while (query.next()) {
            Parameter parameter = query.parameter();
            if (parameter.isClaim()) {
                claim(exchange, request);
                continue;
            }
            int bit = bit(parameter);
            if (bit == 0 || (seen & bit) != 0) {
                continue;
            }
            seen |= bit;
            if (query.valueLength() > 0) {
                given |= bit;
                boolean set = query.fits() || parameter.mayBeLong();
                Rejection rejection = set ? set(parameter, query, exchange) : tooLong(parameter);
                if (rejection != null) {
                    return rejection;
                }
            }
        }
        Rejection rejection = missing(given, request);
        if (rejection == null && AnnounceKey.isPublic(exchange.key, 0, exchange.keyLength, exchange.peerId)) {
            request.key(0);
        }
        return rejection;
    }

    /** Refuses a value past the limit; a key may have any length, and then links nothing. */
    private static @Nullable Rejection tooLong(Parameter parameter) {
        return parameter == Parameter.KEY ? null : VALUE_TOO_LONG;
    }

    private static @Nullable Rejection missing(int given, AnnounceRequest request) {
        if ((given & bit(Parameter.INFO_HASH)) == 0) {
            return INFO_HASH;
        }
        if ((given & bit(Parameter.PEER_ID)) == 0) {
            return PEER_ID;
        }
        boolean portMissing = (given & bit(Parameter.PORT)) == 0;
        return portMissing && request.event() != AnnounceEvent.STOPPED ? PORT : null;
    }

    /** Returns the bit that marks a parameter as seen; 0 for claims, which may repeat, and for unknown ones. */
    private static int bit(Parameter parameter) {
        return switch (parameter) {
            case INFO_HASH -> 1;
            case PEER_ID -> 1 << 1;
            case PORT -> 1 << 2;
            case UPLOADED -> 1 << 3;
            case DOWNLOADED -> 1 << 4;
            case LEFT -> 1 << 5;
            case EVENT -> 1 << 6;
            case NUMWANT -> 1 << 7;
            case COMPACT -> 1 << 8;
            case KEY -> 1 << 9;
            case PASSKEY -> 1 << 10;
            case TOKEN -> 1 << 11;
            case IP, IPV4, IPV6, UNKNOWN -> 0;
        };
    }

    private static @Nullable Rejection set(Parameter parameter, QueryReader query, TrackerExchange exchange) {
        AnnounceRequest request = exchange.announce;
        byte[] value = query.value();
        int length = query.valueLength();
        switch (parameter) {
            case INFO_HASH -> {
                if (length != InfoHash.BYTES || !query.intact()) {
                    return INFO_HASH;
                }
                request.infoHash(BigEndian.longAt(value, 0), BigEndian.longAt(value, 8), BigEndian.intAt(value, 16));
            }
            case PEER_ID -> {
                if (length != InfoHash.BYTES || !query.intact()) {
                    return PEER_ID;
                }
                request.peerId(BigEndian.longAt(value, 0), BigEndian.longAt(value, 8), BigEndian.intAt(value, 16));
                System.arraycopy(value, 0, exchange.peerId, 0, length);
            }
            case PORT -> {
                int port = Decimal.parse(value, 0, length, 0xffff);
                if (port <= 0) {
                    return PORT;
                }
                request.port(port);
            }
            case LEFT -> {
                boolean negative = value[0] == '-';
                if (!Decimal.isDigits(value, negative ? 1 : 0, length)) {
                    return LEFT;
                }
                boolean known = !negative && Decimal.isUnsignedLong(value, 0, length);
                request.left(known ? Decimal.unsignedLong(value, 0, length) : LEFT_UNKNOWN);
            }
            case NUMWANT -> {
                boolean negative = value[0] == '-';
                if (!Decimal.isDigits(value, negative ? 1 : 0, length)) {
                    return NUMWANT;
                }
                request.numWant(negative ? AnnounceRequest.NUM_WANT_DEFAULT : clamped(value, length));
            }
            case UPLOADED -> request.uploaded(numberOrZero(value, length));
            case DOWNLOADED -> request.downloaded(numberOrZero(value, length));
            case EVENT -> request.event(event(value, length));
            case COMPACT -> exchange.compact = !(length == 1 && value[0] == '0');
            case KEY -> {
                request.key(AnnounceKey.ofBytes(value, 0, length));
                // A longer key can't occur in the peer id.
                exchange.keyLength = length <= exchange.key.length ? length : 0;
                System.arraycopy(value, 0, exchange.key, 0, exchange.keyLength);
            }
            case PASSKEY -> request.passkey(query.text());
            case TOKEN -> request.token(query.text());
            case IP, IPV4, IPV6, UNKNOWN -> {
                // decode() takes claims; unknown parameters are ignored
            }
        }
        return null;
    }

    private static int clamped(byte[] digits, int length) {
        int number = Decimal.parse(digits, 0, length, Integer.MAX_VALUE);
        return number == Decimal.NONE ? Integer.MAX_VALUE : number;
    }

    private static long numberOrZero(byte[] value, int length) {
        return Decimal.isUnsignedLong(value, 0, length) ? Decimal.unsignedLong(value, 0, length) : 0;
    }

    private static AnnounceEvent event(byte[] value, int length) {
        if (is(STARTED, value, length)) {
            return AnnounceEvent.STARTED;
        }
        if (is(STOPPED, value, length)) {
            return AnnounceEvent.STOPPED;
        }
        if (is(COMPLETED, value, length)) {
            return AnnounceEvent.COMPLETED;
        }
        return is(PAUSED, value, length) ? AnnounceEvent.PAUSED : AnnounceEvent.NONE;
    }

    private static boolean is(byte[] word, byte[] value, int length) {
        return Arrays.equals(word, 0, word.length, value, 0, length);
    }

    /** Takes a claim if it is an address, in any form; a malformed claim is ignored and never fails the announce. */
    private static void claim(TrackerExchange exchange, AnnounceRequest request) {
        QueryReader query = exchange.query;
        if (query.fits() && query.intact() && exchange.literal.parseNode(query.value(), 0, query.valueLength())) {
            request.claim(exchange.literal.endpoint());
        }
    }
}
