package io.github.tracker6.benchmarks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConformanceSuiteTest {
    @Test
    void idsAreDifferent() {
        assertThat(ConformanceSuite.CHECKS.stream().map(Check::id)).isNotEmpty().doesNotHaveDuplicates();
    }

    /** The table on the page is printed by benchmarks/conformance. */
    @Test
    void thePageHasARowForEachCheck() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/reliability.md")).stream()
                .filter(line -> line.matches("\\| `[a-z0-9.-]+` \\|.*\\| (ok|FAIL.*|not offered) \\|"))
                .map(line -> line.split(" \\| ", -1))
                .map(cells -> String.join(" | ", List.of(cells).subList(0, 3)))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(ConformanceSuite.CHECKS.stream()
                        .map(check -> "| `" + check.id() + "` | " + check.sentence() + " | " + check.source())
                        .toList());
    }
}
