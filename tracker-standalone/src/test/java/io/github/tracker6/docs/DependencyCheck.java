package io.github.tracker6.docs;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Whether the dependencies in the pages' XML can be resolved: our modules by the BOM, others by the parent POM. */
final class DependencyCheck {
    private static final String GROUP = "io.github.tracker6";

    private final Repository repository;

    DependencyCheck(Repository repository) {
        this.repository = repository;
    }

    /** Returns a line for each dependency that does not exist. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Page page : repository.pages()) {
            for (Page.Block block : page.blocks("xml")) {
                try {
                    for (Element dependency : dependencies(parse(block))) {
                        problem(dependency).ifPresent(problem -> problems.add(block.at(0) + ": " + problem));
                    }
                } catch (SAXException | IOException | ParserConfigurationException e) {
                    problems.add(block.at(0) + ": " + e.getMessage());
                }
            }
        }
        return problems;
    }

    private Optional<String> problem(Element dependency) {
        String group = MavenModule.child(dependency, "groupId").orElse("");
        String artifact = MavenModule.child(dependency, "artifactId").orElse("");
        Optional<String> version = MavenModule.child(dependency, "version");
        boolean ours = group.equals(GROUP);
        if (!managed(ours ? "tracker-bom" : "").contains(group + ":" + artifact) && !artifact.equals("tracker-bom")) {
            return Optional.of(group + ":" + artifact + " is in no list of versions");
        }
        if (!ours) {
            return Optional.empty();
        }
        return repository.modules().stream()
                .filter(module -> module.artifactId().equals(artifact))
                .findFirst()
                .map(module -> version.filter(each -> !each.equals(module.version()))
                        .map(each -> artifact + " has the version " + module.version() + ", not " + each))
                .orElse(Optional.of("no module " + artifact));
    }

    /** Returns the dependencies that the POM in a folder gives a version to. */
    private Set<String> managed(String folder) {
        return repository.modules().stream()
                .filter(module -> module.folder().equals(folder))
                .flatMap(module -> dependencies(module.pom()).stream())
                .map(each -> MavenModule.child(each, "groupId").orElse("") + ":"
                        + MavenModule.child(each, "artifactId").orElse(""))
                .collect(Collectors.toSet());
    }

    private static List<Element> dependencies(Document document) {
        NodeList nodes = document.getElementsByTagName("dependency");
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static Document parse(Page.Block block) throws SAXException, IOException, ParserConfigurationException {
        String text = "<snippet>" + String.join("\n", block.lines()) + "</snippet>";
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }
}
