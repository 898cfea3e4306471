# SPDX-License-Identifier: MIT
"""Parts of the run pane: answers, links to read, cards for the end of a run, the strip of open calls."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.model import CallTab, Link
from kbdesk.ui.flow import LineLayout, grow_down
from kbdesk.ui.icons import icon
from kbdesk.ui.key_map import key_of, name_keys
from kbdesk.ui.mirror import turned
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.wrap_label import Measured, WrapLabel, lay_out

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STATES = {
    "paused": tr("paused"),
    "resolved": tr("resolved"),
    "escalated": tr("escalated"),
    "returned": tr("returned"),
    "closed": tr("closed"),
}
"""How a call stands that is not under way."""


def icon_button(parent: QWidget, name: str, tip: str) -> QToolButton:
    """A button of one icon whose name and tooltip say what it does; ``set_icon`` gives it its colour."""
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setAccessibleName(tip.split(" (", maxsplit=1)[0])
    name_keys(button, tip=escape(tip))
    return button


def set_icon(button: QToolButton | QPushButton, name: str, theme: Theme, colour: str = "muted") -> None:
    """Gives a button its icon in the colours and the size of ``theme``."""
    side = theme.px(16)
    button.setIcon(icon(name, theme.hex(colour), side))
    button.setIconSize(QSize(side, side))


class WrapButton(QPushButton):
    """A wide button whose text wraps; the base of answers and links.

    Args:
        parent: the widget it belongs to.
        label: the text.
        size: text size in pixels at 100 %.
    """

    def __init__(self, parent: QWidget, label: str, size: float = 14) -> None:
        super().__init__(parent)
        self.label = label
        self._size = size
        self._theme = Theme()
        self._known = Measured(label, self._font())
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(label)
        grow_down(self, QSizePolicy.Policy.Expanding)

    def set_label(self, label: str) -> None:
        """Shows another text."""
        self.label = label
        self.setAccessibleName(label)
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``."""
        self._theme = theme
        self._known = Measured(self.label, self._font())
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Always: the narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height in pixels that the text needs at this width."""
        text = self._known.height(width - self._left() - self._theme.px(12))
        return max(text, self._badge()) + 2 * self._theme.px(self._margin())

    def sizeHint(self) -> QSize:
        """A comfortable width and the height that goes with it."""
        width = self._theme.px(300)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """A width at which a long word still breaks."""
        return QSize(self._left() + self._theme.px(60), self._badge() + 2 * self._theme.px(self._margin()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter works as a click; a key that is held down counts once."""
        if event.isAutoRepeat():
            event.accept()
        elif event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.click()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second half of a double click counts for nothing: by then another step may stand here."""
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the button, what stands left of the text, and the text."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        try:
            self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_left(painter)
            width = self.width() - self._left() - self._theme.px(12)
            layout, height = lay_out(self.label, self._font(), width)
            painter.setPen(self._theme.color(self._token()))
            words = turned(QRectF(self._left(), (self.height() - height) / 2, width, height), self.rect())
            layout.draw(painter, words.topLeft())
        finally:
            painter.end()

    def _font(self) -> QFont:
        return self._theme.font(self._size, 400)

    def _token(self) -> str:
        return "fg" if self.isEnabled() else "muted"

    def _left(self) -> int:
        return self._theme.px(12)

    def _badge(self) -> int:
        return 0

    def _margin(self) -> int:
        return 8

    def _draw_left(self, painter: QPainter) -> None:
        """Draws what stands left of the text."""


class ChoiceButton(WrapButton):
    """One answer of a step with the number key that gives it."""

    def __init__(self, parent: QWidget, number: int, label: str) -> None:
        super().__init__(parent, label)
        self.number = number
        self.setAccessibleName(f"{number}: {label}")
        by_key = tr("Answer “{answer}” ({n} or Ctrl+{n})", answer=label, n=number)
        self.setToolTip(plain_tip(by_key if number <= 9 else tr("Answer “{answer}”", answer=label)))

    def _left(self) -> int:
        return self._theme.px(10) + self._badge() + self._theme.px(12)

    def _badge(self) -> int:
        return max(self._theme.px(24), QFontMetrics(self._theme.font(13, 700)).height() + self._theme.px(4))

    def _draw_left(self, painter: QPainter) -> None:
        theme, side = self._theme, self._badge()
        box = QRectF(theme.px(10) + 0.5, (self.height() - side) / 2 + 0.5, side - 1, side - 1)
        box = turned(box, self.rect())
        painter.setPen(QPen(theme.color("accent"), 1))
        painter.setBrush(theme.color("weak"))
        painter.drawRoundedRect(box, theme.px(5), theme.px(5))
        painter.setFont(theme.font(13, 700))
        painter.setPen(theme.color("accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self.number) if self.number <= 9 else "·")


class ReadLink(WrapButton):
    """An article to read at this step.

    Signals:
        chosen(str): its target, as the file wrote it.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, link: Link) -> None:
        super().__init__(parent, tr("Read: {title}", title=link.text or link.target), 13)
        self._target = link.target
        self.setProperty("role", "quiet")
        self.setToolTip(plain_tip(tr("Open {target} beside the call", target=link.target)))
        self.clicked.connect(self._choose)

    def _choose(self) -> None:
        self.chosen.emit(self._target)

    def _token(self) -> str:
        return "accent"

    def _left(self) -> int:
        return self._theme.px(28)

    def _badge(self) -> int:
        return self._theme.px(16)

    def _margin(self) -> int:
        return 4

    def _draw_left(self, painter: QPainter) -> None:
        side = self._theme.px(16)
        mark = icon("article", self._theme.hex("accent"), side).pixmap(
            QSize(side, side), self.devicePixelRatioF()
        )
        place = QRectF(self._theme.px(6), (self.height() - side) / 2, side, side)
        painter.drawPixmap(turned(place, self.rect()).topLeft(), mark)


class EndCard(QFrame):
    """The end of a run: a heading, a sentence and the one thing to do.

    Args:
        parent: the widget it belongs to.
        tone: ``ok`` for a solved call, ``danger`` for one to hand over, ``warn`` for one that waits.
        mark: the icon's name.

    Signals:
        chosen(): the button was pressed.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget, tone: str, mark: str) -> None:
        super().__init__(parent)
        self.setObjectName("endcard")
        self._tone, self._mark = tone, mark
        self._heading = WrapLabel(self, 17, 600, tone)
        self._sentence = WrapLabel(self, 13)
        self._extra = WrapLabel(self, 13, 600, tone)
        self._button = QPushButton(self)
        self._button.setProperty("role", "primary")
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self.chosen)
        self._box = QVBoxLayout(self)
        for part in (self._heading, self._sentence, self._extra, self._button):
            self._box.addWidget(part)

    def show_end(self, heading: str, sentence: str, button: str, extra: str = "") -> None:
        """Shows what the run came to; an empty text hides its part."""
        for part, text in ((self._heading, heading), (self._sentence, sentence), (self._extra, extra)):
            part.setText(text)
            part.setVisible(bool(text))
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.setAccessibleName(heading)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``."""
        for part in (self._heading, self._sentence, self._extra):
            part.set_theme(theme)
        t = theme.hex
        tone = self._tone
        self.setStyleSheet(
            f"QFrame#endcard {{ background: {t(tone + '_weak')}; border: 1px solid {t(tone)};"
            f" border-radius: {theme.px(10)}px; }}"
            f" QFrame#endcard QPushButton {{ background: {t(tone)}; border-color: {t(tone)};"
            f" color: {t('bg')}; padding: {theme.px(8)}px {theme.px(12)}px; }}"
            f" QFrame#endcard QPushButton:focus {{ border: 2px solid {t('fg')}; }}"
        )
        self._button.setIcon(icon(self._mark, t("bg"), theme.px(16)))
        self._button.setIconSize(QSize(theme.px(16), theme.px(16)))
        side = theme.px(14)
        self._box.setContentsMargins(side, theme.px(12), side, side)
        self._box.setSpacing(theme.px(6))


class CallStrip(QWidget):
    """The open calls as chips, when there is more than one.

    Signals:
        call_chosen(str): the run's id.
    """

    call_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._calls: tuple[CallTab, ...] = ()
        self._now = ""
        self._chips: list[QPushButton] = []
        self._flow = LineLayout(self, 6)
        grow_down(self, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Open calls"))
        self.hide()

    def show_calls(self, calls: tuple[CallTab, ...], now: str) -> None:
        """Shows the calls; ``now`` is the id of the one that is shown below."""
        if (calls, now) == (self._calls, self._now):
            return
        self._calls, self._now = calls, now
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``."""
        self._theme = theme
        self._show()

    def _show(self) -> None:
        """Show the calls; chips that are there are kept: each that comes lays out the whole window anew."""
        calls = self._calls if len(self._calls) > 1 else ()
        if [chip.objectName() for chip in self._chips] != [call.run_id for call in calls]:
            self._build(calls)
        at = next((n for n, call in enumerate(calls) if call.run_id == self._now), -1)
        for number, (chip, call) in enumerate(zip(self._chips, calls, strict=True)):
            follows = number == (at + 1) % len(calls) and number != at
            self._name(chip, call, f"   {key_of('next_call')}" if follows else "")
        self.setVisible(bool(calls))

    def _build(self, calls: tuple[CallTab, ...]) -> None:
        self.hide()
        for old in self._chips:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._chips = []
        for call in calls:
            chip = QPushButton(self)
            chip.setProperty("role", "chip")
            chip.setObjectName(call.run_id)
            chip.clicked.connect(self._choose)
            self._flow.addWidget(chip)
            self._chips.append(chip)

    def _name(self, chip: QPushButton, call: CallTab, key: str) -> None:
        theme, here = self._theme, call.run_id == self._now
        font = theme.font(12, 600 if here else 400)
        title = QFontMetrics(font).elidedText(
            call.title, Qt.TextElideMode.ElideRight, theme.px(150 if theme.scale < 1.5 else 90)
        )
        chip.setText(title.replace("&", "&&") + key)
        set_look(chip, "active", here)
        state = f", {_STATES[call.status]}" if call.status in _STATES else ""
        chip.setAccessibleName(tr("{call}, at {step}", call=f"{call.title}{state}", step=call.step))
        chip.setToolTip(plain_tip(f"{call.title}: {call.step}{state}{f' ({key.strip()})' if key else ''}"))
        mark = {"paused": "pause", "escalated": "up", "resolved": "check"}.get(call.status, "phone")
        set_icon(chip, mark, theme, "accent" if here else "muted")

    def _choose(self) -> None:
        chip = self.sender()
        if chip is not None and chip.objectName() != self._now:
            self.call_chosen.emit(chip.objectName())
