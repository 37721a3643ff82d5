package io.github.tracker6.engine;

import io.github.tracker6.store.StoreTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many hosts had which address families over time: a point every 5 minutes for 30 days, in fixed memory. It counts
 * hosts; {@link TrackerStats} counts announces. Thread-safe.
 */
public final class AdoptionSeries {
    /** The time between two points: 5 minutes. */
    public static final Duration PERIOD = Duration.ofMinutes(5);

    /** The most points that are kept: 8,640, the number for 30 days. */
    public static final int MAX_POINTS = (int) (Duration.ofDays(30).toMinutes() / PERIOD.toMinutes());

    private static final long PERIOD_MILLIS = PERIOD.toMillis();

    private final long[] periods = new long[MAX_POINTS];
    private final long[] ipv4Hosts = new long[MAX_POINTS];
    private final long[] ipv6Hosts = new long[MAX_POINTS];
    private final long[] dualStackHosts = new long[MAX_POINTS];
    private int next;
    private int size;

    /**
     * The numbers of hosts at one time. A host counts once per swarm.
     *
     * @param time a multiple of 5 minutes
     * @param ipv4Hosts hosts known by an IPv4 endpoint only
     * @param ipv6Hosts hosts known by an IPv6 endpoint only
     * @param dualStackHosts hosts known by an endpoint of each family
     */
    public record Point(Instant time, long ipv4Hosts, long ipv6Hosts, long dualStackHosts) {}

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
                Instant.ofEpochMilli(Math.floorDiv(nowMillis, PERIOD_MILLIS) * PERIOD_MILLIS),
                totals.ipv4Hosts(),
                totals.ipv6Hosts(),
                totals.dualStackHosts()));
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
        ipv4Hosts[next] = point.ipv4Hosts();
        ipv6Hosts[next] = point.ipv6Hosts();
        dualStackHosts[next] = point.dualStackHosts();
        next = (next + 1) % MAX_POINTS;
        size = Math.min(MAX_POINTS, size + 1);
    }

    /** Returns a copy of the points, oldest first. A period in which the tracker did not run has no point. */
    public synchronized List<Point> points() {
        List<Point> points = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            int at = (next - size + i + MAX_POINTS) % MAX_POINTS;
            points.add(new Point(
                    Instant.ofEpochMilli(periods[at] * PERIOD_MILLIS),
                    ipv4Hosts[at],
                    ipv6Hosts[at],
                    dualStackHosts[at]));
        }
        return points;
    }

    private int last() {
        return (next + MAX_POINTS - 1) % MAX_POINTS;
    }
}
