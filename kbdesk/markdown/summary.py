# SPDX-License-Identifier: MIT
"""A change of a file in words: the line that its history shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest

from kbdesk.errors import KbError
from kbdesk.markdown.fields import fields
from kbdesk.markdown.parse import parse
from kbdesk.markdown.tokens import with_plain_line_ends
from kbdesk.model import Document, Playbook, SourceFile

WIDTH = 72
"""Characters of the first line."""
_TITLE = 44
_WORD = re.compile(r"\w+")


def summary(path: str, before: str, after: str) -> str:
    """What changed: one line of at most 72 characters that begins with the title, and lines of detail.

    Args:
        path: the file.
        before: its text as it was; "" if it is new.
        after: its text as it is to be; "" if it is deleted.
    """
    old, new = (parse(SourceFile(path, "", text)) for text in (before, after))
    title = _short((new if after else old).title, _TITLE)
    if not after:
        return f"{title}: deleted"
    if not before:
        return f"{title}: new {'playbook' if isinstance(new, Playbook) else 'article'}"
    parts, details = [], []
    if old.title != new.title:
        parts.append("new title")
        details.append(f"The title was “{old.title}”.")
    changed, added, removed = _sections(old, new)
    keys = [key for key in _fields(before, after) if key != "title"]
    for said, names in (("changed", changed), ("added", added), ("removed", removed)):
        if names:
            parts.append(f"{said} {_named(names)}")
            details.append(f"Sections {said}: {', '.join(names)}.")
    if keys:
        parts.append(_named(keys))
        details.append(f"Fields changed: {', '.join(keys)}.")
    if old.links != new.links and (moved := len({*_targets(old)} ^ {*_targets(new)})):
        parts.append(_count(moved, "link"))
    details.append(_words(old, new, before, after))
    return "\n".join((_line(title, parts or ["small change"]), "", *filter(None, details))).strip()


def _sections(old: Document, new: Document) -> tuple[list[str], list[str], list[str]]:
    """The headings whose sections (changed, came, went); what is above the first is the introduction."""
    before, after = _by_heading(old), _by_heading(new)
    changed = [name for name in after if name in before and before[name] != after[name]]
    added = [name for name in after if name not in before]
    removed = [name for name in before if name not in after]
    if len(added) == len(removed) == 1 and list(before).index(removed[0]) == list(after).index(added[0]):
        return [*changed, added[0]], [], []  # one heading has another name
    return changed, added, removed


def _by_heading(document: Document) -> dict[str, list[str]]:
    """The lines under each heading without blanks at their ends; repeated headings count as one."""
    lines = with_plain_line_ends(document.source.text).split("\n")
    sections: dict[str, list[str]] = {}
    starts = [heading.line for heading in document.headings]
    names = ["introduction", *(heading.text for heading in document.headings)]
    for name, start, end in zip_longest(names, [document.body_line, *starts], [*starts, len(lines) + 1]):
        skip = 0 if name == "introduction" else 1
        text = [line.rstrip() for line in lines[start - 1 + skip : end - 1] if line.strip()]
        if text or name != "introduction":
            sections.setdefault("introduction" if name == document.title else name, []).extend(text)
    return sections


def _fields(before: str, after: str) -> list[str]:
    """The keys of the front matter that differ, in order of the new one."""
    try:
        old, new = ({one.name: one.value for one in fields(text)} for text in (before, after))
    except KbError:
        return []
    return [key for key in (*new, *(key for key in old if key not in new)) if old.get(key) != new.get(key)]


def _targets(document: Document) -> Iterable[str]:
    return (link.target for link in document.links)


def _words(old: Document, new: Document, before: str, after: str) -> str:
    if before == after:
        return ""
    ones, others = Counter(_WORD.findall(before)), Counter(_WORD.findall(after))
    came, went = (others - ones).total(), (ones - others).total()
    if not came and not went:
        return ""
    return f"{_count(came, 'word')} added, {went} removed."


def _named(names: list[str]) -> str:
    return ", ".join(names)


def _line(title: str, parts: list[str]) -> str:
    """The title and as many of the parts as there is room for."""
    line = f"{title}: {parts[0]}"
    for number, part in enumerate(parts[1:], 1):
        longer, left = f"{line}, {part}", len(parts) - number - 1
        if len(longer) + (len(" and 9 more") if left else 0) > WIDTH:
            line += f" and {left + 1} more"
            break
        line = longer
    return _short(line, WIDTH)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"
