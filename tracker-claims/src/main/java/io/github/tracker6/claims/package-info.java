/**
 * Probes peers: {@code AddressClaims} handles the addresses that clients claim to have (BEP 7) and can verify them by a
 * handshake, {@code ReachabilityProber} finds out which IPv6 endpoints can be reached. Both use one set of classes for
 * probes and their budgets. It may use the core and the JDK, whose NIO does the network I/O.
 */
@NullMarked
package io.github.tracker6.claims;

import org.jspecify.annotations.NullMarked;
