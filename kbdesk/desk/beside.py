# SPDX-License-Identifier: MIT
"""What stands beside the text while it is written: findings, neighbours, link targets, preview, spelling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from kbdesk import library, markdown
from kbdesk.desk.dictionary import Dictionary
from kbdesk.desk.personal import personal_findings
from kbdesk.desk.proof import check_documents
from kbdesk.model import Document, Finding, Heading, Hit, Page, SourceFile

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

SIMILAR = 5


@dataclass(frozen=True, slots=True)
class Target:
    """A document that a link may lead to."""

    path: str
    title: str


@dataclass
class Beside:
    """What a text that is not saved yet can be shown with. Searching it goes by the rules of the lanes."""

    desk: Desk
    _titles: dict[str, tuple[tuple[int, int], str]] = field(default_factory=dict)

    def document(self, path: str, text: str) -> Document:
        """The text as the document that it would be at a path."""
        return _parsed(path, text)

    def preview(self, path: str, text: str) -> Page:
        """The text as the reading pane would show it."""
        return self.desk.reader.page(self.document(path, text), self.desk.revision(path))

    def findings(self, path: str, text: str) -> tuple[Finding, ...]:
        """What the checker says of the text, and where it holds personal data; by line.

        Of other documents only those are read that the text links to.
        """
        mine = self.document(path, text)

        def read(other: str) -> Document:
            return mine if other == path else self.desk.read(other)

        today = self.desk.clock().date().isoformat()
        found = (*check_documents(self.desk.root, (path,), read, today), *personal_findings(mine))
        return tuple(sorted(found, key=lambda one: (one.line, one.code)))

    def similar(self, title: str, path: str = "") -> tuple[Hit, ...]:
        """The five documents nearest to a title that is being typed, the one at ``path`` left out."""
        if not title.strip():
            return ()
        hits = self.desk.lookup.similar(title, SIMILAR + 1)
        return tuple(hit for hit in hits if hit.path != path)[:SIMILAR]

    def targets(self) -> tuple[Target, ...]:
        """All documents of the library with their titles, by path; those that did not change are known."""
        known, titles = self._titles, {}
        for entry in library.list_files(self.desk.root):
            stamp = (entry.mtime_ns, entry.size_bytes)
            held = known.get(entry.path)
            if held is None or held[0] != stamp:
                text = library.read_file(self.desk.root, entry.path, markdown.decode).text
                held = (stamp, markdown.title_of(entry.path, text))
            titles[entry.path] = held
        self._titles = titles
        return tuple(Target(path, title) for path, (_, title) in titles.items())

    def headings(self, path: str, text: str | None = None) -> tuple[Heading, ...]:
        """The headings and steps of a document, or of the text that is being written for it.

        Raises:
            KbError: there is no such file.
        """
        return (self.desk.read(path) if text is None else self.document(path, text)).headings

    def link(self, from_path: str, to_path: str, anchor: str = "") -> str:
        """How a file writes the target of a link to another one, or to a heading."""
        return markdown.link_target(from_path, to_path, anchor)

    @cached_property
    def dictionary(self) -> Dictionary:
        """Which words are right; it goes by the lane that searches."""
        return Dictionary(self.desk.home.data / "words.txt", self._vocabulary)

    def _vocabulary(self) -> Iterator[str]:
        """Titles, products and tags of the library: their words are right."""
        yield from (target.title for target in self.targets())
        for facet in ("product", "tag"):
            yield from self.desk.lookup.values(facet)

    @staticmethod
    def fields(text: str) -> tuple[markdown.Field, ...]:
        """The front matter as fields of a form.

        Raises:
            KbError: it is broken, so that only the text can be edited.
        """
        return markdown.fields(text)

    @staticmethod
    def with_field(text: str, name: str, value: str | tuple[str, ...] | None) -> str:
        """The text with one field set, or taken out (None); no other byte changes.

        Raises:
            KbError: only the text can say it.
        """
        return markdown.with_field(text, name, value)

    @staticmethod
    def with_words(text: str, says: tuple[str, ...], errors: tuple[str, ...] = ()) -> str:
        """The text with customers' words and exact errors among its own; what it has already is left out.

        Raises:
            KbError: its front matter cannot be changed in the form.
        """
        for name, new in (("says", says), ("errors", errors)):
            value = next((one.value for one in markdown.fields(text) if one.name == name), ())
            held = {one.casefold(): one for one in ((value,) if isinstance(value, str) else value)}
            for line in filter(None, (" ".join(line.split()) for line in new)):
                held.setdefault(line.casefold(), line)
            if new:
                text = markdown.with_field(text, name, tuple(held.values()))
        return text


@lru_cache(maxsize=4)
def _parsed(path: str, text: str) -> Document:
    """The document of a text; the same text is asked for again and again: shown, checked, saved."""
    return markdown.parse(SourceFile(path, "", text, size_bytes=len(text)))
