# SPDX-License-Identifier: MIT
"""Starting the window: paint first, open the library after."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.ui.icons import icon
from kbdesk.ui.jobs import GarbageTimer
from kbdesk.ui.settings import Settings
from kbdesk.ui.window import Window

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
    app = QApplication(sys.argv[:1])
    app.setApplicationName("kbdesk")
    app.setDesktopFileName("kbdesk")
    app.setStyle("Fusion")
    app.setWindowIcon(icon("app", "#0b5cad", 64))
    return app


def make_window(home: Home, settings: Settings | None = None) -> Window:
    """A window that holds no library yet."""
    home.make()
    settings = settings or Settings(home.data)
    dark = QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return Window(home, settings, settings.theme(dark))


def run_app(folder: Path | None) -> int:
    """Show the window, open the folder (or the one open last) and stay until the window is closed."""
    app = make_app()
    qInstallMessageHandler(log_qt_message)
    home = Home.of_user()
    settings = Settings(home.data)
    window = make_window(home, settings)
    sys.excepthook = _report
    garbage = GarbageTimer(window)
    if not settings.geometry.isEmpty():
        window.restoreGeometry(settings.geometry)
    window.show()
    first = folder or _last(settings)
    if first is not None:
        QTimer.singleShot(0, window, lambda: window.open_library(first))
    code = app.exec()
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


def _last(settings: Settings) -> Path | None:
    if settings.library and Path(settings.library).is_dir():
        return Path(settings.library)
    here = Path.cwd()
    return here if (here / "articles").is_dir() or (here / "playbooks").is_dir() else None


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The one door for bugs: log them, keep the window alive."""
    log.error("".join(traceback.format_exception(kind, error, trace)))
