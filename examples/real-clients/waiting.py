"""Waits for a condition, never for a fixed time."""

from __future__ import annotations

import time
from collections.abc import Callable

POLL_SECONDS = 0.05


class Failed(Exception):
    """A case failed. The text says what was expected and what happened."""


class Deadline:
    """The time limit of a case."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def wait(self, condition: Callable[[], bool], otherwise: Callable[[], str]) -> None:
        """Returns as soon as `condition` holds. After the deadline, raises `Failed` with the text of `otherwise`."""
        while not condition():
            if time.monotonic() > self._end:
                raise Failed(f"{otherwise()} (within {self._seconds:.0f} s)")
            time.sleep(POLL_SECONDS)
