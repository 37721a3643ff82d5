package io.github.tracker6.udp;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.EndpointList;
import io.github.tracker6.ScrapeBatch;
import java.nio.ByteBuffer;

/** Encodes replies (BEP 15). A reply begins at index 0 of its buffer and ends at the position. Stateless. */
final class UdpReplies {
    private UdpReplies() {}

    static void encodeConnect(ByteBuffer reply, int transactionId, long connectionId) {
        begin(reply, UdpWire.ACTION_CONNECT, transactionId).putLong(connectionId);
    }

    /**
     * Encodes the answer to an announce.
     *
     * @param action the action of the request
     * @param peers peers of the packet's family: a client knows the length of an entry from the family alone
     * @param limit the most peers
     */
    static void encodeAnnounce(
            ByteBuffer reply, int action, int transactionId, AnnounceResponse response, EndpointList peers, int limit) {
        begin(reply, action, transactionId)
                .putInt(response.intervalSeconds())
                .putInt(response.incomplete())
                .putInt(response.complete());
        peers.writeTo(reply, limit);
    }

    static void encodeScrape(ByteBuffer reply, int transactionId, ScrapeBatch batch) {
        begin(reply, UdpWire.ACTION_SCRAPE, transactionId);
        for (int i = 0; i < batch.size(); i++) {
            reply.putInt(batch.complete(i)).putInt(batch.downloaded(i)).putInt(batch.incomplete(i));
        }
    }

    /**
     * Encodes an error.
     *
     * @param text printable ASCII
     */
    static void encodeError(ByteBuffer reply, int transactionId, String text) {
        begin(reply, UdpWire.ACTION_ERROR, transactionId);
        for (int i = 0; i < text.length(); i++) {
            reply.put((byte) text.charAt(i));
        }
    }

    private static ByteBuffer begin(ByteBuffer reply, int action, int transactionId) {
        return reply.clear().putInt(action).putInt(transactionId);
    }
}
