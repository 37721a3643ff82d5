"""What failed in the field with other trackers, and once with this one: magnet links, and hosts whose addresses change."""

from __future__ import annotations

import time
import urllib.parse
from ipaddress import IPv4Interface, IPv6Interface

from clients import Aria2, Client, Libtorrent, Transmission
from network import OBSERVER, Host, run
from scene import Scene
from waiting import Failed

ANOTHER_NETWORK = IPv4Interface("198.51.100.77/24")
ANOTHER_GATEWAY = IPv4Interface("198.51.100.254/24")
SLOW_BYTES_PER_SECOND = 100_000

RECENT_SECONDS = 35
"""After this time, a host that comes back over one family alone is known by that family alone."""


class MagnetAria2(Aria2):
    """aria2 with a magnet link. Until it has the metadata, it announces that nothing is left."""

    name = "aria2 magnet"

    def _command(self) -> list[str]:
        *options, _ = super()._command()
        query = urllib.parse.urlencode({"xt": f"urn:btih:{self.torrent.info_hash.hex()}", "tr": self.torrent.announce},
                                       safe=":")
        return [*options, f"magnet:?{query}"]


def magnet(scene: Scene, families: tuple[int, ...]) -> None:
    """A client with a magnet link gets seeders, from which it gets the metadata (BEP 9), and then the file."""
    scene.seeder(Transmission, families)
    scene.expect("with the seeder", complete=1)
    leecher = scene.leecher(MagnetAria2, families)
    scene.await_payload(leecher)


def moves_to_ipv4(scene: Scene) -> None:
    """A host with both families moves to a network with IPv4 alone during the download, and finishes it."""
    run("ip", "address", "add", str(ANOTHER_GATEWAY), "dev", "bridge")
    run("sysctl", "-q", "net.ipv4.ip_forward=1")
    seeders = [scene.seeder(Libtorrent, upload_limit=SLOW_BYTES_PER_SECOND) for _ in range(2)]
    for seeder in seeders:
        scene.await_announced(seeder)
    scene.expect("with the seeders", complete=2)
    leecher = scene.leecher(Libtorrent)
    scene.expect("during the download", complete=2, incomplete=1)
    begin = time.monotonic()
    scene.await_that(lambda: time.monotonic() > begin + RECENT_SECONDS, "the announces are no longer recent")
    if leecher.is_complete():
        raise Failed("the download was over before the move")
    move(leecher.host)
    scene.await_payload(leecher)
    leecher.leave()
    scene.expect("after the leecher has left", complete=2, downloaded=1)


def move(host: Host) -> None:
    """Takes the addresses of a host away, and gives it an IPv4 address of another network."""
    run("ip", "-n", host.name, "-6", "address", "flush", "dev", "eth0", "scope", "global")
    run("ip", "-n", host.name, "-4", "address", "flush", "dev", "eth0")
    run("ip", "-n", host.name, "address", "add", str(ANOTHER_NETWORK), "dev", "eth0")
    run("ip", "-n", host.name, "route", "add", "default", "via", str(ANOTHER_GATEWAY.ip))


def completes_at_once(scene: Scene) -> None:
    """A host completes while the answer to its first announce over IPv4 is held. It counts once, and leaves no trace."""
    seeder = scene.seeder(Libtorrent)
    scene.await_announced(seeder)
    scene.expect("with the seeder", complete=1)
    leecher = scene.leecher(Libtorrent)
    scene.await_payload(leecher)
    scene.await_announced(leecher)
    scene.expect("after the download", complete=2, downloaded=1)
    leave(scene, leecher)
    scene.expect("after the leecher has left", complete=1, downloaded=1)
    leave(scene, seeder)
    scene.expect("after the seeder has left", downloaded=1)


def privacy_addresses(scene: Scene) -> None:
    """Two hosts get a new privacy address, from which they say that they leave. No host is left behind."""
    seeder = scene.seeder(Transmission)
    scene.expect("with the seeder", complete=1)
    leecher = scene.leecher(Transmission)
    scene.await_payload(leecher)
    scene.expect("after the download", complete=2, downloaded=1)
    for number, client in enumerate((seeder, leecher)):
        renew_address(client.host, IPv6Interface(f"2001:db8::abcd:{number}/64"))
        client.leave()
        scene.expect(f"after {client} has left", complete=1 - number, downloaded=1)


def renew_address(host: Host, fresh: IPv6Interface) -> None:
    """Gives a host another IPv6 address, and deprecates the one that it has."""
    for interface in host.interfaces:
        if interface.version == 6:
            run("ip", "-n", host.name, "address", "change", str(interface), "dev", "eth0", "preferred_lft", "0")
    run("ip", "-n", host.name, "address", "add", str(fresh), "dev", "eth0", "nodad")
    source = host.default_source(next(interface for interface in OBSERVER if interface.version == 6))
    if source != str(fresh.ip):
        raise RuntimeError(f"{host.name} would send from {source}")


def leave(scene: Scene, client: Client) -> None:
    scene.await_announced(client)
    client.leave()
