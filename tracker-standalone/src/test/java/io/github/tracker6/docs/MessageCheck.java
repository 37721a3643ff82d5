package io.github.tracker6.docs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether messages that a page explains are messages of ours: each piece of code in a table's column "message" must stand
 * in a string of the sources, where {@code …} on the page is anything.
 */
final class MessageCheck {
    private static final String COLUMN = "message";
    private static final String ANYTHING = "…";

    private final Repository repository;
    private final String strings;
    private int checked;

    MessageCheck(Repository repository) throws IOException {
        this.repository = repository;
        List<String> texts = new ArrayList<>();
        for (MavenModule module : repository.modules()) {
            if (module.folder().startsWith("tracker-")) {
                texts.addAll(repository.texts(module.folder() + "/src/main", ".java"));
            }
        }
        // Long strings are broken into several; what a log line puts in at {} is anything.
        this.strings = texts.stream()
                .map(text -> text.replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\""))
                .collect(Collectors.joining("\n"));
    }

    /** Returns how many messages were looked at by {@link #problems()}. */
    int checked() {
        return checked;
    }

    /** Returns a line for each message that no source has. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Page page : repository.pages()) {
            for (Page.Row row : page.rows()) {
                int column = row.header().indexOf(COLUMN);
                if (column < 0) {
                    continue;
                }
                for (String message : Page.codeSpans(row.cells().get(column))) {
                    checked++;
                    Stream.of(message.split(ANYTHING, -1))
                            .map(String::strip)
                            .filter(piece -> !piece.isEmpty() && !strings.contains(piece))
                            .forEach(piece -> problems.add(page.at(row.line()) + ": no source says: " + piece));
                }
            }
        }
        return problems;
    }
}
