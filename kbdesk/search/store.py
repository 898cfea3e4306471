# SPDX-License-Identifier: MIT
# mypy: disallow-untyped-calls=False
# (Whoosh says that it is typed, but half of its functions are not.)
"""The index on disk: the one place that knows Whoosh.

Whoosh keeps the postings, commits them and survives kill -9; it is used as a store only. Its index files are
pickles, so that opening a stranger's index would run his code: only a folder that belongs to this user and
that nobody else can write to is ever opened, and a stamp must say that we wrote it.

Readers are let go of, never closed: closing a compound file of Whoosh 3 may call ``gc.collect()``, which in a
worker thread of the window would destroy widgets. Their maps are freed with the last reference.
"""

from __future__ import annotations

import json
import shutil
import time
import zlib
from array import array
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import whoosh
from whoosh.columns import ColumnReader, VarBytesColumn
from whoosh.fields import COLUMN, ID, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.formats import Existence
from whoosh.index import TOC, EmptyIndexError, FileIndex, LockError, clean_files
from whoosh.reading import SegmentReader
from whoosh.util.filelock import try_for
from whoosh.writing import NO_MERGE, OPTIMIZE, SegmentWriter

from kbdesk.errors import KbError
from kbdesk.search.analysis import ANALYSER_VERSION
from kbdesk.search.folder import SUMS_FILE, compare, damage, sums_of, wipe, write_whole
from kbdesk.search.schema import FORMAT_VERSION

_NAME = "kb"
_STAMP_FILE = "stamp.json"
_UPDATE_LOCK = "update.lock"
STAMP: Mapping[str, object] = {
    "format": FORMAT_VERSION,
    "analyser": ANALYSER_VERSION,
    "whoosh": ".".join(map(str, whoosh.__version__)),
}
"""What wrote an index; another stamp means another meaning, and the index is made anew."""


class WeightedTerms(FieldType):
    """A Whoosh field whose value is a mapping of terms to weights, already analysed."""

    def __init__(self) -> None:
        super().__init__(Existence(), None)  # type: ignore[arg-type]

    def index(
        self, value: Mapping[str, float], **_: object
    ) -> Generator[tuple[bytes, int, float, bytes], None, None]:
        """The postings of one document."""
        for term, weight in value.items():
            yield term.encode("utf-8", "replace"), 1, weight, b""


def _schema() -> Schema:
    return Schema(
        path=ID(unique=True),
        terms=WeightedTerms(),
        card=COLUMN(VarBytesColumn()),
        text=COLUMN(VarBytesColumn()),
    )


class _Folder(FileStorage):
    """Whoosh's folder, which closes what a failed read left open."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._open: list[StructFile] = []

    def open_file(self, name: str, **kwargs: object) -> StructFile:
        """A file of the folder, opened for reading."""
        opened: StructFile = super().open_file(name, **kwargs)
        self._open.append(opened)
        return opened

    def settle(self) -> None:
        """Close the files that are still open; maps stay."""
        for opened in self._open:
            if not opened.is_closed:
                with suppress(OSError):
                    opened.close()
        self._open.clear()


def stamped(folder: Path) -> bool:
    """Whether the folder holds an index of this very version."""
    try:
        return bool(json.loads((folder / _STAMP_FILE).read_bytes()) == STAMP)
    except (OSError, ValueError, RecursionError):
        return False


def discard_foreign(folder: Path) -> None:
    """Empty a folder without our stamp, unless a process is making an index in it right now."""
    lock = FileStorage(str(folder)).lock(_UPDATE_LOCK)
    if lock.acquire():
        try:
            if not stamped(folder):
                wipe(folder)
        finally:
            lock.release()


Commit = tuple[int, int]
"""The number of a commit and when it was made; (-1, 0) if there is none."""


def latest_commit(folder: Path) -> Commit:
    """The newest commit in the folder."""
    number = int(TOC._latest_generation(FileStorage(str(folder)), _NAME))
    try:
        return number, (folder / TOC._filename(_NAME, number)).stat().st_mtime_ns
    except OSError:
        return -1, 0


# --- reading ----------------------------------------------------------------------------------------------


class Segment:
    """One piece of the index that never changes, except that documents of it are deleted."""

    def __init__(self, reader: SegmentReader, base: int) -> None:
        self._reader = reader
        self._texts: ColumnReader | None = None
        self.base = base
        """The number of its first document in the whole index."""
        self.size: int = reader.doc_count_all()

    def cards(self) -> Iterator[bytes | None]:
        """The card of each document, in order; None for deleted ones."""
        deleted = set(self._reader.deleted_docs_set)
        for number, data in enumerate(self._column("card")):
            yield None if number in deleted else data

    def text(self, number: int) -> bytes:
        """The packed text of a document of this segment (0 is its first)."""
        if self._texts is None:
            self._texts = self._column("text")
        return bytes(self._texts[number])

    def _column(self, name: str) -> ColumnReader:
        return self._reader.column_reader(name, translate=False)

    def terms(self) -> list[str]:
        """All terms, in the order of their UTF-8 bytes."""
        return [term.decode("utf-8") for term in self._reader.lexicon("terms")]

    def postings(self, term: str, numbers: array[int], weights: array[float]) -> None:
        """Append the documents of a term and its weights in them, as numbers of the whole index."""
        key = ("terms", term.encode("utf-8"))
        if key not in self._reader:
            return
        matcher = self._reader.postings(*key)
        base = self.base
        while matcher.is_active():
            numbers.append(base + matcher.id())
            weights.append(matcher.weight())
            matcher.next()


class Store:
    """The state of an index after one commit."""

    def __init__(self, segments: tuple[Segment, ...] = ()) -> None:
        self.segments = segments

    @classmethod
    def open(cls, folder: Path) -> Store:
        """The newest commit in the folder; no segments if there is none.

        Any exception but KbError means damage; the caller wraps this in ``damage``.
        """
        storage = _Folder(folder)
        try:
            for last in (False, False, False, False, True):
                try:
                    return cls._open(storage)
                except EmptyIndexError:
                    return cls()
                except FileNotFoundError:
                    # A writer may replace the files between our look at the list and our opening them.
                    if last:
                        raise
                    time.sleep(0.05)
            raise AssertionError
        finally:
            storage.settle()

    @classmethod
    def _open(cls, storage: _Folder) -> Store:
        schema = _schema()
        contents = _contents(storage)
        segments: list[Segment] = []
        base = 0
        for segment in contents.segments:
            reader = SegmentReader(storage, schema, segment, generation=contents.generation)
            segments.append(Segment(reader, base))
            base += segments[-1].size
        return cls(tuple(segments))


def _contents(storage: _Folder) -> TOC:
    """Whoosh's list of segments, after the sums of it and of them were compared.

    They are compared before anything is unpickled: damaged pickles do worse things than to raise. A file
    without a sum (its writer was killed right after the commit) is taken as it is.
    """
    folder = Path(storage.folder)
    sums = sums_of(folder)
    newest = TOC._latest_generation(storage, _NAME)
    if newest < 0:
        raise EmptyIndexError(_NAME)
    compare(folder, sums, TOC._filename(_NAME, newest))
    contents: TOC = TOC.read(storage, _NAME, newest, schema=_schema())
    for name in _files(contents):
        compare(folder, sums, name)
    return contents


def _files(contents: TOC) -> list[str]:
    return [
        TOC._filename(_NAME, contents.generation),
        *(segment.make_filename(segment.COMPOUND_EXT) for segment in contents.segments),
    ]


# --- writing ----------------------------------------------------------------------------------------------


class Writer:
    """A session of changes, in batches; use it inside ``writing``."""

    def __init__(self, storage: _Folder) -> None:
        self._index = FileIndex(storage, schema=_schema(), indexname=_NAME)
        self._storage = storage

    def apply(self, removed: Iterable[str], added: Iterable[Mapping[str, Any]], merge: bool) -> None:
        """Commit a batch: documents of the removed paths go, the added ones come."""
        try:
            writer = SegmentWriter(self._index, timeout=10.0)
        except LockError as error:
            raise KbError("Another program is writing the search index.", "Try again later.") from error
        try:
            self._delete(writer, removed)
            for fields in added:
                writer.add_document(**fields)
            writer.commit(mergetype=_merge_all_but_large if merge else NO_MERGE)
            self._write_sums()
        finally:
            if not writer.is_closed:
                writer.cancel()
            self._storage.settle()

    @staticmethod
    def _delete(writer: SegmentWriter, paths: Iterable[str]) -> None:
        reader = writer.reader()
        for path in paths:
            key = ("path", path.encode("utf-8", "replace"))
            if key in reader:
                for number in list(reader.postings(*key).all_ids()):
                    writer.delete_document(number)

    def _write_sums(self) -> None:
        folder = Path(self._storage.folder)
        names = _files(_contents(self._storage))
        known = {name: value for name, value in sums_of(folder).items() if name in names}
        fresh = {name: zlib.crc32((folder / name).read_bytes()) for name in names if name not in known}
        write_whole(folder / SUMS_FILE, json.dumps(known | fresh))

    def shape(self) -> tuple[int, int, int]:
        """The number of segments, of live documents, and of deleted ones that still take room."""
        segments = _contents(self._storage).segments
        gone = sum(segment.deleted_count() for segment in segments)
        return len(segments), sum(segment.doc_count_all() for segment in segments) - gone, gone


def _merge_all_but_large(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Whoosh's merge policy: what it merges it adds to the writer, what it leaves alone it returns."""
    total = sum(segment.doc_count_all() for segment in segments)
    kept = [
        segment
        for segment in segments
        if segment.doc_count_all() * 2 > total and segment.deleted_count() * 4 <= segment.doc_count_all()
    ]
    OPTIMIZE(writer, [segment for segment in segments if segment not in kept])
    return kept


@contextmanager
def writing(folder: Path, wait_seconds: float) -> Iterator[Writer]:
    """A writer that has the folder for itself; what a killed one left behind is cleaned first.

    Raises:
        KbError: another process writes and does not end within the given time.
    """
    storage = _Folder(folder)
    lock = storage.lock(_UPDATE_LOCK)
    if not try_for(lock.acquire, timeout=wait_seconds, delay=0.05):
        raise KbError(
            "Another window is building the search index.", "Wait until it is done, then try again."
        )
    try:
        with damage(folder):
            if not stamped(folder) or latest_commit(folder)[0] < 0:
                _create(folder, storage)
            _clean(folder, storage)
            writer = Writer(storage)
        yield writer
    finally:
        storage.settle()
        lock.release()


def _create(folder: Path, storage: _Folder) -> None:
    wipe(folder)
    storage.create_index(_schema(), _NAME)
    # The stamp comes last, so that a half-made index is never taken for one.
    write_whole(folder / _STAMP_FILE, json.dumps(STAMP))


def _clean(folder: Path, storage: _Folder) -> None:
    """Remove what killed writers left: temporary folders, half-written lists, segments nobody names."""
    contents = _contents(storage)
    clean_files(storage, _NAME, contents.generation, contents.segments)
    for entry in folder.iterdir():
        if entry.suffix == ".tmp" and entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        elif ".toc." in entry.name:
            entry.unlink(missing_ok=True)
