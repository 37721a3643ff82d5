/** What an address is good for: scopes of IPv4 and IPv6 addresses, and address blocks (CIDR). */
@NullMarked
package io.github.tracker6.address;

import org.jspecify.annotations.NullMarked;
