package io.github.tracker6.examples.spring;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The mirror. Immutable.
 *
 * @param folder the images, which are only read
 * @param torrents a folder for their torrents; it is made if it is not there
 * @param url how clients reach the mirror, such as {@code http://[2001:db8::7]:8080/}
 * @param settleTime how long an image must stay as it is before a torrent is made of it
 */
@ConfigurationProperties("mirror")
public record MirrorProperties(
        Path folder,
        Path torrents,
        URI url,
        @DefaultValue("5s") Duration settleTime) {
    private static final String FOLDER = "--mirror.folder";
    private static final String URL = "--mirror.url";

    /** Asks for what has no default. */
    public MirrorProperties {
        Objects.requireNonNull(
                folder, "the images are missing: add " + FOLDER + "=FOLDER, and " + URL + "=URL for clients");
    }

    /** The URL of a path of the mirror. */
    String url(String path) {
        return url.toString().replaceFirst("/*$", "/") + path;
    }

    /**
     * What clients announce to: HTTP alone, which gives both families in one answer. Clients that prefer UDP try it at the host and
     * port of HTTP.
     */
    List<String> announceUrls() {
        return List.of(url("announce"));
    }
}
