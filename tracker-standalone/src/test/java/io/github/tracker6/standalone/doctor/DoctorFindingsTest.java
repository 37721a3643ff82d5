package io.github.tracker6.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.standalone.client.TrackerUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What doctor says of records, addresses and limits. */
class DoctorFindingsTest {
    private static final String NAME = "tracker.example.org";
    private static final List<TrackerUrl> URLS =
            List.of(TrackerUrl.parse("http://" + NAME + ":6969/announce"), TrackerUrl.parse("udp://" + NAME + ":6969"));

    private static InetSocketAddress socketAddress(String address) {
        return Endpoint.parse(address.contains(":") ? "[" + address + "]:6969" : address + ":6969")
                .socketAddress();
    }

    private static InetAddress address(String text) {
        return socketAddress(text).getAddress();
    }

    private static List<String> records(String name, boolean hasIpv6, String... addresses) {
        return lines(new TrackerName(
                        name,
                        Stream.of(addresses).map(DoctorFindingsTest::address).toList())
                .findings(hasIpv6));
    }

    private static List<String> lines(List<Finding> findings) {
        return findings.stream().map(Finding::toString).toList();
    }

    @Test
    void aResolverThatDoesNotAnswerIsNoNameWithoutAddresses() {
        assertThat(lines(new TrackerName(NAME, List.of(), false).findings(true)))
                .containsExactly("FAIL  dns      no server of DNS answers for " + NAME
                        + "; check the resolver of this host, and try again");
        assertThat(records(NAME, true)).singleElement().asString().contains("has no address");
    }

    @Test
    void bothRecordsAreWell() {
        assertThat(records(NAME, true, "192.0.2.7", "2001:db8::7"))
                .containsExactly("ok    AAAA     2001:db8::7", "ok    A        192.0.2.7");
    }

    @Test
    void aNameWithoutAnAaaaRecordFails() {
        assertThat(records(NAME, true, "192.0.2.7"))
                .first()
                .asString()
                .isEqualTo("FAIL  AAAA     no AAAA record: no client can announce over IPv6; give " + NAME
                        + " an AAAA record");
        assertThat(records(NAME, false, "192.0.2.7"))
                .as("this host could not see one")
                .first()
                .asString()
                .startsWith("warn  AAAA     not known");
        assertThat(records("192.0.2.7", true, "192.0.2.7")).containsExactly("ok    A        192.0.2.7");
    }

    @Test
    void aNameWithoutAnARecordIsWarnedOf() {
        assertThat(records(NAME, true, "2001:db8::7")).last().asString().startsWith("warn  A        no A record");
        assertThat(records("2001:db8::7", true, "2001:db8::7")).containsExactly("ok    AAAA     2001:db8::7");
    }

    @Test
    void aNameWithoutAddressesFails() {
        assertThat(records(NAME, true)).singleElement().asString().startsWith("FAIL  dns      " + NAME);
    }

    @ParameterizedTest
    @CsvSource({"fd00::7, AAAA", "fe80::7, AAAA", "::1, AAAA", "10.0.0.7, A", "127.0.0.1, A"})
    void anAddressOfNoUseOutsideIsWarnedOf(String address, String record) {
        assertThat(records(address, true, address))
                .last()
                .asString()
                .startsWith("warn  " + record)
                .contains(address + " is no address of the Internet");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2001:db8::6 | 2001:db8::6 | ok",
                "192.0.2.6   | 192.0.2.6   | ok",
                "192.0.2.9   | 10.0.0.6    | ok",
                "2001:db8::9 | 2001:db8::6 | warn",
                "192.0.2.6   | 2001:db8::6 | warn",
                "garbage     | 192.0.2.6   | warn",
                "127.0.0.1   | 192.0.2.6   | FAIL",
                "::1         | 2001:db8::6 | FAIL",
                "2001:db8::7 | 2001:db8::6 | FAIL",
            })
    void theAddressThatTheTrackerSeesIsThisHosts(String seen, String local, String level) {
        Finding finding = SeenAddress.finding(
                "client", seen, address(local), List.of(socketAddress("2001:db8::7"), socketAddress("192.0.2.7")));

        assertThat(finding.toString()).startsWith(level + " ").contains(seen);
    }

    /** A name would be looked up, and {@code 1} is an address for the resolver alone. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "dead.beef", "::1::", "[::1]:7"})
    void whatTheTrackerSeesIsTakenAsALiteralAddressAlone(String seen) {
        assertThat(SeenAddress.finding("client", seen, address("192.0.2.9"), List.of())
                        .toString())
                .isEqualTo("warn  client   the tracker says that this host is " + seen + ", which is no address");
    }

    @Test
    void aRecordOfBep34NamesThePorts() {
        assertThat(DnsPorts.of(List.of("v=spf1 -all", "\"BITTORRENT UDP:6969 TCP:6969\"")))
                .hasValueSatisfying(ports -> assertThat(lines(ports.findings(URLS)))
                        .containsExactly("ok    BEP 34   the TXT record names the ports: TCP:6969 UDP:6969"));
        assertThat(DnsPorts.of(List.of("BITTORRENT TCP:6969")))
                .hasValueSatisfying(ports -> assertThat(lines(ports.findings(URLS)))
                        .singleElement()
                        .asString()
                        .startsWith("warn  BEP 34   the TXT record of " + NAME + " names other ports: ")
                        .contains("add UDP:6969"));
        assertThat(DnsPorts.of(List.of("BITTORRENT DENY ALL")))
                .hasValueSatisfying(ports -> assertThat(lines(ports.findings(URLS)))
                        .hasSize(2)
                        .allMatch(line -> line.contains("denies all trackers")));
        assertThat(DnsPorts.of(List.of("v=spf1 -all", "BITTORRENTS TCP:1"))).isEmpty();
    }

    @Test
    void limitsOfTheMachineAreThoseThatTheTrackerNeeds(@TempDir Path proc) throws IOException {
        assertThat(new LocalLimits(proc).list()).as("a system without them").isEmpty();

        Path buffer = Files.createDirectories(proc.resolve("sys/net/core")).resolve("rmem_max");
        Path limits = Files.createDirectories(proc.resolve("self")).resolve("limits");
        Files.writeString(buffer, "212992\n");
        Files.writeString(limits, "Limit  Soft Limit  Hard Limit  Units\nMax open files   1024   4096   files\n");
        assertThat(lines(new LocalLimits(proc).list()))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("warn  machine  net.core.rmem_max is 212992: "))
                .anyMatch(line -> line.startsWith("warn  machine  ulimit -n is 1024 "));

        Files.writeString(buffer, "4194304\n");
        Files.writeString(limits, "Max open files   65536   65536   files\n");
        assertThat(lines(new LocalLimits(proc).list()))
                .containsExactly("ok    machine  net.core.rmem_max is 4194304", "ok    machine  ulimit -n is 65536");
    }
}
