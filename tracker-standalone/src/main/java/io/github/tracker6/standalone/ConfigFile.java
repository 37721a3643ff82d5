package io.github.tracker6.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.tracker6.standalone.cli.PathConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * A YAML file whose keys are options without their dashes. It becomes the arguments that say the same, so that a value
 * means and is refused the same in both places. Only relative paths differ: in the file they go by the file's folder.
 */
final class ConfigFile {
    private static final Set<String> COMMAND_LINE_ONLY = Set.of("check", "config", "help", "version");

    private static final String NO_VALUE = "there is no value; write one, or remove the line";

    /** The name of an option in a message. */
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*[a-z]");

    private final Path path;
    private final ConfigYaml yaml;
    private final Map<String, List<String>> arguments = new LinkedHashMap<>();

    private ConfigFile(Path path, ConfigYaml yaml) {
        this.path = path;
        this.yaml = yaml;
    }

    /**
     * Reads the file, and checks each value by itself.
     *
     * @param spec the options that there are
     * @throws IllegalArgumentException in one line that begins with the file's name and, where there is one, the line
     */
    static ConfigFile read(Path path, CommandSpec spec) {
        try {
            ConfigFile file = new ConfigFile(path, ConfigYaml.parse(Files.readAllBytes(path)));
            for (Map.Entry<String, JsonNode> entry : file.yaml.values().entrySet()) {
                file.add(entry.getKey(), entry.getValue(), spec);
            }
            file.requireValues();
            return file;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("--config: " + FileFault.line(path, e), e);
        }
    }

    private void add(String key, JsonNode value, CommandSpec spec) {
        OptionSpec option = COMMAND_LINE_ONLY.contains(key) ? null : spec.findOption("--" + key);
        if (option == null) {
            throw unknown(key, spec);
        }
        try {
            arguments.put(option.longestName(), arguments(option, value));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where(key) + e.getMessage(), e);
        }
    }

    private IllegalArgumentException unknown(String key, CommandSpec spec) {
        String line = yaml.lineOf(key) + "unknown key '" + key + "'";
        if (COMMAND_LINE_ONLY.contains(key)) {
            return new IllegalArgumentException(line + "; --" + key + " stands on the command line only");
        }
        List<String> keys = spec.options().stream()
                .map(option -> option.longestName().substring(2))
                .filter(each -> !COMMAND_LINE_ONLY.contains(each))
                .toList();
        String otherwise = "; the keys are the options of --help without their dashes";
        return new IllegalArgumentException(line + Suggestion.of(key, keys, otherwise));
    }

    private String where(String key) {
        return yaml.lineOf(key) + key + ": ";
    }

    private List<String> arguments(OptionSpec option, JsonNode value) {
        String name = option.longestName();
        if (Arguments.isSwitch(option)) {
            if (value.isNull()) {
                throw new IllegalArgumentException(NO_VALUE);
            }
            if (!value.isBoolean()) {
                throw new IllegalArgumentException(
                        (value.isValueNode() ? "'" + value.asText("") + "'" : "this") + " is neither true nor false");
            }
            return value.booleanValue() ? List.of(name) : List.of();
        }
        if (value.isArray() && !option.isMultiValue()) {
            throw new IllegalArgumentException("it takes one value, not a list");
        }
        if (value.isArray() && value.isEmpty()) {
            throw new IllegalArgumentException("the list is empty; write a value, or remove the line");
        }
        List<String> arguments = new ArrayList<>();
        for (JsonNode each : value.isArray() ? value : List.of(value)) {
            arguments.add(name + "=" + text(option, each));
        }
        return arguments;
    }

    private String text(OptionSpec option, JsonNode value) {
        if (value.isNull()) {
            throw new IllegalArgumentException(NO_VALUE);
        }
        if (!value.isValueNode()) {
            throw new IllegalArgumentException("a " + (value.isArray() ? "list" : "map") + " stands where "
                    + option.paramLabel() + " is due; text with brackets, braces or a colon needs quotes");
        }
        boolean isPath = option.auxiliaryTypes()[0] == Path.class;
        if (isPath && value.asText().isEmpty()) {
            throw new IllegalArgumentException(PathConverter.EMPTY);
        }
        return isPath ? path.resolveSibling(value.asText()).toString() : value.asText();
    }

    /** Checks each value by itself, so that a mistake is reported with the file's name, also where the command line wins. */
    private void requireValues() {
        try {
            Arguments.parser(new ServeOptions())
                    .parseArgs(argumentsWithout(Set.of()).toArray(String[]::new));
        } catch (ParameterException e) {
            throw new IllegalArgumentException(
                    e.getArgSpec() instanceof OptionSpec option
                            ? where(option.longestName().substring(2)) + Arguments.value(e, option)
                            : e.getMessage(),
                    e);
        }
    }

    /** Returns whether the file sets no option. */
    boolean isEmpty() {
        return arguments.isEmpty();
    }

    /** Returns the arguments of all options but those named. */
    List<String> argumentsWithout(Set<String> names) {
        return arguments.entrySet().stream()
                .filter(entry -> !names.contains(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }

    /**
     * Returns a message with the file and the line in front, if it names an option that the file sets.
     *
     * @param overridden options whose values are from the command line
     */
    String located(String message, Set<String> overridden) {
        Matcher option = OPTION.matcher(message);
        while (option.find()) {
            if (arguments.containsKey(option.group()) && !overridden.contains(option.group())) {
                return path + ": " + yaml.lineOf(option.group().substring(2)) + message;
            }
        }
        return message;
    }
}
