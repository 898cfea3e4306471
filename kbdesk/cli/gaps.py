# SPDX-License-Identifier: MIT
"""What was searched for and not found, as the window recorded it."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict

from kbdesk.cli.commands import desk_at


def gaps_verb(options: Namespace) -> int:
    """Print the recorded gaps of a library, newest first."""
    desk = desk_at(options.library)
    gaps = desk.gaps.list()
    desk.close()
    if options.json:
        print(json.dumps([asdict(gap) for gap in gaps], ensure_ascii=False, indent=1))
        return 0
    for gap in gaps:
        on = [f"{name}: {value}" for name, value in asdict(gap.filters).items() if value]
        within = f" · call {gap.call}" if gap.call else ""
        print(f"{gap.words}\n  {gap.at} · {gap.by}{within}{' · ' if on else ''}{', '.join(on)}")
    if not gaps:
        print("No gaps are recorded. In the window, Alt+G records what nothing answers.")
    return 0
