/**
 * The figures of torrents in folders as Micrometer meters. Only packages of this name need Micrometer, which is an optional dependency.
 */
@NullMarked
package io.github.tracker6.metainfo.metrics;

import org.jspecify.annotations.NullMarked;
