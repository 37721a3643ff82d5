package io.github.tracker6.standalone.client;

import io.github.tracker6.AddressFamily;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of each command that asks a tracker: over which family, and how long. */
public final class RequestOptions {
    private static final int MAX_SECONDS = 600;

    @Option(names = "--ipv6", description = "Ask over IPv6 alone.")
    boolean ipv6;

    @Option(
            names = "--ipv4",
            description = "Ask over IPv4 alone. Default: over IPv6, and over IPv4 if no address of IPv6 answers.")
    boolean ipv4;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long an address has for an answer. Default: 10.")
    int timeoutSeconds;

    /**
     * Looks up a tracker as the options say.
     *
     * @throws ParameterException naming an option that is wrong
     * @throws IOException if there is no address
     */
    public RemoteTracker lookUp(TrackerUrl url, CommandLine line) throws IOException {
        if (ipv4 && ipv6) {
            throw new ParameterException(line, "--ipv4 and --ipv6 contradict each other; without both, each is tried");
        }
        if (timeoutSeconds < 1 || timeoutSeconds > MAX_SECONDS) {
            throw new ParameterException(
                    line, "--timeout " + timeoutSeconds + " is outside 1 to " + MAX_SECONDS + " seconds");
        }
        return RemoteTracker.lookUp(url, family(), Duration.ofSeconds(timeoutSeconds));
    }

    private @Nullable AddressFamily family() {
        if (ipv6) {
            return AddressFamily.IPV6;
        }
        return ipv4 ? AddressFamily.IPV4 : null;
    }
}
