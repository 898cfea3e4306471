# SPDX-License-Identifier: MIT
"""What one tier gives the next: the questions to ask, the note, its Markdown, and the way back from it.

Everything but the files is pure: clock, names and ids are arguments, so that a note is the same to the
byte wherever it is made.
"""

from __future__ import annotations

from kbdesk.handoff.blanks import blanks, is_ask
from kbdesk.handoff.encode import to_json
from kbdesk.handoff.files import read_text, rewrite, write
from kbdesk.handoff.names import FIELDS
from kbdesk.handoff.note import draft, preview
from kbdesk.handoff.read import from_markdown, is_newer
from kbdesk.handoff.redact import redact
from kbdesk.handoff.reply import stamped
from kbdesk.handoff.restore import run_of
from kbdesk.handoff.schema import SCHEMA, schema
from kbdesk.handoff.spoken import spoken
from kbdesk.handoff.text import readable, to_markdown

__all__ = [
    "FIELDS",
    "SCHEMA",
    "blanks",
    "draft",
    "from_markdown",
    "is_ask",
    "is_newer",
    "preview",
    "read_text",
    "readable",
    "redact",
    "rewrite",
    "run_of",
    "schema",
    "spoken",
    "stamped",
    "to_json",
    "to_markdown",
    "write",
]
