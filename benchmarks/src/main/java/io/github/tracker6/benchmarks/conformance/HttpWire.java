package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.benchmarks.load.Target;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.HttpTestClient.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Speaks HTTP, on a connection of its own for each request. */
final class HttpWire implements Wire {
    private static final int STATUS_OK = 200;

    private final Target target;
    private final AddressFamily family;
    private final InetAddress source;
    private final Pacer pacer;

    HttpWire(Target target, AddressFamily family, InetAddress source, Pacer pacer) {
        this.target = target;
        this.family = family;
        this.source = source;
        this.pacer = pacer;
    }

    /** Opens a connection. */
    HttpTestClient open() throws IOException {
        return HttpTestClient.to(target.address(), source);
    }

    /** Returns the path of an announce. */
    String announcePath() {
        return target.path();
    }

    String scrapePath() {
        return target.scrapePath();
    }

    /** Returns path and query of an announce. Parameters in {@code announce.query} stand in place of the usual ones. */
    String target(Announce announce) {
        Peer peer = announce.peer;
        StringBuilder text = new StringBuilder(announce.query);
        add(text, "info_hash", HttpTestClient.encode(peer.infoHash.toBytes()));
        add(text, "peer_id", HttpTestClient.encode(peer.peerId));
        add(text, "port", peer.port);
        add(text, "uploaded", 0);
        add(text, "downloaded", announce.downloaded);
        add(text, "left", Long.toUnsignedString(announce.left));
        add(text, "compact", 1);
        if (announce.eventText() != null) {
            add(text, "event", announce.eventText());
        }
        if (announce.numWant != null) {
            add(text, "numwant", announce.numWant);
        }
        if (peer.key != 0) {
            add(text, "key", "%08X".formatted(peer.key));
        }
        return announcePath() + '?' + text.substring(1);
    }

    private static void add(StringBuilder query, String name, Object value) {
        if (query.indexOf('&' + name + '=') < 0) {
            query.append('&').append(name).append('=').append(value);
        }
    }

    /** Sends a GET on a new connection. */
    Response get(String pathAndQuery, String... headers) throws IOException, InterruptedException {
        pacer.pace(false, source);
        try (HttpTestClient client = open()) {
            return client.get(pathAndQuery, headers);
        }
    }

    /** Returns the dictionary of an answer with status 200. */
    SortedMap<String, Object> dictionary(String pathAndQuery, String... headers)
            throws IOException, InterruptedException {
        Response response = get(pathAndQuery, headers);
        Mismatch.requireEqual(STATUS_OK, response.status(), "status");
        return response.dictionary();
    }

    @Override
    public Reply announce(Announce announce) throws IOException, InterruptedException {
        return reply(get(target(announce), announce.headers));
    }

    /** Reads an answer with compact peers. */
    Reply reply(Response response) {
        if (response.status() != STATUS_OK) {
            return Reply.refused("status " + response.status());
        }
        SortedMap<String, Object> answer = response.dictionary();
        if (answer.get("failure reason") instanceof byte[] reason) {
            return Reply.refused(new String(reason, StandardCharsets.UTF_8));
        }
        AddressFamily otherFamily = family.other();
        return new Reply(
                null,
                number(answer, "interval"),
                number(answer, "complete"),
                number(answer, "incomplete"),
                peers(response, answer, family),
                peers(response, answer, otherFamily));
    }

    private static List<Endpoint> peers(Response response, SortedMap<String, Object> answer, AddressFamily family) {
        String key = family == AddressFamily.IPV4 ? "peers" : "peers6";
        if (!answer.containsKey(key)) {
            return List.of();
        }
        Mismatch.require(answer.get(key) instanceof byte[], "a string under " + key, "another type");
        return response.peers(family);
    }

    static long number(Map<String, Object> answer, String key) {
        return answer.get(key) instanceof Long number ? number : 0;
    }

    @Override
    public Counts scrape(InfoHash infoHash) throws IOException, InterruptedException {
        return counts(dictionary(scrapePath() + "?info_hash=" + HttpTestClient.encode(infoHash.toBytes())), infoHash);
    }

    /** Returns the counts of one swarm in an answer to a scrape; zeros if it is left out. */
    static Counts counts(SortedMap<String, Object> answer, InfoHash infoHash) {
        Map<?, ?> swarm = swarm(answer, infoHash);
        return swarm.isEmpty()
                ? Counts.NONE
                : new Counts(count(swarm, "complete"), count(swarm, "incomplete"), count(swarm, "downloaded"));
    }

    /** Returns the dictionary of one swarm in an answer to a scrape (BEP 48); an empty one if it is left out. */
    static Map<?, ?> swarm(SortedMap<String, Object> answer, InfoHash infoHash) {
        Mismatch.require(answer.get("files") instanceof Map, "a dictionary under 'files'", answer.keySet());
        Map<?, ?> files = (Map<?, ?>) answer.get("files");
        Object swarm = files == null ? null : files.get(new String(infoHash.toBytes(), StandardCharsets.ISO_8859_1));
        return swarm instanceof Map<?, ?> counts ? counts : Map.of();
    }

    private static long count(Map<?, ?> swarm, String key) {
        Object value = swarm.get(key);
        Mismatch.require(value instanceof Long, "a number under '" + key + "'", swarm.keySet());
        return value instanceof Long number ? number : 0;
    }
}
