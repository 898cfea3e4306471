# SPDX-License-Identifier: MIT
"""Which files of a library refer to a file, and what they say when that one moves."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from kbdesk import library, markdown
from kbdesk.language import tr
from kbdesk.markdown import Relinked
from kbdesk.model import Change, SourceFile

Leads = Callable[[str, str], "tuple[str, str] | None"]
"""Gives, for a library path and an anchor, the path and anchor that a link to it gets; None if it stays."""

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")
_INDEXES = ("readme", "index")
_PLAIN = re.compile(rb"[a-z0-9 ._-]*")
"""A name that nobody writes with entities (``&eacute;``)."""
_TO_FOLDER = re.compile(rb"\]\(\s*<?[./]*[)#>\s]|\]:\s*<?[./]+[#>\s]")
_ENDS_AT = re.compile(r"(\s#\s*ends at:\s*#?)([^\s#]+(?:#[^\s#]+)?)(?=[ \t]*\r?$)", re.MULTILINE)


@dataclass
class Rewriting:
    """Files with links that lead elsewhere, as changes that a save can make."""

    root: Path
    changes: list[Change] = field(default_factory=list)
    links: list[tuple[str, int, str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def file(self, source: SourceFile, leads: Leads, *, new_path: str = "", before: str = "") -> str:
        """Point the links of a file elsewhere and give its text; the change is noted unless it moves.

        ``before`` is the text in its file if it was changed already.
        """
        text = rewritten(self.root, source, leads, new_path or source.path)
        path = new_path or source.path
        self.links += [(path, line, before, after) for line, before, after in text.changes]
        for line, target in text.missed:
            self.warnings.append(
                tr(
                    "{path}, line {line}: the link “{target}” could not be changed.",
                    path=path,
                    line=line,
                    target=target,
                )
            )
        if text.text != (before or source.text) and not new_path:
            self.changes.append(self.change(source, text.text))
        return text.text

    def change(self, source: SourceFile, text: str, path: str = "") -> Change:
        """What a save does to a file of this new text; at another path it must not exist yet."""
        data = markdown.encode(source.path, text, source.encoding, (self.root / source.path).read_bytes())
        return Change(path or source.path, data, "" if path else source.blob)


def referring(root: Path, names: tuple[str, ...]) -> Iterator[SourceFile]:
    """The files of a library whose text has one of these names, however it is written; few too many.

    Args:
        root: the library's folder.
        names: paths of files or folders.
    """
    needles = tuple(_needle(name) for name in names)
    is_index = any(posixpath.basename(name).lower().removesuffix(".md") in _INDEXES for name in names)
    for entry in library.list_files(root):
        try:
            data = (root / entry.path).read_bytes()
        except OSError:
            continue
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            data = data.decode("utf-16", "replace").encode()
        if _has(data, needles) or (is_index and _TO_FOLDER.search(data)):
            source = library.read_file(root, entry.path, markdown.decode)
            if not source.problem:
                yield source


def _needle(name: str) -> bytes:
    """What a text that refers to a file must hold: its name without ``.md``, or its folder's for a README."""
    last = posixpath.basename(name)
    stem = last[:-3] if last.lower().endswith(".md") else last
    if stem.lower() in _INDEXES:
        stem = posixpath.basename(posixpath.dirname(name)) or stem
    return stem.encode().lower()


def _has(data: bytes, needles: tuple[bytes, ...]) -> bool:
    """Whether a text has one of the names, as it is or with entities, backslashes and percent signs read."""
    data = data.lower()
    if any(needle in data for needle in needles):
        return True
    if not any(sign in data for sign in (b"&", b"\\", b"%")):
        return not all(needle.isascii() for needle in needles) and _has_old(data, needles)
    if b"&" in data and any(not _PLAIN.fullmatch(needle) for needle in needles):
        data = (
            html.unescape(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape").lower()
        )
    bare = data.replace(b"\\", b"")
    return any(needle in form for needle in needles for form in (bare, unquote_to_bytes(bare).lower()))


def _has_old(data: bytes, needles: tuple[bytes, ...]) -> bool:
    """Whether a text in the old Windows encoding has one of the names."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return any(needle.decode() in data.decode("cp1252", "replace") for needle in needles)
    return False


def rewritten(root: Path, source: SourceFile, leads: Leads, new_path: str) -> Relinked:
    """The text of a file with its links pointed elsewhere, as it is to stand at ``new_path``.

    Links, pictures, the successor in its front matter and where its practice paths end are looked at.
    """
    moves = new_path != source.path
    seen: dict[str, tuple[str, str, str] | None] = {}

    def changed(target: str, _image: bool) -> tuple[str, str, str] | None:
        if target not in seen:
            seen[target] = _changed(root, source.path, target, leads, moves)
        return seen[target]

    text = source.text
    changes: list[tuple[int, str, str]] = []
    for edit in (_successor, _practice_ends):
        text = edit(root, source, text, leads, new_path, changes)
    made = markdown.relinked(text, new_path, changed)
    return Relinked(made.text, (*changes, *made.changes), made.missed)


def leads_to(root: Path, from_path: str, target: str) -> tuple[str, str]:
    """The library path and anchor that a target (percent-encoded) leads to; ("", "") for none."""
    if not target or _ELSEWHERE.match(target):
        return "", ""
    written, _, anchor = target.partition("#")
    if not written:
        return from_path, unquote(anchor)
    return library.resolve(root, from_path, unquote(target)) or "", unquote(anchor)


def _changed(
    root: Path, from_path: str, target: str, leads: Leads, moves: bool
) -> tuple[str, str, str] | None:
    path, anchor = leads_to(root, from_path, target)
    if not path and moves and target and not _ELSEWHERE.match(target):
        path = _would_be(from_path, target)  # it stays as wrong as it is
    if not path:
        return None
    new = leads(path, anchor)
    if new is None and not moves:
        return None
    return path, *(new or (path, anchor))


def _would_be(from_path: str, target: str) -> str:
    """Where a relative target to nothing would lead; "" if out of the library."""
    written = unquote(target.partition("#")[0].partition("?")[0])
    if written.startswith("/") or "\\" in written:
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(from_path), written))
    return "" if path.startswith("..") or path == "." else path


def _successor(
    root: Path,
    source: SourceFile,
    text: str,
    leads: Leads,
    new_path: str,
    changes: list[tuple[int, str, str]],
) -> str:
    """The text with the article that replaces it named anew, if that one moves."""
    if "superseded_by" not in text:
        return text
    written = markdown.parse(SourceFile(source.path, "", text)).meta.superseded_by
    path, anchor = leads_to(root, source.path, written)
    new = leads(path, anchor) or (path, anchor)
    if not path or (new == (path, anchor) and new_path == source.path):
        return text
    target = markdown.link_target(new_path, *new, written, path)
    target = target if "%" in written else unquote(target)
    if target == written:
        return text
    line = next(one.line for one in markdown.fields(text) if one.name == "superseded_by")
    changes.append((line, written, target))
    return markdown.with_field(text, "superseded_by", target)


def _practice_ends(
    _root: Path, source: SourceFile, text: str, leads: Leads, _new: str, changes: list[tuple[int, str, str]]
) -> str:
    """The text with the ends of its practice paths named anew (``# ends at: PATH#ANCHOR``)."""
    if "ends at:" not in text or not markdown.is_playbook_path(source.path):
        return text
    body_line = markdown.parse(SourceFile(source.path, "", text)).body_line
    end = 0
    for _ in range(body_line - 1):
        end = text.find("\n", end) + 1 or len(text)

    def named(found: re.Match[str]) -> str:
        path, mark, anchor = found[2].rpartition("#")
        new = leads(path or source.path, anchor)
        if new is None:
            return found[0]
        after = f"{new[0]}#{new[1]}" if mark else new[1]
        if after != found[2]:
            changes.append((text.count("\n", 0, found.start(2)) + 1, found[2], after))
        return found[1] + after

    return _ENDS_AT.sub(named, text[:end]) + text[end:]
