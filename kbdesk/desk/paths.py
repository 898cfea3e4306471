# SPDX-License-Identifier: MIT
"""Reading paths: articles whose ordered list of links says what a role reads, and how far this person is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from kbdesk.cases import CaseStore
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Article, Comparison, Document, Link, Page, Playbook, Seat
from kbdesk.model.history import Reading
from kbdesk.model.paths import PathItem, ReadingPath, ReadState

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

KIND: Final = "reading-path"
"""What ``kind:`` says in the front matter of a path."""
MOST_ITEMS: Final = 200
_ITEM = re.compile(r"[ \t]{0,12}\d{1,9}[.)][ \t]")
_SPLIT = re.compile(r"[,;\s]+")


class Paths:
    """The reading paths of a library; to be used in the lane in which what was read is noted."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._survey = desk.survey

    def all(self) -> tuple[ReadingPath, ...]:
        """Every path with how far this person is: those of their role first, then in the order of titles.

        Raises:
            KbError: the library or the case store cannot be read.
        """
        seat = self._desk.home.seat()
        with CaseStore(self._desk.home.cases, check=False) as store:
            readings = store.readings(self._desk.info.root)
        found = []
        for path, surveyed in self._survey.look().items():
            said = dict(surveyed.meta.extra)
            if said.get("kind", "").strip().casefold() == KIND:
                document = self._document(path)
                if isinstance(document, Article):
                    role = said.get("role", "").strip()
                    items = tuple(self._items(document, readings))
                    found.append(ReadingPath(path, document.title, role, items, _is_for(role, seat)))
        return tuple(sorted(found, key=lambda one: (not one.for_me, one.title.casefold(), one.path)))

    def read(self, item: PathItem) -> None:
        """Note that an item was read as it stands now.

        Raises:
            KbError: it is gone, or the case store cannot be written.
        """
        self._desk.past.mark_read(self.page(item))

    def page(self, item: PathItem) -> Page:
        """An item to read.

        Raises:
            KbError: it is gone.
        """
        if not item.path:
            raise KbError(item.trouble or tr("This item leads nowhere."), tr("Tell the owner of the path."))
        return self._desk.page(item.path)

    def difference(self, item: PathItem) -> Comparison | None:
        """What changed in an item since this person read it; None if nothing did.

        Raises:
            KbError: the case store cannot be read.
        """
        return self._desk.past.unread(item.path) if item.path else None

    def _document(self, path: str) -> Document | None:
        try:
            return self._desk.read(path)
        except KbError:
            return None

    def _items(self, article: Article, readings: Mapping[str, Reading]) -> Iterator[PathItem]:
        for number, link in enumerate(list_links(article)[:MOST_ITEMS], start=1):
            followed = self._desk.reader.follow(article.path, link.target)
            trouble = followed.refused or (tr("It leads out of the library.") if followed.url else "")
            document = None if trouble else self._document(followed.path)
            if document is None and not trouble:
                trouble = tr("{path} is not in the library.", path=followed.path)
            yield PathItem(
                number,
                link.text.strip() or followed.path or link.target,
                followed.path if document is not None else "",
                followed.anchor,
                _state(document, readings),
                _part(article, link.line),
                isinstance(document, Playbook),
                readings[followed.path].at if followed.path in readings else "",
                trouble,
            )


def list_links(article: Article) -> tuple[Link, ...]:
    """The first link of each item of the article's ordered lists, in order; no file twice."""
    lines = article.source.text.splitlines()
    found: dict[str, Link] = {}
    taken: set[int] = set()
    for link in article.links:
        start = _item_start(lines, link.line)
        if not link.image and start and start not in taken:
            taken.add(start)
            found.setdefault(link.target, link)
    return tuple(found.values())


def _item_start(lines: list[str], line: int) -> int:
    """The line, from 1, on which the ordered item begins that a line belongs to; 0 if it is in none."""
    while 0 < line <= len(lines) and lines[line - 1].strip():
        if _ITEM.match(lines[line - 1]):
            return line
        if lines[line - 1].lstrip()[:2] in ("- ", "* ", "+ "):
            return 0
        line -= 1
    return 0


def _part(article: Article, line: int) -> str:
    """The heading above a line; "" if that is the title."""
    above = [heading for heading in article.headings if heading.line < line and heading.level > 1]
    return above[-1].text if above else ""


def _state(document: Document | None, readings: Mapping[str, Reading]) -> ReadState:
    if document is None:
        return "gone"
    reading = readings.get(document.path)
    if reading is None:
        return "new"
    return "read" if reading.blob == document.source.blob else "changed"


def _is_for(role: str, seat: Seat) -> bool:
    """Whether a path names the role of a seat, or, if nobody chose one, its tier."""
    mine = seat.role or ("specialist" if seat.tier == "specialist" else f"tier-{seat.tier}")
    return mine in {one.casefold() for one in _SPLIT.split(role) if one}
