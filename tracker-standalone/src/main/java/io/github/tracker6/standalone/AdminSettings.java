package io.github.tracker6.standalone;

import io.github.tracker6.Endpoint;
import io.github.tracker6.address.AddressScope;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What is for the operator alone.
 *
 * @param addresses where it is served; empty where it is not
 * @param fullScrape who gets the counts of all torrents
 * @param publicPage whether everyone gets the page, without addresses
 */
record AdminSettings(List<InetSocketAddress> addresses, FullScrape fullScrape, boolean publicPage) {
    AdminSettings {
        addresses = List.copyOf(addresses);
    }

    /** Returns whether there is a status that can be looked at. */
    boolean isServed() {
        return publicPage || !addresses.isEmpty();
    }

    /** Returns a line for each address that the internet may reach: global ones and wildcards. */
    List<String> warnings() {
        return addresses.stream()
                .filter(address -> address.getAddress().isAnyLocalAddress()
                        || AddressScope.of(Endpoint.of(address.getAddress(), address.getPort())) == AddressScope.GLOBAL)
                .map(address -> "--admin " + ListenAddress.text(address)
                        + " may be reached from outside, and asks for no password; choose a loopback or private"
                        + " address, or close the port in the firewall")
                .toList();
    }
}
