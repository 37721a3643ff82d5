package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The configuration file of the packages, {@code dist/tracker6.yaml}: it says of each option what {@code --help} says. */
class PackagedConfigTest {
    private static final Path FILE = Path.of("..", "dist", "tracker6.yaml");
    private static final Set<String> NO_KEYS = Set.of("--config", "--check", "--help", "--version");
    private static final Pattern COMMENTED_OUT = Pattern.compile("#([a-z0-9-]+): (.+)");

    @TempDir
    Path folder;

    private final Map<String, String> values = new LinkedHashMap<>();

    @BeforeEach
    void readFile() throws IOException {
        for (String line : Files.readAllLines(FILE)) {
            Matcher key = COMMENTED_OUT.matcher(line.startsWith("#") || line.isEmpty() ? line : "#" + line);
            if (key.matches()) {
                assertThat(values.put(key.group(1), key.group(2)))
                        .as(key.group(1))
                        .isNull();
            }
        }
    }

    private static List<OptionSpec> options() {
        return new CommandLine(new ServeOptions())
                .getCommandSpec().options().stream()
                        .filter(option -> !NO_KEYS.contains(option.longestName()))
                        .toList();
    }

    private static String key(OptionSpec option) {
        return option.longestName().substring(2);
    }

    @Test
    void itHasEveryOptionAndNoOther() {
        Set<String> keys = options().stream().map(PackagedConfigTest::key).collect(Collectors.toSet());
        assertThat(values.keySet()).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void whatHasADefaultIsShownWithIt() {
        for (OptionSpec option : options()) {
            if (option.defaultValue() != null) {
                assertThat(values.get(key(option))).as(key(option)).isEqualTo(option.defaultValue());
            } else if (option.arity().max() == 0) {
                assertThat(values.get(key(option))).as(key(option)).isEqualTo("false");
            }
        }
    }

    @Test
    void everyLineIsAcceptedWithoutItsNumberSign() throws IOException {
        for (Map.Entry<String, String> each : values.entrySet()) {
            Path file = Files.writeString(folder.resolve("one.yaml"), each.getKey() + ": " + each.getValue() + "\n");
            CommandSpec spec = new CommandLine(new ServeOptions()).getCommandSpec();
            assertThatCode(() -> Arguments.parser(new ServeOptions())
                            .parseArgs(ConfigFile.read(file, spec)
                                    .argumentsWithout(Set.of())
                                    .toArray(String[]::new)))
                    .as(each.toString())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void onlyTheStateIsTurnedOn() throws IOException {
        assertThat(Files.readAllLines(FILE).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .toList())
                .containsExactly("state: /var/lib/tracker6");
    }
}
