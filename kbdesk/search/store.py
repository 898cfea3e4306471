# SPDX-License-Identifier: MIT
# mypy: disallow-untyped-calls=False
# (Whoosh says that it is typed, but half of its functions are not.)
"""The index of record on disk, which is an index of Whoosh.

Whoosh keeps every document with its words and their places, commits a change in one rename and survives
kill -9; from it the arrays that keystrokes read can be made again without reading an article. Only the child
process that writes the index opens it. Its index files are pickles, so that opening a stranger's index would
run his code: only a folder that belongs to this user and that nobody else can write to is ever opened, and a
stamp must say that we wrote it.

Readers are let go of, never closed: closing a compound file of Whoosh 3 may call ``gc.collect()``, which in a
worker thread of the window would destroy widgets. Their maps are freed with the last reference.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import whoosh
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, EmptyIndexError, FileIndex, LockError, clean_files
from whoosh.reading import IndexReader, SegmentReader
from whoosh.searching import Searcher
from whoosh.util.filelock import try_for
from whoosh.writing import NO_MERGE, OPTIMIZE, SegmentWriter

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import SearchDoc
from kbdesk.search.analysis import ANALYSER_VERSION
from kbdesk.search.codec import Codec, schema
from kbdesk.search.folder import SUMS_FILE, compare, damage, empty, sums_of, write_whole
from kbdesk.search.record import Record
from kbdesk.search.schema import FORMAT_VERSION, unpacked

_NAME = "kb"
_STAMP_FILE = "stamp.json"
_UPDATE_LOCK = "update.lock"
_LARGE = 250
"""Documents from which on a segment is left alone: merging takes longer than writing anew."""
STAMP: Mapping[str, object] = {
    "format": FORMAT_VERSION,
    "analyser": ANALYSER_VERSION,
    "whoosh": ".".join(map(str, whoosh.__version__)),
}
"""What wrote an index; another stamp means another meaning, and the index is made anew."""


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


def is_there(folder: Path) -> bool:
    """Whether the folder holds an index of record of this very version."""
    return stamped(folder) and latest_commit(folder)[0] >= 0


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


def documents(folder: Path) -> Iterator[SearchDoc]:
    """The documents of the newest commit.

    Any exception but KbError means damage; the caller wraps this in ``damage``.
    """
    storage = _Folder(folder)
    try:
        for reader in _readers(storage):
            column = reader.column_reader("document", translate=False)
            for number in reader.all_doc_ids():
                yield unpacked(column[number])
    finally:
        storage.settle()


def _having(reader: IndexReader, keys: Iterable[tuple[str, bytes]]) -> Iterator[int]:
    """The documents with these terms."""
    for key in keys:
        if key in reader:
            yield from reader.postings(*key).all_ids()


def searcher(folder: Path) -> Searcher:
    """Whoosh's own searcher over the newest commit: the one that ours is held to."""
    return FileIndex(FileStorage(str(folder)), schema=schema(), indexname=_NAME).searcher()


def _readers(storage: _Folder) -> Iterator[SegmentReader]:
    contents = _contents(storage)
    for segment in contents.segments:
        yield SegmentReader(storage, schema(), segment, generation=contents.generation)


def _contents(storage: _Folder, *, verified: bool = True) -> TOC:
    """Whoosh's list of segments, after the sums of it and of them were compared.

    They are compared before anything is unpickled: damaged pickles do worse things than to raise. A file
    without a sum (its writer was killed right after the commit) is taken as it is.

    Args:
        storage: the folder.
        verified: whether to compare; not what this process has written itself just now.
    """
    folder = Path(storage.folder)
    sums = sums_of(folder) if verified else {}
    newest = TOC._latest_generation(storage, _NAME)
    if newest < 0:
        raise EmptyIndexError(_NAME)
    compare(folder, sums, TOC._filename(_NAME, newest))
    contents: TOC = TOC.read(storage, _NAME, newest, schema=schema())
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
        self._index = FileIndex(storage, schema=schema(), indexname=_NAME)
        self._storage = storage

    def apply(self, removed: Iterable[str], added: Record | None = None, *, merge: bool = False) -> None:
        """Commit a batch: documents of the removed paths go, the added ones come."""
        try:
            writer = SegmentWriter(self._index, timeout=10.0, codec=Codec())
        except LockError as error:
            raise KbError(
                tr("Another program is writing the search index."), tr("Try again later.")
            ) from error
        try:
            self._delete(writer, removed)
            if added is not None:
                for fields in added.fields:
                    writer.add_document(**fields)
                writer.fieldwriter.words = added.words
            writer.commit(mergetype=_merge_small if merge else NO_MERGE)
            self._write_sums()
        finally:
            if not writer.is_closed:
                writer.cancel()
            self._storage.settle()

    @staticmethod
    def _delete(writer: SegmentWriter, paths: Iterable[str]) -> None:
        reader = writer.reader()
        keys = [("path", path.encode("utf-8", "replace")) for path in paths]
        for number in list(_having(reader, keys)):
            writer.delete_document(number)

    def _write_sums(self) -> None:
        folder = Path(self._storage.folder)
        names = _files(_contents(self._storage, verified=False))
        known = {name: value for name, value in sums_of(folder).items() if name in names}
        fresh = {name: zlib.crc32((folder / name).read_bytes()) for name in names if name not in known}
        write_whole(folder / SUMS_FILE, json.dumps(known | fresh))

    def shape(self) -> tuple[int, int, int]:
        """The number of small segments, of live documents, and of deleted ones that still take room."""
        segments = _contents(self._storage, verified=False).segments
        gone = sum(segment.deleted_count() for segment in segments)
        live = sum(segment.doc_count_all() for segment in segments) - gone
        return sum(_is_small(segment) for segment in segments), live, gone


def _is_small(segment: W3Segment) -> bool:
    """Whether merging the segment is worth its time; much of a large one must be deleted first."""
    count = segment.doc_count_all()
    return bool(count < _LARGE or segment.deleted_count() * 4 > count)


def _merge_small(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Whoosh's merge policy: what it merges it adds to the writer, what it leaves alone it returns."""
    OPTIMIZE(writer, list(filter(_is_small, segments)))
    return [segment for segment in segments if not _is_small(segment)]


@contextmanager
def writing(folder: Path, wait_seconds: float) -> Iterator[Writer]:
    """A writer that has the folder for itself; what a killed one left behind is cleaned first.

    Raises:
        KbError: another process writes and does not end within the given time.
    """
    with _locked(folder, wait_seconds) as storage:
        with damage(folder, wipe=True):
            if not is_there(folder):
                _create(folder, storage)
            _clean(folder, storage)
            writer = Writer(storage)
        yield writer


@contextmanager
def _locked(folder: Path, wait_seconds: float) -> Iterator[_Folder]:
    """The folder, for this process alone; new files in it are this user's alone."""
    storage = _Folder(folder)
    lock = storage.lock(_UPDATE_LOCK)
    others = os.umask(0o077)
    try:
        if not try_for(lock.acquire, timeout=wait_seconds, delay=0.05):
            raise KbError(
                tr("Another window is building the search index."),
                tr("Wait until it is done, then try again."),
            )
        try:
            yield storage
        finally:
            storage.settle()
            lock.release()
    finally:
        os.umask(others)


def _create(folder: Path, storage: _Folder) -> None:
    empty(folder)
    storage.create_index(schema(), _NAME)
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
