# SPDX-License-Identifier: MIT
"""The C library's heap, where Qt and NumPy keep what is large: a window that is open all day keeps it small.

Of glibc only, whose own rules suit programs that end soon; elsewhere nothing is done.
Source: mallopt(3) and malloc_trim(3).
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import Final

_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8

_LARGE_BYTES: Final = 128 * 1024
"""From this size on a block has pages of its own, which the system gets back with it.

glibc begins with this size as well but raises it with each such block that is freed, up to 32 MiB: after the
first change of the window's size its picture (4 MiB and more) lies between small blocks, and leaves a hole.
"""

_ARENAS: Final = 2
"""For so many threads at once; by itself glibc gives each thread an arena, and each keeps what it once had.

One thread at a time runs Python, and few work beside it.
"""


def keep_small() -> None:
    """Set how the heap grows; called before the first thread is begun."""
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            heap = ctypes.CDLL(None)
            heap.mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
            heap.mallopt(_ARENA_MAX, _ARENAS)


def trim() -> None:
    """Let the system have the memory that the C library keeps for later (a millisecond)."""
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
