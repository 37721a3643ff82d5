package io.github.tracker6.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.standalone.client.TrackerUrl;
import io.github.tracker6.standalone.doctor.Probe.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReachFindingsTest {
    private static final String V6 = "[2001:db8::7]:6969";
    private static final String V4 = "192.0.2.7:6969";
    private static final TrackerUrl HTTP = TrackerUrl.parse("http://tracker.example.org:6969/announce");
    private static final TrackerUrl UDP = TrackerUrl.parse("udp://tracker.example.org:6969");

    private static Probe probe(TrackerUrl url, String address, Outcome outcome) {
        return new Probe(url, Endpoint.parse(address).socketAddress(), outcome, "detail");
    }

    private static List<String> found(Probe... probes) {
        return new ReachFindings(List.of(probes))
                .list().stream().map(Finding::toString).toList();
    }

    @Test
    void eachAnswerIsALine() {
        assertThat(found(probe(HTTP, V6, Outcome.ANSWERS), probe(UDP, V4, Outcome.ANSWERS)))
                .containsExactly(
                        "ok    http     " + V6 + " answers detail", "ok    udp      " + V4 + " answers detail");
    }

    @Test
    void anAddressThatFailsByAllProtocolsForOneReasonIsOneLine() {
        assertThat(found(probe(HTTP, V6, Outcome.REFUSED), probe(UDP, V6, Outcome.REFUSED)))
                .containsExactly("FAIL  IPv6     " + V6 + ": nothing listens over http and udp; let the tracker listen"
                        + " there, or correct the AAAA record");
        assertThat(found(probe(HTTP, V6, Outcome.REFUSED), probe(UDP, V6, Outcome.SILENT)))
                .as("two reasons")
                .hasSize(2);
        assertThat(found(probe(HTTP, V6, Outcome.REFUSED), probe(HTTP, V4, Outcome.REFUSED)))
                .as("two addresses")
                .hasSize(2);
    }

    @Test
    void silenceOfOneFamilyIsThatFamilysFirewall() {
        assertThat(found(probe(HTTP, V6, Outcome.SILENT), probe(HTTP, V4, Outcome.ANSWERS)))
                .first()
                .asString()
                .isEqualTo(
                        "FAIL  http     " + V6 + ": no answer over http; IPv4 answers, so a firewall drops IPv6: let in"
                                + " TCP port 6969 over IPv6, and ICMPv6 (docs/network.md)");
        assertThat(found(probe(HTTP, V6, Outcome.ANSWERS), probe(HTTP, V4, Outcome.SILENT)))
                .last()
                .asString()
                .endsWith("IPv6 answers, so a firewall drops IPv4: let in TCP port 6969 over IPv4 (docs/network.md)");
    }

    @Test
    void silenceOfOneProtocolIsThatProtocols() {
        assertThat(found(probe(HTTP, V6, Outcome.ANSWERS), probe(UDP, V6, Outcome.SILENT)))
                .last()
                .asString()
                .contains("the host answers otherwise")
                .endsWith("let in UDP port 6969 over IPv6");
        assertThat(found(probe(UDP, V6, Outcome.SILENT)))
                .singleElement()
                .asString()
                .contains("the host is down, or a firewall drops it");
    }

    @Test
    void aFamilyThatThisHostLacksIsNoFaultOfTheTracker() {
        assertThat(found(probe(HTTP, V6, Outcome.NO_FAMILY_HERE)))
                .singleElement()
                .asString()
                .startsWith("warn  http     " + V6 + ": not checked over http, as this host has no IPv6");
    }

    @Test
    void everyOtherOutcomeFails() {
        assertThat(Stream.of(Outcome.UNREACHABLE, Outcome.OTHER_SOURCE, Outcome.NO_TRACKER, Outcome.FAILED)
                        .flatMap(outcome -> found(probe(UDP, V4, outcome)).stream()))
                .hasSize(4)
                .allMatch(line -> line.startsWith("FAIL  udp      " + V4 + ": "));
    }
}
