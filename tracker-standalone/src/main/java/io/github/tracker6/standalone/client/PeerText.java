package io.github.tracker6.standalone.client;

import io.github.tracker6.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Addresses of peers as trackers send them, for people. Stateless. */
final class PeerText {
    private static final int PORT_BYTES = 2;

    private PeerText() {}

    /** Returns the peers of a compact list (BEP 23, BEP 7); a part of a peer at its end is passed over. */
    static List<String> compact(byte[] list, int addressBytes) {
        List<String> peers = new ArrayList<>();
        int stride = addressBytes + PORT_BYTES;
        for (int at = 0; at + stride <= list.length; at += stride) {
            int portAt = at + addressBytes;
            int port = ((list[portAt] & 0xff) << 8) | (list[portAt + 1] & 0xff);
            InetAddress address = address(list, at, addressBytes);
            peers.add(Endpoint.of(address, port).toString());
        }
        return peers;
    }

    /** Returns an address of 4 or 16 bytes; empty if there are others. */
    static Optional<String> address(byte[] bytes) {
        return bytes.length == 4 || bytes.length == 16
                ? Optional.of(Endpoint.of(address(bytes, 0, bytes.length), 0).addressText())
                : Optional.empty();
    }

    private static InetAddress address(byte[] bytes, int from, int count) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + count));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for other lengths
        }
    }
}
