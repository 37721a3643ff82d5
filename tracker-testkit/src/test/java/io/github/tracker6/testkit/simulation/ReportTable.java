package io.github.tracker6.testkit.simulation;

import io.github.tracker6.testkit.simulation.Scenario.Order;
import java.util.Locale;
import java.util.function.Function;

/** Prints the reports of several simulations as tables in Markdown. */
final class ReportTable {
    private final StringBuilder text = new StringBuilder();

    /** Compares the policies: how dual-stack hosts can connect, and whether other hosts get fewer peers. */
    static String ofPolicies(Iterable<Scenario> scenarios, Function<Scenario, FamilyReport> reports) {
        ReportTable table = new ReportTable();
        table.row(
                "policy",
                "announces",
                "dual-stack pairs that can meet over IPv6 only",
                "over both",
                "over IPv4 only",
                "fewest peers of an IPv4-only host",
                "fewest peers of an IPv6-only host",
                "announcing over IPv6 alone, reaching IPv4-only seeders");
        table.row("---", "---", "---:", "---:", "---:", "---:", "---:", "---:");
        for (Scenario scenario : scenarios) {
            FamilyReport report = reports.apply(scenario);
            PairShares pairs = report.pairs(FamilyReport.EVERY_ANSWER);
            table.row(
                    '`' + scenario.policy().name() + '`',
                    scenario.protocol().name(),
                    percent(pairs.ipv6OnlyShare()),
                    percent(pairs.bothShare()),
                    percent(pairs.ipv4OnlyShare()),
                    Integer.toString(report.fewestPeers(HostKind.IPV4_ONLY)),
                    Integer.toString(report.fewestPeers(HostKind.IPV6_ONLY)),
                    percent(report.shareReaching(
                            HostKind.DUAL_STACK_OVER_IPV6, other -> other.kind == HostKind.IPV4_ONLY && other.seeder)));
        }
        return table.text.toString();
    }

    /** Shows the effect of the answer to the first of two announces, when the tracker does not know of the second yet. */
    static String ofFirstAnswers(Iterable<Scenario> scenarios, Function<Scenario, FamilyReport> reports) {
        ReportTable table = new ReportTable();
        table.row(
                "policy",
                "announces",
                "first over",
                "IPv6 only, settled answers",
                "IPv6 only, every answer",
                "the same after `started` alone");
        table.row("---", "---", "---", "---:", "---:", "---:");
        for (Scenario scenario : scenarios) {
            FamilyReport report = reports.apply(scenario);
            FamilyReport started = reports.apply(scenario.startedOnly());
            table.row(
                    '`' + scenario.policy().name() + '`',
                    scenario.protocol().name(),
                    first(scenario.order()),
                    percent(report.pairs(FamilyReport.SETTLED).ipv6OnlyShare()),
                    percent(report.pairs(FamilyReport.EVERY_ANSWER).ipv6OnlyShare()),
                    percent(started.pairs(FamilyReport.EVERY_ANSWER).ipv6OnlyShare()));
        }
        return table.text.toString();
    }

    private void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String first(Order order) {
        return switch (order) {
            case RANDOM -> "either";
            case IPV4_FIRST -> "IPv4";
            case IPV6_FIRST -> "IPv6";
        };
    }

    /** Rounds down, so that 100 % means every pair. */
    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", Math.floor(share * 10_000) / 100);
    }
}
