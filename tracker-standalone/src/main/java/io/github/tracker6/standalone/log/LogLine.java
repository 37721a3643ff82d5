package io.github.tracker6.standalone.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What a logger has to say.
 *
 * @param logger its whole name
 * @param thread the name of the thread that logged it
 */
record LogLine(
        Instant time,
        Level level,
        String logger,
        String thread,
        String message,
        @Nullable Throwable exception) {}
