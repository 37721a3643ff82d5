package io.github.tracker6.benchmarks.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.tracker6.benchmarks.conformance.Result.Outcome;
import io.github.tracker6.benchmarks.conformance.Result.Status;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run found, as text or JSON. Immutable. */
final class Report {
    private static final int STATUS_WIDTH = 11;
    private static final String INDENT = " ".repeat(STATUS_WIDTH + 2);

    private final List<Result> results;

    Report(List<Result> results) {
        this.results = List.copyOf(results);
    }

    boolean hasFailures() {
        return count(Status.FAIL) > 0;
    }

    private long count(Status status) {
        return results.stream().filter(result -> result.status() == status).count();
    }

    /** Returns a line for each check, and below it one for each way over which it failed or could not be made. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Result result : results) {
            Check check = result.check();
            text.append(
                    "%-11s  %s: %s [%s]%n".formatted(result.status(), check.id(), check.sentence(), check.source()));
            details(result)
                    .forEach((detail, ways) -> text.append(INDENT)
                            .append(ways)
                            .append(": ")
                            .append(detail)
                            .append('\n'));
        }
        return text.append(summary()).toString();
    }

    /** Returns the ways by what was found over them, without those that are right. */
    private static Map<String, String> details(Result result) {
        return result.outcomes().entrySet().stream()
                .filter(entry -> entry.getValue().status() != Status.OK)
                .filter(entry -> result.status() == Status.NOT_OFFERED || !lacksTarget(entry.getValue()))
                .collect(Collectors.groupingBy(
                        entry -> entry.getValue().status() + ", "
                                + entry.getValue().detail(),
                        LinkedHashMap::new,
                        Collectors.mapping(entry -> entry.getKey().toString(), Collectors.joining(" and "))));
    }

    /** The plan in front of the results says so once for all checks. */
    private static boolean lacksTarget(Outcome outcome) {
        return outcome.detail().startsWith(Setup.NO_TARGET);
    }

    String summary() {
        return results.size() + " checks: "
                + Arrays.stream(Status.values())
                        .map(status -> count(status) + " " + status)
                        .collect(Collectors.joining(", "));
    }

    String json() {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode checks = mapper.createArrayNode();
        for (Result result : results) {
            ObjectNode node = checks.addObject()
                    .put("id", result.check().id())
                    .put("sentence", result.check().sentence())
                    .put("source", result.check().source())
                    .put("status", result.status().toString());
            ObjectNode ways = node.putObject("ways");
            for (Map.Entry<Way, Outcome> entry : result.outcomes().entrySet()) {
                ways.putObject(entry.getKey().toString())
                        .put("status", entry.getValue().status().toString())
                        .put("detail", entry.getValue().detail());
            }
        }
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(checks);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
