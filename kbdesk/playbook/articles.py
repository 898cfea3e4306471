# SPDX-License-Identifier: MIT
"""Checking an article: what it says of itself, and where its links lead.

A file without front matter is a foreign one: nothing that only front matter could hold is asked of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kbdesk.model import Article, Document, Finding, Problem, Severity, SourceFile
from kbdesk.playbook.links import Anchors, Resolve, check_links

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AUDIENCES = ("internal", "partner", "public")
"""Narrowest first (KCS v6, audience)."""


def check_article(
    article: Article,
    anchors: Anchors,
    resolve: Resolve,
    today: str,
    *,
    same_title: Callable[[str], tuple[str, ...]] | None = None,
    audience: Callable[[str], str | None] | None = None,
) -> tuple[Finding, ...]:
    """The findings about an article, by line.

    Args:
        article: what to check.
        anchors: gives the anchors of another document, None if there is none.
        resolve: gives the library path of a link's target as written in a file, None if it leads nowhere.
        today: the day as ``YYYY-MM-DD``.
        same_title: gives the paths of all documents with a title; left out, repeated titles are not found.
        audience: gives the audience of another document; left out, audiences are not compared.
    """
    found = list(file_findings(article))
    if not article.source.problem:
        found += _title(article, same_title)
        found += _state(article, today)
        found += _successor(article, resolve)
        found += check_links(article, article.links, anchors, resolve)
        found += _audiences(article, resolve, audience)
    return tuple(sorted(found, key=lambda finding: (finding.line, finding.code)))


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


def _finding(article: Article, key: str, code: str, severity: Severity, message: str) -> Finding:
    """A finding at the line of a front-matter key."""
    return Finding(article.path, _line_of(article, key), code, severity, message)


def _line_of(document: Document, key: str) -> int:
    """The line of a key in the front matter; 1 if it is not there."""
    front = document.source.text.splitlines()[: max(document.body_line - 1, 0)]
    return next((n for n, line in enumerate(front, 1) if re.match(rf"{key}\s*:", line)), 1)


def _has_front_matter(article: Article) -> bool:
    """Whether the file says something of itself."""
    return article.body_line > 1


def _title(article: Article, same_title: Callable[[str], tuple[str, ...]] | None) -> list[Finding]:
    named = article.meta.title or any(heading.level == 1 for heading in article.headings)
    if not named:
        if not _has_front_matter(article):
            return []
        message = "The article has no title: add “title:” to its front matter, or a “# ” heading."
        return [_finding(article, "title", "KB201", "warning", message)]
    twins = [path for path in (same_title(article.title) if same_title else ()) if path != article.path]
    if not twins:
        return []
    message = f"{twins[0]} has the title “{article.title}” too: give each a title that tells them apart."
    return [_finding(article, "title", "KB202", "warning", message)]


def _state(article: Article, today: str) -> list[Finding]:
    """What the article's confidence and review dates demand."""
    meta, found = article.meta, []
    if meta.confidence == "validated" and not (meta.owner and meta.reviewed):
        missing = " and ".join(key for key in ("owner", "reviewed") if not getattr(meta, key))
        message = f"Validated, but “{missing}” is missing: add it, or set the confidence to not-validated."
        found.append(_finding(article, "confidence", "KB210", "warning", message))
    over = bool(_ISO_DATE.fullmatch(meta.review_by)) and meta.review_by < today[:10]
    if over and meta.confidence != "archived":
        message = (
            f"It was to be reviewed by {meta.review_by}: read it again and set a new date, or archive it."
        )
        found.append(_finding(article, "review_by", "KB211", "warning", message))
    if meta.confidence == "archived" and not meta.superseded_by:
        message = "Archived without a successor: name the article that replaces it in “superseded_by”."
        found.append(_finding(article, "confidence", "KB212", "warning", message))
    return found


def _successor(article: Article, resolve: Resolve) -> list[Finding]:
    target = article.meta.superseded_by.partition("#")[0]
    if not target or re.match(r"https?:", target, re.IGNORECASE):
        return []
    path = resolve(article.path, target)
    if path is not None and path != article.path:
        return []
    said = "is this article itself" if path else "does not exist"
    message = f"The successor “{target}” {said}: correct “superseded_by”."
    return [_finding(article, "superseded_by", "KB213", "error", message)]


def _audiences(
    article: Article, resolve: Resolve, audience: Callable[[str], str | None] | None
) -> list[Finding]:
    """Links from an article that more people may read to one that fewer may."""
    if audience is None or article.meta.audience not in _AUDIENCES:
        return []
    found = []
    for link in article.links:
        target = link.target.partition("#")[0].partition("?")[0]
        if link.image or not target or ":" in target or target.startswith(("/", "~", "\\")):
            continue
        path = resolve(article.path, target)
        other = audience(path) if path else None
        if other in _AUDIENCES and _AUDIENCES.index(other) < _AUDIENCES.index(article.meta.audience):
            mine = article.meta.audience
            message = f"This article is {mine}, but “{target}” is {other}: its readers cannot open it."
            found.append(Finding(article.path, link.line, "KB214", "warning", message))
    return found
