/**
 * A client for trackers over HTTP, HTTPS and UDP that asks one thing at a time, and the commands {@code announce} and
 * {@code scrape}. May use the values, torrent files, and what commands share.
 */
@NullMarked
package io.github.tracker6.standalone.client;

import org.jspecify.annotations.NullMarked;
