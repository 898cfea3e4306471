# SPDX-License-Identifier: MIT
"""Reads a handoff note back from a file or from text that went through mail and ticket systems.

Only the machine's copy is read. It comes from outside: size, types and characters are checked, keys that the
schema does not know are dropped, and nothing in it is carried out, loaded or followed.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Final

from kbdesk.errors import KbError
from kbdesk.handoff.decode import note_of
from kbdesk.handoff.escape import clean
from kbdesk.handoff.schema import Json, UnfitError, fit
from kbdesk.language import tr
from kbdesk.model import HandoffNote

MAX_JSON_BYTES: Final = 256 * 1024
MAX_TEXT_CHARS: Final = 1024 * 1024
_MAX_CANDIDATES: Final = 8
_MOST_EMPTY: Final = 20
"""Lines between a fence and what it holds."""
_NEAR: Final = 2
"""Lines at most from a bare note's opening brace to its schema; it is two where line ends were doubled."""
_NAME: Final = "kbdesk-handoff/"
_BLANK: Final = "\ufeff \t\u00a0"

_QUOTE = re.compile(r"[ \t\u00a0]{0,8}(?:>[ \t\u00a0]?){1,20}")
_FENCE = re.compile(r"(?:`{3,20}|~{3,20})[ \t]*json\b.{0,40}", re.IGNORECASE)
_SCHEMA = re.compile(r'"schema"\s{0,8}:\s{0,8}"kbdesk-handoff\\?/')  # in a value the quotes are escaped
_VERSION = re.compile(r"kbdesk-handoff/(\d{1,4})")
_LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Found:
    """A note's JSON in a text, and where it stands there."""

    data: Json
    """As it was written, unchecked."""
    version: int
    """Of its schema."""
    first: tuple[int, int]
    """Line and column of its opening brace."""
    end: tuple[int, int]
    """Line and column after its closing brace."""
    quote: str
    """What stands before each of its lines, as "> "."""


def from_markdown(text: str) -> HandoffNote:
    """The note that this text carries.

    The last block of JSON with a note's schema counts; it may be quoted with ``>``, have foreign line ends or
    hard-wrapped lines, be followed by a signature, or stand alone.

    Raises:
        KbError: the text is too large, holds no note, or the note is damaged.
    """
    found = find(text)
    try:
        return note_of(fit(_cleaned(found.data), lenient=found.version > 1))
    except UnfitError as error:
        raise damaged(tr("“{what}” is missing or not what it should be", what=error)) from None
    except RecursionError:
        raise damaged(tr("it is nested too deep")) from None


def is_newer(text: str) -> bool:
    """Whether the note in this text was written by a newer kbdesk, so that parts of it are not understood.

    Raises:
        KbError: the text is too large, holds no note, or the note is damaged.
    """
    return find(text).version > 1


def find(text: str) -> Found:
    """The JSON of the note in this text, and where it stands.

    Raises:
        KbError: the text is too large, holds no note, or the note is damaged.
    """
    if len(text) > MAX_TEXT_CHARS:
        raise KbError(
            tr("This text is too long to be a handoff note."), tr("Open the .handoff.md file itself.")
        )
    lines = _LINE_END.sub("\n", text).split("\n")
    for start in _candidates(lines):
        found = _decoded(lines, start)
        if found is not None:
            return found
    raise KbError(
        tr("This text holds no kbdesk handoff note."),
        tr("Paste the whole note, with the JSON block at its end, or open the .handoff.md file."),
    )


def offset(text: str, place: tuple[int, int]) -> int:
    """Where a line and column of :class:`Found` are in the text as it was given."""
    line, column = place
    starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
    return starts[line] + column


def damaged(reason: str) -> KbError:
    """The one error for a note that cannot be understood."""
    return KbError(
        tr("This handoff note is damaged: {reason}.", reason=reason),
        tr("Ask the sender for the .handoff.md file; nothing was changed here."),
    )


def _candidates(lines: list[str]) -> list[int]:
    """Lines at which a note's JSON may begin, the last one first."""
    found: list[int] = []
    named = len(lines) + _NEAR  # the line below that names a schema
    for index in range(len(lines) - 1, -1, -1):  # there may be 500,000, nearly all of them of no interest
        line = lines[index]
        if "kbdesk-handoff" in line and _SCHEMA.search(line):
            named = index
        fenced = "```" in line or "~~~" in line
        if not fenced and ("{" not in line or named - index > _NEAR):
            continue
        line = _content(line, quoted=True)[1]
        bare = line.startswith("{") and named - index <= _NEAR
        if bare or (_FENCE.fullmatch(line) and _opens(lines[index + 1 : index + 1 + _MOST_EMPTY])):
            found.append(index)
            if len(found) == _MAX_CANDIDATES:
                break
    return found


def _opens(lines: list[str]) -> bool:
    """Whether the first of these lines that holds anything begins an object."""
    contents = (_content(line, quoted=True)[1] for line in lines)
    return next(filter(None, contents), "").startswith("{")


def _decoded(lines: list[str], start: int) -> Found | None:
    """The note whose JSON begins at this line; None if it is something else.

    Raises:
        KbError: it claims to be a note and cannot be read.
    """
    quote = _QUOTE.match(lines[start])
    columns: list[int] = []
    pieces: list[str] = []
    size = 0
    for line in lines[start:]:
        column, piece = _content(line, quoted=quote is not None)
        columns.append(column)
        pieces.append(piece)
        size += len(piece) + 1
        if size > MAX_JSON_BYTES + 1_000:  # more cannot be read, and a text may have many beginnings
            break
    body = " ".join(pieces)
    brace = max(0, body.find("{"))
    try:
        value, end = _load(body[brace:])
    except (ValueError, RecursionError) as error:
        if _NAME in body[brace : brace + 400]:
            raise damaged(tr("its end is missing or a sign was changed")) from error
        return None
    if not isinstance(value, dict) or not str(value.get("schema", "")).startswith(_NAME):
        return None
    first, last = (_place(pieces, columns, start, at) for at in (brace, brace + end))
    return Found(value, _version(value), first, last, quote[0] if quote else "")


def _version(data: Json) -> int:
    found = _VERSION.fullmatch(str(data["schema"]))
    if not found or int(found[1]) < 1:
        raise KbError(
            tr("This note names a schema that kbdesk does not know."),
            tr("Ask the sender to export it again."),
        )
    return int(found[1])


def _place(pieces: list[str], columns: list[int], start: int, at: int) -> tuple[int, int]:
    """The line and column of a position in the pieces, joined by a blank each."""
    number = 0
    while at > len(pieces[number]):
        at -= len(pieces[number]) + 1
        number += 1
    return start + number, columns[number] + at


def _content(line: str, *, quoted: bool) -> tuple[int, str]:
    """Where the content of a line begins, and the content without marks of quoting and white space."""
    found = _QUOTE.match(line) if quoted and ">" in line else None
    begin = found.end() if found else 0
    left = line[begin:].lstrip(_BLANK)
    return len(line) - len(left), left.rstrip(_BLANK)


def _load(body: str) -> tuple[object, int]:
    """The JSON value at the start of the text, and where it ends."""
    data = body[: MAX_JSON_BYTES + 1].encode("utf-8", "replace")
    whole = len(data) <= MAX_JSON_BYTES
    if not whole:
        body = data[:MAX_JSON_BYTES].decode("utf-8", "ignore")  # text after the note may be longer
    try:
        return json.JSONDecoder(parse_constant=_refused, parse_float=_finite).raw_decode(body)
    except ValueError as error:
        if not whole and _NAME in body[:400]:
            raise KbError(tr("This handoff note is larger than 256 kB and was not opened.")) from error
        raise


def _refused(name: str) -> object:
    raise ValueError(name)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):  # it could not be written again
        raise ValueError(digits)
    return number


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(part) for key, part in value.items()}
    return value
