# SPDX-License-Identifier: MIT
"""A clean library for another company: what goes out, what is left out, and why; functions of a library.

Only what is meant for them leaves: documents of their audience without hidden remarks, without names, and
without links to what they lack. What seems to hold personal data stays here and is named.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

from kbdesk import library, markdown
from kbdesk.desk.partner_pictures import bare_picture
from kbdesk.desk.partner_text import cleaned, handed_on, parsed, personal, unlinked
from kbdesk.desk.personal import personal_findings
from kbdesk.desk.references import leads_to
from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.library.paths import Places
from kbdesk.model import Document, Finding, Playbook, SourceFile

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

Audience = Literal["partner", "public"]
FOR: dict[Audience, tuple[str, ...]] = {"partner": ("partner", "public"), "public": ("public",)}
"""Which documents each of them may read."""

Progress = Callable[[int, int], None]
"""Told after some files: (looked at, all)."""
_STEP = 25
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//|\\\\")
_INSIDE = re.compile(r"(?i)(?:^|\.)(?:local|localhost|internal|intranet|intern|corp|lan|home|private)$")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What an export holds, before anything is written."""

    audience: Audience
    name: str
    """What our library is called."""
    files: tuple[tuple[str, bytes], ...]
    """(path, bytes), by path."""
    left_out: tuple[tuple[str, str], ...] = ()
    """Documents that were meant for them and stay here, as (path, why)."""
    others: int = 0
    """How many documents are not meant for them."""
    unlinked: int = 0
    """How many links to what they lack became a sentence."""
    handed_on: int = 0
    """How many answers into playbooks that they lack hand over instead."""
    pictures: int = 0

    @property
    def documents(self) -> tuple[str, ...]:
        """The paths of its articles and playbooks."""
        return tuple(path for path, _ in self.files if library.is_article_path(path))


@dataclass(frozen=True, slots=True)
class Exported:
    """What was done in their folder."""

    folder: str
    outgoing: Outgoing
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    """Files of theirs, or changed by them, that were not touched, as (path, why)."""
    findings: tuple[Finding, ...] = ()
    """What the checker found in the result."""
    version: str = ""
    """The id of the version that was saved in their repository; "" if their folder is none."""
    notice: str = ""


@dataclass
class _Collected:
    """Documents on their way out, by path."""

    documents: dict[str, Document] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    others: int = 0

    def leave(self, path: str, why: str) -> None:
        self.left_out[path] = why
        self.documents.pop(path, None)
        self.texts.pop(path, None)


def outgoing(
    desk: Desk,
    audience: Audience,
    *,
    owner: str | None = "",
    synonyms: bool = False,
    progress: Progress = lambda *_: None,
) -> Outgoing:
    """What goes out to a partner; nothing is written.

    Args:
        desk: the open library.
        audience: for whom.
        owner: stands in place of each owner's name; "": the library's name; None: the names stay.
        synonyms: whether the list of synonyms goes along, which says of itself nothing of an audience.
        progress: told from time to time.
    """
    name = name_of(desk)
    found = _chosen(desk, FOR[audience], name if owner == "" else owner, progress)
    links = _Links(desk, found)
    made, counts = links.texts()
    files = {path: _bytes(desk, found.documents[path].source, text) for path, text in made.items()}
    files |= links.pictures
    if synonyms:
        _add_synonyms(desk, files, found)
    return Outgoing(
        audience,
        name,
        tuple(sorted(files.items())),
        tuple(sorted(found.left_out.items())),
        found.others,
        *counts,
        pictures=len(links.pictures),
    )


def name_of(desk: Desk) -> str:
    """What our library is called among those who share it: on every computer the same, if it is shared."""
    shared = desk.info.remote_url.rstrip("/").removesuffix(".git").rpartition("/")[2].rpartition(":")[2]
    return shared or desk.info.name


def _chosen(desk: Desk, wanted: tuple[str, ...], owner: str | None, progress: Progress) -> _Collected:
    """The documents that are meant for them, with names and remarks taken out."""
    found = _Collected()
    entries = library.list_files(desk.root)
    for number, entry in enumerate(entries, 1):
        if number % _STEP == 0:
            progress(number, len(entries))
        document = _meant(desk, entry.path)
        if document is None or document.meta.audience not in wanted:
            found.others += 1
            continue
        why = _unfit(document)
        text = ""
        if not why:
            try:
                text = cleaned(document, owner)
                why = personal(document, text)
            except KbError as error:
                why = error.message
        if why:
            found.leave(entry.path, why)
        else:
            found.documents[entry.path], found.texts[entry.path] = document, text
    progress(len(entries), len(entries))
    return found


def _meant(desk: Desk, path: str) -> Document | None:
    """The document at a path if it says for whom it is; most do not, and are not read in full."""
    try:
        data = (desk.root / path).read_bytes()
    except OSError:
        return None
    if b"audience" not in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    return markdown.parse(library.read_file(desk.root, path, markdown.decode))


def _unfit(document: Document) -> str:
    """Why a document that is meant for them cannot leave as it stands; "" if it can."""
    if document.source.problem:
        return document.source.problem
    for problem in document.problems:
        if problem.line <= document.body_line:  # of its front matter, or of the file as a whole
            return problem.message
    if document.meta.confidence == "draft":
        return tr("it is a draft")
    return ""


def _bytes(desk: Desk, source: SourceFile, text: str) -> bytes:
    """The bytes of a text: those of the file if nothing was changed, else UTF-8."""
    if text == source.text:
        data = (desk.root / source.path).read_bytes()
        if library.blob_id(data) == source.blob:
            return data
    return text.encode("utf-8", "replace")


def _add_synonyms(desk: Desk, files: dict[str, bytes], found: _Collected) -> None:
    source = library.read_file(desk.root, library.SYNONYMS_FILE, markdown.decode)
    if source.problem or not source.text:
        return
    why = personal(markdown.parse(source), source.text)
    if why:
        found.leave(source.path, why)
    else:
        files[source.path] = source.text.encode("utf-8", "replace")


class _Links:
    """Rewrites the links of the documents that go out; what they lead to decides.

    Args:
        desk: the open library.
        found: the documents; one whose links cannot be changed is left out, too.
    """

    def __init__(self, desk: Desk, found: _Collected) -> None:
        self._desk, self._found = desk, found
        self._places = Places(desk.root)
        self._all_pictures: dict[str, bytes] = {}
        self.pictures: dict[str, bytes] = {}

    def texts(self) -> tuple[dict[str, str], tuple[int, int]]:
        """The texts by path, and how many links became a sentence and how many answers hand over."""
        while True:  # what is left out for its links may be linked to, so the rest is done again
            self.pictures = {}
            made: dict[str, str] = {}
            unlinked_count = handed_count = 0
            failed: dict[str, str] = {}
            for path, text in self._found.texts.items():
                try:
                    made[path], links, answers = self._rewritten(self._found.documents[path], text)
                    unlinked_count += links
                    handed_count += answers
                except KbError as error:
                    failed[path] = error.message
            if not failed:
                return made, (unlinked_count, handed_count)
            for path, why in failed.items():
                self._found.leave(path, why)

    def _rewritten(self, document: Document, text: str) -> tuple[str, int, int]:
        path, answers, known = document.path, 0, self._found.documents
        if isinstance(document, Playbook):
            text, answers = handed_on(document, text, lambda other: other not in known)
        superseded = document.meta.superseded_by
        if superseded and self._leads(path, superseded) not in known:
            text = markdown.with_field(text, "superseded_by", None)

        def gone(target: str, image: bool) -> bool:
            return self._is_gone(path, target, image)

        text, links = unlinked(document, text, gone)
        after = parsed(document.source, text)
        if after.meta.audience != document.meta.audience or after.title != document.title:
            raise KbError(tr("its front matter cannot be changed for certain"))
        return text, links, answers

    def _leads(self, path: str, target: str) -> str:
        return leads_to(self._desk.root, path, target)[0]

    def _is_gone(self, path: str, target: str, image: bool) -> bool:
        """Whether a target, as it stands in a file, leads to what they lack or cannot reach."""
        if target.startswith("#") or not target:
            return False
        if _SCHEME.match(target):
            return image or not _is_outside(target)
        if not target.partition("#")[0].partition("?")[0]:
            return False
        place = self._places.resolve(path, unquote(target)) or ""
        if image:
            return not place or not self._take_picture(place)
        return place not in self._found.documents

    def _take_picture(self, place: str) -> bool:
        if place not in self._all_pictures:
            data = library.read_picture(self._desk.root, place)
            self._all_pictures[place] = bare_picture(data) if data is not None else b""
        data = self._all_pictures[place]
        if data:
            self.pictures[place] = data
        return bool(data)


def _is_outside(target: str) -> bool:
    """Whether an address is one that anybody can reach, and no person's mail address."""
    try:
        parts = urlsplit(target)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    if parts.scheme.lower() == "mailto":
        return not personal_findings(markdown.parse(SourceFile("mail.md", "", unquote(parts.path))))
    if parts.scheme.lower() not in ("http", "https") or not host:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not _INSIDE.search(host)


def told(made: Outgoing) -> Iterator[str]:
    """What goes out and what stays, in sentences."""
    books = sum(1 for path in made.documents if markdown.is_playbook_path(path))
    articles = len(made.documents) - books
    parts = {
        "articles": trn("{n:,} article", "{n:,} articles", articles),
        "playbooks": trn("{n:,} playbook", "{n:,} playbooks", books),
        "pictures": trn("{n:,} picture", "{n:,} pictures", made.pictures),
    }
    if made.audience == "partner":
        yield tr("{articles}, {playbooks} and {pictures} for partners.", **parts)
    else:
        yield tr("{articles}, {playbooks} and {pictures} for everybody.", **parts)
    if made.others:
        yield trn(
            "{n:,} document of ours is not meant for them.",
            "{n:,} documents of ours are not meant for them.",
            made.others,
        )
    if made.unlinked:
        yield trn(
            "{n:,} link to what they lack became a sentence.",
            "{n:,} links to what they lack became a sentence.",
            made.unlinked,
        )
    if made.handed_on:
        yield trn(
            "{n:,} answer into playbooks that they lack: the case is handed over.",
            "{n:,} answers into playbooks that they lack: the case is handed over.",
            made.handed_on,
        )
