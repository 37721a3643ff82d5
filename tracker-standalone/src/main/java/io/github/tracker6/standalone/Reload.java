package io.github.tracker6.standalone;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Reads again what the tracker was started with: the configuration file, lists, folders of torrents and the certificate. If
 * a value or a file that the configuration names is wrong, nothing is taken. Thread-safe.
 */
final class Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    /** The options that a reload can put in force, beside lists. */
    private static final List<String> LOG_OPTIONS = List.of("--log-level", "--log-format");

    private final StandaloneTracker tracker;
    private final Supplier<ServeOptions> source;
    private final boolean hasFile;
    private final boolean wasConfigEmpty;
    private final AtomicBoolean waits = new AtomicBoolean();

    /** The options that a reload took another value of. */
    private final Set<String> replaced = new HashSet<>();

    /** The values of the options that are in force. */
    private final Map<String, @Nullable Object> inForce;

    /**
     * Makes one.
     *
     * @param options what the tracker was started with
     * @param source reads the options again; throws {@link ParameterException} or {@link IllegalArgumentException}
     */
    Reload(StandaloneTracker tracker, ServeOptions options, Supplier<ServeOptions> source) {
        this.tracker = tracker;
        this.source = source;
        this.hasFile = options.config != null;
        this.wasConfigEmpty = isEmpty(options);
        this.inForce = values(options);
    }

    /** Reads again, and logs what became of it. Returns at once where another call is about to begin. */
    void run() {
        if (!waits.compareAndSet(false, true)) {
            return; // the other call will see the same files
        }
        synchronized (this) {
            waits.set(false);
            try {
                read();
            } catch (ParameterException | IllegalArgumentException e) {
                LOG.warn("Nothing is taken, all stays as it was: {}", Program.line(String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                LOG.warn("Reading again failed; what was logged before this line is in force", e);
            }
        }
    }

    private void read() {
        ServeOptions options = source.get();
        if (isEmpty(options) && !wasConfigEmpty) {
            // A script that failed leaves such a file.
            throw new IllegalArgumentException(
                    options.config + ": the file is empty; the tracker was started with options in it");
        }
        try {
            take(options);
        } catch (IllegalArgumentException | IOException e) {
            throw new IllegalArgumentException(options.located(String.valueOf(e.getMessage())), e);
        }
    }

    private static boolean isEmpty(ServeOptions options) {
        return options.configFile != null && options.configFile.isEmpty();
    }

    private void take(ServeOptions options) throws IOException {
        ServeSettings settings = ServeCommand.checked(options);
        Map<String, @Nullable Object> values = values(options);
        Set<String> changed = new TreeSet<>();
        values.forEach((option, value) -> {
            if (!Objects.equals(value, inForce.get(option))) {
                changed.add(option);
            }
        });
        boolean isAsBefore = changed.isEmpty();
        List<Replacement> prepared = tracker.prepare(settings, changed);

        Set<String> taken = new HashSet<>();
        for (Replacement each : prepared) {
            each.step().take();
            taken.addAll(each.options());
            for (String option : each.options()) {
                if (changed.remove(option)) {
                    inForce.put(option, values.get(option));
                    replaced.add(option);
                }
            }
        }
        takeLog(options, changed, values);
        boolean isAnyRead = tracker.reload(taken);
        if (isAsBefore && hasFile) {
            LOG.info("The configuration is as it was");
        } else if (!isAnyRead && !hasFile) {
            LOG.info("There is nothing to read again: no configuration file, list, folder of torrents or certificate");
        }
        if (!changed.isEmpty()) {
            LOG.warn(
                    "Changed, but in force only after a restart: {}; until then the values of the start hold{}",
                    String.join(", ", changed),
                    exceptReplaced(changed));
        }
    }

    private void takeLog(ServeOptions options, Set<String> changed, Map<String, @Nullable Object> values) {
        if (changed.stream().noneMatch(LOG_OPTIONS::contains)) {
            return;
        }
        options.output.applyToLog();
        for (String option : LOG_OPTIONS) {
            if (changed.remove(option)) {
                inForce.put(option, values.get(option));
                LOG.info("In force now: {}", option);
            }
        }
    }

    /** Returns which of the options have values that are in force since a reload. */
    private String exceptReplaced(Set<String> changed) {
        Set<String> others = new TreeSet<>(changed);
        others.retainAll(replaced);
        return others.isEmpty() ? "" : ", but for " + String.join(" and ", others) + " that of a reload";
    }

    private static Map<String, @Nullable Object> values(ServeOptions options) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (OptionSpec option : new CommandLine(options).getCommandSpec().options()) {
            values.put(option.longestName(), option.getValue());
        }
        return values;
    }
}
