package io.github.tracker6.benchmarks.conformance;

import static io.github.tracker6.benchmarks.conformance.Check.Scope.HTTP;
import static io.github.tracker6.benchmarks.conformance.Mismatch.require;
import static io.github.tracker6.benchmarks.conformance.Mismatch.requireEqual;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.InfoHash;
import io.github.tracker6.benchmarks.support.AddressLiteral;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.HttpTestClient.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** What an answer over HTTP holds. Stateless. */
final class HttpAnswerChecks {
    private static final int STATUS_OK = 200;
    private static final int MAX_REASON_BYTES = 64;
    private static final String SCRIPT = "<script>alert(1)</sc";

    static final List<Check> ALL = List.of(
            new Check(
                    "http-failure",
                    "A refusal is status 200 with a failure reason of up to 64 bytes, none of them from the request.",
                    "BEP 3",
                    HTTP,
                    HttpAnswerChecks::failure),
            new Check(
                    "http-bencode",
                    "Answers are canonical: keys sorted by bytes, none twice, also in the files of a scrape.",
                    "BEP 3, BEP 48",
                    HTTP,
                    HttpAnswerChecks::bencode),
            new Check(
                    "http-peers-key",
                    "An answer always has peers, if need be empty.",
                    "BEP 3, BEP 23",
                    HTTP,
                    HttpAnswerChecks::emptyPeers),
            new Check(
                    "http-compact-default",
                    "Without compact=, peers are compact.",
                    "BEP 23",
                    HTTP,
                    HttpAnswerChecks::compactByDefault),
            new Check(
                    "http-compact-0",
                    "With compact=0, peers are a list of dictionaries with ip and port.",
                    "BEP 3, BEP 23",
                    HTTP,
                    HttpAnswerChecks::dictionaries),
            new Check(
                    "http-external-ip",
                    "external ip holds the address of the requester as 4 or 16 bytes.",
                    "BEP 24",
                    HTTP,
                    HttpAnswerChecks::externalIp),
            new Check(
                    "http-min-interval",
                    "min interval, if there is one, equals interval: a client takes it for the interval.",
                    "aria2",
                    HTTP,
                    HttpAnswerChecks::minInterval),
            new Check(
                    "http-counts",
                    "An answer to an announce has complete, incomplete and downloaded: clients spare a scrape.",
                    "BEP 3, libtorrent",
                    HTTP,
                    HttpAnswerChecks::countsInAnnounce),
            new Check(
                    "http-length",
                    "An answer has a Content-Length, is not chunked, and not compressed unasked.",
                    "clients that fail on these",
                    HTTP,
                    HttpAnswerChecks::plainBody),
            new Check(
                    "http-full-scrape",
                    "A scrape without an info hash does not list the swarms.",
                    "BEP 48: it may cost too much",
                    HTTP,
                    HttpAnswerChecks::fullScrape),
            new Check(
                    "http-pages",
                    "No page of the tracker holds a peer id as HTML.",
                    "cross-site scripting",
                    HTTP,
                    HttpAnswerChecks::pages));

    private HttpAnswerChecks() {}

    private static void failure(Session session, Way way) throws IOException, InterruptedException {
        HttpWire http = session.http(way);
        Response response = http.get(
                http.announcePath() + "?info_hash=zzqxmarker&peer_id=-BX0001-123456789012&port=zzqxmarker&left=1");
        requireEqual(STATUS_OK, response.status(), "status");
        Object reason = response.dictionary().get("failure reason");
        require(reason instanceof byte[], "a failure reason", response.text());
        String text = new String((byte[]) reason, StandardCharsets.ISO_8859_1);
        require(text.length() <= MAX_REASON_BYTES, "at most 64 bytes", text.length() + " bytes");
        require(!text.contains("zzqx"), "a fixed text", text);
    }

    private static void bencode(Session session, Way way) throws IOException, InterruptedException {
        InfoHash first = session.infoHash();
        InfoHash second = session.infoHash();
        session.peer(way, first).leech();
        session.peer(way, second).leech();
        if (session.offers(way.otherFamily())) {
            session.peer(way.otherFamily(), first).leech();
        }
        // The decoder is strict.
        session.peer(way, first).leech();
        HttpWire http = session.http(way);
        String a = "&info_hash=" + HttpTestClient.encode(first.toBytes());
        String b = "&info_hash=" + HttpTestClient.encode(second.toBytes());
        for (String query : List.of(a + b, b + a, a + a, a + b + a)) {
            SortedMap<String, Object> answer = http.dictionary(http.scrapePath() + "?" + query.substring(1));
            require(!HttpWire.swarm(answer, first).isEmpty(), "the swarm in the scrape", answer.keySet());
        }
        http.dictionary(http.announcePath() + "?info_hash=short");
    }

    private static void emptyPeers(Session session, Way way) throws IOException, InterruptedException {
        HttpWire http = session.http(way);
        for (String numWant : List.of("", "&numwant=0")) {
            Announce announce = session.peer(way, session.infoHash()).announce().query(numWant);
            SortedMap<String, Object> answer = http.dictionary(http.target(announce));
            announce.peer.stop();
            require(answer.get("peers") instanceof byte[], "a string under 'peers'", answer.keySet());
        }
    }

    private static void compactByDefault(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer first = session.peer(way, infoHash);
        first.leech();
        HttpWire http = session.http(way);
        Announce announce = session.peer(way, infoHash).announce();
        Response response = http.get(http.target(announce).replace("&compact=1", ""));
        announce.peer.stop();
        http.reply(response).served().has(first.endpoint());
    }

    private static void dictionaries(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer first = session.peer(way, infoHash);
        first.leech();
        HttpWire http = session.http(way);
        Announce announce = session.peer(way, infoHash).announce().query("&compact=0");
        SortedMap<String, Object> answer = http.dictionary(http.target(announce));
        announce.peer.stop();
        List<?> peers = answer.get("peers") instanceof List<?> list ? list : List.of("another type");
        require(
                peers.stream().anyMatch(peer -> isOf(peer, first)),
                "a list with " + first.endpoint() + " under 'peers'",
                peers);
    }

    private static boolean isOf(Object entry, Peer peer) {
        if (entry instanceof Map<?, ?> fields
                && fields.get("ip") instanceof byte[] ip
                && fields.get("port") instanceof Long port) {
            String text = new String(ip, StandardCharsets.US_ASCII);
            return port == peer.port && isOf(text, peer.source);
        }
        return false;
    }

    private static boolean isOf(String literal, InetAddress address) {
        try {
            return AddressLiteral.parse(literal).equals(address);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void externalIp(Session session, Way way) throws IOException, InterruptedException {
        HttpWire http = session.http(way);
        Announce announce = session.peer(way, session.infoHash()).announce().event(AnnounceEvent.STOPPED);
        Object ip = http.dictionary(http.target(announce)).get("external ip");
        HexFormat hex = HexFormat.of();
        require(ip != null, "a key 'external ip'", "none");
        requireEqual(
                hex.formatHex(announce.peer.source.getAddress()),
                ip instanceof byte[] bytes ? hex.formatHex(bytes) : "another type",
                "external ip");
    }

    private static void minInterval(Session session, Way way) throws IOException, InterruptedException {
        SortedMap<String, Object> answer = announced(session, way);
        long interval = HttpWire.number(answer, "interval");
        require(interval > 0, "a positive interval", interval);
        if (answer.containsKey("min interval")) {
            requireEqual(interval, HttpWire.number(answer, "min interval"), "min interval");
        }
    }

    private static SortedMap<String, Object> announced(Session session, Way way)
            throws IOException, InterruptedException {
        HttpWire http = session.http(way);
        Announce announce = session.peer(way, session.infoHash()).announce();
        SortedMap<String, Object> answer = http.dictionary(http.target(announce));
        announce.peer.stop();
        return answer;
    }

    private static void countsInAnnounce(Session session, Way way) throws IOException, InterruptedException {
        SortedMap<String, Object> answer = announced(session, way);
        for (String key : List.of("complete", "incomplete", "downloaded")) {
            require(answer.get(key) instanceof Long, "a number under '" + key + "'", answer.keySet());
        }
    }

    private static void plainBody(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        session.peer(way, infoHash).leech();
        HttpWire http = session.http(way);
        Announce announce = session.peer(way, infoHash).announce().event(AnnounceEvent.STOPPED);
        for (String target : List.of(
                http.target(announce),
                http.announcePath() + "?info_hash=short",
                http.scrapePath() + "?info_hash=" + HttpTestClient.encode(infoHash.toBytes()))) {
            Response response = http.get(target);
            requireEqual(
                    Integer.toString(response.body().length),
                    String.valueOf(response.header("Content-Length")),
                    "Content-Length");
            for (String header : List.of("Transfer-Encoding", "Content-Encoding")) {
                require(response.header(header) == null, "no " + header, response.header(header) + "");
            }
        }
    }

    private static void fullScrape(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        session.peer(way, infoHash).leech();
        HttpWire http = session.http(way);
        Response response = http.get(http.scrapePath());
        String body = new String(response.body(), StandardCharsets.ISO_8859_1);
        String raw = new String(infoHash.toBytes(), StandardCharsets.ISO_8859_1);
        require(!body.contains(raw), "an answer without the swarms", response.body().length + " bytes with them");
    }

    private static void pages(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer peer = session.peer(way, infoHash).withIdentity(SCRIPT.getBytes(StandardCharsets.US_ASCII), 0);
        peer.leech();
        HttpWire http = session.http(way);
        boolean any = false;
        for (String page : List.of("/", "/stats", "/stat", "/status", "/index.html", "/stats?mode=everything")) {
            Response response = http.get(page);
            any |= response.status() == STATUS_OK;
            require(!response.text().contains(SCRIPT), page + " without the peer id", "the peer id as it was sent");
        }
        if (!any) {
            throw new NotOffered("no page");
        }
    }
}
