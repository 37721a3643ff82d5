package io.github.tracker6.standalone;

import io.github.tracker6.address.Cidr;
import io.github.tracker6.http.netty.TlsCertificate;
import io.github.tracker6.internal.OwnAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What {@code --check} does: it reads all that a start reads, and prints what the tracker would do. It serves nothing, connects
 * to nothing and writes nothing, so it can run beside a tracker that has the ports and the directory of the state.
 */
final class StartCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);
    private static final Path NONLOCAL = Path.of("/proc/sys/net/ipv6/ip_nonlocal_bind");

    private final PrintWriter out;
    private final ServeOptions options;
    private final @Nullable Path state;
    private final ServeSettings settings;

    /**
     * Makes one.
     *
     * @param options with the arguments from which they come; they lose the directory of the state
     * @throws IllegalArgumentException as {@link ServeCommand#checked}
     */
    StartCheck(PrintWriter out, ServeOptions options) {
        this.out = out;
        this.options = options;
        this.state = options.state;
        options.state = null; // another tracker may have it, and a start would write to it
        this.settings = ServeCommand.checked(options);
    }

    /**
     * Reads, and prints.
     *
     * @throws IllegalArgumentException in the words of a start, if a value or a file is wrong
     * @throws IOException the same
     */
    void read() throws IOException {
        if (state != null) {
            StateDirectory.requireUsable(state);
        }
        try (StandaloneTracker tracker = StandaloneTracker.of(settings)) {
            print(tracker);
        }
        Ipv6Advice.of(settings).ifPresent(LOG::warn);
        settings.admin().warnings().forEach(LOG::warn);
    }

    /**
     * Looks whether the machine has the addresses of the listeners.
     *
     * @throws IOException in the words of a start, if it lacks one
     */
    void requireAddresses() throws IOException {
        if (Files.exists(NONLOCAL) && Files.readString(NONLOCAL).strip().equals("1")) {
            return; // the system lets a process listen on any address
        }
        requireAddresses("HTTP", settings.http());
        requireAddresses("HTTPS", settings.edge().https());
        requireAddresses("UDP", settings.udp());
        requireAddresses("HTTP", settings.admin().addresses());
    }

    /** Says that nothing is wrong. */
    void approve() {
        out.println("This configuration can be started.");
    }

    private static void requireAddresses(String protocol, List<InetSocketAddress> listeners) throws IOException {
        List<InetAddress> own = OwnAddress.all();
        for (InetSocketAddress listener : listeners) {
            InetAddress address = listener.getAddress();
            if (!address.isAnyLocalAddress() && !address.isLoopbackAddress() && !own.contains(address)) {
                throw new IOException(
                        StartFailure.line(protocol, ListenAddress.text(listener), "Cannot assign requested address"));
            }
        }
    }

    private void print(StandaloneTracker tracker) {
        if (options.config != null) {
            line("configuration", options.config);
        }
        line("options", inForce());
        line("HTTP", listeners(settings.http()));
        line("HTTPS", listeners(settings.edge().https()));
        line("UDP", listeners(settings.udp()));
        line("for the operator", listeners(settings.admin().addresses()));
        tracker.plannedUrls().forEach(url -> line("announce URL", url));
        TlsCertificate certificate = tracker.certificate();
        if (certificate != null) {
            line(
                    "certificate",
                    certificate.chainFile() + ", for " + String.join(", ", certificate.names()) + ", valid until "
                            + certificate.notAfter());
        }
        line("trusted proxies", list(settings.edge().trustedProxies().stream().map(Cidr::toString)));
        line("PROXY protocol", listeners(settings.edge().proxyProtocol()));
        line(
                "store",
                settings.store() + ", up to " + settings.maxSwarms() + " swarms and " + settings.maxPeers() + " peers");
        line(
                "state",
                state == null ? "none" : state + ", saved every " + DurationConverter.text(settings.stateInterval()));
        line("torrents", tracker.torrents().summary());
        line("full scrape", settings.admin().fullScrape().name().toLowerCase(Locale.ROOT));
        line("own seeds", tracker.seeds().summary());
    }

    /** Returns the options that are given, as they are written, without passwords. */
    private String inForce() {
        String given = options.given().stream()
                .filter(option -> !option.longestName().equals("--check"))
                .flatMap(StartCheck::written)
                .collect(Collectors.joining(" "));
        return given.isEmpty() ? "none" : Program.withoutPasswords(given);
    }

    private static Stream<String> written(OptionSpec option) {
        return Arguments.isSwitch(option)
                ? Stream.of(option.longestName())
                : option.originalStringValues().stream().map(value -> option.longestName() + "=" + value);
    }

    private static String listeners(List<InetSocketAddress> listeners) {
        return list(listeners.stream().map(ListenAddress::text));
    }

    private static String list(Stream<String> texts) {
        String list = texts.collect(Collectors.joining(", "));
        return list.isEmpty() ? "none" : list;
    }

    private void line(String what, Object text) {
        out.println(what + ": " + text);
    }
}
