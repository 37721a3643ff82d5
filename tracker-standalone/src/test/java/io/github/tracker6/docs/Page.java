package io.github.tracker6.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page of the documentation: a Markdown file, taken apart as far as the checks need it. Immutable. */
public final class Page {
    private static final Pattern FENCE = Pattern.compile("( *)(`{3,})\\s*(\\S*)\\s*");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?)(?: +#+)?");
    private static final Pattern LINK = Pattern.compile("\\[[^\\[\\]]*]\\(([^()\\s]+)\\)");
    private static final Pattern CODE_SPAN = Pattern.compile("(`+)(.+?)\\1");
    private static final Pattern COMMENT = Pattern.compile("<!--(.*)-->");

    private final Path file;
    private final String name;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Line> prose = new ArrayList<>();

    /**
     * A line outside of code blocks.
     *
     * @param number counted from 1
     */
    record Line(int number, String text) {}

    /**
     * A code block.
     *
     * @param language what stands behind the fence; empty if nothing does
     * @param firstLine the number of the line behind the fence, counted from 1
     * @param note the comment that stands directly above the block; empty if there is none
     */
    public record Block(Page page, String language, int firstLine, String note, List<String> lines) {
        public Block {
            lines = List.copyOf(lines);
        }

        /** Returns where a line of the block stands, as {@code docs/udp.md:17}. */
        public String at(int line) {
            return page.at(firstLine + line);
        }
    }

    /**
     * A row of a table.
     *
     * @param header the cells of the table's first row
     */
    public record Row(int line, List<String> header, List<String> cells) {}

    private Page(Path file, String name, List<String> lines) {
        this.file = file;
        this.name = name;
        split(lines);
    }

    static Page read(Path root, Path file) throws IOException {
        return of(file, root.relativize(file).toString(), Files.readAllLines(file));
    }

    static Page of(Path file, String name, List<String> lines) {
        return new Page(file, name, lines);
    }

    private void split(List<String> lines) {
        String note = "";
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (fence.matches()) {
                int indent = fence.group(1).length();
                List<String> code = new ArrayList<>();
                int first = i + 1;
                for (i = first; i < lines.size() && !lines.get(i).strip().equals(fence.group(2)); i++) {
                    String line = lines.get(i);
                    code.add(line.substring(
                            Math.min(indent, line.length() - line.stripLeading().length())));
                }
                blocks.add(new Block(this, fence.group(3), first + 1, note, code));
                note = "";
                continue;
            }
            Matcher comment = COMMENT.matcher(lines.get(i).strip());
            if (comment.matches()) {
                note = comment.group(1).strip();
            } else if (!lines.get(i).isBlank()) {
                note = "";
            }
            prose.add(new Line(i + 1, lines.get(i)));
        }
    }

    Path file() {
        return file;
    }

    /** Returns the path from the root of the repository. */
    String name() {
        return name;
    }

    public String at(int line) {
        return name + ":" + line;
    }

    List<Block> blocks() {
        return blocks;
    }

    public List<Block> blocks(String language) {
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }

    /** Returns the lines outside of code blocks. */
    List<Line> prose() {
        return prose;
    }

    /** Returns the targets of the links, as they stand there. */
    List<Line> links() {
        List<Line> links = new ArrayList<>();
        for (Line line : prose) {
            Matcher link = LINK.matcher(withoutCode(line.text()));
            while (link.find()) {
                links.add(new Line(line.number(), link.group(1)));
            }
        }
        return links;
    }

    /** Returns the anchors of the headings, as GitHub makes them. */
    public Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Line line : prose) {
            Matcher heading = HEADING.matcher(line.text());
            if (heading.matches()) {
                String slug = heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
                int repeats = seen.merge(slug, 1, Integer::sum) - 1;
                anchors.add(repeats == 0 ? slug : slug + "-" + repeats);
            }
        }
        return anchors;
    }

    /** Returns the rows of all tables, without their headers. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        List<String> header = List.of();
        int inTable = 0;
        for (Line line : prose) {
            String text = line.text().strip();
            if (!text.startsWith("|")) {
                inTable = 0;
                continue;
            }
            List<String> cells = cells(text);
            if (inTable == 0) {
                header = cells;
            } else if (inTable > 1) {
                rows.add(new Row(line.number(), header, cells));
            }
            inTable++;
        }
        return rows;
    }

    private static List<String> cells(String row) {
        String inner = row.substring(1, row.endsWith("|") ? row.length() - 1 : row.length());
        return Stream.of(inner.split("(?<!\\\\)\\|", -1)).map(String::strip).toList();
    }

    /** Returns what stands between backticks. */
    public static List<String> codeSpans(String text) {
        return CODE_SPAN.matcher(text).results().map(span -> span.group(2)).toList();
    }

    /** Returns the text with blanks in the place of what stands between backticks. */
    static String withoutCode(String text) {
        return CODE_SPAN
                .matcher(text)
                .replaceAll(span -> " ".repeat(span.group().length()));
    }

    @Override
    public String toString() {
        return name + blocks.stream().map(Block::language).collect(Collectors.joining(", ", " (", ")"));
    }
}
