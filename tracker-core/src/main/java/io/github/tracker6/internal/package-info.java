/**
 * What the modules of Tracker6 share and do not offer: no API, may change in any release. Holds a keyed hash, byte
 * order, a clock, checks of options, the rate limit of sources, the limit on log lines, and files of state. Uses the JDK
 * alone.
 */
@NullMarked
package io.github.tracker6.internal;

import org.jspecify.annotations.NullMarked;
