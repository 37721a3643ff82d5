package io.github.tracker6.http;

import io.github.tracker6.internal.LogLimiter;
import io.github.tracker6.store.StoreException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the embedder's routes in their order. Thread-safe. */
final class CustomRoutes implements Route {
    private static final Logger LOG = LoggerFactory.getLogger(HttpRoute.class);

    final LongAdder failures = new LongAdder();

    private final List<HttpRoute> routes;
    private final ClientAddress clientAddress;
    private final int minGzipBytes;
    private final LogLimiter failureLog = new LogLimiter();

    CustomRoutes(List<HttpRoute> routes, ClientAddress clientAddress, int minGzipBytes) {
        this.routes = List.copyOf(routes);
        this.clientAddress = clientAddress;
        this.minGzipBytes = minGzipBytes;
    }

    boolean isEmpty() {
        return routes.isEmpty();
    }

    @Override
    public @Nullable CompletionStage<TrackerExchange> answer(TrackerExchange exchange) {
        if (routes.isEmpty()) {
            return null;
        }
        RouteRequest request = request(exchange);
        for (HttpRoute route : routes) {
            try {
                CompletionStage<HttpAnswer> stage = route.answer(request);
                if (stage != null) {
                    return later(exchange, route, stage);
                }
            } catch (Throwable e) {
                exchange.answer(failed(route, e));
                return exchange.done();
            }
        }
        return null;
    }

    private RouteRequest request(TrackerExchange exchange) {
        boolean known = clientAddress.resolve(exchange) == ClientAddress.Finding.KNOWN;
        InetAddress client = known ? exchange.announce.source().address() : null;
        return new RouteRequest(exchange.target.path(), exchange.target.query(), client, exchange.headers());
    }

    private CompletionStage<TrackerExchange> later(
            TrackerExchange exchange, HttpRoute route, CompletionStage<HttpAnswer> stage) {
        boolean gzip = exchange.acceptsGzip();
        CompletableFuture<TrackerExchange> answered = stage.handle((answer, failure) -> {
                    exchange.answer(failure == null ? finished(route, answer, gzip) : failed(route, failure));
                    return exchange;
                })
                .toCompletableFuture();
        return answered.isDone() ? exchange.done() : answered;
    }

    private HttpAnswer finished(HttpRoute route, @Nullable HttpAnswer answer, boolean gzip) {
        if (answer == null) {
            return failed(route, new NullPointerException("answer"));
        }
        try {
            return gzip && shrinks(answer) ? compressed(answer) : answer;
        } catch (Throwable e) {
            return failed(route, e); // out of memory, for one
        }
    }

    private boolean shrinks(HttpAnswer answer) {
        String type = answer.header(HttpAnswer.CONTENT_TYPE).toLowerCase(Locale.ROOT);
        boolean text = type.startsWith("text/")
                || type.contains("json")
                || type.contains("xml")
                || type.contains("javascript");
        return text
                && answer.body().remaining() >= Math.max(1, minGzipBytes)
                && answer.header(HttpAnswer.CONTENT_ENCODING).isEmpty();
    }

    private static HttpAnswer compressed(HttpAnswer answer) {
        ByteBuffer body = answer.body();
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return answer.encoded("gzip", Gzip.compress(bytes, bytes.length));
    }

    private HttpAnswer failed(HttpRoute route, Throwable failure) {
        failures.increment();
        if (failureLog.tryAcquire()) {
            LOG.warn(
                    "Answered {} requests with status 500; the last because route {} failed with {}",
                    failures,
                    route.getClass().getName(),
                    StoreException.describe(failure));
            LOG.debug("The last failure in full", failure);
        }
        return HttpAnswer.INTERNAL_ERROR;
    }
}
