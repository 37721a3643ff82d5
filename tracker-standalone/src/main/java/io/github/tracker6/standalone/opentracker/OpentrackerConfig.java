package io.github.tracker6.standalone.opentracker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An {@code opentracker.conf}, read line by line, and the {@code tracker6.yaml} that says the same. What has no counterpart, and
 * what the operator should look at, stands there as a comment. Not thread-safe.
 */
public final class OpentrackerConfig {
    /** The port that opentracker has where an address names none. */
    private static final int PORT = 6_969;

    private static final String HTTP = "http";
    private static final String UDP = "udp";
    private static final String ALL = "[::]";

    private static final Pattern ADDRESS = Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::(\\d{1,5}))?"
            + "|(\\d{1,3}(?:\\.\\d{1,3}){3})(?::(\\d{1,5}))?|([0-9A-Fa-f.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)");

    private static final String CLUSTER = "trackers of one cluster share a Redis here, see the option store";
    private static final String STATISTICS =
            "here admin is a listener for you alone, with a page, JSON and metrics; example: admin: \"[::1]:7070\"";

    /** What has no counterpart, by option. */
    private static final Map<String, String> WITHOUT_COUNTERPART = Map.of(
            "access.stats", STATISTICS,
            "access.stats_path", STATISTICS,
            "livesync.cluster.listen", CLUSTER,
            "livesync.cluster.node_ip", CLUSTER,
            "batchsync.cluster.admin_ip", CLUSTER,
            "tracker.rootdir", "there is no chroot; the systemd unit keeps the process from other files",
            "tracker.user", "User= in the systemd unit names the user of the tracker",
            "tracker.redirect_url", "a web server in front can redirect / and other paths");

    private final Map<String, Set<String>> settings = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();
    private String rootdir = "";

    private OpentrackerConfig() {}

    /**
     * Reads a configuration.
     *
     * @param text of the file
     * @throws IllegalArgumentException if a value is missing, or is no address or number; the message begins with the line's number
     */
    public static OpentrackerConfig parse(String text) {
        OpentrackerConfig config = new OpentrackerConfig();
        List<String> lines = text.lines().map(String::strip).toList();
        lines.stream()
                .filter(line -> line.matches("tracker\\.rootdir\\s+/.*"))
                .forEach(line -> config.rootdir = line.replaceFirst("\\S+\\s+", ""));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split("\\s+", 2);
            try {
                config.add(i + 1, words[0], words.length > 1 ? words[1] : "");
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + (i + 1) + ": " + words[0] + ": " + e.getMessage(), e);
            }
        }
        config.settle();
        return config;
    }

    private void add(int line, String option, String value) {
        String instead = WITHOUT_COUNTERPART.get(option);
        if (instead != null) {
            remarks.add("line " + line + ", " + option + " " + value + ": " + instead);
            return;
        }
        switch (option) {
            case "listen.tcp_udp" -> {
                put(HTTP, address(value));
                put(UDP, address(value));
            }
            case "listen.tcp" -> put(HTTP, address(value));
            case "listen.udp" -> put(UDP, address(value));
            case "listen.udp.workers" -> workers(value);
            case "access.whitelist" -> put("allow", path(line, option, value));
            case "access.blacklist" -> put("deny", path(line, option, value));
            case "access.proxy" -> put("trusted-proxy", required(value));
            default -> remarks.add("line " + line + ", " + option + ": opentracker has no such option; left out");
        }
    }

    private void put(String key, String value) {
        settings.computeIfAbsent(key, each -> new LinkedHashSet<>()).add(value);
    }

    private void workers(String value) {
        if (!value.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("'" + value + "' is no number of threads");
        }
        if (Integer.parseInt(value) > 0) {
            put("workers", Integer.toString(Integer.parseInt(value)));
        }
    }

    /** A relative path goes by the folder that opentracker changes to. */
    private String path(int line, String option, String value) {
        String path = required(value);
        if (path.startsWith("/")) {
            return path;
        }
        if (rootdir.isEmpty()) {
            remarks.add(
                    "line " + line + ", " + option + ": the path is relative; here it goes by the folder of this file");
            return path;
        }
        return rootdir + (rootdir.endsWith("/") ? "" : "/") + path;
    }

    private static String required(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("there is no value");
        }
        return value;
    }

    private static String address(String value) {
        Matcher matcher = ADDRESS.matcher(required(value));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + value + "' is no address, or address and port");
        }
        String ipv4 = matcher.group(3);
        String ipv6 = matcher.group(1) == null ? matcher.group(5) : matcher.group(1);
        String digits = matcher.group(2) == null ? matcher.group(4) : matcher.group(2);
        int port = digits == null ? PORT : Integer.parseInt(digits);
        if (port > 65_535) {
            throw new IllegalArgumentException("'" + value + "' has a port above 65535");
        }
        boolean isWildcard = "0.0.0.0".equals(ipv4) || "::".equals(ipv6);
        return (isWildcard ? ALL : ipv4 != null ? ipv4 : "[" + ipv6 + "]") + ":" + port;
    }

    private void settle() {
        boolean http = settings.containsKey(HTTP);
        boolean udp = settings.containsKey(UDP);
        if (http != udp) {
            String missing = http ? UDP : HTTP;
            put("no-" + missing, "true");
            remarks.add("opentracker served no " + missing.toUpperCase(Locale.ROOT) + " with these lines; without no-"
                    + missing + " it is served on [::]:6969");
        }
        if (!http && !udp) {
            remarks.add(
                    "there is no listen line: HTTP and UDP are served on [::]:6969, all addresses of both families");
        }
        for (String key : List.of(HTTP, UDP)) {
            dropCovered(key);
        }
        boolean isIpv4Alone = (http || udp)
                && settings.entrySet().stream()
                        .filter(each ->
                                each.getKey().equals(HTTP) || each.getKey().equals(UDP))
                        .flatMap(each -> each.getValue().stream())
                        .noneMatch(each -> each.startsWith("["));
        if (isIpv4Alone) {
            remarks.add("these are IPv4 addresses alone: add the machine's IPv6 address to http and udp, such as"
                    + " \"[2001:db8::7]:6969\"");
        }
    }

    /** A wildcard has the port for all addresses of both families; no other socket can have it. */
    private void dropCovered(String key) {
        Set<String> addresses = settings.getOrDefault(key, Set.of());
        Set<String> covered = addresses.stream()
                .filter(each -> !each.startsWith(ALL + ":") && !each.endsWith(":0"))
                .filter(each -> addresses.contains(ALL + each.substring(each.lastIndexOf(':'))))
                .collect(Collectors.toSet());
        if (!covered.isEmpty()) {
            addresses.removeAll(covered);
            remarks.add(key + ": [::] stands for all addresses, so "
                    + String.join(" and ", covered.stream().sorted().toList()) + " is left out");
        }
    }

    /** Returns what has no counterpart and what to look at, one line each. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** Returns the configuration file, with the remarks as comments. */
    public String yaml() {
        StringBuilder yaml = new StringBuilder();
        settings.forEach((key, values) ->
                yaml.append(key).append(": ").append(value(key, values)).append('\n'));
        if (!remarks.isEmpty()) {
            yaml.append("\n# To look at:\n");
        }
        remarks.forEach(remark ->
                yaml.append("# - ").append(remark.replaceAll("\\p{Cntrl}", "?")).append('\n'));
        return yaml.toString();
    }

    private static String value(String key, Set<String> values) {
        if (key.equals("workers") || key.startsWith("no-")) {
            return values.iterator().next();
        }
        String list = values.stream().map(OpentrackerConfig::quoted).collect(Collectors.joining(", "));
        return values.size() == 1 ? list : "[" + list + "]";
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                quoted.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
