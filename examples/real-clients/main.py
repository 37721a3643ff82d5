"""Runs the cases, each in its own namespaces, and prints one line for each. See README.md."""

from __future__ import annotations

import argparse
import asyncio
import shlex
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import cases
from cases import Case
from program import Program

HERE = Path(__file__).resolve().parent
SERVER = Program("tracker-standalone", "tracker6")
LOGS = HERE / "target"

LOG_CLAIMS = "--log-level=io.github.tracker6.claims=debug"
"""Makes the server log the result of each claim and probe. The cases about them wait for these lines."""

AT_ONCE = 3
GRACE_SECONDS = 15
RUN_SECONDS = 900
LAST_LINES = 8
LINE_LENGTH = 300

IN_OWN_NAMESPACES = (
    "setpriv", "--pdeathsig", "KILL",
    "unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private",
)
"""When the first process in these namespaces ends, the kernel ends all others and removes the network."""


def main() -> int:
    options = parse_arguments()
    selected = [case for case in cases.ALL if not options.cases or {case.name, case.group} & set(options.cases)]
    if options.list:
        print("\n".join(case.name for case in selected))
        return 0
    if options.server_command:
        server_command = shlex.split(options.server_command)
    else:
        SERVER.build()
        server_command = [*SERVER.command(), LOG_CLAIMS]
    for mirror in {case.mirror for case in selected if case.mirror}:
        mirror.program.build()
    try:
        return asyncio.run(Run(server_command, options.once_more).play(selected))
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("interrupted", file=sys.stderr)
        return 130


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run", description="Moves a file between real clients through the tracker.")
    parser.add_argument("cases", nargs="*", metavar="CASE", help="a case, or a group of cases; default: all")
    parser.add_argument("--list", action="store_true", help="print the names of the cases, and run none")
    parser.add_argument("--once-more", action="store_true",
                        help="play a case that failed once more, by itself; if it passes then, it is named as a flake")
    parser.add_argument("--server-command", metavar="COMMAND",
                        help="the command to start instead of java -jar tracker6.jar; it gets the same options")
    options = parser.parse_args()
    unknown = set(options.cases) - {case.name for case in cases.ALL} - {case.group for case in cases.ALL}
    if unknown:
        parser.error(f"no such case: {', '.join(sorted(unknown))}; --list prints those that exist")
    return options


def print_ends(logs: Path) -> None:
    """Prints the last lines of each log of a case, since the machine may be gone before somebody looks at them."""
    for log in sorted(logs.glob("*.log")):
        print(f"     {log}")
        for line in log.read_text(errors="replace").splitlines()[-LAST_LINES:]:
            print(f"       {line[:LINE_LENGTH]}", flush=True)


class Run:
    """A run of some cases, a few at a time, with a time limit for all of them."""

    def __init__(self, server_command: Sequence[str], once_more: bool) -> None:
        self._server_command = server_command
        self._once_more = once_more
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._end = time.monotonic() + RUN_SECONDS

    async def play(self, selected: Sequence[Case]) -> int:
        """Plays the cases and prints the report. Returns the exit status: 0 if all passed, or passed once more."""
        reports = asyncio.ensure_future(self._play(selected))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, reports.cancel)
        failed, flakes = await reports
        print(f"{len(selected) - len(failed)} passed, {len(failed)} failed")
        if flakes:
            print(f"flakes, which failed and passed when played once more: {', '.join(case.name for case in flakes)}")
        return 1 if failed else 0

    async def _play(self, selected: Sequence[Case]) -> tuple[list[Case], list[Case]]:
        """Returns the cases that failed, and the flakes."""
        verdicts = await asyncio.gather(*map(self._report, selected))
        failed = [case for case, passed in zip(selected, verdicts, strict=True) if not passed]
        flakes = [case for case in (failed if self._once_more else []) if await self._report(case)]
        return [case for case in failed if case not in flakes], flakes

    async def _report(self, case: Case) -> bool:
        async with self._slots:
            logs = LOGS / case.name
            shutil.rmtree(logs, ignore_errors=True)
            logs.mkdir(parents=True)
            start = time.monotonic()
            passed, remark = await self._outcome(case, logs)
            seconds = time.monotonic() - start
        verdict = "ok  " if passed else "FAIL"
        print(f"{verdict} {case.group:<10}  {case.title}  {seconds:.1f} s  {remark}".rstrip(), flush=True)
        if passed:
            shutil.rmtree(logs)
        else:
            print_ends(logs)
        return passed

    async def _outcome(self, case: Case, logs: Path) -> tuple[bool, str]:
        """Whether the case passed, and its remark or the reason of the failure."""
        limit = min(case.seconds + GRACE_SECONDS, self._end - time.monotonic())
        if limit <= 0:
            return False, f"not played: the time limit of {RUN_SECONDS} s for all cases is over"
        process = await asyncio.create_subprocess_exec(
            *IN_OWN_NAMESPACES, sys.executable, "-B", str(HERE / "inside.py"), case.name, str(logs),
            *self._server_command,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            start_new_session=True)
        try:
            output, _ = await asyncio.wait_for(process.communicate(), limit)
        except TimeoutError:
            return False, f"stopped after {limit:.0f} s"
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()
        passed = process.returncode == 0
        printed = " ".join(filter(None, output.decode(errors="replace").split("\n")))
        return passed, printed if printed or passed else f"ended with status {process.returncode}"


if __name__ == "__main__":
    sys.exit(main())
