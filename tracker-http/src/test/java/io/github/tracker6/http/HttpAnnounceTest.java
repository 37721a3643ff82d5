package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.Protocol;
import io.github.tracker6.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnnounceTest {
    private static final String V6 = hex("20010db8000000000000000000000001");
    private final Requests requests = new Requests();

    @Test
    void bep3_anAnnounceIsDecodedWhole() {
        Requests.Seen seen = requests.seen("&uploaded=1&downloaded=2&left=3&event=started&numwant=4&key=0AbC");
        assertThat(seen.infoHash()).hasToString(Requests.HASH_HEX);
        assertThat(seen.peerId()).isEqualTo(Requests.PEER_ID);
        assertThat(seen.source()).isEqualTo(Endpoint.parse("[2001:db8::1]:6881"));
        assertThat(seen.uploaded()).isEqualTo(1);
        assertThat(seen.downloaded()).isEqualTo(2);
        assertThat(seen.left()).isEqualTo(3);
        assertThat(seen.event()).isEqualTo(AnnounceEvent.STARTED);
        assertThat(seen.numWant()).isEqualTo(4);
        assertThat(seen.key()).isEqualTo(0xabc);
        assertThat(seen.path()).isEqualTo("/announce");
        assertThat(seen.lan()).isTrue();
        assertThat(seen.bothFamilies()).isTrue();
        assertThat(seen.protocol()).isEqualTo(Protocol.HTTP);
    }

    @Test
    void bep7_23_24_theAnswerIsExactlyThis() {
        requests.store.peers.add(Endpoint.parse("192.0.2.1:6881"));
        requests.store.peers.add(Endpoint.parse("[2001:db8::2]:6882"));
        String answer = requests.announce("&left=0&compact=1");
        // BEP 23: 6 bytes per IPv4 peer; BEP 7: 18 per IPv6 peer, in peers6; BEP 24: the raw address
        assertThat(answer)
                .isEqualTo("d8:completei3e10:downloadedi5e11:external ip16:" + V6
                        + "10:incompletei4e8:intervali1800e12:min intervali1800e"
                        + "5:peers6:" + hex("c00002011ae1")
                        + "6:peers618:" + hex("20010db80000000000000000000000021ae2") + "e");
    }

    @Test
    void bep24_externalIpIsFourBytesOverIpv4AndSoForMappedAddresses() {
        String expected = "11:external ip4:" + hex("c0000207");
        for (String source : List.of("192.0.2.7", "::ffff:192.0.2.7")) {
            TrackerExchange exchange = requests.exchange("/announce?" + Requests.NEEDED, source, ignored -> {});
            assertThat(Requests.text(exchange)).contains(expected);
            assertThat(requests.seen("").source().family()).isEqualTo(AddressFamily.IPV6);
        }
        TrackerExchange mapped = new TrackerExchange(256).source(AddressFamily.IPV6, 0, 0xffff_c000_0207L);
        assertThat(mapped.sourceFamily()).isEqualTo(AddressFamily.IPV4);
        assertThat(mapped.sourceLow()).isEqualTo(0xc0000207L);
    }

    @Test
    void peersIsThereEvenWhenEmptyAndPeers6OnlyWithPeers() {
        assertThat(requests.announce("")).endsWith("5:peers0:e").doesNotContain("peers6");
        requests.store.peers.add(Endpoint.parse("[2001:db8::2]:6882"));
        assertThat(requests.announce("")).contains("5:peers0:6:peers618:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&compact=0", "&compact=0&no_peer_id=1"})
    void compact0_isOneListOfDictionariesOfBothFamilies(String more) {
        requests.store.peers.add(Endpoint.parse("192.0.2.1:6881"));
        requests.store.peers.add(Endpoint.parse("[2001:db8::2]:6882"));
        assertThat(requests.announce(more))
                .endsWith("5:peersld2:ip11:2001:db8::24:porti6882eed2:ip9:192.0.2.14:porti6881eeee")
                .doesNotContain("peers6")
                .doesNotContain("peer id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&compact=1", "&compact=", "&compact=00", "&compact=no"})
    void everyOtherCompactIsCompact(String more) {
        assertThat(requests.announce(more)).endsWith("5:peers0:e");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%124Vx%9a%bc%de%f1%23Eg%89%ab%cd%ef%124Vx%9a",
                "%12%34%56%78%9A%BC%DE%F1%23%45%67%89%AB%CD%EF%12%34%56%78%9A",
                "%12%34%56%78%9a%bC%De%f1%23%45%67%89%ab%cd%ef%12%34%56%78%9a",
                "\u00124Vx\u009a\u00bc\u00de\u00f1#Eg\u0089\u00ab\u00cd\u00ef\u00124Vx\u009a",
            })
    void infoHashIsBytesInAnyMixOfLiteralAndEncoded(String written) {
        requests.ask("/announce?peer_id=" + Requests.PEER_ID + "&port=1&info_hash=" + written);
        assertThat(requests.seen).isNotNull();
        assertThat(requests.seen.infoHash()).hasToString(Requests.HASH_HEX);
    }

    @Test
    void plusStaysPlusAndSemicolonSeparatesNothing() {
        requests.ask("/announce?port=1&info_hash=++++++++++;;;;;;;;;;&peer_id=a=b;c=d+e[f]:g/h?ij%26");
        assertThat(requests.seen).isNotNull();
        assertThat(requests.seen.infoHash().toBytes())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("++++++++++;;;;;;;;;;");
        assertThat(requests.seen.peerId()).isEqualTo("a=b;c=d+e[f]:g/h?ij&");
    }

    @Test
    void namesMayBeEncodedToo() {
        requests.ask("/announce?%69nfo%5Fhash=" + Requests.HASH + "&peer_id=" + Requests.PEER_ID + "&port=1");
        assertThat(requests.seen).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "peer_id=aaaaaaaaaaaaaaaaaaaa&port=1 | info_hash is missing or not 20 bytes",
                "info_hash=&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1 | info_hash is missing or not 20 bytes",
                "info_hash=aaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1 | info_hash is missing or not 20 bytes",
                "info_hash=aaaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1 | info_hash is missing or not 20 bytes",
                "info_hash=aaaaaaaaaaaaaaaaa%zz&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1 | info_hash is missing or not 20 bytes",
                "info_hash=aaaaaaaaaaaaaaaaaa%6&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1 | info_hash is missing or not 20 bytes",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&port=1 | peer_id is missing or not 20 bytes",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaa&port=1 | peer_id is missing or not 20 bytes",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaaa&port=1 | peer_id is missing or not 20 bytes",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaa%%%&port=1 | peer_id is missing or not 20 bytes",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa | port is missing or outside 1 to 65535",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&event=completed | port is missing or outside 1 to 65535",
            })
    void aMissingOrMalformedRequiredParameterIsRefusedByName(String query, String reason) {
        assertThat(requests.ask("/announce?" + query))
                .isEqualTo("d14:failure reason" + reason.length() + ":" + reason + "8:intervali1800ee");
        assertThat(requests.seen).isNull();
        assertThat(requests.handler.malformed()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "4294967297", "18446744073709551617", "-1", "+1", "1a", "", "%31%00", "0x1"})
    void aPortOutside1To65535IsAFailure(String port) {
        assertThat(requests.ask(needed("aaaaaaaaaaaaaaaaaaaa", port))).contains("port is missing");
        assertThat(requests.seen).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "65535,65535", "%36881,6881", "0080,80"})
    void aPortFrom1To65535Counts(String written, int port) {
        requests.ask(needed("aaaaaaaaaaaaaaaaaaaa", written));
        assertThat(requests.seen).isNotNull();
        assertThat(requests.seen.source().port()).isEqualTo(port);
    }

    @Test
    void aStoppedWithoutPortReachesTheTracker() {
        requests.ask("/announce?info_hash=" + Requests.HASH + "&peer_id=" + Requests.PEER_ID + "&event=stopped");
        assertThat(requests.seen).isNotNull();
        assertThat(requests.seen.event()).isEqualTo(AnnounceEvent.STOPPED);
        assertThat(requests.store.announces).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"abc", "-", "--1", "-x", "-1.5", "+1", "1.5", "0x10", "1e3", "0+", "%00", "18446744073709551616x"
            })
    void leftThatIsNoNumberIsAFailureAndNeverASeeder(String left) {
        assertThat(requests.announce("&left=" + left)).contains("left is not a number");
        assertThat(requests.store.announces).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "00,0", "1,1", "9223372036854775808,-9223372036854775808", "18446744073709551615,-1"})
    void leftIsAnUnsigned64BitNumber(String written, long left) {
        assertThat(requests.seen("&left=" + written).left()).isEqualTo(left);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&left",
                "&left=",
                "&left=-1",
                "&left=-0",
                "&left=-18446744073709551617",
                "&left=18446744073709551616",
                "&left=99999999999999999999999999"
            })
    void withoutLeftOrWithOneOutOfRangeAClientIsALeecherOfUnknownSize(String left) {
        assertThat(requests.seen(left).left()).isEqualTo(-1);
    }

    @Test
    void aParameterWithoutAValueIsAsAbsent() {
        Requests.Seen absent = requests.seen("");
        for (String equals : List.of("", "=")) {
            String names = "&left&numwant&event&key&uploaded&downloaded&compact";
            assertThat(requests.seen(names.replaceAll("(?<=[a-z])(?=&|$)", equals)))
                    .isEqualTo(absent);
        }
        String stopped = "/announce?port=&info_hash=" + Requests.HASH + "&peer_id=" + Requests.PEER_ID;
        requests.ask(stopped + "&event=stopped");
        assertThat(requests.seen).isNotNull();
        assertThat(requests.ask(stopped)).contains("port is missing");
    }

    @Test
    void theFirstWinsWithoutAValueToo() {
        Requests.Seen seen = requests.seen("&left=&left=0&numwant=&numwant=7&key=&key=8&downloaded=&downloaded=2");
        assertThat(seen.left()).isEqualTo(-1);
        assertThat(seen.numWant()).isEqualTo(requests.seen("").numWant());
        assertThat(seen.key()).isZero();
        assertThat(seen.downloaded()).isZero();
        assertThat(requests.ask("/announce?info_hash=&" + Requests.NEEDED)).contains("info_hash is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "'',50",
        "&numwant,50",
        "&numwant=,50",
        "&numwant=-1,50",
        "&numwant=-99999999999999999999999,50",
        "&numwant=0,0",
        "&numwant=7,7",
        "&numwant=200,200",
        "&numwant=201,200",
        "&numwant=2147483648,200",
        "&numwant=4294967297,200",
        "&numwant=99999999999999999999999,200",
    })
    void numwantIsTheDefaultWhereNegativeAndTheLimitWhereAbove(String more, int wanted) {
        assertThat(requests.announce(more)).contains("5:peers");
        assertThat(requests.store.numWant).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-", "5x", "--5", "+5", "1.0"})
    void numwantThatIsNoNumberIsAFailure(String numWant) {
        assertThat(requests.announce("&numwant=" + numWant)).contains("numwant is not a number");
    }

    @ParameterizedTest
    @CsvSource({
        "started,STARTED",
        "stopped,STOPPED",
        "completed,COMPLETED",
        "paused,PAUSED",
        "'',NONE",
        "empty,NONE",
        "Started,NONE",
        "s%74arted,STARTED",
        "startedx,NONE",
    })
    void anUnknownEventIsNone(String written, AnnounceEvent event) {
        assertThat(requests.seen("&event=" + written).event()).isEqualTo(event);
    }

    @Test
    void uploadedAndDownloadedNeverFail() {
        Requests.Seen seen = requests.seen("&uploaded=abc&downloaded=-5");
        assertThat(seen.uploaded()).isZero();
        assertThat(seen.downloaded()).isZero();
    }

    @Test
    void unknownParametersAreAcceptedWithAnyValue() {
        requests.seen(
                "&trackerid=%zz&supportcrypto=1&requirecrypto&corrupt=0&redundant=0&azudp=6881&azver=3&=&%=&&x=[]");
    }

    @Test
    void theFirstOfARepeatedParameterWins() {
        Requests.Seen seen = requests.seen(
                "&left=1&left=0&left=x&event=&event=stopped&numwant=1&numwant=2&port=0"
                        + "&key=1&key=2&info_hash=x&peer_id=y&compact=1&compact=0&uploaded=1&uploaded=2&downloaded=3&downloaded=4");
        assertThat(seen.left()).isEqualTo(1);
        assertThat(seen.event()).isEqualTo(AnnounceEvent.NONE);
        assertThat(seen.numWant()).isEqualTo(1);
        assertThat(seen.key()).isEqualTo(1);
        assertThat(seen.uploaded()).isEqualTo(1);
        assertThat(seen.downloaded()).isEqualTo(3);
        assertThat(seen.source().port()).isEqualTo(6881);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ipv6=2001:db8::5 | [2001:db8::5]:0",
                "ipv6=2001%3Adb8%3A%3A5 | [2001:db8::5]:0",
                "ipv6=[2001:db8::5] | [2001:db8::5]:0",
                "ipv6=[2001:db8::5]:6881 | [2001:db8::5]:6881",
                "ipv6=%5B2001:db8::5%5D:6881 | [2001:db8::5]:6881",
                "ipv6=[::]:6881 | [::]:6881",
                "ipv6=fe80::1 | [fe80::1]:0",
                "ipv6=192.0.2.5 | 192.0.2.5:0",
                "ipv6=::ffff:192.0.2.5 | 192.0.2.5:0",
                "ipv4=192.0.2.5 | 192.0.2.5:0",
                "ipv4=192.0.2.5:6881 | 192.0.2.5:6881",
                "ipv4=2001:db8::5 | [2001:db8::5]:0",
                "ip=0.0.0.0 | 0.0.0.0:0",
                "ip=2001:db8::5 | [2001:db8::5]:0",
            })
    void aClaimIsTakenInEveryForm(String claim, String endpoint) {
        assertThat(requests.seen("&" + claim).claims()).hasSize(1).first().hasToString(endpoint);
        assertThat(requests.seen.source()).hasToString("[2001:db8::1]:6881"); // a claim never changes the source
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip=example.org",
                "ip=localhost",
                "ip=",
                "ip",
                "ip=1.2.3",
                "ip=1.2.3.4.5",
                "ip=256.1.1.1",
                "ip=01.2.3.4",
                "ip=%zz",
                "ipv6=[2001:db8::5",
                "ipv6=[2001:db8::5]6881",
                "ipv6=[2001:db8::5]:70000",
                "ipv6=fe80::1%25eth0",
                "ipv6=:::",
                "ipv6=1::2::3",
                "ipv4=1.2.3.4:",
                "ipv4=1.2.3.4:x",
                "ipv4=1.2.3.4:1:2"
            })
    void anAnnounceNeverFailsBecauseOfAClaim(String claim) {
        assertThat(requests.seen("&" + claim).claims()).isEmpty();
    }

    @Test
    void aClaimLongerThanAValueMayBeIsPassedOver() {
        assertThat(requests.seen("&ip=" + "1".repeat(257) + "&ipv4=192.0.2.5").claims())
                .hasSize(1);
    }

    @Test
    void claimsMayRepeat() {
        assertThat(requests.seen("&ipv6=2001:db8::5&ipv4=192.0.2.5&ipv6=2001:db8::6&ip=192.0.2.6")
                        .claims())
                .map(Endpoint::toString)
                .containsExactly("[2001:db8::5]:0", "192.0.2.5:0", "[2001:db8::6]:0", "192.0.2.6:0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trackerid", "unknown", "x", "info_hashes", "no_peer_id", "supportcrypto", "%6c%65ftover"})
    void anUnknownParameterIsSkippedWhateverItsLength(String name) {
        requests.seen("&" + name + "=" + "a".repeat(257));
        requests.seen("&" + name + "=" + "%61".repeat(2_000));
        requests.seen("&" + "n".repeat(2_000) + "=1");
    }

    @Test
    void anyNumberOfUnknownParametersIsSkipped() {
        requests.seen("&x=1".repeat(2_000) + "&y&=");
        assertThat(requests.seen("&x=1".repeat(1_000) + "&left=0").left()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "left", "numwant", "uploaded", "downloaded", "compact"})
    void aKnownParameterPast256BytesIsAFailure(String name) {
        String most = name.equals("event") ? "x".repeat(256) : "0".repeat(256);
        requests.seen("&" + name + "=" + most.replace("0", "%30"));
        assertThat(requests.announce("&" + name + "=" + most + "0")).contains("A query parameter is too long");
        requests.seen("&" + name + "=0&" + name + "=" + most + "0"); // the first one counts
    }

    @Test
    void aKeyHasAnyLengthAndPast256BytesItLinksNothing() {
        assertThat(requests.seen("&key=" + "a".repeat(256)).key()).isNotZero();
        assertThat(requests.seen("&key=" + "a".repeat(257)).key()).isZero();
        assertThat(requests.seen("&key=" + "a".repeat(4_000) + "&key=1").key()).isZero();
    }

    @Test
    void theAnnouncePathEndsInAnnounceAtAnyPrefix() {
        for (String path : List.of("/announce", "/KEY/announce", "/a/b%20c/announce", "//announce")) {
            for (String slash : List.of("", "/")) {
                requests.ask(path + slash + "?" + Requests.NEEDED);
                assertThat(requests.seen).as(path + slash).isNotNull();
                assertThat(requests.seen.path()).isEqualTo(path);
            }
        }
        requests.ask("https://tracker.example.org/KEY/announce/?" + Requests.NEEDED);
        assertThat(requests.seen).isNotNull();
        assertThat(requests.seen.path()).isEqualTo("/KEY/announce");
        requests.ask("HTTP://tracker.example.org:6969/KEY/announce?" + Requests.NEEDED);
        assertThat(requests.seen).isNotNull();
        assertThat(requests.seen.path()).isEqualTo("/KEY/announce");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/announce//",
                "/announcex",
                "/announce/x",
                "announce/",
                "/xannounce",
                "announce",
                "announce?x=/announce",
                "/?/announce",
                "*",
                "",
                "http://example.org",
                "http://example.org?x=/announce",
                "http:/announce",
                "ftp://example.org/announce",
                "/ANNOUNCE",
                "/stats",
                "http",
                "http://"
            })
    void everyOtherPathIsNotFound(String target) {
        TrackerExchange exchange = requests.exchange(target, "192.0.2.1", ignored -> {});
        assertThat(exchange.status()).isEqualTo(404);
        assertThat(Requests.text(exchange)).isEqualTo("Not found\n");
        assertThat(requests.seen).isNull();
    }

    @Test
    void otherMethodsAreRefused() {
        assertThat(status("POST")).isEqualTo(405);
        assertThat(status("OPTIONS")).isEqualTo(405);
        assertThat(status("get")).isEqualTo(501);
        assertThat(status("BREW")).isEqualTo(501);
        assertThat(requests.seen).isNull();
        assertThat(status("HEAD")).isEqualTo(200);
        assertThat(status("GET")).isEqualTo(200);
    }

    private int status(String method) {
        return requests.exchange("/announce?" + Requests.NEEDED, "192.0.2.1", exchange -> exchange.method(method))
                .status();
    }

    @Test
    void bep31_aRefusalWithAdviceSaysWhenToRetryInMinutesAndAsInterval() {
        requests.store.rejection = new Rejection(Rejection.Reason.CAPACITY, "Full, try again later", 900);
        assertThat(requests.announce(""))
                .isEqualTo("d14:failure reason21:Full, try again later8:intervali900e8:retry ini15ee");
        requests.store.rejection = new Rejection(Rejection.Reason.CAPACITY, "x", 61);
        assertThat(requests.announce("")).endsWith("8:intervali61e8:retry ini2ee");
        requests.store.rejection = new Rejection(Rejection.Reason.CAPACITY, "x", 5);
        assertThat(requests.announce("")).endsWith("8:intervali60e8:retry ini1ee");
        requests.store.rejection = Rejection.NOT_SERVED;
        assertThat(requests.announce("")).endsWith("8:intervali1800ee");
    }

    private static final String UNAVAILABLE =
            "d14:failure reason42:The tracker is unavailable, try again soon8:intervali60e8:retry ini1ee";

    @Test
    void aFailingStoreIsAFixedTextThatNeverHoldsTheException() {
        requests.store.thrown = new StoreException("redis://secret@host", new RuntimeException("inner"));
        assertThat(requests.announce("")).isEqualTo(UNAVAILABLE);
        requests.store.thrown = null;
        requests.store.gate = CompletableFuture.failedFuture(new IllegalStateException("secret"));
        assertThat(requests.announce("")).isEqualTo(UNAVAILABLE);
        assertThat(requests.ask("/scrape?info_hash=" + Requests.HASH)).isEqualTo(UNAVAILABLE);
        assertThat(requests.handler.failures()).isEqualTo(3);
    }

    @Test
    void aStoreThatAnswersLaterIsAnsweredLater() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        requests.store.gate = gate;
        byte[] target = ("/announce?" + Requests.NEEDED).getBytes(StandardCharsets.US_ASCII);
        TrackerExchange exchange = requests.handler
                .newExchange()
                .reset()
                .target(target, 0, target.length)
                .source(Endpoint.parse("[2001:db8::1]:1"));
        CompletionStage<TrackerExchange> stage = requests.handler.handle(exchange);
        assertThat(stage).isNotSameAs(exchange.done());
        assertThat(stage.toCompletableFuture()).isNotDone();
        gate.complete(null);
        assertThat(stage.toCompletableFuture()).isCompletedWithValue(exchange);
        assertThat(Requests.text(exchange)).endsWith("5:peers0:e");
    }

    @Test
    void anExchangeIsReusedWithoutTraces() {
        TrackerExchange exchange = requests.handler.newExchange();
        byte[] first = ("/announce?" + Requests.NEEDED + "&compact=0&event=paused&ipv4=192.0.2.1&key=5")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] second = ("/announce?" + Requests.NEEDED).getBytes(StandardCharsets.US_ASCII);
        requests.handler.handle(exchange.reset().method("HEAD").target(first, 0, first.length));
        TrackerExchange same =
                exchange.reset().target(second, 0, second.length).source(Endpoint.parse("[2001:db8::1]:1"));
        assertThat(requests.handler.handle(same)).isSameAs(exchange.done());
        assertThat(requests.seen).isNotNull();
        assertThat(requests.seen.claims()).isEmpty();
        assertThat(requests.seen.key()).isZero();
        assertThat(requests.seen.event()).isEqualTo(AnnounceEvent.NONE);
        assertThat(Requests.text(exchange)).endsWith("5:peers0:e");
    }

    @Test
    void compactAnswersAreNeverCompressedAndLongListsAreIfTheClientAcceptsIt() {
        for (int i = 1; i <= 200; i++) {
            requests.store.peers.add(Endpoint.parse("192.0.2." + i + ":6881"));
            requests.store.peers.add(Endpoint.parse("[2001:db8::" + i + "]:6881"));
        }
        assertThat(gzipped("&compact=1", true)).isFalse();
        assertThat(gzipped("&compact=0", false)).isFalse();
        assertThat(gzipped("&compact=0", true)).isTrue();
    }

    private boolean gzipped(String more, boolean accepted) {
        TrackerExchange exchange = requests.exchange(
                "/announce?" + Requests.NEEDED + more, "192.0.2.1", accepted ? Requests::acceptGzip : asked -> {});
        assertThat(exchange.status()).isEqualTo(200);
        return exchange.gzipped();
    }

    private static String needed(String peerId, String port) {
        return "/announce?info_hash=" + Requests.HASH + "&peer_id=" + peerId + "&port=" + port;
    }

    private static String hex(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }
}
