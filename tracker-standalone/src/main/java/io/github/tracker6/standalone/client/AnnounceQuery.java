package io.github.tracker6.standalone.client;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.InfoHash;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Locale;

/**
 * What a client says in an announce.
 *
 * @param peerId 20 bytes of ASCII
 * @param key known to this client and the tracker alone
 * @param left bytes that the client lacks
 */
public record AnnounceQuery(
        InfoHash infoHash, String peerId, int key, int port, long left, AnnounceEvent event, int numWant) {
    private static final String PEER_ID_BEGIN = "-T60000-";

    /** Returns the announce of a client that the tracker does not know: with a key of its own. */
    public static AnnounceQuery ofNewClient(InfoHash infoHash, int port, long left, AnnounceEvent event, int numWant) {
        return ofClient(new SecureRandom().nextInt(), infoHash, port, left, event, numWant);
    }

    /**
     * Returns the announce of the client with this key. Its peer id follows from the key: trackers know a client again by both.
     */
    static AnnounceQuery ofClient(int key, InfoHash infoHash, int port, long left, AnnounceEvent event, int numWant) {
        String peerId = PEER_ID_BEGIN + String.format(Locale.ROOT, "%012d", Integer.toUnsignedLong(key));
        return new AnnounceQuery(infoHash, peerId, key, port, left, event, numWant);
    }

    /** Returns the announce with which this client goes. */
    public AnnounceQuery stopped() {
        return new AnnounceQuery(infoHash, peerId, key, port, left, AnnounceEvent.STOPPED, 0);
    }

    byte[] peerIdBytes() {
        return peerId.getBytes(StandardCharsets.US_ASCII);
    }
}
