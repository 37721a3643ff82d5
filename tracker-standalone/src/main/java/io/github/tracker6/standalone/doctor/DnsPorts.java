package io.github.tracker6.standalone.doctor;

import io.github.tracker6.standalone.cli.Printable;
import io.github.tracker6.standalone.client.TrackerUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ports that a name's TXT record gives to trackers (BEP 34).
 *
 * @param words such as {@code TCP:6969}; empty if the record denies all trackers
 */
record DnsPorts(Set<String> words) {
    private static final String FIRST_WORD = "BITTORRENT";
    private static final String SUBJECT = "BEP 34";

    DnsPorts {
        words = Set.copyOf(words);
    }

    /** Returns what the first record that is for trackers says, or nothing. */
    static Optional<DnsPorts> of(List<String> txtRecords) {
        return txtRecords.stream()
                .map(record -> List.of(record.replace("\"", "").strip().split(" +", -1)))
                .filter(words -> words.get(0).equals(FIRST_WORD))
                .findFirst()
                .map(words -> new DnsPorts(words.stream()
                        .filter(word -> word.matches("(?:UDP|TCP):[0-9]{1,5}"))
                        .collect(Collectors.toSet())));
    }

    /** Returns what the record means for clients of these URLs. */
    List<Finding> findings(List<TrackerUrl> urls) {
        List<Finding> findings = new ArrayList<>();
        for (TrackerUrl url : urls) {
            String word = (url.protocol() == TrackerUrl.Protocol.UDP ? "UDP:" : "TCP:") + url.port();
            if (!words.contains(word)) {
                findings.add(Finding.warn(
                        SUBJECT,
                        "the TXT record of " + Printable.of(url.host())
                                + (words.isEmpty() ? " denies all trackers" : " names other ports")
                                + ": clients that follow it do not ask there; add " + word + " to it, or remove it"));
            }
        }
        return findings.isEmpty()
                ? List.of(Finding.ok(
                        SUBJECT,
                        "the TXT record names the ports: "
                                + Stream.of(words.toArray(new String[0]))
                                        .sorted()
                                        .collect(Collectors.joining(" "))))
                : findings;
    }
}
