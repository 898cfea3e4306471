# SPDX-License-Identifier: MIT
"""How fast this computer is now, so that a limit in seconds means the same work on each."""

from __future__ import annotations

import time
from typing import Final

_USUAL_S: Final = 0.012
"""Where the piece of work below takes no longer than this (thread time), a limit is what it says."""


def limit(seconds: float) -> float:
    """A limit, longer where plain Python takes longer now: a slow processor, or one that others share."""
    return seconds * max(1.0, max(_piece() for _ in range(3)) / _USUAL_S)


def _piece() -> float:
    began = time.thread_time()
    known: dict[str, str] = {}
    for number in range(60_000):
        word = str(number)
        known[word] = word + "x"
        if "9" in word:
            del known[word]
    return time.thread_time() - began
