# SPDX-License-Identifier: MIT
"""The window's icons: stroke paths on a 24 x 24 grid, drawn in a token's colour."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

from kbdesk.ui.mirror import is_turned

_SHAPES: Final[dict[str, str]] = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.4 15.4 20.5 20.5"/>',
    "article": '<path d="M6 3.5h8l4 4v13H6z"/><path d="M13.8 3.8v4h4"/><path d="M9 12h6M9 15h6M9 18h4"/>',
    "playbook": (
        '<circle cx="6" cy="5" r="2.2"/><circle cx="6" cy="19" r="2.2"/><circle cx="18" cy="7" r="2.2"/>'
        '<path d="M6 7.2v9.6M18 9.2c0 4-3.5 4.3-7 4.3-3 0-5 .5-5 3.3"/>'
    ),
    "step": (
        '<circle cx="5" cy="6" r="2.2"/><path d="M5 8.2v7.3a3 3 0 0 0 3 3h2.5"/>'
        '<rect x="10.5" y="14.5" width="10" height="7" rx="2"/><path d="M11 6h9.5"/>'
    ),
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>',
    "sun": (
        '<circle cx="12" cy="12" r="3.8"/><path d="M12 2.5v2.2M12 19.3v2.2M2.5 12h2.2M19.3 12h2.2'
        'M5.3 5.3l1.5 1.5M17.2 17.2l1.5 1.5M18.7 5.3l-1.5 1.5M6.8 17.2l-1.5 1.5"/>'
    ),
    "moon": '<path d="M19.8 14.4A8.2 8.2 0 0 1 9.6 4.2 8.2 8.2 0 1 0 19.8 14.4z"/>',
    "copy": (
        '<rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2"/>'
        '<path d="M15.5 8.5V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7.5a2 2 0 0 0 2 2h2.5"/>'
    ),
    "back": '<path d="M19.5 12h-15M11 5.5 4.5 12l6.5 6.5"/>',
    "forward": '<path d="M4.5 12h15M13 5.5l6.5 6.5-6.5 6.5"/>',
    "up": '<path d="M12 19.5v-15M5.5 11 12 4.5l6.5 6.5"/>',
    "down": '<path d="M12 4.5v15M5.5 13l6.5 6.5 6.5-6.5"/>',
    "check": '<path d="M4.5 12.8l5 5L19.5 6.5"/>',
    "close": '<path d="M6 6l12 12M18 6 6 18"/>',
    "flag": '<path d="M6 21V4M6 4.5c4-2 8 2 12 0v9c-4 2-8-2-12 0"/>',
    "pause": '<path d="M8.5 5v14M15.5 5v14"/>',
    "play": '<path d="M7.5 4.8v14.4L19 12z"/>',
    "phone": (
        '<path d="M8.6 4H5.5C4.6 4 4 4.7 4 5.5 4.6 13.5 10.5 19.4 18.5 20c.8 0 1.5-.6 1.5-1.5'
        'v-3.1l-4.4-1.5-1.9 2.2a13 13 0 0 1-5.8-5.8l2.2-1.9z"/>'
    ),
    "note": '<path d="M5 19l.9-4L16 4.9a1.8 1.8 0 0 1 2.6 0l.5.5a1.8 1.8 0 0 1 0 2.6L9 18.1z"/>'
    '<path d="M14 7l3 3M13 20.5h7"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01"/>',
    "filter": '<path d="M3.5 6h17M7 12h10M10.5 18h3"/>',
    "skip": '<path d="M5.5 5.5v13L15 12zM18.5 5.5v13"/>',
    "undo": '<path d="M8.5 4.5 4 9l4.5 4.5"/><path d="M4 9h10.5a5.3 5.3 0 0 1 0 10.6H9"/>',
    "warning": '<path d="M12 4 2.8 20h18.4z"/><path d="M12 10v4.5M12 17.3h.01"/>',
    "more": '<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="2.6"/>',
    "outline": '<path d="M4 5.5h16M8.5 12H20M13 18.5h7"/>',
    "minus": '<path d="M5 12h14"/>',
    "plus": '<path d="M5 12h14M12 5v14"/>',
    "sync": '<path d="M4.5 10.5a7.8 7.8 0 0 1 14-3M19.5 13.5a7.8 7.8 0 0 1-14 3"/>'
    '<path d="M19 3.5v4.2h-4.2M5 20.5v-4.2h4.2"/>',
    "send": '<path d="M12 15.5V4M7 8.8 12 3.8l5 5M4.5 15.5v4.7h15v-4.7"/>',
    "offline": '<path d="M7 18.5h9.5a4 4 0 0 0 1.6-7.6 6 6 0 0 0-9-3.9M6 10.2a4.2 4.2 0 0 0 1 8.3"/>'
    '<path d="M4 3.5l16.5 17"/>',
    "alone": '<rect x="3.5" y="4.5" width="17" height="11.5" rx="2"/><path d="M8.5 20h7M12 16v4"/>',
    "question": '<circle cx="12" cy="12" r="8.8"/>'
    '<path d="M9.4 9.5a2.7 2.7 0 1 1 3.9 2.5c-.9.5-1.3 1-1.3 2M12 16.8h.01"/>',
    "key": '<circle cx="7.5" cy="16" r="4"/><path d="M10.4 13.1 20 3.8M16 7.7l3 3"/>',
    "choice": '<path d="M12 21v-6.5c0-5-5.5-4-5.5-10M12 14.5c0-5 5.5-4 5.5-10"/>'
    '<path d="M3.7 7l2.8-2.8L9.3 7M14.7 7l2.8-2.8L20.3 7"/>',
    "team": '<circle cx="8.5" cy="8" r="3.3"/><path d="M2.5 19.5c0-3.8 2.5-6 6-6s6 2.2 6 6"/>'
    '<path d="M15 4.9a3.3 3.3 0 0 1 0 6.2M17 13.9c2.8.6 4.5 2.7 4.5 5.6"/>',
    "shelf": '<path d="M3.5 8.5h17v11.5h-17zM3.5 8.5 6 4h12l2.5 4.5"/>'
    '<path d="M12 11.5v5.2M9.6 14.4 12 16.8l2.4-2.4"/>',
}
"""What is drawn inside the SVG for each name; strokes only, so that the colour is one attribute."""

_TURNED: Final = {"back", "forward", "list", "outline", "skip", "step", "undo"}
"""Those that tell a direction of reading: turned round where one reads from right to left."""

_APP: Final = (
    '<rect x="1.5" y="1.5" width="21" height="21" rx="5.5" fill="{colour}" stroke="none"/>'
    '<path d="M7 6v12M7 12.5h2.5c4 0 3.5-5 7.5-5M9.5 12.5c4 0 3.5 5 7.5 5" stroke="{ink}"'
    ' stroke-width="2.1"/>'
)
"""The app's mark: a way that forks, which also reads as a k."""

NAMES: Final[tuple[str, ...]] = (*_SHAPES, "app")
"""Every name that ``icon`` and ``pixmap`` know."""


def pixmap(name: str, colour: str, size: int = 18, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of ``size`` logical pixels for a screen of this device pixel ratio.

    Args:
        name: one of ``NAMES``.
        colour: ``#rrggbb``.
        size: width and height in logical pixels.
        ratio: the screen's device pixel ratio.

    Raises:
        KeyError: there is no icon of that name.
    """
    return _pixmap(name, colour, size, ratio, name in _TURNED and is_turned())


@lru_cache(maxsize=512)
def _pixmap(name: str, colour: str, size: int, ratio: float, turned: bool) -> QPixmap:
    side = max(1, round(size * ratio))
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    try:
        QSvgRenderer(QByteArray(_svg(name, colour).encode())).render(painter, QRectF(0, 0, side, side))
    finally:
        painter.end()
    if turned:
        picture = picture.transformed(QTransform.fromScale(-1, 1))
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, colour: str, size: int = 18) -> QIcon:
    """The icon in one colour, sharp on screens of one and two pixels per point."""
    return _icon(name, colour, size, name in _TURNED and is_turned())


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, size: int, turned: bool) -> QIcon:
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(_pixmap(name, colour, size, ratio, turned))
    return made


def _svg(name: str, colour: str) -> str:
    if name == "app":
        bright = QColor(colour).lightness() > 150
        shape = _APP.format(colour=colour, ink="#14171a" if bright else "#ffffff")
    else:
        shape = _SHAPES[name]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none"'
        f' stroke="{colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">{shape}</svg>'
    )
