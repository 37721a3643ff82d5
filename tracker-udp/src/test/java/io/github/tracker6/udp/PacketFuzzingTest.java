package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.CLIENT4;
import static io.github.tracker6.udp.HandlerHarness.CLIENT6;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tracker6.Endpoint;
import java.nio.ByteBuffer;

/**
 * Any bytes as a datagram, over both families, with a right and with a wrong connection id. A usual build tries the inputs in
 * the resources; {@code -Pfuzz} makes new ones.
 */
class PacketFuzzingTest {
    private static final int MAX_REPLY_BYTES = 1_232;
    private static final int CONNECT_BYTES = 16;

    private final HandlerHarness harness = new HandlerHarness(options -> options.rateLimit(false));

    private final ConnectionIds ids = new ConnectionIds(HandlerHarness.KEY0, HandlerHarness.KEY1);

    PacketFuzzingTest() {
        harness.tracker.onAnnounce = ScriptedTracker::answerWithManyPeers;
    }

    @FuzzTest(maxDuration = "10m")
    void everyDatagramIsAnsweredInItsBoundsOrDropped(byte[] bytes) {
        for (Endpoint client : new Endpoint[] {CLIENT6, CLIENT4}) {
            String first = handle(client, bytes);
            if (!isConnected(client, bytes)) {
                assertThat(first.length() / 2).isLessThanOrEqualTo(bytes.length);
            }
            if (bytes.length < Long.BYTES) {
                continue;
            }
            byte[] validated = bytes.clone();
            ByteBuffer.wrap(validated).put(0, Hex.packet(harness.connect(client)), 0, Long.BYTES);
            String reply = handle(client, validated);
            if (bytes.length < CONNECT_BYTES) {
                assertThat(reply).isEmpty();
            } else {
                assertThat(reply.length() / 2).isBetween(8, MAX_REPLY_BYTES);
                assertThat(Hex.packet(reply).getInt(4))
                        .as("transaction id")
                        .isEqualTo(ByteBuffer.wrap(bytes).getInt(12));
                assertThat(handle(client, Hex.packet(reply).array()))
                        .as("a tracker's answer to an answer")
                        .isEmpty();
            }
        }
        assertThat(harness.stats.trackerFailures()).isZero();
    }

    /** Returns whether the input begins with a connection id of the client: Jazzer learns them from comparisons. */
    private boolean isConnected(Endpoint client, byte[] bytes) {
        return bytes.length >= Long.BYTES
                && ids.accepts(
                        ByteBuffer.wrap(bytes).getLong(0),
                        harness.handler.nowMillis(),
                        client.family(),
                        client.addressHigh(),
                        client.addressLow());
    }

    private String handle(Endpoint client, byte[] packet) {
        UdpStats stats = harness.stats;
        long before = stats.answered() + stats.dropped();
        String reply = harness.handle(client, ByteBuffer.wrap(packet));
        assertThat(stats.answered() + stats.dropped()).isEqualTo(before + 1);
        return reply;
    }
}
