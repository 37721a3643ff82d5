package io.github.tracker6.standalone;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of a YAML file with their values and lines.
 *
 * @param values by key, in the order of the file
 * @param lines where each key stands, counted from 1
 */
record ConfigYaml(Map<String, JsonNode> values, Map<String, Integer> lines) {
    private static final YAMLMapper MAPPER = new YAMLMapper();

    /** An IPv6 address in brackets, or as a member of a list. */
    private static final Pattern IPV6 =
            Pattern.compile("\\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*](?::|\\s*$)|[\\[,]\\s*[0-9A-Fa-f]*:[0-9A-Fa-f]*:");

    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|'[^']*'");
    private static final Pattern PLACE = Pattern.compile("line ([0-9]+), column");

    private static final String KEYS_AND_VALUES = "write lines such as interval: 30m";

    /**
     * Reads the text of a file.
     *
     * @throws IllegalArgumentException in one line, with the line where there is one
     */
    static ConfigYaml parse(byte[] bytes) throws IOException {
        String text = text(bytes);
        ConfigYaml yaml = new ConfigYaml(new LinkedHashMap<>(), new LinkedHashMap<>());
        try (JsonParser parser = MAPPER.createParser(text)) {
            yaml.read(parser);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(reason(e, text.lines().toList()), e);
        }
        return yaml;
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is no text in UTF-8; name a YAML file", e);
        }
    }

    private void read(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException(line(parser.currentTokenLocation())
                    + (first == JsonToken.START_ARRAY ? "the file is a list; " : "this is no key with a value; ")
                    + KEYS_AND_VALUES);
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            int line = parser.currentTokenLocation().getLineNr();
            parser.nextToken();
            JsonNode value = MAPPER.readTree(parser);
            Integer before = lines.put(key, line);
            if (before != null) {
                throw new IllegalArgumentException("line " + line + ": '" + key + "' stands in line " + before
                        + " already; keep one of them, and write several values as a list");
            }
            values.put(key, value);
        }
        if (parser.nextToken() != null) {
            throw new IllegalArgumentException(
                    line(parser.currentTokenLocation()) + "a second document begins (---); keep one in the file");
        }
    }

    /** Returns {@code "line 3: "} for a key that the file has, else an empty text. */
    String lineOf(String key) {
        Integer line = lines.get(key);
        return line == null ? "" : "line " + line + ": ";
    }

    private static String line(JsonLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ": ";
    }

    /** Most such files have one of a few mistakes, which the parser tells in words of its own. */
    private static String reason(JsonProcessingException failure, List<String> lines) {
        String message = String.valueOf(failure.getOriginalMessage());
        boolean isQuoteOpen = message.contains("quoted scalar");
        for (int i = 0; i < lines.size(); i++) {
            String unquoted = QUOTED.matcher(lines.get(i)).replaceAll("").replaceFirst("(?:^|\\s)#.*", "");
            if (isQuoteOpen && unquoted.matches(".*[\"'].*")) {
                return noYaml(i + 1, "a quotation mark has no end");
            }
            if (!isQuoteOpen && IPV6.matcher(unquoted).find()) {
                return noYaml(i + 1, "an IPv6 address needs quotes, such as \"[::]:6969\" or \"::1\"");
            }
        }
        int line = line(failure, message);
        if (line >= 1 && line <= lines.size() && lines.get(line - 1).contains("\t")) {
            return noYaml(line, "a tab stands where only spaces may; write spaces");
        }
        String problem = message.lines()
                .filter(each -> !each.startsWith("while ") && !each.startsWith(" "))
                .findFirst()
                .orElse("it can't be parsed");
        return noYaml(line, problem.replaceFirst("\\. \\(.*", "") + "; put a value with special characters in quotes");
    }

    private static String noYaml(int line, String reason) {
        return (line < 1 ? "" : "line " + line + ": ") + "is no YAML: " + reason;
    }

    /** Returns the last line that the parser names: there it gave up. */
    private static int line(JsonProcessingException failure, String message) {
        int line = failure.getLocation() == null ? 0 : failure.getLocation().getLineNr();
        Matcher place = PLACE.matcher(message);
        while (place.find()) {
            line = Integer.parseInt(place.group(1));
        }
        return line;
    }
}
