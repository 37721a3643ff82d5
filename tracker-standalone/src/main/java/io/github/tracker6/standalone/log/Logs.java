package io.github.tracker6.standalone.log;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The loggers of the program. They write to standard error. Until {@link #hold()} and after {@link #configure} each line is
 * written at once. Thread-safe.
 */
public final class Logs implements ILoggerFactory {
    /** What holds where no option says otherwise. The store says what is wrong with Redis, without its address. */
    private static final List<LogLevel> DEFAULTS =
            List.of(new LogLevel("io.lettuce", LogLevel.OFF), new LogLevel("", Level.INFO.toInt()));

    private static final int MOST_HELD = 1_000;

    private final ConcurrentMap<String, ProgramLogger> loggers = new ConcurrentHashMap<>();
    private final Supplier<PrintStream> out;
    private final List<LogLine> held = new ArrayList<>();
    private boolean holds;
    private LogFormat format = LogFormat.TEXT;
    private volatile List<LogLevel> levels = DEFAULTS;

    Logs() {
        this(() -> System.err);
    }

    Logs(Supplier<PrintStream> out) {
        this.out = out;
    }

    /** Returns the loggers that SLF4J has; empty if those of another provider are on the class path. */
    public static Optional<Logs> installed() {
        return LoggerFactory.getILoggerFactory() instanceof Logs logs ? Optional.of(logs) : Optional.empty();
    }

    @Override
    public Logger getLogger(String name) {
        ProgramLogger logger = loggers.computeIfAbsent(name, added -> new ProgramLogger(added, this, least(added)));
        synchronized (this) {
            logger.setLeast(least(name)); // the levels may have changed while it was added
        }
        return logger;
    }

    /** Keeps lines back until {@link #configure}: their format is not known yet. Beyond a thousand they are lost. */
    public synchronized void hold() {
        holds = true;
    }

    /**
     * Sets what is written from now on, and writes what was held back.
     *
     * @param given go before the defaults; of several that are for a logger, the one with the longest name counts
     */
    public synchronized void configure(List<LogLevel> given, LogFormat newFormat) {
        List<LogLevel> all = new ArrayList<>(given);
        DEFAULTS.stream()
                .filter(each -> given.stream().noneMatch(other -> other.logger().equals(each.logger())))
                .forEach(all::add);
        all.sort(Comparator.comparingInt((LogLevel each) -> each.logger().length())
                .reversed());
        levels = List.copyOf(all);
        format = newFormat;
        loggers.forEach((name, logger) -> logger.setLeast(least(name)));
        release();
    }

    /** Writes what was held back, if anything was. */
    public synchronized void release() {
        holds = false;
        held.stream()
                .filter(line -> line.level().toInt() >= least(line.logger()))
                .forEach(this::write);
        held.clear();
    }

    private int least(String name) {
        return levels.stream()
                .filter(level -> level.isFor(name))
                .mapToInt(LogLevel::least)
                .findFirst()
                .orElse(LogLevel.OFF);
    }

    synchronized void write(LogLine line) {
        if (!holds) {
            byte[] bytes = format.text(line).getBytes(format.charset());
            PrintStream stream = out.get();
            stream.write(bytes, 0, bytes.length);
            stream.flush();
        } else if (held.size() < MOST_HELD) {
            held.add(line);
        }
    }
}
