package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.StoreOptionsBuilder;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the groups of the contract share: a fresh store for each test, a time, and short methods for announces. */
abstract class StoreTests {
    static final InfoHash SWARM = InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a");
    static final InfoHash OTHER_SWARM = InfoHash.fromHex("08ada5a7a6183aae1e09d831df6748d566095a10");
    static final long START_MILLIS = 1_700_000_000_000L;
    static final int EVERYONE = 20_000;
    private static final int MAX_SLICES = 200;
    private static final int DEADLINE_SECONDS = 10;
    private static final int PORT = 6881;

    private final Function<StoreOptions, SwarmStore> factory;
    private final List<SwarmStore> opened = new ArrayList<>();
    SwarmStore store;
    long now = START_MILLIS;

    StoreTests(Function<StoreOptions, SwarmStore> factory) {
        this.factory = factory;
    }

    @BeforeEach
    final void openStore() {
        store = open(StoreOptions.builder());
    }

    @AfterEach
    final void closeStores() {
        opened.forEach(SwarmStore::close);
    }

    /** Opens a store without fair shares, which would leave the crowds of these tests unlisted. */
    final SwarmStore open(StoreOptionsBuilder options) {
        return open(options.fairShares(false).build());
    }

    final SwarmStore open(StoreOptions options) {
        SwarmStore fresh = factory.apply(options);
        opened.add(fresh);
        return fresh;
    }

    /** Returns one of many addresses of a family, all of the documentation and benchmarking ranges, so of one scope. */
    static Endpoint endpoint(AddressFamily family, int number) {
        return family == AddressFamily.IPV6
                ? Endpoint.ofIpv6(0x20010db800000000L, number, PORT)
                : Endpoint.ofIpv4(0xc6120000 + number, PORT);
    }

    /** Returns one of many global addresses; those of IPv6 are each in a /64 of their own. */
    static Endpoint globalEndpoint(AddressFamily family, int number) {
        return family == AddressFamily.IPV6
                ? Endpoint.ofIpv6(0x2a00000000000000L + number, 1, PORT)
                : Endpoint.ofIpv4(0x0b000000 + number, PORT);
    }

    /** Returns a host tag, distinct in its upper 37 bits. */
    static long tag(int number) {
        return number * 0x9e3779b97f4a7c15L;
    }

    /** Returns an announce of an unlinked downloader that wants no peers. */
    final PeerUpdate from(Endpoint endpoint) {
        return new PeerUpdate()
                .infoHash(SWARM)
                .endpoint(endpoint)
                .policy(FamilyPolicy.SAME_FAMILY)
                .nowMillis(now);
    }

    /** Returns the announce of another client, which wants every peer of the family. */
    final PeerUpdate asker(AddressFamily family) {
        return from(endpoint(family, 99_999)).numWant(EVERYONE);
    }

    final AnnounceResponse announce(PeerUpdate update) {
        AnnounceResponse response = attempt(update);
        assertThat(response.rejection()).isNull();
        return response;
    }

    final AnnounceResponse attempt(PeerUpdate update) {
        return join(store.announce(update, new AnnounceResponse()));
    }

    final AnnounceResponse stop(Endpoint endpoint) {
        return announce(from(endpoint).stopped(true));
    }

    /** Tells the store whether an endpoint of the swarm could be reached. */
    final void probe(Endpoint endpoint, Reachability found) {
        store.reachability(SWARM, endpoint, found, now);
    }

    /** Returns every peer of a family that a downloader gets; the downloader then leaves. */
    final List<Endpoint> everyone(AddressFamily family) {
        PeerUpdate asker = asker(family);
        List<Endpoint> peers = announce(asker).peers(family).toList();
        announce(asker.stopped(true));
        return peers;
    }

    final ScrapeBatch scrape(InfoHash... infoHashes) {
        ScrapeBatch batch = new ScrapeBatch();
        for (InfoHash infoHash : infoHashes) {
            batch.add(infoHash);
        }
        return scrape(batch);
    }

    final ScrapeBatch scrape(ScrapeBatch batch) {
        return join(store.scrape(batch, now));
    }

    /** Moves the time on by a share of the store's time to live. */
    final void advance(double ttls) {
        now += Math.round(ttls * store.peerTtl().toMillis());
    }

    /** Lets the store do all its housekeeping; returns how many endpoints it says expired. */
    final int settle() {
        int expired = 0;
        for (int i = 0; i < MAX_SLICES; i++) {
            expired += store.maintain(now);
        }
        return expired;
    }

    static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return fail("The store did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("Interrupted", e);
        }
    }

    static void assertCounts(AnnounceResponse response, int complete, int incomplete, int downloaded) {
        assertThat(List.of(response.complete(), response.incomplete(), response.downloaded()))
                .as("complete, incomplete, downloaded")
                .containsExactly(complete, incomplete, downloaded);
    }

    /** Asserts what a scrape of the swarm finds; partial seeds are incomplete without being downloaders. */
    final void assertScrape(int complete, int incomplete, int downloaded, int downloaders) {
        ScrapeBatch batch = scrape(SWARM);
        assertThat(batch.known(0)).as("known").isTrue();
        assertThat(List.of(batch.complete(0), batch.incomplete(0), batch.downloaded(0), batch.downloaders(0)))
                .as("complete, incomplete, downloaded, downloaders")
                .containsExactly(complete, incomplete, downloaded, downloaders);
    }

    /** Asserts by which families a scrape finds the hosts of the swarm to be known. */
    final void assertFamilies(int ipv4Hosts, int ipv6Hosts, int dualStackHosts) {
        assertFamilies(scrape(SWARM), 0, ipv4Hosts, ipv6Hosts, dualStackHosts);
    }

    static void assertFamilies(ScrapeBatch batch, int index, int ipv4Hosts, int ipv6Hosts, int dualStackHosts) {
        assertThat(List.of(batch.ipv4Hosts(index), batch.ipv6Hosts(index), batch.dualStackHosts(index)))
                .as("hosts by IPv4 alone, by IPv6 alone, by both")
                .containsExactly(ipv4Hosts, ipv6Hosts, dualStackHosts);
    }

    final void assertUnknown(InfoHash infoHash) {
        ScrapeBatch batch = scrape(infoHash);
        assertThat(batch.known(0)).as("known").isFalse();
        assertThat(List.of(batch.complete(0), batch.incomplete(0), batch.downloaded(0), batch.downloaders(0)))
                .containsOnly(0);
        assertFamilies(batch, 0, 0, 0, 0);
    }

    final void assertTotals(long swarms, long ipv4Hosts, long ipv6Hosts, long dualStackHosts) {
        assertThat(store.totals()).isEqualTo(new StoreTotals(swarms, ipv4Hosts, ipv6Hosts, dualStackHosts));
    }

    /** Asserts the number of hosts known by one family alone, where everything else is empty. */
    final void assertSingles(AddressFamily family, int hosts) {
        assertTotals(1, family == AddressFamily.IPV4 ? hosts : 0, family == AddressFamily.IPV6 ? hosts : 0, 0);
    }

    static PeerRole[] roles() {
        return PeerRole.values();
    }
}
