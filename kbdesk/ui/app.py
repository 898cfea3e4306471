# SPDX-License-Identifier: MIT
"""Starting the window: paint first, open the library after."""

from __future__ import annotations

import logging
import os
import sys
from time import monotonic
from typing import TYPE_CHECKING, Final

from kbdesk.ui.binding import check_binding  # before all else of Qt: it gives Python's own import back

# isort: split
from PySide6.QtCore import QLocale, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from kbdesk import language
from kbdesk.desk.home import Home
from kbdesk.ui import heap
from kbdesk.ui.fonts import bring
from kbdesk.ui.settings import Settings
from kbdesk.ui.window import Window

if TYPE_CHECKING:
    from kbdesk.errors import KbError
    from kbdesk.ui.reach.wire import Wish
    from kbdesk.ui.safe import SafeStart

log = logging.getLogger("kbdesk")

LONGEST_PAINT_S = 0.3
"""How long a start waits for the first picture; a window that is hidden or minimised gets none."""

_SWITCH_S: Final = 0.001
"""How long work in a lane may keep the interpreter once the window wants it: a fifth of Python's usual time.

What draws the window goes in and out of Python hundreds of times, and may have to wait each time.
"""

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
    heap.keep_small()
    bring()
    sys.setswitchinterval(_SWITCH_S)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("kbdesk")
    app.setDesktopFileName("kbdesk")
    app.setStyle("Fusion")
    return app


def choose_language(app: QApplication, settings: Settings) -> None:
    """Say everything in the language that was chosen, else in the system's; before any text is made.

    ``KBDESK_LANGUAGE`` stands above both.
    """
    wanted = os.environ.get("KBDESK_LANGUAGE") or settings.language
    language.use(wanted or language.best_of(QLocale.system().uiLanguages()))
    if language.is_right_to_left():
        from PySide6.QtCore import Qt  # noqa: PLC0415 - all of Qt's enumerations, and few need them

        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)


def translate_qt(app: QApplication) -> None:
    """Say what Qt says itself (menus of fields, dialogs) in the language in use, too."""
    if language.tag() == "en":
        return
    from PySide6.QtCore import QLibraryInfo, QTranslator  # noqa: PLC0415 - not for an English window

    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language.tag()}", folder):
        app.installTranslator(translator)


def make_window(home: Home, settings: Settings | None = None) -> Window:
    """A window that holds no library yet."""
    settings = settings or Settings.of(home)
    window = bare_window(home, settings)
    furnish(window, settings)
    return window


def bare_window(home: Home, settings: Settings) -> Window:
    """A window that shows its first picture only; ``furnish`` it when that is on the screen."""
    home.make()
    dark = QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128
    return Window(home, settings, settings.theme(dark), furnished=False)


def furnish(window: Window, settings: Settings) -> None:
    """Put everything into the window."""
    from kbdesk.ui.looks import is_system_dark  # noqa: PLC0415 - asking brings all of Qt's enumerations

    window.furnish(settings.theme(is_system_dark()))


def run_app(wish: Wish, listening: int = -1, pipe: str = "", *, safe: bool = False) -> int:
    """Show the window, open what was asked for (or the library open last) and stay until it is closed.

    Args:
        wish: what this start was given, see ``reach.wire``.
        listening: the descriptor of a socket on which later starts say what they want; -1 if there is none.
        pipe: the name of the pipe on which they do; "" if there is none.
        safe: whether to leave settings and index aside and let nothing begin by itself.
    """
    app = make_app()
    check_binding()
    home = Home.of_user()
    apart = leave_aside(home) if safe else None
    settings = Settings.of(home) if apart is None else apart.settings
    choose_language(app, settings)
    window = bare_window(home if apart is None else apart.home, settings)
    if not settings.geometry.isEmpty():
        window.restoreGeometry(settings.geometry)
    window.show()
    paint(app, window)
    if window.isHidden():  # it was closed at once
        return 0
    from kbdesk.desk import logs  # noqa: PLC0415 - the window is on the screen before
    from kbdesk.ui.icons import icon  # noqa: PLC0415 - as above
    from kbdesk.ui.jobs import GarbageTimer  # noqa: PLC0415 - as above
    from kbdesk.ui.reach.opener import Opener  # noqa: PLC0415 - as above
    from kbdesk.ui.trouble import Watch  # noqa: PLC0415 - as above

    qInstallMessageHandler(log_qt_message)
    watch = Watch(logs.folder_of_user())
    app.setWindowIcon(icon("app", "#0b5cad", 64))
    translate_qt(app)
    furnish(window, settings)
    garbage = GarbageTimer(window)
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


def paint(app: QApplication, window: Window) -> None:
    """Let the window's first picture come to the screen; given up where nothing is painted."""
    end = monotonic() + LONGEST_PAINT_S
    while not window.is_painted and monotonic() < end:
        app.processEvents()
    app.processEvents()


def show_failure(error: KbError) -> None:
    """Show what went wrong before there was a window, and wait until it was read."""
    from PySide6.QtCore import Qt  # noqa: PLC0415 - as above
    from PySide6.QtWidgets import QMessageBox  # noqa: PLC0415 - hardly anybody needs it

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
