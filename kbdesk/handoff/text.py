# SPDX-License-Identifier: MIT
"""The note as Markdown: a brief of at most twelve lines, the full record, and the machine's copy at the end.

No value can change the structure: what stands on one line is escaped, what has several lines stands in a
fence longer than any run of backticks in it, control and bidi characters are removed.
"""

from __future__ import annotations

from kbdesk.handoff.brief import brief
from kbdesk.handoff.encode import to_json
from kbdesk.handoff.record import record
from kbdesk.model import HandoffNote


def to_markdown(note: HandoffNote) -> str:
    """The whole note as one Markdown text that reads well on a git host, in a ticket and as plain text."""
    lines = [
        "## For kbdesk",
        "",
        "All of the above for programs, with the playbook, its version and the step to go on at.",
        "",
        "```json",
        to_json(note),
        "```",
    ]
    return readable(note) + "\n".join(lines) + "\n"


def readable(note: HandoffNote) -> str:
    """The note for people: its Markdown without the machine's copy at the end."""
    return "\n".join([*brief(note), *record(note)]) + "\n"
