package io.github.tracker6.http;

import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.TrackerHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Takes each path that ends in {@code /scrape} or {@code /scrape/}. Thread-safe. */
final class ScrapeRoute implements Route {
    private static final String PATH = "/scrape";
    private static final byte[] PATH_END = Failure.ascii(PATH);

    final LongAdder scrapes = new LongAdder();

    private final TrackerHandler tracker;
    private final TrackerAnswers answers;
    private final ClientAddress clientAddress;
    private final RequestRate rate;
    private final ScrapeCodec codec;
    private final @Nullable FullScrapes fullScrapes;

    /**
     * Makes the route.
     *
     * @param fullScrapes null if no scrape of all torrents is answered
     */
    ScrapeRoute(
            TrackerHandler tracker,
            TrackerAnswers answers,
            ClientAddress clientAddress,
            RequestRate rate,
            ScrapeCodec codec,
            @Nullable FullScrapes fullScrapes) {
        this.tracker = tracker;
        this.answers = answers;
        this.clientAddress = clientAddress;
        this.rate = rate;
        this.codec = codec;
        this.fullScrapes = fullScrapes;
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
        scrapes.increment();
        try {
            return scrape(exchange);
        } catch (Throwable e) {
            answers.failed(exchange, e);
            return exchange.done();
        }
    }

    private CompletionStage<TrackerExchange> scrape(TrackerExchange exchange) {
        clientAddress.resolve(exchange); // an unknown client counts as the proxy that is known: nothing is recorded
        if (!rate.admits(exchange)) {
            return exchange.done();
        }
        Rejection rejection = codec.decode(exchange);
        if (rejection != null) {
            answers.malformed(exchange, rejection);
            return exchange.done();
        }
        if (exchange.scrape.size() == 0) {
            return scrapeAll(exchange);
        }
        String path = exchange.target.routeLength() == PATH_END.length ? PATH : exchange.target.route();
        CompletionStage<ScrapeBatch> stage = tracker.scrape(exchange.scrape.path(path));
        if (stage == exchange.scrape.done()) {
            scraped(exchange);
            return exchange.done();
        }
        return answers.later(exchange, stage, this::scraped);
    }

    private CompletionStage<TrackerExchange> scrapeAll(TrackerExchange exchange) {
        if (fullScrapes == null || !tracker.answersFullScrape()) {
            answers.refused(exchange, Rejection.FULL_SCRAPE_REFUSED);
            return exchange.done();
        }
        CompletableFuture<FullScrapes.Answer> answer;
        try {
            answer = fullScrapes.answer();
        } catch (RejectedExecutionException e) {
            answers.refused(exchange, Rejection.UNAVAILABLE);
            return exchange.done();
        }
        return answers.later(exchange, answer, unused -> answers.ready(exchange, answer.join()));
    }

    private void scraped(TrackerExchange exchange) {
        Rejection rejection = exchange.scrape.rejection();
        if (rejection != null) {
            answers.refused(exchange, rejection);
            return;
        }
        ScrapeCodec.encode(exchange.bencode, exchange.scrape, tracker.intervalSeconds());
        answers.encoded(exchange, true);
    }
}
