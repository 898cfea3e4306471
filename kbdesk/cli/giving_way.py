# SPDX-License-Identifier: MIT
"""Work beside the window gives way to it."""

from __future__ import annotations

import os


def give_way() -> None:
    """Let this process wait for others: ``KBDESK_NICE`` says how much, 0 to 19 (15 if it does not)."""
    wanted = os.environ.get("KBDESK_NICE", "")
    if hasattr(os, "nice"):
        os.nice(min(19, int(wanted)) if wanted.isdecimal() else 15)
