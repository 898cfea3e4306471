# SPDX-License-Identifier: MIT
"""Starting the window: paint first, open the library after."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from kbdesk.desk import logs
from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.ui.fonts import bring
from kbdesk.ui.icons import icon
from kbdesk.ui.jobs import GarbageTimer
from kbdesk.ui.reach.opener import Opener
from kbdesk.ui.reach.wire import Wish
from kbdesk.ui.settings import Settings
from kbdesk.ui.trouble import Watch
from kbdesk.ui.window import Window

if TYPE_CHECKING:
    from kbdesk.ui.safe import SafeStart

log = logging.getLogger("kbdesk")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def make_app() -> QApplication:
    """The application object, made once per process."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    bring()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("kbdesk")
    app.setDesktopFileName("kbdesk")
    app.setStyle("Fusion")
    app.setWindowIcon(icon("app", "#0b5cad", 64))
    return app


def make_window(home: Home, settings: Settings | None = None) -> Window:
    """A window that holds no library yet."""
    home.make()
    settings = settings or Settings.of(home)
    dark = QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return Window(home, settings, settings.theme(dark))


def run_app(wish: Wish, listening: int = -1, pipe: str = "", *, safe: bool = False) -> int:
    """Show the window, open what was asked for (or the library open last) and stay until it is closed.

    Args:
        wish: what this start was given, see ``reach.wire``.
        listening: the descriptor of a socket on which later starts say what they want; -1 if there is none.
        pipe: the name of the pipe on which they do; "" if there is none.
        safe: whether to leave settings and index aside and let nothing begin by itself.
    """
    app = make_app()
    qInstallMessageHandler(log_qt_message)
    watch = Watch(logs.folder_of_user())
    home = Home.of_user()
    apart = leave_aside(home) if safe else None
    settings = Settings.of(home) if apart is None else apart.settings
    window = make_window(home if apart is None else apart.home, settings)
    garbage = GarbageTimer(window)
    if not settings.geometry.isEmpty():
        window.restoreGeometry(settings.geometry)
    window.show()
    opener = Opener(window, settings, wish)
    opener.listen(listening, pipe)
    watch.over(window)
    if apart is not None:
        apart.over(window)
    if settings.flag("updates"):
        look_for_newer(window, settings)
    code = app.exec()
    opener.shut_down()
    watch.end()
    if apart is not None:
        apart.end()
    garbage.give_back()
    return code


def show_failure(error: KbError) -> None:
    """Show what went wrong before there was a window, and wait until it was read."""
    make_app()
    box = QMessageBox()
    box.setWindowTitle("kbdesk")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(error.message)
    box.setInformativeText(error.hint)
    box.exec()


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's own messages go to the log; what the off-screen platform cannot do is left out."""
    del context
    if "This plugin does not support" not in text:
        log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)


def leave_aside(home: Home) -> SafeStart:
    """What stands in for settings and index in a safe start."""
    from kbdesk.ui.safe import SafeStart  # noqa: PLC0415 - hardly anybody needs it

    return SafeStart(home)


def look_for_newer(window: Window, settings: Settings) -> None:
    """Tell of a newer kbdesk later on, where somebody wants that."""
    from kbdesk.ui.newer import Newer  # noqa: PLC0415 - off unless it was turned on

    Newer(window, settings)
