package io.github.tracker6.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the links of the pages lead somewhere. Links to other sites are not followed. */
final class LinkCheck {
    private final Repository repository;

    LinkCheck(Repository repository) {
        this.repository = repository;
    }

    /** Returns a line for each link that leads nowhere. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Page page : repository.pages()) {
            for (Page.Line link : page.links()) {
                problem(page, link.text()).ifPresent(problem -> problems.add(page.at(link.number()) + ": " + problem));
            }
        }
        return problems;
    }

    private Optional<String> problem(Page page, String target) {
        if (target.matches("[a-z]+:.*")) {
            return Optional.empty();
        }
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file =
                path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
        if (!file.startsWith(repository.root()) || !Files.exists(file)) {
            return Optional.of("no such file: " + target);
        }
        if (hash < 0) {
            return Optional.empty();
        }
        String anchor = target.substring(hash + 1);
        boolean known = repository.pages().stream()
                .anyMatch(other -> other.file().equals(file) && other.anchors().contains(anchor));
        return known ? Optional.empty() : Optional.of("no such heading: " + target);
    }
}
