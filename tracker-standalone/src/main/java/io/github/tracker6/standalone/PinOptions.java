package io.github.tracker6.standalone;

import io.github.tracker6.standalone.cli.PathConverter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code serve} for the operator's own seeds. */
final class PinOptions {
    @Option(
            names = "--pin",
            paramLabel = "HASH=ENDPOINT[,ENDPOINT]",
            converter = Pin.Converter.class,
            description = "Tell every downloader of this seed of yours; an endpoint is 192.0.2.1:6881 or"
                    + " [2001:db8::1]:6881. It is dialled every two minutes, and the log names it if it does not"
                    + " answer; not with --reachability off. Can be repeated.")
    @Nullable
    List<Pin> pins;

    @Option(
            names = "--pin-all",
            paramLabel = "HOST:PORT",
            converter = SeedHost.Converter.class,
            description = "As --pin, for a seed of yours that has all torrents of --torrents and --allow. HOST may be a"
                    + " DNS name, which is looked up every hour. Can be repeated.")
    @Nullable
    List<SeedHost> toAll;

    @Option(
            names = "--pins",
            paramLabel = "FILE",
            converter = PathConverter.class,
            description = "More seeds of yours, one per line: HASH ENDPOINT[,ENDPOINT], or * HOST:PORT as in --pin-all."
                    + " Read again when it changes, and at SIGHUP.")
    @Nullable
    Path file;

    /**
     * Checks what no single value shows.
     *
     * @param isListed whether the torrents that are served are listed
     * @throws IllegalArgumentException naming the option
     */
    PinSettings settings(boolean isListed, @Nullable ReachabilityScope reachability) {
        if (toAll != null && !toAll.isEmpty() && !isListed) {
            throw new IllegalArgumentException(
                    "--pin-all needs --torrents or --allow: it is for a seed that has all torrents on your list");
        }
        return new PinSettings(
                pins == null ? List.of() : pins,
                toAll == null ? List.of() : toAll,
                file,
                isListed,
                ReachabilityScope.dialsPins(reachability));
    }
}
