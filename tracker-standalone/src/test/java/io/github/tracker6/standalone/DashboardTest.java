package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.github.tracker6.docs.Page;
import io.github.tracker6.docs.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard and the alerts in {@code dist} ask for metrics, labels and values that the program has. */
class DashboardTest {
    private static final Path DIST = Path.of("..", "dist");
    private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern SELECTOR = Pattern.compile("([a-z0-9_]+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern LABEL_LIST = Pattern.compile("\\b(?:by|on|ignoring|without)\\s*\\(([^)]*)\\)");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\w)(?!\\s*\\()");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");
    /** What Prometheus adds to each series. */
    private static final Set<String> TARGET_LABELS = Set.of("job", "instance");

    private static final int COLUMNS = 24;

    /** The values of the labels of each metric. */
    private final Map<String, Map<String, Set<String>>> metrics = new TreeMap<>();

    @TempDir
    Path folder;

    @BeforeEach
    void scrape() throws Exception {
        try (AllMetrics all = new AllMetrics(folder, "image.iso")) {
            all.scrape().lines().filter(line -> !line.startsWith("#")).forEach(this::addSample);
        }
        metrics.put("up", Map.of());
        assertThat(metrics).hasSizeGreaterThan(80);
    }

    private void addSample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        Map<String, Set<String>> labels = metrics.computeIfAbsent(sample.group(1), unused -> new TreeMap<>());
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
            labels.computeIfAbsent(label.group(1), unused -> new TreeSet<>()).add(label.group(2));
        }
    }

    @Test
    void everyQueryOfTheDashboardAsksForWhatTheProgramHas() throws IOException {
        List<String> queries = new ArrayList<>();
        for (JsonNode panel : dashboard().get("panels")) {
            panel.path("targets")
                    .forEach(target -> queries.add(target.get("expr").asText()));
        }
        for (JsonNode variable : dashboard().at("/templating/list")) {
            String query = variable.at("/query/query").asText();
            if (!query.isEmpty()) {
                queries.add(query.replaceFirst("label_values\\((.*), [a-z]+\\)", "$1"));
            }
        }

        assertThat(queries).hasSizeGreaterThan(40);
        assertThat(queries.stream().flatMap(query -> faults(query).stream())).isEmpty();
    }

    @Test
    void everyAlertAsksForWhatTheProgramHasAndSaysWhatIsWrong() throws IOException {
        for (JsonNode alert : alerts()) {
            String name = alert.get("alert").asText();
            assertThat(faults(alert.get("expr").asText())).as(name).isEmpty();
            assertThat(alert.at("/annotations/summary").asText()).as(name).isNotBlank();
            assertThat(alert.at("/annotations/description").asText()).as(name).isNotBlank();
            assertThat(alert.at("/labels/severity").asText()).as(name).isIn("warning", "critical");
            assertThat(alert.get("for").asText()).as(name).matches("[0-9]+[mh]");
            String runbook = alert.at("/annotations/runbook").asText();
            assertThat(runbook).as(name).matches("docs/operating\\.md#[a-z-]+");
            assertThat(operating().anchors()).as(name).contains(runbook.replaceFirst(".*#", ""));
        }
    }

    @Test
    void thePageAboutMetricsHasEachAlert() throws IOException {
        List<String> onPage = Repository.find().page("docs/metrics.md").rows().stream()
                .filter(row -> row.header().get(0).equals("alert"))
                .map(row -> row.cells().get(0).replace("`", ""))
                .toList();

        assertThat(onPage)
                .containsExactlyElementsOf(alerts().stream()
                        .map(alert -> alert.get("alert").asText())
                        .toList());
    }

    @Test
    void thePageAboutMetricsHasThoseOfTheJavaRuntime() {
        Set<String> onPage = new TreeSet<>();
        Repository.find().page("docs/metrics.md").rows().stream()
                .filter(row -> row.header().get(0).equals("metric"))
                .forEach(row -> onPage.addAll(Page.codeSpans(row.cells().get(0))));

        assertThat(onPage)
                .containsExactlyElementsOf(metrics.keySet().stream()
                        .filter(name -> name.matches("(jvm|process|system)_.*"))
                        .filter(name -> !name.matches("jvm_gc_(pause|concurrent_phase_time)_seconds.*"))
                        .toList());
    }

    @Test
    void panelsHaveNumbersOfTheirOwnAndDoNotOverlap() throws IOException {
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> cells = new HashSet<>();
        for (JsonNode panel : dashboard().get("panels")) {
            String title = panel.get("title").asText();
            assertThat(title).isNotBlank();
            assertThat(ids.add(panel.get("id").asInt())).as(title).isTrue();
            JsonNode place = panel.get("gridPos");
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    int column = place.get("x").asInt() + x;
                    assertThat(column).as(title).isLessThan(COLUMNS);
                    assertThat(cells.add(List.of(column, place.get("y").asInt() + y)))
                            .as(title)
                            .isTrue();
                }
            }
            if (!panel.get("type").asText().equals("row")) {
                assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
                assertThat(panel.get("targets")).as(title).isNotEmpty();
            }
        }
    }

    @Test
    void faultsOfQueriesAreFound() {
        assertThat(faults("sum by (family) (rate(tracker6_announces_total{event=\"none\"}[5m])) > 3 * 60"))
                .isEmpty();
        assertThat(faults("histogram_quantile(0.5, sum by (le) (rate(tracker6_udp_answer_time_seconds_bucket[5m])))"))
                .isEmpty();
        assertThat(faults("sum(tracker6_host) > 0")).hasSize(1);
        assertThat(faults("up == 0 unless on (job) tracker6_announces")).hasSize(1);
        assertThat(faults("tracker6_hosts{family=\"ipv4\"}")).hasSize(1);
        assertThat(faults("tracker6_hosts{families=\"ipv5\"}")).hasSize(1);
        assertThat(faults("tracker6_hosts{families=~\"ipv6|all\"}")).hasSize(1);
        assertThat(faults("sum by (family) (tracker6_hosts)")).hasSize(1);
    }

    /** Returns what a query asks for that the program does not have. */
    private List<String> faults(String query) {
        List<String> faults = new ArrayList<>();
        Set<String> known = new TreeSet<>(TARGET_LABELS);
        Set<String> names = names(query);
        for (String name : names) {
            if (!metrics.containsKey(name)) {
                faults.add("no metric " + name + " in " + query);
            }
            known.addAll(metrics.getOrDefault(name, Map.of()).keySet());
        }
        Matcher selector = SELECTOR.matcher(query);
        while (selector.find()) {
            Map<String, Set<String>> labels = metrics.getOrDefault(selector.group(1), Map.of());
            Matcher matcher = MATCHER.matcher(selector.group(2));
            while (matcher.find()) {
                Set<String> values = labels.getOrDefault(matcher.group(1), Set.of());
                Stream.of(matcher.group(3).split("\\|"))
                        .filter(value -> !TARGET_LABELS.contains(matcher.group(1)) && !values.contains(value))
                        .forEach(value -> faults.add("no " + matcher.group(1) + " " + value + " in " + query));
            }
        }
        Matcher list = LABEL_LIST.matcher(query);
        while (list.find()) {
            Stream.of(list.group(1).split(","))
                    .map(String::strip)
                    .filter(label -> !known.contains(label))
                    .forEach(label -> faults.add("no label " + label + " in " + query));
        }
        return faults;
    }

    private static Set<String> names(String query) {
        String bare = LABEL_LIST.matcher(query).replaceAll(" ");
        bare = bare.replaceAll("\\{[^}]*}", " ").replaceAll("\\[[^]]*]", " ").replaceAll("\"[^\"]*\"", " ");
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(bare);
        while (name.find()) {
            if (!OPERATORS.contains(name.group())) {
                names.add(name.group());
            }
        }
        return names;
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(DIST.resolve("grafana.json").toFile());
    }

    private static List<JsonNode> alerts() throws IOException {
        JsonNode file = new ObjectMapper(new YAMLFactory())
                .readTree(DIST.resolve("alerts.yml").toFile());
        List<JsonNode> alerts = new ArrayList<>();
        file.at("/groups/0/rules").forEach(alerts::add);
        assertThat(alerts).hasSizeGreaterThan(10);
        return alerts;
    }

    private static Page operating() {
        return Repository.find().page("docs/operating.md");
    }
}
