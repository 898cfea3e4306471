# SPDX-License-Identifier: MIT
"""All that is kept on this computer about a customer, found by the number of the ticket, put into one file.

It is for the customer, who may ask for it: nothing is taken out, as it is taken out of handoff notes.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kbdesk.cases import CaseStore, run_from_json
from kbdesk.desk.case_export import write_export
from kbdesk.desk.case_text import told
from kbdesk.errors import KbError
from kbdesk.language import english, tr

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

_FOLDERS: Final = {"handoffs": "handoff notes", "coaching": "coaching files", "drafts": "drafts of articles"}
"""Of the user's data: the folders whose files may hold a customer's words, and what these are."""
_LARGEST: Final = 16 * 1024 * 1024
_FILES: Final = {
    "usage": ("searches.json", "searches, openings and copies"),
    "gaps": ("gaps.json", "questions that the library did not answer"),
    "feedback": ("feedback.json", "what was said of articles and steps"),
    "wording": ("words.json", "words that wait to be put into an article"),
    "quality": ("reviews.json", "quality reviews, and coaching that was kept"),
    "followup": ("promises.json", "promises"),
}
"""For each table beside the cases the file that its rows go into, and what they are."""
_SHORTEST: Final = 3

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TicketExport:
    """What was found of a ticket, and where it is now."""

    number: str
    path: Path
    cases: int
    files: int
    """Notes, coaching files and drafts."""
    rows: int
    """Searches, promises and the like."""


@dataclass
class _Found:
    """What is kept of a ticket."""

    cases: list[Row] = field(default_factory=list)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    files: list[tuple[str, bytes]] = field(default_factory=list)


def export_ticket(
    desk: Desk, number: str, path: Path, now: datetime, *, overwrite: bool = False
) -> TicketExport:
    """Write all that is kept of a ticket into a ZIP file, or a new folder, and give what it was.

    Args:
        desk: the open library; what is found may be of any other.
        number: the ticket's number, as people write it; it must stand by itself, not within a longer one.
        path: where; a name that ends in .zip is a file, any other a folder.
        now: the time, with the zone in which times are told.
        overwrite: whether a file of that name may be replaced.

    Raises:
        KbError: the number is too short, nothing is kept of it, or it cannot be written there.
    """
    number = " ".join(number.split()).lstrip("#").strip()
    if len(re.sub(r"\W", "", number)) < _SHORTEST:
        raise KbError(
            tr("“{number}” is too short for a ticket's number.", number=number),
            tr("Give all of it; fewer than three letters or digits would find what belongs to others."),
        )
    desk.cases.keep_out_of_libraries(path)
    found = _gathered(desk, number)
    if not (found.cases or found.files or found.tables):
        raise KbError(
            tr("Nothing is kept of ticket {number} on this computer.", number=number),
            tr("Old cases are removed; the ticket system and colleagues may have more."),
        )
    with english():
        parts = tuple(_parts(desk, number, found, now))
    if path.suffix.lower() == ".zip":
        write_export(path, _zipped(parts, now), overwrite=overwrite)
    else:
        _write_folder(path, parts)
    rows = sum(map(len, found.tables.values()))
    return TicketExport(number, path, len(found.cases), len(found.files), rows)


# --- finding ----------------------------------------------------------------------------------------------


def _gathered(desk: Desk, number: str) -> _Found:
    with CaseStore(desk.home.cases, check=False) as store:
        rows = tuple(store.dump())
    files = tuple(_texts(desk.home.data))
    named = _standing_alone(number)
    runs = [(row, _object(row["json"])) for table, row in rows if table == "run"]
    ids = {row["id"] for row, run in runs if any(named.search(text) for text in _words(run))}
    ids |= {row["run"] for table, row in rows if table == "event" and named.search(_said(row["change"]))}
    ids |= {row["id"] for row, _ in runs if any(_holds(text, named, row["id"]) for _, _, text in files)}
    of_ids = _any_of(ids)
    found = _Found()
    for row, run in runs:
        if row["id"] in ids:
            where = sorted({key for key, value in run.items() if any(map(named.search, _words(value)))})
            events = [one for table, one in rows if table == "event" and one["run"] == row["id"]]
            history = [one | {"change": _object(one["change"])} for one in events]
            found.cases.append({"id": row["id"], "number_found_in": where, "case": run, "history": history})
    for table, row in rows:
        if table in _FILES and _is_tied(row, ids, named):
            found.tables.setdefault(table, []).append(
                {key: _object(value) if key == "json" else value for key, value in row.items()}
            )
    for name, data, text in files:
        if named.search(text) or (of_ids is not None and of_ids.search(text)):
            found.files.append((name, data))
    return found


def _standing_alone(words: str) -> re.Pattern[str]:
    """Finds these words where they are no part of a longer word or number (4711 is not in T-4711-2)."""
    return re.compile(rf"(?<!\w)(?<!\w[-./]){re.escape(words)}(?!\w)(?![-./]\w)", re.IGNORECASE)


def _any_of(ids: set[str]) -> re.Pattern[str] | None:
    either = "|".join(map(re.escape, sorted(filter(None, ids))))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)") if either else None


def _holds(text: str, named: re.Pattern[str], run_id: str) -> bool:
    """Whether a file names both the ticket and a case, as its note does."""
    return run_id in text and named.search(text) is not None


def _is_tied(row: Row, ids: set[str], named: re.Pattern[str]) -> bool:
    """Whether a row was written in one of the cases, or names the ticket."""
    if {row.get("run"), row.get("call")} & ids:
        return True
    return any(isinstance(value, str) and named.search(_said(value)) for value in row.values())


def _words(value: object) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _words(one)
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)


def _said(text: str) -> str:
    """A text as it is searched: in JSON the end of a line is a letter n, which a number would hang on."""
    return "\n".join(_words(_object(text))) if text.startswith("{") else text


def _object(text: str) -> Any:  # noqa: ANN401 - JSON is anything
    """What a JSON text says; in what is no JSON, the text itself."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {"text": text}
    return said if isinstance(said, dict) else {"text": text}


def _texts(data: Path) -> Iterator[tuple[str, bytes, str]]:
    """(name within the user's data, bytes, text) of every file that may hold a customer's words."""
    for folder in _FOLDERS:
        for path in sorted((data / folder).rglob("*")):
            try:
                if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
                    continue
                content = path.read_bytes()
            except OSError as error:
                raise KbError(
                    tr("{path} cannot be read: {reason}.", path=path, reason=error.strerror),
                    tr("Nothing was written: it might belong to the ticket."),
                ) from error
            yield path.relative_to(data).as_posix(), content, _said(content.decode("utf-8", "replace"))


# --- writing ----------------------------------------------------------------------------------------------


def _parts(desk: Desk, number: str, found: _Found, now: datetime) -> Iterator[tuple[str, bytes]]:
    """The files of the export, by name."""
    yield "README.md", _readme(desk, number, found, now).encode("utf-8", "replace")
    if found.cases:
        yield "cases.json", _json(found.cases)
    with CaseStore(desk.home.cases, check=False) as store:
        for case in found.cases:
            try:
                run, row = run_from_json(json.dumps(case["case"])), store.row(case["id"])
            except KbError:
                continue  # it is in cases.json as it stands
            name = re.sub(r"[^\w-]", "_", case["id"])[:80]
            yield f"cases/{name}.md", told(run, row, now).encode("utf-8", "replace")
    for table, rows in found.tables.items():
        yield _FILES[table][0], _json(rows)
    yield from found.files


def _json(value: object) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode("utf-8", "replace")


def _readme(desk: Desk, number: str, found: _Found, now: datetime) -> str:
    home = desk.home
    lines = [
        f"# All that kbdesk keeps of ticket {number}",
        "",
        f"Put together on {now:%d %B %Y at %H:%M} on the computer of {desk.author}.",
        "Nothing was taken out: mail addresses, card numbers and passwords stand as they were written.",
        "Look through it before you give it away: a case is here if its words name this number.",
        "",
        "| file | what it is |",
        "|---|---|",
    ]
    if found.cases:
        lines.append("| cases.json | the calls: customer's words, answers, values, notes, every change |")
        lines.append("| cases/ | the same calls, to read |")
    for table, rows in found.tables.items():
        name, what = _FILES[table]
        lines.append(f"| {name} | {what}: {len(rows)} |")
    for folder in sorted({name.split("/")[0] for name, _ in found.files}):
        count = sum(1 for name, _ in found.files if name.startswith(f"{folder}/"))
        lines.append(f"| {folder}/ | {_FOLDERS[folder]}, as they are: {count} |")
    lines += ["", "The number was found in:", ""]
    lines += [
        f"- case {case['id']}: {', '.join(case['number_found_in']) or 'its note, or an earlier state'}"
        for case in found.cases
    ]
    lines += [
        "",
        "Not in here: what the ticket system, mailboxes and colleagues' computers hold; cases that were",
        f"removed because of their age (they are kept for {home.seat().keep_days} days here); the shared",
        "library, which holds no customers' data.",
    ]
    if home.seat().inbox:
        lines.append(f"Notes that wait in the team's folder are there: {home.seat().inbox}")
    if home.cases_damaged:
        names = ", ".join(path.name for path in home.cases_damaged)
        lines.append(f"Not read: {names} in {home.data}, a damaged store; it may hold more.")
    return "\n".join([*lines, ""])


def _zipped(parts: tuple[tuple[str, bytes], ...], now: datetime) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            entry = zipfile.ZipInfo(name, now.timetuple()[:6])
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _write_folder(path: Path, parts: tuple[tuple[str, bytes], ...]) -> None:
    """Write the files into a new folder for its user only."""
    try:
        path.mkdir(mode=0o700, parents=True)
    except FileExistsError as error:
        raise KbError(
            tr("There is a folder {path} already.", path=path),
            tr("Choose another name, or one that ends in .zip; nothing was written."),
        ) from error
    except OSError as error:
        raise KbError(
            tr("{path} cannot be written: {reason}.", path=path, reason=error.strerror),
            tr("Choose another folder; the cases are not lost."),
        ) from error
    for name, data in parts:
        (path / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_export(path / name, data, overwrite=False)
