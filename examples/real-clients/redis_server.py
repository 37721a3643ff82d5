"""A Redis on a host of its own, for several trackers with one swarm. It writes nothing to disk."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

from network import Host
from waiting import Deadline, Failed

REDIS_PORT = 6379


class Redis:
    """One run of the server, on all addresses of its host."""

    _process: subprocess.Popen[bytes]

    def __init__(self, host: Host, folder: Path, log: Path) -> None:
        self._host = host
        self._folder = folder
        self._log = log
        folder.mkdir()

    def start(self, deadline: Deadline) -> None:
        """Starts the server and returns when it answers."""
        addresses = [str(interface.ip) for interface in self._host.interfaces]
        self._process = self._host.start(
            ["redis-server", "--port", str(REDIS_PORT), "--bind", *addresses, "--protected-mode", "no",
             "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction", "--dir", str(self._folder)],
            self._log)
        deadline.wait(self._answers, lambda: "Redis does not answer")

    def uri(self, version: int) -> str:
        """The URI for trackers over this version of IP."""
        address = next(interface.ip for interface in self._host.interfaces if interface.version == version)
        return f"redis://{f'[{address}]' if version == 6 else address}:{REDIS_PORT}"

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise Failed(f"Redis ended with status {self._process.returncode}")
        try:
            with socket.create_connection((str(self._host.interfaces[-1].ip), REDIS_PORT), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
