# SPDX-License-Identifier: MIT
"""Texts and edit fields that grow with what they hold."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QKeyEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QTextBrowser, QWidget

from kbdesk.language import tr
from kbdesk.model import Rendered
from kbdesk.ui.article_pictures import Pictures, placeholder
from kbdesk.ui.flow import grow_down
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import lay_out

_LINE_PERCENT = 122.0
_PICTURE = re.compile(r"kbimg:\d{1,6}")
_PICTURE_WIDTH = 290
"""How wide a step\'s picture is at most, in px at 100 %: the call\'s pane."""
_FRAME = 2


class GrowingText(QTextBrowser):
    """A text to read that is as high as what it holds and loads nothing by itself.

    Signals:
        link_activated(str): a link of the file was chosen; its target as the file wrote it.
        copy_requested(str): a code block's copy link was chosen; the code.
    """

    link_activated = Signal(str)
    copy_requested = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._rendered = Rendered("")
        self._data: tuple[bytes, ...] = ()
        self._pictures = Pictures()
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        grow_down(self, QSizePolicy.Policy.Preferred)
        self.setViewportMargins(-_FRAME, 0, -_FRAME, 0)
        self.document().setDocumentMargin(0)
        self._heights: dict[int, int] = {}
        self.anchorClicked.connect(self._follow)

    def show_rendered(self, rendered: Rendered, theme: Theme, pictures: tuple[bytes, ...] = ()) -> None:
        """Shows safe HTML; its links become signals, a picture that is not given becomes a placeholder."""
        self._rendered, self._theme, self._data = rendered, theme, pictures
        sheet = (
            f"{theme.article_css()}\nbody, p, li, td, th {{ font-size: {theme.px(14)}px; }}\n"
            f"p, li {{ line-height: 124%; margin-bottom: {theme.px(7)}px; }}\n"
            f"table.code td {{ background-color: {theme.hex('code')}; }}\n"
            f"table.callout td, table.say td {{ background-color: {theme.hex('weak')}; }}"
        )
        self.document().setDefaultStyleSheet(sheet)
        self.setHtml(rendered.html)
        linked = "href=" in rendered.html
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if linked else Qt.FocusPolicy.ClickFocus)
        self._without_ligatures()
        self._changed()

    def show_marked(
        self, text: str, marks: tuple[tuple[int, int, bool], ...], theme: Theme, size: float
    ) -> None:
        """Shows plain text with some places marked.

        Args:
            text: what to show.
            marks: (start, end, filled) of each place; a filled one is bold, an open one stands out.
            theme: the look.
            size: text size in pixels at 100 %.
        """
        self._theme = theme
        self.setPlainText(text)
        block, plain = QTextBlockFormat(), QTextCharFormat()
        block.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        plain.setFont(theme.font(size, 500))
        plain.setForeground(theme.color("fg"))
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setCharFormat(plain)
        cursor.mergeBlockFormat(block)
        for start, end, filled in marks:
            mark = QTextCharFormat()
            mark.setForeground(theme.color("accent"))
            mark.setFontWeight(QFont.Weight.Bold if filled else QFont.Weight.Medium)
            mark.setFontUnderline(not filled)
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(mark)
        self._changed()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """One of the given pictures, a placeholder, or nothing: no file is ever read from here."""
        if kind != 2:  # QTextDocument.ResourceType.ImageResource
            return b" "
        address = name.toString() if isinstance(name, QUrl) else name
        number = int(address.removeprefix("kbimg:")) if _PICTURE.fullmatch(address) else -1
        width, ratio = self._theme.px(_PICTURE_WIDTH), self.devicePixelRatioF()
        data = self._data[number] if 0 <= number < len(self._data) else b""
        image = self._pictures.image(data, width, ratio) if data else None
        named = self._rendered.images[number] if 0 <= number < len(self._rendered.images) else tr("picture")
        return image or placeholder(named, width, ratio, self._theme)

    def hasHeightForWidth(self) -> bool:
        """Always: the narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height in pixels that the text needs at this width."""
        if width not in self._heights:
            document = self.document()
            shown = document.textWidth()
            document.setTextWidth(max(1, width))
            self._heights[width] = math.ceil(document.size().height()) + 2 * _FRAME
            document.setTextWidth(shown)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """A comfortable width and the height that goes with it."""
        width = max(self._theme.px(200), self.width() if self.isVisible() else 0)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """A width at which a long word still breaks."""
        return QSize(self._theme.px(60), self._theme.px(18))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel to the pane around it."""
        event.ignore()

    def _changed(self) -> None:
        self._heights.clear()
        self.updateGeometry()

    def _without_ligatures(self) -> None:
        """Code shows each sign that it is made of: agents type it as they see it."""
        mono = self._theme.mono().families()[0]
        block = self.document().begin()
        while block.isValid():
            spans = []
            at = block.begin()
            while not at.atEnd():
                fragment = at.fragment()
                if mono in (fragment.charFormat().fontFamilies() or []):
                    spans.append((fragment.position(), fragment.length(), fragment.charFormat()))
                at += 1
            for start, length, look in spans:
                font = look.font()
                for feature in ("calt", "liga"):
                    font.setFeature(QFont.Tag(feature), 0)
                look.setFont(font)
                cursor = QTextCursor(self.document())
                cursor.setPosition(start)
                cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(look)
            block = block.next()

    def _follow(self, url: QUrl) -> None:
        for prefix, values, signal in (
            ("kblink:", self._rendered.links, self.link_activated),
            ("kb:copy/", self._rendered.codes, self.copy_requested),
        ):
            number = url.toString().removeprefix(prefix)
            if url.toString() != number and number.isdecimal() and int(number) < len(values):
                signal.emit(values[int(number)])


class GrowingEdit(QPlainTextEdit):
    """An edit field that grows from ``least`` to ``most`` lines; Tab leaves it.

    Signals:
        left(): the focus went elsewhere.
        entered(): Enter was pressed in a field of one answer (``one_answer``); Shift+Enter makes a line.
    """

    left = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget, least: int = 1, most: int = 6, one_answer: bool = False) -> None:
        super().__init__(parent)
        self._least, self._most, self._one_answer = least, most, one_answer
        self._height = 0
        self._counted = ("", QFont())
        self._lines: dict[int, int] = {}
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        grow_down(self, QSizePolicy.Policy.Expanding)
        self.document().setDocumentMargin(0)
        self.document().contentsChanged.connect(self._fit)

    def hasHeightForWidth(self) -> bool:
        """Always: the narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height in pixels of the lines that the text needs at this width, within its bounds."""
        lines = max(self._least, min(self._most, self._lines_at(width - self._frame().width())))
        return math.ceil(lines * self.fontMetrics().lineSpacing()) + self._frame().height() + 1

    def _lines_at(self, room: int) -> int:
        """How many lines the text takes in this width; layouts ask for the same few again and again."""
        text, font = self.toPlainText() or self.placeholderText(), self.font()
        if self._counted != (text, font):
            self._counted, self._lines = (text, font), {}
        if room not in self._lines:
            paragraphs = text.split("\n")
            self._lines[room] = sum(max(1, lay_out(one, font, room)[0].lineCount()) for one in paragraphs)
        return self._lines[room]

    def sizeHint(self) -> QSize:
        """A comfortable width and the height that goes with it."""
        width = self.fontMetrics().averageCharWidth() * 34
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """A few letters of one line."""
        frame = self._frame()
        letters = self.fontMetrics().averageCharWidth() * 8
        return QSize(letters + frame.width(), self.fontMetrics().lineSpacing() + frame.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on in a field of one answer."""
        plain = not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if self._one_answer and plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()  # Ctrl+Enter belongs to the sheet around it
            else:
                self.entered.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Come to by key, goes on behind a text that was filled in."""
        super().focusInEvent(event)
        reasons = Qt.FocusReason
        by_key = (reasons.TabFocusReason, reasons.BacktabFocusReason, reasons.OtherFocusReason)
        if event.reason() in by_key and self.textCursor().atStart():
            self.moveCursor(QTextCursor.MoveOperation.End)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tells that the field was left."""
        super().focusOutEvent(event)
        self.left.emit()

    def _frame(self) -> QSize:
        """What border and padding take of width and height."""
        self.ensurePolished()
        margins = self.contentsMargins()
        return QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _fit(self) -> None:
        needed = self.heightForWidth(self.width())
        if needed != self._height:
            self._height = needed
            self.updateGeometry()


def fill_blanks(text: str, value: Callable[[str], str]) -> tuple[str, tuple[tuple[int, int, bool], ...]]:
    """The words to say with each ``{{name}}`` replaced, and where the replacements stand.

    Args:
        text: the words as the playbook has them.
        value: gives what is known for a name; "" leaves the name in braces.

    Returns:
        The text and (start, end, filled) for each place.
    """
    out: list[str] = []
    marks: list[tuple[int, int, bool]] = []
    at = 0
    for start, end, name in blank_places(text):
        known = value(name)
        out.append(text[at:start])
        begin = sum(map(len, out))
        out.append(known or "{" + name.replace("_", " ") + "}")
        marks.append((begin, begin + len(out[-1]), bool(known)))
        at = end
    return "".join([*out, text[at:]]), tuple(marks)


def blank_places(text: str) -> tuple[tuple[int, int, str], ...]:
    """Each ``{{name}}`` of the words to say as (start, end, name), in order."""
    places: list[tuple[int, int, str]] = []
    start = text.find("{{")
    while start >= 0 and (end := text.find("}}", start)) >= 0:
        name = text[start + 2 : end].strip()
        if name and "{" not in name and len(name) <= 60:
            places.append((start, end + 2, name))
        start = text.find("{{", end + 2)
    return tuple(places)
