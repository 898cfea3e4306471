# SPDX-License-Identifier: MIT
"""Named places where a test lets the program fail or die: ``KBDESK_FAULT="commit-made:kill"``.

Without the variable, which is read once, nothing happens.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable

_ERRORS = {"enospc": errno.ENOSPC, "eacces": errno.EACCES, "eio": errno.EIO}
_armed = ("", "")
_met: Callable[[], None] | None = None


def arm(spec: str, met: Callable[[], None] | None = None) -> None:
    """Let one place fail from now on, as in ``commit-made:kill`` (or enospc, eacces, eio); "" for none.

    Args:
        spec: the place and how it fails.
        met: is called each time before it does.
    """
    global _armed, _met
    point, _, action = spec.partition(":")
    _armed, _met = (point, action), met


def fault(point: str) -> None:
    """Pass, unless this very place is to fail.

    Raises:
        OSError: the error that was asked for.
    """
    if point == _armed[0]:
        _fail(point, _armed[1])


def _fail(point: str, action: str) -> None:
    if _met is not None:
        _met()
    if action in _ERRORS:
        raise OSError(_ERRORS[action], os.strerror(_ERRORS[action]), point)
    if sys.platform == "win32":
        os._exit(137)
    os.kill(os.getpid(), signal.SIGKILL)


arm(os.environ.get("KBDESK_FAULT", ""))
