package io.github.tracker6.testkit;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Plays a history to a store and to the model, and compares after each step. */
final class ModelComparison {
    private static final int MAX_SLICES = 200;

    private final History history;
    private final SwarmStore store;
    private final ModelSwarmStore model;
    private final boolean watchful;
    private long now = StoreTests.START_MILLIS;
    private boolean settled = true;

    private ModelComparison(History history, SwarmStore store, boolean watchful) {
        this.history = history;
        this.store = store;
        this.model = new ModelSwarmStore(history.options(), new Random(0));
        this.watchful = watchful;
    }

    /**
     * Plays operations to a fresh store.
     *
     * @param watchful whether to scrape after every step; a store may tidy up when scraped, and hide something
     * @return what differs and after which operation, or null
     */
    static @Nullable String difference(
            History history, Function<StoreOptions, SwarmStore> factory, List<Operation> operations, boolean watchful) {
        try (SwarmStore store = factory.apply(history.options())) {
            ModelComparison comparison = new ModelComparison(history, store, watchful);
            for (int i = 0; i < operations.size(); i++) {
                String difference = comparison.play(operations.get(i));
                if (difference != null) {
                    return "operation " + (i + 1) + ": " + difference;
                }
            }
            return null;
        }
    }

    private @Nullable String play(Operation operation) {
        String difference;
        try {
            difference = step(operation);
            if (difference == null && watchful) {
                difference = scrape();
            }
            if (difference == null && settled && !store.totals().equals(model.totals())) {
                difference = store.totals() + " instead of " + model.totals();
            }
        } catch (RuntimeException | AssertionError e) {
            difference = "threw " + e;
        }
        return difference;
    }

    private @Nullable String step(Operation operation) {
        if (operation instanceof Operation.Announce announce) {
            return announce(announce);
        }
        if (operation instanceof Operation.Advance advance) {
            now += advance.millis();
            settled = false;
            return history.settlesAtOnce() ? settle() : null;
        }
        if (operation instanceof Operation.Probe probe) {
            store.reachability(probe.infoHash(), probe.endpoint(), probe.found(), now);
            model.reachability(probe.infoHash(), probe.endpoint(), probe.found(), now);
            return null;
        }
        return operation instanceof Operation.Settle ? settle() : scrape();
    }

    private @Nullable String announce(Operation.Announce announce) {
        AnnounceResponse wanted = new AnnounceResponse();
        AnswerRule rule = model.record(announce.update(now), wanted);
        AnnounceResponse got = StoreTests.join(store.announce(announce.update(now), new AnnounceResponse()));
        if (got.rejection() != null) {
            return "rejection " + got.rejection();
        }
        if (got.unlistedBy() != wanted.unlistedBy()) {
            return "unlisted by " + got.unlistedBy() + " instead of " + wanted.unlistedBy();
        }
        String counts = difference("announce", counts(got), counts(wanted));
        if (counts == null && got.dualStack() != wanted.dualStack()) {
            return "the host's dual-stack flag is " + got.dualStack();
        }
        if (counts == null && got.countedDownload() != wanted.countedDownload()) {
            return "the flag of a counted download is " + got.countedDownload();
        }
        if (counts == null && got.reachability() != wanted.reachability()) {
            return "the host's reachability is " + got.reachability() + " instead of " + wanted.reachability();
        }
        return counts == null ? rule.violation(got) : counts;
    }

    private @Nullable String scrape() {
        ScrapeBatch got = new ScrapeBatch();
        ScrapeBatch wanted = new ScrapeBatch();
        for (int i = 0; i <= history.swarms() + 1; i++) {
            int swarm = i == history.swarms() + 1 ? 0 : i;
            got.add(History.swarm(swarm));
            wanted.add(History.swarm(swarm));
        }
        StoreTests.join(store.scrape(got, now));
        StoreTests.join(model.scrape(wanted, now));
        for (int i = 0; i < got.size(); i++) {
            String difference = difference("scrape of swarm " + i, counts(got, i), counts(wanted, i));
            if (difference == null && settled && got.known(i) != wanted.known(i)) {
                difference = "swarm " + i + " known: " + got.known(i);
            }
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private @Nullable String settle() {
        model.maintain(now);
        for (int i = 0; i < MAX_SLICES && !store.totals().equals(model.totals()); i++) {
            store.maintain(now);
        }
        settled = true;
        return null;
    }

    private static List<Object> counts(AnnounceResponse response) {
        return List.of(response.complete(), response.incomplete(), response.downloaded());
    }

    private static List<Object> counts(ScrapeBatch batch, int index) {
        return List.of(
                batch.complete(index),
                batch.incomplete(index),
                batch.downloaded(index),
                batch.downloaders(index),
                batch.families(index));
    }

    private static @Nullable String difference(String what, List<Object> got, List<Object> wanted) {
        return got.equals(wanted) ? null : what + " counts " + got + " instead of " + wanted;
    }
}
