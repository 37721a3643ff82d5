"""The scene of a case: a network with the tracker, one torrent, and clients on hosts of their own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from ipaddress import IPv6Interface
from pathlib import Path
from typing import TypeVar

import certificate
from clients import Client
from mirror_program import Mirror
from network import BOTH, Host, Interface, Network, addresses
from redis_server import Redis
from torrent import Torrent
from tracker import Counts, Tracker, listening
from waiting import Deadline, Failed

TRACKER_NUMBER = 1
SECOND_TRACKER_NUMBER = 2
REDIS_NUMBER = 3
IN_STEP = "The node is in step with the others"
FIRST_CLIENT_NUMBER = 11

NAME = "tracker.example"
"""The name of the tracker. It has an address of each family."""

GLOBAL_NAME = f"global.{NAME}"
"""Another name of the tracker, whose IPv6 address is a global one: the tracker probes no others."""

GLOBAL_TRACKER = IPv6Interface("2a00:1:1::1/16")
"""The network is larger than a /48, as the internet is."""

NAME_BY_FAMILY = {4: f"ipv4.{NAME}", 6: f"ipv6.{NAME}"}

HOSTS_FILE = f"""\
127.0.0.1 localhost
::1 localhost
192.0.2.{TRACKER_NUMBER} {NAME} {NAME_BY_FAMILY[4]}
2001:db8::{TRACKER_NUMBER} {NAME} {NAME_BY_FAMILY[6]}
192.0.2.{TRACKER_NUMBER} {GLOBAL_NAME}
{GLOBAL_TRACKER.ip} {GLOBAL_NAME}
"""

WORK = Path("/run/work")

ALLOW_LIST = WORK / "allowed.txt"
"""A list with the torrent of the scene, for the option `--allow`."""

AnyClient = TypeVar("AnyClient", bound=Client)


class Scene:
    """A network with a running tracker, or with two that use one Redis. The case adds clients."""

    def __init__(self, server_command: Sequence[str], logs: Path, seconds: float, announce: str,
                 private: bool, tracker_interfaces: Sequence[Interface], payload_bytes: int,
                 over_redis: bool = False, further: Sequence[str] = (), mirror: Mirror | None = None) -> None:
        """The torrent has the tracker `announce`, and `further` ones in tiers of their own. With `over_redis` each of `tracker_interfaces` has its own tracker, and all trackers use one Redis. A `mirror` runs in place of the server, and the torrent is the one that it offers."""
        self._deadline = Deadline(seconds)
        self._logs = logs
        self._network = Network(HOSTS_FILE)
        self._work = WORK
        self._work.mkdir()
        self._hosts = 0
        self._torrent = Torrent.create(self._work, announce, private, payload_bytes, further)
        if "--tls-cert" in server_command:
            certificate.write(WORK, "certificate 0")
        ALLOW_LIST.write_text(f"{self._torrent.info_hash.hex()}\n")
        self._trackers: list[Tracker] = []
        if over_redis:
            self._add_trackers_over_redis(server_command, tracker_interfaces)
        else:
            self.tracker_host = self._network.host("tracker", tracker_interfaces)
            command = self._place_image(mirror) if mirror else listening(server_command)
            self._trackers.append(Tracker(self.tracker_host, command, logs / "tracker.log"))
        for tracker in self._trackers:
            tracker.start(self._deadline)
        logging.info("the tracker serves")
        if over_redis:
            for tracker in self._trackers:
                self.await_that(partial(tracker.has_logged, IN_STEP), f"'{IN_STEP}' in the log of each tracker")
        if mirror:
            self._torrent = self._offered(mirror)

    @property
    def info_hash(self) -> bytes:
        return self._torrent.info_hash

    def host(self, role: str, families: Sequence[int] = BOTH, more: Sequence[Interface] = ()) -> Host:
        """Adds a host without a client. It has an address of each of `families`, and the addresses `more`."""
        number = FIRST_CLIENT_NUMBER + self._hosts
        self._hosts += 1
        return self._network.host(f"{role}{number}", [*addresses(number, families), *more])

    def start_beside_tracker(self, command: Sequence[str]) -> None:
        """Starts a program on the tracker's host. It runs until the case ends."""
        self.tracker_host.start(command, self._logs / f"{Path(command[0]).name}.log")

    def seeder(self, client_class: type[AnyClient], families: Sequence[int] = BOTH,
               more: Sequence[Interface] = (), upload_limit: int = 0) -> AnyClient:
        """Starts a client with the payload on a new host with an address of each of `families`, and with `more`."""
        seeder = self._client(client_class, "seeder", families, more, upload_limit)
        self._torrent.place_payload(seeder.downloads)
        seeder.start()
        return seeder

    def leecher(self, client_class: type[AnyClient], families: Sequence[int] = BOTH,
                more: Sequence[Interface] = (), announce: str | None = None,
                rules: str | None = None) -> AnyClient:
        """Starts a client without the payload on a new host. Its torrent may have another announce URL, and its host `rules` of nftables."""
        leecher = self._client(client_class, "leecher", families, more, announce=announce)
        if rules:
            leecher.host.filter(rules)
        leecher.start()
        return leecher

    def expect(self, when: str, *, complete: int = 0, incomplete: int = 0, downloaded: int = 0) -> None:
        """Waits until the scrape of each tracker has exactly these counts, each host counted once."""
        expected = Counts(complete, incomplete, downloaded)
        for tracker in self._trackers:
            tracker.await_counts(self._torrent.info_hash, expected, when, self._deadline)
        logging.info("%s: %s", when, expected)

    def await_that(self, condition: Callable[[], bool], what: str) -> None:
        """Waits until `condition` holds. `what` is the condition in words."""
        self._deadline.wait(condition, lambda: f"missing: {what}")
        logging.info("%s", what)

    def await_logged(self, text: str) -> None:
        """Waits until the tracker has logged a line with this text."""
        self.await_that(lambda: any(tracker.has_logged(text) for tracker in self._trackers),
                        f"'{text}' in the log of the tracker")

    def await_announced(self, client: Client) -> None:
        """Waits until the tracker has answered all announces of the client, from each of its addresses."""
        self._deadline.wait(client.has_announced, lambda: f"{client} must be answered on each of its addresses")

    def await_peers(self, client: Client, expected: set[str]) -> None:
        """Waits until the client is connected. It must be connected to these addresses only."""
        self._deadline.wait(lambda: bool(client.peers()), lambda: f"{client} must connect to a peer")
        peers = client.peers()
        if peers != expected:
            raise Failed(f"{client} must be connected to {expected}; it is connected to {peers}")
        logging.info("%s is connected to %s", client, peers)

    def await_payload(self, leecher: Client) -> None:
        """Waits until the client reports that it is complete, and compares the checksum of the file."""
        self._deadline.wait(leecher.is_complete, lambda: f"{leecher} must complete the download")
        if not self._torrent.arrived_in(leecher.downloads):
            raise Failed(f"the file that {leecher} downloaded differs from the seeder's")
        logging.info("%s has the payload", leecher)

    def without_web_seeds(self) -> None:
        """Clients that start from now on know no web seed."""
        self._torrent = self._torrent.without_web_seeds()

    def _place_image(self, mirror: Mirror) -> list[str]:
        """Makes the folder of a mirror, with the payload. Returns the command of the mirror."""
        folder = self._work / "mirror"
        images = folder / "images"
        images.mkdir(parents=True)
        self._torrent.place_payload(images)
        return mirror.command(images, folder / "torrents", NAME)

    def _offered(self, mirror: Mirror) -> Torrent:
        """Waits until a mirror offers the torrent of the payload, the same one over each family."""
        offers: list[bytes | None] = []

        def is_offered() -> bool:
            offers[:] = [mirror.download_torrent(str(each.ip)) for each in self.tracker_host.interfaces]
            return None not in offers and len(set(offers)) == 1

        self.await_that(is_offered, "a torrent at the mirror")
        content = offers[0]
        assert content
        return Torrent.received(self._work, content, self._torrent.payload)

    def _add_trackers_over_redis(self, server_command: Sequence[str], interfaces: Sequence[Interface]) -> None:
        """Each tracker has one address, and reaches Redis over the same family."""
        redis = Redis(self._network.host("redis", addresses(REDIS_NUMBER)), self._work / "redis",
                      self._logs / "redis.log")
        redis.start(self._deadline)
        for interface in interfaces:
            name = f"tracker{interface.version}"
            listen = f"[{interface.ip}]" if interface.version == 6 else str(interface.ip)
            self._trackers.append(Tracker(
                self._network.host(name, [interface]),
                listening([*server_command, "--store", redis.uri(interface.version)], listen),
                self._logs / f"{name}.log"))

    def _client(self, client_class: type[AnyClient], role: str, families: Sequence[int],
                more: Sequence[Interface], upload_limit: int = 0, announce: str | None = None) -> AnyClient:
        host = self.host(role, families, more)
        log = self._logs / f"{host.name}-{client_class.name}.log"
        torrent = self._torrent.announced_to(announce) if announce else self._torrent
        return client_class(host, torrent, self._work / host.name, log, upload_limit)
