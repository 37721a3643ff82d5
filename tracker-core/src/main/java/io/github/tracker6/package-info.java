/**
 * The tracker engine and the values that travel through it. Adapters decode bytes into an {@link
 * io.github.tracker6.AnnounceRequest}, the {@link io.github.tracker6.Tracker} runs it past the interceptors to the
 * {@link io.github.tracker6.store.SwarmStore}, and the adapter encodes the {@link
 * io.github.tracker6.AnnounceResponse}. Nothing here knows a protocol; the room may use the JDK, Guava (never in a
 * public signature) and SLF4J's API.
 */
@NullMarked
package io.github.tracker6;

import org.jspecify.annotations.NullMarked;
