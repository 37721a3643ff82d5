/**
 * What a third party needs to prove its own swarm store or embedding: the storage contract as JUnit tests, a manual
 * clock, and test clients. It may use the core, JUnit and AssertJ.
 */
@NullMarked
package io.github.tracker6.testkit;

import org.jspecify.annotations.NullMarked;
