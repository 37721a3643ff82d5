package io.github.tracker6.benchmarks.attack;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.InfoHash;
import io.github.tracker6.benchmarks.support.Goals;
import io.github.tracker6.benchmarks.support.OptionRanges;
import io.github.tracker6.testkit.UdpTestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The subcommand {@code attack}. */
@Command(
        name = "attack",
        description = {
            "Offers a tracker false swarms and peers from a few networks, beside honest clients, and measures whether these",
            "are served. It sends from addresses of the whole internet: run it by benchmarks/attack, in a network namespace",
            "of its own, which has no way out. The exit status is 1 if a goal is missed.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = false)
public final class AttackCommand implements Callable<Integer> {
    private static final int OLD_TORRENTS = 2_000;
    private static final int HONEST_THREADS = 4;
    private static final int HONEST_PER_THREAD = 50;
    private static final int POPULAR = -1;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "6969",
            description = "The tracker's port over HTTP and UDP, at 11.1.1.1 and 2a01::1. Default: ${DEFAULT-VALUE}.")
    int port;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "120",
            description = "How long the attack lasts. Default: ${DEFAULT-VALUE}.")
    int seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Announces of the attackers per second. Default: ${DEFAULT-VALUE}.")
    int rate;

    @Option(
            names = "--popular-hosts",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Honest hosts of the popular swarm. Default: ${DEFAULT-VALUE}.")
    int popularHosts;

    @Override
    public Integer call() throws IOException, InterruptedException {
        OptionRanges ranges = new OptionRanges(spec);
        ranges.require("--seconds", seconds >= 1 && seconds <= 3_600, "1 to 3600");
        ranges.require("--rate", rate >= 1 && rate <= 1_000_000, "1 to 1000000");
        ranges.require("--popular-hosts", popularHosts >= 2 && popularHosts <= 40_000, "2 to 40000");
        InetSocketAddress tracker4 = Addresses.tracker(AddressFamily.IPV4, port);
        InetSocketAddress tracker6 = Addresses.tracker(AddressFamily.IPV6, port);
        InfoHash popular = HonestClients.torrent(POPULAR);
        HonestClients honest = new HonestClients(tracker4, tracker6, popular);
        for (int i = 0; i < popularHosts; i++) {
            honest.introduce(i, popular);
        }
        for (int i = 0; i < OLD_TORRENTS; i++) {
            honest.introduce(i, HonestClients.torrent(i));
        }
        Goals goals = new Goals(spec.commandLine().getOut());
        goals.line("%,d honest hosts in the popular swarm, %,d old torrents", popularHosts, OLD_TORRENTS);
        long sent;
        try (Attackers attackers = new Attackers(tracker4, tracker6, popular.toBytes())) {
            attackers.open();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < HONEST_THREADS; i++) {
                Thread thread = new Thread(() -> announceHonestly(honest));
                thread.start();
                threads.add(thread);
            }
            sent = attackers.send(rate, seconds);
            honest.stop();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        goals.line("%,d announces of the attackers, %,d of honest clients", sent, honest.requests());
        goals.head();
        goals.atLeast("honest announces answered, %", "%.2f", 99.9, honest.answeredPercent());
        goals.mustBeAtMost("time to an answer, p99, ms", "%.1f", 50, honest.p99Millis());
        goals.atLeast(
                "new honest torrents that another client found, %", "%.2f", 99.9, honest.newTorrentsFoundPercent());
        goals.exactly("old honest torrents that are still listed", OLD_TORRENTS, stillListed(tracker4));
        goals.atLeast("honest peers among those of the popular swarm, %", "%.1f", 90, honest.honestPeersPercent());
        return goals.isBroken() ? 1 : 0;
    }

    private void announceHonestly(HonestClients honest) {
        try {
            honest.run(HONEST_PER_THREAD, popularHosts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int stillListed(InetSocketAddress tracker4) throws IOException {
        int listed = 0;
        // An address may scrape 500 times at once.
        for (int from = 0; from < OLD_TORRENTS; from += 400) {
            try (UdpTestClient udp = UdpTestClient.to(tracker4, Addresses.honest(39_001 + 2 * from))) {
                for (int i = from; i < from + 400; i++) {
                    listed += udp.scrape(HonestClients.torrent(i)).get(0).seeders() == 1 ? 1 : 0;
                }
            }
        }
        return listed;
    }
}
