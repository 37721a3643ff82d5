/**
 * The announce engine. Adapters decode bytes into an {@link io.github.tracker6.engine.AnnounceRequest}, the {@link
 * io.github.tracker6.engine.Tracker} passes it through the interceptors to the {@link
 * io.github.tracker6.store.SwarmStore}, and the adapter encodes the {@link io.github.tracker6.AnnounceResponse}. Knows
 * no protocol; may use the values, the store SPI and SLF4J's API.
 */
@NullMarked
package io.github.tracker6.engine;

import org.jspecify.annotations.NullMarked;
