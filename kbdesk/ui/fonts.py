# SPDX-License-Identifier: MIT
"""Which typefaces the window is written in: the platform's own where it has a good one, else one we bring."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication

_GOOD: Final = (
    "Inter",
    "Adwaita Sans",
    "Cantarell",
    "Noto Sans",
    "Ubuntu Sans",
    "Ubuntu",
    "IBM Plex Sans",
    "Source Sans 3",
    "Open Sans",
    "Roboto",
)
"""Typefaces of desktops that are easy to read at 11 px and tell l, I and 1 apart well enough; best first."""

_PLAIN: Final = ("DejaVu Sans", "Liberation Sans")
"""What nearly every Linux has."""

_MONO: Final = (
    "JetBrains Mono",
    "Cascadia Mono",
    "SF Mono",
    "Menlo",
    "Adwaita Mono",
    "Consolas",
    "Noto Sans Mono",
    "Ubuntu Mono",
    "Source Code Pro",
    "DejaVu Sans Mono",
    "Liberation Mono",
)

_BROUGHT: Final = ("fontpkg_inter", "files/Inter[opsz,wght].ttf")
"""A package that brings a good typeface where there may be none: its name and its file."""


class _TooEarlyError(Exception):
    """Qt cannot be asked for typefaces before there is an application."""


def sans() -> str:
    """The typeface of the window."""
    try:
        return _sans()
    except _TooEarlyError:
        return _GOOD[0]


def mono() -> str:
    """The typeface of code."""
    try:
        return _mono()
    except _TooEarlyError:
        return _MONO[0]


@cache
def _sans() -> str:
    _ask_for_application()
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if sys.platform == "darwin":
        return system
    if sys.platform == "win32":
        return "Segoe UI"
    return system if system in _GOOD else next(filter(_is_there, (*_GOOD, *_PLAIN)), system)


@cache
def _mono() -> str:
    _ask_for_application()
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    return next(filter(_is_there, _MONO), system)


def _ask_for_application() -> None:
    if QGuiApplication.instance() is None:
        raise _TooEarlyError


def _is_there(name: str) -> bool:
    """Whether Qt finds it; the list of all families would take ten times as long."""
    return QFontInfo(QFont(name)).family() == name


def bring() -> None:
    """Make the typeface of the package that comes along known; to be called before Qt looks for typefaces.

    On Linux only, and only if the package is there. Fontconfig takes all weights from the one file, Qt's own
    ``addApplicationFont`` would take one.
    """
    place = _brought() if sys.platform.startswith("linux") else None
    if place is not None:
        with suppress(OSError, AttributeError):
            ctypes.CDLL("libfontconfig.so.1").FcConfigAppFontAddFile(None, bytes(place))


def is_brought() -> bool:
    """Whether that package is installed."""
    return _brought() is not None


def _brought() -> Path | None:
    spec = find_spec(_BROUGHT[0])
    return Path(spec.origin).parent / _BROUGHT[1] if spec is not None and spec.origin is not None else None
