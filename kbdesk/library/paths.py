# SPDX-License-Identifier: MIT
"""Where a link of an article leads: a file of the library, or nowhere."""

from __future__ import annotations

import os
import posixpath
import re
import stat
import sys
import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import Literal
from urllib.parse import unquote_to_bytes

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.audit import is_link

_TARGET_LIMIT = 2000
_REFUSED = re.compile(r"[\x00-\x1f\x7f-\x9f\\]|^//|^[a-zA-Z][a-zA-Z0-9+.-]*:")
_UNPORTABLE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_NAME_LIMIT_BYTES = 200
_ANY_SPELLING = sys.platform in ("win32", "darwin")
"""Whether a name is found however it is spelled there."""
_DEEP = 100
_NO_NAMES = ("", ".", "..")
_Way = Literal["plain", "file", "gone", "odd"]
"""A folder on a way without links; a regular file on such a way; not there; to be looked at in full."""
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")


def resolve(root: Path, from_path: str, target: str) -> str | None:
    """Give the path of the file that a link or picture names, as written in another file of the library.

    The target is percent-decoded once; its "#anchor" and "?query" are left out. A leading "/" means the
    library's root. A target without a file may stand for "TARGET.md", or for a folder's README.md or
    index.md.

    Returns:
        The path in the library, or None if the target leads outside, is hostile, or is no file there.
    """
    return Places(root).resolve(from_path, target)


class Places:
    """Answers ``resolve`` for many links of one library.

    It remembers what it saw, so make one for each sweep over the files.

    Args:
        root: the library's folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._top = os.path.realpath(root)
        self._folders: dict[str, _Way] = {"": "plain"}
        self._found: dict[tuple[str, str], str | None] = {}

    def resolve(self, from_path: str, target: str) -> str | None:
        """Give the path of the file that a target names; see the function of this name."""
        if target.startswith("#"):
            return self._existing(from_path) if _is_usable(target) else None
        key = posixpath.dirname(from_path), target
        if key not in self._found:
            self._found[key] = self._look(*key)
        return self._found[key]

    def _look(self, folder: str, target: str) -> str | None:
        if not _is_usable(target):
            return None
        written = target.partition("#")[0]
        decoded = _decoded(written.partition("?")[0])
        if not decoded or not _is_plain(decoded):
            return None
        found = self._first_existing(folder, decoded)
        return found if found is not None or decoded == written else self._first_existing(folder, written)

    def _first_existing(self, folder: str, name: str) -> str | None:
        path = posixpath.normpath(posixpath.join("" if name.startswith("/") else folder, name.lstrip("/")))
        if path.startswith("../"):
            return None
        candidates = [path, f"{path}.md", f"{path}/README.md", f"{path}/index.md"]
        if path == ".":
            candidates = ["README.md", "index.md"]
        return next((found for name in candidates if (found := self._existing(name)) is not None), None)

    def _existing(self, path: str) -> str | None:
        """Give the library path of a regular file, spelled as on disk; None if there is none."""
        is_odd = _ANY_SPELLING or path.startswith("/") or path.count("/") > _DEEP
        way: _Way = "odd" if is_odd else self._way(path)
        if way == "file":
            return path
        return _existing(self._root, path) if way == "odd" else None

    def _way(self, path: str) -> _Way:
        """Tell what a path is without following links; folders are looked at once."""
        known = self._folders.get(path)
        if known is not None:
            return known
        above, _, name = path.rpartition("/")
        way = self._way(above)
        if name in _NO_NAMES or name.lower() in (".git", "git~1"):
            way = "odd"
        elif way == "plain":
            way = _kind(f"{self._top}/{path}")
        elif way == "file":
            way = "gone"
        if way != "file":
            self._folders[path] = way
        return way


def _kind(place: str) -> _Way:
    """Tell what stands at a place whose folder was looked at."""
    try:
        status = os.lstat(place)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return "gone"
    except OSError:
        return "odd"
    if is_link(status):
        return "odd"
    if stat.S_ISDIR(status.st_mode):
        return "plain"
    return "file" if stat.S_ISREG(status.st_mode) else "gone"


def real_path(root: Path, path: str) -> Path | None:
    """Give the real place of a library path; None if it is not there, or outside, or in .git.

    Every link on the way is followed, and what counts is where it ends.
    """
    if path.startswith("/") or not _is_portable(path):
        return None
    try:
        top = Path(os.path.realpath(root))
        real = Path(os.path.realpath(top / path, strict=True))
        inside = real.relative_to(top)
    except (OSError, ValueError):
        return None
    return None if any(part.lower() in (".git", "git~1") for part in inside.parts) else real


def has_link(root: Path, path: str) -> bool:
    """Tell whether a library path, or a folder on its way, is a symbolic link.

    Raises:
        OSError: it is not there.
    """
    place = str(root)
    for part in path.split("/"):
        place = f"{place}/{part}"
        if is_link(os.lstat(place)):
            return True
    return False


def check_new_path(root: Path, path: str, leaving: Collection[str] = ()) -> None:
    """See that a file can be made under a path on every computer that a team may use.

    Args:
        root: the library's folder.
        path: the path in it.
        leaving: paths that go at the same time, so that a name may change its case.

    Raises:
        KbError: the name is not possible everywhere, or means the same as one that is there.
    """
    parts = path.split("/")
    for part in parts:
        _check_new_name(path, part)
    folder = root
    for depth, part in enumerate(parts):
        try:
            names = os.listdir(folder)  # noqa: PTH208 - names only
        except (FileNotFoundError, NotADirectoryError):
            return
        twin = next((name for name in names if name != part and _folded(name) == _folded(part)), None)
        known = "/".join([*parts[:depth], twin]) if twin else ""
        if twin and part not in names and known not in leaving:
            raise KbError(
                tr(
                    "There is {known} already, which is the same name as {path} on Windows and macOS.",
                    known=known,
                    path=path,
                ),
                tr("Choose another name."),
            )
        folder /= part


def _check_new_name(path: str, name: str) -> None:
    """See that one part of a path is a possible name of a file or folder on every system.

    Raises:
        KbError: it is not.
    """
    wrong = _UNPORTABLE.search(name)
    if wrong:
        said = wrong.group() if wrong.group().isprintable() else tr("a control character")
        raise KbError(
            tr("{path!r} cannot be used as a name: {sign} is not allowed in it.", path=path, sign=said),
            tr("Leave it out."),
        )
    if not name or name in (".", "..") or name.lower() in (".git", "git~1") or not _is_text(name):
        raise KbError(
            tr("{path!r} is not the name of a file in this library.", path=path), tr("Choose another name.")
        )
    if name.endswith((".", " ")) or name.startswith(" "):
        raise KbError(
            tr("{path!r} has a name that begins or ends with a space or dot.", path=path), tr("Leave it out.")
        )
    if _RESERVED.fullmatch(name):
        raise KbError(
            tr("{name} is a name that Windows keeps for itself.", name=name), tr("Choose another name.")
        )
    if len(name.encode("utf-8", "surrogateescape")) > _NAME_LIMIT_BYTES:
        raise KbError(tr("The name {name}… is too long.", name=name[:40]), tr("Choose a shorter one."))


def _is_usable(target: str) -> bool:
    """Tell whether a target is short enough, and no address or trick."""
    return len(target) <= _TARGET_LIMIT and _is_plain(target)


def _is_plain(text: str) -> bool:
    """Tell whether a path is text that no system takes for a drive, a share, a scheme or a control."""
    return not _REFUSED.search(text) and _is_text(text)


def _is_text(text: str) -> bool:
    """Tell whether a text can be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8") == text


def _is_portable(path: str) -> bool:
    """Tell whether the path means what it looks like: Windows has drives, devices and streams."""
    parts = path.split("/")
    return os.name != "nt" or not any(
        ":" in part or "\\" in part or part.endswith((".", " ")) or _RESERVED.fullmatch(part)
        for part in parts
    )


def _decoded(text: str) -> str:
    """Percent-decode once; "" if the result is not UTF-8."""
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _existing(root: Path, path: str) -> str | None:
    """Give the library path of a regular file, spelled as on disk; None if there is none."""
    real = real_path(root, path)
    if real is None:
        return None
    try:
        if not stat.S_ISREG(real.lstat().st_mode):
            return None
    except OSError:
        return None
    top = Path(os.path.realpath(root))
    inside = real.relative_to(top).parts
    if _ANY_SPELLING:
        inside = _as_on_disk(top, inside)
    return "/".join(inside)


def _as_on_disk(top: Path, parts: tuple[str, ...]) -> tuple[str, ...]:
    spelled: list[str] = []
    for part in parts:
        names = os.listdir(top.joinpath(*spelled))  # noqa: PTH208 - names only
        wanted = _folded(part)
        spelled.append(
            part if part in names else next((name for name in names if _folded(name) == wanted), part)
        )
    return tuple(spelled)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
