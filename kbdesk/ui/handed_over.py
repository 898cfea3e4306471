# SPDX-License-Identifier: MIT
"""The sheet after a handover: where the note is, and the words to read out to the next tier."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.model import Pairs
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.icons import icon
from kbdesk.ui.key_map import key_of
from kbdesk.ui.run_parts import set_icon
from kbdesk.ui.send_sheet import SendRow
from kbdesk.ui.sheet import Sheet
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.wrap_label import WrapLabel

_COPIED_MS = 1600


class SpokenRow(QWidget):
    """One part of the strip to read out: its letter, its name and the sentence in large type."""

    def __init__(self, parent: QWidget, name: str, sentence: str) -> None:
        super().__init__(parent)
        self._letter = QLabel(name[:1], self)
        self._letter.setTextFormat(Qt.TextFormat.PlainText)
        self._letter.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._name = WrapLabel(self, 11, 600, "muted")
        self._name.setText(name)
        self._sentence = WrapLabel(self, 17, 400)
        self._sentence.setText(sentence)
        self.setAccessibleName(f"{name}: {sentence}")
        right = QVBoxLayout()
        right.setSpacing(2)
        right.addWidget(self._name)
        right.addWidget(self._sentence)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._letter, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(right, 1)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``."""
        self._name.set_theme(theme)
        self._sentence.set_theme(theme)
        side = theme.px(30)
        self._letter.setFixedSize(side, side)
        self._letter.setStyleSheet(
            f"QLabel {{ background: {theme.hex('weak')}; color: {theme.hex('accent')};"
            f" border-radius: {theme.px(6)}px; font-size: {theme.px(15)}px; font-weight: 700; }}"
        )
        self._row.setSpacing(theme.px(12))


class HandedOverSheet(Sheet):
    """Says that the call was handed over and offers what comes next; ``send`` has the ways to send the note.

    Signals:
        copy_requested(): put the note on the clipboard again.
        folder_requested(): show the note's folder.
        closed(): the agent is done with it.
    """

    copy_requested = Signal()
    folder_requested = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Handed over"))
        self._markdown = ""
        self._roomy = True
        self._rows: list[SpokenRow] = []
        self._scroll = QScrollArea(self.card)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("To read out"))
        self._content = QWidget(self._scroll)
        self._inner = QVBoxLayout(self._content)
        self._mark = QLabel(self._content)
        self._title = WrapLabel(self._content, 24, 700)
        self._title.setText(tr("Handed over"))
        self._told = WrapLabel(self._content, 13)
        self._told.setText(tr("The note is on the clipboard: paste it into the ticket. It is kept here:"))
        self._path = WrapLabel(self._content, 12, 400, "muted")
        self._notice = WrapLabel(self._content, 13, 500, "warn")
        self._notice.hide()
        self.send = SendRow(self._content)
        self.send.grown.connect(self._show_send)
        self.send.asked.connect(self._rest)
        self._read = WrapLabel(self._content, 12, 600, "accent")
        self._read.setText(tr("If you speak to them, read this out and have them say it back"))
        self._scroll.setWidget(self._content)
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(_COPIED_MS)
        self._back.timeout.connect(self._label_buttons)
        self._build_footer()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._told)
        words.addWidget(self._path)
        words.addWidget(self._notice)
        self._head = QHBoxLayout()
        self._head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addLayout(words, 1)
        self._inner.addLayout(self._head)
        self._inner.addWidget(self.send)
        self._inner.addWidget(self._read)
        self._inner.addStretch(1)
        self.box.addWidget(self._scroll, 1)
        self.box.addWidget(self._foot)
        self.set_theme(theme)

    def open_over(self) -> None:
        """Covers the window; Enter closes."""
        super().open_over()
        self._close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_result(self, path: str, spoken: Pairs, markdown: str, notice: str = "") -> None:
        """Takes what the sheet tells, before it is opened.

        Args:
            path: where the note was written; "" if it was only copied.
            spoken: (part, sentence) in the order to read out.
            markdown: the note, as it was copied.
            notice: what else to know of where it is; "" for nothing.
        """
        self._markdown = markdown
        self._path.setText(path)
        self._path.setToolTip(plain_tip(path))
        self._path.setVisible(bool(path))
        self._told.setText(
            tr("The note is on the clipboard: paste it into the ticket. It is kept here:")
            if path
            else tr("The note is on the clipboard: paste it into the ticket.")
        )
        self._notice.setText(notice)
        self._notice.setVisible(bool(notice))
        self._folder_button.setVisible(bool(path))
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [SpokenRow(self._content, name, sentence) for name, sentence in spoken if sentence]
        for place, row in enumerate(self._rows):
            row.set_theme(self.theme)
            self._inner.insertWidget(place + 3, row)
            row.show()
        self._read.setVisible(bool(self._rows))

    @property
    def markdown(self) -> str:
        """The note, as it was copied."""
        return self._markdown

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``."""
        self.take(theme)
        for label in (self._title, self._told, self._path, self._notice, self._read):
            label.set_theme(theme)
        self.send.set_theme(theme)
        for row in self._rows:
            row.set_theme(theme)
        side = theme.px(44)
        self._mark.setFixedSize(side, side)
        inner = theme.px(26)
        self._mark.setPixmap(icon("check", theme.hex("ok"), inner).pixmap(QSize(inner, inner)))
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._mark.setStyleSheet(
            f"QLabel {{ background: {theme.hex('ok_weak')}; border-radius: {side // 2}px; }}"
        )
        set_icon(self._copy_button, "copy", theme, "fg")
        edge = theme.px(24)
        self.box.setContentsMargins(edge, theme.px(22), edge, theme.px(18))
        self.box.setSpacing(theme.px(12))
        self._head.setSpacing(theme.px(14))
        self._inner.setContentsMargins(0, theme.px(2), theme.px(10), 0)
        self._inner.setSpacing(theme.px(16))
        if self.isVisible():
            self.place()
        self.update()

    def wanted(self) -> tuple[int, int]:
        """As high as the sentences need, up to the window."""
        width = self.theme.px(680)
        words = self._content.heightForWidth(width - 2 * self.theme.px(24))
        return width, words + self._foot.sizeHint().height() + self.theme.px(60)

    def place(self) -> None:
        """Places the card; a narrow one goes without the mark and the keys on its buttons."""
        super().place()
        self._roomy = self.card.width() >= self.theme.px(420)
        self._mark.setVisible(self._roomy)
        self.send.set_roomy(self._roomy)
        self._label_buttons()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and Enter close (Esc first stops a sending), Ctrl+Shift+C copies again, Alt+1 on send."""
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.isAutoRepeat():
            return
        digit = event.key() - Qt.Key.Key_0
        focused = QApplication.focusWidget()
        if event.key() == Qt.Key.Key_Escape and self.send.busy:
            self.send.cancelled.emit()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and 1 <= digit <= 9:
            self.send.press(digit)
        elif isinstance(focused, QPushButton) and _is_enter(event):
            focused.click()
        elif event.key() == Qt.Key.Key_Escape or _is_enter(event):
            self._close_now()
        elif event.key() == Qt.Key.Key_C and event.modifiers() & both == both:
            self._copy_again()
        # every other key ends here: nothing below the sheet may act on it

    def hideEvent(self, event: QHideEvent) -> None:
        """Leaves no timer running."""
        self._back.stop()
        super().hideEvent(event)

    def _build_footer(self) -> None:
        self._foot = QWidget(self.card)
        flow = LineLayout(self._foot, 10)
        self._copy_button = QPushButton(self._foot)
        self._copy_button.setAccessibleName(tr("Copy the note again"))
        self._copy_button.setToolTip(tr("Copy the note again ({key})", key=key_of("copy_handoff")))
        self._copy_button.clicked.connect(self._copy_again)
        self._folder_button = QPushButton(tr("Open folder"), self._foot)
        self._folder_button.setToolTip(tr("Show the folder that the note is in"))
        self._folder_button.clicked.connect(self.folder_requested)
        self._close_button = QPushButton(tr("Close   Enter"), self._foot)
        self._close_button.setProperty("role", "primary")
        self._close_button.setAccessibleName(tr("Close"))
        self._close_button.setToolTip(tr("Back to the desk (Esc or Enter)"))
        self._close_button.clicked.connect(self._close_now)
        for button in (self._close_button, self._copy_button, self._folder_button):
            button.setAutoDefault(False)
            flow.addWidget(button)
        self._label_buttons()

    def _label_buttons(self) -> None:
        words = tr("Copied") if self._back.isActive() else tr("Copy again")
        self._copy_button.setText(f"{words}   {key_of('copy_handoff')}" if self._roomy else words)

    def _show_send(self) -> None:
        """Make room for what is said of sending, and bring it into sight."""
        self.place()
        self._inner.activate()
        self._scroll.ensureWidgetVisible(self.send, 0, self.theme.px(8))

    def _rest(self) -> None:
        """The focus goes where Enter does no harm: the button that had it cannot be pressed again."""
        self._close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy_again(self) -> None:
        self._back.start()
        self._label_buttons()
        self.copy_requested.emit()

    def _close_now(self) -> None:
        self.dismiss()
        self.closed.emit()


def _is_enter(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
