package io.github.tracker6.standalone;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A YAML file whose keys are options without their dashes. It becomes the arguments that say the same, so that a value
 * means and is refused the same in both places. Only relative paths differ: in the file they go by the file's folder.
 */
final class ConfigFile {
    private static final Set<String> COMMAND_LINE_ONLY = Set.of("config", "help", "version");

    private final Map<String, List<String>> arguments = new LinkedHashMap<>();

    private ConfigFile() {}

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException in one line without the file's name
     */
    static ConfigFile read(Path path, CommandSpec spec) {
        ConfigFile file = new ConfigFile();
        JsonNode root = tree(path);
        if (root.isMissingNode() || root.isNull()) {
            return file;
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException("is no list of \"option: value\" lines");
        }
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            String key = entry.getKey();
            OptionSpec option = COMMAND_LINE_ONLY.contains(key) ? null : spec.findOption("--" + key);
            if (option == null) {
                throw new IllegalArgumentException("unknown key '" + key + "'");
            }
            file.arguments.put(option.longestName(), arguments(path, option, entry.getValue()));
        }
        return file;
    }

    private static JsonNode tree(Path path) {
        YAMLMapper mapper = YAMLMapper.builder()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .build();
        try {
            return mapper.readTree(Files.readAllBytes(path));
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            String line = location == null ? "" : "line " + location.getLineNr() + ": ";
            String message = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new IllegalArgumentException(line + "is no YAML: " + message, e);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("no such file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("can't be read: " + e.getMessage(), e);
        }
    }

    private static List<String> arguments(Path file, OptionSpec option, JsonNode value) {
        String name = option.longestName();
        boolean flag = option.arity().max() == 0;
        if (flag) {
            if (!value.isBoolean()) {
                throw new IllegalArgumentException("'" + name.substring(2) + "' is neither true nor false");
            }
            return value.booleanValue() ? List.of(name) : List.of();
        }
        if (value.isArray() && !option.isMultiValue()) {
            throw new IllegalArgumentException("'" + name.substring(2) + "' takes one value, no list");
        }
        List<String> arguments = new ArrayList<>();
        for (JsonNode each : value.isArray() ? value : List.of(value)) {
            if (!each.isValueNode() || each.isNull()) {
                throw new IllegalArgumentException("'" + name.substring(2) + "' has no plain value");
            }
            boolean isPath = option.auxiliaryTypes()[0] == Path.class;
            if (isPath && each.asText().isEmpty()) {
                throw new IllegalArgumentException("'" + name.substring(2) + "': " + PathConverter.EMPTY);
            }
            arguments.add(name + "=" + (isPath ? file.resolveSibling(each.asText()) : each.asText()));
        }
        return arguments;
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
}
