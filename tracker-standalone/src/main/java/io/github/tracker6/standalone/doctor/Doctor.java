package io.github.tracker6.standalone.doctor;

import io.github.tracker6.InfoHash;
import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.standalone.client.TrackerUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All checks of a tracker, in order. Those of addresses run at the same time. Not thread-safe. */
final class Doctor {
    private static final int LIMIT_SECONDS = 6;
    private static final int MAX_ADDRESSES = 16;

    private final String host;
    private final List<TrackerUrl> urls;
    private final @Nullable Metainfo torrent;
    private final boolean isLocal;
    private final Consumer<Finding> out;

    /**
     * Makes the checks.
     *
     * @param urls what is asked; of one host
     * @param torrent that the tracker should serve, or null
     * @param isLocal whether this is known to be the tracker's machine
     * @param out takes each finding as soon as it is known
     */
    Doctor(List<TrackerUrl> urls, @Nullable Metainfo torrent, boolean isLocal, Consumer<Finding> out) {
        this.host = urls.get(0).host();
        this.urls = List.copyOf(urls);
        this.torrent = torrent;
        this.isLocal = isLocal;
        this.out = out;
    }

    /** Runs the checks. */
    void run() {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "doctor");
            thread.setDaemon(true);
            return thread;
        });
        try {
            run(threads);
        } finally {
            threads.shutdownNow();
        }
    }

    private void run(ExecutorService threads) {
        Future<List<String>> txtRecords = threads.submit(() -> TxtRecords.of(host));
        TrackerName name =
                await(threads.submit(() -> TrackerName.lookUp(host))).orElse(new TrackerName(host, List.of(), false));
        name.findings(hasIpv6()).forEach(out);
        InfoHash random = InfoHash.fromBytes(randomBytes());
        List<Supplier<Probe>> asked = new ArrayList<>();
        for (InetAddress address :
                name.addresses().stream().limit(MAX_ADDRESSES).toList()) {
            for (TrackerUrl url : urls) {
                InetSocketAddress target = new InetSocketAddress(address, url.port());
                Callable<Probe> probe = new AddressProbe(url, target, random)::ask;
                Future<Probe> answer = threads.submit(probe);
                Probe late = new Probe(url, target, Probe.Outcome.SILENT, "");
                asked.add(() -> await(answer).orElse(late));
            }
        }
        List<Probe> probes = asked.stream().map(Supplier::get).toList();
        new ReachFindings(probes).list().forEach(out);
        Metainfo published = torrent;
        InfoHash infoHash = published == null ? random : published.infoHashes().get(0);
        clientCheck(probes, infoHash).stream()
                .flatMap(check -> check.run().stream())
                .forEach(out);
        if (published != null) {
            new TorrentFindings(published, host).list().forEach(out);
        }
        await(txtRecords)
                .flatMap(DnsPorts::of)
                .ifPresent(ports -> ports.findings(urls).forEach(out));
        if (isLocal || name.isOfThisMachine()) {
            out.accept(Finding.warn(
                    "machine",
                    "this is the tracker's machine, which its firewall lets in; run doctor on another one, too"));
            new LocalLimits(Path.of("/proc")).list().forEach(out);
        }
    }

    /** HTTP is better: its answers say as which address the tracker sees this host. */
    private Optional<ClientCheck> clientCheck(List<Probe> probes, InfoHash infoHash) {
        for (int families = 2; families > 0; families--) {
            for (TrackerUrl url : urls) {
                List<InetSocketAddress> answering = Stream.of(true, false)
                        .flatMap(isIpv6 -> probes.stream()
                                .filter(probe -> probe.answers()
                                        && probe.isIpv6() == isIpv6
                                        && probe.url().equals(url))
                                .map(Probe::address)
                                .limit(1))
                        .toList();
                if (answering.size() == families) {
                    return Optional.of(new ClientCheck(url, answering, infoHash, torrent != null));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean hasIpv6() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(TrackerName::isIpv6);
        } catch (SocketException e) {
            return false;
        }
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[InfoHash.BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** Returns what comes in time. */
    private static <T> Optional<T> await(Future<T> future) {
        try {
            return Optional.of(future.get(LIMIT_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check failed", e.getCause());
        }
    }
}
