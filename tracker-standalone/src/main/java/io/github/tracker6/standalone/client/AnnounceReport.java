package io.github.tracker6.standalone.client;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.standalone.cli.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How an announce went. */
final class AnnounceReport {
    private final TrackerUrl url;
    private final AskedTorrent torrent;
    private final List<String> complaints = new ArrayList<>();
    private String address = "";
    private String family = "";
    private long millis;
    private @Nullable AnnounceAnswer answer;
    private @Nullable String refusal;
    private @Nullable String failure;
    private @Nullable Boolean isStopped;

    AnnounceReport(TrackerUrl url, AskedTorrent torrent) {
        this.url = url;
        this.torrent = torrent;
    }

    /**
     * Announces.
     *
     * @param stay whether the tracker is to list this peer from now on
     */
    void ask(RemoteTracker tracker, AnnounceQuery query, boolean stay) throws IOException {
        long start = System.nanoTime();
        try {
            answer = tracker.announce(query);
            millis = (System.nanoTime() - start) / 1_000_000;
            complaints.addAll(tracker.failures());
        } finally {
            address = tracker.address();
            family = tracker.family();
        }
        if (!stay && query.event() != AnnounceEvent.STOPPED) {
            try {
                tracker.announce(query.stopped());
                isStopped = true;
            } catch (IOException e) {
                isStopped = false;
                complaints.add("the tracker did not take the event stopped: it lists this peer until that expires");
            }
        }
    }

    /** The tracker refused, or did not answer. */
    void fail(IOException problem) {
        String message = Printable.of(String.valueOf(problem.getMessage()));
        if (problem instanceof TrackerRefusal refused && refused.isFailureReason()) {
            refusal = message;
            complaints.add("the tracker refuses: " + message);
        } else {
            failure = message;
            complaints.add(Printable.of(url.text()) + ": " + message);
        }
    }

    boolean isAnswered() {
        return answer != null;
    }

    /** Returns what is for standard error, without the name of the program. */
    List<String> complaints() {
        return complaints;
    }

    /** Returns the answer for people; nothing if there is none. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        AnnounceAnswer given = answer;
        if (given == null) {
            return lines;
        }
        add(lines, "tracker", address + " over " + family + ", answered in " + millis + " ms");
        add(lines, "info hash", torrent.infoHashes().get(0) + (torrent.name().isEmpty() ? "" : "  " + torrent.name()));
        add(lines, "seeds", given.seeds());
        add(lines, "leechers", given.leechers());
        add(lines, "downloads", given.downloads());
        add(lines, "interval", given.intervalSeconds() == null ? null : given.intervalSeconds() + " s");
        add(lines, "min interval", given.minIntervalSeconds() == null ? null : given.minIntervalSeconds() + " s");
        add(lines, "you are", given.externalIp());
        add(lines, "warning", given.warning());
        add(lines, "peers", String.valueOf(given.peers().size()));
        given.peers().forEach(peer -> lines.add("  " + peer));
        return lines;
    }

    String json() {
        return Json.object(json -> {
            Json.text(json, "url", url.text());
            Json.text(json, "infoHash", torrent.infoHashes().get(0).toString());
            Json.text(json, "name", torrent.name());
            Json.text(json, "address", address);
            Json.text(json, "family", address.isEmpty() ? null : family);
            Json.text(json, "failureReason", refusal);
            Json.text(json, "error", failure);
            AnnounceAnswer given = answer;
            if (given != null) {
                json.writeNumberField("milliseconds", millis);
                Json.number(json, "seeds", given.seeds());
                Json.number(json, "leechers", given.leechers());
                Json.number(json, "downloads", given.downloads());
                Json.number(json, "intervalSeconds", given.intervalSeconds());
                Json.number(json, "minIntervalSeconds", given.minIntervalSeconds());
                Json.text(json, "externalIp", given.externalIp());
                Json.text(json, "warning", given.warning());
                json.writeArrayFieldStart("peers");
                for (String peer : given.peers()) {
                    json.writeString(peer);
                }
                json.writeEndArray();
                json.writeBooleanField("stopped", Boolean.TRUE.equals(isStopped));
            }
        });
    }

    private static void add(List<String> lines, String label, @Nullable Object value) {
        if (value != null) {
            lines.add(String.format(Locale.ROOT, "%-14s%s", label, value));
        }
    }
}
