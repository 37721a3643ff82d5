/**
 * The announce engine. The way of an announce, class by class: an adapter decodes an {@link
 * io.github.tracker6.engine.AnnounceRequest}; {@link io.github.tracker6.engine.Tracker} starts the chain; {@code
 * InterceptorCall} calls an interceptor; {@code StoreCall} calls the {@link io.github.tracker6.store.SwarmStore}, with
 * {@code AnnounceRules} before and after it; the stages come back the same way, and the adapter encodes the {@link
 * io.github.tracker6.AnnounceResponse}. {@code PendingStages} watches the stages that take time.
 *
 * <p>Knows no protocol. May use the JDK, the values, {@code address}, {@code store}, {@code internal} and SLF4J's API.
 */
@NullMarked
package io.github.tracker6.engine;

import org.jspecify.annotations.NullMarked;
