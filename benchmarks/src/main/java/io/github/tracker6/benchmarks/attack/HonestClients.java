package io.github.tracker6.benchmarks.attack;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.UdpTestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Honest clients with old and new torrents, and what became of their announces. Thread-safe. */
final class HonestClients {
    private static final int MAX_LATENCIES = 1_000_000;
    private static final int PORT = 6_881;
    private static final int NUM_WANT = 50;
    private static final int FIRST_NEW = 50_000;

    private final InetSocketAddress tracker4;
    private final InetSocketAddress tracker6;
    private final InfoHash popular;
    private final long[] latencyMicros = new long[MAX_LATENCIES];
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicLong newTorrents = new AtomicLong();
    private final AtomicLong newTorrentsFound = new AtomicLong();
    private final AtomicLong peers = new AtomicLong();
    private final AtomicLong honestPeers = new AtomicLong();
    private volatile boolean stops;

    HonestClients(InetSocketAddress tracker4, InetSocketAddress tracker6, InfoHash popular) {
        this.tracker4 = tracker4;
        this.tracker6 = tracker6;
        this.popular = popular;
    }

    /** Returns the info hash of a torrent of theirs. */
    static InfoHash torrent(int number) {
        return InfoHash.of(0x7ac6_e700_0000_0000L, number * 0x9e3779b97f4a7c15L, 0);
    }

    /** Announces a seeder of an old torrent, or a host of the popular one; it must be answered. */
    void introduce(int client, InfoHash infoHash) throws IOException {
        try (UdpTestClient udp = udp(client)) {
            udp.announce(announce(infoHash, 0).numWant(0));
        }
    }

    /** Announces until {@link #stop}, at a steady rate, on this thread. */
    void run(int perSecond, int popularHosts) throws IOException {
        long begin = System.nanoTime();
        for (long i = 0; !stops; i++) {
            long wait = begin + i * 1_000_000_000 / perSecond - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
            ThreadLocalRandom random = ThreadLocalRandom.current();
            switch (random.nextInt(4)) {
                case 0 -> offerNewTorrent();
                case 1 -> overHttp(random.nextInt(popularHosts));
                default -> again(random.nextInt(popularHosts));
            }
        }
    }

    void stop() {
        stops = true;
    }

    /** A host of the popular swarm announces again. */
    private void again(int client) throws IOException {
        try (UdpTestClient udp = udp(client)) {
            countPeers(timed(udp, popular, 1_000));
        }
    }

    /** A new torrent gets its first seeder, and another client looks for it. */
    private void offerNewTorrent() throws IOException {
        long number = newTorrents.incrementAndGet();
        InfoHash infoHash = torrent((int) (FIRST_NEW + number));
        int seeder = (int) (FIRST_NEW + 2 * number);
        try (UdpTestClient first = udp(seeder % 60_000);
                UdpTestClient second = udp((seeder + 2) % 60_000)) {
            timed(first, infoHash, 0);
            newTorrentsFound.addAndGet(timed(second, infoHash, 1_000).isEmpty() ? 0 : 1);
        }
    }

    private void overHttp(int client) {
        long begin = System.nanoTime();
        InetAddress address = Addresses.honest(client);
        String target = "/announce?info_hash=" + HttpTestClient.encode(popular.toBytes())
                + "&peer_id=-XX0001-000000000000&port=" + PORT
                + "&left=1000&downloaded=1&uploaded=1&compact=1";
        boolean answered = false;
        try (HttpTestClient http = HttpTestClient.to(tracker(address), address)) {
            answered = http.get(target, "Connection: close").text().contains("8:complete");
        } catch (IOException e) {
            // counted as unanswered
        }
        record(begin, answered);
    }

    private UdpTestClient udp(int client) throws IOException {
        InetAddress address = Addresses.honest(client);
        return UdpTestClient.to(tracker(address), address);
    }

    private InetSocketAddress tracker(InetAddress source) {
        return Addresses.isIpv6(source) ? tracker6 : tracker4;
    }

    private static AnnounceRequest announce(InfoHash infoHash, long left) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new AnnounceRequest()
                .infoHash(infoHash)
                .peerId(random.nextLong(), random.nextLong(), random.nextInt())
                .key(random.nextInt())
                .port(PORT)
                .left(left)
                .uploaded(1)
                .downloaded(1)
                .event(AnnounceEvent.STARTED)
                .numWant(NUM_WANT);
    }

    /** Announces, and returns the peers; none if no answer comes, which is counted. */
    private List<Endpoint> timed(UdpTestClient udp, InfoHash infoHash, long left) {
        long begin = 0;
        try {
            udp.connect();
            begin = System.nanoTime();
            List<Endpoint> told = udp.announce(announce(infoHash, left)).peers();
            record(begin, true);
            return told;
        } catch (IOException | UdpTestClient.TrackerError e) {
            record(begin, false);
            return List.of();
        }
    }

    private void record(long begin, boolean answered) {
        int index = requests.getAndIncrement();
        if (!answered) {
            unanswered.incrementAndGet();
        }
        if (index < MAX_LATENCIES) {
            latencyMicros[index] = answered ? (System.nanoTime() - begin) / 1_000 : Long.MAX_VALUE;
        }
    }

    private void countPeers(List<Endpoint> told) {
        peers.addAndGet(told.size());
        honestPeers.addAndGet(told.stream().filter(Addresses::isHonest).count());
    }

    int requests() {
        return requests.get();
    }

    double answeredPercent() {
        return 100.0 * (requests.get() - unanswered.get()) / Math.max(1, requests.get());
    }

    double newTorrentsFoundPercent() {
        return 100.0 * newTorrentsFound.get() / Math.max(1, newTorrents.get());
    }

    double honestPeersPercent() {
        return 100.0 * honestPeers.get() / Math.max(1, peers.get());
    }

    double p99Millis() {
        int count = Math.min(requests.get(), MAX_LATENCIES);
        long[] sorted = Arrays.copyOf(latencyMicros, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[(int) ((count - 1) * 0.99)] / 1_000.0;
    }
}
