# SPDX-License-Identifier: MIT
"""Links to places in a library: ``kbdesk://open/PATH?library=NAME&id=MARK#ANCHOR``; and where they lead here.

A link says where to go and nothing else: what it holds is compared with what this computer knows, never run.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, unquote, urlsplit

from kbdesk import library
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library import write_atomic
from kbdesk.library.renamed import name_now
from kbdesk.model import LibraryInfo, Playbook

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.home import Home

SCHEME = "kbdesk://open/"
MOST_CHARS = 2_048
PLACES = "places.json"
MOST_PLACES = 200
_MARK = re.compile(r"[0-9a-f]{12}")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\\:*?"<>|]')
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Link:
    """A place in a library.

    Args:
        path: an article or playbook.
        anchor: a heading or step of it; "" for its beginning.
        library: what its library is called, for people.
        mark: what its library is known by, see ``mark_of``; "" if the link does not say.
    """

    path: str
    anchor: str = ""
    library: str = ""
    mark: str = ""

    @property
    def text(self) -> str:
        """The link as it is copied."""
        known = (("library", self.library), ("id", self.mark))
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in known if value)
        end = f"#{quote(self.anchor, safe='')}" if self.anchor else ""
        return f"{SCHEME}{quote(self.path)}{'?' if query else ''}{query}{end}"


@dataclass(frozen=True, slots=True)
class Led:
    """Where a link leads on this computer.

    ``here``: to ``path`` in the library with the ``badge``. ``elsewhere``: into the library in the folder
    ``root``, which is not open. ``unknown``: into a library that was never opened on this computer.
    """

    to: Literal["here", "elsewhere", "unknown"]
    link: Link
    path: str = ""
    anchor: str = ""
    badge: str = ""
    root: str = ""
    notice: str = ""
    """What is not as the link says, as a sentence; "" if all is."""


def parse_link(text: str) -> Link:
    """The place that a link names.

    Raises:
        KbError: it is not exactly such a link.
    """
    text = text.strip()
    if len(text) > MOST_CHARS or not text.startswith(SCHEME) or _ESCAPE.search(text):
        raise _wrong(text)
    try:
        parts = urlsplit(text)
        path, anchor = _decoded(parts.path.removeprefix("/")), _decoded(parts.fragment)
        pairs = [part.partition("=") for part in parts.query.split("&") if part]
        known = {name: _decoded(value) for name, _, value in pairs}
    except (ValueError, UnicodeError) as error:
        raise _wrong(text) from error
    if len(known) != len(pairs) or not known.keys() <= {"library", "id"}:
        raise _wrong(text)
    name, mark = known.get("library", ""), known.get("id", "")
    if not _is_path(path) or (mark and not _MARK.fullmatch(mark)):
        raise _wrong(text)
    if _FORBIDDEN.search(name) or len(name) > 100 or not anchor.isprintable() or len(anchor) > 300:
        raise _wrong(text)
    return Link(path, anchor, name, mark)


def _decoded(text: str) -> str:
    return unquote(text, errors="strict")


def _is_path(path: str) -> bool:
    """Whether this can only be a Markdown file inside a library."""
    parts = path.split("/")
    return (
        path.endswith(".md")
        and not _FORBIDDEN.search(path)
        and all(part and not part.startswith(".") and part == part.strip() for part in parts)
    )


def _wrong(text: str) -> KbError:
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:60])
    return KbError(
        tr("“{link}” is no link of kbdesk, so nothing was opened.", link=shown),
        tr("Copy the link once more."),
    )


def mark_of(info: LibraryInfo) -> str:
    """What a library is known by in links: twelve signs made of its address, else of its folder.

    Copies of one team's library have the same mark; nothing of the address can be read in it.
    """
    address = re.sub(r"^[a-z+]+://|^[^/@]*@", "", info.remote_url.strip().lower())
    address = address.rpartition("@")[2].replace(":", "/").removesuffix("/").removesuffix(".git")
    told = f"address {address}" if address else f"folder {info.root}"
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def link_of(desk: Desk, path: str, anchor: str = "", badge: str = "") -> Link:
    """The link to a place of the open library, or of the one with a badge.

    Raises:
        KbError: there is no such file, or that library is not searched any more.
    """
    there = desk.shelf.desk(badge)
    there.read(path)
    link = Link(path, anchor, _FORBIDDEN.sub(" ", there.info.name)[:100], mark_of(there.info))
    if not _is_path(path) or parse_link(link.text) != link:
        raise KbError(
            tr("No link can lead to {path}.", path=path), tr("Give it a plain name that ends in .md.")
        )
    return link


# --- where a link leads ---


def lead(home: Home, desk: Desk | None, link: Link) -> Led:
    """Where a link leads: the libraries that are searched come first, then those that were opened before."""
    if desk is not None:
        named = [one for one in desk.shelf.desks if one.info.name == link.library or not link.library]
        marked = [one for one in desk.shelf.desks if link.mark and mark_of(one.info) == link.mark]
        for one in marked or ([] if link.mark else named):
            badge = next((name for name in _badges(desk) if desk.shelf.desk(name) is one), "")
            return landing(one, link, badge)
    for mark, root, name in reversed(places(home)):
        wanted = mark == link.mark if link.mark else bool(link.library) and name == link.library
        if wanted and Path(root).is_dir():
            return Led("elsewhere", link, link.path, link.anchor, root=root)
    return Led("unknown", link)


def _badges(desk: Desk) -> tuple[str, ...]:
    return ("", *(one.name for one in desk.shelf.companions if not one.problem))


def landing(desk: Desk, link: Link, badge: str = "") -> Led:
    """Where a link leads in this library; a file that was renamed is followed, a place that is gone told."""
    path, notices = library.resolve(desk.root, "", f"/{quote(link.path)}") or "", []
    if path != link.path:
        path = name_now(desk.info, link.path) or link.path
        if path != link.path:
            notices.append(tr("The file of this link is called {path} now.", path=path))
    anchor = link.anchor
    try:
        document = desk.read(path)
    except KbError:
        document = None  # whoever opens it is told
    if document is not None and anchor and anchor not in _anchors(document):
        anchor = ""
        notices.append(tr("The place that this link leads to is gone; this is the beginning."))
    return Led("here", link, path, anchor, badge, str(desk.root), " ".join(notices))


def _anchors(document: object) -> set[str]:
    headings = {heading.anchor for heading in getattr(document, "headings", ())}
    return headings | ({step.anchor for step in document.steps} if isinstance(document, Playbook) else set())


# --- libraries that were opened ---


def places(home: Home) -> tuple[tuple[str, str, str], ...]:
    """(mark, folder, name) of the libraries that were opened on this computer, the latest last."""
    try:
        known = json.loads((home.data / PLACES).read_bytes())
        return tuple((str(mark), str(root), str(name)) for mark, root, name in known)
    except (OSError, ValueError, TypeError, RecursionError):  # none yet, or somebody edited it
        return ()


def remember(home: Home, info: LibraryInfo) -> None:
    """Remember where a library is, for links into it.

    Raises:
        KbError: it cannot be written.
    """
    here = (mark_of(info), info.root, info.name)
    known = places(home)
    if known and known[-1] == here:
        return
    kept = [*(one for one in known if one[1] != info.root), here][-MOST_PLACES:]
    home.make()
    try:
        write_atomic(home.data / PLACES, f"{json.dumps(kept, ensure_ascii=False, indent=1)}\n".encode())
    except OSError as error:
        raise KbError(
            tr("{path} cannot be written: {reason}.", path=home.data / PLACES, reason=error.strerror)
        ) from error


# --- files given to kbdesk ---


def library_around(file: Path) -> tuple[Path, str] | None:
    """(the library's folder, the path in it) of a Markdown file; None if it stands in none."""
    full = file.resolve()
    if full.suffix.lower() != ".md":
        return None
    for folder in full.parents:
        if any((folder / name).exists() for name in (".git", "kbdesk.toml", "playbooks", "articles")):
            return folder, full.relative_to(folder).as_posix()
    return None
