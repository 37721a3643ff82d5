"""Programs that are a mirror with a tracker: they serve images over HTTP, and torrents with the images as web seeds."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from pathlib import Path

from program import Program
from torrent import PAYLOAD_NAME
from tracker import PORT
from waiting import Failed

TORRENT_PATH = f"/torrents/{PAYLOAD_NAME}.torrent"


@dataclass(frozen=True)
class Mirror:
    """A program, and its options to serve a folder of images."""

    program: Program
    options: tuple[str, ...]

    def command(self, images: Path, torrents: Path, host: str) -> list[str]:
        """The command to serve `images` at the port of trackers. `host` is the name that clients use."""
        values = {"images": images, "torrents": torrents, "host": host, "port": PORT}
        return [*self.program.command(), *(option.format(**values) for option in self.options)]

    @staticmethod
    def download_torrent(address: str) -> bytes | None:
        """The torrent of the payload, from an address of the mirror; None while it has none."""
        connection = http.client.HTTPConnection(address, PORT, timeout=10)
        try:
            connection.request("GET", TORRENT_PATH)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status == 404:
            return None
        kind = answer.getheader("Content-Type")
        if answer.status != 200 or kind != "application/x-bittorrent":
            raise Failed(f"{TORRENT_PATH}: status {answer.status}, content type {kind}")
        return body


SERVLET = Mirror(
    Program("examples/mirror-servlet", "mirror-servlet"),
    ("--images={images}", "--torrents={torrents}", "--host={host}", "--port={port}", "--lan", "--settle-time=1s"))

SPRING_BOOT = Mirror(
    Program("examples/spring-boot", "mirror-spring-boot"),
    ("--mirror.folder={images}", "--mirror.torrents={torrents}", "--mirror.url=http://{host}:{port}/",
     "--server.port={port}", "--tracker6.lan=true", "--mirror.settle-time=1s"))
