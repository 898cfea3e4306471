# SPDX-License-Identifier: MIT
"""The report of a practice call as Markdown to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kbdesk.handoff.escape import inline
from kbdesk.language import english
from kbdesk.playbook.debrief import Report, Row, ValueRow, summary

_MARKS: Final = {
    "same": "✓",
    "other": "✗",
    "skipped": "✗ passed by",
    "unreached": "– not reached",
    "back": "↩ taken back:",
    "extra": "✗ not on the way",
}


@english()
def told(one: Report) -> str:
    """What came of a practice call: in short, then the way, the values, the note."""
    lines = [f"## {_cell(one.title)}", "", f"{_cell(one.customer)}. {_time(one.seconds)} in all.", ""]
    lines += [f"- {_cell(sentence)}" for sentence in summary(one)]
    lines += ["", "### The way", "", "| Step | Answer | Time |", "|---|---|---|"]
    lines += [f"| {_cell(row.title)} | {_answer(row)} | {_spent(row)} |" for row in one.rows]
    if one.values:
        lines += ["", "### Values", "", "| Value | The customer says | You wrote |", "|---|---|---|"]
        lines += [f"| {_cell(value.label)} | {_cell(value.told)} | {_value(value)} |" for value in one.values]
    lines += [*_note(one), ""]
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Text of people as it may stand in a cell of a table."""
    return inline(text).replace("|", "\\|")


def _answer(row: Row) -> str:
    mark = _MARKS[row.kind]
    if row.kind == "same":
        return f"{mark} {_cell(row.taken)}" if row.taken else f"{mark} the end"
    right = f"right: {_cell(row.expected)}" if row.expected else ""
    if row.kind == "other":
        return f"{mark} {_cell(row.taken) or 'no answer'}; {right or 'the call ends here'}"
    if row.kind == "back" and row.expected and row.taken != row.expected:
        return f"{mark} {_cell(row.taken)}; {right}"
    return " ".join(filter(None, (mark, _cell(row.taken))))


def _spent(row: Row) -> str:
    if row.kind in ("skipped", "unreached"):
        return ""
    return _time(row.seconds) + (f" (usually {_time(row.usual)})" if row.usual else "")


def _time(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02}"


def _value(value: ValueRow) -> str:
    if value.kind == "missed":
        return "✗ not recorded"
    return f"{'✓' if value.kind == 'right' else '✗'} {_cell(value.recorded)}"


def _note(one: Report) -> Iterator[str]:
    if one.note is None and not one.hands_over:
        return
    yield from ("", "### The handoff note", "")
    if one.note is None:
        yield "- ✗ No note was written; the call was to be handed over."
        return
    if not one.hands_over:
        yield f"- ✗ A note was written, but the call was to end at “{_cell(one.end)}”."
    for label in one.note.late:
        yield f"- ✗ Empty at the first attempt: {_cell(label)}"
    for label in one.note.left:
        yield f"- – Left empty: {_cell(label)}"
    if not one.note.late and not one.note.left:
        yield f"- ✓ All {one.note.asked} lines that were asked for are filled in."
