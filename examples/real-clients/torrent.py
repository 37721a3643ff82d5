"""The file that the clients transfer, and its torrent."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import bencode

PAYLOAD_NAME = "payload.bin"
PAYLOAD_BYTES = 2 * 1024 * 1024
PIECE_BYTES = 32 * 1024
PAYLOAD_SEED = 6


@dataclass(frozen=True)
class Torrent:
    """A torrent file on disk, and the data of it that a case needs."""

    file: Path
    announce: str
    info_hash: bytes
    payload: bytes

    @classmethod
    def create(cls, folder: Path, announce: str, private: bool = False, payload_bytes: int = PAYLOAD_BYTES,
               further: Sequence[str] = ()) -> Torrent:
        """Writes the torrent of a payload of this size into `folder`. The payload never changes.

        `further` are more trackers, each in a tier of its own (BEP 12).
        """
        payload = random.Random(PAYLOAD_SEED).randbytes(payload_bytes)
        info: dict[bytes, bencode.Bencoded] = {
            b"length": len(payload),
            b"name": PAYLOAD_NAME.encode(),
            b"piece length": PIECE_BYTES,
            b"pieces": b"".join(
                hashlib.sha1(payload[at:at + PIECE_BYTES]).digest()
                for at in range(0, len(payload), PIECE_BYTES)),
        }
        if private:
            info[b"private"] = 1
        file = folder / "payload.torrent"
        metainfo: dict[bytes, bencode.Bencoded] = {b"announce": announce.encode(), b"info": info}
        if further:
            metainfo[b"announce-list"] = [[each.encode()] for each in (announce, *further)]
        file.write_bytes(bencode.encode(metainfo))
        return cls(file, announce, hashlib.sha1(bencode.encode(info)).digest(), payload)

    @property
    def over_udp(self) -> bool:
        return self.announce.startswith("udp:")

    def announced_to(self, announce: str) -> Torrent:
        """The same torrent in another file, with another announce URL and no further one."""
        metainfo = bencode.decode(self.file.read_bytes())
        assert isinstance(metainfo, dict)
        metainfo.pop(b"announce-list", None)
        file = self.file.with_name(f"payload-{hashlib.sha1(announce.encode()).hexdigest()}.torrent")
        file.write_bytes(bencode.encode({**metainfo, b"announce": announce.encode()}))
        return replace(self, file=file, announce=announce)

    @classmethod
    def received(cls, folder: Path, content: bytes, payload: bytes) -> Torrent:
        """Writes a torrent that a mirror offers into `folder`."""
        file = folder / "received.torrent"
        file.write_bytes(content)
        match bencode.decode(content):
            case {b"announce": bytes(announce), b"info": dict(info)}:
                return cls(file, announce.decode(), hashlib.sha1(bencode.encode(info)).digest(), payload)
        raise ValueError(f"no torrent: {content!r}")

    def without_web_seeds(self) -> Torrent:
        """The same torrent in another file, without the web seeds (BEP 19)."""
        metainfo = bencode.decode(self.file.read_bytes())
        assert isinstance(metainfo, dict)
        if not metainfo.pop(b"url-list", None):
            raise ValueError("the torrent has no web seeds")
        file = self.file.with_name("without-web-seeds.torrent")
        file.write_bytes(bencode.encode(metainfo))
        return replace(self, file=file)

    def place_payload(self, folder: Path) -> None:
        """Writes the whole payload into `folder`, the download folder of a client."""
        (folder / PAYLOAD_NAME).write_bytes(self.payload)

    def arrived_in(self, folder: Path) -> bool:
        """Whether `folder` has the payload, by checksum."""
        file = folder / PAYLOAD_NAME
        return file.exists() and _sha256(file.read_bytes()) == _sha256(self.payload)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
