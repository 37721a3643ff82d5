"""A swarm of hosts with both families, and one host with IPv4 only: how much of its traffic is IPv6."""

from __future__ import annotations

from collections.abc import Sequence

from clients import Client
from meter import Meter
from network import BOTH, Host
from scene import Scene
from waiting import Failed

MIB = 1024 * 1024
SHARED_BYTES = 8 * MIB
SHARING_SECONDS = 100
SLOW_UPLOAD = 1_000_000
"""The seeder's bytes per second: so few that the leechers exchange their pieces."""

LEAST_PERCENT_FROM_LEECHERS = 20


def exchange(scene: Scene, first_class: type[Client], second_class: type[Client], least_percent: float = 0,
             excludes_ipv4_only: bool = False) -> str:
    """Four leechers with both families and one with IPv4 only download from a slow seeder and from each other.

    `excludes_ipv4_only`: the leecher with IPv4 only gets no peer, and no other client gets its address. The remark is
    the share of IPv6 in the traffic between the hosts with both families. It must be at least `least_percent`.
    """
    meter = Meter()
    seeder = scene.seeder(first_class, upload_limit=SLOW_UPLOAD)
    scene.await_announced(seeder)
    scene.expect("with the seeder", complete=1)
    # Clients that announce only over IPv6 are unknown over IPv4: they must get the address of this one.
    ipv4_only = scene.leecher(first_class, (4,))
    scene.expect("with the leecher that has only IPv4", complete=1, incomplete=1)
    leechers = [scene.leecher(each) for each in (first_class, second_class) * 2]
    for leecher in leechers:
        scene.await_announced(leecher)
    scene.expect("during the downloads", complete=1, incomplete=5)
    for leecher in leechers if excludes_ipv4_only else (*leechers, ipv4_only):
        scene.await_payload(leecher)
        scene.await_announced(leecher)
    if excludes_ipv4_only:
        scene.expect("after the downloads", complete=5, incomplete=1, downloaded=4)
        if meter.sent([each.host for each in (seeder, *leechers)], [ipv4_only.host], 4):
            raise Failed(f"no client may connect to {ipv4_only}")
    else:
        scene.expect("after the downloads", complete=6, downloaded=5)
    meter.log()
    must_not_flap(seeder, *leechers)
    return ipv6_share(meter, seeder.host, [leecher.host for leecher in leechers], least_percent)


def must_not_flap(*clients: Client) -> None:
    """Clients that know both addresses of a host may connect to both in turn and drop one each time. They must not."""
    for client in clients:
        duplicates = client.duplicates()
        for peer in clients:
            times = sum(duplicates[str(interface.ip)] for interface in peer.host.interfaces)
            if times > 1:  # once, when both connect to each other at the same time
                raise Failed(f"{client} must not flap; {times} connections with {peer} were closed as duplicates")


def ipv6_share(meter: Meter, seeder: Host, leechers: Sequence[Host], least_percent: float) -> str:
    """The remark of `exchange`. Also fails if the leechers downloaded from the seeder only."""
    hosts = (seeder, *leechers)
    over_ipv6 = meter.sent(hosts, hosts, 6)
    total = over_ipv6 + meter.sent(hosts, hosts, 4)
    percent = 100 * over_ipv6 / total
    from_leechers = 100 * sum(meter.sent(leechers, hosts, family) for family in BOTH) / total
    remark = f"{percent:.1f} % of {total / MIB:.0f} MiB over IPv6, {from_leechers:.0f} % from leechers"
    if percent < least_percent or from_leechers < LEAST_PERCENT_FROM_LEECHERS:
        raise Failed(f"{remark}; it must be at least {least_percent} % and {LEAST_PERCENT_FROM_LEECHERS} %")
    return remark
