package io.github.tracker6.standalone.doctor;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.standalone.cli.Printable;
import io.github.tracker6.standalone.client.AnnounceQuery;
import io.github.tracker6.standalone.client.RemoteTracker;
import io.github.tracker6.standalone.client.TrackerRefusal;
import io.github.tracker6.standalone.client.TrackerUrl;
import io.github.tracker6.standalone.doctor.Probe.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Asks one address of a tracker by one protocol. No peer comes to the tracker's lists by it: over HTTP it announces that a client
 * goes, over UDP it scrapes.
 */
final class AddressProbe {
    private static final Duration WEB_TIMEOUT = Duration.ofSeconds(5);
    /** Together they are as long as that of HTTP. */
    private static final Duration UDP_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration STRAY_TIMEOUT = Duration.ofSeconds(2);
    private static final int PORT = 6_881;

    private final TrackerUrl url;
    private final InetSocketAddress address;
    private final InfoHash infoHash;

    AddressProbe(TrackerUrl url, InetSocketAddress address, InfoHash infoHash) {
        this.url = url;
        this.address = address;
        this.infoHash = infoHash;
    }

    /** Asks once, for up to 5 seconds. */
    Probe ask() {
        boolean isUdp = url.protocol() == TrackerUrl.Protocol.UDP;
        long start = System.nanoTime();
        try (RemoteTracker tracker = RemoteTracker.at(url, address, isUdp ? UDP_TIMEOUT : WEB_TIMEOUT)) {
            if (isUdp) {
                tracker.scrape(List.of(infoHash));
            } else {
                tracker.announce(AnnounceQuery.ofNewClient(infoHash, PORT, 1, AnnounceEvent.STOPPED, 0));
            }
            return answered(start);
        } catch (TrackerRefusal e) {
            return e.isFailureReason()
                    ? answered(start)
                    : probe(Outcome.NO_TRACKER, Printable.of(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            Outcome outcome = outcome(cause);
            if (isUdp && outcome == Outcome.SILENT) {
                Optional<InetSocketAddress> stray = StrayAnswer.source(address, STRAY_TIMEOUT);
                if (stray.isPresent()) {
                    return probe(
                            Outcome.OTHER_SOURCE,
                            Endpoint.of(stray.get().getAddress(), stray.get().getPort())
                                    .toString());
                }
            }
            return probe(outcome, Printable.of(String.valueOf(cause.getMessage())));
        }
    }

    private Probe answered(long start) {
        return probe(Outcome.ANSWERS, "in " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }

    private Probe probe(Outcome outcome, String detail) {
        return new Probe(url, address, outcome, detail);
    }

    /** Java has the system's words for most of them, not types. */
    private static Outcome outcome(Throwable failure) {
        if (failure instanceof SocketTimeoutException) {
            return Outcome.SILENT;
        }
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof PortUnreachableException || message.contains("refused")) {
            return Outcome.REFUSED;
        }
        if (message.contains("Network is unreachable")
                || message.contains("Protocol family unavailable")
                || message.contains("Cannot assign requested address")) {
            return Outcome.NO_FAMILY_HERE;
        }
        return message.contains("o route to host") || message.contains("Host unreachable")
                ? Outcome.UNREACHABLE
                : Outcome.FAILED;
    }
}
