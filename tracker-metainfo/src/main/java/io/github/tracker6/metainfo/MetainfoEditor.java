package io.github.tracker6.metainfo;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes the trackers and web seeds of a torrent. All other bytes of the file stay as they are, those of {@code info} among
 * them, except white space behind the end. So the info hashes stay, too. {@link #apply()} checks that. Not thread-safe.
 *
 * <p>Trackers are written as mktorrent does: {@code announce} has the first of all, and {@code announce-list} (BEP 12) is there
 * if there is more than one. Clients that follow BEP 12 strictly ask the second tier only after all of the first failed.
 *
 * @since 0.1.0
 */
public final class MetainfoEditor {
    private static final Set<String> TRACKER_SCHEMES = Set.of("http", "https", "udp", "ws", "wss");
    private static final Set<String> SEED_SCHEMES = Set.of("http", "https", "ftp");
    private static final int MAX_URL_LENGTH = 2_048;
    private static final String ANNOUNCE = "announce";
    private static final String ANNOUNCE_LIST = "announce-list";
    private static final String URL_LIST = "url-list";

    private final Metainfo original;

    /** Raw text; null if they shall stay as they are. */
    private @Nullable List<List<String>> tiers;

    /** Whether {@code announce} stays as it is, though the tiers change. */
    private boolean keepsAnnounce;

    private @Nullable List<String> webSeeds;

    MetainfoEditor(Metainfo original) {
        this.original = original;
    }

    /**
     * Replaces all trackers.
     *
     * @param urls a list for each tier; empty tiers are left out. Without any, the torrent has no tracker any more
     * @return this
     * @throws IllegalArgumentException if a URL is not of HTTP, UDP or WebSocket with a host, in ASCII, of up to 2,048
     *     characters
     */
    public MetainfoEditor tiers(List<List<String>> urls) {
        List<List<String>> checked = new ArrayList<>();
        checkTrackers(urls);
        for (List<String> tier : urls) {
            if (!tier.isEmpty()) {
                checked.add(List.copyOf(tier));
            }
        }
        tiers = checked;
        keepsAnnounce = false;
        return this;
    }

    /**
     * Adds a tier behind the others. A tracker that the torrent has already is left out, so a second call changes nothing. An
     * {@code announce} that is in no tier stays.
     *
     * @return this
     * @throws IllegalArgumentException as {@link #tiers}
     */
    public MetainfoEditor addTier(List<String> urls) {
        checkTrackers(List.of(urls));
        List<List<String>> changed = new ArrayList<>(currentTiers());
        List<String> added = urls.stream()
                .filter(url -> changed.stream().noneMatch(tier -> tier.contains(url)))
                .distinct()
                .toList();
        if (!added.isEmpty()) {
            keepsAnnounce |= tiers == null && original.rawAnnounce() != null;
            changed.add(added);
            tiers = changed;
        }
        return this;
    }

    /**
     * Removes a tracker from {@code announce} and from all tiers. If the torrent has no such tracker, nothing changes.
     *
     * @param url as it stands in the torrent
     * @return this
     */
    public MetainfoEditor removeTracker(String url) {
        String raw = raw(url);
        List<List<String>> before = currentTiers();
        boolean isAnnounce = (tiers == null || keepsAnnounce) && raw.equals(original.rawAnnounce());
        if (isAnnounce || before.stream().anyMatch(tier -> tier.contains(raw))) {
            keepsAnnounce = !isAnnounce && (tiers == null || keepsAnnounce) && original.rawAnnounce() != null;
            tiers = before.stream()
                    .map(tier -> tier.stream().filter(each -> !each.equals(raw)).toList())
                    .filter(tier -> !tier.isEmpty())
                    .toList();
        }
        return this;
    }

    /**
     * Replaces the web seeds (BEP 19).
     *
     * @param urls none: the torrent has no web seed any more
     * @return this
     * @throws IllegalArgumentException if a URL is not of HTTP or FTP with a host, in ASCII, of up to 2,048 characters
     */
    public MetainfoEditor webSeeds(List<String> urls) {
        checkWebSeeds(urls);
        webSeeds = List.copyOf(urls);
        return this;
    }

    /**
     * Adds a web seed (BEP 19) behind the others. If the torrent has it already, nothing changes.
     *
     * @return this
     * @throws IllegalArgumentException as {@link #webSeeds}
     */
    public MetainfoEditor addWebSeed(String url) {
        requireWebSeed(url);
        List<String> changed = new ArrayList<>(currentWebSeeds());
        if (!changed.contains(url)) {
            changed.add(url);
            webSeeds = changed;
        }
        return this;
    }

    /**
     * Removes a web seed. If the torrent has no such one, nothing changes.
     *
     * @param url as it stands in the torrent
     * @return this
     */
    public MetainfoEditor removeWebSeed(String url) {
        List<String> changed = new ArrayList<>(currentWebSeeds());
        if (changed.removeAll(List.of(raw(url)))) {
            webSeeds = changed;
        }
        return this;
    }

    private List<String> currentWebSeeds() {
        return webSeeds == null ? original.rawWebSeeds() : webSeeds;
    }

    /** Returns a text with one character per byte of its UTF-8. */
    private static String raw(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /**
     * Checks that a URL can be a tracker of a torrent.
     *
     * @throws IllegalArgumentException as {@link #tiers}
     */
    public static void requireTracker(String url) {
        checkUrl(url, TRACKER_SCHEMES);
    }

    /**
     * Checks that a URL can be a web seed of a torrent.
     *
     * @throws IllegalArgumentException as {@link #webSeeds}
     */
    public static void requireWebSeed(String url) {
        checkUrl(url, SEED_SCHEMES);
    }

    /**
     * Returns the changed torrent; touches no file. Reads the changed bytes as those of a file, and compares {@code info} and
     * the info hashes with those before.
     *
     * @throws IllegalStateException if they differ, or if the changed torrent has more than {@link Metainfo#MAX_BYTES}
     */
    public Metainfo apply() {
        Metainfo changed;
        try {
            changed = Metainfo.parseOwned(encode());
        } catch (InvalidTorrentException e) {
            throw new IllegalStateException("the changed torrent can't be read: " + e.getMessage(), e);
        }
        if (!changed.release().equals(original.release())
                || !Arrays.equals(changed.infoBytes(), original.infoBytes())) {
            throw new IllegalStateException("the info hash changed from " + original + " to " + changed);
        }
        return changed;
    }

    private List<List<String>> currentTiers() {
        return tiers == null ? original.rawTiers() : tiers;
    }

    private byte[] encode() {
        Map<String, Optional<byte[]>> edits = edits();
        BencodeValue root = original.root();
        byte[] bytes = root.tape().bytes;
        BencodeOutput out = new BencodeOutput().beginDictionary();
        Map<String, byte[]> missing = new TreeMap<>(); // ASCII, so in the order of bencode
        edits.forEach((key, value) -> {
            if (value.isPresent() && root.get(key) == null) {
                missing.put(key, value.get());
            }
        });
        Set<String> written = new HashSet<>();
        for (BencodeValue key : root.keys()) {
            String name = key.rawText();
            for (String inserted : List.copyOf(missing.keySet())) {
                if (inserted.compareTo(name) < 0) {
                    write(out, inserted, missing.remove(inserted));
                }
            }
            Optional<byte[]> edit = edits.get(name);
            if (edit == null) {
                out.raw(bytes, key.start(), key.ofKey().end());
            } else if (written.add(name)) { // a key that is there twice becomes one
                edit.ifPresent(value -> write(out, name, value));
            }
        }
        missing.forEach((key, value) -> write(out, key, value));
        return out.end().toBytes();
    }

    private static void write(BencodeOutput out, String key, byte @Nullable [] value) {
        if (value != null) {
            out.string(key).raw(value, 0, value.length);
        }
    }

    /** What each changed key has from now on; empty if it is to be left out. */
    private Map<String, Optional<byte[]>> edits() {
        Map<String, Optional<byte[]>> edits = new TreeMap<>();
        List<List<String>> trackers = tiers;
        if (trackers != null) {
            Optional<String> first = trackers.stream().flatMap(List::stream).findFirst();
            if (!keepsAnnounce) {
                edits.put(
                        ANNOUNCE,
                        first.map(url -> new BencodeOutput().string(url).toBytes()));
            }
            boolean isAnotherFirst =
                    keepsAnnounce && first.isPresent() && !first.get().equals(original.rawAnnounce());
            boolean needsList =
                    isAnotherFirst || trackers.stream().mapToInt(List::size).sum() > 1;
            edits.put(ANNOUNCE_LIST, needsList ? Optional.of(announceList(trackers)) : Optional.empty());
        }
        List<String> seeds = webSeeds;
        if (seeds != null) {
            edits.put(URL_LIST, seeds.isEmpty() ? Optional.empty() : Optional.of(urlList(seeds)));
        }
        return edits;
    }

    private static byte[] announceList(List<List<String>> tiers) {
        BencodeOutput out = new BencodeOutput().beginList();
        tiers.forEach(out::strings);
        return out.end().toBytes();
    }

    /** A single one is a string, as mktorrent and libtorrent write it. */
    private static byte[] urlList(List<String> seeds) {
        BencodeOutput out = new BencodeOutput();
        return (seeds.size() == 1 ? out.string(seeds.get(0)) : out.strings(seeds)).toBytes();
    }

    static void checkTrackers(List<List<String>> tiers) {
        tiers.forEach(tier -> tier.forEach(MetainfoEditor::requireTracker));
    }

    static void checkWebSeeds(List<String> urls) {
        urls.forEach(MetainfoEditor::requireWebSeed);
    }

    /** {@link URI#getHost} is null for names with an underscore, which are in use. */
    private static boolean hasHost(URI uri) {
        String authority = uri.getRawAuthority();
        if (authority == null) {
            return false;
        }
        String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
        return !hostAndPort.isEmpty() && hostAndPort.charAt(0) != ':';
    }

    private static void checkUrl(String url, Set<String> schemes) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme();
            boolean isAscii = url.chars().allMatch(c -> c > ' ' && c < 0x7f);
            if (isAscii
                    && url.length() <= MAX_URL_LENGTH
                    && scheme != null
                    && schemes.contains(scheme.toLowerCase(Locale.ROOT))
                    && hasHost(uri)) {
                return;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no URL: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("not a URL of ASCII characters that begins with one of "
                + schemes.stream().sorted().map(each -> each + "://").toList() + ": " + url);
    }
}
