package io.github.tracker6.docs;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.SimpleJavaFileObject;

/**
 * A block of Java on a page, as a file that compiles. A block that declares a type at its left margin is a whole file. Any
 * other block is statements: its leading imports stay where they are, and the rest becomes the body of a method. What the
 * statements take for granted stands in a comment above the block, {@code <!-- given: Tracker tracker -->}, and becomes
 * the method's parameters. Lines keep their places, so that an error names the line of the page.
 */
final class JavaSnippet extends SimpleJavaFileObject {
    private static final Pattern TYPE = Pattern.compile(
            "(?:@\\w+ +)?(?:(?:public|final|abstract|sealed) +)*(?:class|interface|record|enum) +(\\w+).*");
    private static final Pattern IMPORT = Pattern.compile("import .*;");
    private static final Pattern GIVEN = Pattern.compile("given: *(.+)");

    private final Page.Block block;
    private final String source;

    private JavaSnippet(Page.Block block, String typeName, String source) {
        super(URI.create("string:///" + typeName + Kind.SOURCE.extension), Kind.SOURCE);
        this.block = block;
        this.source = source;
    }

    static JavaSnippet of(Page.Block block) {
        for (String line : block.lines()) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                return new JavaSnippet(block, type.group(1), String.join("\n", block.lines()));
            }
        }
        String wrapper = "Snippet" + block.firstLine();
        return new JavaSnippet(block, wrapper, wrapped(block, wrapper));
    }

    private static String wrapped(Page.Block block, String wrapper) {
        Matcher given = GIVEN.matcher(block.note());
        String parameters = given.matches() ? given.group(1) : "";
        String head = "final class " + wrapper + " { static void run(" + parameters + ") throws Exception { ";
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

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
    }

    /**
     * Returns where a line of the file stands on the page, as {@code docs/udp.md:17}.
     *
     * @param line counted from 1
     */
    String at(long line) {
        return block.at((int) Math.min(line, block.lines().size()) - 1);
    }
}
