package io.github.tracker6.standalone;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code serve} for what only the operator shall see. */
final class AdminOptions {
    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            converter = ListenAddress.Converter.class,
            description =
                    "Serve HTTP for the operator here: a page, its figures as JSON and CSV, /metrics, /healthz, /readyz and"
                            + " scrapes, and no announces. Choose a loopback or private address: no password is"
                            + " asked for. Default: not served.")
    @Nullable
    ListenAddress admin;

    @Option(
            names = "--full-scrape",
            paramLabel = "off|admin|all",
            converter = FullScrape.Converter.class,
            description = {
                "Who gets the counts of all torrents at /scrape without an info hash. Default: off.",
                "off: no client",
                "admin: who asks at --admin",
                "all: everybody, over HTTP"
            })
    @Nullable
    FullScrape fullScrape;

    @Option(
            names = "--public-page",
            description = "Serve the page to everyone at / over HTTP, without addresses. Default: not served.")
    boolean publicPage;

    /**
     * Checks what no single value shows.
     *
     * @param http where HTTP and HTTPS are served; empty where they are not
     * @throws IllegalArgumentException naming the option
     */
    AdminSettings settings(List<InetSocketAddress> http) {
        List<InetSocketAddress> addresses = admin == null ? List.of() : admin.addresses();
        ListenAddress.requireDisjoint(
                "--http, --https and --admin",
                Stream.concat(http.stream(), addresses.stream()).toList());
        FullScrape scope = fullScrape == null ? FullScrape.OFF : fullScrape;
        if (scope == FullScrape.ADMIN && addresses.isEmpty()) {
            throw new IllegalArgumentException("--full-scrape admin needs --admin, the address to answer it on");
        }
        if (scope == FullScrape.ALL && addresses.isEmpty() && http.isEmpty()) {
            throw new IllegalArgumentException("--full-scrape all is for HTTP, which is not served");
        }
        if (publicPage && http.isEmpty()) {
            throw new IllegalArgumentException("--public-page is for HTTP, which is not served");
        }
        return new AdminSettings(addresses, scope, publicPage);
    }
}
