"""The servers that are compared, and how to start them."""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import processes
from loads import ECHO, HTTP_ECHO, OPENTRACKER, OPENTRACKER_1

UDP_CONNECT = struct.pack(">QII", 0x41727101980, 0, 1)  # BEP 15, "Connect": protocol id, action, transaction id
START_SECONDS = 20
POLL_SECONDS = 0.005
UNPRIVILEGED_USER = "nobody"

SERVER_CAPS = ("--max-swarms", "5000000", "--max-peers", "20000000", "--max-peers-per-swarm", "10000000")


@dataclass(frozen=True)
class Place:
    """Where a server serves, and what it needs to know about the load."""

    ipv6: bool
    udp: bool
    keep_alive: bool
    answer_bytes: int
    info_hashes: Callable[[], str]
    folder: Path


@dataclass(frozen=True)
class Contender:
    """A server: its name, its port, and the command that starts it."""

    name: str
    title: str
    port: int
    command: Callable[[Place, int], list[str]]
    can_ipv6: bool = True
    can_udp: bool = True
    can_http: bool = True
    can_keep_alive: bool = True
    is_echo: bool = False
    default_command: tuple[str, ...] = ()
    """Starts the server as users do, over both protocols. Empty if its start is not timed."""

    def with_jvm_options(self, options: Sequence[str]) -> Contender:
        """The same contender with options for its JVM, if it has one."""
        if not self.default_command:
            return self

        def command(place: Place, port: int) -> list[str]:
            java, *rest = self.command(place, port)
            return [java, *options, *rest]

        return replace(self, command=command)

    def serves(self, ipv6: bool, udp: bool, keep_alive: bool) -> str | None:
        """The reason why it cannot take part, or None."""
        if ipv6 and not self.can_ipv6:
            return "serves IPv4 only"
        if not (self.can_udp if udp else self.can_http):
            return f"serves no {'UDP' if udp else 'HTTP'}"
        if keep_alive and not self.can_keep_alive:
            return "closes each connection after one answer"
        return None


class Server:
    """A running contender."""

    def __init__(self, contender: Contender, place: Place) -> None:
        """Starts the contender on the core for servers, and returns when it answers."""
        self.contender = contender
        self.address = "::1" if place.ipv6 else "127.0.0.1"
        self._log = place.folder / f"{contender.name}.log"
        self._process = processes.start(contender.command(place, contender.port), processes.SERVER_CORE, self._log)
        self.pid = self._process.pid
        try:
            await_service(self._process, self.address, contender.port, (answers_udp if place.udp else answers_http,),
                          self._log)
        except BaseException:
            self.stop()
            raise

    def url(self, udp: bool) -> str:
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"udp://{host}:{self.contender.port}" if udp else f"http://{host}:{self.contender.port}/announce"

    def stop(self) -> None:
        processes.stop(self._process)


def await_service(process: subprocess.Popen[str], address: str, port: int,
                  probes: Sequence[Callable[[str, int], bool]], log: Path) -> None:
    """Returns as soon as a server answers all probes. Raises RuntimeError if it ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    while not all(probe(address, port) for probe in probes):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{process.args[-1]} does not serve on port {port}; its log: {log.read_text()[-500:]}")
        time.sleep(POLL_SECONDS)


def answers_udp(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.settimeout(0.1)
        try:
            probe.connect((address, port))
            probe.send(UDP_CONNECT)
            return len(probe.recv(64)) == 16
        except OSError:
            return False


def answers_http(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), 1) as probe:
            probe.sendall(b"GET /scrape?info_hash=" + b"%00" * 20 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return probe.recv(64).startswith(b"HTTP/1.")
    except OSError:
        return False


def ours(name: str, title: str, port: int, java: str, jar: Path) -> Contender:
    """The tracker on one Java, with one worker because there is one core."""

    def command(place: Place, port: int) -> list[str]:
        listen = f"[::1]:{port}" if place.ipv6 else f"127.0.0.1:{port}"
        served = ["--udp", listen, "--no-http"] if place.udp else ["--http", listen, "--no-udp"]
        lan = ["--lan", "--no-rate-limit", "--workers", "1"]
        return [java, "-jar", str(jar), *served, *lan, *SERVER_CAPS]

    both = (java, "-jar", str(jar), "--http", f"127.0.0.1:{port}", "--udp", f"127.0.0.1:{port}")
    return Contender(name, title, port, command, default_command=both)


def readable_folder(place: Place, name: str) -> Path:
    """A folder for a program that becomes another user before it reads in it."""
    folder = place.folder / name
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    return folder


def opentracker(port: int) -> Contender | None:
    """Debian's version. It serves only the torrents in a list, which it reads after it has changed its root folder."""
    program = shutil.which("opentracker")
    if program is None:
        return None

    def command(place: Place, port: int) -> list[str]:
        root = readable_folder(place, "opentracker")
        (root / "allowed").write_text(place.info_hashes())
        listen = ["-P" if place.udp else "-p", str(port)]
        return [program, "-i", "127.0.0.1", *listen, "-d", str(root), "-w", "/allowed", "-u", UNPRIVILEGED_USER]

    return Contender(OPENTRACKER, "opentracker, Debian's package", port, command, can_ipv6=False, can_keep_alive=False)


def opentracker_1(port: int) -> Contender | None:
    """Version 1.0. It serves all torrents over both families. It has one UDP worker because there is one core."""
    program, keep_alive_program = shutil.which("opentracker6"), shutil.which("opentracker6-keepalive")
    if program is None:
        return None

    def command(place: Place, port: int) -> list[str]:
        root = readable_folder(place, "opentracker6")
        host = "[::1]" if place.ipv6 else "127.0.0.1"
        settings = place.folder / "opentracker6.conf"
        settings.write_text(f"listen.udp.workers 1\nlisten.{'udp' if place.udp else 'tcp'} {host}:{port}\n"
                            f"tracker.rootdir {root}\ntracker.user {UNPRIVILEGED_USER}\n")
        return [keep_alive_program if place.keep_alive and keep_alive_program else program, "-f", str(settings)]

    return Contender(OPENTRACKER_1, "opentracker 1.0, one UDP worker", port, command,
                     can_keep_alive=keep_alive_program is not None)


def echo(port: int, folder: Path) -> Contender | None:
    """An echo server in C, compiled here: the maximum of this machine."""
    compiler, program = shutil.which("gcc"), folder / "echo"
    if compiler is None:
        return None
    subprocess.run([compiler, "-O2", "-o", str(program), str(Path(__file__).with_name("echo.c"))], check=True)

    def command(place: Place, port: int) -> list[str]:
        return [str(program), "::1" if place.ipv6 else "127.0.0.1", str(port), str(place.answer_bytes)]

    return Contender(ECHO, "recvmmsg and sendmmsg in C, fixed answers", port, command, can_http=False, is_echo=True)


def http_echo(port: int, java: str, tools: Path) -> Contender:
    """An echo server over HTTP: the maximum of the generator."""

    def command(place: Place, port: int) -> list[str]:
        return [java, "-jar", str(tools), "echo", "--http", f"127.0.0.1:{port}"]

    return Contender(HTTP_ECHO, "NIO in Java, fixed answers", port, command, can_ipv6=False, can_udp=False,
                     is_echo=True)


def others() -> list[Contender]:
    """Other trackers on the PATH, with their default configuration."""
    found = []
    if aquatic := shutil.which("aquatic_udp"):
        found.append(Contender("aquatic_udp", "aquatic_udp, defaults", 3000, lambda place, port: [aquatic],
                               can_http=False))
    if chihaya := shutil.which("chihaya"):
        found.append(Contender("chihaya", "chihaya, defaults", 6969, lambda place, port: [chihaya]))
    return found
