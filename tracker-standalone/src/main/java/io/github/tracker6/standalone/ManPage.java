package io.github.tracker6.standalone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page of one command, in the macros of man(7).
 *
 * @param name of the page, such as {@code tracker6-torrent-hash}
 * @param related the names of the pages to see as well
 */
record ManPage(String name, CommandLine command, List<String> related) {
    private static final String SECTION = "8";

    /**
     * Returns the text of the page.
     *
     * @param more sections that go before the last one
     */
    String text(String date, String more) {
        CommandSpec spec = command.getCommandSpec();
        List<String> description = lines(spec.usageMessage().description());
        StringBuilder page = new StringBuilder();
        page.append(String.format(
                ".TH %s %s %s \"%s\" \"System Administration\"\n",
                escape(name.toUpperCase(Locale.ROOT)), SECTION, date, version()));
        page.append(".SH NAME\n").append(escape(name)).append(" \\- ");
        page.append(escape(summary(description))).append('\n');
        page.append(".SH SYNOPSIS\n.nf\n");
        for (String line : lines(spec.usageMessage().customSynopsis())) {
            page.append(bold(line.strip())).append('\n');
        }
        page.append(".fi\n.SH DESCRIPTION\n");
        page.append(prose(description));
        arguments(page, spec);
        page.append(footer(lines(spec.usageMessage().footer())));
        page.append(more);
        if (!related.isEmpty()) {
            page.append(".SH SEE ALSO\n");
            page.append(related.stream()
                    .map(each -> ".BR " + escape(each) + " (" + SECTION + ")")
                    .collect(Collectors.joining(",\n", "", "\n")));
        }
        return page.toString();
    }

    private static String version() {
        return new ProgramVersion().getVersion()[0];
    }

    private static void arguments(StringBuilder page, CommandSpec spec) {
        List<PositionalParamSpec> positional = spec.positionalParameters();
        if (!positional.isEmpty()) {
            page.append(".SH ARGUMENTS\n");
            for (PositionalParamSpec each : positional) {
                page.append(".TP\n\\fI").append(escape(each.paramLabel())).append("\\fR\n");
                page.append(text(each));
            }
        }
        if (!spec.subcommands().isEmpty()) {
            page.append(".SH COMMANDS\n");
            spec.subcommands()
                    .forEach((name, below) -> page.append(".TP\n")
                            .append(bold(name))
                            .append('\n')
                            .append(escape(summary(
                                    lines(below.getCommandSpec().usageMessage().description()))))
                            .append(".\n"));
        }
        page.append(".SH OPTIONS\n");
        for (OptionSpec each : spec.options()) {
            if (each.hidden()) {
                continue;
            }
            page.append(".TP\n");
            page.append(Arrays.stream(each.names())
                    .map(name -> "\\fB" + escape(name) + "\\fR")
                    .collect(Collectors.joining(", ")));
            if (each.arity().max() > 0) {
                boolean isOptional = each.arity().min() == 0;
                page.append(isOptional ? "[=" : "=");
                page.append("\\fI")
                        .append(escape(each.paramLabel()))
                        .append("\\fR")
                        .append(isOptional ? "]" : "");
            }
            page.append('\n').append(text(each));
        }
    }

    /** Returns what an option is for: each text of it on a line of its own. */
    private static String text(ArgSpec option) {
        return lines(option.description()).stream()
                .map(ManPage::escape)
                .collect(Collectors.joining("\n.br\n", "", "\n"));
    }

    /** Returns what stands behind the options: prose, and examples, which are indented. */
    private static String footer(List<String> lines) {
        int example = 0;
        while (example < lines.size() && !lines.get(example).startsWith("Example")) {
            example++;
        }
        List<String> notes = lines.subList(0, example);
        List<String> examples = lines.subList(example, lines.size());
        StringBuilder page = new StringBuilder();
        if (notes.stream().anyMatch(line -> !line.isBlank())) {
            page.append(".SH NOTES\n").append(prose(notes));
        }
        if (!examples.isEmpty()) {
            page.append(".SH EXAMPLES\n").append(prose(examples));
        }
        return page.toString();
    }

    /** Returns paragraphs, which an empty line ends, and lines as they are where these are indented. */
    private static String prose(List<String> lines) {
        StringBuilder page = new StringBuilder();
        boolean isIndented = false;
        boolean isParagraphDue = false;
        for (String line : lines) {
            if (line.isBlank()) {
                isParagraphDue = page.length() > 0;
                continue;
            }
            boolean indented = line.startsWith(" ");
            if (indented != isIndented) {
                page.append(indented ? (page.length() > 0 ? ".PP\n" : "") + ".nf\n.RS\n" : ".RE\n.fi\n");
                isParagraphDue &= !indented;
            }
            if (isParagraphDue) {
                page.append(".PP\n");
            }
            isParagraphDue = false;
            isIndented = indented;
            page.append(escape(indented ? line.substring(2) : line)).append('\n');
        }
        return page.append(isIndented ? ".RE\n.fi\n" : "").toString();
    }

    private static String summary(List<String> description) {
        String first =
                description.stream().filter(line -> !line.isBlank()).findFirst().orElse("");
        return first.replaceFirst("\\.$", "");
    }

    /** Returns a command line with its first word in bold. */
    private static String bold(String line) {
        int end = (line + " ").indexOf(' ');
        return "\\fB" + escape(line.substring(0, end)) + "\\fR" + escape(line.substring(end));
    }

    /** Returns the lines of texts in which picocli replaces {@code %n} and {@code %%}. */
    private static List<String> lines(String[] texts) {
        List<String> lines = new ArrayList<>();
        for (String text : texts) {
            lines.addAll(List.of(text.replace("%n", "\n").replace("%%", "%").split("\n", -1)));
        }
        return lines;
    }

    private static String escape(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
