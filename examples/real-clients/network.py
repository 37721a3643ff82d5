"""Hosts as network namespaces, on one bridge.

A case runs as process 1 of its own mount, process and network namespaces (see main.py). The bridge is in this network
namespace. Each host is in a namespace of its own, whose name is on a private /run. So nothing of it is visible outside,
nothing needs to be removed, and cases that run at the same time can use the same names and addresses.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface
from pathlib import Path

Interface = IPv4Interface | IPv6Interface

OBSERVER = (IPv4Interface("192.0.2.254/24"), IPv6Interface("2001:db8::fe/64"))
"""The addresses of the case itself on the bridge. The default route of each host leads here, and not further."""

BOTH = (4, 6)
HELD_BACK_RATE = "256kbit"
CLONE_NEWNET = 0x40000000  # from <sched.h>

_libc = ctypes.CDLL(None, use_errno=True)


def run(*command: str) -> str:
    """Runs a system tool and returns its output. Raises RuntimeError if it fails."""
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout.strip()}")
    return done.stdout


def addresses(number: int, families: Sequence[int] = BOTH) -> list[Interface]:
    """The address of host `number` in each of `families`: 192.0.2.NUMBER and 2001:db8::NUMBER."""
    each: dict[int, Interface] = {
        4: IPv4Interface(f"192.0.2.{number}/24"),
        6: IPv6Interface(f"2001:db8::{number}/64"),
    }
    return [each[family] for family in families]


@dataclass(frozen=True)
class Host:
    """One machine of the test network: a network namespace with one interface."""

    name: str
    interfaces: tuple[Interface, ...]

    def start(self, command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
        """Starts a program on this host and appends its output to `log`. Returns its process."""
        with log.open("ab") as output:
            return subprocess.Popen(["ip", "netns", "exec", self.name, *command], stdin=subprocess.DEVNULL,
                                    stdout=output, stderr=subprocess.STDOUT)

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """In this context, sockets that the calling thread opens belong to this host."""
        with open("/proc/thread-self/ns/net", "rb") as home, open(f"/run/netns/{self.name}", "rb") as there:
            _enter(there.fileno())
            try:
                yield
            finally:
                _enter(home.fileno())

    @contextlib.contextmanager
    def held_back(self) -> Iterator[None]:
        """In this context the host sends so slowly that no transfer from it ends."""
        queue = ("dev", "eth0", "root")
        run("tc", "-n", self.name, "qdisc", "add", *queue, "tbf", "rate", HELD_BACK_RATE, "burst", "16kb",
            "latency", "400ms")
        yield
        run("tc", "-n", self.name, "qdisc", "del", *queue)

    def filter(self, rules: str) -> None:
        """Loads rules of nftables on this host."""
        run("ip", "netns", "exec", self.name, "nft", rules)

    def default_source(self, destination: Interface) -> str:
        """The source address that the kernel chooses for a packet to `destination`."""
        words = run("ip", "-n", self.name, "route", "get", str(destination.ip)).split()
        return words[words.index("src") + 1]


class Network:
    """The bridge and its hosts. Construct it once per case, as root, in the namespaces of the case."""

    def __init__(self, names: str) -> None:
        """`names` is the text of /etc/hosts for all hosts. There is no DNS server."""
        run("mount", "-t", "tmpfs", "tmpfs", "/run")
        Path("/run/netns").mkdir()
        _replace(Path("/etc/hosts"), names)
        _replace(Path("/etc/resolv.conf"), "nameserver 127.0.0.1\n")
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "bridge", "type", "bridge", "mcast_snooping", "0")
        run("ip", "link", "set", "bridge", "up")
        for interface in OBSERVER:
            _add_address("bridge", interface)

    def host(self, name: str, interfaces: Sequence[Interface]) -> Host:
        """Adds a host with these addresses, and with default routes where the gateway is in their network."""
        run("ip", "netns", "add", name)
        run("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
        run("ip", "link", "set", name, "master", "bridge", "up")
        for device in ("lo", "eth0"):
            run("ip", "-n", name, "link", "set", device, "up")
        for interface in interfaces:
            _add_address("eth0", interface, name)
        for gateway in OBSERVER:
            if any(gateway.ip in interface.network for interface in interfaces):
                run("ip", "-n", name, f"-{gateway.version}", "route", "add", "default", "via", str(gateway.ip))
        return Host(name, tuple(interfaces))


def _add_address(device: str, interface: Interface, host: str | None = None) -> None:
    where = ["-n", host] if host else []
    without_waiting = ["nodad"] if interface.version == 6 else []
    run("ip", *where, "address", "add", str(interface), "dev", device, *without_waiting)


def _replace(file: Path, text: str) -> None:
    """Replaces a file by `text`, in this mount namespace only."""
    if file.exists():
        replacement = Path("/run", file.name)
        replacement.write_text(text)
        run("mount", "--bind", str(replacement), str(file))


def _enter(descriptor: int) -> None:
    if _libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
