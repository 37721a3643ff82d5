package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An announce is one critical section of its swarm. */
abstract class ConcurrencyTests extends StoreTests {
    private static final int RACES = 300;
    private static final int CLIENTS = 8;
    private static final int SWARMS = 3;

    ConcurrencyTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    @Test
    void bothFamiliesInTheSameMillisecondAreOneHost() throws Exception {
        for (int race = 1; race <= RACES; race++) {
            int host = race;
            race(
                    () -> announce(from(endpoint(AddressFamily.IPV6, host)).hostTag(tag(host))),
                    () -> announce(from(endpoint(AddressFamily.IPV4, host)).hostTag(tag(host))));
        }
        assertTotals(1, 0, 0, RACES);
        assertScrape(0, RACES, 0, RACES);
    }

    @Test
    void completedOverBothFamiliesInTheSameMillisecondCountsOnce() throws Exception {
        for (int race = 1; race <= RACES; race++) {
            int host = race;
            race(
                    () -> announce(finished(AddressFamily.IPV6, host)),
                    () -> announce(finished(AddressFamily.IPV4, host)));
        }
        assertScrape(RACES, 0, RACES, 0);
    }

    @ParameterizedTest
    @EnumSource
    void twoEndpointsOfOneFamilyInTheSameMillisecondLeaveOne(AddressFamily family) throws Exception {
        for (int race = 1; race <= RACES; race++) {
            int host = race;
            race(
                    () -> announce(from(endpoint(family, host)).hostTag(tag(host))),
                    () -> announce(from(endpoint(family, RACES + host)).hostTag(tag(host))));
        }
        assertSingles(family, RACES);
        assertThat(everyone(family)).hasSize(RACES).doesNotHaveDuplicates();
    }

    @Test
    void newSwarmsInTheSameMillisecondAreOneSwarm() throws Exception {
        for (int race = 1; race <= RACES; race++) {
            InfoHash swarm = InfoHash.of(race, race, race);
            race(
                    () -> announce(from(endpoint(AddressFamily.IPV6, 1)).infoHash(swarm)),
                    () -> announce(from(endpoint(AddressFamily.IPV6, 2)).infoHash(swarm)));
        }
        assertTotals(RACES, 0, 2 * RACES, 0);
    }

    @Test
    void capsHoldUnderRaces() throws Exception {
        store = open(StoreOptions.builder().maxPeersPerSwarm(50));
        race(
                () -> {
                    for (int i = 0; i < 100; i++) {
                        attempt(from(endpoint(AddressFamily.IPV6, i)));
                    }
                    return true;
                },
                () -> {
                    for (int i = 0; i < 100; i++) {
                        attempt(from(endpoint(AddressFamily.IPV4, i)));
                    }
                    return true;
                });
        assertScrape(0, 50, 0, 50);
        assertThat(store.totals().hosts()).isEqualTo(50);
    }

    /**
     * Clients that each own their endpoints, so that each knows which of them are alive, share host tags pairwise, and
     * check every answer. In the end the store must hold what they say they left there.
     */
    @Test
    void invariantsHoldWhileManyClientsAnnounce() throws Exception {
        List<StressClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new StressClient(store, i, SWARMS, now));
        }
        race(clients.toArray(StressClient[]::new));
        settle();
        long hosts = 0;
        for (int swarm = 0; swarm < SWARMS; swarm++) {
            StressClient.Remains remains = StressClient.remains(clients, swarm);
            hosts += remains.hosts();
            for (AddressFamily family : AddressFamily.values()) {
                PeerUpdate asker = asker(family).infoHash(StressClient.swarm(swarm));
                assertThat(announce(asker).peers(family).toList())
                        .containsExactlyInAnyOrderElementsOf(remains.endpoints(family));
                announce(asker.stopped(true));
            }
            ScrapeBatch batch = scrape(StressClient.swarm(swarm));
            assertThat(batch.complete(0)).isEqualTo(remains.seeders());
            assertThat(batch.complete(0) + batch.incomplete(0)).isEqualTo(remains.hosts());
            assertThat(batch.downloaded(0)).isBetween(1, remains.completed());
        }
        assertThat(store.totals().hosts()).isEqualTo(hosts);
        for (StressClient client : clients) {
            client.leave();
        }
        assertTotals(0, 0, 0, 0);
    }

    private PeerUpdate finished(AddressFamily family, int host) {
        return from(endpoint(family, host))
                .hostTag(tag(host))
                .role(PeerRole.SEEDER)
                .completed(true);
    }

    /** Runs tasks on threads of their own that start together, and throws what one of them threw. */
    private static void race(Callable<?>... tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.length);
        try {
            CyclicBarrier start = new CyclicBarrier(tasks.length);
            List<Future<?>> results = new ArrayList<>();
            for (Callable<?> task : tasks) {
                results.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
