package io.github.tracker6.jwt;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.internal.UrlSecret;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Serves only requests whose URL holds a signed token, a JWT in compact form (RFC 7519), that has not expired, and only the
 * torrents that the token names. The tracker needs no list of users: it needs the key. Thread-safe.
 *
 * <p>Where the token is read from, percent-encoded or not:
 *
 * <ul>
 *   <li>the path, in front of its last segment: {@code /TOKEN/announce}, {@code /any/prefix/TOKEN/announce}; a scrape's is
 *       {@code /TOKEN/scrape}
 *   <li>the query: {@code /announce?token=TOKEN}, {@code /scrape?token=TOKEN}. It counts before the path
 *   <li>over UDP the URL data of an announce (BEP 41), in both forms. A scrape over UDP has no URL data (BEP 15), so it is
 *       refused
 * </ul>
 *
 * <p>A scrape of all torrents is refused: its answer is the same for everyone.
 *
 * <table>
 *   <caption>What a token needs</caption>
 *   <tr><th>part<th>rule
 *   <tr><td>{@code alg}<td>{@code HS256}, {@code ES256}, {@code EdDSA} or {@code Ed25519} as the key has it; all others are
 *       refused, {@code none} too
 *   <tr><td>{@code exp}<td>needed
 *   <tr><td>{@code nbf}<td>respected
 *   <tr><td>{@code aud}<td>needed if {@link TokenAccessBuilder#audience} is set
 *   <tr><td>{@code torrents}<td>an array of info hashes, 40 hex digits each, or 64, of which the first 40 count (BEP 52);
 *       without it the token is for all torrents
 * </table>
 *
 * <p>A clock may differ by {@link #CLOCK_SKEW}. A request without a valid token is refused with {@link #INVALID_TOKEN}, one with
 * an old token with {@link #TOKEN_EXPIRED}, and a torrent that the token does not name with {@link Rejection#NOT_SERVED}.
 * A token is in no log, text or meter. It cannot be taken back before it expires, so let it expire soon.
 *
 * @since 0.1.0
 */
public final class TokenAccess implements TrackerInterceptor {
    /** The claim that names torrents. */
    public static final String TORRENTS_CLAIM = "torrents";

    /** How far clocks may differ: 60 seconds. */
    public static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    /** The longest token, in characters. */
    public static final int MAX_TOKEN_LENGTH = 4_096;

    /** The refusal of a request without a token, or with one that is not valid. */
    public static final Rejection INVALID_TOKEN = Rejection.forbidden("Invalid token");

    /** The refusal of a request with a token that has expired. */
    public static final Rejection TOKEN_EXPIRED = Rejection.forbidden("The token has expired");

    private final TokenVerifier verifier;

    TokenAccess(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    /** Returns a builder without a key. */
    public static TokenAccessBuilder builder() {
        return new TokenAccessBuilder();
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(
            AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
        Token token = token(request.token(), request.path());
        if (token == null) {
            return response.reject(INVALID_TOKEN);
        }
        if (verifier.hasExpired(token)) {
            return response.reject(TOKEN_EXPIRED);
        }
        return token.serves(request.hashHead(), request.hashMiddle(), request.hashTail())
                ? next.announce(request, response)
                : response.reject(Rejection.NOT_SERVED);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, TrackerHandler next) {
        Token token = token(batch.token(), batch.path());
        if (token == null) {
            return batch.reject(INVALID_TOKEN);
        }
        if (verifier.hasExpired(token)) {
            return batch.reject(TOKEN_EXPIRED);
        }
        for (int i = 0; i < batch.size(); i++) {
            if (!token.serves(batch.hashHead(i), batch.hashMiddle(i), batch.hashTail(i))) {
                batch.hide(i);
            }
        }
        return next.scrape(batch);
    }

    private @Nullable Token token(@Nullable String parameter, @Nullable String path) {
        String text = UrlSecret.of(parameter, path);
        return text == null || text.length() > MAX_TOKEN_LENGTH ? null : verifier.verify(text);
    }
}
