/**
 * The commands of the program for torrent files: {@code tracker6 torrent}. May use torrent files, the client for trackers, and
 * what commands share.
 */
@NullMarked
package io.github.tracker6.standalone.torrent;

import org.jspecify.annotations.NullMarked;
