# SPDX-License-Identifier: MIT
"""Cases as a table (CSV) and as JSON Lines, and the file they go into."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kbdesk import handoff
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.atomic import reason, temporary_name, write_atomic, write_temporary
from kbdesk.model import CaseRow, HandoffNote, Pairs

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet would carry out."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A case to export: its line, and its note without what notes leave out."""

    row: CaseRow
    note: HandoffNote


def as_jsonl(cases: Sequence[Exported]) -> str:
    """One object a line: how the case stands, and under ``note`` the note as ``schema.json`` describes it."""
    return "".join(f"{json.dumps(_object(case), ensure_ascii=False)}\n" for case in cases)


def _object(case: Exported) -> dict[str, object]:
    row = case.row
    return {
        "id": row.run_id,
        "title": row.title,
        "status": row.status,
        "started": row.started,
        "last": row.at,
        "step": row.step,
        "steps": row.steps,
        "seconds": row.seconds,
        "library": row.library,
        "others": list(row.others),
        "note": json.loads(handoff.to_json(case.note)),
    }


def as_csv(cases: Sequence[Exported]) -> str:
    """A table with a head, every field quoted, that no spreadsheet finds a formula in."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for number, case in enumerate(cases):
        cells = _cells(case)
        if not number:
            writer.writerow(cells)
        writer.writerow([guarded(text) for text in cells.values()])
    return "\ufeff" + out.getvalue()  # the mark by which spreadsheets know UTF-8


def _cells(case: Exported) -> dict[str, str]:
    row, note = case.row, case.note
    done = [one for one in note.tried if not one.undone]
    return {
        "id": row.run_id,
        "playbook": row.title,
        "customer's words": "\n".join(note.customer_words),
        "state": row.status,
        "began": row.started,
        "last": row.at,
        "step": row.step,
        "steps": str(row.steps),
        "seconds": str(row.seconds),
        "by": note.sender.name,
        "others": "\n".join(row.others),
        "ticket": note.ticket,
        "answers": "\n".join(
            f"{one.step}: {one.answer or ('skipped' if one.skipped else '–')}" for one in done
        ),
        "recorded": _lines(note.environment),
        "notes": "\n".join(f"{one.step}: {one.note}" for one in done if one.note),
        "errors": "\n".join(note.errors),
        "articles": "\n".join(one.path for one in note.provenance.articles) if note.provenance else "",
        "library": row.library,
    }


def _lines(pairs: Pairs) -> str:
    return "\n".join(f"{name}: {value}" for name, value in pairs)


def guarded(cell: str) -> str:
    """The cell with a ' before what a spreadsheet would carry out."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def write_export(path: Path, text: str | bytes, *, overwrite: bool) -> None:
    """Write a file for its user only: whole or not at all.

    Raises:
        KbError: there is one of that name and it may not be replaced, or it cannot be written.
    """
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    try:
        if overwrite:
            write_atomic(path, data)
        else:
            _write_new(path, data)
    except FileExistsError as error:
        raise KbError(
            tr("There is a file {path} already.", path=path), tr("Choose another name; nothing was written.")
        ) from error
    except OSError as error:
        raise KbError(
            tr("{path} cannot be written: {reason}.", path=path, reason=reason(error)),
            tr("Choose another folder; the cases are not lost."),
        ) from error


def _write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist; the name is taken first, so that nobody else takes it meanwhile."""
    path.touch(mode=0o600, exist_ok=False)
    temporary = path.with_name(temporary_name(path.name))
    try:
        write_temporary(temporary, data, 0o600)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise
