package io.github.tracker6.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether the commands on the pages name what exists: jars that the build makes, modules, tests, files of the repository,
 * and options of our own programs, which must stand in their sources as string literals.
 */
final class CommandCheck {
    /** The command line library brings them. */
    private static final Set<String> STANDARD_OPTIONS = Set.of("--help", "--version");

    private final Repository repository;
    private final Set<String> jars;
    private final Set<String> folders;

    CommandCheck(Repository repository) {
        this.repository = repository;
        this.jars =
                repository.modules().stream().map(MavenModule::executableJar).collect(Collectors.toSet());
        this.folders = repository.modules().stream().map(MavenModule::folder).collect(Collectors.toSet());
    }

    /** Returns a line for each thing that does not exist. */
    List<String> problems() throws IOException {
        List<String> problems = new ArrayList<>();
        for (Page page : repository.pages()) {
            for (Page.Block block : page.blocks("sh")) {
                for (ShellCommand command : ShellCommand.of(block)) {
                    for (String problem : problems(command)) {
                        problems.add(block.at(command.line()) + ": " + problem);
                    }
                }
            }
        }
        return problems;
    }

    private List<String> problems(ShellCommand command) throws IOException {
        List<String> problems = new ArrayList<>();
        List<String> words = command.words();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.endsWith(".jar")) {
                problems.addAll(problemsOfJar(command, i));
            } else if (isOurs(word)) {
                if (!Files.exists(repository.root().resolve(word))) {
                    problems.add("no such file: " + word);
                }
                program(word).ifPresent(folder -> problems.addAll(unknownOptions(command, 0, folder, ".py")));
            }
            if (i > 0 && words.get(i - 1).equals("-pl")) {
                Stream.of(word.split(","))
                        .filter(module -> !folders.contains(module))
                        .forEach(module -> problems.add("no module in the folder " + module));
            }
            if (word.matches("-D(?:it\\.)?test=.*")) {
                Stream.of(word.replaceFirst(".*=", "").split(","))
                        .filter(test -> !repository.hasClass(test))
                        .forEach(test -> problems.add("no test " + test));
            }
        }
        return problems;
    }

    private List<String> problemsOfJar(ShellCommand command, int word) {
        String jar = command.words().get(word);
        Optional<String> built = jars.stream()
                .filter(each -> each.equals(jar) || (!jar.contains("/") && each.endsWith("/" + jar)))
                .findFirst();
        if (built.isEmpty()) {
            return List.of("no module builds the jar " + jar);
        }
        String sources = built.get().replaceFirst("/target/.*", "/src/main");
        return unknownOptions(command, word, sources, ".java");
    }

    /** Returns a complaint for each option behind a word that no source file of the program has as a string. */
    private List<String> unknownOptions(ShellCommand command, int word, String sources, String end) {
        List<String> texts;
        try {
            texts = repository.texts(sources, end);
        } catch (IOException e) {
            return List.of(sources + " can't be read: " + e.getMessage());
        }
        return command.optionsBehind(word).stream()
                .filter(option -> !STANDARD_OPTIONS.contains(option))
                .filter(option -> texts.stream().noneMatch(text -> text.contains('"' + option + '"')))
                .map(option -> "no option " + option + " in " + sources)
                .toList();
    }

    /** Whether a word is a path of the repository, and no product of the build. */
    private static boolean isOurs(String word) {
        return word.matches("(?:\\.ci|benchmarks|dist|docs|examples|tracker-[a-z-]+)/[\\w./-]+")
                && !word.contains("/target/");
    }

    /** Returns where the sources of a script's options are. */
    private static Optional<String> program(String script) {
        return switch (script) {
            case "benchmarks/compare" -> Optional.of("benchmarks/compare-parts");
            case "examples/real-clients/run" -> Optional.of("examples/real-clients");
            default -> Optional.empty();
        };
    }
}
