package io.github.tracker6.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.ManualClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TokenAccessTest {
    private static final InfoHash ONE = InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a");
    private static final InfoHash TWO = InfoHash.fromHex("08ada5a7a6183aae1e09d831df6748d566095a10");
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER_SECRET = "fedcba9876543210fedcba9876543210".getBytes(StandardCharsets.US_ASCII);
    private static final Instant NOW = Instant.ofEpochSecond(1_900_000_000);

    private final ManualClock clock = ManualClock.atMillis(NOW.toEpochMilli());

    @Test
    void rfc7519_aSecretVerifiesHs256() throws JOSEException {
        Tracker tracker = tracker(builder().secret(SECRET));
        String token = hs256(SECRET, claims().build());
        assertThat(announce(tracker, new AnnounceRequest().token(token))).isNull();
        assertThat(announce(tracker, new AnnounceRequest().path("/" + token + "/announce")))
                .isNull();
        assertThat(announce(tracker, new AnnounceRequest().path("/any/" + token + "/announce")))
                .isNull();
        assertThat(announce(tracker, new AnnounceRequest().passkey(token))).isEqualTo(TokenAccess.INVALID_TOKEN);
        assertThat(announce(tracker, new AnnounceRequest())).isEqualTo(TokenAccess.INVALID_TOKEN);
        assertThat(refusal(tracker, hs256(OTHER_SECRET, claims().build()))).isEqualTo(TokenAccess.INVALID_TOKEN);
    }

    @Test
    void rfc7518_aKeyOfP256VerifiesEs256() throws Exception {
        KeyPair pair = ec("secp256r1");
        Tracker tracker = tracker(builder().publicKey(pair.getPublic()));
        JWSSigner signer = new ECDSASigner((ECPrivateKey) pair.getPrivate());
        assertThat(refusal(tracker, sign(JWSAlgorithm.ES256, signer, claims().build())))
                .isNull();
        JWSSigner other = new ECDSASigner((ECPrivateKey) ec("secp256r1").getPrivate());
        assertThat(refusal(tracker, sign(JWSAlgorithm.ES256, other, claims().build())))
                .isEqualTo(TokenAccess.INVALID_TOKEN);
    }

    @Test
    void rfc8037_aKeyOfEd25519VerifiesEdDsa() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Tracker tracker = tracker(builder().publicKey(pair.getPublic()));
        assertThat(refusal(tracker, ed25519("{\"alg\":\"EdDSA\"}", pair))).isNull();
        assertThat(refusal(tracker, ed25519("{\"alg\":\"Ed25519\"}", pair))).isNull();
        assertThat(refusal(tracker, ed25519("{\"alg\":\"EdDSA\"}", other))).isEqualTo(TokenAccess.INVALID_TOKEN);
        assertThat(refusal(tracker, ed25519("{\"alg\":\"EdDSA\",\"crit\":[\"x\"],\"x\":1}", pair)))
                .isEqualTo(TokenAccess.INVALID_TOKEN);
    }

    @Test
    void severalKeysAreTriedInTurn() throws Exception {
        KeyPair pair = ec("secp256r1");
        Tracker tracker = tracker(builder().secret(SECRET).secret(OTHER_SECRET).publicKey(pair.getPublic()));
        assertThat(refusal(tracker, hs256(SECRET, claims().build()))).isNull();
        assertThat(refusal(tracker, hs256(OTHER_SECRET, claims().build()))).isNull();
        JWSSigner signer = new ECDSASigner((ECPrivateKey) pair.getPrivate());
        assertThat(refusal(tracker, sign(JWSAlgorithm.ES256, signer, claims().build())))
                .isNull();
    }

    @Test
    void aTokenWithoutASignatureIsRefused() throws Exception {
        Tracker tracker = tracker(builder().secret(SECRET));
        String plain = new PlainJWT(claims().build()).serialize();
        assertThat(refusal(tracker, plain)).isEqualTo(TokenAccess.INVALID_TOKEN);
        String[] parts = hs256(SECRET, claims().build()).split("\\.", -1);
        assertThat(refusal(tracker, parts[0] + "." + parts[1] + ".")).isEqualTo(TokenAccess.INVALID_TOKEN);
        assertThat(refusal(tracker, plain + parts[2])).isEqualTo(TokenAccess.INVALID_TOKEN);
        for (String none : List.of("none", "None", "NONE")) {
            String header = base64("{\"alg\":\"" + none + "\"}");
            assertThat(refusal(tracker, header + "." + parts[1] + "." + parts[2]))
                    .isEqualTo(TokenAccess.INVALID_TOKEN);
        }
    }

    /** RFC 8725, section 2.1: the public key is known to all, so who signs with it as a secret must not pass. */
    @Test
    void aPublicKeyIsNoSecret() throws Exception {
        KeyPair elliptic = ec("secp256r1");
        KeyPair edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Tracker tracker = tracker(builder().publicKey(elliptic.getPublic()).publicKey(edwards.getPublic()));
        for (KeyPair pair : List.of(elliptic, edwards)) {
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] pem = ("-----BEGIN PUBLIC KEY-----\n"
                            + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END PUBLIC KEY-----\n")
                    .getBytes(StandardCharsets.US_ASCII);
            assertThat(refusal(tracker, hs256(encoded, claims().build()))).isEqualTo(TokenAccess.INVALID_TOKEN);
            assertThat(refusal(tracker, hs256(pem, claims().build()))).isEqualTo(TokenAccess.INVALID_TOKEN);
        }
    }

    @Test
    void theKeyDecidesTheAlgorithm() throws Exception {
        byte[] longSecret = new byte[64];
        Arrays.fill(longSecret, (byte) 7);
        Tracker tracker = tracker(builder().secret(longSecret));
        MACSigner signer = new MACSigner(longSecret);
        assertThat(refusal(tracker, sign(JWSAlgorithm.HS256, signer, claims().build())))
                .isNull();
        assertThat(refusal(tracker, sign(JWSAlgorithm.HS512, signer, claims().build())))
                .isEqualTo(TokenAccess.INVALID_TOKEN);
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2_048);
        JWSSigner rs256 = new RSASSASigner(rsa.generateKeyPair().getPrivate());
        assertThat(refusal(tracker, sign(JWSAlgorithm.RS256, rs256, claims().build())))
                .isEqualTo(TokenAccess.INVALID_TOKEN);
    }

    @Test
    void aTokenExpires() throws JOSEException {
        Tracker tracker = tracker(builder().secret(SECRET));
        String token = hs256(SECRET, claims().build());
        assertThat(refusal(tracker, token)).isNull();
        clock.advance(Duration.ofMinutes(10).plus(TokenAccess.CLOCK_SKEW).minusMillis(1));
        assertThat(refusal(tracker, token)).isNull();
        clock.advance(Duration.ofMillis(1));
        assertThat(refusal(tracker, token)).isEqualTo(TokenAccess.TOKEN_EXPIRED);
        assertThat(refusal(tracker, hs256(OTHER_SECRET, claims().build()))).isEqualTo(TokenAccess.INVALID_TOKEN);
    }

    @Test
    void aTokenNeedsAnExpiry() throws JOSEException {
        Tracker tracker = tracker(builder().secret(SECRET));
        assertThat(refusal(tracker, hs256(SECRET, claims().expirationTime(null).build())))
                .isEqualTo(TokenAccess.INVALID_TOKEN);
    }

    @Test
    void aTokenIsNotValidBeforeItsTime() throws JOSEException {
        Tracker tracker = tracker(builder().secret(SECRET));
        String early = hs256(
                SECRET, claims().notBeforeTime(Date.from(NOW.plusSeconds(61))).build());
        assertThat(refusal(tracker, early)).isEqualTo(TokenAccess.INVALID_TOKEN);
        clock.advance(Duration.ofSeconds(1));
        assertThat(refusal(tracker, early)).isNull();
    }

    @Test
    void aTokenIsForItsAudience() throws JOSEException {
        Tracker tracker = tracker(builder().secret(SECRET).audience("tracker.example.org"));
        assertThat(refusal(tracker, hs256(SECRET, claims().build()))).isEqualTo(TokenAccess.INVALID_TOKEN);
        assertThat(refusal(tracker, hs256(SECRET, claims().audience("other").build())))
                .isEqualTo(TokenAccess.INVALID_TOKEN);
        assertThat(refusal(
                        tracker,
                        hs256(
                                SECRET,
                                claims().audience(List.of("other", "tracker.example.org"))
                                        .build())))
                .isNull();
    }

    @Test
    void aTokenIsForTheTorrentsThatItNames() throws JOSEException {
        Tracker tracker = tracker(builder().secret(SECRET));
        String both = hs256(
                SECRET,
                claims().claim("torrents", List.of(TWO.toString(), ONE.toString() + "00112233445566778899aabb"))
                        .build());
        String one = hs256(
                SECRET, claims().claim("torrents", List.of(ONE.toString())).build());
        String none = hs256(SECRET, claims().claim("torrents", List.of()).build());
        assertThat(announce(tracker, new AnnounceRequest().token(none))).isEqualTo(Rejection.NOT_SERVED);
        assertThat(tracker.totals().swarms()).isZero();
        assertThat(announce(tracker, new AnnounceRequest().token(both))).isNull();
        assertThat(announce(tracker, new AnnounceRequest().token(one))).isNull();
        assertThat(tracker.announce(request(new AnnounceRequest().token(one)).infoHash(TWO))
                        .toCompletableFuture()
                        .join()
                        .rejection())
                .isEqualTo(Rejection.NOT_SERVED);
        tracker.announce(request(new AnnounceRequest().token(both)).infoHash(TWO));

        ScrapeBatch batch = new ScrapeBatch().add(ONE).add(TWO).path("/" + one + "/scrape");
        tracker.scrape(batch);
        assertThat(batch.known(0)).isTrue();
        assertThat(batch.known(1)).isFalse();
        ScrapeBatch refused = new ScrapeBatch().add(ONE).token(one + "x");
        tracker.scrape(refused);
        assertThat(refused.rejection()).isEqualTo(TokenAccess.INVALID_TOKEN);
    }

    @Test
    void aClaimWithTorrentsThatCannotBeReadMakesTheTokenInvalid() throws JOSEException {
        Tracker tracker = tracker(builder().secret(SECRET));
        for (Object torrents : List.of(
                "all",
                7,
                List.of(7),
                List.of("12"),
                List.of(ONE + "x".repeat(24)),
                Map.of("a", 1),
                Arrays.asList((Object) null))) {
            String token = hs256(SECRET, claims().claim("torrents", torrents).build());
            assertThat(refusal(tracker, token)).as("%s", torrents).isEqualTo(TokenAccess.INVALID_TOKEN);
        }
    }

    /** Some libraries write what is empty so. Without the claim a token is for all torrents. */
    @Test
    void aClaimWithTorrentsThatIsNullMakesTheTokenInvalid() throws JOSEException {
        String claims = "{\"exp\":" + NOW.plusSeconds(600).getEpochSecond() + ",\"torrents\":null}";
        JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
        token.sign(new MACSigner(SECRET));
        assertThat(refusal(tracker(builder().secret(SECRET)), token.serialize()))
                .isEqualTo(TokenAccess.INVALID_TOKEN);
    }

    @Test
    void keysHaveALength() throws Exception {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().secret(new byte[31]));
        KeyPair p384 = ec("secp384r1");
        assertThatIllegalArgumentException().isThrownBy(() -> builder().publicKey(p384.getPublic()));
        KeyPair ed448 = KeyPairGenerator.getInstance("Ed448").generateKeyPair();
        assertThatIllegalArgumentException().isThrownBy(() -> builder().publicKey(ed448.getPublic()));
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        assertThatIllegalArgumentException().isThrownBy(() -> builder().publicKey(rsa.getPublic()));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().maxKept(-1));
        assertThatIllegalStateException().isThrownBy(() -> builder().build());
    }

    @Test
    void aTokenThatIsTooLongIsNotLookedAt() {
        Tracker tracker = tracker(builder().secret(SECRET));
        assertThat(refusal(tracker, "a".repeat(TokenAccess.MAX_TOKEN_LENGTH + 1)))
                .isEqualTo(TokenAccess.INVALID_TOKEN);
    }

    @Property(tries = 2_000)
    void aChangedTokenIsRefusedWithoutAnException(
            @ForAll @IntRange(max = 150) int at, @ForAll @IntRange(min = 33, max = 255) int character)
            throws JOSEException {
        TokenAccess access = builder().secret(SECRET).build();
        StringBuilder changed = new StringBuilder(hs256(SECRET, claims().build()));
        int place = at % changed.length();
        boolean same = changed.charAt(place) == character;
        // The last character of the signature has bits that mean nothing.
        boolean last = place == changed.length() - 1;
        changed.setCharAt(place, (char) character);
        AnnounceResponse response = new AnnounceResponse();
        access.announce(
                request(new AnnounceRequest().token(changed.toString())),
                response,
                tracker(builder().secret(SECRET)));
        if (!same && !last) {
            assertThat(response.rejection()).isEqualTo(TokenAccess.INVALID_TOKEN);
        }
    }

    private TokenAccessBuilder builder() {
        return TokenAccess.builder().clock(clock);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().subject("alice").expirationTime(Date.from(NOW.plusSeconds(600)));
    }

    private static String hs256(byte[] secret, JWTClaimsSet claims) throws JOSEException {
        return sign(JWSAlgorithm.HS256, new MACSigner(secret), claims);
    }

    private static String sign(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims) throws JOSEException {
        SignedJWT jwt = new SignedJWT(new JWSHeader(algorithm), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static String ed25519(String header, KeyPair pair) throws GeneralSecurityException {
        String signed =
                base64(header) + "." + base64("{\"exp\":" + NOW.plusSeconds(600).getEpochSecond() + "}");
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static KeyPair ec(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static Tracker tracker(TokenAccessBuilder access) {
        return Tracker.builder()
                .store(MemorySwarmStore.builder().build())
                .interceptor(access.build())
                .build();
    }

    private static Rejection refusal(Tracker tracker, String token) {
        return announce(tracker, new AnnounceRequest().token(token));
    }

    private static AnnounceRequest request(AnnounceRequest request) {
        return request.infoHash(ONE)
                .peerId(0x2d58583030303100L, 2, 3)
                .source(AddressFamily.IPV6, 0x2a01_0db8_0000_0000L, 1)
                .port(6881)
                .lan(true);
    }

    private static Rejection announce(Tracker tracker, AnnounceRequest request) {
        AnnounceResponse response = new AnnounceResponse();
        assertThat(tracker.announce(request(request), response)).isSameAs(response.done());
        return response.rejection();
    }
}
