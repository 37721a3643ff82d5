package io.github.tracker6.testkit;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.internal.BigEndian;
import java.util.ArrayList;
import java.util.List;

/** Decodes compact peers, of 6 bytes for IPv4 (BEP 23) and 18 bytes for IPv6 (BEP 7). Stateless. */
final class CompactPeers {
    private CompactPeers() {}

    static List<Endpoint> decode(AddressFamily family, byte[] bytes) {
        int stride = family.endpointBytes();
        if (bytes.length % stride != 0) {
            throw new IllegalArgumentException(bytes.length + " bytes are no multiple of " + stride);
        }
        List<Endpoint> peers = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += stride) {
            int port = BigEndian.shortAt(bytes, at + family.addressBytes());
            peers.add(
                    family == AddressFamily.IPV4
                            ? Endpoint.ofIpv4(BigEndian.intAt(bytes, at), port)
                            : Endpoint.ofIpv6(BigEndian.longAt(bytes, at), BigEndian.longAt(bytes, at + 8), port));
        }
        return peers;
    }
}
