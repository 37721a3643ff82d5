package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.AnnounceEvent;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An announce of a peer: by default a regular one of a leecher. Mutable, not thread-safe. */
final class Announce {
    private static final long SOME_BYTES = 1_000;

    final Peer peer;
    AnnounceEvent event = AnnounceEvent.NONE;
    long left = SOME_BYTES;
    long downloaded;
    /** Null to send none over HTTP, and -1 over UDP. */
    @Nullable
    Integer numWant;
    /** More parameters over HTTP, with {@code &} in front. */
    String query = "";
    /** Header lines over HTTP. */
    String[] headers = {};
    /** The event's number over UDP if it is no event that we know. */
    @Nullable
    Integer eventNumber;
    /** The field {@code ip} over UDP. */
    int ipField;
    /** What follows the 98 bytes over UDP. */
    byte[] options = {};

    Announce(Peer peer) {
        this.peer = peer;
    }

    Announce event(AnnounceEvent value) {
        event = value;
        return this;
    }

    Announce left(long value) {
        left = value;
        return this;
    }

    Announce downloaded(long value) {
        downloaded = value;
        return this;
    }

    Announce numWant(int value) {
        numWant = value;
        return this;
    }

    Announce query(String value) {
        query = value;
        return this;
    }

    Announce headers(String... values) {
        headers = values;
        return this;
    }

    Announce eventNumber(int value) {
        eventNumber = value;
        return this;
    }

    Announce ipField(int value) {
        ipField = value;
        return this;
    }

    Announce options(byte... value) {
        options = value;
        return this;
    }

    /** Sends it, and returns the answer. */
    Reply send() throws IOException, InterruptedException {
        return peer.send(this);
    }

    /** Returns the query's value of the event; null for none. */
    @Nullable
    String eventText() {
        return event == AnnounceEvent.NONE ? null : event.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the event's number (BEP 15, BEP 21). */
    int eventCode() {
        if (eventNumber != null) {
            return eventNumber;
        }
        return switch (event) {
            case NONE -> 0;
            case COMPLETED -> 1;
            case STARTED -> 2;
            case STOPPED -> 3;
            case PAUSED -> 4;
        };
    }
}
