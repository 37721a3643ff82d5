package io.github.tracker6.examples.mirror.servlet;

import java.util.ArrayList;
import java.util.List;

/**
 * The URLs of a mirror. Immutable.
 *
 * @param base ends with a slash
 * @param announces what clients announce to: HTTP, then UDP
 */
record MirrorUrls(String base, List<String> announces) {
    private static final String PATH = "announce";

    /**
     * Returns the URLs.
     *
     * @param url the URL of the mirror; empty for plain HTTP at the host and port of UDP
     * @param overUdp the announce URLs of the tracker
     */
    static MirrorUrls of(String url, List<String> overUdp) {
        String first = overUdp.get(0);
        String base = url.isEmpty()
                ? "http" + first.substring("udp".length(), first.length() - PATH.length())
                : url.replaceFirst("/*$", "/");
        List<String> announces = new ArrayList<>();
        announces.add(base + PATH);
        announces.addAll(overUdp);
        return new MirrorUrls(base, List.copyOf(announces));
    }

    String images() {
        return base + "images/";
    }

    /**
     * Returns the tracker of the torrents: HTTP alone, which gives both families in one answer. Clients that prefer UDP try it at
     * the host and port of HTTP. If both are named, some ask UDP alone, and that over IPv4 alone.
     */
    String announce() {
        return base + PATH;
    }

    /** Returns what people open in a browser: the images, their torrents, and the status of the tracker. */
    List<String> pages() {
        return List.of(images(), base + "torrents/", base + "tracker/");
    }
}
