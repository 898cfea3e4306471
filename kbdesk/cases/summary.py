# SPDX-License-Identifier: MIT
"""A run as the list of cases shows it, and the words that it is found by."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, fields

from kbdesk.cases.runs import run_from_json
from kbdesk.errors import KbError
from kbdesk.model import Run
from kbdesk.model.cases import CaseRow

_UNREADABLE = "A case that cannot be read"


def row_of(run: Run, at: str) -> CaseRow:
    """The line of a run in the list of cases; ``at`` is when it was last gone on with."""
    brought = run.brought
    standing = [visit for visit in run.visits if not (visit.undone or visit.skipped)]
    people = dict.fromkeys(visit.by for visit in run.visits)
    if brought is not None:
        people |= dict.fromkeys((brought.sender.name, *(leg.sender.name for leg in brought.earlier)))
    return CaseRow(
        run_id=run.id,
        title=run.title,
        issue=" ".join((*run.customer_words[:1], *((brought.issue,) if brought is not None else ()))[:1]),
        status=run.status,
        step=run.current.title,
        started=run.started,
        at=at,
        library=run.library,
        steps=len(standing),
        seconds=sum(visit.seconds for visit in run.visits),
        others=tuple(name for name in people if name and name != run.by),
    )


def words_of(run: Run) -> str:
    """Every word of a run that it may be found by, folded and once each."""
    words = (word for text in _texts(run) for word in fold(text).split())
    return " ".join(dict.fromkeys(words))


def fold(text: str) -> str:
    """The text without differences of capitals and of ways to write the same letter, in any script."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _texts(run: Run) -> Iterator[str]:
    yield from (run.id, run.title, run.playbook, run.by, *run.customer_words, *run.flagged)
    for visit in run.visits:
        yield from (visit.title, visit.answer, visit.note, visit.by)
        for name, value in visit.recorded:
            yield from (name.replace("_", " "), value)
    note = run.brought
    if note is not None:
        yield from (note.issue, note.ticket, note.assessment, note.ask, *note.errors, *note.customer_words)
        yield from (note.sender.name, note.sender.team, note.to.team)
        for name, value in note.environment:
            yield from (name.replace("_", " "), value)


# --- as the store keeps them ------------------------------------------------------------------------------


def row_to_json(row: CaseRow) -> str:
    """The row as one line of JSON; ``row_from_json`` gives it back."""
    return json.dumps(asdict(row), ensure_ascii=False, separators=(",", ":"))


def row_from_json(text: str) -> CaseRow:
    """The row that the store kept; fields of another version are left out."""
    raw = json.loads(text)
    known = {field.name: raw[field.name] for field in fields(CaseRow) if field.name in raw}
    return CaseRow(**(known | {"others": tuple(known.get("others", ()))}))


def summary_of(text: str, run_id: str, library: str, at: str) -> tuple[str, str]:
    """(row, words) of a run that was kept as JSON; one that cannot be read has a row, so that it can go."""
    try:
        run = run_from_json(text)
    except KbError:
        row = CaseRow(run_id, _UNREADABLE, "", "closed", "", at, at, library)
        return row_to_json(row), fold(f"{run_id} {_UNREADABLE}")
    return row_to_json(row_of(run, at)), words_of(run)
