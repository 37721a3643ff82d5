package io.github.tracker6.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.InfoHash;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.testkit.HttpEmbedding;
import io.github.tracker6.testkit.HttpEmbeddingContract;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.ScriptedStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the filter does in each container: what any embedding does, and what only a filter can do. */
abstract class TrackerFilterContract extends HttpEmbeddingContract {
    private static final String ANNOUNCE = "/announce?info_hash="
            + HttpTestClient.encode(InfoHash.of(1, -2, 3).toBytes()) + "&peer_id=-LT2080-abcdefghijkl&port=6881";

    abstract ServletServer server(ServletServer.Application application) throws Exception;

    @Override
    protected final HttpEmbedding start(HttpEmbedding.Setup setup) throws Exception {
        HttpTrackerHandler handler = HttpTrackerHandler.builder(setup.tracker())
                .lan(true)
                .sourceRate(1, setup.sourceBurst())
                .trustedProxies(
                        setup.trustsLoopback() ? List.of(Cidr.parse("::1/128"), Cidr.parse("127.0.0.0/8")) : List.of())
                .route(request -> request.path().equals(setup.pagePath())
                        ? HttpAnswer.of(200, "text/plain", setup.page()).done()
                        : null)
                .build();
        return server(context -> {
            TrackerFilter.addTo(context, handler);
            addEcho(context);
        });
    }

    /** The rest of the application: says what it got. */
    private static final class Echo extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = (request.getMethod() + " " + request.getRequestURI() + " " + request.getParameter("name")
                            + " " + new String(request.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .getBytes(StandardCharsets.US_ASCII);
            response.setContentType("text/plain");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }

    /** Tomcat calls filters only where there is a servlet behind them. */
    private static void addEcho(ServletContext context) {
        context.addServlet("echo", new Echo()).addMapping("/");
    }

    private static HttpTrackerHandler handler(ScriptedStore store) {
        return HttpTrackerHandler.builder(Tracker.builder().store(store).build())
                .lan(true)
                .route(request -> null)
                .build();
    }

    @Test
    final void otherRequestsReachTheApplicationWhole() throws Exception {
        ServletServer.Application application = context -> {
            TrackerFilter.addTo(context, handler(new ScriptedStore()));
            addEcho(context);
        };
        try (ServletServer server = server(application);
                HttpTestClient client = HttpTestClient.to(server.address(AddressFamily.IPV6))) {
            assertThat(client.get("/announcements?name=%41").text()).isEqualTo("GET /announcements A ");
            assertThat(client.get("/").text()).isEqualTo("GET / null ");
            client.send("POST /form?name=b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.receive().text()).isEqualTo("POST /form b hello");
            assertThat(client.get(ANNOUNCE).number("complete")).isEqualTo(3);
        }
    }

    @Test
    final void anAnswerThatIsNotReadyInTimeIsStatus503() throws Exception {
        ScriptedStore store = new ScriptedStore();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        store.gate = gate;
        ServletServer.Application application = context -> {
            TrackerFilter.addTo(context, handler(store)).setInitParameter(TrackerFilter.ANSWER_TIMEOUT, "100");
            addEcho(context);
        };
        try (ServletServer server = server(application);
                HttpTestClient late = HttpTestClient.to(server.address(AddressFamily.IPV6));
                HttpTestClient client = HttpTestClient.to(server.address(AddressFamily.IPV6))) {
            HttpTestClient.Response answer = late.get(ANNOUNCE); // Tomcat closes the connection behind it
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("not ready in time");
            store.gate = null;
            assertThat(client.get(ANNOUNCE).number("complete")).isEqualTo(3);
            gate.complete(null); // too late: it must not reach a request that has the same objects of the container
            for (int i = 0; i < 20; i++) {
                assertThat(client.get(ANNOUNCE).number("complete")).isEqualTo(3);
            }
        }
    }

    @Test
    final void aFilterBeforeItWithoutAsyncSupportIsAnErrorOfTheFirstAnnounce() throws Exception {
        ServletServer.Application application = context -> {
            Filter passing = (request, response, chain) -> chain.doFilter(request, response);
            FilterRegistration.Dynamic before = context.addFilter("before", passing);
            before.setAsyncSupported(false);
            before.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
            TrackerFilter.addTo(context, handler(new ScriptedStore()));
            addEcho(context);
        };
        try (ServletServer server = server(application);
                HttpTestClient other = HttpTestClient.to(server.address(AddressFamily.IPV4));
                HttpTestClient client = HttpTestClient.to(server.address(AddressFamily.IPV6))) {
            assertThat(other.get("/page").text()).isEqualTo("GET /page null ");
            client.send("GET " + ANNOUNCE + " HTTP/1.0\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(500);
        }
    }

    @Test
    final void forwardingHeadersAreHiddenIfTheContainerReadsThem() throws Exception {
        ServletServer.Application application = context -> {
            TrackerFilter.addTo(context, handler(new ScriptedStore()))
                    .setInitParameter(TrackerFilter.IGNORE_FORWARDING_HEADERS, "true");
            addEcho(context);
        };
        try (ServletServer server = server(application);
                HttpTestClient client = HttpTestClient.to(server.address(AddressFamily.IPV6))) {
            assertThat(client.get(ANNOUNCE, "X-Forwarded-For: 192.0.2.7", "forwarded: for=192.0.2.8")
                            .number("complete"))
                    .isEqualTo(3);
        }
    }
}
