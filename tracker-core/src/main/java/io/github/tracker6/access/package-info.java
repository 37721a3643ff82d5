/** Who may use the tracker for what: interceptors that guard torrents. */
@NullMarked
package io.github.tracker6.access;

import org.jspecify.annotations.NullMarked;
