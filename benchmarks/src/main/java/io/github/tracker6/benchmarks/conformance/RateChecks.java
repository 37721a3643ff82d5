package io.github.tracker6.benchmarks.conformance;

import static io.github.tracker6.benchmarks.conformance.Check.Scope.HTTP;
import static io.github.tracker6.benchmarks.conformance.Check.Scope.UDP;
import static io.github.tracker6.benchmarks.conformance.Mismatch.require;
import static io.github.tracker6.benchmarks.conformance.Mismatch.requireEqual;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.HttpTestClient.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** How a tracker limits the requests from one address. These checks use up what the limit allows. Stateless. */
final class RateChecks {
    /** Trackers that answer so many requests at once have no limit, as far as this shows. */
    private static final int REQUESTS = 2_000;

    private static final int STATUS_OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int BATCH = 20;
    private static final Duration PATIENCE = Duration.ofMillis(150);

    static final List<Check> ALL = List.of(
            new Check(
                    "rate-http",
                    "A client that sends too many requests gets status 429 without a body, and the connection closes.",
                    "RFC 6585",
                    HTTP,
                    RateChecks::http),
            new Check(
                    "rate-udp",
                    "A client that sends too many requests gets silence, not errors: one repeats at once on an error.",
                    "lftp",
                    UDP,
                    RateChecks::udp));

    private RateChecks() {}

    private static void http(Session session, Way way) throws IOException {
        HttpWire http = session.http(way);
        String target =
                http.target(session.peer(way, session.infoHash()).announce().event(AnnounceEvent.STOPPED));
        for (int i = 0; i < REQUESTS; i++) {
            try (HttpTestClient client = http.open()) {
                Response response = client.get(target);
                if (response.status() != STATUS_OK) {
                    requireRefusal(response, client);
                    return;
                }
            }
        }
        throw new NotOffered(REQUESTS + " requests at once were all served");
    }

    private static void requireRefusal(Response response, HttpTestClient client) throws IOException {
        requireEqual(TOO_MANY_REQUESTS, response.status(), "status");
        requireEqual(0, response.body().length, "bytes of the body");
        require(client.isClosedByServer(), "a closed connection", "an open one");
    }

    private static void udp(Session session, Way way) throws IOException {
        UdpWire udp = session.udp(way);
        long id = udp.connectionId();
        Announce announce = session.peer(way, session.infoHash()).announce().event(AnnounceEvent.STOPPED);
        int served = BATCH;
        for (int sent = 0; sent < REQUESTS && served > BATCH / 2; sent += BATCH) {
            for (int i = 0; i < BATCH; i++) {
                udp.send(UdpWire.bytes(UdpWire.announceRequest(id, announce)));
            }
            served = 0;
            for (byte[] answer = udp.receive(PATIENCE);
                    answer != null;
                    answer = served == BATCH ? null : udp.receive(PATIENCE)) {
                requireEqual(UdpWire.ANNOUNCE, ByteBuffer.wrap(answer).getInt(0), "action of an answer");
                served++;
            }
        }
        if (served > BATCH / 2) {
            throw new NotOffered(REQUESTS + " requests at once were all served");
        }
        udp.ask(UdpWire.connectRequest(UdpWire.transaction())); // it is silent, not gone
    }
}
