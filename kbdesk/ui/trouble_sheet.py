# SPDX-License-Identifier: MIT
"""The details of a mistake: all that is copied can be read before it is sent to anybody."""

from __future__ import annotations

import platform
import sys

from PySide6 import __version__ as binding
from PySide6.QtCore import Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from kbdesk import __version__
from kbdesk.language import tr
from kbdesk.ui.form import FormSheet
from kbdesk.ui.state_pictures import StatePicture
from kbdesk.ui.theme import Theme

TOLD = tr(
    "kbdesk goes on, and what was saved is safe. These details name places in kbdesk, no article, no "
    "customer and no person. Nothing is sent by itself: copy them for whoever looks after kbdesk."
)


class TroubleSheet(FormSheet):
    """Shows the details, and copies them.

    Args:
        theme: the look.
        parent: the window that it covers.
        details: what is shown and copied.

    Signals:
        copied(str): the details shall go to the clipboard.
        folder_asked(): show the folder with the log.
    """

    copied = Signal(str)
    folder_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget, details: str) -> None:
        super().__init__(theme, parent, tr("Something unexpected happened"), 720)
        self.say_told(TOLD)
        picture = StatePicture(self.content, "error", share=0.8)
        self.follow(picture)
        self.column.addWidget(picture)
        self.details = QPlainTextEdit(details, self.content)
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.details.setAccessibleName(tr("Details"))
        self.column.addWidget(self.details, 1)
        self.copy_button = self.add_button(
            tr("Copy details   Enter"), tr("Copy what is shown (Enter)"), "primary"
        )
        self.copy_button.clicked.connect(self._copy)
        folder = self.add_button(tr("Open the log folder"), tr("Show the log in the file manager"))
        folder.clicked.connect(self.folder_asked)
        close = self.add_button(tr("Close   Esc"), tr("Go on (Esc)"))
        close.clicked.connect(self.leave)
        self.set_theme(theme)

    def open_over(self) -> None:
        """Open with the focus on the button that copies."""
        super().open_over()
        self.copy_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        self.details.setMinimumHeight(theme.px(260))
        family = theme.mono().family()
        self.details.setStyleSheet(
            f"QPlainTextEdit {{ font-family: '{family}', monospace; font-size: {theme.px(12)}px; }}"
        )

    def _copy(self) -> None:
        self.copied.emit(self.details.toPlainText())
        self.copy_button.setText(tr("Copied   Enter"))
        self.copy_button.setAccessibleName(tr("Copied"))


def about() -> str:
    """What runs here: kbdesk, Python, Qt, the system and the screens, without the computer's name."""
    how = "bundle" if getattr(sys, "frozen", False) else "Python package"
    screens = (
        f"{screen.size().width()}x{screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    )
    return "\n".join(
        (
            f"kbdesk {__version__} ({how})",
            f"Python {platform.python_version()}, PySide6 {binding}, Qt {qVersion()}",
            f"{platform.system()} {platform.release()} ({platform.machine()})",
            f"Screens ({QGuiApplication.platformName()}): {', '.join(screens)}",
        )
    )
