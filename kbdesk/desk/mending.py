# SPDX-License-Identifier: MIT
"""Putting right what the checker found, where only one way is possible; no other byte of a file changes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kbdesk import library, markdown
from kbdesk.desk.proof import Proof
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.paths import Places
from kbdesk.library.placing import content, put
from kbdesk.model import Author, Change, Document, Finding, Plan, SourceFile
from kbdesk.playbook.fixes import FIXABLE, Fix, LineFix, LinkFix, Surroundings, fix_of
from kbdesk.playbook.links import inside

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

_LINE_ENDS = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Mended:
    """A file with what could be put right in it."""

    source: SourceFile
    """The file as it was read."""
    text: str
    """Its text after that; the same if nothing could be done."""
    done: tuple[tuple[Finding, Fix], ...]


@dataclass(frozen=True, slots=True)
class PutRight:
    """What was put right and saved."""

    paths: tuple[str, ...]
    count: int
    """Findings."""
    notice: str
    """What is to be known of the save; "" if nothing."""


@dataclass
class Mending:
    """Finds the fixes of findings.

    Args:
        root: the library's folder.
        read: gives a document of the library.
    """

    root: Path
    read: Callable[[str], Document]

    def __post_init__(self) -> None:
        proof = Proof(self.root, (), self.read)
        self._about = Surroundings(proof.anchors, proof.other, proof.resolve, self._names, proof.others())
        self._seen: dict[str, tuple[str, ...]] = {}

    def fix(self, finding: Finding) -> Fix | None:
        """The fix of a finding; None if more than one thing could be meant, or its file cannot be read."""
        if finding.code not in FIXABLE:
            return None
        try:
            return fix_of(finding, self.read(finding.path), self._about)
        except KbError:
            return None

    def mended(self, findings: Iterable[Finding]) -> tuple[Mended, ...]:
        """The files of these findings with all that is certain put right; nothing is written."""
        found = []
        for path, group in groupby(
            sorted(findings, key=lambda one: (one.path, one.line)), lambda one: one.path
        ):
            fixes = [(finding, fix) for finding in group if (fix := self.fix(finding)) is not None]
            if fixes:
                found.append(mended(self.read(path).source, fixes, self.root))
        return tuple(one for one in found if one.done)

    def _names(self, folder: str) -> tuple[str, ...]:
        """What stands in a folder of the library; nothing behind a link, or hidden."""
        if folder not in self._seen:
            try:
                with os.scandir(self.root / folder) as entries:
                    names = [entry.name for entry in entries if not entry.is_symlink()]
            except OSError:
                names = []
            self._seen[folder] = tuple(sorted(name for name in names if not name.startswith(".")))
        return self._seen[folder]


def mended(source: SourceFile, fixes: Sequence[tuple[Finding, Fix]], root: Path) -> Mended:
    """A file with these fixes made; those that cannot be made in its text are left out."""
    text = source.text
    done: list[tuple[Finding, Fix]] = []
    relinked: set[str] = set()
    # links while the lines are where they were; then from the last line up, for one that goes moves others
    for finding, fix in sorted(fixes, key=lambda one: (isinstance(one[1], LineFix), -one[1].line)):
        if isinstance(fix, LinkFix) and fix.target in relinked:
            done.append((finding, fix))
            continue
        made = _relinked(text, fix, root) if isinstance(fix, LinkFix) else _with_line(text, fix)
        if made != text:
            text = made
            done.append((finding, fix))
            relinked |= {fix.target} if isinstance(fix, LinkFix) else set()
    return Mended(source, text, tuple(sorted(done, key=lambda one: one[0].line)))


def put_right(desk: Desk, findings: Iterable[Finding], author: Author) -> PutRight:
    """Put right what is certain of these findings, all in one version.

    A file with a text that is not saved yet is left alone: its writer sees the finding beside the text.

    Raises:
        KbError: nothing of it can be put right, or the files could not be saved.
    """
    drafted = {draft.path for draft in desk.writing.left()}
    every = Mending(desk.root, desk.read).mended(findings)
    found = tuple(one for one in every if one.source.path not in drafted)
    if not found:
        waits = next(
            (tr("{path} has a text that is not saved yet.", path=one.source.path) for one in every), ""
        )
        raise KbError(waits or tr("This needs a person: more than one thing could be meant."), tr("Open it."))
    changes = tuple(_change(desk.root, one) for one in found)
    count = sum(len(one.done) for one in found)
    message = f"Put right {count} finding{'s' if count > 1 else ''} of the checker"
    saved = desk.writing.carry_out(Plan(message, changes), author)
    return PutRight(tuple(one.source.path for one in found), count, saved.notice)


def written(mended: Mended, root: Path) -> None:
    """Write a mended file over the one that was read.

    Raises:
        KbError: the file is another one meanwhile, or cannot be written.
    """
    put(root, [_change(root, mended)], lambda _temporary: None)


def _change(root: Path, mended: Mended) -> Change:
    """What replaces a file by its mended text.

    Raises:
        KbError: the file is another one meanwhile.
    """
    path = mended.source.path
    before = content(root, path)
    if before is None or library.blob_id(before) != mended.source.blob:
        raise KbError(tr("{path} was changed meanwhile.", path=path), tr("Check it once more."))
    data = markdown.encode(path, mended.text, mended.source.encoding, before)
    return Change(path, data, mended.source.blob)


def _relinked(text: str, fix: LinkFix, root: Path) -> str:
    """The text with every link to the fix's target leading where it is to lead."""
    old = fix.target.strip().partition("#")[0].partition("?")[0]
    old_path = Places(root).resolve(fix.path, old) if old else fix.path
    if old and old_path is None:
        would = inside(fix.path, old) or old
        old_path = would if would.lower().endswith(".md") else f"{would}.md"  # so that its style is kept

    def changed(target: str, _image: bool) -> tuple[str, str, str] | None:
        bare, _, anchor = unquote(target).partition("#")
        if fix.anchor is not None:
            bare, anchor = unquote(target), fix.anchor
        return (old_path or fix.path, fix.to_path, anchor) if bare.strip() == fix.target.strip() else None

    return markdown.relinked(text, fix.path, changed).text


def _with_line(text: str, fix: LineFix) -> str:
    """The text with a few characters of one line changed, or without the line."""
    starts = [0, *(end.end() for end in _LINE_ENDS.finditer(text))]
    if not 0 < fix.line <= len(starts):
        return text
    start = starts[fix.line - 1]
    end = starts[fix.line] if fix.line < len(starts) else len(text)
    line = text[start:end]
    if line.count(fix.before) != 1:
        return text
    after = "" if fix.after is None else line.replace(fix.before, fix.after)
    return text[:start] + after + text[end:]


def with_fix(source: SourceFile, finding: Finding, fix: Fix, root: Path) -> str:
    """The text of a file, or of a draft for it, with one fix made."""
    return mended(source, [(finding, fix)], root).text
