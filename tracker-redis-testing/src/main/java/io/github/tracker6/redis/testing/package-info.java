/**
 * Real Redis servers for tests: one server from wherever one can be had, and processes of our own, alone, as a Cluster
 * or under Sentinel, with faults. A test starts at {@link io.github.tracker6.redis.testing.RedisServers}. It may use
 * Lettuce, JUnit, Testcontainers and the JDK, and knows nothing of the tracker.
 */
@NullMarked
package io.github.tracker6.redis.testing;

import org.jspecify.annotations.NullMarked;
