"""Waiting for a condition, never for a fixed time."""

from __future__ import annotations

import time
from collections.abc import Callable

POLL_SECONDS = 0.05


class Failed(Exception):
    """A case did not go as it must; the text says what was expected and what was seen."""


class Deadline:
    """A point in time up to which everything within one case has to have happened."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def wait(self, condition: Callable[[], bool], otherwise: Callable[[], str]) -> None:
        """Returns once `condition` holds; past the deadline fails with the text of `otherwise`."""
        while not condition():
            if time.monotonic() > self._end:
                raise Failed(f"{otherwise()} (within {self._seconds:.0f} s)")
            time.sleep(POLL_SECONDS)
