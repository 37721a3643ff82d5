package io.github.tracker6.jwt;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.tracker6.InfoHash;
import io.github.tracker6.access.InfoHashSet;
import io.github.tracker6.internal.InfoHashDigits;
import io.github.tracker6.internal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens, and keeps those that are valid by their SHA-256, so that the next announce with the same token costs one
 * digest. A token that is not valid is never kept: it could push out others. Thread-safe.
 */
final class TokenVerifier {
    private final List<TokenKey> keys;
    private final @Nullable String audience;
    private final Clock clock;
    private final Cache<ByteBuffer, Token> valid;

    TokenVerifier(TokenAccessBuilder options) {
        keys = List.copyOf(options.keys);
        audience = options.audience;
        clock = options.clock;
        valid = CacheBuilder.newBuilder().maximumSize(options.maxKept).build();
    }

    boolean hasExpired(Token token) {
        return clock.millis() >= token.expiresAtMillis() + TokenAccess.CLOCK_SKEW.toMillis();
    }

    /** Returns what a token says if it is valid, whether or not it has expired; else null. */
    @Nullable
    Token verify(String text) {
        ByteBuffer digest = ByteBuffer.wrap(Sha256.of(text.getBytes(StandardCharsets.ISO_8859_1)));
        Token known = valid.getIfPresent(digest);
        if (known != null) {
            return known;
        }
        Token token = read(text);
        if (token != null && !hasExpired(token)) {
            valid.put(digest, token);
        }
        return token;
    }

    private @Nullable Token read(String text) {
        try {
            SignedJWT jwt = SignedJWT.parse(text);
            return isSigned(jwt) ? token(jwt.getJWTClaimsSet()) : null;
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The key decides which algorithm is right, never the token: else a public key could serve as a secret. */
    private boolean isSigned(SignedJWT jwt) throws JOSEException {
        for (TokenKey key : keys) {
            if (key.algorithms().contains(jwt.getHeader().getAlgorithm())
                    && key.verifier().verify(jwt.getHeader(), jwt.getSigningInput(), jwt.getSignature())) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Token token(JWTClaimsSet claims) throws ParseException {
        Date expiry = claims.getExpirationTime();
        Date begin = claims.getNotBeforeTime();
        long latestMillis = clock.millis() + TokenAccess.CLOCK_SKEW.toMillis();
        boolean early = begin != null && latestMillis < begin.toInstant().toEpochMilli();
        boolean elsewhere = audience != null && !claims.getAudience().contains(audience);
        if (expiry == null || early || elsewhere) {
            return null;
        }
        // A claim that is null is not a claim that is missing: the library that made it may write a user without
        // torrents so.
        boolean all = !claims.getClaims().containsKey(TokenAccess.TORRENTS_CLAIM);
        return new Token(expiry.toInstant().toEpochMilli(), all ? null : torrents(claims));
    }

    private static InfoHashSet torrents(JWTClaimsSet claims) throws ParseException {
        List<Object> claimed = claims.getListClaim(TokenAccess.TORRENTS_CLAIM);
        if (claimed == null) {
            throw new ParseException("the torrents are null", 0);
        }
        List<InfoHash> torrents = new ArrayList<>();
        for (Object torrent : claimed) {
            if (!(torrent instanceof String hex)) {
                throw new ParseException("a torrent is no text", 0);
            }
            torrents.add(InfoHash.fromHex(InfoHashDigits.announced(hex)));
        }
        return InfoHashSet.of(torrents);
    }
}
