# SPDX-License-Identifier: MIT
"""The process that lays out one demanding article (``render_child LANGUAGE``): a line of JSON each way."""

from __future__ import annotations

import contextlib
import sys

from kbdesk.language import use

if __name__ == "__main__":
    use(sys.argv[1] if len(sys.argv) > 1 else "en")  # before modules with texts are imported
    from kbdesk.desk.rendering import serve

    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):  # who asked has gone
        serve(sys.stdin.buffer, sys.stdout.buffer)
