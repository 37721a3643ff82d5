"""Processes on their own core, and the kernel's figures about them."""

from __future__ import annotations

import gzip
import os
import platform
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE = CORES[-1]
GENERATOR_CORE = CORES[0]
GRACE_SECONDS = 5


def start(command: Sequence[str], core: int | None, log: Path, **options: object) -> subprocess.Popen[str]:
    """Starts a process on a core, or on any core if it is None. Its errors go to `log`."""
    pinned = command if core is None else ["taskset", "--cpu-list", str(core), *command]
    with log.open("ab") as errors:
        return subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *pinned], stderr=errors, text=True,
                                **{"stdin": subprocess.DEVNULL, "stdout": errors, **options})


def stop(process: subprocess.Popen[str]) -> None:
    """Ends a process that this process has started, and returns when it has ended."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def cpu_nanos(pid: int) -> int:
    """User and system time of all threads of a process, ended threads included; see clock_getcpuclockid(3)."""
    scheduler_clock = 2
    return time.clock_gettime_ns(~pid << 3 | scheduler_clock)


def resident_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(pid)


def softirq_nanos(core: int) -> int:
    """The time that a core has spent in soft interrupts, with the resolution of a clock tick."""
    for line in Path("/proc/stat").read_text().splitlines():
        if line.startswith(f"cpu{core} "):
            return int(line.split()[7]) * 1_000_000_000 // os.sysconf("SC_CLK_TCK")
    raise LookupError(f"core {core}")


def softirq_is_separate() -> bool | None:
    """Whether the time of a process does not include the soft interrupts during it; None if unknown."""
    compressed, plain = Path("/proc/config.gz"), Path(f"/boot/config-{platform.release()}")
    if compressed.exists():
        text = gzip.decompress(compressed.read_bytes()).decode()
    elif plain.exists():
        text = plain.read_text()
    else:
        return None
    return "CONFIG_IRQ_TIME_ACCOUNTING=y" in text
