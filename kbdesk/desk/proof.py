# SPDX-License-Identifier: MIT
"""Checking documents against each other: the lookups that the checker needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kbdesk import library, playbook
from kbdesk.errors import KbError
from kbdesk.model import Document, Finding, Playbook


def check_documents(
    root: Path, paths: tuple[str, ...], read: Callable[[str], Document], today: str
) -> tuple[Finding, ...]:
    """The findings of these documents, sorted by path and line.

    Raises:
        KbError: if a path is not in the library.
    """
    anchors_of: dict[str, frozenset[str] | None] = {}

    def anchors(path: str) -> frozenset[str] | None:
        if path not in anchors_of:
            document = _try_read(read, path)
            anchors_of[path] = frozenset(h.anchor for h in document.headings) if document else None
        return anchors_of[path]

    def others(path: str) -> Playbook | None:
        document = _try_read(read, path)
        return document if isinstance(document, Playbook) else None

    def resolve(from_path: str, target: str) -> str | None:
        return library.resolve(root, from_path, target)

    findings: list[Finding] = []
    for path in paths:
        document = read(path)
        if isinstance(document, Playbook):
            findings.extend(playbook.check_playbook(document, anchors, others, resolve=resolve))
        else:
            findings.extend(playbook.check_article(document, anchors, resolve, today))
    return tuple(sorted(findings, key=lambda f: (f.path, f.line, f.code)))


def _try_read(read: Callable[[str], Document], path: str) -> Document | None:
    try:
        return read(path) if path.endswith(".md") else None
    except KbError:
        return None
