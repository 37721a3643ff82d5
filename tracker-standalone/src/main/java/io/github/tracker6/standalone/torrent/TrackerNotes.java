package io.github.tracker6.standalone.torrent;

import io.github.tracker6.standalone.cli.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What clients make of the trackers of a torrent, for the operator who chooses them. It goes by the URLs alone and asks no DNS.
 * What it says of clients was seen with them: docs/torrents.md.
 */
public final class TrackerNotes {
    private final List<List<String>> tiers;

    /** Makes the notes on these tiers. */
    public TrackerNotes(List<List<String>> tiers) {
        this.tiers = tiers;
    }

    /** Returns a line for each. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (tiers.isEmpty()) {
            lines.add("a torrent without a tracker: clients find peers through DHT alone, if at all");
            return lines;
        }
        noteBothProtocols(lines);
        noteUdpAlone(lines);
        noteIpv6Alone(lines);
        noteTiers(lines);
        return lines;
    }

    private void noteBothProtocols(List<String> lines) {
        Set<String> web = hosts("http", "https");
        web.retainAll(hosts("udp"));
        for (String host : web) {
            lines.add(host + " is named with http and with udp: Transmission 3 then asks it over UDP and IPv4 alone,"
                    + " and its bytes go over IPv4; name it with http alone");
        }
    }

    private void noteUdpAlone(List<String> lines) {
        if (hosts("http", "https").isEmpty() && !hosts("udp").isEmpty()) {
            lines.add("all trackers are udp: Transmission 3 and aria2 ask those over IPv4 alone");
        }
    }

    private void noteIpv6Alone(List<String> lines) {
        for (int i = 0; i < tiers.size(); i++) {
            for (String url : tiers.get(i)) {
                String host = host(url);
                if (!isForIpv6Alone(host)) {
                    continue;
                }
                lines.add(host + " seems to have IPv6 alone: clients without IPv6 get an error from it"
                        + (i == 0
                                ? "; put it into a tier behind one that they reach"
                                : ", and clients that keep to BEP 12 (libtorrent by default) ask it only while "
                                        + (i == 1 ? "tier 1 fails" : "tiers 1 to " + i + " fail"))
                        + "; one name with A and AAAA records reaches every client over both families");
            }
        }
    }

    private void noteTiers(List<String> lines) {
        for (int i = 0; i < tiers.size(); i++) {
            Set<String> hosts =
                    tiers.get(i).stream().map(TrackerNotes::host).collect(Collectors.toCollection(TreeSet::new));
            if (hosts.size() > 1) {
                lines.add("tier " + (i + 1) + " has " + hosts.size()
                        + " hosts: a client asks one of them, drawn at random,"
                        + " as long as it answers; unless they share their swarms, each knows a part of the peers");
            }
        }
        if (tiers.size() > 1) {
            lines.add("there are " + tiers.size() + " tiers: a client that keeps to BEP 12 (libtorrent by default) asks"
                    + " the second one only if all of the first failed");
            lines.add("clients that know no tiers ask "
                    + Printable.of(tiers.get(0).get(0)) + " alone");
        }
    }

    /** Returns the hosts of the URLs with one of the schemes, sorted. */
    private Set<String> hosts(String... schemes) {
        Set<String> wanted = Set.of(schemes);
        return tiers.stream()
                .flatMap(List::stream)
                .filter(url -> wanted.contains(url.replaceFirst("(?s):.*", "").toLowerCase(Locale.ROOT)))
                .map(TrackerNotes::host)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A literal address, or a name as administrators choose it for AAAA records alone. */
    private static boolean isForIpv6Alone(String host) {
        return host.startsWith("[") || host.matches("(?:.*[.-])?(?:ipv6|ip6|v6)[.-].*");
    }

    /** Returns the host in lower case; the whole URL where it has none, as old torrents may have. */
    private static String host(String url) {
        try {
            String authority = new URI(url).getRawAuthority();
            if (authority != null) {
                return Printable.of(authority.replaceFirst(".*@", "").replaceFirst(":[0-9]*$", ""))
                        .toLowerCase(Locale.ROOT);
            }
        } catch (URISyntaxException e) {
            // as below
        }
        return Printable.of(url);
    }
}
