"""The tracker under test, on a host of its own."""

from __future__ import annotations

import http.client
import socket
import struct
import subprocess
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bencode
from network import Host, Interface
from waiting import Deadline, Failed

PORT = 6969
NO_PEERS: bencode.Bencoded = {b"complete": 0, b"incomplete": 0, b"downloaded": 0}
UDP_CONNECT = struct.pack(">QII", 0x41727101980, 0, 1)  # BEP 15, "Connect": protocol id, action, transaction id


@dataclass(frozen=True)
class Counts:
    """The counts of one torrent in a scrape. Each host counts once."""

    complete: int
    incomplete: int
    downloaded: int

    def __str__(self) -> str:
        return f"complete {self.complete}, incomplete {self.incomplete}, downloaded {self.downloaded}"


def listening(command: Sequence[str], address: str = "[::]") -> list[str]:
    """The command of a server with the options to listen on an address, by default on the wildcard of both families."""
    return [*command, "--http", f"{address}:{PORT}", "--udp", f"{address}:{PORT}", "--lan"]


class Tracker:
    """A run of a server over HTTP and UDP."""

    _process: subprocess.Popen[bytes]

    def __init__(self, host: Host, command: Sequence[str], log: Path) -> None:
        self._host = host
        self._command = command
        self._log = log

    def start(self, deadline: Deadline) -> None:
        """Starts the server and returns when it answers over HTTP and UDP."""
        self._process = self._host.start(self._command, self._log)
        deadline.wait(self._serves, lambda: "the server does not answer over both HTTP and UDP")

    def scrape(self, info_hash: bytes) -> Counts:
        """The counts of one torrent, over HTTP. A torrent that is not in the answer has no peers."""
        connection = http.client.HTTPConnection(str(self._host.interfaces[-1].ip), PORT, timeout=10)
        try:
            connection.request("GET", "/scrape?info_hash=" + urllib.parse.quote(info_hash, safe=""))
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        match answer.status, bencode.decode(body):
            case 200, {b"files": {**files}}:
                match files.get(info_hash, NO_PEERS):
                    case {b"complete": int(complete), b"incomplete": int(incomplete), b"downloaded": int(downloaded)}:
                        return Counts(complete, incomplete, downloaded)
        raise Failed(f"the scrape was answered with status {answer.status} and {body!r}")

    def await_counts(self, info_hash: bytes, expected: Counts, when: str, deadline: Deadline) -> None:
        """Returns as soon as the scrape has exactly the counts `expected`."""
        seen: list[Counts] = []

        def as_expected() -> bool:
            seen[:] = [self.scrape(info_hash)]
            return seen == [expected]

        deadline.wait(as_expected, lambda: f"{when} the scrape must be {expected}; it is {seen[0]}")

    def has_logged(self, text: str) -> bool:
        return text in self._log.read_text()

    def _serves(self) -> bool:
        if self._process.poll() is not None:
            raise Failed(f"the server ended with status {self._process.returncode}")
        try:
            if not self._answers_announce():
                return False
            self.scrape(bytes(20))
        except OSError:
            return False
        return _answers_udp_connect(self._host.interfaces[-1])

    def _answers_announce(self) -> bool:
        """Whether an announce is answered, also by a refusal because the torrent is not on the server's list.

        The announce is a `stopped` of an unknown peer, so it changes nothing. The first announce loads much code.
        """
        connection = http.client.HTTPConnection(str(self._host.interfaces[-1].ip), PORT, timeout=10)
        try:
            connection.request("GET", f"/announce?info_hash={'%00' * 20}&peer_id={'0' * 20}&port=1&left=1&event=stopped")
            match bencode.decode(connection.getresponse().read()):
                case {b"failure reason": bytes(reason)} if b"unavailable" in reason:
                    return False
            return True
        finally:
            connection.close()


def _answers_udp_connect(interface: Interface) -> bool:
    """Whether a BEP 15 connect request is answered, from any address."""
    family = socket.AF_INET6 if interface.version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.settimeout(1)
        probe.sendto(UDP_CONNECT, (str(interface.ip), PORT))
        try:
            return len(probe.recv(64)) == 16
        except OSError:
            return False
