/**
 * The HTTP adapter: decodes announces and scrapes, and answers them in bencode. It may use the core, Netty and
 * Jackson, and the Servlet API where an embedder brings it; it knows neither another adapter nor any store.
 */
@NullMarked
package io.github.tracker6.http;

import org.jspecify.annotations.NullMarked;
