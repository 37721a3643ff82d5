package io.github.tracker6.status;

import io.github.tracker6.HostCounts;
import io.github.tracker6.engine.AdoptionSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Means of the points of an {@link AdoptionSeries}, over equal lengths of time. */
final class AdoptionSamples {
    private AdoptionSamples() {}

    /**
     * Mean numbers of hosts.
     *
     * @param time where its length of time begins
     * @param ipv6 with IPv6 alone
     * @param dualStack with both
     * @param ipv4 with IPv4 alone
     * @param reached of those with IPv6, alone or not, the ones that can be reached over it
     */
    record Sample(Instant time, double ipv6, double dualStack, double ipv4, double reached) {
        double withIpv6() {
            return ipv6 + dualStack;
        }

        double hosts() {
            return ipv6 + dualStack + ipv4;
        }
    }

    /**
     * Returns a sample for each length of time that has a point; none for others.
     *
     * @param points oldest first
     * @param from earlier points are left out
     * @param length of time of each sample; the samples begin at multiples of it
     */
    static List<Sample> of(List<AdoptionSeries.Point> points, Instant from, Duration length) {
        List<Sample> samples = new ArrayList<>();
        HostCounts sum = HostCounts.NONE;
        int n = 0;
        long slot = 0;
        for (AdoptionSeries.Point point : points) {
            if (point.time().isBefore(from)) {
                continue;
            }
            long own = Math.floorDiv(point.time().getEpochSecond(), length.toSeconds());
            if (n > 0 && own != slot) {
                samples.add(mean(slot, length, sum, n));
                sum = HostCounts.NONE;
                n = 0;
            }
            slot = own;
            sum = sum.plus(point.families());
            n++;
        }
        if (n > 0) {
            samples.add(mean(slot, length, sum, n));
        }
        return samples;
    }

    private static Sample mean(long slot, Duration length, HostCounts sum, int n) {
        return new Sample(
                Instant.ofEpochSecond(slot * length.toSeconds()),
                (double) sum.ipv6() / n,
                (double) sum.dualStack() / n,
                (double) sum.ipv4() / n,
                (double) (sum.ipv6Reached() + sum.dualStackReached()) / n);
    }

    /** Returns the samples cut where one or more are missing: there the tracker did not run. */
    static List<List<Sample>> runs(List<Sample> samples, Duration length) {
        List<List<Sample>> runs = new ArrayList<>();
        List<Sample> run = new ArrayList<>();
        for (Sample sample : samples) {
            if (!run.isEmpty() && run.get(run.size() - 1).time().plus(length).isBefore(sample.time())) {
                runs.add(run);
                run = new ArrayList<>();
            }
            run.add(sample);
        }
        if (!run.isEmpty()) {
            runs.add(run);
        }
        return runs;
    }
}
