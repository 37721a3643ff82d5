package io.github.tracker6.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Says which addresses this host has at the moment. Thread-safe. */
@FunctionalInterface
interface LocalAddresses {
    /** Returns the addresses of all interfaces that are up; link-local ones with their scope. */
    List<InetAddress> list() throws IOException;

    /** Returns what asks the host. */
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
