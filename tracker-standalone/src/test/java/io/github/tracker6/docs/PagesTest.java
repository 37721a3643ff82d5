package io.github.tracker6.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every page of the documentation holds: its Java compiles, its links lead somewhere, and its commands name what exists. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
    private static final Set<String> LANGUAGES = Set.of("java", "xml", "sh", "yaml", "text", "mermaid");
    /** Words that a reader in a hurry stumbles over. */
    private static final Pattern HARD_WORDS =
            Pattern.compile("\\b(nobody|somebody|whoever|whom|anew|lately)\\b", Pattern.CASE_INSENSITIVE);

    private static final int README_LINES = 200;

    private final Repository repository = Repository.find();

    @Test
    void javaCompilesAsItStands(@TempDir Path classFiles) throws IOException {
        JavaCheck check = new JavaCheck(repository, classFiles);
        assertThat(check.problems()).isEmpty();
        assertThat(check.checked()).as("blocks of Java on all pages").isPositive();
    }

    @Test
    void linksLeadToFilesAndHeadingsThatExist() {
        assertThat(new LinkCheck(repository).problems()).isEmpty();
    }

    @Test
    void dependenciesAreModulesOfThisProjectInItsVersion() {
        assertThat(new DependencyCheck(repository).problems()).isEmpty();
    }

    @Test
    void commandsNameJarsModulesTestsFilesAndOptionsThatExist() throws IOException {
        assertThat(new CommandCheck(repository).problems()).isEmpty();
    }

    @Test
    void messagesStandInTheSourcesWordForWord() throws IOException {
        MessageCheck check = new MessageCheck(repository);
        assertThat(check.problems()).isEmpty();
        assertThat(check.checked()).as("messages on all pages").isPositive();
    }

    @Test
    void everyCodeBlockSaysItsLanguage() {
        List<String> others = repository.pages().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> !LANGUAGES.contains(block.language()))
                .map(block -> block.at(-1) + ": " + block.language())
                .toList();
        assertThat(others).as("languages other than " + LANGUAGES).isEmpty();
    }

    @Test
    void proseDoesWithoutHardWords() {
        List<String> found = repository.pages().stream()
                .flatMap(page -> page.prose().stream()
                        .filter(line -> HARD_WORDS
                                .matcher(Page.withoutCode(line.text()))
                                .find())
                        .map(line -> page.at(line.number()) + ": " + line.text().strip()))
                .toList();
        assertThat(found).isEmpty();
    }

    @Test
    void readmeIsShort() throws IOException {
        int lines = Files.readAllLines(repository.page("README.md").file()).size();
        assertThat(lines).isLessThanOrEqualTo(README_LINES);
    }

    @Test
    void theIndexNamesEveryPageInDocs() {
        Page index = repository.page("docs/README.md");
        Set<String> named = index.links().stream().map(Page.Line::text).collect(Collectors.toSet());
        Set<String> pages = repository.pages().stream()
                .filter(page -> page.name().startsWith("docs/") && page != index)
                .map(page -> page.file().getFileName().toString())
                .collect(Collectors.toSet());
        assertThat(named).containsAll(pages);
    }
}
