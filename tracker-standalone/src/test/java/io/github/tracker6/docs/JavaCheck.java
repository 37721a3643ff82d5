package io.github.tracker6.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Whether the Java on the pages compiles against the class path of the tests. The blocks of one page are compiled together,
 * so a block may use the types of another block of its page.
 */
final class JavaCheck {
    private final Repository repository;
    private final Path folder;
    private int checked;

    /**
     * Makes a check.
     *
     * @param folder gets the class files
     */
    JavaCheck(Repository repository, Path folder) {
        this.repository = repository;
        this.folder = folder;
    }

    /** Returns how many blocks were looked at by {@link #problems()}. */
    int checked() {
        return checked;
    }

    /** Returns a line for each error and warning, with file and line of the page. */
    List<String> problems() throws IOException {
        List<String> problems = new ArrayList<>();
        for (Page page : repository.pages()) {
            List<JavaSnippet> snippets =
                    page.blocks("java").stream().map(JavaSnippet::of).toList();
            checked += snippets.size();
            if (!snippets.isEmpty()) {
                compile(snippets).forEach(diagnostic -> problems.add(message(diagnostic)));
            }
        }
        return problems;
    }

    private List<Diagnostic<? extends JavaFileObject>> compile(List<JavaSnippet> snippets) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = List.of(
                "--release",
                "17",
                "-proc:none",
                "-Xlint:deprecation,removal,unchecked,rawtypes",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                Files.createTempDirectory(folder, "page").toString());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            var unused = compiler.getTask(null, files, diagnostics, options, null, snippets)
                    .call();
        }
        return diagnostics.getDiagnostics().stream()
                .filter(each -> each.getKind() != Diagnostic.Kind.NOTE)
                .toList();
    }

    private static String message(Diagnostic<? extends JavaFileObject> diagnostic) {
        String text = diagnostic.getMessage(Locale.ROOT);
        boolean placed =
                diagnostic.getSource() instanceof JavaSnippet && diagnostic.getLineNumber() != Diagnostic.NOPOS;
        return placed ? ((JavaSnippet) diagnostic.getSource()).at(diagnostic.getLineNumber()) + ": " + text : text;
    }
}
