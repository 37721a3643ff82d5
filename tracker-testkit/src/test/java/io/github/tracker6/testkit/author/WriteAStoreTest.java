package io.github.tracker6.testkit.author;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page docs/write-a-store.md shows the store that the contract is run for, to the letter. */
class WriteAStoreTest {
    private static final Path PAGE = Path.of("..", "docs", "write-a-store.md");
    private static final Path SOURCES = Path.of("src", "test", "java", "io", "github", "tracker6", "testkit", "author");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```\n", Pattern.DOTALL);
    private static final int MAX_LINES = 30;

    @ParameterizedTest
    @ValueSource(strings = {"MapSwarmStore", "MapSwarmStoreContractTest"})
    void theBlockIsTheFileThatIsTested(String type) throws IOException {
        String source = Files.readString(SOURCES.resolve(type + ".java"))
                .replaceFirst("package .*;\n\n", "")
                .replaceFirst("/\\*\\*.*\\*/\n", "");
        assertThat(blocks()).contains(source);
    }

    @Test
    void aCompleteStoreIsShort() throws IOException {
        String store = blocks().stream()
                .filter(block -> block.contains("class MapSwarmStore "))
                .findFirst()
                .orElseThrow();
        assertThat(store.lines()).hasSizeLessThanOrEqualTo(MAX_LINES);
    }

    private static List<String> blocks() throws IOException {
        return JAVA_BLOCK
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
