# SPDX-License-Identifier: MIT
"""Whether anything may move by itself: not if the person or the system says so."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QProgressBar, QStyle

_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)
_STILL, _MOVED = "still", "moved"


def is_system_still() -> bool:
    """Whether the system asks programs not to animate; a system that does not say counts as no."""
    return QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0


def set_still(on: bool) -> None:
    """Let menus open without a slide, carets stand and bars of unknown length rest; or let them move again.

    What the system asks for holds in any case.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return
    if on and not app.property(_STILL):
        app.setProperty(_STILL, True)
        app.setProperty(_MOVED, [effect for effect in _EFFECTS if QApplication.isEffectEnabled(effect)])
        for effect in _EFFECTS:
            QApplication.setEffectEnabled(effect, False)
        QApplication.setCursorFlashTime(0)
    elif app.property(_STILL) and not on:
        app.setProperty(_STILL, False)
        for effect in app.property(_MOVED):
            QApplication.setEffectEnabled(effect, True)
        QApplication.setCursorFlashTime(-1)  # as the system has it


def is_still() -> bool:
    """Whether nothing may move by itself."""
    app = QApplication.instance()
    return bool(app is not None and app.property(_STILL)) or is_system_still()


def show_progress(bar: QProgressBar, done: int, total: int) -> None:
    """Show how far something has come; a total of 0 or less is unknown: the bar moves, if it may."""
    if total <= 0 and is_still():
        bar.setRange(0, 1)
        bar.setValue(0)
    else:
        bar.setRange(0, max(total, 0))
        bar.setValue(min(done, total) if total > 0 else 0)
