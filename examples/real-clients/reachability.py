"""What the cases of the group `reachability` do: the tracker probes the IPv6 endpoints of hosts behind firewalls."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv6Interface

from claims import FIRST_PORT, peer_id
from network import BOTH, Host, addresses
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
TRACKER_IPV4 = str(addresses(TRACKER_NUMBER, (4,))[0].ip)
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

    def __init__(self, scene: Scene, interface: IPv6Interface, more: str | None = None,
                 families: Sequence[int] = (6,), port: int = FIRST_PORT) -> None:
        """The firewall lets in `more`; None: there is no firewall."""
        self._scene = scene
        self._port = port
        address = str(interface.ip)
        self.endpoint = f"[{address}]:{port}"
        self.host = scene.host("peer", families, more=(interface,))
        if more is not None:
            self.host.filter(FIREWALL % more)
        self._tcp = Responder(self.host, address, port, peer_id(port))
        self.udp = UdpClient(self.host, address, port, peer_id(port))

    def announce_over_http(self) -> None:
        self.udp.accept()
        self._announce(str(TRACKER_IPV6.ip))

    def announce_over_ipv4(self) -> None:
        self._announce(TRACKER_IPV4)

    def announce_over_udp(self) -> None:
        self.udp.announce(str(TRACKER_IPV6.ip), self._scene.info_hash)
        self.udp.accept()

    def await_probe(self, outcome: str) -> None:
        self._scene.await_logged(f"The probe of {self.endpoint} ended: {outcome}")

    def _announce(self, tracker: str) -> None:
        Announcer(self.host, tracker, self._port, peer_id(self._port)).announce(self._scene.info_hash)

    def must_have(self, *, connections: int, offers: int) -> None:
        if (self._tcp.connections, self.udp.offers) != (connections, offers):
            raise Failed(f"{self._tcp.connections} connections and {self.udp.offers} offers over uTP came through")


def open_host(scene: Scene) -> None:
    reached_peer(scene)


def reached_peer(scene: Scene, families: Sequence[int] = (6,)) -> Peer:
    """Adds a host without a firewall. Returns when the tracker has reached it."""
    peer = Peer(scene, OPEN_IPV6, families=families)
    peer.announce_over_http()
    peer.await_probe("VERIFIED")
    peer.must_have(connections=1, offers=1)
    return peer


def firewall(scene: Scene) -> None:
    """The tracker has reached another host, so it believes that this one is closed. Both have both families. A third host with both gets the IPv6 endpoint of the open one alone."""
    reached = reached_peer(scene, families=BOTH)
    reached.announce_over_ipv4()
    peer = Peer(scene, CLOSED_IPV6, NOTHING_ELSE, families=BOTH, port=FIRST_PORT + 1)
    peer.announce_over_ipv4()
    peer.announce_over_http()
    peer.await_probe("TIMED_OUT")
    peer.must_have(connections=0, offers=0)
    asking = scene.host("asking")
    scene.await_that(lambda: peers_over_ipv6(scene, asking) == {reached.endpoint},
                     "the host with the firewall is not handed out over IPv6")


def peers_over_ipv6(scene: Scene, host: Host) -> set[str]:
    """Returns the IPv6 endpoints that a host with both families gets over IPv6, after an announce over IPv4."""
    port = FIRST_PORT + 2
    for tracker in (TRACKER_IPV4, str(addresses(TRACKER_NUMBER, (6,))[0].ip)):
        peers = Announcer(host, tracker, port, peer_id(port)).announce(scene.info_hash)
    return peers


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
