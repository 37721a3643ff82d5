package io.github.tracker6.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.tracker6.InfoHash;
import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.server.TrackerServerBuilder;
import io.github.tracker6.standalone.client.TrackerUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("long")
@Timeout(60)
class ClientCheckIT {
    private static final InfoHash HASH = InfoHash.of(1, 2, 3);
    private static final TrackerUrl URL = TrackerUrl.parse("http://tracker.example.org/announce");

    private final List<AutoCloseable> closed = new ArrayList<>();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : closed) {
            each.close();
        }
    }

    /** Returns the addresses in the order in which they are given. */
    private List<InetSocketAddress> start(String... addresses) throws IOException {
        TrackerServerBuilder builder = TrackerServer.builder().lan(true);
        Stream.of(addresses).forEach(builder::listenHttp);
        TrackerServer server = builder.start();
        closed.add(server);
        return server.httpAddresses();
    }

    /** Starts a tracker that takes each announce for a client of its own, or refuses them over IPv4. */
    private InetSocketAddress startSimple(String address, boolean refuses) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 0);
        closed.add(() -> server.stop(0));
        server.createContext("/announce", exchange -> {
            String event = exchange.getRequestURI().getRawQuery().replaceFirst(".*event=", "");
            events.add(event);
            answer(exchange, refuses ? "d14:failure reason2:noe" : "d8:intervali1800e5:peers0:e");
        });
        server.createContext("/scrape", exchange -> {
            long clients = events.stream().filter("started"::equals).count()
                    - events.stream().filter("stopped"::equals).count();
            answer(
                    exchange,
                    "d5:filesd20:" + new String(HASH.toBytes(), StandardCharsets.ISO_8859_1)
                            + "d8:completei0e10:downloadedi0e10:incompletei" + clients + "eeee");
        });
        server.start();
        return server.getAddress();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static List<String> check(InetSocketAddress... addresses) {
        return new ClientCheck(URL, List.of(addresses), HASH, false)
                .run().stream().map(Finding::toString).toList();
    }

    @Test
    void oneTrackerForBothFamiliesSeesOneClient() throws IOException {
        List<InetSocketAddress> both = start("[::1]:0", "127.0.0.1:0");

        assertThat(check(both.get(0), both.get(1)))
                .containsExactly(
                        "ok    client   seen as ::1",
                        "ok    client   seen as 127.0.0.1",
                        "ok    client   one client over both families");
    }

    @Test
    void aTrackerForEachFamilyFails() throws IOException {
        List<InetSocketAddress> six = start("[::1]:0");
        List<InetSocketAddress> four = start("127.0.0.1:0");

        assertThat(check(six.get(0), four.get(0))).last().asString().startsWith("FAIL  client   two trackers: ");
    }

    @Test
    void aTrackerThatDoesNotKnowAClientAgainIsWarnedOf() throws IOException {
        assertThat(check(startSimple("::1", false), startSimple("127.0.0.1", false)))
                .containsExactly(
                        "warn  client   counted as 2 clients: the tracker does not know that a client over IPv6"
                                + " and one over IPv4 are the same, so its counts are too high");
        assertThat(events)
                .as("each client goes")
                .filteredOn("started"::equals)
                .hasSameSizeAs(events.stream().filter("stopped"::equals).toList());
    }

    @Test
    void aClientGoesAlsoWhereOneFamilyRefusesIt() throws IOException {
        assertThat(check(startSimple("::1", false), startSimple("127.0.0.1", true)))
                .singleElement()
                .asString()
                .startsWith("warn  client   not checked, as the tracker refuses the announce (no); ");
        assertThat(events).containsExactly("started", "started", "stopped", "stopped");
    }
}
