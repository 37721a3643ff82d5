/**
 * The status of a tracker for people and for machines: a page, JSON, CSV and health, as a route of tracker-http. {@link
 * io.github.tracker6.status.TrackerStatus} collects the figures; the classes named for a format write it.
 */
@NullMarked
package io.github.tracker6.status;

import org.jspecify.annotations.NullMarked;
