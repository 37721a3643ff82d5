"""nginx and HAProxy in front of the tracker, with the files of docs/proxies, and TLS that ends at them or at the tracker."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import bencode
import certificate
from network import Host
from scene import WORK, Scene
from tracker import PORT
from waiting import Failed

CONFIGURATIONS = Path(__file__).resolve().parents[2] / "docs" / "proxies"
IN_CONFIGURATIONS = "/etc/tracker6/"
"""Where the files of docs/proxies have the certificate."""

SERVER_OPTIONS = (
    "--no-rate-limit",
    "--trusted-proxy", "::1", "--http", "[::1]:6970", "--proxy-protocol", "[::1]:6970",
    "--https", "[::1]:6971", "--proxy-protocol", "[::1]:6971", "--tls-cert", str(WORK / certificate.CHAIN), "--tls-key", str(WORK / certificate.KEY),
)

PLAIN = {"headers": 80, "PROXY protocol": 8080}
ENCRYPTED = {"headers, TLS ends at the proxy": 443, "PROXY protocol, TLS ends at the tracker": 8443}
TLS_OF_THE_TRACKER = 8443

FORGED = "198.51.100.66"
FORGED_HEADERS: tuple[dict[str, str], ...] = (
    {}, {"X-Forwarded-For": FORGED}, {"Forwarded": f"for={FORGED}"},
    {"X-Forwarded-For": f"{FORGED}, unknown", "Forwarded": f'for="{FORGED}'},
)

TIMEOUT_SECONDS = 10
LOAD_CLIENTS = 4
CERTIFICATES = 3
AFTER_CHANGE_REQUESTS = 50


def announce_url(host: str, way: str) -> str:
    """The URL to announce to through the proxy, in one of the ways of `PLAIN`."""
    return f"http://{host}:{PLAIN[way]}/announce"


def configuration(name: str) -> Path:
    """The file of docs/proxies as it is, but for the folder of the certificate."""
    file = WORK / name
    file.write_text((CONFIGURATIONS / name).read_text().replace(IN_CONFIGURATIONS, f"{WORK}/"))
    return file


def nginx(scene: Scene) -> None:
    """Starts nginx in front of the tracker."""
    start(scene, ["nginx", "-c", str(configuration("nginx.conf")), "-g", f"daemon off; pid {WORK}/nginx.pid;"])


def haproxy(scene: Scene) -> None:
    """Starts HAProxy in front of the tracker."""
    start(scene, ["haproxy", "-db", "-f", str(configuration("haproxy.cfg"))])


PROXIES: dict[str, Callable[[Scene], None]] = {"nginx": nginx, "haproxy": haproxy}


def start(scene: Scene, command: list[str]) -> None:
    scene.start_beside_tracker(command)
    scene.await_that(lambda: accepts(scene.tracker_host), "the proxy listens")


def play(scene: Scene, proxy: Callable[[Scene], None]) -> str:
    """Peers that announce through the proxy get each other's addresses. Then the tracker's certificate is replaced."""
    proxy(scene)
    peers = [Peer(scene.host("client"), 6000 + number) for number in range(4)]
    known: dict[int, set[str]] = {4: set(), 6: set()}
    for title, port in [*PLAIN.items(), *ENCRYPTED.items()]:
        for number, peer in enumerate(peers):
            for version in (4, 6):
                headers = FORGED_HEADERS[number]
                answer = peer.announce(version, port, scene.info_hash, headers)
                check(f"{title} over IPv{version} with {headers}", peer, version, answer, known)
                known[version].add(peer.endpoint(version))
    forge_behind_the_proxy_protocol(scene, peers[0])
    scene.expect("with all peers", incomplete=len(peers))
    served = replace_certificate_under_load(scene, peers)
    return f"{served} requests while {CERTIFICATES} certificates came into force, none failed"


@dataclass
class Peer:
    """A leecher that announces through any port of the tracker's host."""

    host: Host
    listen: int
    certificates: set[bytes] = field(default_factory=set)

    def address(self, version: int) -> str:
        return next(str(interface.ip) for interface in self.host.interfaces if interface.version == version)

    def endpoint(self, version: int) -> str:
        return f"{self.address(version)} {self.listen}"

    @contextmanager
    def connected(self, version: int, port: int) -> Iterator[http.client.HTTPConnection]:
        tracker = {4: "192.0.2.1", 6: "2001:db8::1"}[version]
        connection = http.client.HTTPConnection(tracker, port, timeout=TIMEOUT_SECONDS)
        with self.host.inside():
            stream = socket.create_connection((tracker, port), timeout=TIMEOUT_SECONDS)
        if port in ENCRYPTED.values():
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            secure = context.wrap_socket(stream)
            self.certificates.add(secure.getpeercert(binary_form=True) or b"")
            stream = secure
        connection.sock = stream
        try:
            yield connection
        finally:
            connection.close()

    def announce(self, version: int, port: int, info_hash: bytes, headers: dict[str, str]) -> dict[bytes, bencode.Bencoded]:
        query = urllib.parse.urlencode({
            "info_hash": info_hash, "peer_id": f"-T60000-{self.listen:012d}", "port": self.listen,
            "key": f"{0xC0DE0000 + self.listen:08X}", "uploaded": 0, "downloaded": 0, "left": 1, "compact": 1,
        }, quote_via=urllib.parse.quote)
        with self.connected(version, port) as connection:
            connection.request("GET", f"/announce?{query}", headers=headers)
            body = connection.getresponse().read()
        match bencode.decode(body):
            case {b"interval": int(), **answer} if b"failure reason" not in answer:
                return answer
        raise Failed(f"the announce to port {port} over IPv{version} was answered with {body!r}")


def accepts(host: Host) -> bool:
    """Whether something listens on all ports of the proxy."""
    try:
        for port in (*PLAIN.values(), *ENCRYPTED.values()):
            socket.create_connection((str(host.interfaces[-1].ip), port), timeout=1).close()
        return True
    except OSError:
        return False


def check(what: str, peer: Peer, version: int, answer: dict[bytes, bencode.Bencoded], known: dict[int, set[str]]) -> None:
    """The tracker sees the client's own address, and hands out those of the others as it saw them, and no other."""
    external = answer[b"external ip"]
    if external != ip_address(peer.address(version)).packed:
        raise Failed(f"{what}: the tracker takes {peer.address(version)} for {external!r}")
    for family, key, size in ((4, b"peers", 4), (6, b"peers6", 16)):
        packed = answer.get(key, b"")
        assert isinstance(packed, bytes)
        for at in range(0, len(packed), size + 2):
            each = f"{ip_address(packed[at:at + size])} {int.from_bytes(packed[at + size:at + size + 2])}"
            if each not in known[family]:
                raise Failed(f"{what}: the answer has {each}, which no peer announced")


def forge_behind_the_proxy_protocol(scene: Scene, peer: Peer) -> None:
    """A PROXY protocol header that a client writes itself is a bad request, behind the proxy's own and without one."""
    forged = f"PROXY TCP4 {FORGED} 192.0.2.1 1 2\r\n".encode()
    for port in (*PLAIN.values(), PORT):
        with peer.connected(4, port) as connection:
            connection.sock.sendall(forged + b"GET /announce HTTP/1.1\r\nHost: a\r\n\r\n")
            answer = connection.sock.recv(64)
        if not answer.startswith(b"HTTP/1.1 400 "):
            raise Failed(f"a forged PROXY protocol header to port {port} was answered with {answer!r}")


def replace_certificate_under_load(scene: Scene, peers: list[Peer]) -> int:
    """Clients that connect all the time get the old certificate or the new one, and an answer each time. Returns how many."""
    ended = threading.Event()
    failures: list[str] = []
    served = [0] * LOAD_CLIENTS
    loads = [Peer(peers[number].host, peers[number].listen) for number in range(LOAD_CLIENTS)]

    def load(number: int) -> None:
        version = 4 if number % 2 else 6
        while not ended.is_set():
            try:
                loads[number].announce(version, TLS_OF_THE_TRACKER, scene.info_hash, {})
                served[number] += 1
            except (Failed, OSError, http.client.HTTPException) as failure:
                failures.append(repr(failure))
                return

    threads = [threading.Thread(target=load, args=(number,), daemon=True) for number in range(LOAD_CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, CERTIFICATES + 1):
            certificate.write(WORK, f"certificate {number}")
            current = ssl.PEM_cert_to_DER_cert((WORK / certificate.CHAIN).read_text())
            scene.await_that(lambda: bool(failures) or all(current in each.certificates for each in loads),
                             f"certificate {number} is in force")
            enough = sum(served) + AFTER_CHANGE_REQUESTS
            scene.await_that(lambda: bool(failures) or sum(served) >= enough, "more requests are served")
    finally:
        ended.set()
        for thread in threads:
            thread.join(TIMEOUT_SECONDS)
    if failures:
        raise Failed(f"of {sum(served)} requests these failed: {failures}")
    certificates = set().union(*(each.certificates for each in loads))
    if len(certificates) != CERTIFICATES + 1:
        raise Failed(f"the clients saw {len(certificates)} certificates, not {CERTIFICATES + 1}")
    return sum(served)
