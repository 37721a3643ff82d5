package io.github.tracker6.testkit.simulation.reachability;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Prints what trackers do for swarms of one mix as a table in Markdown: a column for each tracker. In brackets is the
 * difference to {@code SAME_FAMILY} and its standard error over the populations.
 */
final class ReachabilityTable {
    private final StringBuilder text = new StringBuilder();
    private final Map<Variant, Comparison> columns;

    private ReachabilityTable(Map<Variant, Comparison> columns) {
        this.columns = columns;
    }

    static String of(Mix mix, boolean http, Map<Variant, Comparison> columns) {
        ReachabilityTable table = new ReachabilityTable(columns);
        table.head(mix.hosts() + " hosts, " + (http ? "HTTP" : "UDP"));
        for (HostClass hostClass : HostClass.values()) {
            if (columns.values().stream().allMatch(column -> column.has(hostClass))) {
                table.row("connections: " + hostClass.label, column -> connections(column, hostClass));
            }
        }
        table.row("IPv6, of pairs that can", column -> percent(column.ipv6Share()));
        table.row("mean time until supplied, s", column -> number(column.supplySeconds()));
        table.row("supplied by the first answer", column -> percent(column.suppliedAtOnce()));
        table.row("IPv4 alone: peers to dial", column -> number(column.ipv4Dialable()));
        return table.text.toString();
    }

    private void head(String title) {
        text.append("| ").append(title).append(" |");
        columns.keySet()
                .forEach(variant -> text.append(' ').append(variant.label).append(" |"));
        text.append("\n|---|").append("---:|".repeat(columns.size())).append('\n');
    }

    private void row(String name, Function<Comparison, String> cell) {
        text.append("| ").append(name).append(" |");
        columns.values()
                .forEach(column -> text.append(' ').append(cell.apply(column)).append(" |"));
        text.append('\n');
    }

    private static String connections(Comparison column, HostClass hostClass) {
        String difference = String.format(
                Locale.ROOT, " (%+.2f ± %.2f)", column.moreConnections(hostClass), column.error(hostClass));
        return number(column.connections(hostClass)) + (column.runs == column.others ? "" : difference);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** The runs of one tracker beside those of another with the same populations. */
    record Comparison(List<RunFigures> runs, List<RunFigures> others) {
        boolean has(HostClass hostClass) {
            return runs.stream().anyMatch(run -> run.connections().containsKey(hostClass));
        }

        double connections(HostClass hostClass) {
            return runs.stream()
                    .filter(run -> run.connections().containsKey(hostClass))
                    .mapToDouble(run -> run.connections().get(hostClass))
                    .average()
                    .orElse(0);
        }

        /** Returns by how many connections a class has more than with the other tracker. */
        double moreConnections(HostClass hostClass) {
            return differences(hostClass).average().orElse(0);
        }

        /** Returns the standard error of {@link #moreConnections}. */
        double error(HostClass hostClass) {
            double mean = moreConnections(hostClass);
            double variance = differences(hostClass)
                    .map(difference -> (difference - mean) * (difference - mean))
                    .average()
                    .orElse(0);
            return Math.sqrt(variance / Math.max(1, differences(hostClass).count() - 1));
        }

        private DoubleStream differences(HostClass hostClass) {
            return IntStream.range(0, runs.size())
                    .filter(i -> runs.get(i).connections().containsKey(hostClass))
                    .mapToDouble(i -> runs.get(i).connections().get(hostClass)
                            - others.get(i).connections().get(hostClass));
        }

        double ipv6Share() {
            double usable = runs.stream().mapToLong(RunFigures::usablePairs).sum();
            return runs.stream().mapToLong(RunFigures::ipv6Pairs).sum() / usable;
        }

        double supplySeconds() {
            return mean(RunFigures::supplySeconds);
        }

        double suppliedAtOnce() {
            return mean(RunFigures::suppliedAtOnce);
        }

        double ipv4Dialable() {
            return mean(RunFigures::ipv4Dialable);
        }

        private double mean(Function<RunFigures, Double> figure) {
            return runs.stream().mapToDouble(figure::apply).average().orElseThrow();
        }
    }
}
