# SPDX-License-Identifier: MIT
"""Playbooks to the formats of others, and drafts from theirs; functions of an open library."""

from __future__ import annotations

import base64
import json
import os
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from kbdesk import library, markdown
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.atomic import reason
from kbdesk.library.log import MOST_CHANGES, versions
from kbdesk.markdown.runbook import read_runbook
from kbdesk.markdown.web import web_html
from kbdesk.markdown.write import foreign_text
from kbdesk.model import Draft, Playbook
from kbdesk.model.exchange import Proposal
from kbdesk.playbook import exchange

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

Format = Literal["mermaid", "dot", "cacao", "html"]
Kind = Format | Literal["pdf"]
SUFFIXES: dict[str, Kind] = {
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".json": "cacao",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
}
"""Formats by the ending of a file's name; a PDF is made by the window's part, from ``paper``."""
MOST_BOOKS = 12
"""Playbooks on one page: the one asked for, and those that its answers lead into."""
PICTURE_BYTES, PICTURES_BYTES = 2_000_000, 12_000_000
"""The largest picture that a page holds, and all of them together."""
MAX_BYTES = 10_000_000
MOST_FILES = 2_000
_RUNBOOKS = (".md", ".markdown", ".txt")
_TABLES = (".csv", ".tsv")
_KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}


@dataclass(frozen=True, slots=True)
class Imported:
    """A draft of a playbook: where it is to stand, its whole file, and what was guessed."""

    path: str
    title: str
    text: str
    notes: tuple[str, ...] = ()


# --- out ---


def exported(desk: Desk, path: str, kind: Format, *, alone: bool = False) -> str:
    """A playbook in another format, as text; ends in a line feed.

    Args:
        desk: the open library.
        path: the playbook.
        kind: the format.
        alone: a page without the playbooks that its answers lead into.

    Raises:
        KbError: there is no playbook at the path, or it has no step.
    """
    book = _book(desk, path)
    if kind == "mermaid":
        return exchange.mermaid(book, desk.playbook)
    if kind == "dot":
        return exchange.dot(book, desk.playbook)
    if kind == "html":
        return _page(desk, book, alone=alone, paper=False)
    created, modified = _dates(desk, book)
    name = desk.info.remote_url or desk.info.name
    made = exchange.cacao(book, desk.playbook, library=name, created=created, modified=modified)
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def paper(desk: Desk, path: str, *, alone: bool = False) -> str:
    """The page of a playbook for a printer that understands a part of HTML only.

    Raises:
        KbError: see ``exported``.
    """
    return _page(desk, _book(desk, path), alone=alone, paper=True)


def format_of(place: Path) -> Kind:
    """The format that the ending of a file's name stands for.

    Raises:
        KbError: it stands for none.
    """
    found = SUFFIXES.get(place.suffix.lower())
    if found is None:
        raise KbError(
            tr("The ending of “{name}” names no format.", name=place.name),
            tr("Use one of {endings}.", endings=", ".join(sorted(SUFFIXES))),
        )
    return found


def write_export(place: Path, data: bytes, *, over: bool = False) -> None:
    """Write an exported file.

    Args:
        place: where.
        data: what.
        over: whether it may take the place of a file that is there.

    Raises:
        KbError: there is such a file, or it cannot be written.
    """
    try:
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0) | (os.O_TRUNC if over else os.O_EXCL)
        with os.fdopen(os.open(place, flags, 0o644), "wb") as file:
            file.write(data)
    except FileExistsError as error:
        raise KbError(
            tr("There is a file {path} already.", path=place), tr("Choose another name.")
        ) from error
    except OSError as error:
        raise KbError(
            tr("{path} could not be written: {reason}.", path=place, reason=reason(error)),
            tr("Choose another place."),
        ) from error


def _book(desk: Desk, path: str) -> Playbook:
    book = desk.read(path)
    if not isinstance(book, Playbook):
        raise KbError(tr("{path} is not a playbook.", path=path), tr("Choose one from a folder “playbooks”."))
    if book.source.problem:
        raise KbError(f"{path}: {book.source.problem}")
    if not book.steps:
        raise KbError(
            tr("{path} has no step to export.", path=path), tr("Add a “### ” heading under a “## Tier 1”.")
        )
    return book


def _dates(desk: Desk, book: Playbook) -> tuple[datetime, datetime]:
    """When the first version of a playbook was made, and this one; the file's time if git cannot say."""
    written = datetime.fromtimestamp((desk.root / book.path).stat().st_mtime, UTC)
    try:
        known = [one for one in versions(desk.info, book.path, count=MOST_CHANGES).versions if one.blob]
    except KbError:
        known = []
    if not known:
        return written, written
    last = datetime.fromisoformat(known[0].date) if known[0].blob == book.source.blob else written
    return datetime.fromisoformat(known[-1].date), last


def _page(desk: Desk, book: Playbook, *, alone: bool, paper: bool) -> str:
    books = (book,) if alone else tuple(_around(desk, book))
    maker = _PageMaker(desk, exchange.page_ids(books))
    return exchange.page(books, maker.html, note=f"{desk.info.name} · {book.path}", paper=paper)


def _around(desk: Desk, book: Playbook) -> Iterator[Playbook]:
    """A playbook and those that its own answers lead into."""
    yield book
    paths = dict.fromkeys(one.playbook for step in book.steps for one in step.answers if one.playbook)
    for path in list(paths)[: MOST_BOOKS - 1]:
        there = desk.playbook(path) if path != book.path else None
        if there is not None and there.steps:
            yield there


class _PageMaker:
    """Gives the HTML of Markdown for one page, with its links and pictures.

    Args:
        desk: the open library.
        ids: where the steps stand on the page, by (path, anchor).
    """

    def __init__(self, desk: Desk, ids: dict[tuple[str, str], str]) -> None:
        self._desk, self._ids = desk, ids
        self._pictures: dict[str, str] = {}
        self._left = PICTURES_BYTES

    def html(self, book: Playbook, text: str, level: int) -> str:
        """Safe HTML of a text of this playbook."""

        def link(target: str) -> str:
            return self._link(book.path, target)

        def picture(target: str) -> str:
            return self._picture(book.path, target)

        return web_html(text, link, picture, top=level) if text.strip() else ""

    def _link(self, path: str, target: str) -> str:
        followed = self._desk.follow(path, target)
        if followed.url:
            return followed.url
        found = self._ids.get((followed.path, followed.anchor)) if followed.path else None
        return f"#{found}" if found else followed.path if followed.path != path else ""

    def _picture(self, path: str, target: str) -> str:
        place = library.resolve(self._desk.root, path, target)
        if place is None:
            return ""
        if place not in self._pictures:
            data = library.read_picture(self._desk.root, place) or b""
            kind = next((name for sign, name in _KINDS.items() if data.startswith(sign)), "")
            if not kind or len(data) > min(PICTURE_BYTES, self._left):
                self._pictures[place] = ""
            else:
                self._left -= len(data)
                self._pictures[place] = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
        return self._pictures[place]


# --- in ---


def imported(desk: Desk, file: Path, to: str = "") -> Imported:
    """The playbook that a foreign file may become; nothing is written.

    Args:
        desk: the open library.
        file: a CACAO playbook (.json), a table (.csv, .tsv) or a runbook (.md, .txt).
        to: where it is to stand in the library; "" for a free name under ``playbooks``.

    Raises:
        KbError: it cannot be read as one of these, or no playbook can stand at ``to``.
    """
    return proposed(desk, file.name, _content(file), to, _inside(desk, file))


def proposed(desk: Desk, name: str, data: bytes, to: str = "", from_path: str = "") -> Imported:
    """As ``imported``, for a file that is read already.

    Args:
        desk: the open library.
        name: the name of the file.
        data: its bytes.
        to: where it is to stand; "" for a free name.
        from_path: where the file stands in the library, if it does, so that its links can be followed.
    """
    _check_path(to)
    text, _, problem = markdown.decode(data)
    if problem:
        raise KbError(f"{name}: {problem}", tr("Save it as UTF-8 text."))
    made = _read(desk, name, text, to or "playbooks/draft.md", from_path, lambda _: "")
    path = to or desk.writing.free_path("playbook", made.book.title, "playbooks")
    return _written(_read(desk, name, text, path, from_path, lambda _: ""), path)


def imported_folder(desk: Desk, folder: Path, to: str) -> Iterator[Imported | KbError]:
    """A draft for each Markdown file of a folder of runbooks; links among them become links among the drafts.

    What cannot be read is given as an error, and the others go on.

    Args:
        desk: the open library.
        folder: the runbooks.
        to: a folder of the library, under one called ``playbooks``.

    Raises:
        KbError: there are too many, or ``to`` is no place for playbooks.
    """
    found = [entry.path for entry in library.list_files(folder)]
    if len(found) > MOST_FILES:
        raise KbError(
            tr(
                "{folder} has {count:,} files; the limit is {most:,}.",
                folder=folder,
                count=len(found),
                most=MOST_FILES,
            ),
            tr("Choose a part of it."),
        )
    new = {path: _new_path(to, path) for path in found}
    for path in new.values():
        _check_path(path)
    for path, place in new.items():
        source = library.read_file(folder, path, markdown.decode)

        def other(target: str, here: str = path) -> str:
            return new.get(posixpath.normpath(posixpath.join(posixpath.dirname(here), target)), "")

        try:
            if source.problem:
                raise KbError(f"{path}: {source.problem}")
            yield _written(_read(desk, path, source.text, place, "", other), place)
        except KbError as error:
            yield error


def draft(desk: Desk, made: Imported) -> Draft:
    """An imported playbook as a draft for the editor; nothing is written yet."""
    now = desk.clock().isoformat(timespec="seconds")
    return Draft(desk.new_id(), desk.info.root, made.path, "new", made.text, at=now)


def _read(desk: Desk, name: str, text: str, to: str, from_path: str, other: Callable[[str], str]) -> Proposal:
    suffix = posixpath.splitext(name.lower())[1]
    if suffix == ".json":
        return _moved(exchange.read_cacao(text, to))
    if suffix in _TABLES:
        title = posixpath.splitext(posixpath.basename(name))[0].replace("-", " ").replace("_", " ").strip()
        return exchange.read_csv(text, to, title[:1].upper() + title[1:])
    if suffix not in _RUNBOOKS:
        raise KbError(
            tr("kbdesk cannot import “{name}”.", name=name),
            tr("It reads .json (CACAO), .csv, .tsv, .md and .txt."),
        )

    def place(target: str) -> str:
        return (library.resolve(desk.root, from_path, target) or "") if from_path else ""

    return read_runbook(name, text, to, place, other)


def _moved(made: Proposal) -> Proposal:
    """What was exported from one place and is to stand in another, with its links leading where they led."""
    book, old = made.book, made.came_from
    if not old or posixpath.dirname(old) == posixpath.dirname(book.path):
        return made

    def changed(target: str, image: bool) -> tuple[str, str, str] | None:
        del image
        path, _, anchor = unquote(target).partition("#")
        if not path or ":" in path or path.startswith("/"):
            return None
        place = posixpath.normpath(posixpath.join(posixpath.dirname(old), path))
        return None if place.startswith("../") else (path, place, anchor)

    def text(one: str) -> str:
        return markdown.relinked(one, book.path, changed).text

    steps = tuple(replace(step, body=text(step.body)) for step in book.steps)
    return replace(made, book=replace(book, intro=text(book.intro), steps=steps))


def _written(made: Proposal, path: str) -> Imported:
    return Imported(path, made.book.title, foreign_text(made.book), made.notes)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise KbError(tr("{path} is larger than 10 MB.", path=file), tr("Choose a smaller file."))
        return file.read_bytes()
    except OSError as error:
        raise KbError(
            tr("{path} could not be read: {reason}.", path=file, reason=reason(error)), tr("Check its name.")
        ) from error


def _inside(desk: Desk, file: Path) -> str:
    """The path of a file in the library; "" if it is not in it."""
    full = file.resolve()
    return full.relative_to(desk.root).as_posix() if full.is_relative_to(desk.root) else ""


def _check_path(to: str) -> None:
    if to and not markdown.is_playbook_path(to):
        raise KbError(
            tr("“{path}” is no place for a playbook.", path=to),
            tr("Give a .md file in a folder “playbooks”."),
        )


def _new_path(to: str, path: str) -> str:
    """Where the playbook of a runbook is to stand; a README would be none."""
    folder, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    return posixpath.join(to, folder, f"{'about' if stem.lower() == 'readme' else stem}.md")
