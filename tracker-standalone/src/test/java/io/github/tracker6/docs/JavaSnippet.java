package io.github.tracker6.docs;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A block of Java on a page, as a file that compiles. A block that declares a type at its left margin is a whole file. Any
 * other block is statements: its leading imports stay where they are, and the rest becomes the body of a method. What the
 * statements take for granted stands in a comment above the block, {@code <!-- given: Tracker tracker -->}, and becomes
 * the method's parameters. A block sees the types of the blocks before it. Lines keep their places, so that an error names
 * the line of the page.
 */
final class JavaSnippet {
    private static final Pattern TYPE = Pattern.compile(
            "(?:@\\w+ +)?(?:(?:public|final|abstract|sealed) +)*(?:class|interface|record|enum) +(\\w+).*");
    private static final Pattern IMPORT = Pattern.compile("import .*;");
    private static final Pattern GIVEN = Pattern.compile("given: *(.+)");
    private static final String WRAPPER = "Snippet";

    private final Page.Block block;
    private final String typeName;
    private final String source;

    private JavaSnippet(Page.Block block, String typeName, String source) {
        this.block = block;
        this.typeName = typeName;
        this.source = source;
    }

    static JavaSnippet of(Page.Block block) {
        for (String line : block.lines()) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                return new JavaSnippet(block, type.group(1), String.join("\n", block.lines()));
            }
        }
        return new JavaSnippet(block, WRAPPER, wrapped(block));
    }

    private static String wrapped(Page.Block block) {
        Matcher given = GIVEN.matcher(block.note());
        String parameters = given.matches() ? given.group(1) : "";
        String head = "final class " + WRAPPER + " { static void run(" + parameters + ") throws Exception { ";
        List<String> lines = new ArrayList<>(block.lines());
        int body = 0;
        while (body < lines.size()
                && (lines.get(body).isBlank() || IMPORT.matcher(lines.get(body)).matches())) {
            body++;
        }
        if (body < lines.size()) {
            lines.set(body, head + lines.get(body));
        } else {
            lines.add(head);
        }
        return String.join("\n", lines) + "\n}}\n";
    }

    /** Returns what the compiler says against the block: a line for each error, with file and line of the page. */
    List<String> errors(Path classFiles) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = List.of(
                "--release",
                "17",
                "-proc:none",
                "-Xlint:deprecation,removal,unchecked,rawtypes",
                "-classpath",
                System.getProperty("java.class.path") + File.pathSeparator + classFiles,
                "-d",
                classFiles.toString());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            var unused = compiler.getTask(null, files, diagnostics, options, null, List.of(new SourceFile()))
                    .call();
        }
        return diagnostics.getDiagnostics().stream()
                .filter(each -> each.getKind() != Diagnostic.Kind.NOTE)
                .map(this::message)
                .toList();
    }

    private String message(Diagnostic<? extends JavaFileObject> diagnostic) {
        boolean placed = diagnostic.getLineNumber() != Diagnostic.NOPOS;
        int line = placed ? (int) diagnostic.getLineNumber() - 1 : 0;
        return block.at(Math.min(line, block.lines().size())) + ": " + diagnostic.getMessage(Locale.ROOT);
    }

    private final class SourceFile extends SimpleJavaFileObject {
        SourceFile() {
            super(URI.create("string:///" + typeName + Kind.SOURCE.extension), Kind.SOURCE);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }
    }
}
