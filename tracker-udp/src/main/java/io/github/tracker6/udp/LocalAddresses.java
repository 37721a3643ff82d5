package io.github.tracker6.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lists the addresses that this host has now. Thread-safe. */
@FunctionalInterface
interface LocalAddresses {
    /** Returns the addresses of all interfaces that are up, link-local ones with their scope. */
    List<InetAddress> list() throws IOException;

    /** Returns the list of this host, read on each call. */
    static LocalAddresses ofHost() {
        return () -> {
            List<InetAddress> addresses = new ArrayList<>();
            for (NetworkInterface networkInterface : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (networkInterface.isUp()) {
                    networkInterface.inetAddresses().forEach(addresses::add);
                }
            }
            return addresses;
        };
    }
}
