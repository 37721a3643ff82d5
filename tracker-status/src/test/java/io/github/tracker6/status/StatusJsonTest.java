package io.github.tracker6.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StatusJsonTest {
    private static final Pattern FIELD_ROW = Pattern.compile("\\| `([^`]+)` \\| ([^|]+) \\|");

    private static JsonNode json(StatusReport report) throws IOException {
        return new ObjectMapper().readTree(StatusJson.write(report));
    }

    @Test
    void aReportIsExactlyThis() throws IOException {
        String expected = """
                {"version":1,"generated":"2026-11-29T12:00:00Z","tracker_version":"0.1","started":"2026-11-29T11:59:00Z",
                "interval_seconds":1800,"swarms":2,
                "hosts":{"ipv4":1,"dual_stack_reached":5,"dual_stack_not_reached":6,"dual_stack_unknown":7,
                "ipv6_reached":2,"ipv6_not_reached":3,"ipv6_unknown":4},
                "announces":[{"protocol":"http","family":"ipv4","total":100,"per_second":1.5},
                {"protocol":"udp","family":"ipv6","total":200,"per_second":0.667}],
                "refusals":[{"reason":"malformed","label":"Malformed","total":9}],
                "unlisted":[{"reason":"swarm","label":"The swarm is full","total":8}],
                "parts":[{"part":"Store","state":"degraded","reason":"late","since":"2026-11-29T11:59:55Z"}],
                "listed":true,
                "torrents":[{"name":"hybrid","v1":"0123456789abcdef0123456789abcdef01234567",
                "v2":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
                "seeders":21,"leechers":22,"downloaded":23,
                "hosts":{"ipv4":31,"dual_stack_reached":35,"dual_stack_not_reached":36,"dual_stack_unknown":37,
                "ipv6_reached":32,"ipv6_not_reached":33,"ipv6_unknown":34},
                "swarms":[{"info_hash":"0123456789abcdef0123456789abcdef01234567","seeders":21,"leechers":22,"downloaded":23,
                "hosts":{"ipv4":31,"dual_stack_reached":35,"dual_stack_not_reached":36,"dual_stack_unknown":37,
                "ipv6_reached":32,"ipv6_not_reached":33,"ipv6_unknown":34}},
                {"info_hash":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee","seeders":11,"leechers":12,"downloaded":13,
                "hosts":{"ipv4":1,"dual_stack_reached":5,"dual_stack_not_reached":6,"dual_stack_unknown":7,
                "ipv6_reached":2,"ipv6_not_reached":3,"ipv6_unknown":4}}]}],
                "downloads":[{"year":2026,"name":"hybrid","info_hash":"0123456789abcdef0123456789abcdef01234567",
                "ipv4":1,"dual_stack":2,"ipv6":3,"days":[{"day":"2026-11-29","ipv4":1,"dual_stack":0,"ipv6":1}]},
                {"year":2026,"name":"","info_hash":null,"ipv4":4,"dual_stack":5,"ipv6":6,"days":[]}],
                "adoption":[{"time":"2026-11-29T11:55:00Z",
                "hosts":{"ipv4":7,"dual_stack_reached":3,"dual_stack_not_reached":2,"dual_stack_unknown":1,
                "ipv6_reached":6,"ipv6_not_reached":5,"ipv6_unknown":4}}]}""";
        assertThat(new String(StatusJson.write(SmallReports.of()), StandardCharsets.UTF_8))
                .isEqualTo(expected.replace("\n", ""));
    }

    @Test
    void anyNameIsText() throws IOException {
        String[] names = {"</script>\"\\\n\u0000\u2028", "half a pair \ud83d", "\ud83d\ude80"};
        JsonNode torrents = json(SmallReports.of(names)).get("torrents");
        assertThat(torrents.get(1).get("name").asText()).isEqualTo(names[0]);
        assertThat(torrents.get(2).get("name").asText()).isEqualTo("half a pair ?");
        assertThat(torrents.get(3).get("name").asText()).isEqualTo(names[2]);
        assertThat(torrents.get(1).get("v2").isNull()).isTrue();
    }

    @Test
    void thePageDescribesEachFieldAndNoOther() throws IOException {
        Set<String> written = new TreeSet<>();
        addFields(written, "", json(SmallReports.of()));
        assertThat(described("`/stats.json`", "Host counts")).isEqualTo(fieldsOf(written, false));
        assertThat(described("Host counts", "Reasons")).isEqualTo(fieldsOf(written, true));
    }

    @Test
    void thePageDescribesEachColumnOfTheCsvAndNoOther() throws IOException {
        String page = section("`/torrents.csv`", "Downloads over restarts");
        Set<String> columns = new TreeSet<>();
        for (String line : page.lines().filter(line -> line.startsWith("| `")).toList()) {
            Matcher name = Pattern.compile("`([^`]+)`").matcher(line.substring(0, line.indexOf('|', 1)));
            while (name.find()) {
                columns.add(name.group(1));
            }
        }
        String csv = new String(TorrentsCsv.write(SmallReports.of()), StandardCharsets.UTF_8);
        assertThat(columns)
                .isEqualTo(new TreeSet<>(
                        Set.of(csv.lines().findFirst().orElseThrow().split(","))));
    }

    /** Host counts are described once: their fields are kept apart from the others. */
    private static Set<String> fieldsOf(Set<String> all, boolean hostCounts) {
        Set<String> fields = new TreeSet<>();
        for (String field : all) {
            int at = field.indexOf("hosts.");
            if (hostCounts && at >= 0) {
                fields.add(field.substring(at + "hosts.".length()));
            } else if (!hostCounts && at < 0) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static void addFields(Set<String> fields, String path, JsonNode node) {
        if (node.isArray()) {
            node.forEach(entry -> addFields(fields, path + "[]", entry));
        }
        node.properties().forEach(field -> {
            String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            fields.add(name);
            addFields(fields, name, field.getValue());
        });
    }

    /** Returns the fields of a section's table; each must have a unit or a type that has none, and a meaning. */
    private static Set<String> described(String heading, String next) throws IOException {
        Set<String> fields = new TreeSet<>();
        for (String line : section(heading, next).lines().toList()) {
            Matcher row = FIELD_ROW.matcher(line);
            if (row.lookingAt()) {
                assertThat(line.split("\\|", -1)).as(line).hasSize(6);
                assertThat(line.split("\\|", -1)[4]).as("meaning: " + line).isNotBlank();
                assertThat(fields.add(row.group(1))).as("twice: " + line).isTrue();
            }
        }
        return fields;
    }

    private static String section(String heading, String next) throws IOException {
        String page = Files.readString(Path.of("../docs/status.md"));
        int begin = page.indexOf("# " + heading + "\n");
        int end = page.indexOf("# " + next + "\n", begin);
        assertThat(begin).as(heading).isPositive();
        assertThat(end).as(next).isGreaterThan(begin);
        return page.substring(begin, end);
    }
}
