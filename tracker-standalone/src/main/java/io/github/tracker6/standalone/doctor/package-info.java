/**
 * The command {@code doctor}: whether clients reach a tracker over both families, and what to do where they do not. May use the
 * values, torrent files, what commands share, the client for trackers, and the notes on a torrent's trackers.
 */
@NullMarked
package io.github.tracker6.standalone.doctor;

import org.jspecify.annotations.NullMarked;
