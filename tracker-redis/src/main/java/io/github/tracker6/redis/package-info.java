/**
 * The shared store over Redis: a change log in a stream, and the store that users build. It may use the core and Lettuce; of
 * these both are in public signatures, Lettuce by its clients, addresses and TLS options.
 */
@NullMarked
package io.github.tracker6.redis;

import org.jspecify.annotations.NullMarked;
