package io.github.tracker6.spring;

import io.github.tracker6.server.TrackerStartException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in a few lines what to change when the tracker can't be started. */
final class TrackerStartFailureAnalyzer extends AbstractFailureAnalyzer<TrackerStartException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, TrackerStartException cause) {
        return new FailureAnalysis(
                "The tracker could not start: " + cause.getMessage() + ".", action(cause.protocol()), cause);
    }

    private static String action(String protocol) {
        return switch (protocol) {
            case "UDP" ->
                "Free the address, set tracker6.udp.listen to another one, or set tracker6.udp.enabled to false.";
            case "Torrents" -> "Correct tracker6.torrents.folders, or let the application read the folder.";
            default -> "Free the address, or set tracker6.http.listen to another one.";
        };
    }
}
