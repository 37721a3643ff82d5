/**
 * Handles the addresses that clients claim to have ({@code &ipv4=}, {@code &ipv6=}; BEP 7): ignores them, takes them as
 * a hint, verifies them by a handshake, or trusts some sources. It may use the core and the JDK, whose NIO does the
 * network I/O.
 */
@NullMarked
package io.github.tracker6.claims;

import org.jspecify.annotations.NullMarked;
