"""What the cases of the group `reachability` do: the tracker probes the IPv6 endpoints of hosts behind firewalls."""

from __future__ import annotations

import socket
from ipaddress import IPv6Interface

from claims import FIRST_PORT, peer_id
from network import Host, addresses
from plain import UTP_SYN, Announcer, Responder, UdpClient, utp_packet
from scene import GLOBAL_TRACKER, TRACKER_NUMBER, Scene
from waiting import Failed

PROBE_ALL = ("--reachability", "all")

TRACKER_IPV6 = GLOBAL_TRACKER

PROBING_IPV6 = IPv6Interface("2a00:1:1::2/16")
PROBE_FROM = ("--probe-from", str(PROBING_IPV6.ip))
OPEN_IPV6 = IPv6Interface("2a00:1:2::11/16")
CLOSED_IPV6 = IPv6Interface("2a00:1:3::12/16")
TRACKER = (PROBING_IPV6, TRACKER_IPV6, *addresses(TRACKER_NUMBER))
REPLY_SECONDS = 5

FIREWALL = """
table inet firewall {
    set contacted { type ipv6_addr; flags dynamic,timeout; timeout 5m; }
    chain input {
        type filter hook input priority 0; policy drop;
        meta nfproto ipv4 accept
        meta l4proto ipv6-icmp accept
        ct state established,related accept
        %s
    }
    chain output {
        type filter hook output priority 0;
        meta l4proto udp add @contacted { ip6 daddr }
    }
}
"""
"""Lets in what answers a connection of the host. It knows the addresses to which the host has sent over UDP."""

NOTHING_ELSE = ""
CONTACTED_ADDRESSES = "meta l4proto udp ip6 saddr @contacted accept"
"""A rule that lets in what comes from an address to which the host has sent, from any port of it."""

UDP = "meta l4proto udp accept"


class Peer:
    """A client with one global IPv6 address, behind a firewall or not."""

    def __init__(self, scene: Scene, interface: IPv6Interface, more: str | None = None) -> None:
        """The firewall lets in `more`; None: there is no firewall."""
        self._scene = scene
        address = str(interface.ip)
        self.endpoint = f"[{address}]:{FIRST_PORT}"
        self.host = scene.host("peer", (6,), more=(interface,))
        if more is not None:
            self.host.filter(FIREWALL % more)
        self._tcp = Responder(self.host, address, FIRST_PORT, peer_id(FIRST_PORT))
        self.udp = UdpClient(self.host, address, FIRST_PORT, peer_id(FIRST_PORT))

    def announce_over_http(self) -> None:
        self.udp.accept()
        Announcer(self.host, str(TRACKER_IPV6.ip), FIRST_PORT, peer_id(FIRST_PORT)).announce(self._scene.info_hash)

    def announce_over_udp(self) -> None:
        self.udp.announce(str(TRACKER_IPV6.ip), self._scene.info_hash)
        self.udp.accept()

    def await_probe(self, outcome: str) -> None:
        self._scene.await_logged(f"The probe of {self.endpoint} ended: {outcome}")

    def must_have(self, *, connections: int, offers: int) -> None:
        if (self._tcp.connections, self.udp.offers) != (connections, offers):
            raise Failed(f"{self._tcp.connections} connections and {self.udp.offers} offers over uTP came through")


def open_host(scene: Scene) -> None:
    peer = Peer(scene, OPEN_IPV6)
    peer.announce_over_http()
    peer.await_probe("VERIFIED")
    peer.must_have(connections=1, offers=0)


def firewall(scene: Scene) -> None:
    """The tracker has reached another host, so it believes that this one is closed."""
    open_host(scene)
    peer = Peer(scene, CLOSED_IPV6, NOTHING_ELSE)
    peer.announce_over_http()
    peer.await_probe("TIMED_OUT")
    peer.must_have(connections=0, offers=0)


def answers_let_in(scene: Scene) -> None:
    """An offer over uTP from the tracker's address would come through, and prove nothing. So the tracker makes none."""
    open_host(scene)
    peer = Peer(scene, CLOSED_IPV6, CONTACTED_ADDRESSES)
    peer.announce_over_udp()
    peer.await_probe("TIMED_OUT")
    peer.must_have(connections=0, offers=0)
    offer(scene.tracker_host, peer)
    peer.must_have(connections=0, offers=1)


def answers_let_in_from_elsewhere(scene: Scene) -> None:
    """The tracker makes an offer over uTP from another address, and the firewall drops it."""
    open_host(scene)
    peer = Peer(scene, CLOSED_IPV6, CONTACTED_ADDRESSES)
    peer.announce_over_udp()
    peer.await_probe("TIMED_OUT")
    peer.must_have(connections=0, offers=0)


def utp_alone_over_http(scene: Scene) -> None:
    peer = Peer(scene, CLOSED_IPV6, UDP)
    peer.announce_over_http()
    peer.await_probe("UTP")
    peer.must_have(connections=0, offers=1)


def utp_alone_over_udp(scene: Scene) -> None:
    peer = Peer(scene, CLOSED_IPV6, UDP)
    peer.announce_over_udp()
    peer.await_probe("UTP")
    peer.must_have(connections=0, offers=1)


def offer(tracker: Host, peer: Peer) -> None:
    """Offers a connection over uTP from the tracker's address, as a careless tracker would. It must be answered."""
    address, port = peer.endpoint.strip("[").split("]:")
    with tracker.inside():
        probe = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    with probe:
        probe.bind((str(TRACKER_IPV6.ip), 0))
        probe.settimeout(REPLY_SECONDS)
        probe.sendto(utp_packet(UTP_SYN, b"\x12\x34", 1), (address, int(port)))
        try:
            probe.recv(2048)
        except TimeoutError as error:
            raise Failed("the firewall lets in no answer of the tracker: the case tests nothing") from error
