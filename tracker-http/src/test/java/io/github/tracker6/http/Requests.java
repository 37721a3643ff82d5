package io.github.tracker6.http;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Protocol;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.testkit.ScriptedStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks a handler, and keeps what the tracker saw. */
final class Requests {
    static final String HASH = "%124Vx%9a%bc%de%f1%23%45%67%89%ab%cd%ef%12%34%56%78%9A"; // BEP 3's example
    static final String HASH_HEX = "123456789abcdef123456789abcdef123456789a";
    static final String PEER_ID = "-LT2080-abcdefghijkl";
    static final String NEEDED = "info_hash=" + HASH + "&peer_id=" + PEER_ID + "&port=6881";

    final ScriptedStore store = new ScriptedStore();
    final Tracker tracker;
    final HttpTrackerHandler handler;

    @Nullable
    Seen seen;

    /** What an announce was when the tracker saw it. */
    record Seen(
            InfoHash infoHash,
            String peerId,
            Endpoint source,
            long left,
            long uploaded,
            long downloaded,
            AnnounceEvent event,
            int numWant,
            long key,
            List<Endpoint> claims,
            @Nullable String path,
            boolean lan,
            boolean bothFamilies,
            Protocol protocol) {}

    Requests() {
        this(false, HttpLimits.defaults());
    }

    Requests(boolean fullScrape, HttpLimits limits, String... trusted) {
        tracker = Tracker.builder()
                .store(store)
                .intervalSpread(0)
                .fullScrapeLimit(fullScrape ? 1_000 : 0)
                .interceptor(new Recorder())
                .build();
        handler = HttpTrackerHandler.builder(tracker)
                .lan(true)
                .limits(limits)
                .rateLimit(false)
                .trustedProxies(List.of(trusted).stream().map(Cidr::parse).toList())
                .build();
    }

    private final class Recorder implements TrackerInterceptor {
        @Override
        public CompletionStage<AnnounceResponse> announce(
                AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
            seen = new Seen(
                    request.infoHash(),
                    new String(request.peerId(), StandardCharsets.ISO_8859_1),
                    request.source(),
                    request.left(),
                    request.uploaded(),
                    request.downloaded(),
                    request.event(),
                    request.numWant(),
                    request.key(),
                    request.claims(),
                    request.path(),
                    request.lan(),
                    request.bothFamilies(),
                    request.protocol());
            return next.announce(request, response);
        }
    }

    /** Announces what a tracker needs and something more, over IPv6, and returns what was seen. */
    Seen seen(String more) {
        assertStatus200(announce(more));
        Seen last = seen;
        if (last == null) {
            throw new AssertionError("refused: " + announce(more));
        }
        return last;
    }

    private static void assertStatus200(String body) {
        if (!body.startsWith("d")) {
            throw new AssertionError("no dictionary: " + body);
        }
    }

    /** Announces what a tracker needs and something more, over IPv6, and returns the body. */
    String announce(String more) {
        return ask("/announce?" + NEEDED + more);
    }

    /** Asks from an IPv6 address and returns the body, each byte as one character. */
    String ask(String target) {
        return text(exchange(target, "2001:db8::1", exchange -> {}));
    }

    TrackerExchange exchange(String target, String source, Consumer<TrackerExchange> more) {
        seen = null;
        byte[] bytes = ("??" + target + "??").getBytes(StandardCharsets.ISO_8859_1);
        String literal = source.contains(":") ? "[" + source + "]" : source;
        TrackerExchange exchange =
                handler.newExchange().reset().target(bytes, 2, bytes.length - 2).source(Endpoint.parse(literal + ":1"));
        more.accept(exchange);
        TrackerExchange answered =
                handler.handle(exchange).toCompletableFuture().join();
        if (answered != exchange) {
            throw new AssertionError("another exchange");
        }
        return exchange;
    }

    /** Accepts what {@code Accept-Encoding: gzip} does. */
    static void acceptGzip(TrackerExchange exchange) {
        exchange.acceptEncoding(Failure.ascii("gzip"), 0, 4);
    }

    /** Returns the body of the answer, each byte as one character. */
    static String text(TrackerExchange exchange) {
        HttpAnswer answer = exchange.answer();
        return answer == null ? text(ByteBuffer.wrap(exchange.body(), 0, exchange.bodyLength())) : text(answer.body());
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
}
