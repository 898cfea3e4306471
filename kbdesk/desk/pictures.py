# SPDX-License-Identifier: MIT
"""Pictures of a text that is being written: put beside its file, and saved along with it."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kbdesk import library, markdown
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.objects import trusted_objects
from kbdesk.library.placing import content
from kbdesk.model import Change, Document, Draft, LibraryInfo

if TYPE_CHECKING:
    from kbdesk.desk.writing import Writing

LIMIT_BYTES = 10_000_000
_ASSETS = ".assets"
_SUFFIXES = {"png": (".png",), "jpeg": (".jpg", ".jpeg"), "gif": (".gif",), "webp": (".webp",)}
_UNSAFE = re.compile(r"[^\w.-]+")
_TIMED = re.compile(r"\d{8}-\d{6}(?:-\d+)?\.(?:png|jpe?g|gif|webp)")
_DEVICE = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


def assets_of(path: str) -> str:
    """The folder for the pictures of a file: ``network/wifi.assets`` for ``network/wifi.md``."""
    return path.removesuffix(".md") + _ASSETS


def store(root: Path, draft_path: str, data: bytes, name: str, now: datetime) -> tuple[str, Change]:
    """Put a picture into the folder beside a file; give the target of its link and what a save adds.

    The same picture is stored once.

    Args:
        root: the library's folder.
        draft_path: the file that shows it.
        data: the picture.
        name: what its file was called; "" if it had none, for a name that tells the time.
        now: the time.

    Raises:
        KbError: it is no PNG, JPEG, GIF or WebP, larger than 10 MB, or cannot be written.
    """
    suffixes = _SUFFIXES.get(_kind(data))
    if suffixes is None:
        raise KbError(tr("This is no picture that articles can show."), tr("Use a PNG, JPEG, GIF or WebP."))
    if len(data) > LIMIT_BYTES:
        size = f"{len(data) / 1e6:.0f} MB"
        raise KbError(
            tr("The picture is too large: {size}; the limit is 10 MB.", size=size),
            tr("Make it smaller first."),
        )
    folder = root / assets_of(draft_path)
    try:
        if not folder.resolve().is_relative_to(root.resolve()):
            raise KbError(
                tr("{folder} leads out of the library.", folder=assets_of(draft_path)),
                tr("Ask who put a link there."),
            )
        folder.mkdir(parents=True, exist_ok=True)
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names only
        used = next((one for one in names if _is_same(folder / one, data)), "")
        if not used:
            used = _free(_safe(name, suffixes) or f"{now:%Y%m%d-%H%M%S}{suffixes[0]}", names)
            library.write_atomic(folder / used, data)
            (folder / used).chmod(0o644)
    except OSError as error:
        raise KbError(
            tr("The picture cannot be written: {reason}.", reason=error.strerror), tr("Is the disk full?")
        ) from error
    path = f"{assets_of(draft_path)}/{used}"
    return markdown.link_target(draft_path, path), Change(path, data, library.blob_id(data))


def unsaved(info: LibraryInfo, document: Document) -> list[Change]:
    """What a save has to add: the pictures that a text shows from such a folder and no version has yet."""
    found: dict[str, bytes] = {}
    for link in document.links:
        path = library.resolve(Path(info.root), document.path, link.target) if link.image else None
        if path and path not in found and posixpath.dirname(path).endswith(_ASSETS):
            data = library.read_picture(Path(info.root), path)
            if data is not None:
                found[path] = data
    objects = trusted_objects(info) if found else None
    if objects is None:
        return []
    kept = objects.blobs(objects.head()[1], found)
    return [Change(path, data, library.blob_id(data)) for path, data in found.items() if path not in kept]


def clear_dropped(info: LibraryInfo, dropped: Document, texts: Iterable[Document]) -> tuple[str, ...]:
    """Remove the pictures that were put beside a text for a draft that was dropped; give their paths.

    One stays that a version has, that another text shows, or whose name is not one that we gave and that the
    draft did not show.

    Args:
        info: the library.
        dropped: the draft's text.
        texts: what else is there: the file as it stands, and other drafts.
    """
    root, objects = Path(info.root), trusted_objects(info)
    if objects is None:
        return ()  # it cannot be told what a version has
    shown = _shown(root, dropped)
    others = {path for text in texts for path in _shown(root, text)}
    there = [
        path
        for path, _ in beside(root, dropped.path)
        if path not in others and (path in shown or _TIMED.fullmatch(posixpath.basename(path)))
    ]
    kept = objects.blobs(objects.head()[1], there)
    gone = tuple(path for path in there if path not in kept)
    for path in gone:
        (root / path).unlink(missing_ok=True)
    folder = root / assets_of(dropped.path)
    if gone and not any(folder.iterdir()):
        folder.rmdir()
    return gone


def discard(writing: Writing, draft: Draft) -> None:
    """Throw a draft away, and the pictures that were put beside the text only for it."""
    writing.drop(draft)
    texts = [writing.document(one.path, one.text) for one in writing.left()]
    data = content(writing.desk.root, draft.path)
    if data is not None:
        texts.append(writing.document(draft.path, markdown.decode(data)[0]))
    clear_dropped(writing.desk.info, writing.document(draft.path, draft.text), texts)


def _shown(root: Path, document: Document) -> set[str]:
    """The pictures of the library that a text shows."""
    found = (library.resolve(root, document.path, link.target) for link in document.links if link.image)
    return {path for path in found if path}


def beside(root: Path, path: str) -> Iterator[tuple[str, bytes]]:
    """The files in the folder for the pictures of a file: (library path, bytes)."""
    folder = root / assets_of(path)
    if folder.is_symlink() or not folder.is_dir():
        return
    for place in sorted(folder.iterdir()):
        if place.is_file() and not place.is_symlink() and place.stat().st_size <= LIMIT_BYTES:
            yield f"{assets_of(path)}/{place.name}", place.read_bytes()


def _kind(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def _is_same(place: Path, data: bytes) -> bool:
    return place.is_file() and place.stat().st_size == len(data) and place.read_bytes() == data


def _safe(name: str, suffixes: tuple[str, ...]) -> str:
    """A file's name without what a system or a link cannot hold; its ending is that of its content."""
    stem, suffix = posixpath.splitext(name.replace("\\", "/").rpartition("/")[2])
    stem = re.sub(r"-{2,}", "-", _UNSAFE.sub("-", stem)).strip("-._")[:80]
    if not stem or _DEVICE.fullmatch(stem):
        return ""
    return stem + (suffix.lower() if suffix.lower() in suffixes else suffixes[0])


def _free(name: str, names: list[str]) -> str:
    taken = {one.casefold() for one in names}
    stem, suffix = posixpath.splitext(name)
    number, free = 2, name
    while free.casefold() in taken:
        free, number = f"{stem}-{number}{suffix}", number + 1
    return free
