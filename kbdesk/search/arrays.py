# SPDX-License-Identifier: MIT
"""Named arrays in one file: written once, read by mapping it, never a pickle.

The file is a line of JSON (for each array its name, type, shape, place and CRC-32, and the CRC-32 of all
that) and after it the bytes of the arrays, each on a border of 64 bytes. Small arrays are compared with their
sums when the file is opened; the large ones by ``verify``, which reads all of the file.
"""

from __future__ import annotations

import json
import math
import mmap
import os
import weakref
import zlib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Arrays = Mapping[str, Array]

_BORDER = 64
_SMALL = 1 << 20
"""Bytes up to which an array is compared with its sum at once."""
_PIECE = 1 << 20
"""Bytes of a large array that are compared at a time."""
_TYPES = frozenset(("|u1", "|i1", "|b1", "<u2", "<u4", "<u8", "<i4", "<i8", "<f4"))


def distinct(ordered: Array) -> Array:
    """Each value of an ascending array once; NumPy's own ``unique`` imports masked arrays, 10 ms."""
    found: Array = ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0]
    return found


def write(path: Path, arrays: Arrays) -> None:
    """Write arrays to a new file that is there whole or not at all; it is on the disk when this returns."""
    flat = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    table: dict[str, tuple[str, list[int], int, int]] = {}
    place = 0
    for name, array in flat.items():
        kind = array.dtype.newbyteorder("<").str
        table[name] = (kind, list(array.shape), place, zlib.crc32(array.data) if array.size else 0)
        place += -(-array.nbytes // _BORDER) * _BORDER
    listed = json.dumps(table, separators=(",", ":"))
    head = json.dumps([zlib.crc32(listed.encode()), place, listed]).encode() + b"\n"
    head = head.ljust(-(-len(head) // _BORDER) * _BORDER, b"\n")
    temporary = path.with_name(f"{path.name}.new")
    with temporary.open("wb") as file:
        file.write(head)
        for array in flat.values():
            if array.size:
                file.write(array.data)
            file.write(bytes(-array.nbytes % _BORDER))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


class Blob:
    """A large array of which small pieces are read.

    They are read from the file and not from a map of it, of which the system would count 64 kB or more for
    each piece as memory of ours.
    """

    def __init__(self, data: memoryview, file: ArrayFile | None = None, start: int = 0) -> None:
        self._data, self._start = data, start
        self._file = file
        self._handle = file.handle if file and hasattr(os, "pread") else -1

    def read(self, first: int, last: int) -> bytes | memoryview:
        """The bytes from the first to before the last."""
        if self._handle >= 0:
            return os.pread(self._handle, last - first, self._start + first)
        return self._data[first:last]


class ArrayFile:
    """The arrays of a file, mapped.

    Raises:
        ValueError: the file is not whole, or is not one of ours.
        OSError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
        weakref.finalize(self, os.close, self.handle)
        self._map = mmap.mmap(self.handle, 0, access=mmap.ACCESS_READ)
        table, self._start = self._head()
        self.arrays: dict[str, Array] = {}
        self._places: dict[str, int] = {}
        self._unread: list[tuple[str, int]] = []
        for name, (kind, shape, place, crc) in table.items():
            if kind not in _TYPES or place < 0 or min(shape) < 0:
                raise ValueError(name)
            # Numbers of Python do not overflow; a count that is too large is refused by NumPy.
            count = math.prod(shape)
            array = np.frombuffer(self._map, np.dtype(kind), count, self._start + place).reshape(shape)
            self.arrays[name] = array
            self._places[name] = self._start + place
            if array.nbytes > _SMALL:
                self._unread.append((name, crc))
            elif (zlib.crc32(array.data) if array.size else 0) != crc:
                raise ValueError(name)

    def _head(self) -> tuple[dict[str, Any], int]:
        end = self._map.find(b"\n") + 1
        crc, size, listed = json.loads(self._map[:end])
        start = -(-end // _BORDER) * _BORDER
        if zlib.crc32(listed.encode()) != crc or len(self._map) != start + size:
            raise ValueError("head")
        return json.loads(listed), start

    def blob(self, name: str) -> Blob:
        """An array to be read piece by piece."""
        data = self.arrays[name].reshape(-1).view(np.uint8).data
        return Blob(data, self, self._places[name])

    def verify(self) -> None:
        """Compare the large arrays with their sums.

        Raises:
            ValueError: one has another sum.
        """
        while self._unread:
            name, crc = self._unread[-1]
            blob, size = self.blob(name), self.arrays[name].nbytes
            found = 0
            for first in range(0, size, _PIECE):
                found = zlib.crc32(blob.read(first, min(first + _PIECE, size)), found)
            if found != crc:
                raise ValueError(name)
            self._unread.pop()

    def rest(self) -> None:
        """Give the pages that were read back to the system, which keeps them as long as it likes."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)


ENCODINGS = {1: "cp1252", 2: "utf-16-le", 4: "utf-32-le"}


def encoded_text(text: str) -> tuple[bytes, int]:
    """The text in the smallest encoding whose characters are all as wide, and that width in bytes."""
    try:
        return text.encode("cp1252"), 1
    except UnicodeEncodeError:
        pass
    if max(text) <= "\uffff":
        return text.encode("utf-16-le", "surrogatepass"), 2
    return text.encode("utf-32-le", "surrogatepass"), 4


def strings(values: list[str]) -> dict[str, Array]:
    """Strings as two arrays: ``bytes`` (UTF-8, one after another) and ``ends``."""
    data = [value.encode("utf-8", "replace") for value in values]
    ends = np.cumsum([0, *map(len, data)], dtype=np.int64).astype(np.uint32)
    return {"bytes": np.frombuffer(b"".join(data), np.uint8), "ends": ends}


class Strings:
    """A list of strings kept as arrays (see ``strings``)."""

    def __init__(self, data: Array, ends: Array) -> None:
        self._data = data.data
        self._ends = ends.data

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        return str(self._data[self._ends[number] : self._ends[number + 1]], "utf-8", "replace")

    def all(self) -> list[str]:
        """All of them."""
        data = bytes(self._data)
        ends = self._ends.tolist()
        return [data[start:end].decode("utf-8", "replace") for start, end in pairwise(ends)]
