package io.github.tracker6.store.memory;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.EndpointList;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.internal.BigEndian;
import io.github.tracker6.internal.SipHash;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerSelection;
import io.github.tracker6.store.PeerUpdate;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.util.LoggingLevel;

/**
 * How the tests of races play: random scenarios of a few calls on two threads, the same each time. Lincheck chooses the order of
 * steps, finds what goes wrong in few orders, and prints the order; that takes long. Or the order is left to the processors, which
 * also show what goes wrong in no order of steps.
 */
final class Races {
    /** Scenarios for each test. With 2, a scrape without the lock goes unseen; with 30 it is found. */
    private static final int SCENARIOS = Integer.getInteger("tracker6.races.scenarios", 30);

    /** Loops of the store go over up to this many slots or records; a longer one would be one that never ends. */
    private static final int LONGEST_LOOP = 4_096;

    /** Orders of steps that are chosen for each scenario. */
    private static final int ORDERS = 60;

    /** How often each scenario is played where the order is left to the processors. */
    private static final int RUNS = 200;

    /**
     * What a thread has to itself, and what lies deep below the lock of a shard: steps in it are not told apart, since each step
     * costs time.
     */
    private static final List<Class<?>> CONFINED = List.of(
            AddressScope.class,
            AnnounceResponse.class,
            BigEndian.class,
            Change.class,
            Endpoint.class,
            EndpointList.class,
            HashIndex.class,
            IndexSegment.class,
            IndexSlots.class,
            InfoHash.class,
            InfoHashes.class,
            PeerRecords.class,
            PeerSelection.class,
            PeerState.class,
            PeerUpdate.class,
            Prefetch.class,
            RequesterView.class,
            Sampler.class,
            ScrapeBatch.class,
            SegmentBlocks.class,
            SegmentDirectory.class,
            SegmentHand.class,
            SegmentSizes.class,
            SipHash.class,
            Slabs.class,
            Ticks.class);

    private Races() {}

    /**
     * Plays a class's operations in chosen orders of steps.
     *
     * @param specification answers as the operations are to answer, one after the other
     */
    static void chooseOrders(Class<?> operations, Class<?> specification) {
        ModelCheckingOptions options = new ModelCheckingOptions();
        options.loopBound(LONGEST_LOOP);
        options.loopIterationsBeforeThreadSwitch(LONGEST_LOOP);
        String[] names = CONFINED.stream().map(Class::getName).toArray(String[]::new);
        options.addGuarantee(
                ManagedStrategyGuaranteeKt.forClasses(names).allMethods().ignore());
        options.addGuarantee(ManagedStrategyGuaranteeKt.forClasses(RacingStore.class.getName())
                .methods("begin", "text", "update")
                .ignore());
        check(options.invocationsPerIteration(ORDERS), operations, specification);
    }

    /** Plays a class's operations as the processors run them. */
    static void leaveOrders(Class<?> operations, Class<?> specification) {
        check(new StressOptions().invocationsPerIteration(RUNS), operations, specification);
    }

    private static void check(Options<?, ?> options, Class<?> operations, Class<?> specification) {
        options.logLevel(LoggingLevel.ERROR);
        options.iterations(SCENARIOS);
        options.threads(2);
        options.actorsBefore(1);
        options.actorsPerThread(3);
        options.actorsAfter(1);
        options.sequentialSpecification(specification);
        options.check(operations);
    }
}
