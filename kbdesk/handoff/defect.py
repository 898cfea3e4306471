# SPDX-License-Identifier: MIT
"""A note as developers want it: steps to reproduce, expected, actual, errors, versions; as Markdown."""

from __future__ import annotations

from kbdesk.handoff.escape import block, clean, code, inline, one_line
from kbdesk.handoff.phrases import party, plain_name, when
from kbdesk.model import HandoffNote

NOT_WRITTEN = "(not written)"
_SEVERITY = {"stable": "stable", "watch": "to be watched", "unstable": "unstable"}


def defect(note: HandoffNote) -> str:
    """The defect form of a note, without who the customer is; ends in a line feed.

    What developers need and the note does not say is named as missing, so that nobody overlooks it.
    """
    seen = note.reproduction
    parts = [
        [f"# {inline(note.issue, 200).replace('#', chr(92) + '#') or 'Defect'}"],
        _facts(note),
        ["## Steps to reproduce", "", *_steps(note)],
        ["## Expected", "", *_text(seen.expected)],
        ["## Actual", "", *_text(seen.actual)],
        ["## Errors", "", *(block("\n".join(note.errors)) if note.errors else [NOT_WRITTEN])],
        ["## Versions and values", "", *_versions(note)],
        *_more(note),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def missing(note: HandoffNote) -> tuple[str, ...]:
    """What a developer would ask back for, in words."""
    seen = note.reproduction
    needed = (
        (seen.steps, "steps to reproduce"),
        (seen.expected.strip(), "what was expected"),
        (seen.actual.strip(), "what came instead"),
        (note.errors, "the exact error text"),
        (note.environment, "versions"),
    )
    return tuple(words for there, words in needed if not there)


def _facts(note: HandoffNote) -> list[str]:
    stopped = ", work has stopped" if note.impact.work_stopped else ""
    facts = (
        ("Reproduced", note.reproduction.reproduced or "not said"),
        ("Severity", f"{_SEVERITY[note.severity]}{stopped}"),
        ("Needed by", inline(note.due, 60)),
        ("Since", inline(note.since, 80)),
        ("Changed before", inline(note.changed_recently, 300)),
        ("Ticket", inline(note.ticket, 100)),
        ("From", f"{party(note.sender)}, {when(note.created)}"),
        ("Handoff", code(note.id)),
    )
    lacking = missing(note)
    lines = [f"- **{name}:** {text}" for name, text in facts if text]
    return [*lines, f"- **Not in the note:** {', '.join(lacking)}"] if lacking else lines


def _steps(note: HandoffNote) -> list[str]:
    steps = [step for step in note.reproduction.steps if step.strip()]
    if steps:
        return [f"{number}. {inline(step)}" for number, step in enumerate(steps, 1)]
    return [NOT_WRITTEN]


def _text(text: str) -> list[str]:
    text = clean(text).strip()
    if not text:
        return [NOT_WRITTEN]
    return block(text) if "\n" in text else [inline(text)]


def _versions(note: HandoffNote) -> list[str]:
    lines = [
        f"- **{inline(plain_name(name))}:** {inline(one_line(value))}"
        for name, value in note.environment
        if value.strip()
    ]
    return lines or [NOT_WRITTEN]


def _more(note: HandoffNote) -> list[list[str]]:
    tried = [
        f"{number}. {inline(one.step)} → {inline(one.answer)}"
        for number, one in enumerate((one for one in note.tried if one.answer and not one.undone), 1)
    ]
    texts = (
        ("Asked", _text(note.ask) if note.ask.strip() else []),
        ("Guess", _text(note.assessment) if note.assessment.strip() else []),
        ("Workaround", _text(note.impact.workaround) if note.impact.workaround.strip() else []),
        ("What was tried", tried),
        ("Attachments", [f"- {code(name)}" for name in note.attachments if name.strip()]),
    )
    return [[f"## {title}", "", *lines] for title, lines in texts if lines]
