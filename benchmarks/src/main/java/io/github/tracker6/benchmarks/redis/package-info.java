/**
 * Measures the Redis store on a real Redis, and compares it with the maximum of Redis and with the common layout. It
 * may use tracker-redis, tracker-redis-testing and Lettuce.
 */
@NullMarked
package io.github.tracker6.benchmarks.redis;

import org.jspecify.annotations.NullMarked;
