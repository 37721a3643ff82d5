package io.github.tracker6.spring;

import io.github.tracker6.address.Cidr;
import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.server.TrackerServerBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.ClassUtils;

/** Turns the properties into options of a tracker. A wrong value is named with its property. */
final class PropertyOptions {
    private final TrackerProperties properties;
    private final Optional<InetSocketAddress> webServer;

    /**
     * Takes the properties.
     *
     * @param webServer where the application's own web server will listen, if that is known
     */
    PropertyOptions(TrackerProperties properties, Optional<InetSocketAddress> webServer) {
        this.properties = properties;
        this.webServer = webServer;
    }

    /** Returns a builder with the options of all properties. */
    TrackerServerBuilder builder() {
        TrackerServerBuilder builder = TrackerServer.builder().lan(properties.lan());
        set("tracker6.interval", properties.interval(), builder::interval);
        set("tracker6.announce-host", properties.announceHost(), builder::announceHost);
        set("tracker6.workers", properties.workers(), builder::workers);
        addHttp(builder);
        addUdp(builder);
        addTorrents(builder);
        builder.publicPage(properties.status().publicPage());
        builder.status(status -> set("tracker6.status.path", properties.status().path(), status::path));
        return builder;
    }

    private void addHttp(TrackerServerBuilder builder) {
        TrackerProperties.Http http = properties.http();
        List<Cidr> proxies = proxies(http.trustedProxies());
        builder.httpHandler(handler -> handler.trustedProxies(proxies).rateLimit(http.rateLimit()));
        if (http.listen().isEmpty()) {
            return;
        }
        if (!hasNetty()) {
            throw new InvalidConfigurationPropertyValueException(
                    "tracker6.http.listen",
                    http.listen(),
                    "It needs tracker-http-netty, with its Netty, on the class path.");
        }
        setEach("tracker6.http.listen", http.listen(), builder::listenHttp);
        NettyOptions.add(builder, proxies, http.rateLimit());
    }

    private static boolean hasNetty() {
        ClassLoader loader = PropertyOptions.class.getClassLoader();
        return ClassUtils.isPresent("io.github.tracker6.http.netty.HttpTrackerServer", loader)
                && ClassUtils.isPresent("io.netty.channel.Channel", loader);
    }

    private static List<Cidr> proxies(List<String> texts) {
        Cidr[] proxies = new Cidr[texts.size()];
        for (int i = 0; i < proxies.length; i++) {
            int at = i;
            set("tracker6.http.trusted-proxies[" + i + "]", texts.get(i), text -> proxies[at] = Cidr.parse(text));
        }
        return List.of(proxies);
    }

    private void addUdp(TrackerServerBuilder builder) {
        TrackerProperties.Udp udp = properties.udp();
        if (!udp.enabled()) {
            return;
        }
        if (udp.listen().isEmpty()) {
            webServer.ifPresent(builder::listenUdp);
        } else {
            setEach("tracker6.udp.listen", udp.listen(), builder::listenUdp);
        }
    }

    private void addTorrents(TrackerServerBuilder builder) {
        TrackerProperties.Torrents torrents = properties.torrents();
        torrents.folders().forEach(builder::torrents);
        Path cache = torrents.cacheFolder();
        if (cache == null) {
            return;
        }
        if (torrents.folders().isEmpty()) {
            throw new InvalidConfigurationPropertyValueException(
                    "tracker6.torrents.cache-folder",
                    cache,
                    "It needs a folder of torrents: set tracker6.torrents.folders.");
        }
        builder.torrents(options -> options.cacheFolder(cache));
    }

    private static <T> void setEach(String property, List<T> values, Consumer<? super T> option) {
        for (int i = 0; i < values.size(); i++) {
            set(property + "[" + i + "]", values.get(i), option);
        }
    }

    private static <T> void set(String property, @Nullable T value, Consumer<? super T> option) {
        if (value == null) {
            return;
        }
        try {
            option.accept(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(property, value, e.getMessage());
        }
    }
}
