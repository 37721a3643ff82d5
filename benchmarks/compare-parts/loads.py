"""The loads and their goals."""

from __future__ import annotations

from dataclasses import dataclass

OURS = "ours"
OURS_DEFAULT_JAVA = "ours-default-java"
OURS_BEFORE = "ours-before"
OPENTRACKER = "opentracker"
"""Debian's package."""
OPENTRACKER_1 = "opentracker-1.0"
ECHO = "c-echo"
HTTP_ECHO = "http-echo"


@dataclass(frozen=True)
class Goal:
    """A contender shall cost at most 1/`factor` of the baseline.

    If the baseline is opentracker, it is version 1.0 if that takes part, or else Debian's version.
    """

    contender: str
    baseline: str
    factor: float

    @property
    def baselines(self) -> tuple[str, ...]:
        """The possible baselines, the preferred one first."""
        return (OPENTRACKER_1, OPENTRACKER) if self.baseline == OPENTRACKER else (self.baseline,)


@dataclass(frozen=True)
class Load:
    """A load, which each server gets alone. The generator verifies every answer."""

    name: str
    title: str
    scheme: str
    ipv6: bool
    peers: int
    swarms: int
    goals: tuple[Goal, ...] = ()
    zipf: float = 0
    joins_per_round: int = 0
    """If not 0, a round consists of so many joins and nothing else."""
    connection_per_request: bool = False
    latency: bool = False
    """Whether to measure latencies at half of the maximum rate."""

    @property
    def udp(self) -> bool:
        return self.scheme == "udp"

    @property
    def keep_alive(self) -> bool:
        return not self.udp and not self.connection_per_request

    @property
    def answer_bytes(self) -> int:
        """The size of the usual UDP answer: it has the other peers of the swarm, at most 50."""
        others = 50 if self.zipf else min(50, self.peers // self.swarms - 1)
        return 20 + others * (18 if self.ipv6 else 6)


@dataclass(frozen=True)
class MemoryLoad:
    """Peers that join once; the growth of the server's memory is measured."""

    name: str
    title: str
    ipv6: bool
    peers: int
    swarms: int
    goal_bytes: float


LOADS = (
    Load("udp-small", "UDP, IPv4, 200,000 peers in 100,000 swarms", "udp", False, 200_000, 100_000,
         (Goal(OURS, OPENTRACKER, 1.35), Goal(OURS_DEFAULT_JAVA, OPENTRACKER, 1.1), Goal(OURS, ECHO, 0.88)),
         latency=True),
    Load("udp6-small", "UDP, IPv6, 200,000 peers in 100,000 swarms", "udp", True, 200_000, 100_000,
         (Goal(OURS, OPENTRACKER, 1.35), Goal(OURS, ECHO, 0.88)), latency=True),
    Load("udp-1m", "UDP, IPv4, 1,000,000 peers in 500,000 swarms", "udp", False, 1_000_000, 500_000,
         (Goal(OURS, OPENTRACKER, 1.5),)),
    Load("udp6-1m", "UDP, IPv6, 1,000,000 peers in 500,000 swarms", "udp", True, 1_000_000, 500_000,
         (Goal(OURS, OPENTRACKER, 1.5),)),
    Load("udp6-5m", "UDP, IPv6, 5,000,000 peers in 2,500,000 swarms", "udp", True, 5_000_000, 2_500_000,
         (Goal(OURS, OPENTRACKER, 1.9),)),
    Load("udp-one", "UDP, IPv4, one swarm of 500,000 peers", "udp", False, 500_000, 1,
         (Goal(OURS, OPENTRACKER, 1.5),)),
    Load("udp6-one", "UDP, IPv6, one swarm of 500,000 peers", "udp", True, 500_000, 1,
         (Goal(OURS, OPENTRACKER, 1.5),)),
    Load("udp-zipf", "UDP, IPv4, 500,000 peers in 100,000 swarms by Zipf's law", "udp", False, 500_000, 100_000,
         (Goal(OURS, OPENTRACKER, 1.4),), zipf=1),
    Load("udp-insert", "UDP, IPv4, joining one swarm of 700,000 peers and more", "udp", False, 700_000, 1,
         (Goal(OURS, OPENTRACKER, 6),), joins_per_round=60_000),
    Load("http-keepalive", "HTTP, IPv4, kept connections, 50,000 peers in 25,000 swarms", "http", False,
         50_000, 25_000, (Goal(OURS, OPENTRACKER, 1.25),)),
    Load("http-connection", "HTTP, IPv4, a connection per request, 50,000 peers in 25,000 swarms", "http", False,
         50_000, 25_000, (Goal(OURS, OPENTRACKER, 0.95),), connection_per_request=True),
)

MEMORY = (
    MemoryLoad("memory6-two", "IPv6, 1,000,000 peers in 500,000 swarms", True, 1_000_000, 500_000, 58),
    MemoryLoad("memory6-one", "IPv6, one swarm of 1,000,000 peers", True, 1_000_000, 1, 34),
    MemoryLoad("memory4-one", "IPv4, one swarm of 1,000,000 peers", False, 1_000_000, 1, 20),
)

START = "start"
START_GOAL_SECONDS = 1.0

NAMES = (*(load.name for load in LOADS), *(load.name for load in MEMORY), START)
DEFAULT = ("udp-small", "udp6-small", "udp-insert", "http-connection", "memory6-two", START)
QUICK = ("udp-small", START)
