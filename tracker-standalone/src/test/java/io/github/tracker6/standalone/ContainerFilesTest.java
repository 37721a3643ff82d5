package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The files for containers in {@code dist}, as far as they can be checked without an engine: they agree with each other. */
class ContainerFilesTest {
    private static final Path DIST = Path.of("..", "dist");
    private static final YAMLMapper YAML = new YAMLMapper();

    private static JsonNode read(String file) throws IOException {
        return YAML.readTree(DIST.resolve(file).toFile());
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static ServeSettings settings() throws IOException {
        List<String> arguments = texts(read("compose.yaml").at("/services/tracker/command")).stream()
                .map(argument -> argument.replaceAll("\\$\\{\\w+:-([^}]*)}", "$1"))
                .toList();
        ServeOptions options = new ServeOptions();
        return ServeCommand.settings(options, Arguments.parser(options).parseArgs(arguments.toArray(String[]::new)));
    }

    @Test
    void everyFileThatComposeMountsExists() throws IOException {
        List<String> missing = new ArrayList<>();
        int mounted = 0;
        for (JsonNode service : read("compose.yaml").get("services")) {
            for (String volume : texts(service.path("volumes"))) {
                if (volume.startsWith("./")) {
                    mounted++;
                    String file = volume.replaceFirst(":.*", "");
                    if (!Files.isRegularFile(DIST.resolve(file))) {
                        missing.add(file);
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(mounted).isPositive();
    }

    @Test
    void portsAreThoseOfTheTracker() throws IOException {
        ServeSettings settings = settings();
        JsonNode compose = read("compose.yaml");
        List<String> expected = List.of(
                settings.http().get(0).getPort() + "/tcp", settings.udp().get(0).getPort() + "/udp");

        assertThat(texts(compose.at("/services/tracker/ports")).stream().map(port -> port.replaceFirst("\\d+:", "")))
                .containsExactlyElementsOf(expected);
        assertThat(Files.readString(DIST.resolve("Containerfile"))).contains("\nEXPOSE " + String.join(" ", expected));
    }

    @Test
    void prometheusAsksTheTrackerForItsMetersAndGrafanaAsksPrometheus() throws IOException {
        int admin = settings().admin().addresses().get(0).getPort();

        assertThat(texts(read("prometheus.yml").at("/scrape_configs/0/static_configs/0/targets")))
                .containsExactly("tracker:" + admin);
        assertThat(read("grafana/datasources.yaml").at("/datasources/0/url").asText())
                .isEqualTo("http://prometheus:9090");
        assertThat(read("compose.yaml").at("/services").has("prometheus")).isTrue();
        assertThat(read("compose.yaml").at("/services/tracker/ports").toString())
                .as("the operator's listener is not published")
                .doesNotContain(Integer.toString(admin));
    }

    @Test
    void redisIsThatOfTheCompositionAndStateIsOnAVolume() throws IOException {
        JsonNode compose = read("compose.yaml");
        String uri = String.valueOf(settings().store().redisUri());
        assertThat(compose.at("/services").has(uri.replaceFirst("redis://", "")))
                .as(uri)
                .isTrue();
        assertThat(texts(compose.at("/services/tracker/volumes")))
                .containsExactly("state:" + settings().state());
    }

    @Test
    void everyNetworkHasIpv6AndVolumesAreDeclared() throws IOException {
        JsonNode compose = read("compose.yaml");
        for (JsonNode network : compose.get("networks")) {
            assertThat(network.get("enable_ipv6").asBoolean()).isTrue();
        }
        for (JsonNode service : compose.get("services")) {
            for (String network : texts(service.path("networks"))) {
                assertThat(compose.get("networks").has(network)).as(network).isTrue();
            }
            for (String volume : texts(service.path("volumes"))) {
                if (!volume.startsWith("./")) {
                    assertThat(compose.get("volumes").has(volume.replaceFirst(":.*", "")))
                            .as(volume)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void filesThatTheImageCopiesExist() throws IOException {
        List<String> copied = Files.readAllLines(DIST.resolve("Containerfile")).stream()
                .filter(line -> line.startsWith("COPY") && !line.contains("--from"))
                .map(line -> line.replaceFirst("COPY (?:--\\S+ )*(\\S+) .*", "$1"))
                .toList();
        assertThat(copied).contains("dist/tracker6");
        assertThat(copied)
                .allSatisfy(file -> assertThat(Path.of("..").resolve(file)).exists());
    }
}
