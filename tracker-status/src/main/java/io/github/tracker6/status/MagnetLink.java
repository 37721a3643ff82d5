package io.github.tracker6.status;

import io.github.tracker6.metainfo.Release;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Magnet links of releases (BEP 9, BEP 52). */
final class MagnetLink {
    /** The multihash of a SHA-256: its code and its length in bytes. */
    private static final String SHA_256 = "1220";

    private MagnetLink() {}

    /** Returns the link of a release: the info hash of v1, that of v2, and the name, as far as they are known. */
    static String of(Release release) {
        StringBuilder link = new StringBuilder();
        release.v1().ifPresent(hash -> link.append("&xt=urn:btih:").append(hash));
        release.v2()
                .ifPresent(hash -> link.append("&xt=urn:btmh:").append(SHA_256).append(hash));
        if (!release.name().isBlank()) {
            // A client reads the plus sign as it is.
            link.append("&dn=")
                    .append(URLEncoder.encode(release.name(), StandardCharsets.UTF_8)
                            .replace("+", "%20"));
        }
        return "magnet:?" + link.substring(1);
    }
}
