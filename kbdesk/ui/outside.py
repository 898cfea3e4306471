# SPDX-License-Identifier: MIT
"""What leaves the window: text to the clipboard, addresses to the browser, folders to the file manager."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from kbdesk.language import tr
from kbdesk.ui.settings import Settings

if TYPE_CHECKING:
    from kbdesk.desk.reader import Followed

_OURS = "application/x-kbdesk-private"
_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
_KEPT_NOWHERE = (
    (_OURS, b"1"),
    (_WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"), b"1"),
    (_WINDOWS.format("CanIncludeInClipboardHistory"), bytes(4)),  # 0 as a DWORD
    (_WINDOWS.format("CanUploadToCloudClipboard"), bytes(4)),
    ("x-kde-passwordManagerHint", b"secret"),
)
"""How the histories of Windows (Microsoft: Clipboard Formats) and KDE are asked to skip what is copied."""


class Outside(QObject):
    """The one door out; an address is opened only after its host was agreed to.

    Signals:
        said(str): something to tell in passing.
    """

    said = Signal(str)

    def __init__(self, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._settings = settings
        self._window = window

    def copy(self, text: str) -> None:
        """Put text on the clipboard; what shall not stay there asks not to be kept in its history either."""
        clipboard = QGuiApplication.clipboard()
        if self._settings.flag("clear_clipboard"):
            data = QMimeData()
            data.setText(text)
            for name, value in _KEPT_NOWHERE:
                data.setData(name, value)
            clipboard.setMimeData(data)
        else:
            clipboard.setText(text)
        self.said.emit(tr("Copied."))

    def forget(self) -> None:
        """At the end: what shall not stay on the clipboard goes with the window."""
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData()
        if data is not None and data.hasFormat(_OURS):  # it is None where the clipboard was taken away
            clipboard.clear()

    def show_folder(self, folder: str) -> None:
        """Show a folder in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(folder))

    def ask(self, found: Followed) -> None:
        """Open an address outside kbdesk; a host is asked for once."""
        if self._settings.may_open(found.host):
            QDesktopServices.openUrl(QUrl(found.url))
            return
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(tr("Open {host} outside kbdesk?", host=found.host))
        box.setInformativeText(tr("{url}\n\nkbdesk asks once for each address.", url=found.url))
        box.setStandardButtons(QMessageBox.StandardButton.Open | QMessageBox.StandardButton.Cancel)
        box.accepted.connect(partial(self._allow, found))
        box.open()

    def _allow(self, found: Followed) -> None:
        self._settings.allow(found.host)
        QDesktopServices.openUrl(QUrl(found.url))
