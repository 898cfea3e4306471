# SPDX-License-Identifier: MIT
"""Front matter as text: where each key and value stands, and how a value is written so that it reads back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, TypeAlias

import yaml
from yaml.resolver import Resolver

from kbdesk.language import tr
from kbdesk.markdown.yamlguard import RefusedYamlError

FLOW, BLOCK = "[", "-"
"""Styles of a list: ``[a, b]``, or an item a line. Those of a text are its quote, ``|``, ``>`` or ""."""
_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DASH = re.compile(r" *-[ \t]*")
_COMMA = re.compile(r"\s*,\s*")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(rf'["\\]|{_UNSEEN.pattern}')
_RESOLVER: Any = Resolver()
_TYPES_KEPT = ("str", "int", "timestamp")


_Event: TypeAlias = Any
"""Events of the parser have no common type that tells of marks, values and styles."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text to put in the place of another."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list of plain values."""

    value: str
    start: int
    end: int
    style: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of the front matter, and where it stands in it; its lines are ``start`` to ``end``."""

    name: str
    value: str | tuple[str, ...]
    """A list without its empty and repeated items; the text as it stands if ``plain`` is False."""
    plain: bool
    """Whether it is one value or a list of values, and so can be changed in a form."""
    style: str
    start: int
    end: int
    after_colon: int
    value_start: int
    value_end: int
    items: tuple[Item, ...] = ()


def read_entries(front: str) -> tuple[Entry, ...]:
    """The keys of front matter that ``read_yaml`` accepted, in its order; lines end in a line feed.

    Raises:
        RefusedYamlError: it is written in a way that cannot be changed key by key.
    """
    events = [one for one in yaml.parse(front, Loader=_LOADER) if not isinstance(one, _FRAME)]
    if not events or isinstance(events[0], yaml.ScalarEvent):
        return ()
    if not isinstance(events[0], yaml.MappingStartEvent) or events[0].flow_style:
        raise RefusedYamlError(tr("The front matter is written in braces."))
    found, at = [], 1
    while not isinstance(events[at], yaml.MappingEndEvent):
        last = _last_of(events, at + 1)
        found.append(_entry(front, events[at], events[at + 1 : last + 1]))
        at = last + 1
    return tuple(found)


_FRAME = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)


def _last_of(events: list[_Event], start: int) -> int:
    """The index of the last event of the value that begins at ``start``."""
    depth = 0
    for number in range(start, len(events)):
        depth += isinstance(events[number], yaml.CollectionStartEvent)
        depth -= isinstance(events[number], yaml.CollectionEndEvent)
        if not depth:
            return number
    return len(events) - 1


def _entry(front: str, key: _Event, events: list[_Event]) -> Entry:
    start = _line_start(front, key.start_mark.index)
    colon = front.find(":", key.end_mark.index)
    if front[key.end_mark.index : colon].strip(" \t") or front[start : key.start_mark.index].strip(" "):
        raise RefusedYamlError(
            tr("The front matter has a key that does not stand at the beginning of a line.")
        )
    first = events[0]
    items = tuple(_items(front, events))
    end = max(_end(front, one) for one in events if not _marks_next(front, one))
    if isinstance(first, yaml.ScalarEvent):
        value: str | tuple[str, ...] = first.value.strip()
        plain, style = True, first.style or ""
    else:
        is_list = isinstance(first, yaml.SequenceStartEvent)
        style = FLOW if first.flow_style else BLOCK
        plain = is_list and len(items) == len(events) - 2
        value = tuple(dict.fromkeys(filter(None, (item.value for item in items))))
        if not plain:
            value = front[colon + 1 : end].strip("\n")
    return Entry(
        name=str(key.value),
        value=value,
        plain=plain,
        style=style,
        start=start,
        end=front.find("\n", end) + 1,
        after_colon=colon + 1,
        value_start=_start(first),
        value_end=end,
        items=items if plain else (),
    )


def _items(front: str, events: list[_Event]) -> Iterator[Item]:
    """The items of a list that are plain values and can be changed one by one."""
    if not isinstance(events[0], yaml.SequenceStartEvent):
        return
    for event in events[1:-1]:
        if not isinstance(event, yaml.ScalarEvent):
            return
        start = _start(event)
        line = front[_line_start(front, start) : start]
        if events[0].flow_style or _DASH.fullmatch(line):
            yield Item(event.value.strip(), start, _end(front, event), event.style or "")


def _start(event: _Event) -> int:
    return int(event.start_mark.index)


def _line_start(front: str, place: int) -> int:
    return front.rfind("\n", 0, place) + 1


def _marks_next(front: str, event: _Event) -> bool:
    """Whether an event has no text and stands where the next one begins, as the end of a block does."""
    place = _start(event)
    return place == event.end_mark.index and front[place - 1].isspace()


def _end(front: str, event: _Event) -> int:
    """Where the text of a value ends, without the empty lines after it."""
    start, end = _start(event), int(event.end_mark.index)
    return start + len(front[start:end].rstrip("\n ")) if getattr(event, "style", "") in ("|", ">") else end


def written(value: str | tuple[str, ...], where: str = BLOCK, style: str = "") -> str:
    """A value as YAML on one line; in quotes where it would mean something else without.

    Args:
        value: a text, or a list, which is written in brackets.
        where: ``FLOW`` for an item in brackets.
        style: the quote that stood there before; "" for none if there need be none.
    """
    if isinstance(value, tuple):
        return f"[{', '.join(written(item, FLOW) for item in value)}]"
    if style not in ("'", '"') and _is_plain(value, where):
        return value
    if style == '"' or _UNSEEN.search(value) or (style != "'" and not set('"\\') & set(value)):
        return f'"{_ESCAPED.sub(_escape, value)}"'
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    short = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}.get(sign)
    return short or f"\\u{ord(sign):04x}"


def _is_plain(value: str, where: str) -> bool:
    """Whether a value needs no quotes: it reads back as itself, and no tool takes it for a yes or a time.

    The parser that is written in Python is asked, as it takes less than the fast one (not ``[why?]``).
    """
    kind = str(_RESOLVER.resolve(yaml.ScalarNode, value, (True, False))).rpartition(":")[2]
    if kind not in _TYPES_KEPT or (kind == "int" and re.match(r"[-+]?0[0-7_]|.*:", value)):
        return False
    try:
        events = list(yaml.parse(f"k: [{value}]\n" if where == FLOW else f"k: {value}\n"))
    except (yaml.YAMLError, ValueError):
        return False
    scalars = [one for one in events if isinstance(one, yaml.ScalarEvent)]
    return len(scalars) == 2 and scalars[1].value == value


def edited_list(front: str, entry: Entry, wanted: tuple[str, ...]) -> list[Piece]:
    """The pieces that turn a list into another one; items that stay are left as they are written."""
    old = [item.value for item in entry.items]
    steps = SequenceMatcher(None, old, wanted, autojunk=False).get_opcodes()
    came: list[tuple[int | None, str]] = []
    """Each wanted item with the old one that it keeps the place and quotes of."""
    for _, first, last, wanted_first, wanted_last in steps:
        for number, value in enumerate(wanted[wanted_first:wanted_last]):
            came.append((first + number if first + number < last else None, value))
    return _in_brackets(front, entry, came) if entry.style == FLOW else _in_lines(front, entry, came)


def _in_brackets(front: str, entry: Entry, came: list[tuple[int | None, str]]) -> list[Piece]:
    items = entry.items
    if not items:
        return [Piece(entry.value_start, entry.value_end, written(tuple(value for _, value in came)))]
    between = [front[one.end : two.start] for one, two in pairwise(items)]
    usual = between[0] if between and _COMMA.fullmatch(between[0]) else ", "
    made = ""
    for number, (index, value) in enumerate(came):
        before = came[number - 1][0]
        if number and before is not None and index is not None:
            made += max(between[before:index], key=len)
        elif number:
            made += usual
        made += _item(front, items, index, value)
    return [Piece(items[0].start, items[-1].end, made)]


def _in_lines(front: str, entry: Entry, came: list[tuple[int | None, str]]) -> list[Piece]:
    items = entry.items
    first = items[0]
    place = _line_start(front, first.start)
    dash = front[place : first.start].rstrip() + " "
    stay = {index for index, _ in came if index is not None}
    pieces = [
        Piece(_line_start(front, item.start), front.find("\n", item.end) + 1, "")
        for number, item in enumerate(items)
        if number not in stay
    ]
    for index, value in came:
        if index is None:
            pieces.append(Piece(place, place, f"{dash}{written(value)}\n"))
            continue
        item = items[index]
        place = front.find("\n", item.end) + 1
        gap = "" if front[item.start - 1] != "-" else " "
        if value != item.value:
            pieces.append(Piece(item.start, item.end, gap + written(value, style=item.style)))
    return pieces


def _item(front: str, items: tuple[Item, ...], index: int | None, value: str) -> str:
    """An item in brackets: as it stands if it stays, else in the quotes of the one whose place it takes."""
    if index is None:
        return written(value, FLOW)
    item = items[index]
    return front[item.start : item.end] if value == item.value else written(value, FLOW, item.style)
