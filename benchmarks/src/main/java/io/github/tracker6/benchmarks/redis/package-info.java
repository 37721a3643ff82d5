/**
 * The Redis store on a real Redis, beside what Redis can do at most and what the usual layout costs. May use tracker-redis,
 * the servers of its tests, and Lettuce.
 */
@NullMarked
package io.github.tracker6.benchmarks.redis;

import org.jspecify.annotations.NullMarked;
