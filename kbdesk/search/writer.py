# SPDX-License-Identifier: MIT
"""Writing the index: runs in a child process, which may be killed at any moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from kbdesk.model import SearchDoc
from kbdesk.search import folder as folders
from kbdesk.search import manifest, store
from kbdesk.search.build import arrays_of, build, words_of
from kbdesk.search.entries import entries
from kbdesk.search.folder import IndexDamaged
from kbdesk.search.index import Index
from kbdesk.search.record import record

LOCK_SECONDS = 5.0
"""How long a second writer waits for the first."""

_FIRST_BATCHES = (50, 250)


def update(
    folder: Path,
    docs: Iterable[SearchDoc],
    removed: Iterable[str],
    progress: Callable[[int], None] = lambda count: None,
    batch: int = 2000,
) -> None:
    """Bring documents into the index, replacing those of the same path, and take the removed paths out.

    Args:
        folder: as ``index_folder`` gave it.
        docs: may be a generator; a document is read only when its batch is at hand.
        removed: paths whose documents go.
        progress: told, after each commit, how many of ``docs`` can be found now.
        batch: documents per commit; the first commits are smaller, so that something can be found at once.

    Raises:
        KbError: another process is writing, or the disk refuses.
        IndexDamaged: the old index could not be read; it is gone, and all documents are wanted.
    """
    folders.refuse_strangers(folder)
    gone: list[str] = list(removed)
    done = 0
    with store.writing(folder, LOCK_SECONDS) as writer:
        if not _is_recorded(folder):
            _restore(folder)
        for group in _batches(docs, batch):
            _commit(folder, writer, gone, group)
            gone = []
            done += len(group)
            progress(done)
        if gone:
            _commit(folder, writer, gone, [])
        _tidy(folder, writer)


def indexed(folder: Path) -> dict[str, str]:
    """The blob id of each document in the index, by path, after what was damaged or cut off is made good.

    Raises:
        KbError: another process is writing, or the disk refuses.
    """
    with suppress(IndexDamaged):
        found = _verified(folder) if store.is_there(folder) and _is_recorded(folder) else None
        if found is None:
            restore(folder)
            found = _verified(folder)
        return found or {}
    return {}


def restore(folder: Path) -> None:
    """Make the searchable arrays anew from the index of record, without reading an article.

    Raises:
        KbError: another process is writing, or the disk refuses.
        IndexDamaged: the index of record cannot be read either; it is gone, and all documents are wanted.
    """
    folders.refuse_strangers(folder)
    with store.writing(folder, LOCK_SECONDS):
        _restore(folder)


def _verified(folder: Path) -> dict[str, str] | None:
    """What the searchable arrays hold; None if they are damaged."""
    with suppress(IndexDamaged):
        index = Index.open(folder)
        index.verify()
        found = index.known()
        index.close()
        return found
    return None


def _is_recorded(folder: Path) -> bool:
    """Whether the index of record has all that can be searched, and nothing else."""
    with suppress(IndexDamaged), folders.damage(folder):
        return manifest.read(folder).recorded
    return False


def _restore(folder: Path) -> None:
    """Make the searchable arrays anew, of all documents."""
    with folders.damage(folder, wipe=True):
        docs = list(store.documents(folder))
    added = build(docs) if docs else None
    with folders.damage(folder, wipe=True):
        manifest.publish(folder, added, (), kept=())


def _commit(folder: Path, writer: store.Writer, gone: list[str], group: list[SearchDoc]) -> None:
    """First what searching reads, then the record: a search waits for the first only."""
    made = list(entries(group))
    words = words_of(made)
    added = arrays_of(made, words) if group else None
    paths = [doc.path for doc in group]
    with folders.damage(folder, wipe=True):
        manifest.publish(folder, added, paths, gone)
    kept = record(group, made, words) if group else None
    with folders.damage(folder, wipe=True):
        writer.apply([*gone, *paths], kept)
        manifest.settle(folder)


def _tidy(folder: Path, writer: store.Writer) -> None:
    """Put scattered segments together, of the record and of what is searched."""
    with folders.damage(folder, wipe=True):
        if _is_scattered(*writer.shape()):
            writer.apply((), merge=True)
    try:
        with folders.damage(folder):
            manifest.tidy(folder)
    except IndexDamaged:
        _restore(folder)


def _batches(docs: Iterable[SearchDoc], size: int) -> Iterator[list[SearchDoc]]:
    """Groups of documents, the first ones small; no path is twice in a group."""
    sizes = iter(_FIRST_BATCHES)
    limit = min(next(sizes), size)
    group: dict[str, SearchDoc] = {}
    for doc in docs:
        if len(group) >= limit or doc.path in group:
            yield list(group.values())
            group = {}
            limit = min(next(sizes, size), size)
        group[doc.path] = doc
    if group:
        yield list(group.values())


def _is_scattered(small: int, live: int, gone: int) -> bool:
    """Whether merging the small segments of the record pays."""
    return small > 4 or gone * 3 > live
