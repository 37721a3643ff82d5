"""Runs the loads one after the other, and reports each as soon as it is over. See docs/performance.md."""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import contenders
import loads
import report
from contenders import Contender
from generator import FIRST_SOURCE_IPV6, SOURCES
from measuring import Bench, Effort

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
SERVER_JAR = REPOSITORY / "tracker-standalone" / "target" / "tracker6.jar"
TOOLS_JAR = REPOSITORY / "benchmarks" / "target" / "tracker-benchmarks.jar"
JVMS = Path("/usr/lib/jvm")

FULL = Effort(rounds=5, seconds=2, warmup_seconds=6, latency_rounds=3)
QUICK = Effort(rounds=2, seconds=1, warmup_seconds=5, latency_rounds=1)


def main() -> int:
    options = parse_arguments()
    if options.list:
        print("\n".join(loads.NAMES))
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    raise_limits()
    prepare_network()
    with tempfile.TemporaryDirectory(prefix="compare-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # opentracker reads in it as another user
        bench = Bench([str(options.java), "-jar", str(TOOLS_JAR), "load"], effort(options), folder)
        field = find_contenders(options, folder)
        titles = {contender.name: contender.title for contender in field}
        results = report.Results(titles, bench.effort.rounds, bench.effort.seconds, options.json)
        for load in selected(options):
            results.add(run(bench, load, field))
        results.finish()
    return 0


def run(bench: Bench, name: str, field: list[Contender]) -> report.Result:
    print(f"{name} ...", file=sys.stderr, flush=True)
    if name == loads.START:
        return bench.start(field)
    for load in loads.LOADS:
        if load.name == name:
            return bench.cost(load, field)
    return bench.memory(next(load for load in loads.MEMORY if load.name == name), field)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="compare", description="Compares the tracker with other trackers on this machine.")
    parser.add_argument("loads", nargs="*", metavar="LOAD", help=f"default: {', '.join(loads.DEFAULT)}")
    parser.add_argument("--list", action="store_true", help="print the names of the loads, and run none")
    parser.add_argument("--all", action="store_true", help="run all loads")
    parser.add_argument("--quick", action="store_true",
                        help=f"a smoke test: few and short rounds of {', '.join(loads.QUICK)}")
    parser.add_argument("--contenders", type=lambda text: text.split(","), metavar="NAME[,NAME]",
                        help="the contenders that take part; default: all on this machine")
    parser.add_argument("--rounds", type=positive(int), metavar="N", help=f"rounds per load; default: {FULL.rounds}")
    parser.add_argument("--seconds", type=positive(float), metavar="N",
                        help=f"length of each round; default: {FULL.seconds}")
    parser.add_argument("--java", type=Path, metavar="PATH",
                        help=f"the Java of our server; default: the newest in {JVMS}; the default java takes part, too")
    parser.add_argument("--server-jar", type=Path, metavar="JAR", default=SERVER_JAR,
                        help="another build of the tracker")
    parser.add_argument("--baseline", type=Path, metavar="JAR",
                        help=f"an older build of the tracker, as the contender {loads.OURS_BEFORE}")
    parser.add_argument("--no-build", action="store_true", help="use the jars as they are")
    parser.add_argument("--json", action="store_true", help="print JSON at the end instead of tables")
    options = parser.parse_args()
    if unknown := set(options.loads) - set(loads.NAMES):
        parser.error(f"no such load: {', '.join(sorted(unknown))}; --list prints those that exist")
    options.java = options.java or newest_java()
    if not (shutil.which(str(options.java)) and options.server_jar.exists() or options.list):
        parser.error(f"{options.java} or {options.server_jar} is missing")
    if options.baseline and not options.baseline.exists():
        parser.error(f"{options.baseline} is missing")
    return options


def positive(kind: type) -> object:
    def parse(text: str) -> object:
        value = kind(text)
        if not 0 < value <= 1_000:
            raise argparse.ArgumentTypeError(f"{text} is not above 0 and at most 1000")
        return value

    return parse


def effort(options: argparse.Namespace) -> Effort:
    base = QUICK if options.quick else FULL
    return Effort(options.rounds or base.rounds, options.seconds or base.seconds, base.warmup_seconds,
                  base.latency_rounds)


def selected(options: argparse.Namespace) -> tuple[str, ...]:
    if options.all:
        return loads.NAMES
    return tuple(options.loads) or (loads.QUICK if options.quick else loads.DEFAULT)


def find_contenders(options: argparse.Namespace, folder: Path) -> list[Contender]:
    """All contenders on this machine, ours first."""
    release = java_release(str(options.java))
    field: list[Contender | None] = [contenders.ours(loads.OURS, f"tracker on Java {release}", 7001,
                                                     str(options.java), options.server_jar)]
    default = shutil.which("java")
    if default and (default_release := java_release(default)) != release:
        field.append(contenders.ours(loads.OURS_DEFAULT_JAVA, f"tracker on Java {default_release}", 7002,
                                     default, options.server_jar))
    if options.baseline:
        field.append(contenders.ours(loads.OURS_BEFORE, f"older build on Java {release}", 7007,
                                     str(options.java), options.baseline))
    field += [contenders.opentracker(7003), contenders.opentracker_1(7006),
              contenders.echo(7004, folder), contenders.http_echo(7005, str(options.java), TOOLS_JAR),
              *contenders.others()]
    present = [contender for contender in field if contender]
    if not options.contenders:
        return present
    if unknown := set(options.contenders) - {contender.name for contender in present}:
        sys.exit(f"compare: not on this machine: {', '.join(sorted(unknown))}")
    return [contender for contender in present if contender.name in options.contenders]


def newest_java() -> Path:
    homes = [home for home in JVMS.glob("*/release") if (home.parent / "bin" / "java").exists()]
    newest = max(homes, key=lambda home: version(home.read_text()), default=None)
    return newest.parent / "bin" / "java" if newest else Path("java")


def version(text: str) -> list[int]:
    """The numbers of the first version in quotes."""
    found = re.search(r'"(\d[\d.]*)', text)
    return [int(number) for number in found[1].strip(".").split(".")] if found else []


def java_release(java: str) -> str:
    output = subprocess.run([java, "-version"], check=True, stderr=subprocess.PIPE, text=True).stderr
    return ".".join(map(str, version(output)))


def raise_limits() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def prepare_network() -> None:
    """Brings up loopback in the namespace of this process, and adds IPv6 addresses for the sources.

    IPv4 needs no more addresses: all of 127.0.0.0/8 belongs to loopback.
    """
    commands = ["link set lo up"]
    prefix = FIRST_SOURCE_IPV6.rpartition(":")[0]
    commands += [f"address add {prefix}:{number:x}/128 dev lo nodad" for number in range(SOURCES)]
    subprocess.run(["ip", "-batch", "-"], input="\n".join(commands), check=True, text=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("interrupted")
