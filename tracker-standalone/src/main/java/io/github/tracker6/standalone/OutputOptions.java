package io.github.tracker6.standalone;

import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.standalone.log.LogFormat;
import io.github.tracker6.standalone.log.LogLevel;
import io.github.tracker6.standalone.log.Logs;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code serve} for what it prints. */
final class OutputOptions {
    @Option(
            names = "--announce-host",
            paramLabel = "NAME",
            converter = HostConverter.class,
            description = "The host in the announce URLs that are printed, such as tracker.example.org. Default: the"
                    + " machine's addresses.")
    @Nullable
    String announceHost;

    @Option(
            names = "--log-level",
            paramLabel = "[NAME=]LEVEL",
            converter = LevelConverter.class,
            description = "Log from this level on: trace, debug, info, warn, error or off; with NAME for one package or"
                    + " class, such as io.github.tracker6.claims=debug. Can be repeated. Default: info.")
    @Nullable
    List<LogLevel> logLevels;

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "text",
            converter = FormatConverter.class,
            description = "How the log is written: as text, or as one JSON object per line. Default: text.")
    LogFormat logFormat = LogFormat.TEXT;

    /**
     * Checks what no single value shows.
     *
     * @throws IllegalArgumentException naming the option
     */
    void requireOneLevelEach() {
        Set<String> loggers = new HashSet<>();
        for (LogLevel level : logLevels()) {
            if (!loggers.add(level.logger())) {
                throw new IllegalArgumentException("--log-level " + level + " is a second level for "
                        + (level.logger().isEmpty() ? "all that have no level of their own" : level.logger())
                        + "; keep one");
            }
        }
    }

    /** Lets the log be as the options say from now on. */
    void applyToLog() {
        Logs.installed().ifPresent(logs -> logs.configure(logLevels(), logFormat));
    }

    private List<LogLevel> logLevels() {
        return logLevels == null ? List.of() : logLevels;
    }

    /** A DNS name or a literal address. */
    static final class HostConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            try {
                TrackerServer.builder().announceHost(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
            return text;
        }
    }

    /** A level, or one for a package. */
    static final class LevelConverter implements ITypeConverter<LogLevel> {
        @Override
        public LogLevel convert(String text) {
            try {
                return LogLevel.parse(text);
            } catch (IllegalArgumentException e) {
                String word = text.substring(text.lastIndexOf('=') + 1);
                String meant = LogLevel.WORDS.contains(word) ? "" : Suggestion.of(word, LogLevel.WORDS, "");
                throw new TypeConversionException(e.getMessage() + meant);
            }
        }
    }

    /** {@code text} or {@code json}. */
    static final class FormatConverter implements ITypeConverter<LogFormat> {
        @Override
        public LogFormat convert(String text) {
            return switch (text) {
                case "text" -> LogFormat.TEXT;
                case "json" -> LogFormat.JSON;
                default ->
                    throw new TypeConversionException("'" + text + "' is neither text nor json"
                            + Suggestion.of(text, List.of("text", "json"), ""));
            };
        }
    }
}
