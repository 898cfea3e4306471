# SPDX-License-Identifier: MIT
"""Checking documents against each other: the lookups that the checker needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kbdesk import library, markdown, playbook
from kbdesk.errors import KbError
from kbdesk.library.paths import Places
from kbdesk.model import Document, Finding, Meta, Playbook


def check_documents(
    root: Path, paths: tuple[str, ...], read: Callable[[str], Document], today: str
) -> tuple[Finding, ...]:
    """The findings of these documents, sorted by path and line.

    Raises:
        KbError: if a path is not in the library.
    """
    documents = [read(path) for path in paths if path != library.SYNONYMS_FILE]
    found = Proof(root, documents, read).findings(today)
    if library.SYNONYMS_FILE in paths:
        found += synonyms_findings(root)
    return in_order(found)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by path, line and code."""
    return tuple(sorted(findings, key=lambda one: (one.path, one.line, one.code)))


def synonyms_findings(root: Path) -> list[Finding]:
    """What is wrong with the library's synonyms; nothing if it has none."""
    if not (root / library.SYNONYMS_FILE).exists():
        return []
    source = library.read_file(root, library.SYNONYMS_FILE, markdown.decode)
    return list(playbook.synonym_findings(source, markdown.read_synonyms(source.text)[1]))


@dataclass(frozen=True, slots=True)
class Known:
    """What others ask of a document, without its text; small enough to be sent to another process."""

    title: str
    audience: str
    superseded_by: str
    anchors: tuple[str, ...]
    enters: tuple[tuple[str, str], ...] = ()
    """Where its answers go on in other playbooks: (path, anchor), "" for the first step."""

    @classmethod
    def of(cls, document: Document) -> Known:
        """What others ask of this document."""
        meta = document.meta
        enters: dict[tuple[str, str], None] = {}
        if isinstance(document, Playbook):
            answers = (answer for step in document.steps for answer in step.answers if answer.playbook)
            enters = dict.fromkeys((answer.playbook, answer.anchor) for answer in answers)
        anchors = tuple(heading.anchor for heading in document.headings)
        return cls(document.title, meta.audience, meta.superseded_by, anchors, tuple(enters))


@dataclass
class Proof:
    """Documents that are checked together, and what the checker may ask of the rest of the library.

    Args:
        root: the library's folder.
        documents: what is checked.
        read: gives any other document of the library.
        known: what another process read; its documents are not read again for what is told there.
        whole: whether ``documents`` and ``known`` are the library as a whole.
    """

    root: Path
    documents: Iterable[Document]
    read: Callable[[str], Document]
    known: Mapping[str, Known] = field(default_factory=dict)
    whole: bool = False

    def __post_init__(self) -> None:
        self._checked = {document.path: document for document in self.documents}
        self._places = Places(self.root)
        self._anchors: dict[str, frozenset[str] | None] = {}
        self._entered: dict[str, set[str]] | None = None
        self._titles: dict[str, list[str]] = {}
        for path, document in self._checked.items():
            self._titles.setdefault(document.title, []).append(path)
        for path, other in self.known.items():
            self._titles.setdefault(other.title, []).append(path)
        for paths in self._titles.values():
            paths.sort()

    def findings(self, today: str) -> list[Finding]:
        """What is wrong with the documents on this day (``YYYY-MM-DD``)."""
        return [finding for document in self._checked.values() for finding in self.of(document, today)]

    def of(self, document: Document, today: str) -> tuple[Finding, ...]:
        """What is wrong with one of the documents."""
        others = self.others()
        if not isinstance(document, Playbook):
            return playbook.check_article(document, self.anchors, self.resolve, today, library=others)
        return playbook.check_playbook(
            document, self.anchors, self.other, resolve=self.resolve, today=today, library=others
        )

    def others(self) -> playbook.Library:
        """What documents say of themselves."""
        return playbook.Library(self.same_title, self.meta, self.entered)

    def anchors(self, path: str) -> frozenset[str] | None:
        """The anchors of a document; None if there is none."""
        if path not in self._anchors:
            known = self._known(path)
            self._anchors[path] = frozenset(known.anchors) if known else None
        return self._anchors[path]

    def other(self, path: str) -> Playbook | None:
        """Another playbook; None if there is none."""
        document = self._document(path)
        return document if isinstance(document, Playbook) else None

    def meta(self, path: str) -> Meta | None:
        """What a document says of its audience and successor; None if there is none."""
        known = self._known(path)
        return Meta(audience=known.audience, superseded_by=known.superseded_by) if known else None

    def resolve(self, from_path: str, target: str) -> str | None:
        """The library path of a link's target; None if it leads nowhere."""
        return self._places.resolve(from_path, target)

    def same_title(self, title: str) -> tuple[str, ...]:
        """The paths of the checked documents with this title."""
        return tuple(self._titles.get(title, ()))

    def entered(self, path: str) -> set[str]:
        """The anchors of the steps of a playbook at which others of the library go on."""
        if not self.whole:
            return {anchor for at, anchor in self._entering(path) if at == path}
        if self._entered is None:
            self._entered = {}
            for known in (*map(Known.of, self._checked.values()), *self.known.values()):
                for at, anchor in known.enters:
                    self._entered.setdefault(at, set()).add(anchor)
        return self._entered.get(path, set())

    def _entering(self, path: str) -> Iterable[tuple[str, str]]:
        """Where the playbooks go on that may go on in this one: those that name its file."""
        name = PurePosixPath(path).stem
        for entry in library.list_files(self.root):
            if entry.path == path or not markdown.is_playbook_path(entry.path):
                continue
            try:
                told = not name.isascii() or name.encode() in (self.root / entry.path).read_bytes()
            except OSError:
                continue
            other = self.other(entry.path) if told else None
            yield from Known.of(other).enters if other else ()

    def _known(self, path: str) -> Known | None:
        if path in self.known:
            return self.known[path]
        document = self._document(path)
        return Known.of(document) if document else None

    def _document(self, path: str) -> Document | None:
        if path in self._checked:
            return self._checked[path]
        try:
            return self.read(path) if path.endswith(".md") else None
        except KbError:
            return None
