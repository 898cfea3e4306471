# SPDX-License-Identifier: MIT
"""The order in which screen readers go through a page: that in which its parts stand."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QSplitter, QWidget


def follow_layout(widget: QWidget) -> None:
    """Let what is in a widget be read in the order of its layouts, not in that in which it was made.

    Screen readers follow the order of children, which Qt also draws in; so what no layout holds (a list that
    drops down, words in passing) stays on top.
    """
    placed = _placed(widget)
    free = [child for child in _children(widget) if child not in placed]
    for child in (*placed, *free):
        child.raise_()
    for child in _children(widget):
        follow_layout(child)


def _placed(widget: QWidget) -> list[QWidget]:
    if isinstance(widget, QSplitter):
        return [part for number in range(widget.count()) if (part := widget.widget(number)) is not None]
    layout = widget.layout()
    return _held(layout) if layout is not None else []


def _held(layout: QLayout) -> list[QWidget]:
    """The widgets of a layout and of those in it, from the first on."""
    found: list[QWidget] = []
    for number in range(layout.count()):
        item = layout.itemAt(number)
        part, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if part is not None:
            found.append(part)
        elif inner is not None:
            found += _held(inner)
    return found


def _children(widget: QWidget) -> list[QWidget]:
    return [child for child in widget.children() if isinstance(child, QWidget) and not child.isWindow()]
