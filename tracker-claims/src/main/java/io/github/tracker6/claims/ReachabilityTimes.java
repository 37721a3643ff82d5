package io.github.tracker6.claims;

import java.time.Duration;

/**
 * When an endpoint is probed again.
 *
 * @param again after a result
 * @param soon after the first failure: clients announce before their port is open
 * @param stalled after a result, if the client says that it moves no data
 */
record ReachabilityTimes(Duration again, Duration soon, Duration stalled) {}
