package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.tracker6.docs.Page;
import io.github.tracker6.docs.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code docs/operating.md} says of the program's options is so. */
class OperatingPageTest {
    private static final Set<String> UNLISTED = Set.of("--help", "--version");

    private final Repository repository = Repository.find();
    private final Page page = repository.page("docs/operating.md");

    @Test
    void itsTableHasEveryOption() {
        Set<String> options = new CommandLine(new ServeOptions())
                .getCommandSpec().options().stream()
                        .map(OptionSpec::longestName)
                        .filter(name -> !UNLISTED.contains(name))
                        .collect(Collectors.toSet());

        assertThat(defaults().keySet()).containsExactlyInAnyOrderElementsOf(options);
    }

    @Test
    void itsTableHasTheDefaults() {
        Map<String, String> defaults = defaults();
        for (OptionSpec option :
                new CommandLine(new ServeOptions()).getCommandSpec().options()) {
            if (option.defaultValue() != null) {
                assertThat(defaults.get(option.longestName()))
                        .as(option.longestName())
                        .isEqualTo(option.defaultValue());
            }
        }
    }

    @Test
    void examplesOfConfigurationFilesAreAccepted(@TempDir Path folder) throws IOException {
        int examples = 0;
        for (Page each : repository.pages()) {
            for (Page.Block block : each.blocks("yaml")) {
                Path file = folder.resolve(examples++ + ".yaml");
                Files.write(file, block.lines());
                assertThatCode(() -> parse("--config", file.toString()))
                        .as(block.at(0))
                        .doesNotThrowAnyException();
            }
        }
        assertThat(examples).isPositive();
    }

    private static ServeSettings parse(String... args) {
        ServeOptions options = new ServeOptions();
        return ServeCommand.settings(options, new CommandLine(options).parseArgs(args));
    }

    /** Returns the default of each option in the table, as the command line has it. */
    private Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        for (Page.Row row : page.rows()) {
            int column = row.header().indexOf("default");
            if (row.header().get(0).equals("option") && column > 0) {
                String value = row.cells().get(column).replace("`", "").replace(",", "");
                for (String option : Page.codeSpans(row.cells().get(0))) {
                    defaults.put(option.replaceFirst("[ =].*", ""), value);
                }
            }
        }
        return defaults;
    }
}
