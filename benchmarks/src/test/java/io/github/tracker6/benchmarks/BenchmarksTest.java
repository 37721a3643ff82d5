package io.github.tracker6.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tracker6.Endpoint;
import io.github.tracker6.testkit.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarksTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--nonsense                                     | Unknown option: '--nonsense'",
                "dance                                          | Unmatched argument at index 0: 'dance'",
                "load                                           | Missing required option: '--target=URL'",
                "load --target=udp://example.org:1              | 'udp://example.org:1' is no target",
                "load --target=udp://[::1]                      | is no target",
                "load --target=ftp://[::1]:1                    | is no target",
                "load --target=http://[::1]:1/stats             | is no target",
                "load --target=udp://[::1]:1 --rate=0           | --rate is not",
                "load --target=udp://[::1]:1 --in-flight=0      | --in-flight is not",
                "load --target=udp://[::1]:1 --duration=1       | '1' is no duration",
                "load --target=udp://[::1]:1 --peers=0          | --peers is not",
                "load --target=udp://[::1]:1 --swarms=0         | --swarms is not",
                "load --target=udp://[::1]:1 --zipf=-1          | --zipf is not",
                "load --target=udp://[::1]:1 --seeders=1.1      | --seeders is not",
                "load --target=udp://[::1]:1 --churn=2          | --churn is not",
                "load --target=udp://[::1]:1 --numwant=201      | --numwant is not",
                "load --target=udp://[::1]:1 --sources=0        | --sources is not",
                "load --target=udp://[::1]:1 --threads=0        | --threads is not",
                "load --target=udp://[::1]:1 --connection-per-request | --connection-per-request is not",
                "load --target=udp://[::1]:1 --first-source=there      | 'there' is no address",
                "load --target=udp://[::1]:1 --first-source=127.0.0.1  | --first-source is not",
                "shared --peers=2999                            | --peers is not 3000 to",
                "shared --seconds=0                             | --seconds is not",
                "shared --fault-seconds=0                       | --fault-seconds is not",
                "shared --black-hole-seconds=0                  | --black-hole-seconds is not",
                "servers --jar=none                            | --jar is not a file",
                "servers --jar=pom.xml --rate=0                | --rate is not",
                "servers --jar=pom.xml --peers=599             | --peers is not 600 to",
                "servers --jar=pom.xml --fault-seconds=0       | --fault-seconds is not",
                "embeddings --rounds=0                         | --rounds is not 1 to",
                "embeddings --seconds=0                        | --seconds is not 1 to",
                "embeddings --warmup=0                         | --warmup is not 1 to",
                "embeddings --peers=0                          | --peers is not 1 to",
                "embeddings --peers=3 --swarms=4               | --swarms is not 1 to",
                "attack --seconds=0                             | --seconds is not 1 to",
                "attack --rate=0                                | --rate is not 1 to",
                "attack --popular-hosts=1                       | --popular-hosts is not 2 to",
                "conformance                                    | --target is missing",
                "conformance --target=ftp://[::1]:1             | is no target",
                "conformance --target=udp://[::1]:1 --target=udp://[::1]:2 | --target: more than one with UDP over IPv6",
                "conformance --check=everything                 | --check: no such check: everything",
                "conformance --limit=0 --target=udp://[::1]:1   | --limit is not 1 to",
                "conformance --numwant-max=0                    | --numwant-max is not 1 to",
                "echo --http=here                               | --http: 'here' is no address and port",
                "echo --http=[::1]:1 --udp=[::1]:1              | --udp and --http exclude each other",
                "echo --udp=here                                | --udp: 'here' is no address and port",
            })
    void aWrongArgumentPrintsOneLineThatNamesItAndIsStatus2(String arguments, String line) {
        int status = Benchmarks.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments.split(" +"));

        assertThat(err.toString())
                .startsWith("tracker-benchmarks: ")
                .contains(line)
                .hasLineCount(1);
        assertThat(status).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void infoHashesDependOnTheSeedOnly() {
        String[] arguments = {"load", "--target=udp://[::1]:1", "--swarms=3", "--seed=7", "--print-info-hashes"};

        assertThat(Benchmarks.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments))
                .isZero();
        assertThat(out.toString().lines())
                .hasSize(3)
                .doesNotHaveDuplicates()
                .allMatch(line -> line.matches("[0-9a-f]{40}"));
        String first = out.toString();
        out.getBuffer().setLength(0);
        assertThat(Benchmarks.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments))
                .isZero();
        assertThat(out).hasToString(first);
    }

    @Test
    void aMissingSubcommandIsStatus2() {
        assertThat(Benchmarks.run(new PrintWriter(out, true), new PrintWriter(err, true)))
                .isEqualTo(2);
        assertThat(err.toString()).contains("a subcommand is missing").hasLineCount(1);
    }

    @Test
    void aFailedCheckSaysWhyAndIsStatus1() {
        int port = FreePort.on(Endpoint.parse("[::1]:1").address());
        String[] arguments = {"conformance", "--check=udp-connect,http-slash", "--target=udp://[::1]:" + port};

        assertThat(Benchmarks.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("HTTP over IPv6: not offered, no --target")
                .contains("UDP over IPv6: udp://[::1]:" + port + "/announce from [::1]")
                .contains("FAIL         udp-connect: ")
                .contains("UDP over IPv6: FAIL, java.net.PortUnreachableException")
                .contains("not offered  http-slash: ")
                .contains("HTTP over IPv6: not offered, no --target with HTTP over IPv6")
                .contains("2 checks: 0 ok, 1 FAIL, 1 not offered");
    }

    @Test
    void resultsOfChecksAreJsonForPrograms() throws IOException {
        int port = FreePort.on(Endpoint.parse("[::1]:1").address());
        String[] arguments = {"conformance", "--json", "--check=udp-connect", "--target=udp://[::1]:" + port};

        assertThat(Benchmarks.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments))
                .isEqualTo(1);
        JsonNode result = new ObjectMapper().readTree(out.toString()).get(0);
        assertThat(result.get("id").asText()).isEqualTo("udp-connect");
        assertThat(result.get("status").asText()).isEqualTo("FAIL");
        assertThat(result.get("ways").get("UDP over IPv6").get("detail").asText())
                .contains("PortUnreachable");
        assertThat(result.get("ways").get("UDP over IPv4").get("status").asText())
                .isEqualTo("not offered");
    }

    @Test
    void infoHashesOfChecksDependOnTheSeed() {
        String[] arguments = {"conformance", "--seed=7", "--print-info-hashes"};

        assertThat(Benchmarks.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments))
                .isZero();
        String first = out.toString();
        assertThat(first.lines()).hasSize(1_500).doesNotHaveDuplicates().allMatch(line -> line.matches("[0-9a-f]{40}"));
        out.getBuffer().setLength(0);
        Benchmarks.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        assertThat(out).hasToString(first);
    }

    @Test
    void helpOfLoadFitsInto80Columns() {
        assertThat(Benchmarks.run(new PrintWriter(out, true), new PrintWriter(err, true), "load", "--help"))
                .isZero();
        assertThat(out.toString().lines()).isNotEmpty().allMatch(line -> line.length() <= 80);
    }
}
