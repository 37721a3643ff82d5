/** Torrents for the images of a mirror; uses {@code tracker-metainfo}. */
@NullMarked
package io.github.tracker6.examples.mirror;

import org.jspecify.annotations.NullMarked;
