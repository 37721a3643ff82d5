package io.github.tracker6.benchmarks.conformance;

import static io.github.tracker6.benchmarks.conformance.Check.Scope.HTTP;
import static io.github.tracker6.benchmarks.conformance.Mismatch.require;
import static io.github.tracker6.benchmarks.conformance.Mismatch.requireEqual;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.testkit.HttpTestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a tracker reads from the query and the headers of a request over HTTP. Stateless. */
final class HttpQueryChecks {
    private static final String BEP_3 = "BEP 3";
    private static final int LONG_VALUE = 257;
    private static final int MANY_PARAMETERS = 80;

    /** No peer of any check has this port. */
    private static final int OTHER_PORT = 9_999;

    private static final List<String> REFUSED = List.of(
            "&left=abc",
            "&left=1x",
            "&numwant=abc",
            "&port=abc",
            "&port=0",
            "&port=-1",
            "&port=65536",
            "&port=4294967297",
            "&peer_id=short");

    static final List<Check> ALL = List.of(
            new Check(
                    "http-encoding",
                    "An info hash in any mix of literal and encoded bytes is the same: '+' and ';' stand for themselves.",
                    "BEP 3, RFC 3986",
                    HTTP,
                    HttpQueryChecks::encodings),
            new Check(
                    "http-hash-length",
                    "An info hash of another length than 20 bytes, or none, is refused.",
                    BEP_3,
                    HTTP,
                    HttpQueryChecks::hashLength),
            new Check(
                    "http-malformed",
                    "Malformed numbers and ids are refused and change nothing.",
                    BEP_3,
                    HTTP,
                    HttpQueryChecks::malformed),
            new Check(
                    "http-numbers",
                    "left=abc is no seeder, and port=4294967297 is not port 1.",
                    "bug of several trackers",
                    HTTP,
                    HttpQueryChecks::numbersThatOverflow),
            new Check(
                    "http-left",
                    "left that is absent, empty, negative or past 2^64 is a leecher; an empty numwant is as absent.",
                    BEP_3,
                    HTTP,
                    HttpQueryChecks::oddLeft),
            new Check(
                    "http-numwant-range",
                    "A negative numwant is as absent, and one past 2^64 means the limit.",
                    BEP_3,
                    HTTP,
                    HttpQueryChecks::oddNumWant),
            new Check(
                    "http-stop-without-port",
                    "A stop may lack the port; other announces may not.",
                    BEP_3,
                    HTTP,
                    HttpQueryChecks::stopWithoutPort),
            new Check(
                    "http-parameters",
                    "Parameters that clients send beside those of BEP 3 do no harm.",
                    "clients",
                    HTTP,
                    HttpQueryChecks::parametersOfClients),
            new Check(
                    "http-unknown",
                    "80 unknown parameters, and one of 257 bytes, are skipped.",
                    "clients",
                    HTTP,
                    HttpQueryChecks::unknownParameters),
            new Check(
                    "http-first-wins",
                    "Of a repeated port and left the first one counts.",
                    "one rule for all parameters",
                    HTTP,
                    HttpQueryChecks::firstWins),
            new Check(
                    "http-scrape-100",
                    "A scrape of 100 info hashes is served.",
                    "BEP 48, clients",
                    HTTP,
                    HttpQueryChecks::scrapeOf100),
            new Check(
                    "claims",
                    "No address in ip=, ipv4= or ipv6= is handed out, nor that of a name in it.",
                    "BEP 7",
                    HTTP,
                    HttpQueryChecks::claims),
            new Check(
                    "claims-harmless",
                    "No form of ip=, ipv4= or ipv6= fails an announce: brackets, ports, repeats, other addresses.",
                    "BEP 7, lftp",
                    HTTP,
                    HttpQueryChecks::claimsDoNotFail),
            new Check(
                    "forwarded",
                    "No address in a forwarding header of a client that is no known proxy is handed out.",
                    "RFC 7239",
                    HTTP,
                    HttpQueryChecks::forwardedHeaders));

    private HttpQueryChecks() {}

    private static void encodings(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        HttpWire http = session.http(way);
        byte[] bytes = infoHash.toBytes();
        String upper = IntStream.range(0, bytes.length)
                .mapToObj(i -> "%%%02X".formatted(bytes[i]))
                .collect(Collectors.joining());
        String literal = HttpTestClient.encode(bytes).replace("%2b", "+").replace("%3b", ";");
        List<String> forms = List.of(upper, upper.toLowerCase(Locale.ROOT), literal);
        for (String form : forms) {
            Peer peer = session.peer(way, infoHash);
            peer.announce()
                    .event(AnnounceEvent.STARTED)
                    .query("&info_hash=" + form)
                    .send()
                    .served();
        }
        requireEqual(new Counts(0, forms.size(), 0), session.scrape(way, infoHash), "scrape");
        for (String form : forms) {
            requireEqual(
                    new Counts(0, forms.size(), 0),
                    HttpWire.counts(http.dictionary(http.scrapePath() + "?info_hash=" + form), infoHash),
                    "scrape of " + form);
        }
    }

    private static void hashLength(Session session, Way way) throws IOException, InterruptedException {
        String encoded = HttpTestClient.encode(session.infoHash().toBytes());
        HttpWire http = session.http(way);
        for (String infoHash : List.of("&info_hash=" + encoded + "%00", "&info_hash=abcdefghijklmnopqrs", "")) {
            String rest = "&peer_id=-BX0001-123456789012&port=" + OTHER_PORT + "&left=1&compact=1";
            Reply reply = http.reply(http.get(http.announcePath() + "?" + (infoHash + rest).substring(1)));
            requireRefused(reply, infoHash.isEmpty() ? "no info_hash" : infoHash);
        }
    }

    private static void requireRefused(Reply reply, String what) {
        require(reply.failure() != null, "that " + what + " is refused", "it is served");
    }

    private static void malformed(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        for (String query : REFUSED) {
            Announce announce = session.peer(way, infoHash).announce().event(AnnounceEvent.STARTED);
            requireRefused(announce.query(query).send(), query);
        }
        requireEqual(Counts.NONE, session.scrape(way, infoHash), "scrape");
        Peer asking = session.peer(way, infoHash);
        asking.leech().hasOnly(asking.endpoint());
    }

    private static void numbersThatOverflow(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer noSeeder = session.peer(way, infoHash);
        noSeeder.announce().event(AnnounceEvent.STARTED).query("&left=abc").send();
        requireEqual(0L, session.scrape(way, infoHash).complete(), "complete with left=abc");
        Peer overflowing = session.peer(way, infoHash);
        overflowing
                .announce()
                .event(AnnounceEvent.STARTED)
                .query("&port=4294967297")
                .send();
        session.peer(way, infoHash).leech().lacks(Endpoint.of(overflowing.source, 1));
        new Peer(session, way, infoHash, overflowing.source, 1, overflowing.peerId, 0).stop();
    }

    private static void oddLeft(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        HttpWire http = session.http(way);
        Peer absent = session.peer(way, infoHash);
        String withoutLeft = http.target(absent.announce()).replaceFirst("&left=[0-9]+", "");
        http.reply(http.get(withoutLeft)).served();
        List<String> forms = List.of("&left=", "&left=&numwant=", "&left=-1", "&left=18446744073709551616");
        for (String query : forms) {
            Reply reply = session.peer(way, infoHash).announce().query(query).send();
            require(reply.failure() == null, "that " + query + " is served", "the failure '" + reply.failure() + "'");
        }
        Counts seen = session.scrape(way, infoHash);
        absent.stop();
        requireEqual(new Counts(0, 1 + forms.size(), 0), seen, "scrape");
    }

    private static void oddNumWant(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer first = session.peer(way, infoHash);
        first.leech();
        Peer asking = session.peer(way, infoHash);
        for (String numWant : List.of("-1", "-5", "99999999999", "18446744073709551616")) {
            asking.announce().query("&numwant=" + numWant).send().served().has(first.endpoint());
        }
    }

    private static void stopWithoutPort(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        HttpWire http = session.http(way);
        Announce stop = session.peer(way, infoHash).announce().event(AnnounceEvent.STOPPED);
        http.reply(http.get(http.target(stop).replaceFirst("&port=[0-9]+", ""))).served();
        Announce start = session.peer(way, infoHash).announce().event(AnnounceEvent.STARTED);
        requireRefused(
                http.reply(http.get(http.target(start).replaceFirst("&port=[0-9]+", ""))), "a start without a port");
        requireEqual(Counts.NONE, session.scrape(way, infoHash), "scrape");
    }

    private static void parametersOfClients(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        List<String> all = List.of(
                "&trackerid=" + "t".repeat(LONG_VALUE),
                "&key=" + "k".repeat(LONG_VALUE),
                "&no_peer_id=1",
                "&supportcrypto=1",
                "&requirecrypto=1&cryptoport=4711",
                "&corrupt=0&redundant=0",
                "&azudp=1&hide=0&azhttp=1",
                "&natmapped=1&localip=192.168.0.1",
                "&uploaded=-1",
                "&downloaded=abc");
        Peer asking = session.peer(way, infoHash);
        asking.leech();
        for (String query : all) {
            Peer peer = session.peer(way, infoHash);
            peer.announce().query(query).send().served();
            asking.look().has(peer.endpoint());
        }
    }

    private static void unknownParameters(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        String many = IntStream.range(0, MANY_PARAMETERS)
                .mapToObj(i -> "&x" + i + "=" + i)
                .collect(Collectors.joining());
        Peer asking = session.peer(way, infoHash);
        asking.leech();
        for (String query : List.of(many, "&pad=" + "p".repeat(LONG_VALUE), "&empty=", "&bare", "&&")) {
            Peer peer = session.peer(way, infoHash);
            peer.announce().query(query).send().served();
            asking.look().has(peer.endpoint());
        }
    }

    private static void firstWins(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer peer = session.peer(way, infoHash);
        String first = "&port=" + peer.port + "&left=5&port=" + OTHER_PORT + "&left=0";
        peer.announce().event(AnnounceEvent.STARTED).query(first).send().served();
        requireEqual(new Counts(0, 1, 0), session.scrape(way, infoHash), "scrape");
        session.peer(way, infoHash).leech().has(peer.endpoint()).lacks(Endpoint.of(peer.source, OTHER_PORT));
    }

    private static void scrapeOf100(Session session, Way way) throws IOException, InterruptedException {
        InfoHash first = session.infoHash();
        InfoHash last = session.infoHash();
        session.peer(way, first).seed();
        session.peer(way, last).leech();
        List<InfoHash> all = new ArrayList<>(List.of(first));
        // Clients name torrents that no other client has.
        byte[] unknown = session.infoHash().toBytes();
        for (int i = 0; i < 98; i++) {
            unknown[19] = (byte) i;
            all.add(InfoHash.fromBytes(unknown));
        }
        all.add(last);
        HttpWire http = session.http(way);
        String query = all.stream()
                .map(each -> "info_hash=" + HttpTestClient.encode(each.toBytes()))
                .collect(Collectors.joining("&"));
        var answer = http.dictionary(http.scrapePath() + "?" + query);
        requireEqual(new Counts(1, 0, 0), HttpWire.counts(answer, first), "the first of 100");
        requireEqual(new Counts(0, 1, 0), HttpWire.counts(answer, last), "the last of 100");
    }

    private static void claims(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        List<Endpoint> sources = new ArrayList<>();
        for (String query : List.of(
                "&ip=203.0.113.7",
                "&ip=203.0.113.7&ip=2001:db8::7",
                "&ipv4=203.0.113.8:4711",
                "&ipv6=%5B2001%3Adb8%3A%3A8%5D%3A4711",
                "&ipv6=2001%3Adb8%3A%3A9",
                "&ip=localhost")) {
            Peer claimer = session.peer(way, infoHash);
            claimer.announce().event(AnnounceEvent.STARTED).query(query).send().served();
            sources.add(claimer.endpoint());
        }
        requireOnlySources(session, way, infoHash, sources);
    }

    /** Looks from both families, where the tracker offers both. */
    private static void requireOnlySources(Session session, Way way, InfoHash infoHash, List<Endpoint> sources)
            throws IOException, InterruptedException {
        for (Way asks : List.of(way, way.otherFamily())) {
            if (session.offers(asks)) {
                Peer asking = session.peer(asks, infoHash);
                sources.add(asking.endpoint());
                asking.leech().hasOnly(sources.toArray(Endpoint[]::new));
            }
        }
    }

    private static void claimsDoNotFail(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer asking = session.peer(way, infoHash);
        asking.leech();
        for (String query : List.of(
                "&ipv6=[2001:db8::1]:6881",
                "&ipv6=[2001:db8::1]",
                "&ipv6=2001:db8::1",
                "&ipv6=[::]:6881",
                "&ipv6=fe80::1",
                "&ipv6=fe80::1%25eth0",
                "&ipv6=192.0.2.1",
                "&ipv6=",
                "&ipv4=192.0.2.1:6881",
                "&ipv4=0.0.0.0",
                "&ipv4=2001:db8::1",
                "&ipv4=192.0.2.1&ipv4=192.0.2.2&ipv6=2001:db8::1&ipv6=2001:db8::2",
                "&ip=127.0.0.1",
                "&ip=no-address",
                "&ip=%00%ff",
                "&ip=" + "1".repeat(LONG_VALUE))) {
            Peer peer = session.peer(way, infoHash);
            Reply reply = peer.announce().query(query).send();
            require(reply.failure() == null, "that " + query + " is served", "the failure '" + reply.failure() + "'");
            asking.announce().numWant(session.numWantLimit()).send().served().has(peer.endpoint());
        }
    }

    private static void forwardedHeaders(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        List<Endpoint> sources = new ArrayList<>();
        for (String header : List.of(
                "X-Forwarded-For: 203.0.113.7",
                "X-Forwarded-For: 203.0.113.7, 198.51.100.9, 2001:db8::7",
                "Forwarded: for=203.0.113.7",
                "Forwarded: for=\"[2001:db8::7]:4711\"",
                "X-Real-IP: 203.0.113.7",
                "Client-IP: 203.0.113.7",
                "True-Client-IP: 203.0.113.7")) {
            Peer peer = session.peer(way, infoHash);
            // To refuse it is as good as to ignore the header.
            peer.announce().event(AnnounceEvent.STARTED).headers(header).send();
            sources.add(peer.endpoint());
        }
        requireOnlySources(session, way, infoHash, sources);
    }
}
