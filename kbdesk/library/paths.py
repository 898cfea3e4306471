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
from urllib.parse import unquote_to_bytes

from kbdesk.errors import KbError
from kbdesk.library.audit import is_link

_TARGET_LIMIT = 2000
_REFUSED = re.compile(r"[\x00-\x1f\x7f-\x9f\\]|^//|^[a-zA-Z][a-zA-Z0-9+.-]*:")
_UNPORTABLE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_NAME_LIMIT_BYTES = 200
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")


def resolve(root: Path, from_path: str, target: str) -> str | None:
    """Give the path of the file that a link or picture names, as written in another file of the library.

    The target is percent-decoded once; its "#anchor" and "?query" are left out. A leading "/" means the
    library's root. A target without a file may stand for "TARGET.md", or for a folder's README.md or
    index.md.

    Returns:
        The path in the library, or None if the target leads outside, is hostile, or is no file there.
    """
    if len(target) > _TARGET_LIMIT or not _is_plain(target):
        return None
    if target.startswith("#"):
        return _existing(root, from_path)
    written = target.partition("#")[0]
    decoded = _decoded(written.partition("?")[0])
    if not decoded or not _is_plain(decoded):
        return None
    found = _first_existing(root, from_path, decoded)
    return found if found is not None or decoded == written else _first_existing(root, from_path, written)


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
    place = root
    for part in path.split("/"):
        place = place / part
        if is_link(place.lstat()):
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
                f"There is {known} already, which is the same name as {path} on Windows and macOS.",
                "Choose another name.",
            )
        folder /= part


def _check_new_name(path: str, name: str) -> None:
    """See that one part of a path is a possible name of a file or folder on every system.

    Raises:
        KbError: it is not.
    """
    wrong = _UNPORTABLE.search(name)
    if wrong:
        said = wrong.group() if wrong.group().isprintable() else "a control character"
        raise KbError(f"{path!r} cannot be used as a name: {said} is not allowed in it.", "Leave it out.")
    if not name or name in (".", "..") or name.lower() in (".git", "git~1") or not _is_text(name):
        raise KbError(f"{path!r} is not the name of a file in this library.", "Choose another name.")
    if name.endswith((".", " ")) or name.startswith(" "):
        raise KbError(f"{path!r} has a name that begins or ends with a space or dot.", "Leave it out.")
    if _RESERVED.fullmatch(name):
        raise KbError(f"{name} is a name that Windows keeps for itself.", "Choose another name.")
    if len(name.encode("utf-8", "surrogateescape")) > _NAME_LIMIT_BYTES:
        raise KbError(f"The name {name[:40]}… is too long.", "Choose a shorter one.")


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


def _first_existing(root: Path, from_path: str, name: str) -> str | None:
    folder = "" if name.startswith("/") else posixpath.dirname(from_path)
    path = posixpath.normpath(posixpath.join(folder, name.lstrip("/")))
    if path.startswith("../"):
        return None
    candidates = [path, f"{path}.md", f"{path}/README.md", f"{path}/index.md"]
    if path == ".":
        candidates = ["README.md", "index.md"]
    return next((found for name in candidates if (found := _existing(root, name)) is not None), None)


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
    if sys.platform in ("win32", "darwin"):  # there a name is found however it is spelled
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
