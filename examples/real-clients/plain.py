"""Small clients: one only announces over HTTP, one only answers handshakes, one announces over UDP and answers uTP."""

from __future__ import annotations

import http.client
import socket
import struct
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv6Address

import bencode
from network import Host
from tracker import PORT
from waiting import Failed

HANDSHAKE_BYTES = 68  # BEP 3, "peer protocol"; the peer id is at its end
PEER_ID_BYTES = 20
ADDRESS_BYTES, ENDPOINT_BYTES = 16, 18  # BEP 7, "peers6"
TIMEOUT_SECONDS = 10
UDP_MAGIC = 0x41727101980  # BEP 15, "Connect"
UTP_BYTES = 20
UTP_STATE, UTP_SYN = 0x21, 0x41  # BEP 29, "header format": type and version


@dataclass(frozen=True)
class Announcer:
    """A leecher that announces `port` to the tracker at the address `tracker`."""

    host: Host
    tracker: str
    port: int
    peer_id: bytes

    def announce(self, info_hash: bytes, **more: str) -> set[str]:
        """Announces with `more` parameters. Returns the IPv6 endpoints in the answer, such as [2001:db8::1]:6881."""
        query = urllib.parse.urlencode({
            "info_hash": info_hash, "peer_id": self.peer_id, "port": self.port,
            # No part of the peer id, which every peer sees.
            "key": f"{0xC0DE0000 + self.port:08X}",
            "uploaded": 0, "downloaded": 0, "left": 1, "compact": 1, **more,
        }, quote_via=urllib.parse.quote)
        connection = http.client.HTTPConnection(self.tracker, PORT, timeout=TIMEOUT_SECONDS)
        with self.host.inside():
            connection.connect()
        try:
            connection.request("GET", f"/announce?{query}")
            body = connection.getresponse().read()
        finally:
            connection.close()
        match bencode.decode(body):
            case {b"interval": int(), b"peers6": bytes(peers)}:
                return set(_endpoints(peers))
            case {b"interval": int()}:
                return set()
        raise Failed(f"the announce was answered with {body!r}")


class Responder:
    """A peer that listens on an IPv6 endpoint, and answers each handshake with its peer id."""

    def __init__(self, host: Host, address: str, port: int, peer_id: bytes) -> None:
        self.connections = 0
        self._peer_id = peer_id
        self._may_answer = threading.Event()
        self._may_answer.set()
        with host.inside():
            self._listener = socket.create_server((address, port), family=socket.AF_INET6)
        threading.Thread(target=self._serve, daemon=True).start()

    def hold(self) -> None:
        """Delays the answers to all connections from now on."""
        self._may_answer.clear()

    def release(self) -> None:
        """Answers the delayed connections, and all later ones."""
        self._may_answer.set()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                self.connections += 1
                connection.settimeout(TIMEOUT_SECONDS)
                handshake = connection.recv(HANDSHAKE_BYTES, socket.MSG_WAITALL)
                self._may_answer.wait()
                connection.sendall(handshake[:-PEER_ID_BYTES] + self._peer_id)


class UdpClient:
    """A leecher with one IPv6 endpoint. It announces over UDP from it, as real clients do, and accepts uTP connections."""

    def __init__(self, host: Host, address: str, port: int, peer_id: bytes) -> None:
        self.offers = 0
        self._port = port
        self._peer_id = peer_id
        with host.inside():
            self._socket = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        self._socket.settimeout(TIMEOUT_SECONDS)
        self._socket.bind((address, port))

    def announce(self, tracker: str, info_hash: bytes) -> None:
        self._socket.sendto(struct.pack(">QII", UDP_MAGIC, 0, 1), (tracker, PORT))
        connection_id, = struct.unpack_from(">Q", self._socket.recv(2048), 8)
        self._socket.sendto(
            struct.pack(">QII20s20sQQQIIIiH", connection_id, 1, 2, info_hash, self._peer_id, 0, 1, 0, 0, 0,
                        0xC0DE0000 + self._port, -1, self._port),
            (tracker, PORT))
        answer = self._socket.recv(2048)
        if answer[:4] != bytes((0, 0, 0, 1)):
            raise Failed(f"the announce was answered with {answer!r}")

    def accept(self) -> None:
        """Accepts uTP connections from now on, on a thread of its own."""
        self._socket.settimeout(None)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            packet, source = self._socket.recvfrom(2048)
            if len(packet) == UTP_BYTES and packet[0] == UTP_SYN:
                self.offers += 1
                self._socket.sendto(utp_packet(UTP_STATE, packet[2:4], 99, packet[16:18]), source)


def utp_packet(kind: int, connection_id: bytes, sequence: int, acknowledged: bytes = bytes(2)) -> bytes:
    return struct.pack(">BB2sIIIH2s", kind, 0, connection_id, 0, 0, 0, sequence, acknowledged)


def _endpoints(peers6: bytes) -> Iterator[str]:
    for at in range(0, len(peers6), ENDPOINT_BYTES):
        address, port = peers6[at:at + ADDRESS_BYTES], peers6[at + ADDRESS_BYTES:at + ENDPOINT_BYTES]
        yield f"[{IPv6Address(address)}]:{int.from_bytes(port, 'big')}"
