package io.github.tracker6.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The checkout that the tests run in: its pages, its Maven modules, and its sources. */
public final class Repository {
    private static final Set<String> PASSED_OVER = Set.of("target", ".git", "node_modules");

    private final Path root;
    private final List<Page> pages;
    private final List<MavenModule> modules;
    private final Set<String> javaFiles;

    private Repository(Path root, List<Page> pages, List<MavenModule> modules, Set<String> javaFiles) {
        this.root = root;
        this.pages = List.copyOf(pages);
        this.modules = List.copyOf(modules);
        this.javaFiles = Set.copyOf(javaFiles);
    }

    private static Repository read(Path root) throws IOException {
        List<Path> files = files(root);
        List<Page> pages = new ArrayList<>();
        List<MavenModule> modules = new ArrayList<>();
        for (Path file : files) {
            if (file.toString().endsWith(".md")) {
                pages.add(Page.read(root, file));
            } else if (file.endsWith("pom.xml")) {
                modules.add(MavenModule.read(root, file));
            }
        }
        Set<String> javaFiles = files.stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".java"))
                .collect(Collectors.toSet());
        return new Repository(root, pages, modules, javaFiles);
    }

    /** Finds the repository around the working directory. */
    public static Repository find() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("the tests run outside of the repository");
            }
        }
        try {
            return read(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean passed = PASSED_OVER.contains(folder.getFileName().toString());
                return passed ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }

    /** Returns this repository as if it had a page of this name and text and no other. */
    Repository withPage(String name, String text) {
        Page page = Page.of(root.resolve(name), name, text.lines().toList());
        return new Repository(root, List.of(page), modules, javaFiles);
    }

    Path root() {
        return root;
    }

    public List<Page> pages() {
        return pages;
    }

    public Page page(String name) {
        return pages.stream()
                .filter(page -> page.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no page " + name));
    }

    List<MavenModule> modules() {
        return modules;
    }

    /** Returns whether some source folder has a class of this name. */
    boolean hasClass(String simpleName) {
        return javaFiles.contains(simpleName + ".java");
    }

    /** Returns the text of every file below a folder, if that exists, whose name ends in the given way. */
    List<String> texts(String folder, String end) throws IOException {
        List<String> texts = new ArrayList<>();
        Path top = root.resolve(folder);
        for (Path file : Files.isDirectory(top) ? files(top) : List.<Path>of()) {
            if (file.toString().endsWith(end)) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }
}
