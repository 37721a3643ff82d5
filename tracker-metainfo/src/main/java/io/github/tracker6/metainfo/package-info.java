/**
 * Torrent files (BEP 3, 12, 19, 27, 47, 52): reads them strictly, edits what lies outside their {@code info} dictionary,
 * creates them, and lists the torrents in folders for the tracker. May use the JDK, the values, the access lists, what our
 * modules share, and SLF4J.
 */
@NullMarked
package io.github.tracker6.metainfo;

import org.jspecify.annotations.NullMarked;
