package io.github.tracker6.spring;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.testkit.HttpEmbedding;
import io.github.tracker6.testkit.HttpEmbeddingContract;
import io.github.tracker6.testkit.HttpOddity;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;

/** What any HTTP server around the tracker does on the wire: here the application's own Tomcat. */
@Tag("long")
class ServletApplicationIT extends HttpEmbeddingContract {
    @Override
    protected HttpEmbedding start(HttpEmbedding.Setup setup) {
        String proxies = setup.trustsLoopback() ? "::1,127.0.0.0/8" : "";
        return TestApplication.start(
                context -> {
                    context.registerBean(TrackerInterceptor.class, () -> new Other(setup.tracker()));
                    context.registerBean(
                            TrackerServerCustomizer.class,
                            () -> builder -> builder.httpHandler(handler -> handler.sourceRate(1, setup.sourceBurst())
                                    .route(request -> request.path().equals(setup.pagePath())
                                            ? HttpAnswer.of(200, "text/plain", setup.page())
                                                    .done()
                                            : null)));
                },
                "tracker6.http.trusted-proxies=" + proxies);
    }

    /** Hands all to the tracker of the contract. */
    private record Other(TrackerHandler tracker) implements TrackerInterceptor {
        @Override
        public CompletionStage<AnnounceResponse> announce(
                AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
            return tracker.announce(request, response);
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, TrackerHandler next) {
            return tracker.scrape(batch);
        }
    }

    @Override
    protected Set<HttpOddity> refusals() {
        return Set.of(
                HttpOddity.RAW_BYTES,
                HttpOddity.RAW_UTF8,
                HttpOddity.RAW_CONTROL_BYTES,
                HttpOddity.UNWISE_CHARACTERS,
                HttpOddity.SQUARE_BRACKETS,
                HttpOddity.PERCENT_IN_PATH,
                HttpOddity.ENCODED_SLASH);
    }
}
