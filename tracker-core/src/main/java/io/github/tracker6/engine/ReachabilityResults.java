package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;

/**
 * Tells the tracker when it is known whether a host's IPv6 endpoint can be reached, for {@link
 * TrackerBuilder#reachability}. {@code ReachabilityProber} of tracker-claims implements it. Must be thread-safe.
 */
@FunctionalInterface
public interface ReachabilityResults {
    /**
     * Is called for an announce over IPv4 of a dual-stack host whose IPv6 endpoint is {@link
     * io.github.tracker6.Reachability#UNKNOWN}, before it is answered, on the thread that announces. Begins to find out, if
     * that has not begun yet. Does not wait, and keeps neither the request nor the response.
     *
     * @param response says what the store knows; not to be changed
     * @param onResult run once, on any thread, when the store has been told the result or when there will be none; it
     *     returns at once and does not throw. May be run within this call
     * @return whether a result is expected within seconds. If false, {@code onResult} is never run
     */
    boolean tryAwait(AnnounceRequest request, AnnounceResponse response, Runnable onResult);
}
