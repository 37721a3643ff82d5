package io.github.tracker6.standalone.doctor;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.InfoHash;
import io.github.tracker6.standalone.cli.Printable;
import io.github.tracker6.standalone.client.AnnounceAnswer;
import io.github.tracker6.standalone.client.AnnounceQuery;
import io.github.tracker6.standalone.client.RemoteTracker;
import io.github.tracker6.standalone.client.ScrapeCounts;
import io.github.tracker6.standalone.client.TrackerRefusal;
import io.github.tracker6.standalone.client.TrackerUrl;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Announces as one client over each family, and looks as how many clients and as which address the tracker takes it. Then the
 * client goes, whatever happened.
 */
final class ClientCheck {
    private static final String SUBJECT = "client";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** Trackers that share a store know of each other's clients a little later. */
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** In a swarm with others, a client that comes meanwhile looks like a second one of ours. */
    private static final int TRIES = 3;

    private static final int PORT = 6_881;

    private final TrackerUrl url;
    private final List<InetSocketAddress> addresses;
    private final InfoHash infoHash;
    private final boolean isPublished;

    /**
     * Makes the check.
     *
     * @param addresses one, or one of each family
     * @param isPublished whether the info hash is that of a torrent, and not a random one
     */
    ClientCheck(TrackerUrl url, List<InetSocketAddress> addresses, InfoHash infoHash, boolean isPublished) {
        this.url = url;
        this.addresses = List.copyOf(addresses);
        this.infoHash = infoHash;
        this.isPublished = isPublished;
    }

    /** Announces; for up to about 20 seconds where the tracker is slow. */
    List<Finding> run() {
        List<RemoteTracker> trackers = addresses.stream()
                .map(address -> RemoteTracker.at(url, address, TIMEOUT))
                .toList();
        try {
            List<Finding> findings = List.of();
            for (int i = 0; i < TRIES; i++) {
                findings = announce(trackers);
                if (findings.stream().noneMatch(each -> each.text().startsWith("counted as "))) {
                    break;
                }
            }
            return findings;
        } catch (TrackerRefusal e) {
            return List.of(refusal(Printable.of(String.valueOf(e.getMessage()))));
        } catch (IOException e) {
            return List.of(Finding.warn(SUBJECT, "not checked: " + Printable.of(String.valueOf(e.getMessage()))));
        } finally {
            trackers.forEach(RemoteTracker::close);
        }
    }

    private Finding refusal(String reason) {
        return isPublished
                ? Finding.fail(SUBJECT, "the tracker refuses the torrent: " + reason)
                : Finding.warn(
                        SUBJECT,
                        "not checked, as the tracker refuses the announce (" + reason
                                + "); if it serves listed torrents alone, name one with --torrent");
    }

    private List<Finding> announce(List<RemoteTracker> trackers) throws IOException {
        AnnounceQuery query = AnnounceQuery.ofNewClient(infoHash, PORT, 1, AnnounceEvent.STARTED, 0);
        List<Finding> findings = new ArrayList<>();
        RemoteTracker last = trackers.get(trackers.size() - 1);
        long before = peers(last);
        Departure departure = Departure.of(url, addresses, query.stopped());
        try {
            for (int i = 0; i < trackers.size(); i++) {
                AnnounceAnswer answer = trackers.get(i).announce(query);
                if (answer.externalIp() != null) {
                    findings.add(SeenAddress.finding(SUBJECT, answer.externalIp(), local(addresses.get(i)), addresses));
                }
                if (i == 0 && trackers.size() > 1 && !await(last, before, true)) {
                    findings.add(apart(trackers.get(0)));
                    return findings;
                }
            }
            if (trackers.size() > 1) {
                boolean isOne = await(last, before, false);
                findings.add(
                        isOne
                                ? Finding.ok(SUBJECT, "one client over both families")
                                : Finding.warn(
                                        SUBJECT,
                                        "counted as " + (peers(last) - before) + " clients: the tracker does not know"
                                                + " that a client over IPv6 and one over IPv4 are the same, so its counts"
                                                + " are too high"));
            }
            return findings;
        } finally {
            departure.leave();
        }
    }

    /** The tracker that answers over IPv4 does not see who announced over IPv6. */
    private Finding apart(RemoteTracker first) throws IOException {
        return peers(first) == 0
                ? Finding.warn(SUBJECT, "not checked: the tracker does not count the client that announced")
                : Finding.fail(
                        SUBJECT,
                        "two trackers: a client that announces over IPv6 is not seen over IPv4, so each family has"
                                + " a swarm of its own; give both one store (docs/shared-store.md), or serve both families by one");
    }

    /** Waits a little until the tracker counts one client more: at least one, or exactly one. */
    private boolean await(RemoteTracker tracker, long before, boolean isMoreEnough) throws IOException {
        long deadline = System.nanoTime() + SETTLE_NANOS;
        while (true) {
            long more = peers(tracker) - before;
            if (more == 1 || (isMoreEnough && more > 1)) {
                return true;
            }
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private long peers(RemoteTracker tracker) throws IOException {
        ScrapeCounts counts = tracker.scrape(List.of(infoHash)).get(infoHash);
        return counts == null ? 0 : counts.seeds() + counts.leechers();
    }

    /** Returns the address of this host that the tracker should see; no packet is sent. */
    private static InetAddress local(InetSocketAddress tracker) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(tracker);
            return socket.getLocalAddress();
        }
    }
}
