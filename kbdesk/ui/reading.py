# SPDX-License-Identifier: MIT
"""The order in which screen readers go through a page: that in which its parts stand."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QScrollArea,
    QSplitter,
    QTextEdit,
    QWidget,
)

_WHOLE = (
    *(QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox),
    *(QLabel, QLineEdit, QPlainTextEdit, QProgressBar, QTextEdit),
)
"""What has parts of Qt's own making only; at first PySide takes long to learn what these are."""


def follow_layout(widget: QWidget) -> None:
    """Let what is in a widget be read in the order of its layouts, not in that in which it was made.

    Screen readers follow the order of children, which Qt also draws in; so what no layout holds (a list that
    drops down, words in passing) stays on top.
    """
    if isinstance(widget, _WHOLE):
        return
    if isinstance(widget, QScrollArea):
        content = widget.widget()
        if content is not None:
            follow_layout(content)
        return
    children = _children(widget)
    placed = _placed(widget)
    ordered = [*placed, *(child for child in children if child not in placed)]
    if ordered != children:
        for child in ordered:
            child.raise_()
    for child in ordered:
        follow_layout(child)


def _placed(widget: QWidget) -> list[QWidget]:
    if isinstance(widget, QSplitter):
        return [part for number in range(widget.count()) if (part := widget.widget(number)) is not None]
    layout = widget.layout()
    return _held(layout) if layout is not None else []


def _held(layout: QLayout) -> list[QWidget]:
    """The widgets of a layout and of those in it, from the first on.

    Items are not asked for: PySide keeps what stands for one when Qt deletes it with its widget, and gives it
    for whatever Qt puts in the same place of the memory later on.
    """
    owner = layout.parentWidget()
    parts: list[QWidget | QLayout] = [child for child in layout.children() if isinstance(child, QLayout)]
    parts += _children(owner) if owner is not None else []
    placed = sorted((number, at) for at, part in enumerate(parts) if (number := layout.indexOf(part)) >= 0)
    found: list[QWidget] = []
    for _, at in placed:
        part = parts[at]
        found += _held(part) if isinstance(part, QLayout) else [part]
    return found


def _children(widget: QWidget) -> list[QWidget]:
    return [child for child in widget.children() if isinstance(child, QWidget) and not child.isWindow()]
