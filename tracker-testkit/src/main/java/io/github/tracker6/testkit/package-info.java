/**
 * What a third party needs to test its own swarm store or embedding: the storage contract as JUnit tests, a manual
 * clock, test clients, and {@link io.github.tracker6.testkit.Await}. It may use the core, JUnit and AssertJ.
 */
@NullMarked
package io.github.tracker6.testkit;

import org.jspecify.annotations.NullMarked;
