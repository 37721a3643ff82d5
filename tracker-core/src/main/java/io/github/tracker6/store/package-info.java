/**
 * The storage SPI: {@link io.github.tracker6.store.SwarmStore}, the messages it takes, and
 * {@link io.github.tracker6.store.PeerSelection}, which decides for every store what an answer holds. A store knows no
 * protocol, and neither {@code peer_id} nor {@code key}. May use the values of {@code io.github.tracker6} and addresses.
 */
@NullMarked
package io.github.tracker6.store;

import org.jspecify.annotations.NullMarked;
