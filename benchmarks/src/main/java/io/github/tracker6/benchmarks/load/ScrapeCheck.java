package io.github.tracker6.benchmarks.load;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Compares the counts of one tracker with what was announced. Nothing may be in flight. A few hosts may be lacking in a large
 * swarm, see {@link AlikeTags}.
 */
final class ScrapeCheck {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX_LOST = 3;

    private final LoadPlan plan;
    private final Target target;
    private final Sources sources;
    private final Population population;
    private final PeerStates states;
    private final Tally tally;
    private long contents;
    private long downloads;

    ScrapeCheck(LoadPlan plan, Target target, Sources sources, Population population, PeerStates states, Tally tally) {
        this.plan = plan;
        this.target = target;
        this.sources = sources;
        this.population = population;
        this.states = states;
        this.tally = tally;
    }

    /** Scrapes the swarms, for 10 s at most. */
    void run() {
        int lost = 0;
        try (Scraper scraper = scraper()) {
            long end = System.nanoTime() + LIMIT_NANOS;
            for (int swarm = 0; swarm < population.swarms() && lost < MAX_LOST && System.nanoTime() - end < 0; ) {
                int count = Math.min(scraper.limit(), population.swarms() - swarm);
                tally.sent++;
                try {
                    compare(swarm, count, scraper.scrape(hashes(swarm, count)));
                    tally.received++;
                    tally.scrapedSwarms += count;
                } catch (SocketTimeoutException e) {
                    tally.lost++;
                    lost++;
                }
                swarm += count;
            }
        } catch (SocketTimeoutException e) {
            tally.sent++;
            tally.lost++;
        } catch (IOException e) {
            tally.addFault(Fault.SCRAPE, String.valueOf(e.getMessage()));
        }
    }

    /** Returns a number that is the same for all trackers that have the same counts of every swarm. */
    long contents() {
        return contents;
    }

    /** Returns the downloads of all swarms. */
    long downloads() {
        return downloads;
    }

    private Scraper scraper() throws IOException {
        int timeoutMillis = (int) plan.timeout().toMillis();
        return target.udp()
                ? new UdpScraper(target, sources.bindAddress(0), timeoutMillis)
                : new HttpScraper(target, sources.bindAddress(0), timeoutMillis);
    }

    private byte[] hashes(int first, int count) {
        ByteBuffer hashes = ByteBuffer.allocate(20 * count);
        for (int i = 0; i < count; i++) {
            population.putInfoHash(first + i, hashes);
        }
        return hashes.array();
    }

    private void compare(int first, int count, int[] counts) {
        for (int i = 0; i < count; i++) {
            int swarm = first + i;
            int unknown = states.unknown(swarm);
            int lacking = AlikeTags.most(population.size(swarm));
            int seeders = counts[3 * i];
            int downloaded = counts[3 * i + 1];
            int downloaders = counts[3 * i + 2];
            downloads += downloaded;
            contents = 31 * (31 * (31 * contents + seeders) + downloaded) + downloaders;
            if (!isWithin(seeders, states.sureSeeders(swarm), unknown, lacking)
                    || !isWithin(downloaders, states.sureDownloaders(swarm), unknown, lacking)
                    || !isWithin(downloaded, states.sureDownloads(swarm), states.unsureDownloads(swarm), lacking)) {
                tally.addFault(
                        Fault.SCRAPE,
                        "complete " + seeders + ", incomplete " + downloaders + ", downloaded " + downloaded
                                + " where " + states.sureSeeders(swarm) + ", " + states.sureDownloaders(swarm) + ", "
                                + states.sureDownloads(swarm) + " were announced and " + unknown + " peers and "
                                + states.unsureDownloads(swarm) + " downloads are unknown, and " + lacking
                                + " hosts may be lacking, at " + target);
            }
        }
    }

    private static boolean isWithin(int count, int sure, int unknown, int lacking) {
        return count >= sure - lacking && count <= sure + unknown;
    }
}
