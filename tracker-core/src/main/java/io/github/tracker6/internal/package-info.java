/**
 * What the modules of Tracker6 share and do not offer: no API, may change in any release. Holds a keyed hash, byte
 * order, checks of options, the rate limit of sources and the limit on log lines. Uses the JDK alone.
 */
@NullMarked
package io.github.tracker6.internal;

import org.jspecify.annotations.NullMarked;
