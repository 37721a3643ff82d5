package io.github.tracker6.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.UdpTestClient;
import io.github.tracker6.udp.UdpTrackerServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tokens on the way through the adapters: they are longer than other values, and longer than one option of BEP 41. */
class TokenAdaptersIT {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String QUERY = "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=-XX0001-000000000001&port=6881&left=1";
    private static final InfoHash TORRENT =
            InfoHash.fromBytes("aaaaaaaaaaaaaaaaaaaa".getBytes(StandardCharsets.US_ASCII));

    private final MemorySwarmStore store = MemorySwarmStore.builder().build();
    private final Tracker tracker = Tracker.builder()
            .store(store)
            .interceptor(TokenAccess.builder().secret(SECRET).build())
            .build();

    @Test
    void overHttpATokenIsInThePathOrTheQuery() throws JOSEException {
        HttpTrackerHandler handler =
                HttpTrackerHandler.builder(tracker).lan(true).build();
        String token = token();
        for (String url :
                List.of("/announce?", "/announce?token=x&", "/x/announce?", "/announce?passkey=" + token + "&")) {
            assertThat(ask(handler, url + QUERY)).contains("Invalid token");
        }
        assertThat(tracker.totals().swarms()).isZero();
        assertThat(ask(handler, "/announce?token=" + token + "&" + QUERY)).startsWith("d8:complete");
        assertThat(ask(handler, "/" + token + "/announce?" + QUERY)).startsWith("d8:complete");
        assertThat(ask(handler, "/" + token + "/scrape?" + QUERY)).startsWith("d5:filesd20:");
        assertThat(ask(handler, "/scrape?" + QUERY + "&token=" + token)).startsWith("d5:filesd20:");
        assertThat(ask(handler, "/scrape?" + QUERY)).contains("Invalid token");
    }

    @Test
    void bep41_overUdpATokenIsInTheUrlData() throws JOSEException, IOException {
        try (UdpTrackerServer server = UdpTrackerServer.builder(tracker)
                .bind(Endpoint.parse("[::1]:0").socketAddress())
                .lan(true)
                .build()) {
            server.start();
            AnnounceRequest request =
                    new AnnounceRequest().infoHash(TORRENT).peerId(1, 2, 3).port(6881);
            try (UdpTestClient client = UdpTestClient.to(server.addresses().get(0))) {
                for (String url : List.of("", "/announce?token=x", "/x/announce")) {
                    assertThatExceptionOfType(UdpTestClient.TrackerError.class)
                            .isThrownBy(() -> client.announce(request, url))
                            .withMessage("Invalid token");
                }
                assertThat(tracker.totals().swarms()).isZero();
                assertThat(client.announce(request, "/announce?token=" + token())
                                .seeders())
                        .isEqualTo(1);
                assertThat(client.announce(request, "/" + token() + "/announce").seeders())
                        .isEqualTo(1);
                assertThatExceptionOfType(UdpTestClient.TrackerError.class)
                        .isThrownBy(() -> client.scrape(TORRENT))
                        .withMessage("Invalid token");
            }
        }
    }

    private static String ask(HttpTrackerHandler handler, String target) {
        HttpAnswer answer = handler.answer("GET", target, "2001:db8::7", name -> List.of())
                .toCompletableFuture()
                .join();
        return StandardCharsets.ISO_8859_1.decode(answer.body()).toString();
    }

    private static String token() throws JOSEException {
        List<String> torrents = IntStream.range(0, 10)
                .mapToObj(
                        i -> i == 9 ? TORRENT.toString() : InfoHash.of(i, 2, 3).toString())
                .toList();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim(TokenAccess.TORRENTS_CLAIM, torrents)
                .build();
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        jwt.sign(new MACSigner(SECRET));
        String token = jwt.serialize();
        assertThat(token.length()).isGreaterThan(2 * 255);
        return token;
    }
}
