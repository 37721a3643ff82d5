package io.github.tracker6.testkit;

import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link SwarmStore} must do, as tests. The author of a store extends this class and says how to make a fresh
 * store:
 *
 * <pre>{@code
 * class MyStoreContractTest extends SwarmStoreContract {
 *     @Override
 *     protected SwarmStore createStore(StoreOptions options) {
 *         return new MyStore(options);
 *     }
 * }
 * }</pre>
 *
 * <p>The tests set the time, and let decades pass within seconds: a store must go by {@code nowMillis}, and the clock of
 * its backend must not expire peers. The tests wait up to 10 s for a stage to complete. They skip the full scrape of a
 * store that has none, and nothing else.
 *
 * <p>After time has passed, the tests call {@link SwarmStore#maintain} up to 200 times before they compare figures. No
 * answer may hold an expired peer even before that.
 *
 * @since 0.1.0
 */
public abstract class SwarmStoreContract {
    /** For subclasses. */
    protected SwarmStoreContract() {}

    /**
     * Makes a fresh, empty store. Called several times per test; several stores are open at once and share nothing. The
     * contract closes them, some twice.
     *
     * @param options the options that the store must have, all of them
     */
    protected abstract SwarmStore createStore(StoreOptions options);

    /**
     * Returns how many short random histories of each kind the contract plays to the store and to the model. Default: 150.
     * A store that needs a round trip for each announce may return less.
     */
    protected int shortHistories() {
        return ModelTests.SHORT_HISTORIES;
    }

    @Nested
    final class Calls extends CallTests {
        Calls() {
            super(SwarmStoreContract.this::createStore);
        }
    }

    @Nested
    final class Hosts extends HostTests {
        Hosts() {
            super(SwarmStoreContract.this::createStore);
        }
    }

    @Nested
    final class FreshLinks extends FreshLinkTests {
        FreshLinks() {
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
    final class Reachabilities extends ReachabilityTests {
        Reachabilities() {
            super(SwarmStoreContract.this::createStore);
        }
    }

    @Nested
    final class ClosedHosts extends ClosedHostTests {
        ClosedHosts() {
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
