/**
 * Classes of addresses: the scope of an IPv4 or IPv6 address, and address blocks (CIDR). May use the JDK, the values, and
 * Guava (never in a public signature).
 */
@NullMarked
package io.github.tracker6.address;

import org.jspecify.annotations.NullMarked;
