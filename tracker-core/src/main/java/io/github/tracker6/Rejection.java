package io.github.tracker6;

import java.nio.charset.StandardCharsets;

/**
 * The reason why an announce or scrape was refused. It is safe to show to the client. A refused request changes nothing.
 *
 * @param reason the class of the refusal, for metrics and listeners
 * @param text the text that the client gets: 1 to 64 bytes of printable ASCII, never taken from the client's input or
 *     from an exception
 * @param retryAfterSeconds after how many seconds the client may try again (BEP 31); 0 means that the tracker gives no
 *     advice
 * @since 0.1.0
 */
public record Rejection(Reason reason, String text, int retryAfterSeconds) {
    /** The longest text, in bytes. */
    public static final int MAX_TEXT_BYTES = 64;

    /** Malformed or missing parameters. */
    public static final Rejection MALFORMED = new Rejection(Reason.MALFORMED, "Malformed request", 0);

    /** A scrape names no info hash, and the tracker does not list all swarms. */
    public static final Rejection FULL_SCRAPE_REFUSED =
            new Rejection(Reason.MALFORMED, "Full scrape is not allowed", 0);

    /** The source address cannot be the address of a peer. */
    public static final Rejection ADDRESS_REFUSED =
            new Rejection(Reason.ADDRESS_REFUSED, "Your address is not acceptable here", 0);

    /**
     * The torrent is not served by this tracker. The text is the one after which clients give a torrent up at this tracker,
     * instead of asking again and again: Transmission looks for "unregistered torrent". No warning may hold these words,
     * since rTorrent takes them for a failure there, too.
     */
    public static final Rejection NOT_SERVED = new Rejection(Reason.NOT_SERVED, "Unregistered torrent", 0);

    /** The request failed inside the tracker, for example because storage is out of reach. */
    public static final Rejection UNAVAILABLE =
            new Rejection(Reason.UNAVAILABLE, "The tracker is unavailable, try again soon", 60);

    /**
     * The classes of refusals.
     *
     * @since 0.1.0
     */
    public enum Reason {
        /** The request breaks the protocol. */
        MALFORMED,
        /** The source address cannot be the address of a peer. */
        ADDRESS_REFUSED,
        /** The torrent is denied or not allowed. */
        NOT_SERVED,
        /** A store has no room. The stores of this project give peers all the same, see {@link ListingCap}. */
        CAPACITY,
        /** A rule of the embedding application refuses the request. */
        FORBIDDEN,
        /** The request failed inside the tracker. */
        UNAVAILABLE
    }

    /**
     * Makes a rejection.
     *
     * @throws IllegalArgumentException if the text or the seconds are out of range
     */
    public Rejection {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException("text has " + bytes + " bytes, outside 1 to " + MAX_TEXT_BYTES);
        }
        if (!text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("text is not printable ASCII");
        }
        if (retryAfterSeconds < 0) {
            throw new IllegalArgumentException("retryAfterSeconds " + retryAfterSeconds + " is negative");
        }
    }

    /**
     * Returns a refusal of class {@code MALFORMED} with a text that says what is wrong.
     *
     * @param text 1 to 64 bytes of printable ASCII
     */
    public static Rejection malformed(String text) {
        return new Rejection(Reason.MALFORMED, text, 0);
    }

    /**
     * Returns a refusal of class {@code FORBIDDEN}, for rules of the embedding application.
     *
     * @param text 1 to 64 bytes of printable ASCII
     */
    public static Rejection forbidden(String text) {
        return new Rejection(Reason.FORBIDDEN, text, 0);
    }
}
