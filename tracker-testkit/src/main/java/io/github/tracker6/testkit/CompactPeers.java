package io.github.tracker6.testkit;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads compact peers: 6 bytes each for IPv4 (BEP 23), 18 for IPv6 (BEP 7). */
final class CompactPeers {
    private CompactPeers() {}

    static List<Endpoint> decode(AddressFamily family, byte[] bytes) {
        int stride = family.endpointBytes();
        if (bytes.length % stride != 0) {
            throw new IllegalArgumentException(bytes.length + " bytes are no multiple of " + stride);
        }
        List<Endpoint> peers = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += stride) {
            int port = at + family.addressBytes();
            peers.add(Endpoint.of(
                    address(Arrays.copyOfRange(bytes, at, port)),
                    (bytes[port] & 0xff) << 8 | (bytes[port + 1] & 0xff)));
        }
        return peers;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes", e);
        }
    }
}
