"""The cases: the clients, the addresses of their hosts, and the expected result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Interface, IPv6Interface
from typing import Any

import claims
import field
import firewalls
import mirror
import proxies
import reachability
import status
from clients import LISTEN_PORT, Aria2, Client, Libtorrent, NewerLibtorrent, Rtorrent, Transmission
from mirror_program import SERVLET, SPRING_BOOT, Mirror
from network import BOTH, OBSERVER, Interface, addresses
from scene import GLOBAL_NAME, NAME, NAME_BY_FAMILY, SECOND_TRACKER_NUMBER, TRACKER_NUMBER, Scene
from sharing import SHARED_BYTES, SHARING_SECONDS, exchange
from torrent import PAYLOAD_BYTES
from tracker import PORT
from waiting import Failed

ClientClass = type[Client]

MOVING_BYTES = 10_000_000
MOVING_SECONDS = 120


@dataclass(frozen=True)
class Case:
    """One line of the report. `play` raises `Failed` if something is not as expected. It may return a remark."""

    group: str
    title: str
    announce: str
    play: Callable[[Scene], str | None]
    private: bool = False
    tracker_interfaces: Sequence[Interface] = tuple(addresses(TRACKER_NUMBER))
    server_options: Sequence[str] = ()
    payload_bytes: int = PAYLOAD_BYTES
    seconds: float = 60
    over_redis: bool = False
    further: Sequence[str] = ()
    """The URLs of more trackers in the torrent."""
    mirror: Mirror | None = None
    """What runs in place of the server."""

    @property
    def name(self) -> str:
        return f"{self.group}/{self.title.replace(' -> ', '-').replace(' ', '-')}"


def announce_url(protocol: str, host: str) -> str:
    return f"{protocol}://{host}:{PORT}/announce"


# What a case does.

def transfer(scene: Scene, seeder_class: ClientClass, leecher_class: ClientClass,
             seeder_families: Sequence[int], leecher_families: Sequence[int],
             more_of_seeder: Sequence[Interface] = (), more_of_leecher: Sequence[Interface] = ()) -> None:
    """The tracker gives the seeder, which is in the swarm already, to a leecher. Then both leave in turn."""
    seeder = scene.seeder(seeder_class, seeder_families, more_of_seeder)
    scene.await_announced(seeder)
    scene.expect("with the seeder", complete=1)
    with seeder.host.held_back():
        leecher = scene.leecher(leecher_class, leecher_families, more_of_leecher)
        scene.await_announced(leecher)
        scene.expect("during the download", complete=1, incomplete=1)
    finish(scene, seeder, leecher)


def seeder_joins(scene: Scene, seeder_class: ClientClass, leecher_class: ClientClass,
                 seeder_families: Sequence[int], leecher_families: Sequence[int]) -> None:
    """The tracker gives the leecher, which is in the swarm already, to a seeder, which connects to it."""
    leecher = scene.leecher(leecher_class, leecher_families)
    scene.expect("with the leecher", incomplete=1)
    seeder = scene.seeder(seeder_class, seeder_families)
    finish(scene, seeder, leecher)


def finish(scene: Scene, seeder: Client, leecher: Client) -> None:
    scene.await_payload(leecher)
    scene.expect("after the download", complete=2, downloaded=1)
    leave_after_answers(scene, leecher)
    scene.expect("after the leecher has left", complete=1, downloaded=1)
    leave_after_answers(scene, seeder)
    scene.expect("after the seeder has left", downloaded=1)


def leave_after_answers(scene: Scene, client: Client) -> None:
    """Lets a client leave. libtorrent sends no `stopped` from an address that still waits for an answer."""
    scene.await_announced(client)
    client.leave()


def over_ipv6(scene: Scene, leecher_class: ClientClass) -> None:
    """A leecher that announces only over IPv6 gets only the IPv6 address of a seeder that has both families."""
    seeder = scene.seeder(Libtorrent)
    scene.await_announced(seeder)
    scene.expect("with the seeder", complete=1)
    with seeder.host.held_back():
        leecher = scene.leecher(leecher_class)
        scene.expect("during the download", complete=1, incomplete=1)
        scene.await_peers(leecher, {str(interface.ip) for interface in seeder.host.interfaces
                                    if interface.version == 6})
    finish(scene, seeder, leecher)


def one_seeder_for_both(scene: Scene, ipv4_class: ClientClass, ipv6_class: ClientClass) -> None:
    """A seeder with both families serves a leecher with IPv4 only and one with IPv6 only."""
    seeder = scene.seeder(Libtorrent)
    scene.await_announced(seeder)
    scene.expect("with the seeder", complete=1)
    serve(scene, seeder, partial(scene.leecher, ipv4_class, (4,)), partial(scene.leecher, ipv6_class, (6,)))
    leave_after_answers(scene, seeder)
    scene.expect("after the seeder has left", complete=2, downloaded=2)


def claimed_by_seeder(scene: Scene, seeder_class: ClientClass) -> None:
    """A seeder with both families announces only over IPv4, and serves leechers with one family."""
    seeder = scene.seeder(seeder_class)
    endpoint = claims.ipv6_endpoint(LISTEN_PORT)
    claims.await_probe(scene, endpoint, "VERIFIED")
    scene.expect("with the seeder", complete=1)
    claims.Observer(scene).must_see(endpoint)
    serve(scene, seeder, *(partial(scene.leecher, Libtorrent, (family,), announce=announce_url("http", name))
                           for family, name in NAME_BY_FAMILY.items()))
    seeder.leave()
    scene.expect("after the seeder has left", complete=2, downloaded=2)


def serve(scene: Scene, seeder: Client, *leechers: Callable[[], Client]) -> None:
    """The leechers that `leechers` start download at the same time."""
    with seeder.host.held_back():
        started = [start() for start in leechers]
        scene.expect("during the downloads", complete=1, incomplete=len(started))
    for leecher in started:
        scene.await_payload(leecher)
    scene.expect("after the downloads", complete=1 + len(started), downloaded=len(started))


def leave_half_way(scene: Scene, families: Sequence[int]) -> None:
    """Leechers of all kinds leave during the download. Each lowers `incomplete` by one and changes nothing else."""
    seeder = scene.seeder(Libtorrent, families)
    scene.await_announced(seeder)
    with seeder.host.held_back():
        leechers = [scene.leecher(leecher_class, families)
                    for leecher_class in (Aria2, Transmission, Libtorrent, Rtorrent)]
        scene.expect("with all leechers", complete=1, incomplete=len(leechers))
        for remaining, leecher in reversed(list(enumerate(leechers))):
            leave_after_answers(scene, leecher)
            scene.expect(f"after {leecher} has left", complete=1, incomplete=remaining)
    leave_after_answers(scene, seeder)
    scene.expect("after the seeder has left")


def one_swarm(scene: Scene) -> None:
    """Hosts with both families announce to two trackers, one per family. Both trackers have the same counts."""
    seeder = scene.seeder(Libtorrent)
    scene.await_announced(seeder)
    scene.expect("with the seeder", complete=1)
    with seeder.host.held_back():
        leechers = [scene.leecher(Libtorrent) for _ in range(3)]
        for leecher in leechers:
            scene.await_announced(leecher)
        scene.expect("during the downloads", complete=1, incomplete=3)
    for leecher in leechers:
        scene.await_payload(leecher)
    scene.expect("after the downloads", complete=4, downloaded=3)
    for remaining, leecher in reversed(list(enumerate(leechers, start=1))):
        leave_after_answers(scene, leecher)
        scene.expect(f"after {leecher} has left", complete=remaining, downloaded=3)
    leave_after_answers(scene, seeder)
    scene.expect("after the seeder has left", downloaded=3)


def through_proxy(scene: Scene, proxy: Callable[[Scene], None]) -> None:
    """Clients announce through a proxy over both families: the seeder with its header, the leecher with the PROXY protocol."""
    proxy(scene)
    seeder = scene.seeder(Libtorrent)
    scene.await_announced(seeder)
    scene.expect("with the seeder, one host", complete=1)
    with seeder.host.held_back():
        leecher = scene.leecher(Libtorrent, announce=proxies.announce_url(NAME, "PROXY protocol"))
        scene.await_announced(leecher)
        scene.expect("during the download", complete=1, incomplete=1)
        scene.await_peers(leecher, {str(interface.ip) for interface in seeder.host.interfaces
                                    if interface.version == 6})
    finish(scene, seeder, leecher)


def second_address(scene: Scene, leecher_class: ClientClass, asked: Interface) -> None:
    """A transfer in which the tracker must answer from an address that the kernel would not choose."""
    observer = next(interface for interface in OBSERVER if interface.version == asked.version)
    if scene.tracker_host.default_source(observer) == str(asked.ip):
        raise Failed(f"the kernel would choose {asked.ip}, so the case would prove nothing")
    families = (asked.version,)
    transfer(scene, Libtorrent, leecher_class, families, families)


# The clients of the cases.

RING = ((Transmission, Aria2), (Aria2, Rtorrent), (Rtorrent, Libtorrent), (Libtorrent, Transmission))
"""Each client is a seeder once and a leecher once. In the other order rtorrent would seed to aria2: see README.md."""

ANNOUNCE_ONCE = (Transmission, Aria2, Rtorrent)
"""The clients that announce only over IPv6, with HTTP, if they and the tracker have both families."""

SHARING = {
    "transmission": (Transmission, Transmission),
    "libtorrent": (Libtorrent, Libtorrent),
    "libtorrent and transmission": (Libtorrent, Transmission),
}
"""The clients that alternate in a swarm. The first is also the seeder and the leecher with IPv4 only."""

SEEDERS_MORE = (IPv6Interface("2001:db8::a1/64"), IPv6Interface("2001:db8::a2/64"), IPv4Interface("192.0.2.161/24"))
LEECHERS_MORE = (IPv6Interface("2001:db8::b1/64"), IPv6Interface("2001:db8::b2/64"), IPv4Interface("192.0.2.177/24"))

FOUNDING_SECONDS = 30
"""So long two servers with an empty Redis wait for a third one that knows swarms."""

SECONDS_OVER_REDIS = 90 + FOUNDING_SECONDS


def transfers(protocol: str, family: int, pairs: Iterable[tuple[ClientClass, ClientClass]]) -> list[Case]:
    """Transfers between hosts with one family. The tracker's name has an address of this family."""
    return [
        Case(f"{protocol}{family}", f"{seeder.name} -> {leecher.name}",
             announce_url(protocol, NAME_BY_FAMILY[family]),
             partial(transfer, seeder_class=seeder, leecher_class=leecher,
                     seeder_families=(family,), leecher_families=(family,)))
        for seeder, leecher in pairs
    ]


def over_udp6() -> list[Case]:
    """Transmission and rTorrent announce correctly, but cannot read the peers in an answer. So a seeder joins them."""
    joins = [
        Case("udp6", f"libtorrent joins {leecher.name}", announce_url("udp", NAME_BY_FAMILY[6]),
             partial(seeder_joins, seeder_class=Libtorrent, leecher_class=leecher,
                     seeder_families=(6,), leecher_families=(6,)))
        for leecher in (Transmission, Rtorrent)
    ]
    return transfers("udp", 6, ((seeder, Libtorrent) for seeder in (Libtorrent, Transmission, Rtorrent))) + joins


def dual_stack() -> list[Case]:
    """Both hosts have both families. Each counts once, and a client that announces over IPv6 gets IPv6 peers."""
    http, udp = announce_url("http", NAME), announce_url("udp", NAME)
    pair = partial(transfer, seeder_class=Libtorrent, leecher_class=Libtorrent,
                   seeder_families=BOTH, leecher_families=BOTH)
    pair_with_more = partial(pair, more_of_seeder=SEEDERS_MORE, more_of_leecher=LEECHERS_MORE)
    # Over UDP, announces from several IPv4 addresses fail within a minute of the first: see README.md.
    pair_with_more_ipv6 = partial(pair, more_of_seeder=SEEDERS_MORE[:2], more_of_leecher=LEECHERS_MORE[:2])
    return [
        Case("dual", "http libtorrent -> libtorrent", http, pair),
        Case("dual", "http libtorrent -> libtorrent private", http, pair, private=True),
        Case("dual", "http libtorrent -> libtorrent five addresses", http, pair_with_more),
        Case("dual", "udp libtorrent -> libtorrent", udp, pair),
        Case("dual", "udp libtorrent -> libtorrent four addresses", udp, pair_with_more_ipv6),
        *(Case("dual", f"http libtorrent -> {leecher.name} over IPv6", http, partial(over_ipv6, leecher_class=leecher))
          for leecher in ANNOUNCE_ONCE),
    ]


def mixed() -> list[Case]:
    """Hosts with one family and hosts with both in one swarm: all of them get peers."""
    http, udp = announce_url("http", NAME), announce_url("udp", NAME)
    return [
        Case("mixed", "http libtorrent -> IPv4 and IPv6", http,
             partial(one_seeder_for_both, ipv4_class=Transmission, ipv6_class=Aria2)),
        Case("mixed", "udp libtorrent -> IPv4 and IPv6", udp,
             partial(one_seeder_for_both, ipv4_class=Rtorrent, ipv6_class=Libtorrent)),
        *(Case("mixed", f"http IPv4 libtorrent -> {leecher.name}", http,
               partial(transfer, seeder_class=Libtorrent, leecher_class=leecher,
                       seeder_families=(4,), leecher_families=BOTH))
          for leecher in ANNOUNCE_ONCE),
        Case("mixed", "http transmission joins IPv4 libtorrent", http,
             partial(seeder_joins, seeder_class=Transmission, leecher_class=Libtorrent,
                     seeder_families=BOTH, leecher_families=(4,))),
    ]


def multihomed() -> list[Case]:
    """The tracker's host has two addresses of each family. Clients ask the second one over UDP."""
    (first4, first6), (ipv4, ipv6) = addresses(TRACKER_NUMBER), addresses(SECOND_TRACKER_NUMBER)
    both = (first4, ipv4, ipv6, first6)  # the kernel answers from the first IPv4 and the last IPv6 address
    return [
        Case("multihomed", "udp4 libtorrent -> aria2", announce_url("udp", f"{ipv4.ip}"),
             partial(second_address, leecher_class=Aria2, asked=ipv4), tracker_interfaces=both),
        Case("multihomed", "udp6 libtorrent -> libtorrent", announce_url("udp", f"[{ipv6.ip}]"),
             partial(second_address, leecher_class=Libtorrent, asked=ipv6), tracker_interfaces=both),
    ]


def leaving() -> list[Case]:
    """Clients leave during a download. With UDP they use IPv4, over which all four can announce."""
    return [
        Case("leaving", "http", announce_url("http", NAME), partial(leave_half_way, families=BOTH)),
        Case("leaving", "udp", announce_url("udp", NAME_BY_FAMILY[4]), partial(leave_half_way, families=(4,))),
    ]


def redis() -> list[Case]:
    """The tracker's name has the IPv4 address of one server and the IPv6 address of another. Both use one Redis."""
    one_family_each = partial(one_seeder_for_both, ipv4_class=Libtorrent, ipv6_class=Libtorrent)
    return [
        Case("redis", f"{protocol} {title}", announce_url(protocol, NAME), play,
             seconds=SECONDS_OVER_REDIS, over_redis=True)
        for protocol in ("http", "udp")
        for title, play in (("libtorrent", one_swarm), ("libtorrent -> IPv4 and IPv6", one_family_each))
    ]


def ipv6_share() -> list[Case]:
    """Swarms of hosts with both families, with the policy that prefers IPv6 and with that of other trackers."""

    def case(protocol: str, clients: str, policy: str, **expected: float) -> Case:
        first_class, second_class = SHARING[clients]
        return Case("ipv6-share", f"{protocol} {clients} {policy}", announce_url(protocol, NAME),
                    partial(exchange, first_class=first_class, second_class=second_class, **expected),
                    server_options=("--family-policy", policy), payload_bytes=SHARED_BYTES, seconds=SHARING_SECONDS)

    def on_two_servers(protocol: str) -> Case:
        ipv4, ipv6 = (announce_url(protocol, NAME_BY_FAMILY[family]) for family in BOTH)
        return Case("ipv6-share", f"{protocol} libtorrent two servers", ipv4,
                    partial(exchange, first_class=Libtorrent, second_class=Libtorrent, least_percent=95),
                    payload_bytes=SHARED_BYTES, seconds=SHARING_SECONDS + FOUNDING_SECONDS, over_redis=True,
                    further=(ipv6,))

    swarms = (("http", "libtorrent"), ("udp", "libtorrent"), ("http", "libtorrent and transmission"))
    return [
        case("http", "transmission", "ipv6-first", least_percent=95),
        case("http", "transmission", "same-family", excludes_ipv4_only=True),
        *(case(*swarm, policy, least_percent=least_percent)
          for swarm in swarms for policy, least_percent in (("ipv6-first", 95), ("same-family", 0))),
        *map(on_two_servers, ("http", "udp")),
    ]


def claim_cases() -> list[Case]:
    """Clients announce only over IPv4 and claim an IPv6 address, which the tracker verifies."""
    ipv4 = announce_url("http", NAME_BY_FAMILY[4])

    def case(title: str, play: Callable[[Scene], str | None], announce: str = ipv4, **more: Any) -> Case:
        return Case("claims", title, announce, play, server_options=claims.VERIFY, **more)

    return [
        case("rtorrent -> IPv4 and IPv6", partial(claimed_by_seeder, seeder_class=Rtorrent),
             f"{ipv4}?ipv6={claims.FIRST_IPV6}"),
        case("transmission -> IPv4 and IPv6", partial(claimed_by_seeder, seeder_class=Transmission)),
        case("libtorrent private", claims.own_peer_id_for_each_connection, private=True),
        case("matching handshake", claims.matching_handshake),
        case("closed port", claims.closed_port),
        case("endpoint of another", claims.endpoint_of_another),
        case("one probe at a time", claims.one_probe_at_a_time),
        case("spent budget", claims.spent_budget, tracker_interfaces=claims.TRACKER_WITH_FURTHER),
    ]


def reachability_cases() -> list[Case]:
    """Hosts behind firewalls: the tracker probes their IPv6 endpoints. They announce to its addresses, not its name."""
    announce = announce_url("http", NAME)

    def case(title: str, play: Callable[[Scene], str | None], options: Sequence[str] = ()) -> Case:
        return Case("reachability", title, announce, play, tracker_interfaces=reachability.TRACKER,
                    server_options=(*reachability.PROBE_ALL, *options))

    return [
        case("open host", reachability.open_host),
        case("firewall", reachability.firewall),
        case("firewall that lets the tracker in", reachability.answers_let_in),
        case("firewall that lets the tracker in probe-from", reachability.answers_let_in_from_elsewhere, reachability.PROBE_FROM),
        case("http uTP alone", reachability.utp_alone_over_http),
        case("udp uTP alone probe-from", reachability.utp_alone_over_udp, reachability.PROBE_FROM),
    ]


def firewall_cases() -> list[Case]:
    """Leechers with both families, behind firewalls that let no connection in over IPv6, and without; and a mixed swarm."""
    six = (Libtorrent,) * 6
    mixture = (Libtorrent, Transmission, Aria2, NewerLibtorrent, Transmission, Aria2)
    policies = {"ipv6-first": ("--reachability", "all"), "same-family": ("--family-policy", "same-family")}

    def case(title: str, policy: str, **swarm: Any) -> Case:
        return Case("firewalls", f"http {title} {policy}", announce_url("http", GLOBAL_NAME),
                    partial(firewalls.download, prefers_ipv6=policy == "ipv6-first", **swarm),
                    tracker_interfaces=reachability.TRACKER, server_options=policies[policy],
                    payload_bytes=firewalls.DOWNLOADED_BYTES, seconds=firewalls.DOWNLOAD_SECONDS)

    return [
        each for policy in policies for each in (
            case("open", policy, clients=six, closed=0, within_seconds=90),
            case("closed", policy, clients=six, closed=6, within_seconds=90),
            case("closed at once", policy, clients=six, closed=6, within_seconds=90, apart_seconds=0),
            case("closed at once libtorrent-2.1", policy, clients=(NewerLibtorrent,) * 6, closed=6, within_seconds=90,
                 apart_seconds=0),
            case("mixed", policy, clients=mixture, closed=3, ipv4_only=2, within_seconds=170),
        )
    ]


def field_cases() -> list[Case]:
    """What failed with real clients in the field."""
    http, udp = announce_url("http", NAME), announce_url("udp", NAME)
    return [
        Case("field", "http aria2 magnet", http, partial(field.magnet, families=BOTH)),
        Case("field", "udp aria2 magnet", announce_url("udp", NAME_BY_FAMILY[4]),
             partial(field.magnet, families=(4,))),
        Case("field", "http libtorrent moves to IPv4", http, field.moves_to_ipv4, payload_bytes=MOVING_BYTES,
             seconds=MOVING_SECONDS),
        Case("field", "http libtorrent completes at once", http, field.completes_at_once),
        Case("field", "udp libtorrent completes at once", udp, field.completes_at_once),
        Case("field", "http transmission privacy addresses", http, field.privacy_addresses),
    ]


def proxy_cases() -> list[Case]:
    """The tracker behind the proxies of Debian."""
    downloads = [
        Case("proxies", f"{title} libtorrent -> libtorrent", proxies.announce_url(NAME, "headers"),
             partial(through_proxy, proxy=proxy), server_options=proxies.SERVER_OPTIONS)
        for title, proxy in proxies.PROXIES.items()
    ]
    return downloads + [
        Case("proxies", title, announce_url("http", NAME), partial(proxies.play, proxy=proxy),
             server_options=proxies.SERVER_OPTIONS)
        for title, proxy in proxies.PROXIES.items()
    ]


def mirror_cases() -> list[Case]:
    """Mirrors with a tracker on their port. Each case takes the torrent from the mirror's own URL."""

    def case(program: Mirror, title: str, play: Callable[[Scene], str | None]) -> Case:
        return Case("mirror", f"{program.program.name} {title}", announce_url("http", NAME), play,
                    payload_bytes=mirror.IMAGE_BYTES, seconds=mirror.SECONDS, mirror=program)

    def peers(program: Mirror, *leechers: type[Client]) -> list[Case]:
        return [case(program, f"libtorrent -> {leecher.name}", partial(mirror.from_peer, leecher_class=leecher))
                for leecher in leechers]

    def seeds(program: Mirror, *leechers: type[Client]) -> list[Case]:
        return [case(program, f"web seed -> {leecher.name}", partial(mirror.from_web_seed, leecher_class=leecher))
                for leecher in leechers]

    return [
        *peers(SERVLET, Libtorrent, Aria2, Transmission),
        *seeds(SERVLET, Libtorrent, Transmission, mirror.Aria2ByUrl),
        *(case(SERVLET, f"web seed -> aria2 IPv{family} alone",
               partial(mirror.from_web_seed, leecher_class=Aria2, families=(family,))) for family in BOTH),
        # What differs is the web server alone.
        *peers(SPRING_BOOT, Libtorrent, Transmission),
        *seeds(SPRING_BOOT, mirror.Aria2ByUrl),
    ]


ALL: list[Case] = [
    *transfers("http", 6, RING),
    *transfers("http", 4, RING),
    *over_udp6(),
    *transfers("udp", 4, RING),
    *dual_stack(),
    *mixed(),
    *multihomed(),
    *leaving(),
    *redis(),
    *ipv6_share(),
    *claim_cases(),
    *reachability_cases(),
    *firewall_cases(),
    *field_cases(),
    *proxy_cases(),
    *mirror_cases(),
    Case("status", "http page in a browser", announce_url("http", NAME), status.page,
         server_options=("--admin", f"[::1]:{status.ADMIN_PORT}")),
]
