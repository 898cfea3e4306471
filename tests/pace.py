# SPDX-License-Identifier: MIT
"""How fast this computer is now, so that a limit in seconds means the same work on each."""

from __future__ import annotations

import time
from typing import Final

USUAL_S: Final = 0.012
"""Where ``piece`` takes no longer than this, a limit is what it says."""


def limit(seconds: float) -> float:
    """A limit, longer where plain Python takes longer now: a slow processor, or one that others share."""
    return seconds * max(1.0, max(piece() for _ in range(3)) / USUAL_S)


def piece() -> float:
    """Seconds of the thread's time that a piece of plain Python takes."""
    began = time.thread_time()
    known: dict[str, str] = {}
    for number in range(60_000):
        word = str(number)
        known[word] = word + "x"
        if "9" in word:
            del known[word]
    return time.thread_time() - began
