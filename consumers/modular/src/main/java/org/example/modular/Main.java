package org.example.modular;

import io.github.tracker6.server.TrackerServer;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/** Serves, announces to itself over both families and both protocols, and stops. Ends with 1 if anything is wrong. */
public final class Main {
    private static final long DEADLINE_NANOS = 10_000_000_000L;

    private Main() {}

    public static void main(String[] args) throws Exception {
        check("has no descriptor", TrackerServer.class.getModule().isNamed());
        Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
        try (TrackerServer server =
                TrackerServer.builder().listen("[::]:0").lan(true).start()) {
            announceAndScrape(
                    server.httpAddresses().get(0).getPort(),
                    server.udpAddresses().get(0).getPort());
        }
        Set<Thread> left = threadsSince(before);
        check("threads are left: " + left, left.isEmpty());
        System.out.println("Announced over IPv4 and IPv6, HTTP and UDP; no thread is left.");
    }

    private static void announceAndScrape(int httpPort, int udpPort) throws Exception {
        HttpClient http4 = new HttpClient(new InetSocketAddress("127.0.0.1", httpPort));
        HttpClient http6 = new HttpClient(new InetSocketAddress("::1", httpPort));
        check("the seeder over IPv4 is alone", http4.announce(1, 6_881, 0).contains("8:completei1e"));
        check("the seeder is counted over IPv6", http6.announce(2, 6_882, 1_000).contains("8:completei1e"));

        try (UdpClient udp6 = new UdpClient(new InetSocketAddress("::1", udpPort));
                UdpClient udp4 = new UdpClient(new InetSocketAddress("127.0.0.1", udpPort))) {
            udp6.announce(3, 6_883, 1_000).expect(1, 2);
            udp4.announce(4, 6_884, 1_000).expect(1, 3);
            udp4.scrape().expect(1, 3);
        }
        String scrape = http6.scrape();
        check("scrape over HTTP: " + scrape, scrape.contains("8:completei1e") && scrape.contains("10:incompletei3e"));
    }

    /** Returns the threads that are still there after some seconds, without those of the JVM itself. */
    private static Set<Thread> threadsSince(Set<Thread> before) throws InterruptedException {
        ThreadGroup ours = Thread.currentThread().getThreadGroup();
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (true) {
            Set<Thread> now = new HashSet<>(Thread.getAllStackTraces().keySet());
            now.removeAll(before);
            now.removeIf(thread -> !ours.parentOf(thread.getThreadGroup()));
            if (now.isEmpty() || System.nanoTime() - deadline > 0) {
                return now;
            }
            now.iterator().next().join(100);
        }
    }

    static void check(String what, boolean holds) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
