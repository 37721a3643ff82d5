package io.github.tracker6.standalone.client;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.InfoHash;
import io.github.tracker6.metainfo.Bencode;
import io.github.tracker6.metainfo.InvalidTorrentException;
import io.github.tracker6.standalone.cli.Printable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A tracker over HTTP or HTTPS (BEP 3, 7, 23, 24, 48). */
final class HttpWire implements TrackerWire {
    private static final int MAX_SCRAPE = 40; // a request line of 4 KiB

    private final TrackerUrl url;
    private final HttpGet http;

    HttpWire(TrackerUrl url, InetSocketAddress address, Duration timeout) {
        this.url = url;
        this.http = new HttpGet(url, address, timeout);
    }

    @Override
    public AnnounceAnswer announce(AnnounceQuery query) throws IOException {
        String event = query.event() == AnnounceEvent.NONE
                ? ""
                : "&event=" + query.event().name().toLowerCase(Locale.ROOT);
        Bencode answer = ask(url.target(
                url.path(),
                "info_hash=" + escaped(query.infoHash().toBytes()) + "&peer_id=" + escaped(query.peerIdBytes())
                        + "&key=" + HexFormat.of().toHexDigits(query.key()) + "&port=" + query.port()
                        + "&uploaded=0&downloaded=0&left=" + query.left() + "&compact=1&numwant=" + query.numWant()
                        + event));
        List<String> peers = new ArrayList<>();
        answer.get("peers").ifPresent(value -> addPeers(value, 4, peers));
        answer.get("peers6").ifPresent(value -> addPeers(value, 16, peers));
        return new AnnounceAnswer(
                number(answer, "interval"),
                number(answer, "min interval"),
                number(answer, "complete"),
                number(answer, "incomplete"),
                number(answer, "downloaded"),
                answer.get("external ip")
                        .flatMap(Bencode::bytes)
                        .flatMap(PeerText::address)
                        .orElse(null),
                text(answer, "warning message").orElse(null),
                peers);
    }

    @Override
    public Map<InfoHash, ScrapeCounts> scrape(List<InfoHash> infoHashes) throws IOException {
        String path = url.scrapePath()
                .orElseThrow(() -> TrackerRefusal.ofAnswer(
                        "no scrape is known for this URL: the last part of its path does not begin with announce"));
        Bencode answer = ask(url.target(
                path,
                infoHashes.stream()
                        .map(hash -> "info_hash=" + escaped(hash.toBytes()))
                        .collect(Collectors.joining("&"))));
        Map<InfoHash, ScrapeCounts> counts = new LinkedHashMap<>();
        List<Bencode.Entry> files = answer.get("files").map(Bencode::entries).orElse(List.of());
        for (Bencode.Entry file : files) {
            byte[] key = file.key().bytes().orElseThrow();
            if (key.length == InfoHash.BYTES) {
                counts.put(
                        InfoHash.fromBytes(key),
                        new ScrapeCounts(
                                count(file.value(), "complete"),
                                count(file.value(), "incomplete"),
                                count(file.value(), "downloaded")));
            }
        }
        counts.keySet().retainAll(infoHashes); // some trackers answer for all
        return counts;
    }

    @Override
    public int maxScrape() {
        return MAX_SCRAPE;
    }

    @Override
    public void close() {
        // Each request has a connection of its own.
    }

    private Bencode ask(String target) throws IOException {
        HttpGet.Answer answer = http.get(target);
        Bencode read;
        try {
            read = Bencode.parse(answer.body());
        } catch (InvalidTorrentException e) {
            throw TrackerRefusal.ofAnswer(
                    answer.isOk()
                            ? "the answer is none of a tracker: it is no bencode"
                            : "the answer has HTTP status " + answer.status());
        }
        Optional<String> reason = read.get("failure reason").flatMap(Bencode::text);
        if (reason.isPresent()) {
            throw TrackerRefusal.ofReason(reason.get());
        }
        if (!answer.isOk() || !read.isDictionary()) {
            throw TrackerRefusal.ofAnswer(
                    answer.isOk()
                            ? "the answer is none of a tracker: it is no dictionary"
                            : "the answer has HTTP status " + answer.status());
        }
        return read;
    }

    private static void addPeers(Bencode value, int addressBytes, List<String> peers) {
        value.bytes().ifPresent(compact -> peers.addAll(PeerText.compact(compact, addressBytes)));
        for (Bencode peer : value.items()) { // compact=0, from trackers that know no other form
            Optional<String> ip = text(peer, "ip");
            Optional<Long> port = peer.get("port").flatMap(Bencode::integer);
            if (ip.isPresent() && port.isPresent()) {
                peers.add((ip.get().contains(":") ? "[" + ip.get() + "]" : ip.get()) + ":" + port.get());
            }
        }
    }

    private static Optional<String> text(Bencode dictionary, String key) {
        return dictionary.get(key).flatMap(Bencode::text).map(Printable::of);
    }

    private static @Nullable Long number(Bencode dictionary, String key) {
        return dictionary.get(key).flatMap(Bencode::integer).orElse(null);
    }

    private static long count(Bencode dictionary, String key) {
        return dictionary.get(key).flatMap(Bencode::integer).orElse(0L);
    }

    /** Every byte that is no letter or digit is escaped. */
    private static String escaped(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            boolean isPlain = b == '-' || (b > 0 && Character.isLetterOrDigit(b));
            if (isPlain) {
                text.append((char) b);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return text.toString();
    }
}
