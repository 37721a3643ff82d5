/**
 * What the tracker makes of the addresses that clients claim to have ({@code &ipv4=}, {@code &ipv6=}; BEP 7): ignore
 * them, wait for a real announce, connect back and look, or trust some sources. Stands on the public API of the core and
 * does its own network I/O with the JDK's NIO.
 */
@NullMarked
package io.github.tracker6.claims;

import org.jspecify.annotations.NullMarked;
