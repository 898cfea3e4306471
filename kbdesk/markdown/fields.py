# SPDX-License-Identifier: MIT
"""Front matter as a form: each key as a field, and a field changed without touching any other byte.

A change is made of pieces of text put in place of others, never of YAML written anew: comments, order,
quotes, indentation and line ends stay. What was written is read again before it is given out; where the two
differ, the change is refused.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.markdown.frontmatter import read_front_matter
from kbdesk.markdown.tokens import with_plain_line_ends
from kbdesk.markdown.yamlguard import RefusedYamlError, read_yaml
from kbdesk.markdown.yamltext import BLOCK, FLOW, Entry, Piece, edited_list, read_entries, written

ORDER = (
    "title",
    "tier",
    "audience",
    "confidence",
    "owner",
    "reviewed",
    "review_by",
    "products",
    "tags",
    "errors",
    "says",
    "superseded_by",
    "practice",
)
"""kbdesk's own keys, in the order in which a new one is put among those that are there."""
WORDS = ("products", "tags", "errors")
"""Keys whose value may be words with commas between them."""
_AS_TEXT = tr("Edit the front matter as text.")

Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A key of the front matter with its value as a form shows it.

    ``value`` is a tuple for a list. ``editable`` is False for what only the text can show (lists in lists).
    """

    name: str
    value: Value
    line: int
    editable: bool = True


def fields(text: str) -> tuple[Field, ...]:
    """The keys of the front matter in order of the file, unknown ones too; () if there is none.

    Raises:
        KbError: the front matter is broken, so that only the text can be edited.
    """
    front = _Front(text)
    return tuple(
        Field(
            entry.name, _shown(entry), front.plain[: entry.start + front.offset].count("\n") + 1, entry.plain
        )
        for entry in front.entries
    )


def with_field(text: str, name: str, value: Value | None) -> str:
    """The text with one key set to a value, a list, or taken out (None); all other bytes stay.

    Blanks around a value and repeated items of a list are left out, as reading leaves them out.

    Raises:
        KbError: the front matter is broken, this key's value is one that only the text can show, or a new key
            cannot have this name.
    """
    value = _tidied(name, value)
    front = _Front(text)
    entry = next((one for one in front.entries if one.name == name), None)
    if entry is None:
        if value is None:
            return text
        made = front.with_new(name, value)
    elif value is None:
        made = front.with_pieces([Piece(entry.start, entry.end, "")])
    elif _shown(entry) == value:
        return text
    elif not entry.plain:
        raise KbError(tr("The value of “{name}” is too rich for a form.", name=name), _AS_TEXT)
    elif isinstance(value, str):
        made = front.with_pieces([_scalar(entry, value)])
    else:
        made = front.with_pieces(_list(front.yaml, entry, value))
    _verify(front, made, name, value)
    return made


def _tidied(name: str, value: Value | None) -> Value | None:
    if isinstance(value, str) and name in WORDS:
        value = tuple(value.split(","))
    elif isinstance(value, str) and name == "says":
        value = (value,)
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(filter(None, (item.strip() for item in value))))
    return value.strip() if value is not None else None


def _shown(entry: Entry) -> Value:
    """What the form shows; words with commas between them are a list for the keys that are one."""
    if isinstance(entry.value, str) and entry.name in WORDS:
        return tuple(dict.fromkeys(filter(None, (part.strip() for part in entry.value.split(",")))))
    if isinstance(entry.value, str) and entry.name == "says":
        return (entry.value,) if entry.value else ()
    return entry.value


class _Front:
    """The front matter of one text, taken apart.

    Raises:
        KbError: it is broken.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = with_plain_line_ends(text)
        ends = re.search(r"\r\n?|\n", text)
        self.line_end = ends[0] if ends else "\n"
        self.yaml, self.offset = "", 0
        self.entries: tuple[Entry, ...] = ()
        front = read_front_matter(self.plain)
        if front.body_line == 1:
            if front.problems:
                raise KbError(front.problems[0].message, _AS_TEXT)
            return
        lines = self.plain.split("\n")
        self.offset = len(lines[0]) + 1
        self.yaml = "".join(f"{line}\n" for line in lines[1 : front.body_line - 2])
        try:
            read_yaml(self.yaml)
            self.entries = read_entries(self.yaml)
        except RefusedYamlError as refused:
            raise KbError(str(refused), _AS_TEXT) from refused

    def with_pieces(self, pieces: list[Piece]) -> str:
        """The text with pieces of its front matter replaced, which count in it without carriage returns."""
        starts = self._raw_offsets()
        made, done = [], 0
        for piece in sorted(pieces, key=lambda one: (one.start, one.end)):
            first, last = starts(piece.start + self.offset), starts(piece.end + self.offset)
            made += [self.text[done:first], piece.text.replace("\n", self.line_end)]
            done = last
        return "".join(made) + self.text[done:]

    def _raw_offsets(self) -> Callable[[int], int]:
        """Gives the place in the text of a place in the plain one."""
        pairs = [found.start() for found in re.finditer("\r\n", self.text)]
        gone = [place - number for number, place in enumerate(pairs)]

        def raw(place: int) -> int:
            return place + bisect_left(gone, place)

        return raw

    def with_new(self, name: str, value: Value) -> str:
        """The text with a new key among the others, or with front matter where there is none.

        Raises:
            KbError: no key can have this name.
        """
        if not re.fullmatch(r"[A-Za-z_][\w.\-]*", name):
            raise KbError(
                tr("“{name}” cannot be the name of a field.", name=name),
                tr("Use letters, digits, hyphens and dots."),
            )
        line = f"{name}: {written(value)}\n"
        if isinstance(value, tuple) and name == "says" and value:
            line = f"{name}:\n" + "".join(f"  - {written(item)}\n" for item in value)
        if not self.offset:
            gap = "" if not self.plain or self.plain.startswith("\n") else "\n"
            return f"---\n{line}---\n{gap}".replace("\n", self.line_end) + self.text
        place = self._place_of(name)
        return self.with_pieces([Piece(place, place, line)])

    def _place_of(self, name: str) -> int:
        """Where a new key is put: after the last one that comes before it, or before the first after it."""
        if name in ORDER:
            before = [one for one in self.entries if one.name in ORDER[: ORDER.index(name)]]
            if before:
                return before[-1].end
            after = [one for one in self.entries if one.name in ORDER]
            if after:
                return after[0].start
        return self.entries[-1].end if self.entries else len(self.yaml)


def _scalar(entry: Entry, value: str) -> Piece:
    """The piece that puts a value in the place of the old one, in its quotes."""
    if entry.style == BLOCK:
        return Piece(entry.after_colon, entry.value_end, f" {written(value)}")
    gap = " " if entry.value_start == entry.after_colon else ""
    return Piece(entry.value_start, entry.value_end, f"{gap}{written(value, style=entry.style)}")


def _list(front: str, entry: Entry, value: tuple[str, ...]) -> list[Piece]:
    """The pieces that make a list of a key's value, item by item where it is one."""
    if isinstance(entry.value, tuple) and value:
        return edited_list(front, entry, value)
    joined = ", ".join(value)
    if entry.value and entry.name in WORDS and value and not any("," in item for item in value):
        return [_scalar(entry, joined)]
    flow = f"[{', '.join(written(item, FLOW) for item in value)}]"
    if entry.style == BLOCK:
        return [Piece(entry.after_colon, entry.value_end, f" {flow}")]
    gap = " " if entry.value_start == entry.after_colon else ""
    return [Piece(entry.value_start, entry.value_end, gap + flow)]


def _verify(front: _Front, made: str, name: str, value: Value | None) -> None:
    """Read what was written.

    Raises:
        KbError: it does not say what it should, or says something else elsewhere.
    """
    try:
        after = {entry.name: entry for entry in _Front(made).entries}
    except KbError:
        after = {}
    wanted = {entry.name: _shown(entry) for entry in front.entries if entry.name != name}
    got = {key: _shown(entry) for key, entry in after.items() if key != name}
    mine = _shown(after[name]) if name in after else None
    if got != wanted or mine != value:
        raise KbError(tr("“{name}” cannot be changed here in the form.", name=name), _AS_TEXT)
