# SPDX-License-Identifier: MIT
"""kbdesk in the tray of the desktop: closing the window hides it there, if the person chose so."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon, QWidget

from kbdesk.language import tr
from kbdesk.ui.icons import icon
from kbdesk.ui.tips import plain_tip

_ACTS = (
    ("show", tr("Show kbdesk")),
    ("search", tr("Search")),
    ("inbox", tr("Inbox")),
    ("quit", tr("Quit")),
)


class Tray(QObject):
    """Holds the icon while it is wanted; off at first.

    Args:
        window: what is hidden in place of being closed.

    Signals:
        wished(str): show, search or inbox was chosen.
        said(str): something to tell in passing.
    """

    wished = Signal(str)
    said = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._quitting = self._told = False
        self._inbox = ""

    @property
    def icon(self) -> QSystemTrayIcon | None:
        """The icon; None while there is none."""
        return self._icon

    @property
    def menu(self) -> QMenu | None:
        """The icon's menu; None while there is none."""
        return self._menu

    def turn(self, *, on: bool) -> str:
        """Show the icon or take it away; why it cannot be shown, as a sentence, else ""."""
        if on and not QSystemTrayIcon.isSystemTrayAvailable():
            self._take_away()
            return tr("This desktop has no tray, so closing the window ends kbdesk as usual.")
        if on and self._icon is None:
            self._put_up()
        elif not on:
            self._take_away()
        return ""

    def _put_up(self) -> None:
        self._menu = menu = QMenu(self._window)
        for name, text in _ACTS:
            action = QAction(text, menu)
            action.setObjectName(f"tray {name}")
            action.triggered.connect(self._chosen)
            menu.addAction(action)
        menu.insertSeparator(menu.actions()[-1])
        self._icon = QSystemTrayIcon(icon("app", "#0b5cad", 64), self)
        self._icon.setContextMenu(menu)
        self._icon.activated.connect(self._pressed)
        self._window.installEventFilter(self)
        self._tell()
        self._icon.show()

    def _take_away(self) -> None:
        if self._icon is not None and self._menu is not None:
            self._window.removeEventFilter(self)
            self._icon.hide()
            self._icon.deleteLater()
            self._menu.deleteLater()
            self._icon = self._menu = None
            if not self._window.isVisible() and not self._quitting:
                self.wished.emit("show")

    def show_counts(self, waiting: int, urgent: int) -> None:
        """Say how many notes wait in the inbox."""
        told = tr("{n} in the inbox", n=waiting)
        if urgent:
            told = tr("{n} in the inbox, {urgent} urgent", n=waiting, urgent=urgent)
        self._inbox = told if waiting else ""
        self._tell()

    def _tell(self) -> None:
        if self._icon is not None and self._menu is not None:
            self._icon.setToolTip(plain_tip(f"kbdesk – {self._inbox}" if self._inbox else "kbdesk"))
            found = self._menu.findChild(QAction, "tray inbox")
            if found is not None:
                found.setText(tr("Inbox ({waits})", waits=self._inbox) if self._inbox else tr("Inbox"))

    def _pressed(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.wished.emit("show")

    def _chosen(self) -> None:
        action = self.sender()
        name = action.objectName().partition(" ")[2] if action is not None else ""
        if name == "quit":
            self.quit()
        elif name:
            self.wished.emit(name)

    def quit(self) -> None:
        """Close the window for good; what it asks before closing is asked in sight."""
        self._quitting = True
        self._window.show()
        if self._window.close():
            self.turn(on=False)
            QApplication.quit()
        self._quitting = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hide the window in place of closing it, unless the person or the system ends the session."""
        if watched is self._window:
            if event.type() == QEvent.Type.Close and not self._must_close():
                event.ignore()
                self._hide()
                return True
            if event.type() == QEvent.Type.Show:
                QApplication.setQuitOnLastWindowClosed(True)
        return super().eventFilter(watched, event)

    def _hide(self) -> None:
        QApplication.setQuitOnLastWindowClosed(False)  # a question that is answered must not end all
        self._window.hide()
        if self._icon is not None and not self._told:
            self._told = True
            self._icon.showMessage(
                "kbdesk", tr("It goes on in the tray. Its menu has Quit."), self._icon.icon()
            )

    def _must_close(self) -> bool:
        app = QApplication.instance()
        ending = isinstance(app, QGuiApplication) and app.isSavingSession()
        return self._quitting or self._icon is None or ending or not QSystemTrayIcon.isSystemTrayAvailable()
