package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;

/**
 * Tells the tracker whether a probe of a host's IPv6 endpoint is under way, and when it has ended, for {@link
 * TrackerBuilder#reachability}. {@code ReachabilityProber} of tracker-claims implements it. Must be thread-safe.
 *
 * @since 0.1.0
 */
public interface ReachabilityResults {
    /**
     * Returns whether a result for the host that announces is expected within seconds. Begins the probe if it is due. Called on
     * the thread that announces, before the answer, for announces over IPv4 of dual-stack hosts whose IPv6 endpoint is {@link
     * io.github.tracker6.Reachability#UNKNOWN}. Returns at once, and keeps neither the request nor the response.
     *
     * @param response says what the store knows; not to be changed
     */
    boolean isExpected(AnnounceRequest request, AnnounceResponse response);

    /**
     * Awaits a result that was expected a moment ago.
     *
     * @param request as for {@link #isExpected}; not kept
     * @param onResult run once, on any thread, when the store has been told the result or when there will be none. It does not
     *     wait for anything, unless the {@linkplain TrackerBuilder#executor executor} refuses tasks
     * @return false if no result is expected any more: it has come. Then {@code onResult} is never run
     */
    boolean tryAwait(AnnounceRequest request, Runnable onResult);
}
