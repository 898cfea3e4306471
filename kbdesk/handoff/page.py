# SPDX-License-Identifier: MIT
"""A note as one web page: no script, nothing from outside, readable by screen readers and on paper."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from kbdesk.handoff.escape import one_line
from kbdesk.handoff.text import readable
from kbdesk.model import HandoffNote

Html = Callable[[str], str]
"""Gives safe HTML of Markdown, its highest heading as h1, without links and pictures."""

STYLE = """
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 46rem; padding: 1rem 1.25rem 4rem; color: #1b1f24; background: #ffffff;
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 1rem 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 2px solid #4b5563; }
li { margin: .25rem 0; }
pre { background: #f4f5f7; padding: .75rem; white-space: pre-wrap; border-left: .25rem solid #6b7280; }
code { font-family: ui-monospace, "Cascadia Mono", Consolas, monospace; font-size: .92em; }
footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid #6b7280; color: #4b5563; }
@media (prefers-color-scheme: dark) {
  body { color: #e6e8eb; background: #16181c; } h2 { border-color: #9aa3af; }
  pre { background: #22262c; border-color: #9aa3af; } footer { color: #b4bcc7; border-color: #9aa3af; } }
@media print { body { max-width: none; font-size: 10.5pt; color: #1b1f24; background: #ffffff; }
  h2 { break-after: avoid; } li { break-inside: avoid; } @page { margin: 18mm; } }
"""
"""Every pair of colours has a contrast of 4.5 or more."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(note: HandoffNote, html: Html, *, language: str = "en") -> str:
    """The page of a note. It is to be read only: the case is gone on with from the note itself.

    Args:
        note: the note.
        html: gives the HTML of its Markdown.
        language: the language of its texts, as a tag of BCP 47.
    """
    title = escape(one_line(note.issue, 120) or "Handoff")
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n{html(readable(note))}</main>\n"
        f"<footer><p>Handoff {escape(one_line(note.id, 80))}, to read only. "
        "To go on with the case, open the note itself in kbdesk.</p></footer>\n</body>\n</html>\n"
    )
