package io.github.tracker6.standalone.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrackerNotesTest {
    private static final String HTTP = "http://tracker.example.org:6969/announce";
    private static final String UDP = "udp://tracker.example.org:6969/announce";
    private static final String IPV6 = "http://ipv6.tracker.example.org:6969/announce";
    private static final String OTHER = "http://other.example.org/announce";

    private static List<String> of(List<List<String>> tiers) {
        return new TrackerNotes(tiers).lines();
    }

    @Test
    void oneNameOverHttpNeedsNoNote() {
        assertThat(of(List.of(List.of(HTTP)))).isEmpty();
        assertThat(of(List.of(List.of("http://192.0.2.7:6969/announce")))).isEmpty();
    }

    @Test
    void httpAndUdpOfOneHostAreNamedInOneTierAndInTwo() {
        String note =
                "tracker.example.org is named with http and with udp: Transmission 3 then asks it over UDP and IPv4"
                        + " alone, and its bytes go over IPv4; name it with http alone";
        assertThat(of(List.of(List.of(HTTP, UDP)))).containsExactly(note);
        assertThat(of(List.of(List.of(HTTP), List.of(UDP)))).contains(note);
        assertThat(of(List.of(List.of(OTHER, UDP)))).noneMatch(line -> line.contains("with http and with udp"));
    }

    @Test
    void udpAloneIsNamed() {
        assertThat(of(List.of(List.of(UDP))))
                .containsExactly("all trackers are udp: Transmission 3 and aria2 ask those over IPv4 alone");
    }

    @Test
    void nameWithIpv6AloneIsNamedWithWhatItsTierMeans() {
        assertThat(of(List.of(List.of(IPV6))))
                .singleElement()
                .asString()
                .contains("ipv6.tracker.example.org seems to have IPv6 alone")
                .contains("put it into a tier behind");
        assertThat(of(List.of(List.of(HTTP), List.of(IPV6))))
                .anyMatch(line -> line.contains("ask it only while tier 1 fails; one name with A and AAAA"));
        assertThat(of(List.of(List.of(HTTP), List.of(OTHER), List.of(IPV6))))
                .anyMatch(line -> line.contains("ask it only while tiers 1 to 2 fail"));
        assertThat(of(List.of(List.of("http://[2001:db8::7]:6969/announce"))))
                .anyMatch(line -> line.startsWith("[2001:db8::7] seems to have IPv6 alone"));
        assertThat(of(List.of(List.of("http://tracker-v6.example.org/announce"))))
                .hasSize(1);
        assertThat(of(List.of(List.of("http://v6engine.example.org/announce")))).isEmpty();
    }

    @Test
    void tiersAndHostsThatShareOneAreExplained() {
        assertThat(of(List.of(List.of(HTTP, OTHER))))
                .singleElement()
                .asString()
                .contains("tier 1 has 2 hosts: a client asks one of them");
        assertThat(of(List.of(List.of(HTTP), List.of(OTHER))))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("there are 2 tiers: a client that keeps to BEP 12"))
                .contains("clients that know no tiers ask " + HTTP + " alone");
        assertThat(of(List.of())).singleElement().asString().startsWith("a torrent without a tracker");
    }

    @Test
    void urlsThatNoOneCanReadAreNoFailure() {
        assertThat(of(List.of(
                        List.of("http://a b\u001b/"), List.of("nonsense", "HTTP://tracker.example.org:6969/x", UDP))))
                .anyMatch(line -> line.contains("named with http and with udp"))
                .noneMatch(line -> line.contains("\u001b"));
    }
}
