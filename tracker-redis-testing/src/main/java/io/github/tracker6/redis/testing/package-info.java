/**
 * Real Redis servers for tests: one shared server, and processes that run alone, as a Cluster or with Sentinel, with
 * faults on request. Start at {@link io.github.tracker6.redis.testing.RedisServers}. It may use Lettuce, JUnit,
 * Testcontainers and the JDK. It knows nothing of the tracker.
 */
@NullMarked
package io.github.tracker6.redis.testing;

import org.jspecify.annotations.NullMarked;
