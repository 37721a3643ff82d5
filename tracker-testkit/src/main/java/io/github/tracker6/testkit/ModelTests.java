package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.fail;

import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories give what the model gives. A failing one is shortened and printed with its seed; the system property
 * {@code tracker6.testkit.seed} makes that seed the first to be played.
 */
abstract class ModelTests extends StoreTests {
    static final int SHORT_HISTORIES = 150;

    private static final int SHORT_LENGTH = 100;
    private static final int LONG_HISTORIES = 2;
    private static final int LONG_LENGTH = 4_000;
    private static final long FIRST_SEED = Long.getLong("tracker6.testkit.seed", 1);

    private final Function<StoreOptions, SwarmStore> factory;
    private final int shortHistories;

    ModelTests(Function<StoreOptions, SwarmStore> factory) {
        this(factory, SHORT_HISTORIES);
    }

    ModelTests(Function<StoreOptions, SwarmStore> factory, int shortHistories) {
        super(factory);
        this.factory = factory;
        this.shortHistories = shortHistories;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TIDE")
    void shortHistoriesGiveWhatTheModelGives(History history) {
        play(history, shortHistories, SHORT_LENGTH);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.INCLUDE, names = "TIDE")
    void longHistoriesGiveWhatTheModelGives(History history) {
        play(history, LONG_HISTORIES, LONG_LENGTH);
    }

    private void play(History history, int histories, int length) {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + histories; seed++) {
            boolean watchful = seed % 2 == 1;
            List<Operation> operations = history.operations(seed, length);
            if (ModelComparison.difference(history, factory, operations, watchful) != null) {
                List<Operation> fewest = Shrinker.shrink(
                        operations, some -> ModelComparison.difference(history, factory, some, watchful) != null);
                fail(report(history, seed, watchful, fewest));
            }
        }
    }

    private String report(History history, long seed, boolean watchful, List<Operation> operations) {
        return "%s with seed %d%s, shortened to %d operations:%n%s%n%s"
                .formatted(
                        history,
                        seed,
                        watchful ? ", scraped after each step" : "",
                        operations.size(),
                        operations.stream().map(Operation::toString).collect(Collectors.joining("\n")),
                        ModelComparison.difference(history, factory, operations, watchful));
    }
}
