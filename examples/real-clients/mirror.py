"""Clients download an image from a mirror with a tracker: from each other, and from the mirror alone."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from clients import Aria2, Client, Libtorrent, Transmission
from meter import Meter
from mirror_program import TORRENT_PATH
from network import BOTH, Host
from scene import Scene
from waiting import Failed

MIB = 1024 * 1024
IMAGE_BYTES = 8 * MIB
SECONDS = 100
LEAST_PERCENT = 95

class Aria2ByUrl(Aria2):
    """aria2 with the URL of the torrent at the mirror, as a user has it."""

    name = "aria2 by URL"

    def _command(self) -> list[str]:
        *options, _ = super()._command()
        return [*options, "--follow-torrent=mem", self.torrent.announce.removesuffix("/announce") + TORRENT_PATH]


def from_peer(scene: Scene, leecher_class: type[Client]) -> str:
    """A client gets all from another one, without the web seed. Both have both families, and use IPv6 if they can."""
    meter = Meter()
    scene.without_web_seeds()
    seeder = scene.seeder(Libtorrent)
    scene.await_announced(seeder)
    scene.expect("with the seeder", complete=1)
    with seeder.host.held_back():
        leecher = scene.leecher(leecher_class)
        scene.await_announced(leecher)
        scene.expect("during the download", complete=1, incomplete=1)
    scene.await_payload(leecher)
    scene.expect("after the download", complete=2, downloaded=1)
    pair = (seeder.host, leecher.host)
    return must_arrive(meter, pair, pair, f"from {seeder.name}", LEAST_PERCENT)


def from_web_seed(scene: Scene, leecher_class: type[Client], families: Sequence[int] = BOTH) -> str:
    """A client without any peer gets all from the mirror."""
    meter = Meter()
    with scene.tracker_host.held_back():
        leecher = scene.leecher(leecher_class, families)
        scene.expect("during the download", incomplete=1)
    scene.await_payload(leecher)
    scene.expect("after the download", complete=1, downloaded=1)
    return must_arrive(meter, [scene.tracker_host], [leecher.host], "from the web seed")


def must_arrive(meter: Meter, senders: Sequence[Host], receivers: Sequence[Host], source: str,
                least_percent: float = 0) -> str:
    """The remark: how much was sent, and how much of it over IPv6. Fails if it is less than the image."""
    meter.log()
    sent = {family: meter.sent(senders, receivers, family) for family in BOTH}
    total = sum(sent.values())
    percent = 100 * sent[6] / max(1, total)
    remark = f"{total / MIB:.1f} MiB {source}, {percent:.1f} % over IPv6"
    logging.info("%s", remark)
    if total < IMAGE_BYTES or percent < least_percent:
        raise Failed(f"{remark}; it must be all {IMAGE_BYTES / MIB:.0f} MiB, and {least_percent} % of it over IPv6")
    return remark
