package io.github.tracker6.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an editor shows of the properties, and what the page says of them. */
class PropertyMetadataTest {
    private static final Pattern ROW = Pattern.compile("\\| `(tracker6\\.[a-z0-9.-]+)` \\| (.*?) \\| (.*) \\|");

    /** Lists and values without a default of one text: the page says what holds. */
    private static final Set<String> WITHOUT_DEFAULT = Set.of(
            "tracker6.announce-host",
            "tracker6.workers",
            "tracker6.http.listen",
            "tracker6.http.trusted-proxies",
            "tracker6.torrents.cache-folder",
            "tracker6.torrents.folders",
            "tracker6.udp.listen");

    private static Map<String, Map<String, String>> metadata() throws IOException {
        Map<String, Map<String, String>> properties = new TreeMap<>();
        try (InputStream in =
                        TrackerProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json");
                JsonParser json = new JsonFactory().createParser(in)) {
            String list = "";
            Map<String, String> entry = new LinkedHashMap<>();
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.START_ARRAY) {
                    list = String.valueOf(json.currentName());
                } else if (json.currentToken() == JsonToken.START_OBJECT) {
                    entry = new LinkedHashMap<>();
                } else if (json.currentToken().isScalarValue()) {
                    entry.put(json.currentName(), json.getText());
                } else if (json.currentToken() == JsonToken.END_OBJECT
                        && list.equals("properties")
                        && entry.containsKey("name")) {
                    properties.put(entry.get("name"), entry);
                }
            }
        }
        return properties;
    }

    @Test
    void eachPropertyHasTypeDescriptionAndDefault() throws IOException {
        Map<String, Map<String, String>> properties = metadata();
        assertThat(properties).hasSizeGreaterThan(10);
        properties.forEach((name, entry) -> {
            assertThat(entry.get("type")).as(name).isNotBlank();
            assertThat(entry.get("description")).as(name).isNotBlank().endsWith(".");
            assertThat(entry.containsKey("defaultValue")).as(name).isNotEqualTo(WITHOUT_DEFAULT.contains(name));
        });
        assertThat(properties.keySet()).containsAll(WITHOUT_DEFAULT);
    }

    @Test
    void thePageHasEachPropertyWithItsDefault() throws IOException {
        List<String> fromMetadata = new ArrayList<>();
        metadata().forEach((name, entry) -> fromMetadata.add(name + " " + entry.getOrDefault("defaultValue", "none")));
        List<String> fromPage = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "spring-boot.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                boolean hasDefault = row.group(2).startsWith("`");
                fromPage.add(row.group(1) + " " + (hasDefault ? row.group(2).replace("`", "") : "none"));
            }
        }
        assertThat(fromPage).containsExactlyInAnyOrderElementsOf(fromMetadata);
    }
}
