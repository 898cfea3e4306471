# SPDX-License-Identifier: MIT
"""What one tier gives the next: the questions to ask, the note, its Markdown, and the way back from it.

Everything but :func:`write` is pure: clock, names and ids are arguments, so that a note is the same to the
byte wherever it is made.
"""

from __future__ import annotations

from kbdesk.handoff.blanks import blanks, is_ask
from kbdesk.handoff.files import write
from kbdesk.handoff.note import draft, preview
from kbdesk.handoff.read import from_markdown
from kbdesk.handoff.redact import redact
from kbdesk.handoff.schema import SCHEMA, schema, to_json
from kbdesk.handoff.spoken import spoken
from kbdesk.handoff.text import to_markdown

__all__ = [
    "SCHEMA",
    "blanks",
    "draft",
    "from_markdown",
    "is_ask",
    "preview",
    "redact",
    "schema",
    "spoken",
    "to_json",
    "to_markdown",
    "write",
]
