# SPDX-License-Identifier: MIT
"""Writing the index: runs in a child process, which may be killed at any moment."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from kbdesk.errors import KbError
from kbdesk.model import SearchDoc
from kbdesk.search import folder as folders
from kbdesk.search import schema, store

LOCK_SECONDS = 5.0
"""How long a second writer waits for the first."""

_FIRST_BATCHES = (50, 250)
_DISK_REFUSES = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EMFILE)


def index_folder(cache_root: Path, library_root: str) -> Path:
    """The private folder for the index of a library, made if need be.

    Raises:
        KbError: it would lie inside the library, is not private, or cannot be made.
    """
    root = Path(library_root).resolve()
    name = hashlib.sha256(str(root).encode("utf-8", "surrogateescape")).hexdigest()
    folder = cache_root.resolve() / "index" / name / str(schema.FORMAT_VERSION)
    if folder.is_relative_to(root):
        raise KbError(
            f"The search index cannot be kept inside the library {root}.", "Choose a cache folder outside it."
        )
    try:
        for part in (folder.parent.parent, folder.parent, folder):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)
            folders.refuse_strangers(part)
    except OSError as error:
        raise KbError(f"The index folder {folder} cannot be made: {error.strerror}.") from error
    return folder


def update(
    folder: Path,
    docs: Iterable[SearchDoc],
    removed: Iterable[str],
    progress: Callable[[int], None] = lambda count: None,
    batch: int = 800,
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
        for group in _batches(docs, batch):
            paths = [*gone, *(doc.path for doc in group)]
            _commit(folder, writer, paths, group, merge=False)
            gone = []
            done += len(group)
            progress(done)
        if gone:
            _commit(folder, writer, gone, [], merge=False)
        if _is_scattered(*writer.shape()):
            _commit(folder, writer, [], [], merge=True)
            progress(done)


def _commit(
    folder: Path, writer: store.Writer, gone: list[str], group: list[SearchDoc], *, merge: bool
) -> None:
    fields = [_fields(doc) for doc in group]
    try:
        with folders.damage(folder):
            try:
                writer.apply(gone, fields, merge)
            except OSError as error:
                if error.errno not in _DISK_REFUSES:
                    raise
                raise KbError(
                    f"The search index could not be written: {error.strerror}.",
                    "Free some space and try again.",
                ) from error
    finally:
        fields.clear()


def _fields(doc: SearchDoc) -> dict[str, Any]:
    return {
        "path": doc.path,
        "terms": schema.weights(doc),
        "card": schema.card_bytes(doc),
        "text": schema.text_bytes(doc),
    }


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


def _is_scattered(segments: int, live: int, gone: int) -> bool:
    """Whether merging pays: many segments slow each query, deleted documents take room."""
    return segments > 4 or gone * 3 > live
