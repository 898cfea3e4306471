# SPDX-License-Identifier: MIT
"""The rows in the bytes of an SQLite file, page by page, however damaged the file is.

SQLite itself needs the header, the list of tables and the inner pages of each table to find a row. This needs
only the page that the row lies in: where that is whole, its rows are read. The format is that of
https://www.sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

Value = int | float | str | bytes | None
Row = tuple[int, tuple[Value, ...]]
"""A row's number and its values, in the order of the columns."""

_MAGIC: Final = b"SQLite format 3\x00"
_USUAL: Final = 4096
"""Bytes of a page where nothing says how many."""
_LEAF: Final = 0x0D
"""The first byte of a page that holds rows of a table."""
_SIZES: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 0: 0, 8: 0, 9: 0}
_LOG_HEAD, _FRAME_HEAD = 32, 24


@dataclass(frozen=True, slots=True)
class Pages:
    """A file as pages, with what its log says newer."""

    size: int
    usable: int
    """Bytes of a page that hold content."""
    main: bytes
    newer: dict[int, bytes]
    """Pages by their number from 1, as the log has them."""
    count: int

    def page(self, number: int) -> bytes:
        """A whole page; b"" if the file does not have it."""
        if not 1 <= number <= self.count:
            return b""
        if number in self.newer:
            return self.newer[number]
        page = self.main[(number - 1) * self.size : number * self.size]
        return page if len(page) == self.size else b""


def pages_of(main: bytes, log: bytes) -> Pages:
    """The pages of a database and of its log (``-wal``); either may be damaged, cut short or b""."""
    size, spare = _USUAL, 0
    if main.startswith(_MAGIC) and len(main) >= 100:
        said = int.from_bytes(main[16:18], "big")
        said = 65536 if said == 1 else said
        if 512 <= said <= 65536 and not said & (said - 1):
            size, spare = said, main[20] if main[20] < said - 480 else 0
    else:
        size = _size_in(log) or size
    newer, count = _newer(log, size)
    return Pages(size, size - spare, main, newer, count or -(-len(main) // size))


def rows_of(pages: Pages) -> Iterator[Row]:
    """Every row that can be read whole, whichever table it is of."""
    for number in range(1, pages.count + 1):
        page = pages.page(number)
        start = 100 if number == 1 else 0
        if len(page) < start + 8 or page[start] != _LEAF:
            continue
        cells = int.from_bytes(page[start + 3 : start + 5], "big")
        if start + 8 + 2 * cells > pages.usable:
            continue
        for place in struct.unpack_from(f">{cells}H", page, start + 8):
            try:
                yield _row(pages, page, place)
            except (ValueError, IndexError, struct.error):
                continue


# --- the log ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sound:
    """How far a log was found sound, so that it need not be added up anew from its beginning."""

    head: bytes = b""
    at: int = _LOG_HEAD
    """Where the first frame begins that belongs to no finished transaction."""
    before: bytes = b""
    """The sum of the frame before that."""


def sound_part(log: bytes, known: Sound = Sound()) -> Sound | None:
    """How far a log is sound; None if it is damaged before a transaction that was finished.

    SQLite drops everything from such a place on without a word: it cannot tell it from the end of a log that
    a power cut left. What was left of the last write has nothing finished behind it.

    Args:
        log: the bytes of the log.
        known: what this gave for the same log before; if the log began anew since, that counts for nothing.
    """
    size = _size_in(log)
    if size is None:
        return None if any(log[:_LOG_HEAD]) and len(log) > _LOG_HEAD else Sound()
    head = log[:_LOG_HEAD]
    if head != known.head or _sum_before(log, known.at, size) != known.before:
        known = Sound(head, before=head[24:])
    at, broken = known.at, _sum(_order(log), (0, 0), head[:24]) != struct.unpack(">2I", head[24:])
    for _, end, _, is_proved in _frames(log, size, known.at):
        if broken and is_proved and end:
            return None
        broken = broken or not is_proved
        at += _FRAME_HEAD + size
        if end and not broken:
            known = Sound(head, at, _sum_before(log, at, size))
    return known


def _size_in(log: bytes) -> int | None:
    """The size of a page that a log tells of; None if it is no log."""
    if len(log) < _LOG_HEAD or int.from_bytes(log[:4], "big") not in (0x377F0682, 0x377F0683):
        return None
    said = int.from_bytes(log[8:12], "big")
    return said if 512 <= said <= 65536 and not said & (said - 1) else None


def _newer(log: bytes, size: int) -> tuple[dict[int, bytes], int]:
    """(the pages of all transactions that were finished, how many pages the file has after the last one)."""
    if _size_in(log) != size:
        return {}, 0
    done: dict[int, bytes] = {}
    open_: dict[int, bytes] = {}
    count = 0
    for number, end, page, is_proved in _frames(log, size):
        if is_proved:
            open_[number] = page
            if end:
                done |= open_
                open_, count = {}, end
    return done, count


def _frames(log: bytes, size: int, first: int = _LOG_HEAD) -> Iterator[tuple[int, int, bytes, bool]]:
    """(page number, pages of the file if a transaction ends here or else 0, the page, whether it is proved).

    A frame is proved by its own sum and that of the frame before: a damaged one does not keep the next ones
    from being proved. One of an earlier round of the log is not.
    """
    order, before = _order(log), struct.unpack(">2I", _sum_before(log, first, size))
    for at in range(first, len(log) - _FRAME_HEAD - size + 1, _FRAME_HEAD + size):
        head, page = log[at : at + _FRAME_HEAD], log[at + _FRAME_HEAD : at + _FRAME_HEAD + size]
        number, end = struct.unpack(">2I", head[:8])
        said = struct.unpack(">2I", head[16:24])
        of_now = head[8:16] == log[16:24]
        yield number, end, page, of_now and _sum(order, before, head[:8] + page) == said
        before = said


def _sum_before(log: bytes, at: int, size: int) -> bytes:
    """The sum that a frame at this place goes on from: that of the frame before, or of the log's head."""
    return log[24:32] if at == _LOG_HEAD else log[at - size - 8 : at - size]


def _order(log: bytes) -> str:
    """The order of bytes in which a log adds up its sums."""
    return ">" if log[3] & 1 else "<"


def _sum(order: str, seed: tuple[int, ...], data: bytes) -> tuple[int, int]:
    one, two = seed
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two


# --- a row ------------------------------------------------------------------------------------------------


def _row(pages: Pages, page: bytes, place: int) -> Row:
    length, place = _number(page, place)
    row, place = _number(page, place)
    if length > len(pages.main) + len(pages.newer) * pages.size:
        raise ValueError("longer than the file")
    return row - (row >> 63 << 64), _values(_payload(pages, page, place, length))


def _payload(pages: Pages, page: bytes, place: int, length: int) -> bytes:
    """The bytes of a row, from its page and the pages that it goes on in."""
    usable = pages.usable
    here = length
    if length > usable - 35:
        least = (usable - 12) * 32 // 255 - 23
        here = least + (length - least) % (usable - 4)
        here = here if here <= usable - 35 else least
    found = [page[place : place + here]]
    if len(found[0]) != here:
        raise ValueError("cut off")
    missing, seen = length - here, set[int]()
    following = int.from_bytes(page[place + here : place + here + 4], "big") if missing else 0
    while missing:
        more = pages.page(following)
        if not more or following in seen:
            raise ValueError("a page is missing")
        seen.add(following)
        found.append(more[4 : 4 + min(missing, usable - 4)])
        missing -= len(found[-1])
        following = int.from_bytes(more[:4], "big")
    return b"".join(found)


def _values(payload: bytes) -> tuple[Value, ...]:
    """The values of a row; ValueError if they do not fill it exactly."""
    end, place = _number(payload, 0)
    kinds = []
    while place < end:
        kind, place = _number(payload, place)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        size = _SIZES[kind] if kind in _SIZES else (kind - 12) // 2
        if size < 0:
            raise ValueError("no such kind")
        values.append(_value(kind, payload[place : place + size]))
        place += size
    if place != len(payload):
        raise ValueError("too long or too short")
    return tuple(values)


def _value(kind: int, data: bytes) -> Value:
    if kind == 0:
        return None
    if kind in (8, 9):
        return kind - 8
    if kind == 7:
        return float(struct.unpack(">d", data)[0])
    if kind < 7:
        return int.from_bytes(data, "big", signed=True)
    return data.decode("utf-8") if kind % 2 else data


def _number(data: bytes, place: int) -> tuple[int, int]:
    """(a number of one to nine bytes, the place behind it)."""
    value = 0
    for nth in range(9):
        byte = data[place + nth]
        if nth == 8:  # the ninth has all of its bits
            break
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + nth + 1
    return value << 8 | byte, place + 9
