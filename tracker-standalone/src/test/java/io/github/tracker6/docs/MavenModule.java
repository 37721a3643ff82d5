package io.github.tracker6.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * What a {@code pom.xml} says of its module.
 *
 * @param folder from the root of the repository; empty for the root itself
 * @param executable the name of the jar that starts the module's program, or null if it has none
 */
record MavenModule(
        String folder,
        String artifactId,
        String version,
        @Nullable String executable,
        Document pom) {
    static MavenModule read(Path root, Path file) throws IOException {
        Document document = parse(file);
        Element project = document.getDocumentElement();
        String version = child(project, "version")
                .or(() -> element(project, "parent").flatMap(parent -> child(parent, "version")))
                .orElseThrow(() -> new IllegalArgumentException(file + " has no version"));
        String artifactId = child(project, "artifactId")
                .orElseThrow(() -> new IllegalArgumentException(file + " has no artifactId"));
        String executable = element(project, "properties")
                .flatMap(properties -> child(properties, "executable.name"))
                .orElse(null);
        String folder = root.relativize(file).toString().replaceFirst("/?pom\\.xml$", "");
        return new MavenModule(folder, artifactId, version, executable, document);
    }

    private static Document parse(Path file) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** Returns the runnable jar as a path from the root, or an empty text if there is none. */
    String executableJar() {
        return executable == null ? "" : folder + "/target/" + executable + ".jar";
    }

    static Optional<String> child(Element parent, String name) {
        return element(parent, name).map(element -> element.getTextContent().strip());
    }

    private static Optional<Element> element(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return Optional.of(element);
            }
        }
        return Optional.empty();
    }
}
