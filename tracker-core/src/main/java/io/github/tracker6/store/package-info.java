/**
 * The storage SPI: {@link io.github.tracker6.store.SwarmStore} and the values that it trades in. A store knows no
 * protocol, neither {@code peer_id} nor {@code key}; the published contract in {@code tracker-testkit} proves one.
 */
@NullMarked
package io.github.tracker6.store;

import org.jspecify.annotations.NullMarked;
