# SPDX-License-Identifier: MIT
"""The base of the team's sheets: a title, a column that scrolls, a sentence of trouble, buttons."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kbdesk.ui.announce import announce
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.icons import icon
from kbdesk.ui.key_button import KeyButton
from kbdesk.ui.key_map import name_keys
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.sheet import Sheet
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.wrap_label import WrapLabel


class Themed(Protocol):
    """What takes a look."""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""


class FormSheet(Sheet):
    """A sheet whose subclass adds to ``column`` and to the buttons at its foot.

    Args:
        theme: the look.
        parent: the window that it covers.
        title: its first line, and what a screen reader calls it.
        width: the card's width in pixels at 100 %.

    Signals:
        closed(): the person left it.
    """

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget, title: str, width: int = 560) -> None:
        super().__init__(theme, parent, title)
        self._width = width
        self._labels: list[Themed] = []
        self._part: QWidget | None = None
        self.title = self.label(self.card, 20, 700)
        self.title.setText(title)
        self.told = self.label(self.card, 13, 400, "muted")
        self.told.hide()
        self._scroll = column_scroll(self.card)
        self.content = QWidget(self._scroll)
        self.column = QVBoxLayout(self.content)
        self._scroll.setWidget(self.content)
        self.trouble = self.label(self.card, 13, 600, "danger")
        self.trouble.hide()
        self._foot = QWidget(self.card)
        self._buttons = LineLayout(self._foot, 10)
        for widget in (self.title, self.told):
            self.box.addWidget(widget)
        self.box.addWidget(self._scroll, 1)
        self.box.addWidget(self.trouble)
        self.box.addWidget(self._foot)

    def label(self, parent: QWidget, size: float = 13, weight: int = 400, colour: str = "fg") -> WrapLabel:
        """A label that follows the look of the sheet."""
        made = WrapLabel(parent, size, weight, colour)
        self.follow(made)
        return made

    def follow(self, part: Themed) -> None:
        """Hand the look on to a part from now on."""
        self._labels.append(part)
        part.set_theme(self.theme)

    def forget(self, part: Themed) -> None:
        """A part is about to go."""
        self._labels.remove(part)

    def add_button(self, text: str, tip: str, role: str = "") -> QPushButton:
        """A button at the foot; the first one added stands first."""
        button = made_button(self._foot, text, tip, role)
        self._buttons.addWidget(button)
        return button

    def say_told(self, sentence: str) -> None:
        """What stands below the title; "" for nothing."""
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))

    def say_trouble(self, sentence: str) -> None:
        """What went wrong, above the buttons; "" if nothing."""
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))
        announce(self.trouble, sentence, urgent=True)
        if self.isVisible():
            self.place()

    def show_part(self, part: QWidget) -> None:
        """Bring a part of the column into sight, once everything has its place."""
        self._part = part
        QTimer.singleShot(0, self._reveal)

    def _reveal(self) -> None:
        if self._part is not None:
            self._scroll.ensureWidgetVisible(self._part, 0, self.theme.px(24))
            self._part = None

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look; what is typed stays."""
        self.take(theme)
        for label in self._labels:
            label.set_theme(theme)
        edge = theme.px(24)
        self.box.setContentsMargins(edge, theme.px(22), edge, theme.px(18))
        self.box.setSpacing(theme.px(10))
        self.column.setContentsMargins(theme.px(2), theme.px(2), theme.px(10), theme.px(2))
        self.column.setSpacing(theme.px(8))
        if self.isVisible():
            self.place()
        self.update()

    def wanted(self) -> tuple[int, int]:
        """As high as its parts need, up to the window."""
        theme = self.theme
        width = theme.px(self._width)
        inside = width - theme.px(52)
        shown = [part for part in (self.title, self.told, self.trouble) if not part.isHidden()]
        words = sum(part.heightForWidth(inside) + theme.px(10) for part in shown)
        narrower = inside - theme.px(12)
        high = self.column.hasHeightForWidth()
        rows = self.column.heightForWidth(narrower) if high else self.column.sizeHint().height()
        foot = self._buttons.heightForWidth(inside)
        rows = max(rows, self._scroll.minimumSizeHint().height())
        return width, words + rows + foot + theme.px(64)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves, Enter presses the button that has the focus; no key acts below the sheet."""
        focused = QApplication.focusWidget()
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(focused, QAbstractButton):
                focused.click()
            elif isinstance(focused, QLineEdit):
                self.entered()

    def entered(self) -> None:
        """Enter was pressed in a field; the subclass says what that does."""

    def leave(self) -> None:
        """Go back to what was before."""
        self.dismiss()
        self.closed.emit()


class Section(QWidget):
    """A heading with what belongs to it below, in a sheet."""

    def __init__(self, sheet: FormSheet, heading: str) -> None:
        super().__init__(sheet.content)
        self._sheet = sheet
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self._heading = sheet.label(self, 13, 600)
        self._heading.setText(heading)
        self.box.addWidget(self._heading)
        sheet.column.addWidget(self)
        sheet.follow(self)

    def set_heading(self, text: str) -> None:
        """Change the heading."""
        self._heading.setText(text)

    def words(self, text: str = "", colour: str = "muted") -> WrapLabel:
        """A line of text below."""
        made = self._sheet.label(self, 13, 400, colour)
        made.setText(text)
        self.box.addWidget(made)
        return made

    def row(self, *widgets: QWidget) -> QWidget:
        """Widgets side by side, going on below where the room ends."""
        made = QWidget(self)
        flow = LineLayout(made, 8)
        for widget in widgets:
            widget.setParent(made)
            flow.addWidget(widget)
        self.box.addWidget(made)
        return made

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of a look."""
        self.box.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        self.box.setSpacing(theme.px(6))


class Field(QWidget):
    """A line to type, with its name above."""

    def __init__(self, sheet: FormSheet, name: str, hint: str = "") -> None:
        super().__init__(sheet.content)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._name = sheet.label(self, 12, 600)
        self._name.setText(name)
        self.edit = LineEdit(self)
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(hint)
        self._beside = QHBoxLayout()
        self._beside.addWidget(self.edit, 1)
        self._box.addWidget(self._name)
        self._box.addLayout(self._beside)
        sheet.column.addWidget(self)
        sheet.follow(self)

    def put_beside(self, button: QPushButton) -> None:
        """A button at the end of the line."""
        self._beside.addWidget(button)

    @property
    def text(self) -> str:
        """What was typed, without blanks around it."""
        return self.edit.text().strip()

    def mark(self, *, wrong: bool) -> None:
        """Show that something is missing or wrong here."""
        set_look(self.edit, "invalid", wrong)

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of a look."""
        self._box.setSpacing(theme.px(4))
        self._beside.setSpacing(theme.px(8))


class IconLabel(QLabel):
    """An icon beside words."""

    def __init__(self, parent: QWidget, side: int = 16) -> None:
        super().__init__(parent)
        self._side = side
        self._name, self._colour = "", "fg"
        self._theme = Theme()

    def show_icon(self, name: str, colour: str) -> None:
        """Show an icon in a token's colour."""
        self._name, self._colour = name, colour
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        side = theme.px(self._side)
        self.setFixedSize(side, side)
        if self._name:
            self.setPixmap(icon(self._name, theme.hex(self._colour), side).pixmap(side, side))


class TickChip(KeyButton):
    """Something to choose, with its key beside it; Space, the key or a click ticks it."""

    def __init__(self, parent: QWidget, text: str, name: str, tip: str) -> None:
        super().__init__(parent, text)
        self._theme = Theme()
        self.setProperty("role", "chip")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(tip))
        self.toggled.connect(self._show)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        self._show()

    def _show(self) -> None:
        on = self.isChecked()
        set_look(self, "active", on)
        side = self._theme.px(13)
        self.setIcon(icon("check" if on else "plus", self._theme.hex("accent" if on else "muted"), side))


def made_button(parent: QWidget, text: str, tip: str, role: str = "") -> QPushButton:
    """A button with a tip; its accessible name leaves out the key that stands after three blanks.

    In both texts ``{action}`` is the key of an action of the table.
    """
    button = KeyButton(parent)
    button.setAutoDefault(False)
    name_keys(button, tip=tip, text=text, name=text.partition("   ")[0])
    if role:
        button.setProperty("role", role)
    return button
