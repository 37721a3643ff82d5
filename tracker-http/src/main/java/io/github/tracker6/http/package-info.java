/**
 * The HTTP adapter: decodes announces and scrapes, answers them in bencode (BEP 3, 7, 21, 23, 24, 31, 48), and serves an
 * embedder's own routes. It may use the core, and knows no server: a framework calls {@link
 * io.github.tracker6.http.HttpTrackerHandler#answer}, and a server of one's own calls {@link
 * io.github.tracker6.http.HttpTrackerHandler#handle}, which allocates nothing per announce.
 */
@NullMarked
package io.github.tracker6.http;

import org.jspecify.annotations.NullMarked;
