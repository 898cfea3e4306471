# SPDX-License-Identifier: MIT
"""Checking an article: what it says of itself, and where its links lead.

A file without front matter is a foreign one: nothing that only front matter could hold is asked of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from kbdesk.language import tr
from kbdesk.model import Article, Document, Finding, Meta, Problem, Severity, SourceFile
from kbdesk.playbook.links import Anchors, Resolve, check_links

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AUDIENCES = ("internal", "partner", "public")
"""Narrowest first (KCS v6, audience)."""


@dataclass(frozen=True, slots=True)
class Library:
    """What the checker may ask of other documents; each gives None or () for what it does not know."""

    same_title: Callable[[str], tuple[str, ...]] = lambda _: ()
    """The paths of all documents with a title."""
    meta: Callable[[str], Meta | None] = lambda _: None
    """What the document at a path says of itself."""
    entered: Callable[[str], Collection[str]] = lambda _: ()
    """The anchors of the steps of a playbook at which others go on in it."""


def check_article(
    article: Article,
    anchors: Anchors,
    resolve: Resolve,
    today: str,
    *,
    library: Library | None = None,
) -> tuple[Finding, ...]:
    """The findings about an article, by line.

    Args:
        article: what to check.
        anchors: gives the anchors of another document, None if there is none.
        resolve: gives the library path of a link's target as written in a file, None if it leads nowhere.
        today: the day as ``YYYY-MM-DD``.
        library: what other documents say of themselves; left out, documents are not compared.
    """
    found = list(file_findings(article))
    if not article.source.problem:
        found += told_of_itself(article, resolve, today, library)
        found += check_links(article, article.links, anchors, resolve)
    return tuple(sorted(found, key=lambda finding: (finding.line, finding.code)))


def told_of_itself(
    document: Document, resolve: Resolve, today: str, library: Library | None
) -> list[Finding]:
    """The findings about what a document's front matter says: title, state, successor, audience."""
    known = library or Library()
    return [
        *_title(document, known),
        *_state(document, today),
        *_successor(document, resolve, known),
        *_audiences(document, resolve, known),
    ]


def file_findings(document: Document) -> tuple[Finding, ...]:
    """What was found while the file was read: that it could not be, or which part was not understood."""
    source = document.source
    unread = (Finding(source.path, 1, "KB001", "error", source.problem),) if source.problem else ()
    return unread + tuple(
        Finding(source.path, problem.line, "KB002", "warning", problem.message)
        for problem in document.problems
        if problem.message != source.problem
    )


def synonym_findings(source: SourceFile, problems: tuple[Problem, ...]) -> tuple[Finding, ...]:
    """What is wrong with ``synonyms.md``: that it could not be read, or which of its lines do not count."""
    unread = (Finding(source.path, 1, "KB001", "error", source.problem),) if source.problem else ()
    return unread + tuple(
        Finding(source.path, problem.line, "KB301", "warning", problem.message) for problem in problems
    )


def line_of(document: Document, key: str) -> int:
    """The line of a key in the front matter; 1 if it is not there."""
    front = document.source.text.splitlines()[: max(document.body_line - 1, 0)]
    return next((n for n, line in enumerate(front, 1) if re.match(rf"{key}\s*:", line)), 1)


def _finding(document: Document, key: str, code: str, severity: Severity, message: str) -> Finding:
    """A finding at the line of a front-matter key."""
    return Finding(document.path, line_of(document, key), code, severity, message)


def _title(document: Document, known: Library) -> list[Finding]:
    named = document.meta.title or any(heading.level == 1 for heading in document.headings)
    if not named:
        if document.body_line == 1:  # it says nothing of itself
            return []
        message = (
            tr("The article has no title: add “title:” to its front matter, or a “# ” heading.")
            if isinstance(document, Article)
            else tr("The playbook has no title: add “title:” to its front matter, or a “# ” heading.")
        )
        return [_finding(document, "title", "KB201", "warning", message)]
    twins = [path for path in known.same_title(document.title) if path != document.path]
    if not twins:
        return []
    message = tr(
        "{path} has the title “{title}” too: give each a title that tells them apart.",
        path=twins[0],
        title=document.title,
    )
    return [_finding(document, "title", "KB202", "warning", message)]


def _state(document: Document, today: str) -> list[Finding]:
    """What the document's confidence and review dates demand."""
    meta, found = document.meta, []
    if meta.confidence == "validated" and not (meta.owner and meta.reviewed):
        if meta.owner or meta.reviewed:
            message = tr(
                "Validated, but “{field}” is missing: add it, or set the confidence to not-validated.",
                field="reviewed" if meta.owner else "owner",
            )
        else:
            message = tr(
                "Validated, but “owner and reviewed” is missing: "
                "add it, or set the confidence to not-validated."
            )
        found.append(_finding(document, "confidence", "KB210", "warning", message))
    over = bool(_ISO_DATE.fullmatch(meta.review_by)) and meta.review_by < today[:10]
    if over and meta.confidence != "archived":
        message = tr(
            "It was to be reviewed by {date}: read it again and set a new date, or archive it.",
            date=meta.review_by,
        )
        found.append(_finding(document, "review_by", "KB211", "warning", message))
    if meta.confidence == "archived" and not meta.superseded_by:
        message = (
            tr("Archived without a successor: name the article that replaces it in “superseded_by”.")
            if isinstance(document, Article)
            else tr("Archived without a successor: name the playbook that replaces it in “superseded_by”.")
        )
        found.append(_finding(document, "confidence", "KB212", "warning", message))
    return found


def _successor(document: Document, resolve: Resolve, known: Library) -> list[Finding]:
    """A successor must exist, be another one, and be the last of its line."""
    target = document.meta.superseded_by.partition("#")[0]
    if not target or _is_web(target):
        return []
    path = resolve(document.path, target)
    if path is None or path == document.path:
        return [_finding(document, "superseded_by", "KB213", "error", _no_successor(document, target, path))]
    line = successors(document, resolve, known)
    if document.path in line:
        circle = " → ".join((document.path, *line))
        message = tr("The successors lead round in a circle: {paths}. Break it.", paths=circle)
        return [_finding(document, "superseded_by", "KB215", "error", message)]
    if len(line) > 1 and line[-1] not in line[:-1]:
        message = tr(
            "The successor “{target}” was replaced itself: name {path}, which is the last in line.",
            target=target,
            path=line[-1],
        )
        return [_finding(document, "superseded_by", "KB216", "advice", message)]
    return []


def _no_successor(document: Document, target: str, path: str | None) -> str:
    if not path:
        return tr("The successor “{target}” does not exist: correct “superseded_by”.", target=target)
    if isinstance(document, Article):
        return tr("The successor “{target}” is this article itself: correct “superseded_by”.", target=target)
    return tr("The successor “{target}” is this playbook itself: correct “superseded_by”.", target=target)


def successors(document: Document, resolve: Resolve, known: Library) -> tuple[str, ...]:
    """The paths of what replaces a document, then what replaces that one; the last may be in it twice."""
    line: list[str] = []
    here = document.path
    meta: Meta | None = document.meta
    while meta is not None and meta.superseded_by and not _is_web(meta.superseded_by):
        path = resolve(here, meta.superseded_by.partition("#")[0])
        if path is None:
            break
        line.append(path)
        if path == document.path or path in line[:-1]:
            break
        here, meta = path, known.meta(path) if path.endswith(".md") else None
    return tuple(line)


def _is_web(target: str) -> bool:
    return re.match(r"https?:", target, re.IGNORECASE) is not None


def _audiences(document: Document, resolve: Resolve, known: Library) -> list[Finding]:
    """Links from a document that more people may read to one that fewer may."""
    mine = document.meta.audience
    if mine not in _AUDIENCES[1:]:
        return []
    found = []
    for link in document.links:
        target = link.target.partition("#")[0].partition("?")[0]
        if link.image or not target or ":" in target or target.startswith(("/", "~", "\\")):
            continue
        path = resolve(document.path, target)
        meta = known.meta(path) if path else None
        if meta and meta.audience in _AUDIENCES[: _AUDIENCES.index(mine)]:
            message = _narrower(document, target, meta.audience)
            found.append(Finding(document.path, link.line, "KB214", "warning", message))
    return found


def _narrower(document: Document, target: str, theirs: str) -> str:
    """That a link leads to what fewer people may read; audiences are named as the front matter has them."""
    said = {"mine": document.meta.audience, "target": target, "theirs": theirs}
    if isinstance(document, Article):
        return tr("This article is {mine}, but “{target}” is {theirs}: its readers cannot open it.", **said)
    return tr("This playbook is {mine}, but “{target}” is {theirs}: its readers cannot open it.", **said)
