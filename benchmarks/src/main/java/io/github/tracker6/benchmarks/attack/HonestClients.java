package io.github.tracker6.benchmarks.attack;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Honest clients with old and new torrents, and what became of their announces. Thread-safe. */
final class HonestClients {
    private static final long TIMEOUT_MILLIS = 3_000;
    private static final int MAX_LATENCIES = 1_000_000;
    private static final int PORT = 6_881;
    private static final int NUM_WANT = 50;
    private static final int FIRST_NEW = 50_000;

    private final InetSocketAddress tracker4;
    private final InetSocketAddress tracker6;
    private final byte[] popular;
    private final long[] latencyMicros = new long[MAX_LATENCIES];
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicLong newTorrents = new AtomicLong();
    private final AtomicLong newTorrentsFound = new AtomicLong();
    private final AtomicLong peers = new AtomicLong();
    private final AtomicLong honestPeers = new AtomicLong();
    private volatile boolean stops;

    HonestClients(InetSocketAddress tracker4, InetSocketAddress tracker6, byte[] popular) {
        this.tracker4 = tracker4;
        this.tracker6 = tracker6;
        this.popular = popular;
    }

    /** Returns the info hash of a torrent of theirs. */
    static byte[] torrent(int number) {
        byte[] infoHash = new byte[20];
        ByteBuffer.wrap(infoHash).putLong(0x7ac6_e700_0000_0000L).putLong(number * 0x9e3779b97f4a7c15L);
        return infoHash;
    }

    /** Announces a seeder of an old torrent, or a host of the popular one; it must be answered. */
    void introduce(int client, byte[] infoHash) throws IOException {
        try (UdpClient udp = udp(client)) {
            udp.connect(TIMEOUT_MILLIS);
            for (int attempt = 0; !udp.announce(infoHash, PORT, 0, 0, TIMEOUT_MILLIS); attempt++) {
                if (attempt == 3) {
                    throw new IOException("the tracker does not answer before the attack");
                }
            }
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
        try (UdpClient udp = udp(client)) {
            if (connected(udp) && timed(udp, popular, 1_000)) {
                countPeers(udp);
            }
        }
    }

    /** A new torrent gets its first seeder, and another client looks for it. */
    private void offerNewTorrent() throws IOException {
        long number = newTorrents.incrementAndGet();
        byte[] infoHash = torrent((int) (FIRST_NEW + number));
        int seeder = (int) (FIRST_NEW + 2 * number);
        try (UdpClient first = udp(seeder % 60_000);
                UdpClient second = udp((seeder + 2) % 60_000)) {
            if (connected(first) && timed(first, infoHash, 0) && connected(second) && timed(second, infoHash, 1_000)) {
                newTorrentsFound.addAndGet(second.answer().remaining() > UdpClient.PEERS_AT ? 1 : 0);
            }
        }
    }

    private void overHttp(int client) {
        long begin = System.nanoTime();
        InetAddress address = Addresses.honest(client);
        String request =
                "GET /announce?info_hash=" + HexFormat.of().withPrefix("%").formatHex(popular)
                        + "&peer_id=-XX0001-000000000000&port=" + PORT
                        + "&left=1000&downloaded=1&uploaded=1&compact=1 HTTP/1.0\r\n\r\n";
        boolean answered = false;
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address, 0));
            socket.setSoTimeout((int) TIMEOUT_MILLIS);
            socket.connect(Addresses.isIpv6(address) ? tracker6 : tracker4, (int) TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            answered = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).contains("8:complete");
        } catch (IOException e) {
            // counted as unanswered
        }
        record(begin, answered);
    }

    private UdpClient udp(int client) throws IOException {
        InetAddress address = Addresses.honest(client);
        return new UdpClient(address, Addresses.isIpv6(address) ? tracker6 : tracker4, true);
    }

    private boolean connected(UdpClient udp) {
        try {
            udp.connect(TIMEOUT_MILLIS);
            return true;
        } catch (IOException e) {
            record(System.nanoTime(), false);
            return false;
        }
    }

    private boolean timed(UdpClient udp, byte[] infoHash, long left) throws IOException {
        long begin = System.nanoTime();
        boolean answered = false;
        try {
            answered = udp.announce(infoHash, PORT, left, NUM_WANT, TIMEOUT_MILLIS);
        } finally {
            record(begin, answered);
        }
        return answered;
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

    private void countPeers(UdpClient udp) {
        int stride = udp.isIpv6() ? 18 : 6;
        ByteBuffer answer = udp.answer();
        for (int at = UdpClient.PEERS_AT; at + stride <= answer.limit(); at += stride) {
            peers.incrementAndGet();
            honestPeers.addAndGet(Addresses.isHonest(answer, at, udp.isIpv6()) ? 1 : 0);
        }
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
