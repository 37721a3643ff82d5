package io.github.tracker6.benchmarks.conformance;

import static io.github.tracker6.benchmarks.conformance.Check.Scope.HTTP;
import static io.github.tracker6.benchmarks.conformance.Mismatch.require;
import static io.github.tracker6.benchmarks.conformance.Mismatch.requireEqual;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.HttpTestClient.Response;
import java.io.IOException;
import java.util.List;

/** How a tracker treats paths, methods and connections over HTTP. Stateless. */
final class HttpConnectionChecks {
    private static final String HTTP_1_1 = "RFC 9112";
    private static final int STATUS_OK = 200;
    private static final int CLIENT_ERROR = 400;

    static final List<Check> ALL = List.of(
            new Check(
                    "http-slash",
                    "A slash behind /announce and /scrape changes nothing.",
                    "clients",
                    HTTP,
                    HttpConnectionChecks::slash),
            new Check(
                    "http-prefix",
                    "A path in front of /announce and /scrape changes nothing.",
                    "passkeys in URLs",
                    HTTP,
                    HttpConnectionChecks::prefix),
            new Check(
                    "http-head",
                    "HEAD gets the headers of GET and no body.",
                    "RFC 9110",
                    HTTP,
                    HttpConnectionChecks::head),
            new Check(
                    "http-1.0",
                    "A request of HTTP/1.0 without Host is answered, and the connection closes.",
                    HTTP_1_1,
                    HTTP,
                    HttpConnectionChecks::http10),
            new Check(
                    "http-keep-alive",
                    "A connection of HTTP/1.1 serves further requests.",
                    HTTP_1_1,
                    HTTP,
                    HttpConnectionChecks::keepAlive),
            new Check(
                    "http-close",
                    "With Connection: close, the connection closes behind the answer.",
                    HTTP_1_1,
                    HTTP,
                    HttpConnectionChecks::close),
            new Check(
                    "http-pipelining",
                    "Pipelined requests are answered in their order.",
                    HTTP_1_1,
                    HTTP,
                    HttpConnectionChecks::pipelining),
            new Check(
                    "http-body",
                    "A request with a body gets status 400 or above, and the connection closes.",
                    "RFC 9112: request smuggling",
                    HTTP,
                    HttpConnectionChecks::bodies),
            new Check(
                    "same-port",
                    "UDP is served at the port of HTTP: a client probes it there and stays.",
                    "BiglyBT",
                    HTTP,
                    HttpConnectionChecks::udpAtTheSamePort));

    private HttpConnectionChecks() {}

    /** Returns the target of an announce that changes nothing. */
    private static String announce(Session session, Way way) throws IOException {
        return session.http(way)
                .target(session.peer(way, session.infoHash()).announce().event(AnnounceEvent.STOPPED));
    }

    private static void requireAnnounced(Response response, String what) {
        requireEqual(STATUS_OK, response.status(), "status of " + what);
        require(response.dictionary().containsKey("interval"), "an answer to " + what, response.text());
    }

    private static void requireScraped(Response response, String what) {
        requireEqual(STATUS_OK, response.status(), "status of " + what);
        require(response.dictionary().containsKey("files"), "an answer to " + what, response.text());
    }

    private static String scrape(Session session, Way way) throws IOException {
        return session.http(way).scrapePath() + "?info_hash="
                + HttpTestClient.encode(session.infoHash().toBytes());
    }

    private static void slash(Session session, Way way) throws IOException, InterruptedException {
        HttpWire http = session.http(way);
        requireAnnounced(http.get(announce(session, way).replaceFirst("\\?", "/?")), "/announce/");
        requireScraped(http.get(scrape(session, way).replaceFirst("\\?", "/?")), "/scrape/");
    }

    private static void prefix(Session session, Way way) throws IOException, InterruptedException {
        HttpWire http = session.http(way);
        requireAnnounced(http.get("/0123abcd" + announce(session, way)), "/0123abcd/announce");
        requireScraped(http.get("/0123abcd" + scrape(session, way)), "/0123abcd/scrape");
    }

    private static void head(Session session, Way way) throws IOException {
        try (HttpTestClient client = session.http(way).open()) {
            client.send("HEAD " + announce(session, way) + " HTTP/1.1\r\nHost: tracker\r\nConnection: close\r\n\r\n");
            Response response = client.receiveHead();
            requireEqual(STATUS_OK, response.status(), "status");
            require(client.isClosedByServer(), "no body", "bytes behind the headers");
        }
    }

    private static void http10(Session session, Way way) throws IOException {
        try (HttpTestClient client = session.http(way).open()) {
            client.send("GET " + announce(session, way) + " HTTP/1.0\r\n\r\n");
            requireAnnounced(client.receive(), "HTTP/1.0");
            require(client.isClosedByServer(), "a closed connection", "an open one");
        }
    }

    private static void keepAlive(Session session, Way way) throws IOException {
        try (HttpTestClient client = session.http(way).open()) {
            requireAnnounced(client.get(announce(session, way)), "the first request");
            requireAnnounced(client.get(announce(session, way)), "the second request");
        }
    }

    private static void close(Session session, Way way) throws IOException {
        try (HttpTestClient client = session.http(way).open()) {
            requireAnnounced(client.get(announce(session, way), "Connection: close"), "the request");
            require(client.isClosedByServer(), "a closed connection", "an open one");
        }
    }

    private static void pipelining(Session session, Way way) throws IOException {
        try (HttpTestClient client = session.http(way).open()) {
            String end = " HTTP/1.1\r\nHost: tracker\r\n\r\n";
            client.send("GET " + announce(session, way) + end + "GET " + scrape(session, way) + end + "GET "
                    + announce(session, way) + end);
            requireAnnounced(client.receive(), "the first request");
            requireScraped(client.receive(), "the second request");
            requireAnnounced(client.receive(), "the third request");
        }
    }

    private static void bodies(Session session, Way way) throws IOException {
        for (String request : List.of(
                "POST %s HTTP/1.1\r\nHost: tracker\r\nContent-Length: 5\r\n\r\nhello",
                "GET %s HTTP/1.1\r\nHost: tracker\r\nContent-Length: 5\r\n\r\nhello",
                "GET %s HTTP/1.1\r\nHost: tracker\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
            try (HttpTestClient client = session.http(way).open()) {
                client.send(request.replace("%s", announce(session, way)));
                int status = client.receive().status();
                String what = request.lines().findFirst().orElse("").replace("%s", "...");
                require(status >= CLIENT_ERROR, "a refusal of " + what + " with a body", "status " + status);
                require(client.isClosedByServer(), "a closed connection", "an open one");
            }
        }
    }

    private static void udpAtTheSamePort(Session session, Way way) throws IOException {
        Way udp = way == Way.HTTP6 ? Way.UDP6 : Way.UDP4;
        if (!session.offers(udp)) {
            throw new NotOffered(Setup.NO_TARGET + udp);
        }
        requireEqual(session.tracker(way).getPort(), session.tracker(udp).getPort(), "port of UDP");
        session.udp(udp).connectionId();
    }
}
