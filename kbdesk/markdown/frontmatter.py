# SPDX-License-Identifier: MIT
"""Front matter to ``Meta``: kbdesk's own keys, foreign ones where they map, and all others kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from kbdesk.language import tr
from kbdesk.markdown.yamlguard import Node, RefusedYamlError, read_yaml
from kbdesk.model import TIERS, Meta, Problem

AUDIENCES = ("internal", "partner", "public")
CONFIDENCES = ("draft", "not-validated", "validated", "archived")
_FOREIGN = {
    "appliesto": "products",
    "applies_to": "products",
    "applies-to": "products",
    "ms.prod": "products",
    "keywords": "tags",
}
_KEY_LINE = re.compile(r"[A-Za-z_][\w.\-]*\s*:")
_ENDS_AT = re.compile(r"\s#\s*ends at:\s*#?([^\s#]+(?:#[^\s#]+)?)\s*$")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above the text, and the line (from 1) on which the text begins."""

    meta: Meta
    body_line: int
    problems: tuple[Problem, ...] = ()


def read_front_matter(text: str) -> FrontMatter:
    """The front matter of a text whose lines end in a line feed; an empty ``Meta`` if it has none.

    Nothing is raised: front matter that cannot be used becomes a problem, and the text under it is kept.
    """
    if text.partition("\n")[0].rstrip() != "---":
        return FrontMatter(Meta(), 1)
    lines = text.split("\n")
    end_0 = next((n for n, line in enumerate(lines) if n and line.rstrip() in ("---", "...")), 0)
    if not end_0:
        if len(lines) < 2 or not _KEY_LINE.match(lines[1]):
            return FrontMatter(Meta(), 1)  # a rule across the page, not front matter
        return FrontMatter(
            Meta(), 1, (Problem(1, tr("The front matter has no closing line of three hyphens.")),)
        )
    try:
        root, repeated = read_yaml("\n".join(lines[1:end_0]) + "\n")
    except RefusedYamlError as refused:
        return FrontMatter(Meta(), end_0 + 2, (Problem(refused.line_0 + 2, str(refused)),))
    if root is None or root.value == "":
        return FrontMatter(Meta(), end_0 + 2)
    if not isinstance(root.value, dict):
        # Two rules across the page with text between them look the same: keep that text readable.
        message = tr("The front matter is not a list of keys and values.")
        return FrontMatter(Meta(), 1, (Problem(root.line_0 + 2, message),))
    reader = _Reader(lines)
    for name, line_0 in repeated:
        message = tr("The front matter has the key {name!r} twice; the first counts.", name=name)
        reader.problems.append(Problem(line_0 + 2, message))
    return FrontMatter(reader.read(root.value), end_0 + 2, tuple(reader.problems))


class _Reader:
    """Turns the keys of one file into fields, gathering problems."""

    def __init__(self, lines: list[str]) -> None:
        self.problems: list[Problem] = []
        self._lines = lines
        self._fields: dict[str, Any] = {}
        self._extra: list[tuple[str, str]] = []

    def read(self, mapping: dict[str, Node]) -> Meta:
        foreign: list[tuple[str, tuple[str, ...]]] = []
        for key, node in mapping.items():
            if read := _FIELDS.get(key):
                read(self, key, node)
                continue
            self._extra.append((key, _flat(node)))
            field = _FOREIGN.get(key.lower())
            if field and not isinstance(node.value, dict):
                foreign.append((field, _words(node)))
        for field, words in foreign:
            own = self._fields.get(field, ())
            self._fields[field] = tuple(dict.fromkeys((*own, *words)))
        return Meta(extra=tuple(self._extra), **self._fields)

    def text(self, key: str, node: Node) -> None:
        self._fields[key] = _flat(node)

    def words(self, key: str, node: Node) -> None:
        self._fields[key] = _words(node)

    def phrases(self, key: str, node: Node) -> None:
        self._fields[key] = tuple(filter(None, (_flat(item) for item in _items(node))))

    def tier(self, key: str, node: Node) -> None:
        self._one_of(key, node, TIERS)

    def confidence(self, key: str, node: Node) -> None:
        self._one_of(key, node, CONFIDENCES)

    def audience(self, key: str, node: Node) -> None:
        # Other tools use the key for free words ("ITPro"); those files are right as they are, and internal.
        value = _flat(node)
        if value.lower() in AUDIENCES:
            self._fields[key] = value.lower()
        elif value:
            self._extra.append((key, value))

    def day(self, key: str, node: Node) -> None:
        value = _flat(node)
        try:
            self._fields[key] = date.fromisoformat(value).isoformat() if value else ""
        except ValueError:
            message = tr("{key}: {value} is not a date like 2026-09-30.", key=key, value=_short(value))
            self._refuse(key, node, message)

    def practice(self, key: str, node: Node) -> None:
        items = _items(node) if node.value else []
        if not all(isinstance(item.value, list) for item in items):
            self._refuse(
                key, node, tr("practice: each path must be a list of answers, like [Yes, It still drops].")
            )
            return
        self._fields["practice"] = tuple(tuple(_flat(part) for part in _items(item)) for item in items)
        ends = []
        for number, item in enumerate(items):
            next_0 = items[number + 1].line_0 if number + 1 < len(items) else item.end_0 + 1
            ends.append(self._end_comment(item.line_0, max(item.line_0, min(item.end_0, next_0 - 1))))
        self._fields["practice_ends"] = tuple(ends)

    def _end_comment(self, first_0: int, last_0: int) -> str:
        # YAML drops comments, so the lines are read as they stand; the first one is the opening ``---``.
        for line in self._lines[first_0 + 1 : last_0 + 2]:
            if found := _ENDS_AT.search(line):
                return found[1]
        return ""

    def _one_of(self, key: str, node: Node, allowed: tuple[str, ...]) -> None:
        value = _flat(node).lower()
        if value in allowed:
            self._fields[key] = value
        elif value:
            names = ", ".join(allowed)
            message = tr("{key}: {value} is not one of {names}.", key=key, value=_short(value), names=names)
            self._refuse(key, node, message)

    def _refuse(self, key: str, node: Node, message: str) -> None:
        self.problems.append(Problem(node.line_0 + 2, message))
        self._extra.append((key, _flat(node)))


_FIELDS: dict[str, Callable[[_Reader, str, Node], None]] = {
    "title": _Reader.text,
    "tier": _Reader.tier,
    "audience": _Reader.audience,
    "confidence": _Reader.confidence,
    "owner": _Reader.text,
    "reviewed": _Reader.day,
    "review_by": _Reader.day,
    "products": _Reader.words,
    "tags": _Reader.words,
    "errors": _Reader.words,
    "says": _Reader.phrases,
    "superseded_by": _Reader.text,
    "practice": _Reader.practice,
}


def _items(node: Node) -> list[Node]:
    return node.value if isinstance(node.value, list) else [node]


def _words(node: Node) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_each_word(node)))


def _each_word(node: Node) -> Iterator[str]:
    if isinstance(node.value, list):
        yield from filter(None, map(_flat, node.value))
    else:
        yield from filter(None, (part.strip() for part in _flat(node).split(",")))


def _flat(node: Node) -> str:
    if isinstance(node.value, str):
        return node.value.strip()
    if isinstance(node.value, list):
        return ", ".join(map(_flat, node.value))
    return "; ".join(f"{key}: {_flat(value)}" for key, value in node.value.items())


def _short(value: str) -> str:
    return f'"{value[:40]}…"' if len(value) > 40 else f'"{value}"'
