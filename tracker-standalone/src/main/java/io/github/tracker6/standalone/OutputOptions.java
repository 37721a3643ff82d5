package io.github.tracker6.standalone;

import io.github.tracker6.server.TrackerServer;
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
}
