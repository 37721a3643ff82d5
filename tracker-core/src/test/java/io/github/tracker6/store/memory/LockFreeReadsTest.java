package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * One thread prefetches and scrapes while another one lets both shards of a store grow and shrink in turn, so that indexes split,
 * tables grow, and chunks of memory go from shard to shard. Prefetching takes no lock.
 */
class LockFreeReadsTest {
    private static final int ROUNDS = 4;

    /** So many that the directory of a shard doubles several times. */
    private static final int SWARMS = 6_000;

    private static final int BATCH = 32;

    private final MemorySwarmStore store =
            MemorySwarmStore.builder().random(new Random(1)).shards(2).build();
    private final AtomicBoolean ended = new AtomicBoolean();

    /** How many times the reader saw a swarm. */
    private final AtomicLong seen = new AtomicLong();

    @Test
    void readsBesideAWriterNeverFailAndShowNoOtherSwarm() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<?> reader = executor.submit(this::readUntilTheEnd);
            List<List<Integer>> byShard = List.copyOf(IntStream.range(0, SWARMS)
                    .boxed()
                    .collect(Collectors.partitioningBy(swarm -> shardOf(swarm) == store.shards()[0]))
                    .values());
            try {
                for (int round = 0; (round < ROUNDS || seen.get() == 0) && !reader.isDone(); round++) {
                    for (List<Integer> swarms : byShard) {
                        swarms.forEach(swarm -> announce(swarm, false));
                        swarms.forEach(swarm -> announce(swarm, true));
                    }
                }
            } finally {
                ended.set(true);
            }

            reader.get(1, TimeUnit.MINUTES);
            assertThat(seen.get()).isPositive();
            assertThat(store.totals()).isEqualTo(new StoreTotals(0, 0, 0, 0));
        } finally {
            executor.shutdownNow();
        }
    }

    private void readUntilTheEnd() {
        Random random = new Random(2);
        InfoHashes ahead = new InfoHashes();
        ScrapeBatch batch = new ScrapeBatch();
        while (!ended.get()) {
            ahead.clear();
            batch.reset();
            int first = random.nextInt(SWARMS - BATCH);
            for (int swarm = first; swarm < first + BATCH; swarm++) {
                InfoHash infoHash = hash(swarm);
                ahead.add(infoHash.head(), infoHash.middle(), infoHash.tail());
                batch.add(infoHash);
            }
            store.prefetch(ahead);
            var unused = store.scrape(batch, 0);
            for (int i = 0; i < BATCH; i++) {
                if (batch.known(i)) {
                    seen.incrementAndGet();
                    assertThat(batch.complete(i)).isEqualTo((first + i) % 2);
                    assertThat(batch.incomplete(i)).isEqualTo(1 - (first + i) % 2);
                }
            }
        }
    }

    private Shard shardOf(int swarm) {
        Change change = new Change();
        InfoHash infoHash = hash(swarm);
        change.family = AddressFamily.IPV6;
        change.set(Change.Kind.FORGET, infoHash.head(), infoHash.middle(), infoHash.tail(), 0);
        return store.shard(store.hash(change));
    }

    /** The host of a swarm with an odd number seeds. */
    private void announce(int swarm, boolean stopped) {
        var unused = store.announce(
                new PeerUpdate()
                        .infoHash(hash(swarm))
                        .endpoint(AddressFamily.IPV6, 0x2a00L << 48 | swarm, 1, 6881)
                        .role(swarm % 2 == 1 ? PeerRole.SEEDER : PeerRole.DOWNLOADER)
                        .stopped(stopped),
                new AnnounceResponse());
    }

    private static InfoHash hash(int swarm) {
        return InfoHash.of(swarm, swarm, swarm);
    }
}
