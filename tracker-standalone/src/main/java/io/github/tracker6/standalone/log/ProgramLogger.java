package io.github.tracker6.standalone.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** One logger. Thread-safe. */
final class ProgramLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private final transient Logs logs;
    private volatile int least;

    ProgramLogger(String name, Logs logs, int least) {
        this.name = name;
        this.logs = logs;
        this.least = least;
    }

    /** Writes from a level on. */
    void setLeast(int level) {
        least = level;
    }

    private boolean writes(Level level) {
        return level.toInt() >= least;
    }

    @Override
    public boolean isTraceEnabled() {
        return writes(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return writes(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return writes(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return writes(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return writes(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null; // lines name the logger, not the caller
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable exception) {
        String message = String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments));
        logs.write(
                new LogLine(Instant.now(), level, name, Thread.currentThread().getName(), message, exception));
    }
}
