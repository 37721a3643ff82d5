"""The results and how to print them."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

import processes
from loads import OURS, START_GOAL_SECONDS, Load, MemoryLoad


@dataclass
class Verdict:
    """A goal and whether it was met."""

    text: str
    value: float
    goal: float
    met: bool

    def line(self) -> str:
        return f"  {'met   ' if self.met else 'MISSED'} {self.text}"


@dataclass
class Cost:
    """The cost of the rounds of one server."""

    nanos: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    softirq: list[float] = field(default_factory=list)
    peers: list[float] = field(default_factory=list)
    p99_micros: list[float] = field(default_factory=list)
    sent: int = 0
    lost: int = 0
    wrong: int = 0
    scraped: int = 0
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, counted: dict, cpu_nanos: int, softirq_nanos: int) -> None:
        self.add_counts(counted)
        good = counted["good"]
        if good == 0:
            return
        seconds = counted["seconds"]
        self.nanos.append(cpu_nanos / good)
        self.rates.append(good / seconds)
        self.busy.append(cpu_nanos / seconds / 1e9)
        self.softirq.append(softirq_nanos / good)
        self.peers.append(counted["peersPerAnswer"])

    def add_counts(self, counted: dict) -> None:
        """Adds the counts of a step, without its time."""
        self.sent += counted["sent"]
        self.lost += counted["lost"]
        self.wrong += counted["wrong"]
        self.examples |= counted["examples"]

    def add_latency(self, counted: dict) -> None:
        self.add_counts(counted)
        self.p99_micros.append(counted["p99Micros"])

    def add_scrape(self, counted: dict) -> None:
        self.add_counts(counted)
        self.scraped = counted["scrapedSwarms"]

    @property
    def nanos_per_answer(self) -> float:
        return statistics.median(self.nanos)

    @property
    def answers_per_second(self) -> float:
        return statistics.median(self.rates)

    def figures(self) -> dict:
        if not self.nanos:
            return {"sent": self.sent, "lost": self.lost, "wrong": self.wrong, "examples": self.examples}
        return {
            "cpuNanosPerAnswer": self.nanos_per_answer, "rounds": self.nanos,
            "answersPerSecond": self.answers_per_second, "busy": statistics.median(self.busy),
            "softirqNanosPerAnswer": statistics.median(self.softirq), "peersPerAnswer": statistics.median(self.peers),
            "p99MicrosAtHalfRate": statistics.median(self.p99_micros) if self.p99_micros else None,
            "sent": self.sent, "lost": self.lost, "wrong": self.wrong, "scrapedSwarms": self.scraped,
            "examples": self.examples,
        }


class Result:
    """The result of a load. `absent` has the contenders that took no part, and the reasons."""

    def __init__(self, name: str, title: str) -> None:
        self.name = name
        self.title = title
        self.absent: dict[str, str] = {}

    def figures(self) -> dict[str, object]:
        raise NotImplementedError

    def rows(self) -> list[str]:
        raise NotImplementedError

    def verdicts(self) -> list[Verdict]:
        raise NotImplementedError

    def text(self) -> str:
        lines = [f"{self.name}: {self.title}", *self.rows()]
        lines += [f"  {name}: left out: {why}" for name, why in self.absent.items()]
        return "\n".join([*lines, *(verdict.line() for verdict in self.verdicts()), ""])

    def json(self) -> dict:
        return {"load": self.name, "title": self.title, "figures": self.figures(), "absent": self.absent,
                "goals": [vars(verdict) for verdict in self.verdicts()]}


class CostResult(Result):
    def __init__(self, load: Load) -> None:
        super().__init__(load.name, load.title)
        self._load = load
        self.costs: dict[str, Cost] = {}

    def figures(self) -> dict[str, object]:
        return {name: cost.figures() for name, cost in self.costs.items()}

    def rows(self) -> list[str]:
        lines = [f"  {'':<18} {'ns/answer':>9} {'rounds':>13} {'x ours':>6} {'answers/s':>9} {'busy':>5} {'peers':>5}"
                 f" {'p99 µs':>6} {'lost':>6} {'wrong':>6}"]
        ours = self.costs.get(OURS)
        for name, cost in self.costs.items():
            if not cost.nanos:
                lines.append(f"  {name:<18} no good answer; {cost.lost} lost, {cost.wrong} wrong: {cost.examples}")
                continue
            ratio = f"{cost.nanos_per_answer / ours.nanos_per_answer:.2f}" if ours and ours.nanos else ""
            p99 = f"{statistics.median(cost.p99_micros):.0f}" if cost.p99_micros else ""
            spread = f"{min(cost.nanos):.0f}-{max(cost.nanos):.0f}"
            lines.append(
                f"  {name:<18} {cost.nanos_per_answer:>9.0f} {spread:>13} {ratio:>6} {cost.answers_per_second:>9.0f}"
                f" {statistics.median(cost.busy):>5.0%} {statistics.median(cost.peers):>5.1f} {p99:>6}"
                f" {cost.lost:>6} {cost.wrong:>6}")
            lines += [f"    wrong: {fault}: {example}" for fault, example in cost.examples.items()]
        return lines

    def verdicts(self) -> list[Verdict]:
        verdicts = []
        for goal in self._load.goals:
            present = {name: cost for name, cost in self.costs.items() if cost.nanos}
            baseline = next((name for name in goal.baselines if name in present), None)
            if baseline and goal.contender in present:
                ratio = present[baseline].nanos_per_answer / present[goal.contender].nanos_per_answer
                verdicts.append(Verdict(f"{goal.contender} is {ratio:.2f} x {baseline}; wanted {goal.factor} x",
                                        ratio, goal.factor, ratio >= goal.factor))
        return verdicts


class MemoryResult(Result):
    def __init__(self, load: MemoryLoad) -> None:
        super().__init__(load.name, "resident memory, " + load.title)
        self._load = load
        self.bytes_per_peer: dict[str, float] = {}

    def figures(self) -> dict[str, object]:
        return {name: {"bytesPerPeer": value} for name, value in self.bytes_per_peer.items()}

    def rows(self) -> list[str]:
        return [f"  {name:<18} {value:>9.1f} bytes per peer" for name, value in self.bytes_per_peer.items()]

    def verdicts(self) -> list[Verdict]:
        value, goal = self.bytes_per_peer.get(OURS), self._load.goal_bytes
        if value is None:
            return []
        return [Verdict(f"{OURS} takes {value:.1f} bytes per peer; wanted {goal} at most", value, goal, value <= goal)]


class StartResult(Result):
    def __init__(self) -> None:
        super().__init__("start", "from the start of the process to the first answers over UDP and HTTP, on any core")
        self.seconds: dict[str, list[float]] = {}

    def figures(self) -> dict[str, object]:
        return {name: {"seconds": statistics.median(times), "rounds": times} for name, times in self.seconds.items()}

    def rows(self) -> list[str]:
        return [f"  {name:<18} {statistics.median(times):>9.2f} s" for name, times in self.seconds.items()]

    def verdicts(self) -> list[Verdict]:
        if OURS not in self.seconds:
            return []
        value = statistics.median(self.seconds[OURS])
        return [Verdict(f"{OURS} serves after {value:.2f} s; wanted {START_GOAL_SECONDS:.0f} s at most", value,
                        START_GOAL_SECONDS, value <= START_GOAL_SECONDS)]


class Results:
    """All results. Prints each one when it is added, or all as JSON at the end."""

    def __init__(self, titles: dict[str, str], rounds: int, seconds: float, as_json: bool) -> None:
        self._titles = titles
        self._as_json = as_json
        self._head = {"contenders": titles, "rounds": rounds, "seconds": seconds, "softirq": softirq_note()}
        self._results: list[Result] = []
        if not as_json:
            print("\n".join(f"{name:<20} {title}" for name, title in titles.items()))
            print(f"Medians of {rounds} rounds. CPU is user and system time of the server process"
                  f" on core {processes.SERVER_CORE}; soft interrupts are {softirq_note()}.\n", flush=True)

    def add(self, result: Result) -> None:
        self._results.append(result)
        if not self._as_json:
            print(result.text(), flush=True)

    def finish(self) -> None:
        verdicts = [verdict for result in self._results for verdict in result.verdicts()]
        if self._as_json:
            print(json.dumps(self._head | {"results": [result.json() for result in self._results]}, indent=2))
        else:
            print(f"{sum(verdict.met for verdict in verdicts)} goals met,"
                  f" {sum(not verdict.met for verdict in verdicts)} missed")


def softirq_note() -> str:
    separate = processes.softirq_is_separate()
    if separate is None:
        return "included unless the kernel counts them separately, which is unknown"
    return "those of its core, added to it" if separate else "included, in the interrupted process"
