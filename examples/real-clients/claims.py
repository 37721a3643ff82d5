"""What the cases of the group `claims` do: the tracker verifies the IPv6 endpoints that clients claim."""

from __future__ import annotations

from ipaddress import IPv6Interface

from clients import LISTEN_PORT, Libtorrent, Rtorrent
from network import Host, addresses
from plain import Announcer, Responder
from scene import ALLOW_LIST, FIRST_CLIENT_NUMBER, TRACKER_NUMBER, Scene
from waiting import Failed

VERIFY = ("--claims", "verify", "--allow", str(ALLOW_LIST))

FIRST_IPV4, FIRST_IPV6 = (str(interface.ip) for interface in addresses(FIRST_CLIENT_NUMBER))
"""The addresses of the first host of a case, which claims."""

FIRST_PORT = 7001
OBSERVER_PORT = 7999

PROBES_PER_HOUR = 6
"""The most probes for one source, and also of one target. So there is a second target network."""

FURTHER_IPV6 = IPv6Interface(f"2001:db8:0:1::{FIRST_CLIENT_NUMBER}/64")
TRACKER_WITH_FURTHER = (IPv6Interface(f"2001:db8:0:1::{TRACKER_NUMBER}/64"), *addresses(TRACKER_NUMBER))


class Observer:
    """A client with IPv6 only. It asks for peers, and leaves the swarm each time."""

    def __init__(self, scene: Scene) -> None:
        self._info_hash = scene.info_hash
        self._announcer = plain_client(scene.host("observer", (6,)), OBSERVER_PORT, 6)

    def sees(self, endpoint: str) -> bool:
        peers = self._announcer.announce(self._info_hash)
        self._announcer.announce(self._info_hash, event="stopped")
        return endpoint in peers

    def must_see(self, endpoint: str) -> None:
        if not self.sees(endpoint):
            raise Failed(f"the tracker must hand out {endpoint}")

    def must_not_see(self, endpoint: str) -> None:
        if self.sees(endpoint):
            raise Failed(f"the tracker must not hand out {endpoint}")


def plain_client(host: Host, port: int, family: int = 4) -> Announcer:
    tracker, = addresses(TRACKER_NUMBER, (family,))
    return Announcer(host, str(tracker.ip), port, peer_id(port))


def responder(host: Host, port: int, address: str = FIRST_IPV6) -> Responder:
    """What answers handshakes for the plain client with this port."""
    return Responder(host, address, port, peer_id(port))


def peer_id(port: int) -> bytes:
    return b"-XX0000-%012d" % port


def ipv6_endpoint(port: int, address: str = FIRST_IPV6) -> str:
    return f"[{address}]:{port}"


def await_probe(scene: Scene, endpoint: str, outcome: str, source: str = FIRST_IPV4) -> None:
    """Waits until the tracker has probed an endpoint with this outcome, and has published or withdrawn it."""
    port = endpoint.rpartition(":")[2]
    scene.await_logged(f"The probe of {endpoint} for {scene.info_hash.hex()}, claimed by {source}:{port}, "
                       f"ended: {outcome}")


def await_refusal(scene: Scene, port: int, reason: str) -> None:
    """Waits until the tracker has refused a claim."""
    scene.await_logged(f"A claim of {FIRST_IPV4}:{port} for {scene.info_hash.hex()} had no effect: {reason}")


def matching_handshake(scene: Scene) -> None:
    """The endpoint is published for the same host, and withdrawn when the host leaves."""
    host = scene.host("claimer")
    observer = Observer(scene)
    endpoint = ipv6_endpoint(FIRST_PORT)
    responder(host, FIRST_PORT)
    client = plain_client(host, FIRST_PORT)
    client.announce(scene.info_hash)
    observer.must_not_see(endpoint)
    client.announce(scene.info_hash, ipv6=FIRST_IPV6)
    await_probe(scene, endpoint, "VERIFIED")
    observer.must_see(endpoint)
    scene.expect("with the claimer", incomplete=1)
    client.announce(scene.info_hash, event="stopped")
    scene.await_that(lambda: not observer.sees(endpoint), f"the withdrawal of {endpoint}")
    scene.expect("after the claimer has left")


def closed_port(scene: Scene) -> None:
    host = scene.host("claimer")
    plain_client(host, FIRST_PORT).announce(scene.info_hash, ipv6=FIRST_IPV6)
    await_probe(scene, ipv6_endpoint(FIRST_PORT), "UNREACHABLE")
    Observer(scene).must_not_see(ipv6_endpoint(FIRST_PORT))
    scene.expect("with the claimer", incomplete=1)


def endpoint_of_another(scene: Scene) -> None:
    """A forger claims the endpoint of a client, which has another peer id."""
    scene.seeder(Rtorrent)
    scene.expect("with the seeder", complete=1)
    forger = scene.host("forger", (4,))
    source, = forger.interfaces
    plain_client(forger, LISTEN_PORT).announce(scene.info_hash, ipv6=FIRST_IPV6)
    await_probe(scene, ipv6_endpoint(LISTEN_PORT), "OTHER_PEER", str(source.ip))
    Observer(scene).must_not_see(ipv6_endpoint(LISTEN_PORT))
    scene.expect("with the forger", complete=1, incomplete=1)


def own_peer_id_for_each_connection(scene: Scene) -> None:
    """libtorrent claims its IPv6 address if the torrent is private. The probe fails: see README.md."""
    scene.seeder(Libtorrent)
    await_probe(scene, ipv6_endpoint(LISTEN_PORT), "OTHER_PEER")
    Observer(scene).must_not_see(ipv6_endpoint(LISTEN_PORT))
    scene.expect("with the seeder", complete=1)


def one_probe_at_a_time(scene: Scene) -> None:
    """While a probe runs, another claim from the same address is refused. The next announce repeats it."""
    host = scene.host("claimers")
    observer = Observer(scene)
    first_port, second_port = FIRST_PORT, FIRST_PORT + 1
    first, second = responder(host, first_port), responder(host, second_port)
    first.hold()
    plain_client(host, first_port).announce(scene.info_hash, ipv6=FIRST_IPV6)
    scene.await_that(lambda: first.connections == 1, "a connection to the first claimer")
    plain_client(host, second_port).announce(scene.info_hash, ipv6=FIRST_IPV6)
    await_refusal(scene, second_port, "SOURCE_BUSY")
    first.release()
    await_probe(scene, ipv6_endpoint(first_port), "VERIFIED")
    observer.must_see(ipv6_endpoint(first_port))
    observer.must_not_see(ipv6_endpoint(second_port))
    must_not_be_probed(second)
    plain_client(host, second_port).announce(scene.info_hash, ipv6=FIRST_IPV6)
    await_probe(scene, ipv6_endpoint(second_port), "VERIFIED")
    observer.must_see(ipv6_endpoint(second_port))


def spent_budget(scene: Scene) -> None:
    """More clients behind one IPv4 address than the tracker probes within an hour. The last one then moves."""
    host = scene.host("claimers", more=(FURTHER_IPV6,))
    observer = Observer(scene)
    *ports, last_port = range(FIRST_PORT, FIRST_PORT + PROBES_PER_HOUR + 1)
    for port in ports:
        responder(host, port)
        plain_client(host, port).announce(scene.info_hash, ipv6=FIRST_IPV6)
        await_probe(scene, ipv6_endpoint(port), "VERIFIED")
    further = str(FURTHER_IPV6.ip)
    last = responder(host, last_port, further)
    plain_client(host, last_port).announce(scene.info_hash, ipv6=further)
    await_refusal(scene, last_port, "SOURCE_BUDGET")
    observer.must_see(ipv6_endpoint(ports[-1]))
    observer.must_not_see(ipv6_endpoint(last_port, further))
    must_not_be_probed(last)
    elsewhere = scene.host("elsewhere", (4,))
    source, = elsewhere.interfaces
    plain_client(elsewhere, last_port).announce(scene.info_hash, ipv6=further)
    await_probe(scene, ipv6_endpoint(last_port, further), "VERIFIED", str(source.ip))
    observer.must_see(ipv6_endpoint(last_port, further))


def must_not_be_probed(peer: Responder) -> None:
    if peer.connections:
        raise Failed("the tracker must not connect to a claimer whose claim it has refused")
