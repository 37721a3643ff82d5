package io.github.tracker6.testkit;

import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link SwarmStore} must do, as tests. The author of a store extends this class and says how a fresh store
 * is made:
 *
 * <pre>{@code
 * class MyStoreContractTest extends SwarmStoreContract {
 *     @Override
 *     protected SwarmStore createStore(StoreOptions options) {
 *         return MyStore.builder().peerTtl(options.peerTtl()).maxSwarms(options.maxSwarms())....build();
 *     }
 * }
 * }</pre>
 *
 * <p>The tests pass in the time themselves, decades of it within seconds: a store must go by {@code nowMillis}, and
 * where its backend has a clock of its own, that clock must not be the one that expires peers. Stores that complete
 * later are awaited, 10 s at most. Nothing is skipped but the full scrape of a store that has none.
 *
 * <p>After time has passed, figures are looked at when {@link SwarmStore#maintain} was called up to 200 times; peers
 * that expired must not be handed out even before.
 */
public abstract class SwarmStoreContract {
    /** For subclasses. */
    protected SwarmStoreContract() {}

    /**
     * Makes a fresh, empty store; called several times per test. Several stores are open at once and know nothing of
     * each other. The contract closes what it gets.
     *
     * @param options what the store must be set to, all of them
     */
    protected abstract SwarmStore createStore(StoreOptions options);

    /**
     * Returns how many short random histories of each kind the store is compared with the model in; default 150. Fewer may
     * do for a store with which each of their announces is a round trip.
     */
    protected int shortHistories() {
        return ModelTests.SHORT_HISTORIES;
    }

    @Nested
    final class Hosts extends HostTests {
        Hosts() {
            super(SwarmStoreContract.this::createStore);
        }
    }

    @Nested
    final class Completed extends CompletedTests {
        Completed() {
            super(SwarmStoreContract.this::createStore);
        }
    }

    @Nested
    final class Scrape extends ScrapeTests {
        Scrape() {
            super(SwarmStoreContract.this::createStore);
        }
    }

    @Nested
    final class Expiry extends ExpiryTests {
        Expiry() {
            super(SwarmStoreContract.this::createStore);
        }
    }

    @Nested
    final class Caps extends CapTests {
        Caps() {
            super(SwarmStoreContract.this::createStore);
        }
    }

    @Nested
    final class Selection extends SelectionTests {
        Selection() {
            super(SwarmStoreContract.this::createStore);
        }
    }

    @Nested
    final class Newcomers extends NewcomerTests {
        Newcomers() {
            super(SwarmStoreContract.this::createStore);
        }
    }

    @Nested
    final class Uniformity extends UniformityTests {
        Uniformity() {
            super(SwarmStoreContract.this::createStore);
        }
    }

    @Nested
    final class Model extends ModelTests {
        Model() {
            super(SwarmStoreContract.this::createStore, shortHistories());
        }
    }

    @Nested
    final class Concurrency extends ConcurrencyTests {
        Concurrency() {
            super(SwarmStoreContract.this::createStore);
        }
    }
}
