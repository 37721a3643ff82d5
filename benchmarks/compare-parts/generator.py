"""The load generator. It keeps its swarms and runs one step after the other."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import processes

SEED = "20"
SOURCES = 64
IN_FLIGHT = 128
"""So few that the default receive buffer holds them: a server that does not change it loses none."""
FIRST_SOURCE_IPV6 = "fd36::1:0"


@dataclass(frozen=True)
class Shape:
    """The swarms of a load."""

    peers: int
    swarms: int
    zipf: float = 0

    def options(self) -> list[str]:
        return ["--peers", str(self.peers), "--swarms", str(self.swarms), "--zipf", str(self.zipf), "--churn", "0",
                "--seed", SEED]


class Generator:
    """One generator, on the core for generators."""

    def __init__(self, command: Sequence[str], url: str, shape: Shape, log: Path, *,
                 echo: bool = False, connection_per_request: bool = False, ipv6: bool = False) -> None:
        options = [*shape.options(), "--target", url, "--steps", "--sources", str(SOURCES),
                   "--in-flight", str(IN_FLIGHT), "--tolerate-self"]
        if echo:
            options.append("--echo")
        if connection_per_request:
            options.append("--connection-per-request")
        if ipv6:
            options += ["--first-source", FIRST_SOURCE_IPV6]
        self._log = log
        self._process = processes.start([*command, *options], processes.GENERATOR_CORE, log,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def step(self, text: str) -> dict:
        """Runs a step, and returns the counts of the generator."""
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(text + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise RuntimeError(f"the load generator ended at '{text}'; its log: {self._log.read_text()[-500:]}")
        return json.loads(line)

    def stop(self) -> None:
        processes.stop(self._process)


def info_hashes(command: Sequence[str], shape: Shape) -> str:
    """The info hashes of these swarms, one per line."""
    return subprocess.run([*command, *shape.options(), "--target", "udp://127.0.0.1:1", "--print-info-hashes"],
                          check=True, stdout=subprocess.PIPE, text=True).stdout
