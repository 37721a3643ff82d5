"""Counts the bytes that the hosts send each other, by pair of addresses, on the bridge."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable

from network import Host, run

RULES = """
table bridge traffic {
    set ipv4 { type ipv4_addr . ipv4_addr; size 1024; flags dynamic; }
    set ipv6 { type ipv6_addr . ipv6_addr; size 1024; flags dynamic; }
    chain forward {
        type filter hook forward priority 0
        add @ipv4 { ip saddr . ip daddr counter }
        add @ipv6 { ip6 saddr . ip6 daddr counter }
    }
}
"""
HEADER_BYTES = {4: 20, 6: 40}
"""The bytes of the IP header. They do not count, so that the same data has the same size over both families."""


class Meter:
    """Counters in the kernel, of TCP and uTP together. They include closed connections."""

    def __init__(self) -> None:
        """Starts to count. Construct it at most once per case, in the namespace of the bridge."""
        run("nft", RULES)

    def sent(self, hosts: Iterable[Host], to: Iterable[Host], version: int) -> int:
        """The bytes that `hosts` have sent to the hosts `to` over this version of IP."""
        senders, receivers = _addresses(hosts), _addresses(to)
        return sum(size for (source, destination), size in self._counted(version).items()
                   if source in senders and destination in receivers)

    def log(self) -> None:
        """Logs every counter."""
        for version in HEADER_BYTES:
            for (source, destination), size in sorted(self._counted(version).items()):
                logging.info("%s -> %s: %d bytes", source, destination, size)

    @staticmethod
    def _counted(version: int) -> dict[tuple[str, str], int]:
        listing = json.loads(run("nft", "--json", "list", "set", "bridge", "traffic", f"ipv{version}"))["nftables"]
        elements = [each["elem"] for item in listing if "set" in item for each in item["set"].get("elem", ())]
        return {
            tuple(element["val"]["concat"]):
                element["counter"]["bytes"] - element["counter"]["packets"] * HEADER_BYTES[version]
            for element in elements
        }


def _addresses(hosts: Iterable[Host]) -> set[str]:
    return {str(interface.ip) for host in hosts for interface in host.interfaces}
