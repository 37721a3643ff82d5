package io.github.tracker6.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link PagesTest} looks for is found where it is planted, with file and line of the page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChecksTest {
    private final Repository repository = Repository.find();

    @Test
    void anErrorInStatementsIsFoundWithItsLine(@TempDir Path classFiles) throws IOException {
        assertThat(javaErrors("""
                        # Page

                        ```java
                        import java.util.List;

                        List<String> names = List.of();
                        names.push("x");
                        ```
                        """, classFiles))
                .singleElement()
                .asString()
                .startsWith("docs/page.md:7: cannot find symbol");
    }

    @Test
    void anErrorInAWholeFileIsFoundWithItsLine(@TempDir Path classFiles) throws IOException {
        assertThat(javaErrors("""
                        ```java
                        package example;

                        public final class Example {
                            int number() {
                                return "one";
                            }
                        }
                        ```
                        """, classFiles))
                .singleElement()
                .asString()
                .startsWith("docs/page.md:6: incompatible types");
    }

    @Test
    void aMissingImportIsFound(@TempDir Path classFiles) throws IOException {
        assertThat(javaErrors("```java\nList<String> names = null;\n```\n", classFiles))
                .singleElement()
                .asString()
                .startsWith("docs/page.md:2: cannot find symbol");
    }

    @Test
    void whatIsDeprecatedIsFound(@TempDir Path classFiles) throws IOException {
        assertThat(javaErrors("```java\nInteger one = new Integer(1);\n```\n", classFiles))
                .singleElement()
                .asString()
                .startsWith("docs/page.md:2: ")
                .contains("marked for removal");
    }

    @Test
    void aBlockMayUseTheTypesOfItsPage(@TempDir Path classFiles) throws IOException {
        String type = "```java\nfinal class Example {}\n```\n";
        String use = "```java\nExample example = new Example();\n```\n";

        assertThat(javaErrors(use, classFiles)).isNotEmpty();
        assertThat(javaErrors(use + type, classFiles)).isEmpty();
    }

    @Test
    void statementsMayTakeForGrantedWhatACommentAboveThemNames(@TempDir Path classFiles) throws IOException {
        String statements = "```java\nnames.add(\"x\");\n```\n";

        assertThat(javaErrors(statements, classFiles)).isNotEmpty();
        assertThat(javaErrors("<!-- given: java.util.List<String> names -->\n" + statements, classFiles))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "other.md, no such file: other.md",
        "../../outside.md, no such file: ../../outside.md",
        "#no-heading, no such heading: #no-heading",
        "README.md#no-heading, no such heading: README.md#no-heading",
    })
    void aLinkThatLeadsNowhereIsFound(String target, String problem) {
        Repository page = page("docs/README.md", "# A `heading` of it\n\nSee [here](" + target + ").\n");

        assertThat(new LinkCheck(page).problems()).containsExactly("docs/README.md:3: " + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../pom.xml", "#a-heading-of-it", "README.md#a-heading-of-it", "https://example.org/"})
    void aLinkThatLeadsSomewhereIsFine(String target) {
        Repository page = page("docs/README.md", "# A `heading` of it\n\nSee [here](" + target + ").\n");

        assertThat(new LinkCheck(page).problems()).isEmpty();
    }

    @Test
    void aLinkInCodeIsNone() {
        assertThat(new LinkCheck(page("docs/page.md", "`[here](nowhere.md)`\n")).problems())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "io.github.tracker6, tracker-everything, 0.1.0-SNAPSHOT, tracker-everything is in no list of versions",
        "io.github.tracker6, tracker-core, 99, 'tracker-core has the version '",
        "org.example, other, 1, org.example:other is in no list of versions",
        "io.micrometer, micrometer-core, 1, ",
    })
    void aDependencyThatDoesNotExistIsFound(String group, String artifact, String version, String problem) {
        String xml = "```xml\n<dependency><groupId>" + group + "</groupId><artifactId>" + artifact
                + "</artifactId><version>" + version + "</version></dependency>\n```\n";
        List<String> problems = new DependencyCheck(page("docs/page.md", xml)).problems();

        if (problem == null) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems)
                    .singleElement()
                    .asString()
                    .startsWith("docs/page.md:2: ")
                    .contains(problem);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "java -jar tracker-standalone/target/other.jar | no module builds the jar tracker-standalone/target/other.jar",
                "java -jar other.jar                           | no module builds the jar other.jar",
                "java -jar tracker6.jar --no-such-option       | no option --no-such-option in tracker-standalone/src/main",
                "A='b c' java -jar tracker6.jar --lan=x --nope | no option --nope in tracker-standalone/src/main",
                "true && java -jar tracker6.jar --nope         | no option --nope in tracker-standalone/src/main",
                "mvn -q package -pl tracker-standalone,nope -am | no module in the folder nope",
                "mvn test -Dtest=NoSuchTest                    | no test NoSuchTest",
                "benchmarks/no-such-script                     | no such file: benchmarks/no-such-script",
                "benchmarks/compare --nope                     | no option --nope in benchmarks/compare-parts",
            })
    void aCommandThatNamesWhatDoesNotExistIsFound(String command, String problem) throws IOException {
        Repository page = page("docs/page.md", "```sh\n# a comment --nope\n" + command + "\n```\n");

        assertThat(new CommandCheck(page).problems()).containsExactly("docs/page.md:3: " + problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java -jar tracker-standalone/target/tracker6.jar --http '[::1]:6969' --lan  # --nope",
                "java -jar tracker6.jar --help",
                "mvn -q -DskipTests package -pl tracker-standalone -am && java -jar tracker6.jar",
                "mvn test -pl tracker-core -Dtest=InfoHashTest",
                "benchmarks/compare --quick",
            })
    void aCommandThatNamesWhatExistsIsFine(String command) throws IOException {
        Repository page = page("docs/page.md", "```sh\n" + command + "\n```\n");

        assertThat(new CommandCheck(page).problems()).isEmpty();
    }

    @Test
    void aMessageThatNoSourceHasIsFound() throws IOException {
        String table = """
                | message | what to do |
                |---|---|
                | `Listening on UDP …, …` | nothing |
                | `Listening on a balcony …` | come in |
                """;
        MessageCheck check = new MessageCheck(page("docs/page.md", table));

        assertThat(check.problems()).containsExactly("docs/page.md:4: no source says: Listening on a balcony");
        assertThat(check.checked()).isEqualTo(2);
    }

    private List<String> javaErrors(String text, Path classFiles) throws IOException {
        JavaCheck check = new JavaCheck(page("docs/page.md", text), classFiles);
        List<String> problems = check.problems();
        assertThat(check.checked()).isPositive();
        return problems;
    }

    private Repository page(String name, String text) {
        return repository.withPage(name, text);
    }
}
