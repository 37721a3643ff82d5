package io.github.tracker6.spring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code tracker6.*}. Immutable.
 *
 * @param enabled Whether the tracker runs. If not, there is no bean of it and no filter.
 * @param interval How often clients announce, 1 second to 1 day.
 * @param lan Whether peers with private and loopback addresses are admitted.
 * @param announceHost DNS name or address in the announce URLs that the log prints; by default the addresses of the machine.
 * @param workers Threads that serve UDP, and as many for the listeners of tracker6.http.listen; by default one for each processor.
 * @param http HTTP.
 * @param udp UDP.
 * @param torrents Torrent files. Where there are folders, all other torrents are refused.
 * @param status The status page.
 */
@ConfigurationProperties("tracker6")
record TrackerProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("30m") Duration interval,
        @DefaultValue("false") boolean lan,
        @Nullable String announceHost,
        @Nullable Integer workers,
        @DefaultValue Http http,
        @DefaultValue Udp udp,
        @DefaultValue Torrents torrents,
        @DefaultValue Status status) {
    /**
     * HTTP.
     *
     * @param enabled Whether the web application answers announces and scrapes.
     * @param filterOrder Order of the servlet filter, before those of Spring Security at -100.
     * @param answerTimeout Time after which a client gets status 503, 1 millisecond to 1 hour.
     * @param trustedProxies Addresses or networks of the proxies whose Forwarded and X-Forwarded-For headers count. Leave it empty
     *     if server.forward-headers-strategy is native or framework.
     * @param rateLimit Whether the requests of one client are limited, to 50 a second with bursts of 500.
     * @param listen Further addresses with an HTTP server of the tracker's own, such as [::]:6969. It needs tracker-http-netty.
     */
    record Http(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("-20000") int filterOrder,
            @DefaultValue("10s") Duration answerTimeout,
            @DefaultValue List<String> trustedProxies,
            @DefaultValue("true") boolean rateLimit,
            @DefaultValue List<String> listen) {}

    /**
     * UDP.
     *
     * @param enabled Whether UDP is served.
     * @param listen Addresses, such as [::]:6969; by default server.address and server.port of an embedded web server.
     */
    record Udp(
            @DefaultValue("true") boolean enabled,
            @DefaultValue List<String> listen) {}

    /**
     * Torrent files.
     *
     * @param folders Folders with *.torrent files, and folders below. If there is one, only their torrents are tracked.
     * @param cacheFolder Folder for an index, which makes later starts quick; by default none.
     */
    record Torrents(
            @DefaultValue List<Path> folders, @Nullable Path cacheFolder) {}

    /**
     * The status page.
     *
     * @param publicPage Whether everyone gets the page, without addresses, before any login.
     * @param path Where the page is, such as /tracker; empty for the root of the application.
     */
    record Status(
            @DefaultValue("false") boolean publicPage,
            @DefaultValue("/tracker") String path) {}
}
