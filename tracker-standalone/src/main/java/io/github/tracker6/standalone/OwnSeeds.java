package io.github.tracker6.standalone;

import io.github.tracker6.Endpoint;
import io.github.tracker6.engine.PinnedSeeds;
import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.internal.SteadyClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's own seeds as they are now: those of {@code --pin} and {@code --pin-all}, and those in the file of {@code
 * --pins}. A thread of its own looks names up, and takes changes of the file. Thread-safe.
 */
final class OwnSeeds implements Supplier<PinnedSeeds>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnSeeds.class);
    private static final long TICK_MILLIS = 500;

    private final PinSettings settings;
    private final @Nullable WatchedList<PinList> file;
    private final ListRefresh refresh;
    private final SeedNames names;
    private final Clock clock;
    private volatile PinnedSeeds current;
    private volatile boolean isExpired;
    private @Nullable PinList taken;
    private @Nullable ScheduledExecutorService executor;

    OwnSeeds(PinSettings settings, @Nullable WatchedList<PinList> file, SeedNames names, Clock clock) {
        this.settings = settings;
        this.file = file;
        this.refresh = new ListRefresh(file == null ? List.of() : List.of(file));
        this.names = names;
        this.clock = clock;
        this.taken = file == null ? null : file.get();
        this.current = pinned(taken);
    }

    /**
     * Reads the file. Looks no name up yet.
     *
     * @param lan whether addresses that only this machine or its network can reach are of use
     * @throws IOException if it can't be read; the message names option and file
     */
    static OwnSeeds of(PinSettings settings, boolean lan, Clock clock) throws IOException {
        return new OwnSeeds(settings, file(settings), new SeedNames(SeedNames.Lookup.SYSTEM, lan), clock);
    }

    private static @Nullable WatchedList<PinList> file(PinSettings settings) throws IOException {
        Path path = settings.file();
        return path == null ? null : WatchedList.read("--pins", PinList.kind(settings.isListed()), path);
    }

    /** Returns the seeds as they are now. */
    @Override
    public PinnedSeeds get() {
        return current;
    }

    /** Looks names up and looks for changes of the file from now on. */
    void start() {
        refresh.start();
        if (file == null && settings.toAll().stream().noneMatch(SeedHost::isName)) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tracker6-pins");
            thread.setDaemon(true);
            return thread;
        });
        var unused = executor.scheduleWithFixedDelay(this::tryTick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tryTick() {
        try {
            tick();
        } catch (Throwable e) {
            LOG.warn("The seeds of --pin-all and --pins stay as they are: {}", e.toString());
        }
    }

    /** Takes what changed. */
    synchronized void tick() {
        SteadyClock.catchUp(clock);
        PinList list = file == null ? null : file.get();
        if (isExpired) {
            isExpired = false;
            names.expire();
        }
        if (!Objects.equals(list, taken)) { // at once: a name may take long
            taken = list;
            current = pinned(list);
        }
        if (names.refresh(hosts(list), clock.millis())) {
            current = pinned(list);
        }
    }

    private PinnedSeeds pinned(@Nullable PinList list) {
        PinnedSeeds.Builder seeds = PinnedSeeds.builder();
        settings.pins().forEach(pin -> pin.addTo(seeds));
        if (list != null) {
            list.pins().forEach(pin -> pin.addTo(seeds));
        }
        for (SeedHost host : hosts(list)) {
            List<Endpoint> endpoints = names.endpoints(host);
            if (!endpoints.isEmpty()) {
                host.addTo(seeds, endpoints);
            }
        }
        return seeds.build();
    }

    /** Returns whether the file could be read, and each name has an address. Does not wait for a look-up. */
    Health health() {
        Health ofFile = file == null ? Health.UP : file.health();
        List<String> unknown = hosts(file == null ? null : file.get()).stream()
                .filter(host -> names.endpoints(host).isEmpty())
                .map(SeedHost::toString)
                .toList();
        return ofFile.state() != HealthState.UP || unknown.isEmpty()
                ? ofFile
                : Health.degraded("no address is known of " + String.join(", ", unknown));
    }

    /** Returns how many seeds there are, in words. */
    String summary() {
        PinList list = file == null ? null : file.get();
        int pins = settings.pins().size() + (list == null ? 0 : list.pins().size());
        int toAll = hosts(list).size();
        return pins + toAll == 0 ? "none" : pins + " pinned to a torrent, " + toAll + " to all listed torrents";
    }

    private List<SeedHost> hosts(@Nullable PinList list) {
        List<SeedHost> hosts = new ArrayList<>(settings.toAll());
        if (list != null) {
            hosts.addAll(list.toAll());
        }
        return hosts;
    }

    /**
     * Reads again what the settings name, as at the start, and takes nothing yet.
     *
     * @return what can be replaced: the file, if the tracker was started with one
     * @throws IOException if the file can't be read; the message names option and file
     */
    List<Replacement> prepare(PinSettings settings) throws IOException {
        boolean isOtherwiseListed = settings.isListed() != this.settings.isListed(); // in force after a restart alone
        if (file == null || settings.file() == null || isOtherwiseListed) {
            file(settings);
            return List.of();
        }
        return List.of(new Replacement(Set.of("--pins"), file.prepare(settings.file())::run));
    }

    /**
     * Reads the file now and takes it as it is, and looks names up again.
     *
     * @param taken the options of files that were taken just now
     * @return whether there is a file or a name
     */
    boolean confirm(Set<String> taken) {
        isExpired = true;
        if (file != null && !taken.contains("--pins")) {
            file.confirm();
        }
        return file != null || settings.toAll().stream().anyMatch(SeedHost::isName);
    }

    /** Ends both threads. A look-up that hangs is not waited for. */
    @Override
    public void close() {
        refresh.close();
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
