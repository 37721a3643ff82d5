package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.EndpointList;
import io.github.tracker6.engine.AnnounceRequest;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Decodes an announce packet and encodes an answer with 50 peers. */
@State(Scope.Thread)
public class UdpCodecBenchmark {
    private static final int PEERS = 50;
    private static final int PACKET_BYTES = 98;
    private static final int NUM_WANT_AT = 92;

    @Param({"IPV6", "IPV4"})
    public AddressFamily family = AddressFamily.IPV6;

    private final ByteBuffer packet = ByteBuffer.allocateDirect(PACKET_BYTES);
    private final ByteBuffer reply = ByteBuffer.allocateDirect(2048);
    private final AnnounceRequest request = new AnnounceRequest();
    private final AnnounceResponse response = new AnnounceResponse();
    private EndpointList peers = response.peers(AddressFamily.IPV6);

    @Setup
    public void prepare() {
        for (int i = 0; i < PACKET_BYTES; i++) {
            packet.put(i, (byte) i);
        }
        packet.putInt(NUM_WANT_AT, PEERS);
        peers = response.peers(family);
        for (int i = 0; i < PEERS; i++) {
            if (family == AddressFamily.IPV6) {
                peers.addIpv6(0x2a00L << 48, i, 6881);
            } else {
                peers.addIpv4(0x0b000000 + i, 6881);
            }
        }
        response.counts(1, PEERS, 1);
    }

    @Benchmark
    public int announce() {
        if (!UdpRequests.decodeAnnounce(packet, AddressFamily.IPV4, request.reset())) {
            throw new IllegalStateException("the packet is cut short");
        }
        reply.clear();
        UdpReplies.encodeAnnounce(reply, UdpWire.ACTION_ANNOUNCE, request.port(), response, peers, request.numWant());
        return reply.position();
    }
}
