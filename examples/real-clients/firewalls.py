"""A swarm of hosts with both families, some of whose firewalls let no connection in over IPv6: how long its downloads take."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from ipaddress import IPv6Interface
from itertools import combinations_with_replacement

from clients import Client, Libtorrent
from meter import Meter
from network import Host
from reachability import FIREWALL, NOTHING_ELSE
from scene import Scene
from waiting import Failed

DOWNLOADED_BYTES = 6_000_000
DOWNLOAD_SECONDS = 200
SLOW_UPLOAD = 300_000
"""The seeder's bytes per second. It would need two minutes for a copy for each of six leechers, so they must exchange."""

APART_SECONDS = 4
"""Between the arrivals of two leechers: a probe that is not answered takes 2 s."""

LEAST_PERCENT = 95


def global_ipv6(number: int) -> IPv6Interface:
    """An address in a /48 of its own, as each customer of a provider has."""
    return IPv6Interface(f"2a00:1:{number:x}::{number:x}/16")


def download(scene: Scene, clients: Sequence[type[Client]], closed: int, within_seconds: float, ipv4_only: int = 0,
             prefers_ipv6: bool = True, apart_seconds: float = APART_SECONDS) -> str:
    """Leechers with both families arrive `apart_seconds` one after another, and download from a slow seeder and from each other.

    The first `closed` of them let no connection in over IPv6, the others and the seeder do. `ipv4_only` more leechers have IPv4
    alone. All must be complete `within_seconds` after the first arrived. With `prefers_ipv6` the bytes between hosts
    that let others in go over IPv6. The remark is the time, and the megabytes by pair and family.
    """
    meter = Meter()
    seeder = scene.seeder(Libtorrent, (4,), more=(global_ipv6(0x10),), upload_limit=SLOW_UPLOAD)
    scene.await_announced(seeder)
    scene.expect("with the seeder", complete=1)
    begin = time.monotonic()
    leechers: list[Client] = []
    for number, each in enumerate(clients):
        rules = FIREWALL % NOTHING_ELSE if number < closed else None
        leechers.append(scene.leecher(each, (4,), more=(global_ipv6(0x11 + number),), rules=rules))
        time.sleep(apart_seconds)
    leechers += [scene.leecher(Libtorrent, (4,)) for _ in range(ipv4_only)]
    for leecher in leechers:
        scene.await_payload(leecher)
    seconds = time.monotonic() - begin
    meter.log()
    hosts = [leecher.host for leecher in leechers]
    kinds = {"closed": hosts[:closed], "open": [seeder.host, *hosts[closed:len(clients)]],
             "IPv4 alone": hosts[len(clients):]}
    between_open = share(meter, kinds["open"])
    remark = f"all complete after {seconds:.1f} s; MB over IPv6 and IPv4: {by_pair(meter, kinds)}"
    if seconds > within_seconds:
        raise Failed(f"{remark}; they must be complete within {within_seconds} s")
    if prefers_ipv6 and closed < len(clients) and between_open < LEAST_PERCENT:
        raise Failed(f"{remark}; at least {LEAST_PERCENT} % of that between open ones must go over IPv6")
    return remark


def by_pair(meter: Meter, kinds: Mapping[str, Sequence[Host]]) -> str:
    """The megabytes over IPv6 and IPv4 between hosts of each two kinds, in both directions."""
    pairs = []
    for one, other in combinations_with_replacement([kind for kind, hosts in kinds.items() if hosts], 2):
        there, back = (kinds[one], kinds[other]), (kinds[other], kinds[one])
        directions = (there,) if one == other else (there, back)
        over = [sum(meter.sent(*direction, family) for direction in directions) / 1e6 for family in (6, 4)]
        pairs.append(f"{one} and {other} {over[0]:.1f} + {over[1]:.1f}")
    return ", ".join(pairs)


def share(meter: Meter, hosts: Sequence[Host]) -> float:
    """The percentage of IPv6 in the bytes between some hosts."""
    over_ipv6, over_ipv4 = (meter.sent(hosts, hosts, family) for family in (6, 4))
    return 100 * over_ipv6 / max(1, over_ipv6 + over_ipv4)
