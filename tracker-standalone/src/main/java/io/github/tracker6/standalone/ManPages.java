package io.github.tracker6.standalone;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine;

/**
 * Writes the manual pages of the program, one for each command, from what {@code --help} says. The build of the packages runs
 * it; the tracker does not.
 */
final class ManPages {
    private static final String END = ".8.gz";

    private ManPages() {}

    /**
     * Writes the pages.
     *
     * @param args the folder to write to; the date of the pages, such as 2026-01-01; the folder of the sections that
     *     {@code --help} does not have: {@code NAME.roff} goes to the end of the page NAME
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, String> page : pages(args[1], Path.of(args[2])).entrySet()) {
            try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(folder.resolve(page.getKey() + END)))) {
                file.write(page.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Returns the text of each page by its name, such as {@code tracker6}. */
    static Map<String, String> pages(String date, Path sections) throws IOException {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Map<String, String> pages = new LinkedHashMap<>();
        List<CommandLine> commands = new Program(nowhere, nowhere).commands();
        List<String> names = new ArrayList<>();
        for (CommandLine command : commands.subList(1, commands.size())) {
            String name = Program.NAME + "-" + command.getCommandName();
            names.add(name);
            add(pages, name, command, date, sections);
        }
        CommandLine serve = commands.get(0);
        pages.put(Program.NAME, new ManPage(Program.NAME, serve, names).text(date, more(sections, Program.NAME)));
        return pages;
    }

    private static void add(Map<String, String> pages, String name, CommandLine command, String date, Path sections)
            throws IOException {
        List<String> related = new ArrayList<>(List.of(Program.NAME));
        for (Map.Entry<String, CommandLine> below : command.getSubcommands().entrySet()) {
            String longName = name + "-" + below.getKey();
            related.add(longName);
            add(pages, longName, below.getValue(), date, sections);
        }
        pages.put(name, new ManPage(name, command, related).text(date, more(sections, name)));
    }

    private static String more(Path sections, String name) throws IOException {
        Path file = sections.resolve(name + ".roff");
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
