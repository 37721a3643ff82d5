package io.github.tracker6.standalone.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What a line of the log looks like. */
public enum LogFormat {
    /**
     * Time with the zone of the machine, level, the class that logs, message; the stack trace of an exception in further
     * lines. In the character set of the machine.
     */
    TEXT {
        @Override
        String text(LogLine line) {
            StringBuilder text = new StringBuilder(160)
                    .append(TIME.format(line.time().atZone(ZoneId.systemDefault())))
                    .append(' ')
                    .append(line.level())
                    .append(' ')
                    .append(line.logger().substring(line.logger().lastIndexOf('.') + 1))
                    .append(" - ")
                    .append(line.message())
                    .append(System.lineSeparator());
            Throwable exception = line.exception();
            return exception == null
                    ? text.toString()
                    : text.append(stackTrace(exception)).toString();
        }

        @Override
        Charset charset() {
            return Charset.defaultCharset();
        }
    },

    /**
     * One JSON object per line: {@code time} in UTC, {@code level}, {@code logger}, {@code thread}, {@code message}, and the stack
     * trace in {@code exception} if there is one. In UTF-8.
     */
    JSON {
        @Override
        String text(LogLine line) {
            StringWriter text = new StringWriter(256);
            try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
                json.writeStartObject();
                json.writeStringField("time", TIME.format(line.time().atZone(ZoneOffset.UTC)));
                json.writeStringField("level", line.level().toString());
                json.writeStringField("logger", line.logger());
                json.writeStringField("thread", line.thread());
                json.writeStringField("message", line.message());
                Throwable exception = line.exception();
                if (exception != null) {
                    json.writeStringField("exception", stackTrace(exception));
                }
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // a StringWriter throws none
            }
            return text.append('\n').toString();
        }

        @Override
        Charset charset() {
            return StandardCharsets.UTF_8;
        }
    };

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

    /** Returns the line, or the lines, with what ends them. */
    abstract String text(LogLine line);

    abstract Charset charset();

    private static String stackTrace(Throwable exception) {
        StringWriter text = new StringWriter();
        exception.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** Loaded where JSON is asked for. */
    private static final class Json {
        static final JsonFactory FACTORY = new JsonFactory();
    }
}
