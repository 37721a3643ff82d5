package io.github.tracker6.engine;

import io.github.tracker6.internal.SipHash;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.SwarmStore;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Hashes what identifies a host in a swarm. The key is the tracker's own, or one that all trackers on a store share.
 * Thread-safe.
 */
final class HostHash {
    /** An odd number whose bits look random: the upper bits of a product depend on all bits of the tag. */
    private static final long MIXER = 0x9e3779b97f4a7c15L;

    private final SwarmStore store;
    private final boolean fixed;
    private volatile Keyed current;

    private record Keyed(HostKey key, SipHash hash) {
        Keyed(HostKey key) {
            this(key, new SipHash(key.key0(), key.key1()));
        }
    }

    /**
     * Makes a hash.
     *
     * @param key the key; null means the store's key, or a random one while the store has none
     */
    HostHash(SwarmStore store, @Nullable HostKey key) {
        this.store = store;
        this.fixed = key != null;
        this.current = new Keyed(key != null ? key : randomKey());
    }

    long hash(long[] words) {
        Keyed keyed = current;
        if (!fixed) {
            HostKey shared = store.hostKey();
            if (shared != null && !shared.equals(keyed.key)) {
                keyed = new Keyed(shared);
                current = keyed;
            }
        }
        return keyed.hash.hash(words);
    }

    /** Returns whether other trackers share the store: they may hand out longer intervals than this one. */
    boolean isShared() {
        return store.hostKey() != null;
    }

    /** Returns a number that is the same for all announces of a host, and evenly distributed over hosts. */
    long spread(PeerUpdate update) {
        long tag = update.hostTag();
        return tag != 0
                ? tag * MIXER // it is a hash itself
                : current.hash.hash(update.addressHigh(), update.addressLow(), 0);
    }

    private static HostKey randomKey() {
        SecureRandom random = new SecureRandom();
        return new HostKey(random.nextLong(), random.nextLong());
    }
}
