# SPDX-License-Identifier: MIT
"""Moving, renaming and deleting files, and renaming headings: every link follows, in one version."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from kbdesk import library, markdown
from kbdesk.desk import pictures
from kbdesk.desk.references import Rewriting, leads_to, referring
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Change, Document, Draft, Heading, Plan, SourceFile

if TYPE_CHECKING:
    from kbdesk.desk.writing import Writing

_UNLINKED = re.compile("[#?%]")
"""Signs in a name that a link cannot hold as they are."""
_PARTS = ("articles", "playbooks")
_ALIKE = 0.5
_VERY_ALIKE = 0.75
_NAMED = 3
"""Files that a sentence names at most."""


def plan_move(writing: Writing, path: str, new_path: str) -> Plan:
    """What moving or renaming a file changes: links to it, its own links, its pictures."""
    document = _document(writing, path)
    new_path = checked_path(writing, new_path, path)
    plan = Rewriting(writing.desk.root)
    moved = _pictures(writing, document, path, new_path)

    def leads(target: str, anchor: str) -> tuple[str, str] | None:
        to = new_path if target == path else moved.get(target)
        return (to, anchor) if to else None

    text = plan.file(document.source, leads, new_path=new_path)
    for source in referring(writing.desk.root, (path,)):
        if source.path != path:
            plan.file(source, leads)
    if markdown.is_playbook_path(path) and not markdown.is_playbook_path(new_path):
        plan.warnings.append(tr("Outside a folder “playbooks” it is an article, and no call can run it."))
    changes = [
        plan.change(document.source, text, new_path),
        Change(path, None, document.source.blob),
        *plan.changes,
        *_picture_changes(writing, path, moved),
    ]
    what = "moved to" if posixpath.dirname(path) != posixpath.dirname(new_path) else "renamed to"
    message = _message(document.title, f"{what} {new_path}", len(plan.links))
    return Plan(message, tuple(changes), tuple(plan.links), tuple(plan.warnings), document.title)


def plan_delete(writing: Writing, path: str, successor: str) -> Plan:
    """What deleting a file changes: links to it lead to its successor, or are warned of."""
    document = _document(writing, path)
    anchors = frozenset(one.anchor for one in _document(writing, successor).headings) if successor else None
    if successor == path:
        raise KbError(tr("A file cannot be its own successor."), tr("Choose another one."))
    plan = Rewriting(writing.desk.root)
    dangling: list[str] = []

    def leads(target: str, anchor: str) -> tuple[str, str] | None:
        if target != path or anchors is None:
            return None
        return successor, anchor if anchor in anchors else ""

    for source in referring(writing.desk.root, (path,)):
        if source.path == path:
            continue
        if successor:
            own = _without_self(writing, plan, source, path, successor)
            plan.file(own, leads, before=source.text)
        else:
            dangling += _links_to(writing, source, path)
    if successor and not markdown.is_playbook_path(successor) and markdown.is_playbook_path(path):
        plan.warnings.append(tr("The successor is no playbook: answers that led here now lead to no step."))
    used = _pictures(writing, document, path, "")
    changes = [
        Change(path, None, document.source.blob),
        *plan.changes,
        *_picture_changes(writing, path, used),
    ]
    message = _message(document.title, "deleted", len(plan.links))
    return Plan(message, tuple(changes), tuple(plan.links), (*plan.warnings, *dangling), document.title)


def renamed(writing: Writing, draft: Draft) -> tuple[tuple[str, str], ...]:
    """The headings that a draft gives another name, by their place and likeness: (old anchor, new anchor)."""
    if not draft.base_text or draft.base_text == draft.text:
        return ()
    old, new = writing.headings(draft.path, draft.base_text), writing.headings(draft.path, draft.text)
    kept = {one.anchor for one in new}
    known = {one.anchor for one in old}
    steps = SequenceMatcher(None, [one.anchor for one in old], [one.anchor for one in new], autojunk=False)
    pairs: dict[str, str] = {}
    gone: list[Heading] = []
    came: list[Heading] = []
    for _, first, last, start, end in steps.get_opcodes():
        lost = [one for one in old[first:last] if one.anchor not in kept]
        found = [one for one in new[start:end] if one.anchor not in known]
        pairs |= _paired(lost, found, 0.0 if len(lost) == len(found) else _ALIKE)
        gone += [one for one in lost if one.anchor not in pairs]
        came += [one for one in found if one.anchor not in pairs.values()]
    pairs |= _paired(gone, came, _VERY_ALIKE)
    return tuple((one.anchor, pairs[one.anchor]) for one in old if one.anchor in pairs)


def plan_renamed(writing: Writing, draft: Draft) -> Plan | None:
    """What follows from the headings that a draft renames, its own links too; None if nothing leads there."""
    names = dict(renamed(writing, draft))
    if not names:
        return None
    plan = Rewriting(writing.desk.root)

    def leads(target: str, anchor: str) -> tuple[str, str] | None:
        new = names.get(anchor) or names.get(anchor.lower()) if target == draft.path else None
        return (draft.path, new) if new else None

    own = SourceFile(draft.path, draft.base, draft.text, draft.encoding)
    text = plan.file(replace(own, blob=""), leads)
    plan.changes = [plan.change(own, text)] if text != draft.text else []
    for source in referring(writing.desk.root, (draft.path,)):
        if source.path != draft.path:
            plan.file(source, leads)
    if not plan.changes and not plan.warnings:
        return None
    title = writing.document(draft.path, draft.text).title
    message = _message(title, f"{len(names)} heading{'s' if len(names) > 1 else ''} renamed", len(plan.links))
    return Plan(message, tuple(plan.changes), tuple(plan.links), tuple(plan.warnings))


def lost_links(writing: Writing, draft: Draft, changes: list[Change]) -> str:
    """A sentence on other files whose links lead to headings that a save takes away; "" if there are none."""
    if not draft.base_text:
        return ""
    now = {one.anchor for one in writing.headings(draft.path, draft.text)}
    gone = {one.anchor for one in writing.headings(draft.path, draft.base_text)} - now
    if not gone:
        return ""
    along = {
        one.path: markdown.decode(one.data)[0] for one in changes if one.data and one.path.endswith(".md")
    }
    files = []
    for source in referring(writing.desk.root, (draft.path,)):
        text = along.get(source.path, source.text)
        links = writing.document(source.path, text).links if source.path != draft.path else ()
        ends = (leads_to(writing.desk.root, source.path, link.target) for link in links if "#" in link.target)
        if any(path == draft.path and anchor.lower() in gone for path, anchor in ends):
            files.append(source.path)
    if not files:
        return ""
    named, more = ", ".join(files[:_NAMED]), len(files) - _NAMED
    if more > 0:
        return tr("Links in {files} and {n} more lead to headings that are gone.", files=named, n=more)
    return tr("Links in {files} lead to headings that are gone.", files=named)


def checked_path(writing: Writing, new_path: str, path: str = "") -> str:
    """A path for a file of the library that every system can keep.

    Raises:
        KbError: it cannot be one, or it is taken.
    """
    new_path = unicodedata.normalize("NFC", new_path.strip().strip("/"))
    new_path = new_path if new_path.lower().endswith(".md") else f"{new_path}.md"
    root = writing.desk.root
    if new_path == path:
        raise KbError(tr("The file has this name already."), tr("Type another one."))
    if not library.is_article_path(new_path) or _UNLINKED.search(new_path):
        raise KbError(
            tr("{path} cannot be the name of an article.", path=new_path),
            tr("Use letters, digits and hyphens."),
        )
    for entry in library.list_files(root):
        if entry.path.casefold() == new_path.casefold() and entry.path != path:
            raise KbError(tr("There is a file {path} already.", path=entry.path), tr("Choose another name."))
    library.check_new_path(root, new_path, {path})
    if all((root / part).is_dir() for part in _PARTS) and new_path.split("/")[0] not in _PARTS:
        raise KbError(
            tr("{path} is not in the library.", path=new_path),
            tr("Put it under “articles” or “playbooks”."),
        )
    return new_path


def _paired(gone: list[Heading], came: list[Heading], least: float) -> dict[str, str]:
    """Each heading that went with the likest one that came, at the same place first."""
    rated = sorted(
        (
            -_likeness(one, other) - (0.3 if number == place else 0.0),
            number,
            place,
        )
        for number, one in enumerate(gone)
        for place, other in enumerate(came)
        if _likeness(one, other) >= least and one.level == other.level
    )
    pairs: dict[int, int] = {}
    for _, number, place in rated:
        if number not in pairs and place not in pairs.values():
            pairs[number] = place
    return {gone[number].anchor: came[place].anchor for number, place in pairs.items()}


def _likeness(one: Heading, other: Heading) -> float:
    return SequenceMatcher(None, one.text.lower(), other.text.lower(), autojunk=False).ratio()


def _document(writing: Writing, path: str) -> Document:
    document = writing.desk.read(path)
    if document.source.problem:
        raise KbError(
            tr(
                "{path} cannot be moved or deleted here: {problem}",
                path=path,
                problem=document.source.problem,
            )
        )
    return document


def _pictures(writing: Writing, document: Document, path: str, new_path: str) -> dict[str, str]:
    """The pictures beside a file that no other file shows, with their path beside ``new_path``."""
    found = {place for place, _ in pictures.beside(writing.desk.root, path)}
    if not found:
        return {}
    for source in referring(writing.desk.root, (pictures.assets_of(path),)):
        if source.path != document.path:
            links = writing.document(source.path, source.text).links
            found -= {leads_to(writing.desk.root, source.path, link.target)[0] for link in links}
    folder = pictures.assets_of(new_path) if new_path else ""
    return {place: f"{folder}/{posixpath.basename(place)}" if folder else "" for place in sorted(found)}


def _picture_changes(writing: Writing, path: str, moved: dict[str, str]) -> list[Change]:
    changes = []
    for place, data in pictures.beside(writing.desk.root, path):
        if place in moved:
            changes.append(Change(place, None, library.blob_id(data)))
            changes += [Change(moved[place], data)] if moved[place] else []
    return changes


def _without_self(
    writing: Writing, plan: Rewriting, source: SourceFile, path: str, successor: str
) -> SourceFile:
    """A file that would become its own successor, without that field."""
    if source.path != successor:
        return source
    named = writing.document(source.path, source.text).meta.superseded_by
    if not named or leads_to(writing.desk.root, source.path, named)[0] != path:
        return source
    plan.warnings.append(
        tr("{path} named the deleted file as its successor: that field is taken out.", path=source.path)
    )
    return replace(source, text=markdown.with_field(source.text, "superseded_by", None))


def _links_to(writing: Writing, source: SourceFile, path: str) -> list[str]:
    """A sentence for each link of a file that leads to another one."""
    document = writing.document(source.path, source.text)
    root = writing.desk.root
    found = [
        tr(
            "{path}, line {line}: the link “{link}” will lead nowhere.",
            path=source.path,
            line=link.line,
            link=link.text or link.target,
        )
        for link in document.links
        if leads_to(root, source.path, link.target)[0] == path
    ]
    if leads_to(root, source.path, document.meta.superseded_by)[0] == path:
        found.append(tr("{path}: its successor will be gone.", path=source.path))
    return found


def _message(title: str, what: str, links: int) -> str:
    """What the history shall say: a line of at most 72 characters; a longer one is cut and stands below."""
    tail = f", {links} link{'s' if links != 1 else ''} updated" if links else ""
    line = f"{title}: {what}{tail}"
    if len(line) <= markdown.WIDTH:
        return line
    verb = what.partition(" ")[0]
    room = markdown.WIDTH - len(f": {verb}{tail}")
    short = title if len(title) <= room else f"{title[: room - 1].rstrip()}…"
    return f"{short}: {verb}{tail}\n\n{line}."
