package io.github.tracker6.standalone.client;

import io.github.tracker6.standalone.cli.Printable;
import java.io.IOException;

/** The tracker answered, and not with what it was asked for. The message is fit for a terminal. */
public final class TrackerRefusal extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_TEXT = 200;

    private final boolean isFailureReason;

    private TrackerRefusal(String message, boolean isFailureReason) {
        super(message);
        this.isFailureReason = isFailureReason;
    }

    /** The tracker gave a reason: {@code failure reason} over HTTP, an error packet over UDP. */
    static TrackerRefusal ofReason(String reason) {
        String line = Printable.of(reason.strip());
        return new TrackerRefusal(line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) : line, true);
    }

    /** The answer is something else, such as a page for people. */
    static TrackerRefusal ofAnswer(String what) {
        return new TrackerRefusal(what, false);
    }

    /** Returns whether the message is the reason that the tracker gave. */
    public boolean isFailureReason() {
        return isFailureReason;
    }
}
