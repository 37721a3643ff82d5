package io.github.tracker6.standalone;

import io.github.tracker6.docs.Page;
import io.github.tracker6.docs.Repository;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code docs/moving-from-opentracker.md}. It makes configuration files by the tables of the page, and knows no option of
 * opentracker itself.
 */
final class MovingPage {
    private static final String OPTIONS = "opentracker.conf";
    private static final String ADDRESSES = "address in opentracker.conf";
    private static final String COMMAND_LINE = "option of opentracker";
    private static final Pattern SETTING = Pattern.compile("([a-z-]+): \"?([A-Z]+)\"?");
    private static final Pattern WITH_PORT = Pattern.compile("(\\[.*]|[^:]*):(\\d+)");

    private final Page page = Repository.find().page("docs/moving-from-opentracker.md");

    Page page() {
        return page;
    }

    private List<Page.Row> table(String firstColumn) {
        return page.rows().stream()
                .filter(row -> row.header().get(0).equals(firstColumn))
                .toList();
    }

    /** Returns what stands in the second column, by the first word of each code in the first column. */
    private Map<String, String> column(String firstColumn) {
        Map<String, String> column = new LinkedHashMap<>();
        for (Page.Row row : table(firstColumn)) {
            for (String code : Page.codeSpans(row.cells().get(0))) {
                column.put(code.replaceFirst(" .*", ""), row.cells().get(1));
            }
        }
        return column;
    }

    /** Returns the options of the configuration file that the page has a row for. */
    Set<String> options() {
        return column(OPTIONS).keySet();
    }

    /** Returns the options of the command line that the page has a row for. */
    Set<String> commandLineOptions() {
        return column(COMMAND_LINE).keySet();
    }

    /** Returns the {@code tracker6.yaml} that the page says for the lines of an {@code opentracker.conf}. */
    String configuration(String opentrackerConf) {
        Map<String, Set<String>> settings = new LinkedHashMap<>();
        Map<String, String> rows = column(OPTIONS);
        for (String line : opentrackerConf.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split("\\s+", 2);
            String row = rows.get(words[0]);
            if (row == null) {
                throw new AssertionError("the page has no row for " + line);
            }
            for (String code : Page.codeSpans(row)) {
                Matcher setting = SETTING.matcher(code);
                if (!setting.matches()) {
                    throw new AssertionError("the page has no setting in " + row);
                }
                String value = setting.group(2).equals("ADDRESS") ? address(words[1]) : words[1];
                settings.computeIfAbsent(setting.group(1), key -> new LinkedHashSet<>())
                        .add(value);
            }
        }
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + ": " + yaml(setting.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    private static String yaml(Set<String> values) {
        String list = values.stream().map(value -> '"' + value + '"').collect(Collectors.joining(", "));
        return values.size() == 1 ? list : "[" + list + "]";
    }

    /** Returns an address with its port, as the table of addresses says. */
    private String address(String value) {
        Map<String, String> rows = column(ADDRESSES);
        Matcher withPort = WITH_PORT.matcher(value);
        boolean hasPort = withPort.matches();
        String host = hasPort ? withPort.group(1).replaceAll("[\\[\\]]", "") : value;
        String port = hasPort ? withPort.group(2) : code(rows.get("192.0.2.7")).replaceFirst(".*:", "");
        String other = rows.get(host);
        String text = other == null || host.equals("192.0.2.7") ? host : code(other);
        return (text.contains(":") && !text.startsWith("[") ? "[" + text + "]" : text) + ":" + port;
    }

    private static String code(String cell) {
        return Page.codeSpans(cell).get(0);
    }
}
