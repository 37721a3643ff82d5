/**
 * The HTTP adapter: decodes announces and scrapes and answers them in bencode (BEP 3, 7, 21, 23, 24, 31, 48). It may
 * use the core alone; it knows no server, no other adapter and no store. A server, such as the one in {@code netty},
 * is a thin skin over {@link io.github.tracker6.http.HttpTrackerHandler}.
 */
@NullMarked
package io.github.tracker6.http;

import org.jspecify.annotations.NullMarked;
