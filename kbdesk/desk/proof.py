# SPDX-License-Identifier: MIT
"""Checking documents against each other: the lookups that the checker needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kbdesk import library, markdown, playbook
from kbdesk.errors import KbError
from kbdesk.model import Document, Finding, Playbook


def check_documents(
    root: Path, paths: tuple[str, ...], read: Callable[[str], Document], today: str
) -> tuple[Finding, ...]:
    """The findings of these documents, sorted by path and line.

    Raises:
        KbError: if a path is not in the library.
    """
    documents = tuple(path for path in paths if path != library.SYNONYMS_FILE)
    proof = _Proof(root, {path: read(path) for path in documents}, read)
    findings = _synonyms(root) if library.SYNONYMS_FILE in paths else []
    for document in proof.checked.values():
        if isinstance(document, Playbook):
            findings += playbook.check_playbook(document, proof.anchors, proof.other, resolve=proof.resolve)
        else:
            findings += playbook.check_article(
                document,
                proof.anchors,
                proof.resolve,
                today,
                same_title=proof.same_title,
                audience=proof.audience,
            )
    return tuple(sorted(findings, key=lambda f: (f.path, f.line, f.code)))


def _synonyms(root: Path) -> list[Finding]:
    """What is wrong with the library's synonyms; nothing if it has none."""
    if not (root / library.SYNONYMS_FILE).exists():
        return []
    source = library.read_file(root, library.SYNONYMS_FILE, markdown.decode)
    return list(playbook.synonym_findings(source, markdown.read_synonyms(source.text)[1]))


class _Proof:
    """What the checker may ask of the rest of the library."""

    def __init__(self, root: Path, checked: dict[str, Document], read: Callable[[str], Document]) -> None:
        self.checked = checked
        self._root, self._read = root, read
        self._anchors: dict[str, frozenset[str] | None] = {}
        self._titles: dict[str, list[str]] = {}
        for path, document in checked.items():
            self._titles.setdefault(document.title, []).append(path)

    def _document(self, path: str) -> Document | None:
        if path in self.checked:
            return self.checked[path]
        try:
            return self._read(path) if path.endswith(".md") else None
        except KbError:
            return None

    def anchors(self, path: str) -> frozenset[str] | None:
        """The anchors of a document; None if there is none."""
        if path not in self._anchors:
            document = self._document(path)
            self._anchors[path] = frozenset(h.anchor for h in document.headings) if document else None
        return self._anchors[path]

    def other(self, path: str) -> Playbook | None:
        """Another playbook; None if there is none."""
        document = self._document(path)
        return document if isinstance(document, Playbook) else None

    def audience(self, path: str) -> str | None:
        """The audience of a document; None if there is none."""
        document = self._document(path)
        return document.meta.audience if document else None

    def resolve(self, from_path: str, target: str) -> str | None:
        """The library path of a link's target; None if it leads nowhere."""
        return library.resolve(self._root, from_path, target)

    def same_title(self, title: str) -> tuple[str, ...]:
        """The paths of the checked documents with this title."""
        return tuple(self._titles.get(title, ()))
