package io.github.tracker6.engine;

import io.github.tracker6.HostCounts;
import io.github.tracker6.store.StoreTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many hosts had which address families over time, and how many could be reached over IPv6: a point every 5 minutes for
 * 30 days, in fixed memory. It counts hosts; {@link TrackerStats} counts announces. Thread-safe.
 *
 * @since 0.1.0
 */
public final class AdoptionSeries {
    /** The time between two points: 5 minutes. */
    public static final Duration PERIOD = Duration.ofMinutes(5);

    /** The most points that are kept: 8,640, the number for 30 days. */
    public static final int MAX_POINTS = (int) (Duration.ofDays(30).toMinutes() / PERIOD.toMinutes());

    private static final long PERIOD_MILLIS = PERIOD.toMillis();
    private static final int COUNTS = 7;

    private final long[] periods = new long[MAX_POINTS];
    private final long[] counts = new long[COUNTS * MAX_POINTS];
    private int next;
    private int size;

    /**
     * The numbers of hosts at one time. A host counts once per swarm.
     *
     * @param time a multiple of 5 minutes
     * @param families the hosts, by families and reachability
     * @since 0.1.0
     */
    public record Point(Instant time, HostCounts families) {
        /**
         * Makes a point that says nothing of reachability.
         *
         * @param time a multiple of 5 minutes
         * @param ipv4Hosts hosts known by an IPv4 endpoint only
         * @param ipv6Hosts hosts known by an IPv6 endpoint only
         * @param dualStackHosts hosts known by an endpoint of each family
         */
        public Point(Instant time, long ipv4Hosts, long ipv6Hosts, long dualStackHosts) {
            this(time, HostCounts.ofFamilies(ipv4Hosts, ipv6Hosts, dualStackHosts));
        }

        /** Returns the number of hosts known by an IPv4 endpoint only. */
        public long ipv4Hosts() {
            return families.ipv4();
        }

        /** Returns the number of hosts known by an IPv6 endpoint only. */
        public long ipv6Hosts() {
            return families.ipv6();
        }

        /** Returns the number of hosts known by an endpoint of each family. */
        public long dualStackHosts() {
            return families.dualStack();
        }
    }

    AdoptionSeries() {}

    /** Returns whether a point is due. */
    synchronized boolean isDue(long nowMillis) {
        return size == 0 || Math.floorDiv(nowMillis, PERIOD_MILLIS) > periods[last()];
    }

    /** Adds a point for the period that a time is in, unless the period has one. */
    synchronized void add(long nowMillis, StoreTotals totals) {
        if (!isDue(nowMillis)) {
            return;
        }
        put(new Point(
                Instant.ofEpochMilli(Math.floorDiv(nowMillis, PERIOD_MILLIS) * PERIOD_MILLIS), totals.families()));
    }

    /**
     * Puts points of an earlier run in front of those of this one.
     *
     * @param points in any order; those of periods from this run's first point on are left out, and so are the oldest
     *     where there are more than {@link #MAX_POINTS}
     */
    public synchronized void restore(Collection<Point> points) {
        List<Point> own = points();
        Instant first = own.isEmpty() ? Instant.MAX : own.get(0).time();
        SortedMap<Instant, Point> all = new TreeMap<>();
        points.stream().filter(point -> point.time().isBefore(first)).forEach(point -> all.put(point.time(), point));
        own.forEach(point -> all.put(point.time(), point));
        next = 0;
        size = 0;
        all.values().stream().skip(Math.max(0, all.size() - MAX_POINTS)).forEach(this::put);
    }

    private void put(Point point) {
        periods[next] = Math.floorDiv(point.time().toEpochMilli(), PERIOD_MILLIS);
        HostCounts hosts = point.families();
        int at = COUNTS * next;
        counts[at] = hosts.ipv4();
        counts[at + 1] = hosts.ipv6Reached();
        counts[at + 2] = hosts.ipv6NotReached();
        counts[at + 3] = hosts.ipv6Unknown();
        counts[at + 4] = hosts.dualStackReached();
        counts[at + 5] = hosts.dualStackNotReached();
        counts[at + 6] = hosts.dualStackUnknown();
        next = (next + 1) % MAX_POINTS;
        size = Math.min(MAX_POINTS, size + 1);
    }

    /** Returns a copy of the points, oldest first. A period in which the tracker did not run has no point. */
    public synchronized List<Point> points() {
        List<Point> points = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            int at = (next - size + i + MAX_POINTS) % MAX_POINTS;
            points.add(new Point(Instant.ofEpochMilli(periods[at] * PERIOD_MILLIS), families(COUNTS * at)));
        }
        return points;
    }

    private HostCounts families(int at) {
        return new HostCounts(
                counts[at],
                counts[at + 1],
                counts[at + 2],
                counts[at + 3],
                counts[at + 4],
                counts[at + 5],
                counts[at + 6]);
    }

    private int last() {
        return (next + MAX_POINTS - 1) % MAX_POINTS;
    }
}
