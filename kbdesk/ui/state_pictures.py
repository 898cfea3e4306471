# SPDX-License-Identifier: MIT
"""Pictures for states in which there is nothing to list: drawn by ourselves in the colours of the look."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from kbdesk.ui.theme import Theme

WIDE, HIGH = 120, 84
"""Width and height of the grid that they are drawn on, and their size in px at 100 %."""

_SHEET: Final = (
    '<path class="p" d="M38 14h32l14 14v44a4 4 0 0 1-4 4H38a4 4 0 0 1-4-4V18a4 4 0 0 1 4-4z"/>'
    '<path d="M70 14v10a4 4 0 0 0 4 4h10"/>'
)

_SHAPES: Final[dict[str, str]] = {
    "first": (
        '<path class="p" d="M22 70V24a4 4 0 0 1 4-4h22l8 9h34'
        'a4 4 0 0 1 4 4v37a4 4 0 0 1-4 4H26a4 4 0 0 1-4-4z"/>'
        '<path class="s" d="M40 43h26M40 52h34M40 61h18"/>'
        '<circle class="a p" cx="88" cy="58" r="13"/><path class="a" d="M97.500 67.500 108 78"/>'
        '<path class="a" d="M96 10v10M91 15h10"/>'
    ),
    "indexing": (
        '<path class="p" d="M44 10h32l12 12v40a4 4 0 0 1-4 4H44a4 4 0 0 1-4-4V14a4 4 0 0 1 4-4z"/>'
        '<path d="M76 10v8a4 4 0 0 0 4 4h8"/>'
        '<path d="M40 20h-4a4 4 0 0 0-4 4v46a4 4 0 0 0 4 4h36a4 4 0 0 0 4-4v-4"/>'
        '<path class="s" d="M50 26h16M50 34h28"/><path class="s" d="M50 54h20"/>'
        '<path class="a" d="M26 44h72"/><circle class="af" cx="26" cy="44" r="3"/>'
        '<circle class="af" cx="98" cy="44" r="3"/>'
    ),
    "empty": (
        f"{_SHEET}"
        '<path class="s" d="M44 38h14M44 48h10M44 58h12"/>'
        '<circle class="a p" cx="74" cy="52" r="15"/><path class="a" d="M85 63l13 13"/>'
        '<path class="a" d="M70.500 48.500a4 4 0 1 1 5.800 3.600c-1.500.8-2.300 1.700-2.300 3.400"/>'
        '<path class="a" d="M74 59.500h.01"/>'
    ),
    "done": (
        '<path class="p" d="M24 46 34 20a4 4 0 0 1 4-3h44a4 4 0 0 1 4 3l10 26'
        'v22a4 4 0 0 1-4 4H28a4 4 0 0 1-4-4z"/>'
        '<path d="M24 46h20l5 9h22l5-9h20"/>'
        '<circle class="g" cx="60" cy="30" r="12"/><path class="gl" d="M54.500 30.500l4 4 7.500-8"/>'
    ),
    "error": (
        f"{_SHEET}"
        '<path class="s" d="M44 34h18M44 44h14"/>'
        '<path class="w" d="M82 40 63.500 72a2 2 0 0 0 1.700 3h33.600a2 2 0 0 0 1.700-3z"/>'
        '<path class="wl" d="M82 52v10M82 68h.01"/>'
    ),
    "offline": (
        '<path class="p" d="M40 60a15 15 0 0 1-2.500-29.800A21 21 0 0 1 78 26.500a17 17 0 0 1 4 33.500z"/>'
        '<path class="w" d="M28 12l64 62"/>'
        '<path class="s" d="M46 72h28"/>'
    ),
    "loading": (
        f"{_SHEET}"
        '<path class="s" d="M44 38h22M44 47h30M44 56h16"/>'
        '<circle class="af" cx="50" cy="68" r="2.600"/><circle class="af" cx="59" cy="68" r="2.600"/>'
        '<circle class="af" cx="68" cy="68" r="2.600"/>'
    ),
    "call": (
        '<path d="M32 52V42a28 28 0 0 1 56 0v10"/>'
        '<rect class="a p" x="26" y="44" width="15" height="23" rx="6"/>'
        '<rect class="a p" x="79" y="44" width="15" height="23" rx="6"/>'
        '<path d="M88 67v2a8 8 0 0 1-8 8H67"/>'
        '<rect class="a p" x="55" y="72.500" width="12" height="8" rx="4"/>'
        '<path class="s" d="M50 44h20M54 53h12"/>'
    ),
}

NAMES: Final = tuple(_SHAPES)
"""Every state that there is a picture for; ``call``: no call is open."""


class StatePicture(QWidget):
    """A picture of a state above the words that tell it; for screen readers the words are all there is.

    Args:
        parent: its owner.
        name: one of ``NAMES``.
        state: gives one of ``NAMES`` where it is not always the same.
        share: how much smaller than usual it is, 0 to 1.
    """

    def __init__(
        self, parent: QWidget, name: str, state: Callable[[], str] | None = None, share: float = 1.0
    ) -> None:
        super().__init__(parent)
        self._share = share
        self._theme = Theme()
        self._words: QWidget | None = None
        self._name, self._state = name, state
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)

    @property
    def name(self) -> str:
        """Which state it shows."""
        return self._state() if self._state is not None else self._name

    def go_with(self, words: QWidget) -> None:
        """Be there whenever these words are."""
        self._words = words
        words.installEventFilter(self)
        self.setVisible(not words.isHidden())

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Its size at this text size; large text does not make it as much larger."""
        grown = min(self._theme.scale, 1.4) * self._share
        return QSize(round(WIDE * grown), round(HIGH * grown))

    def minimumSizeHint(self) -> QSize:
        """None: where there is no room, it goes first."""
        return QSize(0, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the words."""
        if watched is self._words and event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.setVisible(event.type() == QEvent.Type.ShowToParent)
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it as large as there is room, or not at all if that is little."""
        size = self.sizeHint()
        size.scale(self.size().boundedTo(size), Qt.AspectRatioMode.KeepAspectRatio)
        if size.height() < HIGH * self._share / 2:
            return
        painter = QPainter(self)
        try:
            painter.drawPixmap(0, 0, picture(self.name, self._theme, size.width(), self.devicePixelRatioF()))
        finally:
            painter.end()


def picture_over(
    words: QWidget, box: QBoxLayout, name: str, state: Callable[[], str] | None = None
) -> StatePicture:
    """A picture in the same column over words that tell that there is nothing; it comes and goes with them.

    Args:
        words: the words, which stand in ``box``.
        box: the column.
        name: one of ``NAMES``.
        state: gives one of ``NAMES`` where it is not always the same.
    """
    parent = words.parentWidget()
    if parent is None:
        raise ValueError("the words have no place yet")
    made = StatePicture(parent, name, state)
    box.insertWidget(box.indexOf(words), made)
    made.go_with(words)
    return made


@lru_cache(maxsize=64)
def picture(name: str, theme: Theme, width: int = WIDE, ratio: float = 1.0) -> QPixmap:
    """The picture of a state in the colours of a look.

    Args:
        name: one of ``NAMES``.
        theme: the look.
        width: its width in logical pixels; the height follows.
        ratio: the screen's device pixel ratio.

    Raises:
        KeyError: there is no picture of that name.
    """
    size = QSize(max(1, round(width * ratio)), max(1, round(width * HIGH / WIDE * ratio)))
    made = QPixmap(size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    try:
        renderer = QSvgRenderer(QByteArray(_svg(name, theme).encode()))
        renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    finally:
        painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def _svg(name: str, theme: Theme) -> str:
    """The shapes with their classes written out as attributes, which is all that Qt's SVG knows of styles."""
    colour = theme.hex
    looks = {
        'class="p"': f'fill="{colour("bg")}"',
        'class="s"': f'stroke="{colour("line")}" stroke-width="3"',
        'class="a"': f'stroke="{colour("accent")}"',
        'class="a p"': f'stroke="{colour("accent")}" fill="{colour("weak")}"',
        'class="af"': f'stroke="none" fill="{colour("accent")}"',
        'class="g"': f'stroke="{colour("ok")}" fill="{colour("ok_weak")}"',
        'class="gl"': f'stroke="{colour("ok")}"',
        'class="w"': f'stroke="{colour("warn")}" fill="{colour("warn_weak")}"',
        'class="wl"': f'stroke="{colour("warn")}"',
    }
    shape = _SHAPES[name]
    for mark, look in looks.items():
        shape = shape.replace(mark, look)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" fill="none"'
        f' stroke="{colour("border")}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">'
        f'<ellipse cx="60" cy="46" rx="56" ry="36" fill="{colour("surface")}" stroke="none"/>{shape}</svg>'
    )
