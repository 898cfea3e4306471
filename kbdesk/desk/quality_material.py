# SPDX-License-Identifier: MIT
"""What is looked at in a review: steps of a case, lines of a file, to which comments can be tied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from kbdesk import markdown
from kbdesk.errors import KbError
from kbdesk.handoff.escape import one_line
from kbdesk.language import tr
from kbdesk.library.texts import text_of_blob
from kbdesk.markdown.compare import compare
from kbdesk.model import HandoffNote, Run, SourceFile
from kbdesk.model.quality import Material, Passage, Spot

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

MOST_FILES: Final = 6
"""Files that were used in a case and can be looked at beside it."""
_FOR_THE_CHECKER: Final = "practice"
"""A field of the front matter that no reader needs: long, and tried by the checker."""
_ITEM = re.compile(r"(\d{1,4})\. ")
_LEADS = re.compile(r'<p class="copy".*?</p>|</?a(?: [^>]*)?>|<img[^>]*>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stay:
    """A step of a case: where it stands, and in which version of the playbook."""

    title: str
    playbook: str
    anchor: str
    blob: str


def stays_of_run(run: Run) -> tuple[Stay, ...]:
    """The steps of a run, in the order in which its text numbers them."""
    blobs = dict(((run.playbook, run.playbook_blob), *run.blobs))
    return tuple(Stay(one.title, one.playbook, one.anchor, blobs.get(one.playbook, "")) for one in run.visits)


def stays_of_note(note: HandoffNote) -> tuple[Stay, ...]:
    """The steps of a note, in the order in which its text numbers them."""
    source = note.provenance
    blobs = dict(((source.playbook, source.playbook_blob), *source.versions)) if source else {}
    home = source.playbook if source else ""
    return tuple(
        Stay(one.step, one.playbook or home, one.anchor, blobs.get(one.playbook or home, ""))
        for one in note.tried
    )


def case_material(text: str, heading: str, stays: Sequence[Stay]) -> Material:
    """A case as it went.

    Args:
        text: its Markdown, every value in it escaped.
        heading: the line under which its steps stand as a numbered list.
        stays: the steps, in the order of that list.
    """
    passages = []
    for number, piece in _pieces(text.split("\n"), heading):
        html = harmless(markdown.render(piece).html)
        stay = stays[number - 1] if 0 < number <= len(stays) else None
        passages.append(Passage(html, step_spot(number, stay) if stay is not None else None))
    return Material(tr("The case"), tuple(passages))


def step_spot(number: int, stay: Stay) -> Spot:
    """Where a comment on a step belongs."""
    label = " · ".join(filter(None, (f"step {number}", one_line(stay.title, 60))))
    return Spot(label, stay.playbook, stay.blob, step=number, anchor=stay.anchor)


def _pieces(lines: Sequence[str], heading: str) -> Iterator[tuple[int, str]]:
    """The text in pieces: each step of the list with its number, and what stands around as (0, text)."""
    level = heading.partition(" ")[0] + " "
    held: list[str] = []
    number, within = 0, False
    for line in lines:
        found = _ITEM.match(line) if within else None
        starts = found is not None or line == heading or (within and line.startswith(level))
        if starts and any(held):
            yield number, "\n".join(held)
        if starts:
            held, number = [], int(found[1]) if found is not None else 0
            within = found is not None or line == heading
        held.append(line)
    if any(held):
        yield number, "\n".join(held)


def harmless(html: str) -> str:
    """HTML in which nothing can be clicked and no picture is asked for."""
    return _LEADS.sub("", html)


def file_material(desk: Desk, path: str, blob: str = "") -> Material:
    """A file of the library in the version with this blob id, or as it is now.

    One that is not at hand has no passages, and says so.

    Args:
        desk: the open library.
        path: the file; it may come from somebody's file, and is only looked at if it is in the library.
        blob: the version; "" for that of now.
    """
    now = _now(desk, path)
    if not blob or (now is not None and now.blob == blob):
        if now is None:
            return Material(path, (), path, blob, tr("{path} is not in this library (any more).", path=path))
        return _of_source(now)
    try:
        source = text_of_blob(desk.info, blob, path, markdown.decode)
    except KbError:
        notice = tr("The version of {path} that was used is not in this copy of the library.", path=path)
        return Material(path, (), path, blob, notice)
    changed = (
        tr("This is the version that was used; it changed since.")
        if now is not None
        else tr("This is the version that was used; the file is gone now.")
    )
    return _of_source(source, changed)


def _now(desk: Desk, path: str) -> SourceFile | None:
    try:
        source = desk.read(path).source
    except KbError:
        return None
    return source if source.blob else None


def _of_source(source: SourceFile, notice: str = "") -> Material:
    """The front matter as a table, then block by block, each with its line."""
    found = compare("", source.text)
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>"
        for name, _, value in found.fields
        if name != _FOR_THE_CHECKER
    )
    passages = []
    if rows:
        head = f'<table class="grid" cellspacing="0" cellpadding="6">{rows}</table>'
        passages.append(Passage(head, _line_spot(source, 1)))
    passages += [
        Passage(block.after, _line_spot(source, block.after_line)) for block in found.blocks if block.after
    ]
    title = markdown.title_of(source.path, source.text)
    notices = " ".join(filter(None, (notice, source.problem)))
    return Material(title, tuple(passages), source.path, source.blob, notices)


def _line_spot(source: SourceFile, line: int) -> Spot:
    return Spot(f"line {line}", source.path, source.blob, line=line)
