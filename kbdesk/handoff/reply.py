# SPDX-License-Identifier: MIT
"""What the next tier writes into a note: the read-back or what is missing, and how the case ended."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kbdesk.errors import KbError
from kbdesk.handoff.encode import dump, outcome_json, received_json, to_json
from kbdesk.handoff.escape import clean, one_line
from kbdesk.handoff.read import MAX_JSON_BYTES, damaged, find, from_markdown, offset
from kbdesk.handoff.redact import Redactor
from kbdesk.handoff.schema import Json
from kbdesk.handoff.text import to_markdown
from kbdesk.language import tr
from kbdesk.model import Outcome, Received

_LINE: Final = 600
_MOST: Final = 50


def stamped(text: str, *, received: Received | None = None, outcome: Outcome | None = None) -> str:
    """The text of a note with what the next tier says put in, redacted like the note itself.

    A note of our schema is written anew as a whole. Of one of a newer schema only the JSON changes, and there
    only ``received`` and ``outcome``: its text and the keys that we do not know stay as they are.

    Args:
        text: the note's file, or a text that holds it.
        received: the read-back or what is missing; None leaves what is there.
        outcome: how the case ended; None leaves what is there.

    Raises:
        KbError: the text holds no note, the note is damaged, or it becomes too large to be opened again.
    """
    note, taken = from_markdown(text), Redactor()
    received = _safe_received(received, taken) if received is not None else None
    outcome = _safe_outcome(outcome, taken) if outcome is not None else None
    if find(text).version > 1:
        return _in_newer(text, received, outcome)
    note = replace(
        note,
        received=received or note.received,
        outcome=outcome or note.outcome,
        redacted=_with(note.redacted, taken.counts),
    )
    _fits(to_json(note))
    return to_markdown(note)


def _in_newer(text: str, received: Received | None, outcome: Outcome | None) -> str:
    found = find(text)
    data: Json = dict(found.data)
    answers = (
        ("received", None if received is None else received_json(received)),
        ("outcome", None if outcome is None else outcome_json(outcome)),
    )
    for key, answer in answers:
        if answer is not None:
            before = data.get(key)
            data[key] = (before if isinstance(before, dict) else {}) | answer
    try:
        json = dump(data)
    except RecursionError:
        raise damaged(tr("it is nested too deep")) from None
    _fits(json)
    line_end = "\r\n" if "\r\n" in text else "\n" if "\n" in text else "\r" if "\r" in text else "\n"
    json = json.replace("\n", f"{line_end}{found.quote}")
    return text[: offset(text, found.first)] + json + text[offset(text, found.end) :]


def _fits(json: str) -> None:
    if len(json.encode("utf-8", "replace")) > MAX_JSON_BYTES:
        raise KbError(
            tr("With this answer the note is too large to be opened again (more than 256 kB)."),
            tr("Shorten the answer, or ask the sender for a shorter note; nothing was changed."),
        )


def _safe_received(received: Received, taken: Redactor) -> Received:
    return replace(
        received,
        by=one_line(received.by, _LINE),
        read_back=_line(received.read_back, taken),
        missing=_lines(received.missing, taken),
    )


def _safe_outcome(outcome: Outcome, taken: Redactor) -> Outcome:
    return replace(
        outcome,
        by=one_line(outcome.by, _LINE),
        cause=_line(outcome.cause, taken),
        fix=_line(outcome.fix, taken),
        changed=tuple(one_line(path, _LINE) for path in outcome.changed[:_MOST]),
    )


def _line(text: str, taken: Redactor) -> str:
    return one_line(taken.text(clean(text)), _LINE)


def _lines(texts: tuple[str, ...], taken: Redactor) -> tuple[str, ...]:
    return tuple(filter(None, (_line(text, taken) for text in texts[:_MOST])))


def _with(
    counts: tuple[tuple[str, int], ...], more: tuple[tuple[str, int], ...]
) -> tuple[tuple[str, int], ...]:
    """Both counts as one; the kinds that the note has keep their order."""
    sums: dict[str, int] = {}
    for kind, count in (*counts, *more):
        sums[kind] = sums.get(kind, 0) + count
    return tuple(sums.items()) if more else counts
