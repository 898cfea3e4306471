# SPDX-License-Identifier: MIT
"""The widgets within a widget, and whether a widget is still there."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget


def within(widget: QWidget) -> Iterator[QWidget]:
    """All widgets within a widget, as they are read.

    Qt's own ``findChildren`` would do; but PySide then keeps what it found for as long as the widget that was
    asked lives, also when what was found is long gone: some kilobytes for each answer of a call.
    """
    for child in widget.children():
        if isinstance(child, QWidget):
            yield child
            yield from within(child)


def alive(widget: QWidget) -> bool:
    """Whether Qt still has a widget that Python knows."""
    try:
        widget.objectName()
    except RuntimeError:  # its C++ side is gone
        return False
    return True
