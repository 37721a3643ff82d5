package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceKey;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Protocol;
import io.github.tracker6.store.InfoHashes;
import java.nio.ByteBuffer;

/** Decodes requests (BEP 15). A packet begins at index 0 of its buffer and ends at the limit. Stateless. */
final class UdpRequests {
    private static final int DOWNLOADED_AT = 56;
    private static final int LEFT_AT = 64;
    private static final int UPLOADED_AT = 72;
    private static final int EVENT_AT = 80;
    private static final int INFO_HASH_AT = UdpWire.REQUEST_HEADER_BYTES;
    private static final int PEER_ID_AT = INFO_HASH_AT + InfoHash.BYTES;

    private UdpRequests() {}

    /**
     * Decodes an announce. Ignores its {@code ip} field: a client must not announce the address of another host.
     *
     * @param ipField the family whose address size the {@code ip} field has
     * @param request gets what the packet says; the caller sets source, limits and listener
     * @return false if the packet is too short; then nothing was decoded
     */
    static boolean decodeAnnounce(ByteBuffer packet, AddressFamily ipField, AnnounceRequest request) {
        int tailAt = UdpWire.ANNOUNCE_HEAD_BYTES + ipField.addressBytes();
        int optionsAt = tailAt + UdpWire.ANNOUNCE_TAIL_BYTES;
        if (packet.limit() < optionsAt) {
            return false;
        }
        request.infoHash(
                packet.getLong(INFO_HASH_AT), packet.getLong(INFO_HASH_AT + 8), packet.getInt(INFO_HASH_AT + 16));
        request.peerId(packet.getLong(PEER_ID_AT), packet.getLong(PEER_ID_AT + 8), packet.getInt(PEER_ID_AT + 16));
        request.downloaded(packet.getLong(DOWNLOADED_AT));
        request.left(packet.getLong(LEFT_AT));
        request.uploaded(packet.getLong(UPLOADED_AT));
        request.event(event(packet.getInt(EVENT_AT)));
        request.key(AnnounceKey.ofNumber(packet.getInt(tailAt)));
        request.numWant(packet.getInt(tailAt + 4));
        request.port(packet.getShort(tailAt + 8) & 0xffff);
        UrlData.read(packet, optionsAt, request.protocol(Protocol.UDP));
        return true;
    }

    /** Adds the info hash of a packet that looks like an announce. Everything else is checked later. */
    static void addInfoHash(ByteBuffer packet, InfoHashes swarms) {
        if (packet.limit() >= PEER_ID_AT && packet.getInt(UdpWire.ACTION_AT) == UdpWire.ACTION_ANNOUNCE) {
            swarms.add(
                    packet.getLong(INFO_HASH_AT), packet.getLong(INFO_HASH_AT + 8), packet.getInt(INFO_HASH_AT + 16));
        }
    }

    /**
     * Decodes a scrape. Ignores a partial info hash at the end, and all info hashes past the limit.
     *
     * @param limit the most info hashes, 1 or more
     * @param batch gets the info hashes in the order in which they were sent, repeated ones too: the answer is
     *     positional
     */
    static void decodeScrape(ByteBuffer packet, int limit, ScrapeBatch batch) {
        int whole = (packet.limit() - UdpWire.REQUEST_HEADER_BYTES) / InfoHash.BYTES;
        int count = Math.min(whole, limit);
        for (int i = 0; i < count; i++) {
            int at = UdpWire.REQUEST_HEADER_BYTES + i * InfoHash.BYTES;
            batch.add(packet.getLong(at), packet.getLong(at + 8), packet.getInt(at + 16));
        }
    }

    /**
     * Returns the event of a number. An undefined number is a regular announce: otherwise the client would get no
     * peers.
     */
    private static AnnounceEvent event(int number) {
        return switch (number) {
            case 1 -> AnnounceEvent.COMPLETED;
            case 2 -> AnnounceEvent.STARTED;
            case 3 -> AnnounceEvent.STOPPED;
            case 4 -> AnnounceEvent.PAUSED;
            default -> AnnounceEvent.NONE;
        };
    }
}
