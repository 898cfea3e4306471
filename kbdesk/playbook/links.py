# SPDX-License-Identifier: MIT
"""Checking links and pictures: where each one leads in the library, without opening anything."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

from kbdesk.language import tr
from kbdesk.model import Document, Finding, Link, Severity

Anchors = Callable[[str], frozenset[str] | None]
"""Gives the heading anchors of the document at a library path; None if there is no such document."""
Resolve = Callable[[str, str], str | None]
"""Gives the library path to which a target leads as written in a file; None if it leads nowhere."""
_Said = tuple[str, Severity, str]
"""Code, severity and sentence of a finding."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BY_HAND = re.compile(r"""\b(?:id|name)\s{0,9}=\s{0,9}["']?([^"'\s>]{1,200})["'\s>]""", re.IGNORECASE)
_ELSEWHERE = ("http:", "https:", "mailto:", "tel:", "sms:", "data:")


def check_links(
    document: Document,
    links: Iterable[Link],
    anchors: Anchors,
    resolve: Resolve,
    *,
    heading_severity: Severity = "warning",
) -> tuple[Finding, ...]:
    """The findings about these links, in their order. Links to the web are not checked."""
    found = (_check(document, link, anchors, resolve, heading_severity) for link in links)
    return tuple(finding for finding in found if finding is not None)


def inside(from_path: str, target: str) -> str | None:
    """The library path that a relative target means as written in ``from_path``; None if it leads out."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(from_path), target))
    return None if path == ".." or path.startswith(("../", "/")) else path


def _check(
    document: Document, link: Link, anchors: Anchors, resolve: Resolve, heading_severity: Severity
) -> Finding | None:
    """What is wrong with one link; None if nothing is."""
    target, _, fragment = link.target.strip().partition("#")
    target = target.partition("?")[0]
    if target.lower().startswith(_ELSEWHERE) or not (target or fragment):
        return None
    found = _outside(document.path, target, link.image)
    if found is None:
        path = resolve(document.path, target) if target else document.path
        if path is None:
            found = _missing(target, link.image)
        elif not link.image and fragment and not _has(document, path, fragment, anchors):
            found = "KB204", heading_severity, _no_heading(fragment, path if target else "")
    return Finding(document.path, link.line, *found) if found else None


def _outside(from_path: str, target: str, is_picture: bool) -> _Said | None:
    """What to say of a target that cannot be looked up in the library; None if it can."""
    if target.startswith(("//", "\\")) or _SCHEME.match(target):
        return "KB208", "advice", _alone(target, is_picture)
    if target.startswith("~"):
        return "KB206", "advice", _rooted(target, is_picture)
    if target and not target.startswith("/") and inside(from_path, target) is None:
        return "KB207", "advice", _out(target, is_picture)
    return None


def _missing(target: str, is_picture: bool) -> _Said | None:
    """What to say of a target that does not exist; folders are let pass, since hosts show them."""
    if target.startswith("/"):
        return "KB206", "advice", _rooted(target, is_picture)
    if target.endswith("/"):
        return None
    if is_picture:
        message = tr("The picture “{target}” does not exist: add it, or correct its path.", target=target)
        return "KB205", "warning", message
    message = tr("The link “{target}” leads to no file: correct its path, or take it out.", target=target)
    return "KB203", "error", message


def _no_heading(anchor: str, path: str) -> str:
    if path:
        return tr(
            "There is no heading “#{anchor}” in {path}: correct the link, or name the file alone.",
            anchor=anchor,
            path=path,
        )
    return tr(
        "There is no heading “#{anchor}” in this file: correct the link, or name the file alone.",
        anchor=anchor,
    )


def _alone(target: str, is_picture: bool) -> str:
    if is_picture:
        return tr("The picture “{target}” opens only in its own program or network.", target=target)
    return tr("The link “{target}” opens only in its own program or network.", target=target)


def _rooted(target: str, is_picture: bool) -> str:
    if is_picture:
        return tr(
            "The picture “{target}” starts at a site's root: write it relative to this file.", target=target
        )
    return tr("The link “{target}” starts at a site's root: write it relative to this file.", target=target)


def _out(target: str, is_picture: bool) -> str:
    if is_picture:
        return tr(
            "The picture “{target}” leads out of the library: copy it in, or link the web.", target=target
        )
    return tr("The link “{target}” leads out of the library: copy it in, or link the web.", target=target)


def _has(document: Document, path: str, fragment: str, anchors: Anchors) -> bool:
    """Whether the document at ``path`` has this anchor; what cannot be known counts as yes."""
    own = path == document.path
    known: Collection[str] | None
    known = {heading.anchor for heading in document.headings} if own else anchors(path)
    # "tab/NAME" is the tab syntax of one publishing system, common in foreign libraries, and no heading.
    if known is None or fragment in known or fragment.lower() in known or fragment.startswith("tab/"):
        return True
    return own and fragment.lower() in _by_hand(document.source.text)


@lru_cache(maxsize=2)
def _by_hand(text: str) -> frozenset[str]:
    """The anchors that a text makes with HTML, in lower case; a thousand links ask for the same ones."""
    return frozenset(found[1].lower() for found in _BY_HAND.finditer(text))
