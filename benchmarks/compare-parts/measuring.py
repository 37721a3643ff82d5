"""Measures CPU time per good answer, latency, memory per peer and the time to start."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import processes
from contenders import Contender, Place, Server, answers_http, answers_udp, await_service
from generator import Generator, Shape, info_hashes
from loads import Load, MemoryLoad
from report import Cost, CostResult, MemoryResult, StartResult

STARTS = 5
BASELINE = Shape(1_000, 500)
BASELINE_SECONDS = 5
LEAST_JOINED = 0.999
"""The share of joins that must be answered. A peer whose datagram was lost is not counted."""
MEMORY_JVM = ("-Xmn4m", "-XX:MaxDirectMemorySize=4g")
"""A small young generation, because the garbage in it is not memory of a peer. All else has its default."""


@dataclass(frozen=True)
class Effort:
    """The number and the length of the rounds."""

    rounds: int
    seconds: float
    warmup_seconds: float
    latency_rounds: int


@dataclass
class ServerUnderLoad:
    """A server and its generator."""

    server: Server
    generator: Generator
    cost: Cost = field(default_factory=Cost)

    def measure(self, step: str) -> dict:
        """Runs one round, and returns the counts of the generator."""
        softirq = processes.softirq_nanos(processes.SERVER_CORE)
        before = processes.cpu_nanos(self.server.pid)
        counted = self.generator.step(step)
        cpu = processes.cpu_nanos(self.server.pid) - before
        softirq = processes.softirq_nanos(processes.SERVER_CORE) - softirq
        if processes.softirq_is_separate():
            cpu += softirq
        self.cost.add(counted, cpu, softirq)
        return counted


class Bench:
    """Runs loads."""

    def __init__(self, generator: Sequence[str], effort: Effort, folder: Path) -> None:
        self.effort = effort
        self._generator = generator
        self._folder = folder

    def cost(self, load: Load, field: Sequence[Contender]) -> CostResult:
        """CPU time per good answer. In each round all servers get load, one after the other."""
        result = CostResult(load)
        joins = load.joins_per_round * self.effort.rounds
        shape = Shape(load.peers + joins, load.swarms, load.zipf)
        with contextlib.ExitStack() as stack:
            running: list[ServerUnderLoad] = []
            for contender in field:
                if why := contender.serves(load.ipv6, load.udp, load.keep_alive):
                    result.absent[contender.name] = why
                    continue
                try:
                    running.append(stack.enter_context(self._under_load(contender, load, shape)))
                except RuntimeError as error:
                    result.absent[contender.name] = str(error)
            for number in range(self.effort.rounds):
                print(f"  round {number + 1} ...", file=sys.stderr, flush=True)
                # Each round begins with another server, so that other work of the machine affects all alike.
                first = number % max(1, len(running))
                for each in running[first:] + running[:first]:
                    self._attempt(each, result, lambda server: server.measure(
                        f"join {load.joins_per_round}" if load.joins_per_round else f"run {self.effort.seconds}"))
            for _ in range(self.effort.latency_rounds if load.latency else 0):
                for each in running:
                    self._attempt(each, result, self._measure_latency)
            for each in running:
                if not each.server.contender.is_echo:
                    self._attempt(each, result, lambda server: server.cost.add_scrape(server.generator.step("scrape")))
                if each.server.contender.name not in result.absent:
                    result.costs[each.server.contender.name] = each.cost
        return result

    @contextlib.contextmanager
    def _under_load(self, contender: Contender, load: Load, shape: Shape) -> Iterator[ServerUnderLoad]:
        place = Place(load.ipv6, load.udp, load.keep_alive, load.answer_bytes,
                      lambda: info_hashes(self._generator, shape), self._folder)
        with self._running(contender, place) as server, self._generating(
                server, place, shape, connection_per_request=load.connection_per_request) as generator:
            under_load = ServerUnderLoad(server, generator)
            print(f"  {contender.name} fills ...", file=sys.stderr, flush=True)
            under_load.cost.add_counts(generator.step(f"join {load.peers}"))
            if not load.joins_per_round:
                under_load.cost.add_counts(generator.step(f"run {self.effort.warmup_seconds}"))
            yield under_load

    @staticmethod
    def _attempt(under_load: ServerUnderLoad, result: CostResult, action: Callable[[ServerUnderLoad], object]) -> None:
        """Calls `action` unless the server failed before. A server that fails takes no further part."""
        name = under_load.server.contender.name
        if name not in result.absent:
            try:
                action(under_load)
            except RuntimeError as error:
                result.absent[name] = str(error)

    def _measure_latency(self, under_load: ServerUnderLoad) -> None:
        """Measures the latency at half of the maximum rate."""
        if under_load.cost.rates:
            rate = under_load.cost.answers_per_second / 2
            under_load.cost.add_latency(under_load.generator.step(f"run {self.effort.seconds} {rate:.0f}"))

    @contextlib.contextmanager
    def _running(self, contender: Contender, place: Place) -> Iterator[Server]:
        server = Server(contender, place)
        try:
            yield server
        finally:
            server.stop()

    @contextlib.contextmanager
    def _generating(self, server: Server, place: Place, shape: Shape, **options: bool) -> Iterator[Generator]:
        generator = Generator(self._generator, server.url(place.udp), shape, self._folder / "generator.log",
                              echo=server.contender.is_echo, ipv6=place.ipv6, **options)
        try:
            yield generator
        finally:
            generator.stop()

    def memory(self, load: MemoryLoad, field: Sequence[Contender]) -> MemoryResult:
        """The growth of a server's memory when peers join."""
        result = MemoryResult(load)
        for contender in field:
            why = "keeps no peers" if contender.is_echo else contender.serves(load.ipv6, True, False)
            if why:
                result.absent[contender.name] = why
                continue
            try:
                self._grow(contender.with_jvm_options(MEMORY_JVM), load, result)
            except RuntimeError as error:
                result.absent[contender.name] = str(error)
        return result

    def _grow(self, contender: Contender, load: MemoryLoad, result: MemoryResult) -> None:
        shape = Shape(load.peers, load.swarms)
        place = Place(load.ipv6, True, False, 0, lambda: "".join(
            info_hashes(self._generator, each) for each in (BASELINE, shape)), self._folder)
        with self._running(contender, place) as server:
            with self._generating(server, place, BASELINE) as few:
                few.step(f"join {BASELINE.peers}")
                few.step(f"run {BASELINE_SECONDS}")
            empty = processes.resident_bytes(server.pid)
            with self._generating(server, place, shape) as many:
                counted = many.step(f"join {load.peers}")
            joined = counted["good"]
            if joined < load.peers * LEAST_JOINED:
                result.absent[contender.name] = f"answered {joined} of {load.peers} joins correctly"
                return
            result.bytes_per_peer[contender.name] = (processes.resident_bytes(server.pid) - empty) / joined

    def start(self, field: Sequence[Contender]) -> StartResult:
        """The time from the start of the process to its first answers over UDP and HTTP, on any core."""
        result = StartResult()
        for contender in field:
            if not contender.default_command:
                continue
            result.seconds[contender.name] = [self._start_seconds(contender) for _ in range(STARTS)]
        return result

    def _start_seconds(self, contender: Contender) -> float:
        log = self._folder / f"{contender.name}-start.log"
        begin = time.monotonic()
        process = processes.start(contender.default_command, None, log)
        try:
            await_service(process, "127.0.0.1", contender.port, (answers_udp, answers_http), log)
            return time.monotonic() - begin
        finally:
            processes.stop(process)
