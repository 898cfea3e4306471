# SPDX-License-Identifier: MIT
"""Whether a flag that was set in a call still stands, and where its playbook is now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbdesk import library, markdown
from kbdesk.desk.origin import Pinned
from kbdesk.desk.survey import Surveyed
from kbdesk.errors import KbError
from kbdesk.library.renamed import name_now
from kbdesk.library.texts import text_of_blob
from kbdesk.model import Document, Playbook, Step
from kbdesk.model.curate import FlagNote

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

_MOST_RENAMED: Final = 20
"""Files that are looked for under other names at one look."""


class Flags:
    """Looks at flags.

    One is done with when its step (or the article) says something else by now or is gone, or when it was
    verified after the flag was set.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pinned = Pinned(lambda: desk.info, desk.playbook)
        self._names: dict[tuple[str, str], str] = {}
        self._read: dict[tuple[str, str], Document | None] = {}

    def stands(self, documents: Mapping[str, Surveyed]) -> Callable[[FlagNote], str]:
        """Gives for a flag the path that its playbook has now; "" if the flag is done with."""
        left = [_MOST_RENAMED]

        def stands(flag: FlagNote) -> str:
            if not flag.anchor and not flag.playbook.endswith(".md"):
                return flag.playbook  # words of its own: nothing tells that they are done with
            path = flag.playbook if flag.playbook in documents else self._renamed(flag.playbook, left)
            return path if path in documents and self._stands(flag, path, documents[path]) else ""

        return stands

    def _renamed(self, path: str, left: list[int]) -> str:
        key = (self._desk.info.head, path)
        if key not in self._names and left[0]:
            left[0] -= 1
            inside = library.is_article_path(path) and ".." not in path and len(path) < 1_000
            self._names[key] = name_now(self._desk.info, path) if inside else ""
        return self._names.get(key, "")

    def _stands(self, flag: FlagNote, path: str, now: Surveyed) -> bool:
        book = self._desk.playbook(path)
        if book is None:
            return not flag.anchor and self._stands_in_article(flag, path, now)
        step = book.step(flag.anchor) if flag.anchor else None
        if flag.anchor and step is None:
            return False
        if flag.blob and flag.blob == book.source.blob:
            return True
        then = self._pinned.then(path, flag.blob) if flag.blob else None
        if then is None:
            return not now.meta.reviewed > flag.at[:10]
        if then.meta.reviewed < now.meta.reviewed >= flag.at[:10]:
            return False
        return not flag.anchor or _said(then, flag.anchor) == _said(book, flag.anchor)

    def _stands_in_article(self, flag: FlagNote, path: str, now: Surveyed) -> bool:
        try:
            article = self._desk.read(path)
            if flag.blob == article.source.blob:
                return True
        except KbError:
            return False
        then = self._then(path, flag.blob)
        if then is None:
            return not now.meta.reviewed > flag.at[:10]
        if then.meta.reviewed < now.meta.reviewed >= flag.at[:10]:
            return False
        return _body(then) == _body(article)

    def _then(self, path: str, blob: str) -> Document | None:
        """An article as it was read; None if the history does not have it."""
        if (path, blob) not in self._read:
            then = None
            with suppress(KbError):
                then = markdown.parse(text_of_blob(self._desk.info, blob, path, markdown.decode))
            self._read[path, blob] = then
        return self._read[path, blob]


def _body(document: Document) -> list[str]:
    """A text without its front matter: words that are added to that put nothing right."""
    return document.source.text.splitlines()[document.body_line - 1 :]


def _said(book: Playbook, anchor: str) -> Step | None:
    """A step without the lines it stands on; None if there is none."""
    step = book.step(anchor)
    if step is None:
        return None
    return replace(
        step,
        line=0,
        values=tuple(replace(one, line=0) for one in step.values),
        answers=tuple(replace(one, line=0) for one in step.answers),
        links=tuple(replace(one, line=0) for one in step.links),
    )
