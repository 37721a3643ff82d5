package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.CLIENT4;
import static io.github.tracker6.udp.HandlerHarness.CLIENT6;
import static io.github.tracker6.udp.HandlerHarness.CONNECT;
import static io.github.tracker6.udp.HandlerHarness.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.Protocol;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden packets of BEP 15, and of announce6, which BEP 15 did not adopt but one client sends. */
class UdpHandlerTest {
    private static final int ANNOUNCE = UdpWire.ACTION_ANNOUNCE;
    private static final int ANNOUNCE6 = UdpWire.ACTION_ANNOUNCE6;
    private static final String HASH_A = "aa".repeat(20);

    private final HandlerHarness harness = new HandlerHarness();
    private final ScriptedTracker tracker = harness.tracker;

    private static List<Endpoint> bothFamilies() {
        return List.of(CLIENT6, CLIENT4);
    }

    @Test
    void bep15_connectIsAnsweredWith16Bytes() {
        for (Endpoint client : bothFamilies()) {
            String reply = harness.handle(client, "0000041727101980 00000000 cafebabe");

            assertThat(reply).startsWith("00000000cafebabe").hasSize(2 * 16);
        }
        assertThat(harness.stats.connects()).isEqualTo(2);
    }

    @Test
    void bep15_aLongerConnectGetsTheSameAnswer() {
        assertThat(harness.handle(CLIENT6, CONNECT, "cafebabe", "00".repeat(100)))
                .hasSize(2 * 16);
    }

    @Test
    void aConnectionIdIsAcceptedFromAllPortsOfItsSite() {
        Endpoint otherPort = Endpoint.parse("[2001:db8::7]:1");
        Endpoint otherSite = Endpoint.parse("[2001:db8:0:1::7]:6881");
        String id = harness.connect(CLIENT6);

        assertThat(harness.handle(otherPort, announce(id, ANNOUNCE, 2, -1, 6881)))
                .isNotEmpty();
        assertThat(harness.handle(otherSite, announce(id, ANNOUNCE, 2, -1, 6881)))
                .isEmpty();
    }

    @Test
    void aConnectionIdExpires() {
        String id = harness.connect(CLIENT6);
        harness.clock.advance(Duration.ofMinutes(4));
        assertThat(harness.handle(CLIENT6, announce(id, ANNOUNCE, 2, -1, 6881))).isNotEmpty();

        harness.clock.advance(Duration.ofMinutes(2));
        assertThat(harness.handle(CLIENT6, announce(id, ANNOUNCE, 2, -1, 6881))).isEmpty();
        assertThat(harness.handle(CLIENT6, id, "00000002 cafebabe", HASH_A)).isEmpty();
        assertThat(harness.stats.droppedUnvalidated()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "0000041727101980 00000000 cafeba", // one byte short
                "0000041727101981 00000000 cafebabe", // another magic
                "0000041727101980 00000001 cafebabe", // magic, but no connect
                "0000041727101980 00000003 cafebabe",
                "0000000000000000 00000002 cafebabe aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "ffffffffffffffff 00000063 cafebabe",
            })
    void anUnvalidatedSourceGetsNoReply(String packet) {
        for (Endpoint client : bothFamilies()) {
            assertThat(harness.handle(client, packet)).isEmpty();
        }
        assertThat(harness.stats.errors()).isZero();
        assertThat(tracker.announces()).isZero();
    }

    @Test
    void anUnvalidatedAnnounceGetsNoReply() {
        for (Endpoint client : bothFamilies()) {
            assertThat(harness.handle(client, announce("0123456789abcdef", ANNOUNCE, 2, -1, 6881)))
                    .isEmpty();
            assertThat(harness.handle(client, announce("0123456789abcdef", ANNOUNCE6, 2, -1, 6881)))
                    .isEmpty();
        }
        assertThat(tracker.announces()).isZero();
        assertThat(harness.stats.droppedUnvalidated()).isEqualTo(4);
    }

    @Test
    void aPacketFromPortZeroGetsNoReply() {
        assertThat(harness.handle(Endpoint.parse("192.0.2.7:0"), CONNECT, "cafebabe"))
                .isEmpty();
        assertThat(harness.stats.droppedMalformed()).isEqualTo(1);
    }

    /** CVE-2024-2169: one forged packet could make two servers answer each other's errors without end. */
    @Test
    void noReplyOfATrackerIsAnsweredByATracker() {
        for (Endpoint client : bothFamilies()) {
            String id = harness.connect(client);
            List<String> replies = List.of(
                    harness.handle(client, CONNECT, "cafebabe"),
                    harness.handle(client, announce(id, ANNOUNCE, 2, -1, 6881)),
                    harness.handle(client, id, "00000002 cafebabe", HASH_A),
                    harness.handle(client, id, "00000063 cafebabe"));
            assertThat(replies).noneMatch(String::isEmpty);
            for (String reply : replies) {
                assertThat(harness.handle(client, reply)).isEmpty();
                assertThat(harness.handle(client, reply, "00".repeat(120))).isEmpty();
            }
        }
    }

    @Test
    void bep15_announceIsReadToTheLastField() {
        harness.handle(CLIENT6, announce(harness.connect(CLIENT6), ANNOUNCE, 2, 30, 51413));

        ScriptedTracker.ReceivedAnnounce received = tracker.lastAnnounce;
        assertThat(received.infoHash()).isEqualTo("000102030405060708090a0b0c0d0e0f10111213");
        assertThat(received.peerId()).isEqualTo("2d5452363030302d6162636465666768696a6b6c");
        assertThat(received.downloaded()).isEqualTo(0x11);
        assertThat(received.left()).isEqualTo(0x22);
        assertThat(received.uploaded()).isEqualTo(0x33);
        assertThat(received.event()).isEqualTo(AnnounceEvent.STARTED);
        assertThat(received.key()).isEqualTo(0xdeadbeefL);
        assertThat(received.numWant()).isEqualTo(30);
        assertThat(received.bothFamilies()).isFalse();
        assertThat(received.lan()).isFalse();
        assertThat(received.path()).isNull();
        assertThat(received.protocol()).isEqualTo(Protocol.UDP);
    }

    @Test
    void bep15_theSourceIsThePacketsAndTheIpFieldIsIgnored() {
        harness.handle(CLIENT4, announce(harness.connect(CLIENT4), ANNOUNCE, 2, 30, 51413));
        assertThat(tracker.lastAnnounce.source()).isEqualTo("192.0.2.7:51413");
        assertThat(tracker.lastAnnounce.claims()).isZero();

        harness.handle(CLIENT6, announce(harness.connect(CLIENT6), ANNOUNCE, 2, 30, 51413));
        assertThat(tracker.lastAnnounce.source()).isEqualTo("[2001:db8::7]:51413");
        assertThat(tracker.lastAnnounce.claims()).isZero();
    }

    @Test
    void bep15_announceReplyOverIpv4HasStrides6() {
        tracker.onAnnounce = (request, response) -> {
            response.intervalSeconds(1_800).counts(5, 7, 9);
            response.peers4().addIpv4(0xc0000201, 6881);
            response.peers4().addIpv4(0xc6336402, 65535);
            response.peers6().addIpv6(0x2001_0db8_0000_0000L, 1, 6881);
            return response.done();
        };

        assertThat(harness.announce(CLIENT4, -1))
                .isEqualTo(Hex.spaceless(
                        "00000001 cafebabe 00000708 00000007 00000005", // interval, leechers, seeders
                        "c0000201 1ae1",
                        "c6336402 ffff"));
    }

    @Test
    void bep15_announceReplyOverIpv6HasAction1AndStrides18() {
        tracker.onAnnounce = (request, response) -> {
            response.intervalSeconds(1_800).counts(5, 7, 9);
            response.peers4().addIpv4(0xc0000201, 6881);
            response.peers6().addIpv6(0x2001_0db8_0000_0000L, 1, 6881);
            response.peers6().addIpv6(0x2001_0db8_0000_00ffL, 2, 443);
            return response.done();
        };

        assertThat(harness.announce(CLIENT6, -1))
                .isEqualTo(Hex.spaceless(
                        "00000001 cafebabe 00000708 00000007 00000005",
                        "20010db8000000000000000000000001 1ae1",
                        "20010db8000000ff0000000000000002 01bb"));
    }

    @Test
    void aMappedAddressIsIpv4InStrideAndSourceAndConnectionId() {
        tracker.onAnnounce = ScriptedTracker::answerWithManyPeers;
        String id = harness.connect(CLIENT4);

        String reply = harness.handle(
                AddressFamily.IPV6, 0, 0xffff_c000_0207L, 6881, Hex.packet(announce(id, ANNOUNCE, 2, 2, 6881)));

        assertThat(tracker.lastAnnounce.source()).isEqualTo("192.0.2.7:6881");
        assertThat(reply.substring(40)).startsWith("c00002001ae1c00002011ae1").hasSize(2 * 6 * 200);
    }

    @Test
    void announce6_isAnsweredWithAction4AndStrides18() {
        tracker.onAnnounce = (request, response) -> {
            response.intervalSeconds(1_800).counts(5, 7, 9);
            response.peers6().addIpv6(0x2001_0db8_0000_0000L, 1, 6881);
            return response.done();
        };
        String packet = announce(harness.connect(CLIENT6), ANNOUNCE6, 2, 30, 51413);

        assertThat(packet).hasSize(2 * 110);
        assertThat(harness.handle(CLIENT6, packet))
                .isEqualTo(Hex.spaceless(
                        "00000004 cafebabe 00000708 00000007 00000005", "20010db8000000000000000000000001 1ae1"));
        assertThat(tracker.lastAnnounce.source()).isEqualTo("[2001:db8::7]:51413");
        assertThat(tracker.lastAnnounce.key()).isEqualTo(0xdeadbeefL);
        assertThat(tracker.lastAnnounce.numWant()).isEqualTo(30);
        assertThat(tracker.lastAnnounce.claims()).isZero();
    }

    @Test
    void announce6_has16BytesForTheIpField() {
        String packet = announce(harness.connect(CLIENT6), ANNOUNCE6, 2, 30, 51413);

        assertThat(harness.handle(CLIENT6, packet.substring(0, 2 * 109)))
                .isEqualTo("00000003cafebabe" + Hex.text("Malformed request"));
        harness.handle(CLIENT6, packet, "02 09", Hex.text("/announce"));
        assertThat(tracker.lastAnnounce.path()).isEqualTo("/announce");
    }

    @Test
    void announce6_isUnknownOverIpv4() {
        assertThat(harness.handle(CLIENT4, announce(harness.connect(CLIENT4), ANNOUNCE6, 2, 30, 51413)))
                .isEqualTo("00000003cafebabe" + Hex.text("Unknown action"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, NONE",
        "1, COMPLETED",
        "2, STARTED",
        "3, STOPPED",
        "4, PAUSED",
        "5, NONE",
        "-1, NONE",
        "2147483647, NONE"
    })
    void bep21_eventsAreReadAndUnknownOnesAreNone(int number, AnnounceEvent event) {
        for (Endpoint client : bothFamilies()) {
            String reply = harness.handle(client, announce(harness.connect(client), ANNOUNCE, number, -1, 6881));

            assertThat(tracker.lastAnnounce.event()).isEqualTo(event);
            assertThat(reply).startsWith("00000001");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 67, 68, 200, 201, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void numWantIsPassedOnAndNeverExceedsTheReplyLimit(int numWant) {
        tracker.onAnnounce = ScriptedTracker::answerWithManyPeers;

        String reply6 = harness.announce(CLIENT6, numWant);
        assertThat(tracker.lastAnnounce.numWant()).isEqualTo(numWant);
        assertThat(tracker.lastAnnounce.answerLimit()).isEqualTo(67);
        assertThat(reply6).hasSize(2 * (20 + 67 * 18)).hasSizeLessThanOrEqualTo(2 * 1_232);

        String reply4 = harness.announce(CLIENT4, numWant);
        assertThat(tracker.lastAnnounce.answerLimit()).isEqualTo(200);
        assertThat(reply4).hasSize(2 * (20 + 200 * 6)).hasSizeLessThanOrEqualTo(2 * 1_232);
    }

    @Test
    void aShorterReplyHoldsFewerPeersAndSwarms() {
        HandlerHarness small = new HandlerHarness(options -> options.maxReplyBytes(548));
        small.tracker.onAnnounce = ScriptedTracker::answerWithManyPeers;

        assertThat(small.announce(CLIENT6, -1)).hasSize(2 * (20 + 29 * 18));
        assertThat(small.announce(CLIENT4, -1)).hasSize(2 * (20 + 88 * 6));
        assertThat(small.handle(CLIENT6, small.connect(CLIENT6), "00000002 cafebabe", HASH_A.repeat(70)))
                .hasSize(2 * (8 + 45 * 12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000000000000000", "ffffffffffffffff", "8000000000000000", "0000000100000000"})
    void bep15_leftIs64BitsWithoutASign(String left) {
        String packet = announce(harness.connect(CLIENT6), ANNOUNCE, 0, -1, 6881);

        harness.handle(CLIENT6, packet.substring(0, 2 * 64), left, packet.substring(2 * 72));

        assertThat(tracker.lastAnnounce.left()).isEqualTo(Long.parseUnsignedLong(left, 16));
    }

    @Test
    void bep15_portIs16BitsWithoutASign() {
        harness.handle(CLIENT6, announce(harness.connect(CLIENT6), ANNOUNCE, 0, -1, 65535));
        assertThat(tracker.lastAnnounce.source()).endsWith(":65535");
        harness.handle(CLIENT6, announce(harness.connect(CLIENT6), ANNOUNCE, 3, -1, 0));
        assertThat(tracker.lastAnnounce.source()).endsWith(":0");
    }

    @Test
    void bep41_anAnnounceIs98BytesOrLonger() {
        for (Endpoint client : bothFamilies()) {
            String packet = announce(harness.connect(client), ANNOUNCE, 2, -1, 6881);
            assertThat(packet).hasSize(2 * 98);

            assertThat(harness.handle(client, packet.substring(0, 2 * 97)))
                    .isEqualTo("00000003cafebabe" + Hex.text("Malformed request"));
            assertThat(harness.handle(client, packet)).startsWith("00000001");
            assertThat(harness.handle(client, packet, "0000")).startsWith("00000001");
            assertThat(harness.handle(client, packet, "02 0d", Hex.text("/KEY/announce")))
                    .startsWith("00000001");
            assertThat(tracker.lastAnnounce.path()).isEqualTo("/KEY/announce");
        }
    }

    @Test
    void bep15_aRefusalIsAnErrorWithItsText() {
        tracker.onAnnounce = (request, response) -> response.reject(Rejection.NOT_SERVED);

        for (Endpoint client : bothFamilies()) {
            assertThat(harness.announce(client, -1)).isEqualTo("00000003cafebabe" + Hex.text("Unregistered torrent"));
        }
    }

    @Test
    void bep15_anUnknownActionOfAValidatedSourceIsAnError() {
        for (String action : List.of("00000000", "00000003", "00000005", "ffffffff")) {
            assertThat(harness.handle(CLIENT6, harness.connect(CLIENT6), action, "cafebabe"))
                    .isEqualTo("00000003cafebabe" + Hex.text("Unknown action"));
        }
    }

    @Test
    void theLanOptionReachesTheTracker() {
        HandlerHarness lan = new HandlerHarness(options -> options.lan(true));
        lan.announce(CLIENT6, -1);
        assertThat(lan.tracker.lastAnnounce.lan()).isTrue();
    }

    @Test
    void aRequestKeepsNothingOfTheOneBefore() {
        String id = harness.connect(CLIENT6);
        harness.handle(CLIENT6, announce(id, ANNOUNCE, 4, 7, 51413), "02 02", Hex.text("/a"));
        harness.handle(CLIENT6, announce(id, ANNOUNCE, 0, -1, 1));

        assertThat(tracker.lastAnnounce.path()).isNull();
        assertThat(tracker.lastAnnounce.event()).isEqualTo(AnnounceEvent.NONE);
    }

    @Test
    void everyDatagramIsCountedOnce() {
        tracker.onAnnounce = ScriptedTracker::answerWithManyPeers;
        String id = harness.connect(CLIENT6);
        harness.handle(CLIENT6, announce(id, ANNOUNCE, 4, 7, 51413));
        harness.handle(CLIENT6, id, "00000002 cafebabe", HASH_A);
        harness.handle(CLIENT6, id, "00000009 cafebabe");
        harness.handle(CLIENT6, "00");
        harness.handle(CLIENT6, "00".repeat(16));

        UdpStats stats = harness.stats;
        assertThat(stats.received()).isEqualTo(6);
        assertThat(stats.answered()).isEqualTo(4);
        assertThat(stats.dropped()).isEqualTo(2);
        assertThat(List.of(stats.connects(), stats.announces(), stats.scrapes(), stats.errors()))
                .containsOnly(1L);
        assertThat(List.of(stats.droppedMalformed(), stats.droppedUnvalidated()))
                .containsOnly(1L);
    }
}
