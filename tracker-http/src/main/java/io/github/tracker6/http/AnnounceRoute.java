package io.github.tracker6.http;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.TrackerHandler;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Takes each path that ends in {@code /announce} or {@code /announce/}. Thread-safe. */
final class AnnounceRoute implements Route {
    private static final String PATH = "/announce";
    private static final byte[] PATH_END = Failure.ascii(PATH);
    private static final Rejection ADDRESS_UNKNOWN =
            new Rejection(Rejection.Reason.ADDRESS_REFUSED, "Your address is not known behind the proxy", 0);

    /** The operator must mend the tracker, and may do so soon. */
    private static final Rejection UNDECLARED_PROXY = new Rejection(
            Rejection.Reason.ADDRESS_REFUSED, "The tracker's proxy is not declared, tell its operator", 300);

    final LongAdder announces = new LongAdder();

    private final TrackerHandler tracker;
    private final TrackerAnswers answers;
    private final ClientAddress clientAddress;
    private final RequestRate rate;
    private final boolean lan;

    AnnounceRoute(
            TrackerHandler tracker,
            TrackerAnswers answers,
            ClientAddress clientAddress,
            RequestRate rate,
            boolean lan) {
        this.tracker = tracker;
        this.answers = answers;
        this.clientAddress = clientAddress;
        this.rate = rate;
        this.lan = lan;
    }

    @Override
    public boolean takes(RequestTarget target) {
        return target.routeEndsWith(PATH_END);
    }

    @Override
    public @Nullable CompletionStage<TrackerExchange> answer(TrackerExchange exchange) {
        if (!takes(exchange.target)) {
            return null;
        }
        announces.increment();
        exchange.beginAnnounce();
        try {
            return announce(exchange);
        } catch (Throwable e) {
            answers.failed(exchange, e);
            return exchange.done();
        }
    }

    private CompletionStage<TrackerExchange> announce(TrackerExchange exchange) {
        ClientAddress.Finding finding = clientAddress.resolve(exchange);
        if (!isFaultOfProxy(finding) && !rate.admits(exchange)) {
            return exchange.done();
        }
        Rejection rejection = switch (finding) {
            case KNOWN -> AnnounceDecoder.decode(exchange);
            case UNKNOWN -> ADDRESS_UNKNOWN;
            case SILENT_PROXY -> silentProxy(exchange);
            case UNDECLARED_PROXY -> UNDECLARED_PROXY;
        };
        if (rejection != null) {
            answers.malformed(exchange, rejection);
            return exchange.done();
        }
        String path = exchange.target.routeLength() == PATH_END.length ? PATH : exchange.target.route();
        exchange.announce.lan(lan).bothFamilies(true).path(path);
        CompletionStage<AnnounceResponse> stage = tracker.announce(exchange.announce, exchange.response);
        if (stage == exchange.response.done()) {
            announced(exchange);
            return exchange.done();
        }
        return answers.later(exchange, stage, this::announced);
    }

    /** The proxy has one address for all of its clients: the limit would hide from most of them why they are refused. */
    private static boolean isFaultOfProxy(ClientAddress.Finding finding) {
        return finding == ClientAddress.Finding.SILENT_PROXY || finding == ClientAddress.Finding.UNDECLARED_PROXY;
    }

    private Rejection silentProxy(TrackerExchange exchange) {
        clientAddress.silent.record(exchange.announce.source());
        return ADDRESS_UNKNOWN;
    }

    private void announced(TrackerExchange exchange) {
        Rejection rejection = exchange.response.rejection();
        if (rejection != null) {
            answers.refused(exchange, rejection);
            return;
        }
        AnnounceEncoder.encode(exchange.bencode, exchange.announce, exchange.response, exchange.compact);
        answers.encoded(exchange, !exchange.compact);
    }
}
