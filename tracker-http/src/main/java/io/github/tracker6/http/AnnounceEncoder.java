package io.github.tracker6.http;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.EndpointList;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.internal.BigEndian;
import java.nio.charset.StandardCharsets;

/** Encodes the answer to an announce (BEP 3, 7, 23, 24). Stateless. */
final class AnnounceEncoder {
    private static final byte[] COMPLETE = Failure.ascii("complete");
    private static final byte[] DOWNLOADED = Failure.ascii("downloaded");
    private static final byte[] EXTERNAL_IP = Failure.ascii("external ip");
    private static final byte[] INCOMPLETE = Failure.ascii("incomplete");
    private static final byte[] INTERVAL = Failure.ascii("interval");
    private static final byte[] MIN_INTERVAL = Failure.ascii("min interval");
    private static final byte[] PEERS = Failure.ascii("peers");
    private static final byte[] PEERS6 = Failure.ascii("peers6");
    private static final byte[] IP = Failure.ascii("ip");
    private static final byte[] PORT = Failure.ascii("port");

    private AnnounceEncoder() {}

    static void encode(BencodeWriter out, AnnounceRequest request, AnnounceResponse response, boolean compact) {
        out.beginDictionary();
        out.key(COMPLETE);
        out.integer(response.complete());
        out.key(DOWNLOADED);
        out.integer(response.downloaded());
        out.key(EXTERNAL_IP);
        externalIp(out, request);
        out.key(INCOMPLETE);
        out.integer(response.incomplete());
        out.key(INTERVAL);
        out.integer(response.intervalSeconds());
        // aria2 reads it as the interval, so it must not be shorter.
        out.key(MIN_INTERVAL);
        out.integer(response.intervalSeconds());
        out.key(PEERS);
        if (compact) {
            packed(out, response.peers4());
            if (response.peers6().size() > 0) {
                out.key(PEERS6);
                packed(out, response.peers6());
            }
        } else {
            out.beginList();
            dictionaries(out, response.peers6());
            dictionaries(out, response.peers4());
            out.endList();
        }
        out.endDictionary();
    }

    private static void externalIp(BencodeWriter out, AnnounceRequest request) {
        int at = out.string(request.sourceFamily().addressBytes());
        if (request.sourceFamily() == AddressFamily.IPV4) {
            BigEndian.putInt(out.bytes(), at, (int) request.sourceLow());
        } else {
            BigEndian.putLong(out.bytes(), at, request.sourceHigh());
            BigEndian.putLong(out.bytes(), at + 8, request.sourceLow());
        }
    }

    private static void packed(BencodeWriter out, EndpointList peers) {
        int at = out.string(peers.bytes());
        peers.copyTo(out.bytes(), at);
    }

    private static void dictionaries(BencodeWriter out, EndpointList peers) {
        for (int i = 0; i < peers.size(); i++) {
            Endpoint peer = peers.get(i);
            out.beginDictionary();
            out.key(IP);
            out.string(addressText(peer).getBytes(StandardCharsets.US_ASCII));
            out.key(PORT);
            out.integer(peer.port());
            out.endDictionary();
        }
    }

    /** Returns the address as text: the part of the endpoint's text before the port. */
    private static String addressText(Endpoint peer) {
        String text = peer.toString();
        int colon = text.lastIndexOf(':');
        return peer.family() == AddressFamily.IPV4 ? text.substring(0, colon) : text.substring(1, colon - 1);
    }
}
