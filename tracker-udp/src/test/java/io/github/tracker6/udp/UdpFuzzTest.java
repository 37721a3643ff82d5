package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.CLIENT4;
import static io.github.tracker6.udp.HandlerHarness.CLIENT6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Random bytes, packets that are cut off, and packets with wrong bytes in them. */
class UdpFuzzTest {
    private final HandlerHarness harness = new HandlerHarness(options -> options.rateLimit(false));

    UdpFuzzTest() {
        harness.tracker.onAnnounce = ScriptedTracker::answerWithManyPeers;
    }

    /** An unvalidated source gets at most as many bytes as it sent, and at most one packet for each of its own. */
    @Property(tries = 5_000)
    void anUnvalidatedSourceNeverGetsMoreThanItSent(@ForAll @Size(max = 400) byte[] packet, @ForAll boolean ipv6) {
        String reply = harness.handle(ipv6 ? CLIENT6 : CLIENT4, ByteBuffer.wrap(packet));
        assertThat(reply.length() / 2).isLessThanOrEqualTo(packet.length);
    }

    @Property(tries = 2_000)
    void aShortenedOrPaddedConnectNeverGetsMoreThanItSent(
            @ForAll @IntRange(max = 40) int length, @ForAll int transactionId, @ForAll boolean ipv6) {
        byte[] packet = new byte[length];
        ByteBuffer whole =
                ByteBuffer.allocate(40).putLong(UdpWire.PROTOCOL_ID).putInt(0).putInt(transactionId);
        whole.get(0, packet);

        String reply = harness.handle(ipv6 ? CLIENT6 : CLIENT4, ByteBuffer.wrap(packet));

        assertThat(reply.length() / 2).isEqualTo(length < 16 ? 0 : 16);
    }

    @Property(tries = 5_000)
    void anyPayloadOfAValidatedSourceIsHandledWithoutAnException(
            @ForAll @IntRange(min = -1, max = 5) int action,
            @ForAll @Size(max = 2_040) byte[] payload,
            @ForAll boolean ipv6) {
        Endpoint client = ipv6 ? CLIENT6 : CLIENT4;
        String reply = harness.handle(
                client,
                harness.connect(client),
                Hex.of(action),
                "cafebabe",
                HexFormat.of().formatHex(payload));

        assertThat(reply).isNotEmpty().hasSizeLessThanOrEqualTo(2 * 1_232);
        assertThat(reply.substring(8, 16)).isEqualTo("cafebabe");
        assertThat(harness.handle(client, reply)).isEmpty();
    }

    @Property
    void aTruncatedAnnounceIsAnErrorOrIgnoredAndNeverReachesTheTracker(
            @ForAll @IntRange(max = 109) int length, @ForAll boolean announce6, @ForAll boolean ipv6) {
        boolean long6 = announce6 && ipv6;
        Endpoint client = ipv6 ? CLIENT6 : CLIENT4;
        int action = long6 ? UdpWire.ACTION_ANNOUNCE6 : UdpWire.ACTION_ANNOUNCE;
        String whole = HandlerHarness.announce(harness.connect(client), action, 2, -1, 6881);
        int cut = Math.min(length, whole.length() / 2 - 1);
        int before = harness.tracker.announces();

        String reply = harness.handle(client, whole.substring(0, 2 * cut));

        assertThat(reply).isEqualTo(cut < 16 ? "" : "00000003cafebabe" + Hex.text("Malformed request"));
        assertThat(harness.tracker.announces()).isEqualTo(before);
    }

    @Property(tries = 2_000)
    void anAnnounceWithWrongBytesIsHandledWithoutAnException(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 97) Integer> places,
            @ForAll byte value,
            @ForAll boolean ipv6) {
        Endpoint client = ipv6 ? CLIENT6 : CLIENT4;
        ByteBuffer packet = Hex.packet(HandlerHarness.announce(harness.connect(client), 1, 2, -1, 6881));
        for (int place : places) {
            packet.put(place, value);
        }
        boolean validated = places.stream().allMatch(place -> place >= 8) || unchanged(packet, client);

        String reply = harness.handle(client, packet);

        assertThat(reply.isEmpty()).isEqualTo(!validated);
        assertThat(reply).hasSizeLessThanOrEqualTo(2 * 1_232);
    }

    private boolean unchanged(ByteBuffer packet, Endpoint client) {
        return Hex.of(packet.getLong(0)).equals(harness.connect(client));
    }

    @Property
    void aDecodedAnnounceEqualsTheEncodedOne(
            @ForAll long head,
            @ForAll long middle,
            @ForAll int tail,
            @ForAll long left,
            @ForAll long uploaded,
            @ForAll long downloaded,
            @ForAll int key,
            @ForAll int numWant,
            @ForAll @IntRange(max = 65_535) int port,
            @ForAll @IntRange(max = 4) int event,
            @ForAll AddressFamily ipField) {
        ByteBuffer packet = ByteBuffer.allocate(110)
                .putLong(1)
                .putInt(1)
                .putInt(2)
                .putLong(head)
                .putLong(middle)
                .putInt(tail)
                .putLong(~head)
                .putLong(~middle)
                .putInt(~tail)
                .putLong(downloaded)
                .putLong(left)
                .putLong(uploaded)
                .putInt(event)
                .put(new byte[ipField.addressBytes()])
                .putInt(key)
                .putInt(numWant)
                .putShort((short) port)
                .flip();
        AnnounceRequest request = new AnnounceRequest();

        assertThat(UdpRequests.decodeAnnounce(packet, ipField, request)).isTrue();

        assertThat(request.hashHead()).isEqualTo(head);
        assertThat(request.hashMiddle()).isEqualTo(middle);
        assertThat(request.hashTail()).isEqualTo(tail);
        assertThat(ByteBuffer.wrap(request.peerId()))
                .isEqualTo(ByteBuffer.allocate(20)
                        .putLong(~head)
                        .putLong(~middle)
                        .putInt(~tail)
                        .flip());
        assertThat(request.left()).isEqualTo(left);
        assertThat(request.uploaded()).isEqualTo(uploaded);
        assertThat(request.downloaded()).isEqualTo(downloaded);
        assertThat(request.key()).isEqualTo(Integer.toUnsignedLong(key));
        assertThat(request.numWant()).isEqualTo(numWant);
        assertThat(request.port()).isEqualTo(port);
        assertThat(request.event())
                .isEqualTo(List.of(
                                AnnounceEvent.NONE,
                                AnnounceEvent.COMPLETED,
                                AnnounceEvent.STARTED,
                                AnnounceEvent.STOPPED,
                                AnnounceEvent.PAUSED)
                        .get(event));
    }

    @Property
    void aDecodedScrapeKeepsItsOrder(
            @ForAll @Size(max = 100) List<Long> hashes, @ForAll @IntRange(max = 19) int partial) {
        ByteBuffer packet = ByteBuffer.allocate(16 + 100 * 20 + 19).position(16);
        hashes.forEach(hash -> packet.putLong(hash).putLong(~hash).putInt(7));
        packet.position(packet.position() + partial).flip();
        ScrapeBatch batch = new ScrapeBatch();

        UdpRequests.decodeScrape(packet, 74, batch);

        assertThat(batch.size()).isEqualTo(Math.min(74, hashes.size()));
        for (int i = 0; i < batch.size(); i++) {
            assertThat(batch.hashHead(i)).isEqualTo(hashes.get(i));
            assertThat(batch.hashMiddle(i)).isEqualTo(~hashes.get(i));
            assertThat(batch.hashTail(i)).isEqualTo(7);
        }
    }
}
