# SPDX-License-Identifier: MIT
"""What suites share: cases that are tried with their processor time, and what the tests already have."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

from kbdesk.errors import KbError
from suites.outcome import Outcome

ROOT = Path(__file__).resolve().parents[2]
_SHOWN = 300
PACE = float(os.environ.get("KBDESK_PACE", "1"))
"""How much longer this computer takes than that of the limits; ``make test`` says so, ``make soak`` never."""


def of_tests(name: str) -> ModuleType:
    """A module of ``tests/``: its samples and checks are not written twice."""
    if str(ROOT / "tests") not in sys.path:
        sys.path.append(str(ROOT / "tests"))
    return import_module(name)


def number_of(count: int, share: float) -> int:
    """How many cases a share of a count is; at least one."""
    return max(1, round(count * share))


class Tried:
    """Gathers what came of cases.

    Args:
        limit_ms: what a case may take of the processor; a slower one is tried once more, as the first may
            have paid for something that is made once (a lexer, a cache).
    """

    def __init__(self, limit_ms: float) -> None:
        self._limit_ms = limit_ms * PACE
        self.count = self.refused = 0
        self.slowest_ms = 0.0
        self.failed: list[str] = []

    def case(self, name: object, work: Callable[[], object]) -> float:
        """Try one: only a ``KbError`` may come out of it, in time. Gives the milliseconds."""
        self.count += 1
        took = self._once(name, work)
        if took > self._limit_ms:
            took = min(took, self._once(name, work))
            if took > self._limit_ms:
                self.failed.append(f"{took:,.0f} ms: {_short(name)}")
        self.slowest_ms = max(self.slowest_ms, took)
        return took

    def _once(self, name: object, work: Callable[[], object]) -> float:
        began = time.thread_time()
        try:
            work()
        except KbError as error:
            self.refused += 1
            if not error.message.strip().endswith((".", "?", "!")):
                self.failed.append(f"no sentence: {error.message[:80]!r} of {_short(name)}")
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            self.failed.append(f"{type(error).__name__}: {str(error)[:120]} of {_short(name)}")
        return (time.thread_time() - began) * 1000

    def outcome(self, unmet: str = "", **figures: str) -> Outcome:
        """What came of all."""
        told = {"slowest": f"{self.slowest_ms:,.0f} ms", **figures}
        return Outcome(self.count, tuple(self.failed), told, unmet)


def _short(name: object) -> str:
    return repr(name)[:_SHOWN]
