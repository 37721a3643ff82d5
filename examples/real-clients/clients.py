"""Unmodified BitTorrent clients of Debian, each driven through its own remote control.

In all of them the distributed hash table, peer exchange and local discovery are off: the tracker is the only source of
peers. (The DHT of aria2 is on because it announces over UDP only then. But it knows no DHT node, and no other client
here has a DHT.)
"""

from __future__ import annotations

import abc
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import xmlrpc.client
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

from network import Host, run
from torrent import Torrent
from waiting import Failed

LISTEN_PORT = 6881
CONTROL_PORT = 9091
CONTROL_TIMEOUT_SECONDS = 10


class Client(abc.ABC):
    """One client with one torrent on one host. It seeds if the payload is in its download folder, else it downloads."""

    name: ClassVar[str]
    _process: subprocess.Popen[bytes]

    def __init__(self, host: Host, torrent: Torrent, folder: Path, log: Path, upload_limit: int = 0) -> None:
        """`upload_limit` is in bytes per second; 0 is no limit."""
        self.host = host
        self.torrent = torrent
        self.upload_limit = upload_limit
        self.downloads = folder / "downloads"
        self.state = folder / "state"
        self._log = log
        self.downloads.mkdir(parents=True)
        self.state.mkdir()

    def __str__(self) -> str:
        return f"{self.name} on {self.host.name}"

    def start(self) -> None:
        self._process = self.host.start(self._command(), self._log)

    def is_complete(self) -> bool:
        """Whether the client reports that it has the whole file."""
        self._must_run()
        return self._reports_complete()

    def has_announced(self) -> bool:
        """Whether the tracker has answered all announces, from each address. True for clients that do not report it."""
        self._must_run()
        return True

    def peers(self) -> set[str]:
        """The addresses of the peers that the client is connected to."""
        self._must_run()
        return self._reported_peers()

    def duplicates(self) -> Counter[str]:
        """How many connections were closed as duplicates, by address. Empty if the client does not report it."""
        self._must_run()
        return Counter()

    def leave(self) -> None:
        """Makes the client leave the swarm with a `stopped`. Does not wait for it."""
        self._must_run()
        self._process.send_signal(signal.SIGINT)

    @abc.abstractmethod
    def _command(self) -> list[str]:
        """Writes the configuration, and returns the command line."""

    @abc.abstractmethod
    def _reports_complete(self) -> bool:
        """`is_complete` of a running client. False while its remote control does not answer yet."""

    @abc.abstractmethod
    def _reported_peers(self) -> set[str]:
        """`peers` of a running client."""

    def _must_run(self) -> None:
        if self._process.poll() is not None:
            raise Failed(f"{self} ended with status {self._process.returncode}")

    def _post(self, path: str, body: object, headers: dict[str, str]) -> http.client.HTTPResponse:
        """Sends JSON to the remote control, which listens on the loopback address of the client's host."""
        connection = http.client.HTTPConnection("localhost", CONTROL_PORT, timeout=CONTROL_TIMEOUT_SECONDS)
        with self.host.inside():
            connection.connect()
        connection.request("POST", path, json.dumps(body), {"Connection": "close", **headers})
        return connection.getresponse()


class Aria2(Client):
    name = "aria2"

    def _command(self) -> list[str]:
        udp = str(self.torrent.over_udp).lower()
        return [
            "aria2c", "--no-conf", f"--dir={self.downloads}", f"--listen-port={LISTEN_PORT}",
            "--check-integrity=true", "--file-allocation=none", "--seed-ratio=0.0",
            f"--enable-dht={udp}", "--enable-dht6=false", f"--dht-listen-port={LISTEN_PORT}",
            f"--dht-file-path={self.state / 'dht.dat'}",
            "--enable-peer-exchange=false", "--bt-enable-lpd=false", f"--max-upload-limit={self.upload_limit}",
            "--enable-rpc", f"--rpc-listen-port={CONTROL_PORT}",
            "--summary-interval=0", "--show-console-readout=false", f"--log={self._log}", "--log-level=info",
            str(self.torrent.file),
        ]

    def _reports_complete(self) -> bool:
        try:
            downloads = self._call("aria2.tellActive", ["completedLength"])
        except ConnectionRefusedError:
            return False
        return [int(each["completedLength"]) for each in downloads] == [len(self.torrent.payload)]

    def _reported_peers(self) -> set[str]:
        gids = [each["gid"] for each in self._call("aria2.tellActive", ["gid"])]
        return {peer["ip"] for gid in gids for peer in self._call("aria2.getPeers", gid)}

    def _call(self, method: str, *arguments: object) -> Any:
        request = {"jsonrpc": "2.0", "id": "1", "method": method, "params": arguments}
        return json.load(self._post("/jsonrpc", request, {}))["result"]


class Transmission(Client):
    """Transmission without uTP: it would try uTP with each peer first, and TCP only much later."""

    name = "transmission"

    _session = ""

    def _command(self) -> list[str]:
        self._enable_remote_control()
        watched = self.state / "watched"
        watched.mkdir()
        shutil.copy(self.torrent.file, watched)
        settings = {
            "download-dir": str(self.downloads), "peer-port": LISTEN_PORT,
            "watch-dir": str(watched), "watch-dir-enabled": True,
            "dht-enabled": False, "pex-enabled": False, "lpd-enabled": False, "port-forwarding-enabled": False,
            "utp-enabled": False,
            "speed-limit-up": self.upload_limit // 1000, "speed-limit-up-enabled": self.upload_limit > 0,
            "rpc-bind-address": "127.0.0.1", "rpc-port": CONTROL_PORT, "message-level": 3,
        }
        (self.state / "settings.json").write_text(json.dumps(settings))
        return ["transmission-daemon", "--foreground", "--config-dir", str(self.state)]

    def _enable_remote_control(self) -> None:
        """Adds an IPv4 address to a host without IPv4, on its loopback device.

        The remote control uses only IPv4, and starts only if there is another address than 127.0.0.1.
        """
        if not any(interface.version == 4 for interface in self.host.interfaces):
            run("ip", "-n", self.host.name, "address", "add", "198.51.100.1/32", "dev", "lo")

    def _reports_complete(self) -> bool:
        try:
            torrents = self._call("torrent-get", {"fields": ["percentDone"]})["torrents"]
        except ConnectionRefusedError:
            return False
        return [each["percentDone"] for each in torrents] == [1]

    def _reported_peers(self) -> set[str]:
        torrents = self._call("torrent-get", {"fields": ["peers"]})["torrents"]
        return {peer["address"] for each in torrents for peer in each["peers"]}

    def leave(self) -> None:
        """Pauses the torrent. At its exit, this client sends `stopped` over UDP, but not over HTTP."""
        self._must_run()
        self._call("torrent-stop", {})

    def _call(self, method: str, arguments: dict[str, object]) -> Any:
        request = {"method": method, "arguments": arguments}
        answer = self._post("/transmission/rpc", request, {"X-Transmission-Session-Id": self._session})
        if answer.status == 409:
            self._session = answer.headers["X-Transmission-Session-Id"]
            return self._call(method, arguments)
        return json.load(answer)["arguments"]


class Rtorrent(Client):
    """rTorrent without a check of the file at the end: the check restarts the torrent, and `completed` is not sent."""

    name = "rtorrent"

    def _command(self) -> list[str]:
        configuration = self.state / "rtorrent.rc"
        configuration.write_text("\n".join((
            "system.daemon.set = true",
            f"session.path.set = {self.state}",
            f"directory.default.set = {self.downloads}",
            f"network.scgi.open_local = {self._socket}",
            f"network.port_range.set = {LISTEN_PORT}-{LISTEN_PORT}",
            "network.port_random.set = no",
            "dht.mode.set = disable",
            "protocol.pex.set = no",
            f"throttle.global_up.max_rate.set = {self.upload_limit}",
            "trackers.use_udp.set = yes",
            "pieces.hash.on_completion.set = no",
            f"log.open_file = log, {self._log}",
            "log.add_output = info, log",
            "log.add_output = tracker_debug, log",
            f"schedule2 = load, 0, 0, ((load.start, {self.torrent.file}))",
        )) + "\n")
        return ["rtorrent", "-n", "-o", f"import={configuration}"]

    @property
    def _socket(self) -> Path:
        return self.state / "rpc.socket"

    def _reports_complete(self) -> bool:
        try:
            return bool(self._call("d.multicall2", "", "main", "d.complete=") == [[1]])
        except (FileNotFoundError, ConnectionRefusedError):
            return False

    def _reported_peers(self) -> set[str]:
        peers = self._call("p.multicall", self.torrent.info_hash.hex().upper(), "", "p.address=")
        return {address.strip("[]") for address, in peers}

    def _call(self, method: str, *arguments: Any) -> Any:
        """One XML-RPC call over SCGI: a netstring of headers, then the body. The answer has the form of CGI."""
        body = xmlrpc.client.dumps(arguments, method).encode()
        headers = b"CONTENT_LENGTH\0%d\0SCGI\x001\0" % len(body)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(CONTROL_TIMEOUT_SECONDS)
            connection.connect(str(self._socket))
            connection.sendall(b"%d:%s,%s" % (len(headers), headers, body))
            with connection.makefile("rb") as stream:
                answer = stream.read()
        (result,), _ = xmlrpc.client.loads(answer.partition(b"\r\n\r\n")[2])
        return result


class Libtorrent(Client):
    """libtorrent-rasterbar, the engine of qBittorrent and Deluge, through its Python binding."""

    name = "libtorrent"

    def _command(self) -> list[str]:
        driver = Path(__file__).with_name("libtorrent_driver.py")
        return [sys.executable, str(driver), str(self.torrent.file), str(self.downloads), str(self._status_file),
                str(LISTEN_PORT), str(self.upload_limit)]

    @property
    def _status_file(self) -> Path:
        return self.state / "status.json"

    def has_announced(self) -> bool:
        status = self._status()
        own = {str(interface.ip) for interface in self.host.interfaces}
        return set(status.get("answered", ())) == own and not status["waits"]

    def duplicates(self) -> Counter[str]:
        return Counter(self._status().get("duplicates", ()))

    def _reports_complete(self) -> bool:
        return self._status().get("complete") is True

    def _reported_peers(self) -> set[str]:
        return set(self._status().get("peers", ()))

    def _status(self) -> dict[str, Any]:
        self._must_run()
        try:
            return dict(json.loads(self._status_file.read_text()))
        except FileNotFoundError:
            return {}


class NewerLibtorrent(Libtorrent):
    """libtorrent-rasterbar 2.1, as its authors publish it for Python."""

    name = "libtorrent-2.1"

    def _command(self) -> list[str]:
        return ["env", f"PYTHONPATH={os.environ['NEWER_LIBTORRENT']}", *super()._command()]
