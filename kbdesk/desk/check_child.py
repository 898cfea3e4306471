# SPDX-License-Identifier: MIT
"""The process that checks a share of a library (``-m kbdesk.desk.check_child``): JSON lines both ways."""

from __future__ import annotations

import contextlib
import sys

from kbdesk.desk.checking import serve

if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):  # who asked has gone
        serve(sys.stdin.buffer, sys.stdout.buffer)
