# SPDX-License-Identifier: MIT
"""The one door for what nobody expected: it is written to the log and told once, and kbdesk goes on."""

from __future__ import annotations

import logging
import sys
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox

from kbdesk.desk import logs
from kbdesk.language import tr

if TYPE_CHECKING:
    from kbdesk.ui.frame import Frame
    from kbdesk.ui.looks import Looks
    from kbdesk.ui.outside import Outside
    from kbdesk.ui.theme import Theme
    from kbdesk.ui.trouble_sheet import TroubleSheet
    from kbdesk.ui.window import Window

UNEXPECTED = tr("Something happened that kbdesk did not expect. It goes on; nothing was sent to anybody.")
ENDED = tr("kbdesk was ended by a crash last time. What was being typed can be recovered.")
DETAILS = tr("Details …")


class Listener(logging.Handler):
    """Hears of mistakes wherever they are written down, in whichever thread, and hands them to the window."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(logging.ERROR)
        self._trouble = trouble

    def emit(self, record: logging.LogRecord) -> None:
        """Hand on what ``logs.tell_unexpected`` wrote."""
        place = getattr(record, "place", "")
        if place:
            self._trouble.came.emit(place, record.getMessage())


class Trouble(QObject):
    """Tells of mistakes in the window's bar, one at a time, each once, with the details in a sheet.

    Nothing is shown while a widget paints or an event is handled: it waits until the window is free.

    Args:
        window: the window; it owns this.
        frame: whose bar is used.
        looks: the look in force.
        outside: the way to the clipboard and to the file manager.
        folder: where the log is.

    Signals:
        came(str place, str text): internal; brings a mistake to the GUI thread.
    """

    came = Signal(str, str)

    def __init__(
        self, window: QMainWindow, frame: Frame, looks: Looks, outside: Outside, folder: Path
    ) -> None:
        super().__init__(window)
        self._window, self._frame, self._looks, self._outside = window, frame, looks, outside
        self._folder = folder
        self._told: dict[str, int] = {}
        self._text = ""
        self.sheet: TroubleSheet | None = None
        self.came.connect(self._take, Qt.ConnectionType.QueuedConnection)
        looks.changed.connect(self._set_theme)
        self._listener = Listener(self)
        logs.log.addHandler(self._listener)

    def report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None = None
    ) -> None:
        """Write down a mistake; a ``sys.excepthook``. Ctrl+C in the terminal closes the window."""
        del trace
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        logs.tell_unexpected(logs.report(error), logs.place_of(error))

    def tell_crashes(self, found: tuple[str, ...]) -> None:
        """Tell that earlier starts did not end by themselves; () if all did."""
        for number, text in enumerate(found):
            logs.log.error("An earlier start crashed:\n%s", text)
            self._told[f"crash {number}"] = 1
        if found:
            self._text = found[-1]
            self._frame.notices.show_notice(ENDED, DETAILS, self.show_details)

    def _take(self, place: str, text: str) -> None:
        self._told[place] = self._told.get(place, 0) + 1
        if self._told[place] > 1 or self.sheet is not None:
            return
        self._text = text
        self._frame.notices.show_notice(UNEXPECTED, DETAILS, self.show_details)

    def show_details(self) -> None:
        """Show what can be copied and sent to whoever looks after kbdesk."""
        from kbdesk.ui.trouble_sheet import TroubleSheet  # noqa: PLC0415 - most never need it

        if self.sheet is None:
            self.sheet = sheet = TroubleSheet(self._looks.theme, self._window, self._details())
            sheet.copied.connect(self._outside.copy)
            sheet.folder_asked.connect(self._show_folder)
            sheet.closed.connect(self._closed)
            sheet.open_over()

    def _details(self) -> str:
        from kbdesk.ui.trouble_sheet import about  # noqa: PLC0415 - as above

        lines = [about(), "", self._text]
        others = sum(self._told.values()) - 1
        if others > 0:
            lines += ["", f"Mistakes since the start beside this one: {others}"]
        last = logs.last_lines(self._folder)
        return "\n".join([*lines, "", "The end of the log:", last] if last else lines)

    def _show_folder(self) -> None:
        self._outside.show_folder(str(self._folder))

    def _closed(self) -> None:
        if self.sheet is not None:
            self.sheet.deleteLater()
            self.sheet = None

    def _set_theme(self, theme: Theme) -> None:
        if self.sheet is not None:
            self.sheet.set_theme(theme)

    def end(self) -> None:
        """Hear of nothing more; called when the window has closed."""
        logs.log.removeHandler(self._listener)


class Watch:
    """Logging, and the door for mistakes, of one start: from before the window is made until it has closed.

    Args:
        folder: where the log is.
    """

    def __init__(self, folder: Path) -> None:
        self._logging = logs.Logging(folder)
        self._trouble: Trouble | None = None
        self._hooks = sys.excepthook, sys.unraisablehook
        sys.excepthook, sys.unraisablehook = self.report, logs.log_unraisable

    @property
    def trouble(self) -> Trouble | None:
        """The window's door; None before there is a window."""
        return self._trouble

    def over(self, window: Window) -> None:
        """Tell of mistakes in this window from now on, and of the crash that ended the start before."""
        self._trouble = Trouble(window, window.frame, window.looks, window.outside, self._logging.folder)
        self._logging.watch()
        look = partial(logs.crashes, self._logging.folder)
        window.lanes.disk.run(look, self._trouble.tell_crashes)

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Hand a mistake to the window's door; before there is a window, say it where it can be read."""
        if self._trouble is not None:
            self._trouble.report(kind, error, trace)
            return
        logs.tell_unexpected(logs.report(error), logs.place_of(error))
        sys.__excepthook__(kind, error, trace)
        app = QApplication.instance()
        if app is not None and (sys.stderr is None or not sys.stderr.isatty()):
            say_not_started(
                tr("{name}. The log is in {folder}.", name=type(error).__name__, folder=self._logging.folder)
            )

    def end(self) -> None:
        """The window has closed: everything is as it was before."""
        if self._trouble is not None:
            self._trouble.end()
        sys.excepthook, sys.unraisablehook = self._hooks
        self._logging.end()


def say_not_started(why: str) -> None:
    """Say that there will be no window, where nobody reads a terminal."""
    if QGuiApplication.platformName() == "offscreen":
        return
    box = QMessageBox()
    box.setWindowTitle("kbdesk")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(tr("kbdesk could not start."))
    box.setInformativeText(
        tr("{why}\n\nStart it with “kbdesk --safe” to leave settings and index aside.", why=why)
    )
    box.exec()
