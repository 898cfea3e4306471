# SPDX-License-Identifier: MIT
"""What a review is about, beside the form: the case or the article as it was then, with one place marked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QTextBlock, QTextDocument
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model.quality import Material, Passage, Spot
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.mirror import turned
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.wrap_label import WrapLabel

_ANCHOR = "kbpassage-"


class SubjectView(ArticleView):
    """Shows passages, one of them marked at its side.

    Signals:
        picked(int): this passage was clicked, from 0.
    """

    picked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._place = -1
        self._of: QTextDocument | None = None
        self._starts: dict[int, int] = {}
        self.setAccessibleName(tr("What is looked at"))

    def show_passages(self, passages: tuple[Passage, ...]) -> None:
        """Show them from the first; none is marked."""
        self._place = -1
        pieces = (f'<a name="{_ANCHOR}{n}"></a>{one.html}' for n, one in enumerate(passages))
        self.show_sheet(Sheet("".join(pieces)))

    def mark_place(self, number: int) -> None:
        """Mark a passage and bring it into sight; -1 for none."""
        self._place = number
        block = self._block(number)
        if block is not None:
            self._scroll_to(block.position())
        self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme; the marked passage stays in sight."""
        super().set_theme(theme)
        self.mark_place(self._place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The marked passage stays in sight."""
        super().resizeEvent(event)
        self.mark_place(self._place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A band beside and behind the marked passage, then the text."""
        block = self._block(self._place)
        if block is not None:
            painter = QPainter(self.viewport())
            try:
                band = self._band(block)
                painter.fillRect(band, self._theme.color("selected"))
                bar = QRectF(band.left(), band.top(), self._theme.px(4), band.height())
                painter.fillRect(turned(bar, band), self._theme.color("accent"))
            finally:
                painter.end()
        super().paintEvent(event)

    def _band(self, block: QTextBlock) -> QRectF:
        following = self._block(self._place + 1)
        gap = self._theme.px(4)
        top = self._rect(block).top() - gap
        bottom = (
            self._rect(following).top() - gap if following is not None else self.document().size().height()
        )
        side = self._side_margin() - self._theme.px(12)
        width = self.viewport().width() - 2 * side
        return QRectF(side, top - self.verticalScrollBar().value(), width, max(0.0, bottom - top))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a passage picks it."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            at = self.cursorForPosition(event.position().toPoint()).position()
            self._block(0)
            above = [number for number, start in self._starts.items() if start <= at]
            if above:
                self.picked.emit(max(above))

    def _block(self, number: int) -> QTextBlock | None:
        """The block that a passage begins in; None if there is none."""
        document = self.document()
        if document is not self._of:
            self._of, self._starts = document, _starts(document)
        start = self._starts.get(number)
        return document.findBlock(start) if start is not None else None


def _starts(document: QTextDocument) -> dict[int, int]:
    """Where each passage begins, by its number."""
    found: dict[int, int] = {}
    block = document.begin()
    while block.isValid():
        names = list(block.charFormat().anchorNames())
        piece = block.begin()
        while not piece.atEnd():
            names += piece.fragment().charFormat().anchorNames()
            piece += 1
        for name in names:
            number = name.removeprefix(_ANCHOR)
            if name != number and number.isdecimal():
                found.setdefault(int(number), block.position())
        block = block.next()
    return found


class SubjectPane(QWidget):
    """The texts that belong to a review, one at a time; a place in it can be chosen.

    Signals:
        spot_changed(Spot or None): another place was chosen.
    """

    spot_changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._materials: tuple[Material, ...] = ()
        self._shown = 0
        self._place = -1
        self._cramped = False
        self._chips: list[QPushButton] = []
        self._row = QWidget(self)
        self._flow = LineLayout(self._row, 6)
        self._notice = WrapLabel(self, 12, 400, "warn")
        self.view = SubjectView(theme, self)
        self.view.picked.connect(self._picked)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for part in (self._row, self._notice):
            self._box.addWidget(part)
        self._box.addWidget(self.view, 1)
        self.set_theme(theme)
        self._tell()

    @property
    def material(self) -> Material | None:
        """The text that is shown; None if there is none."""
        return self._materials[self._shown] if self._materials else None

    @property
    def spot(self) -> Spot | None:
        """The place that is marked; None if none is."""
        material = self.material
        if material is None or not 0 <= self._place < len(material.passages):
            return None
        return material.passages[self._place].spot

    def show_materials(self, materials: tuple[Material, ...]) -> None:
        """Show the first of these texts; the others are a key away."""
        self._materials, self._shown, self._place = materials, 0, -1
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = []
        for number, material in enumerate(materials if len(materials) > 1 else ()):
            title = material.title if len(material.title) < 40 else f"{material.title[:38]}…"
            text = material.path or tr("The case as it went")
            tip = tr("{text} (V: the next text)", text=text)
            chip = made_button(self._row, title, tip, "chip")
            chip.setProperty("number", number)
            chip.clicked.connect(self._chip_pressed)
            self._flow.addWidget(chip)
            self._chips.append(chip)
        self._show(0)

    def turn(self) -> None:
        """Show the next text."""
        if self._materials:
            self._show((self._shown + 1) % len(self._materials))

    def move_place(self, by: int) -> None:
        """Mark the next place (1) or the one before (-1); before the first is none."""
        material = self.material
        if material is None:
            return
        at = self._place
        while True:
            at += by
            if not 0 <= at < len(material.passages):
                at = -1 if by < 0 else self._place
                break
            if material.passages[at].spot is not None:
                break
        self._mark(at)

    def go_to(self, spot: Spot | None) -> None:
        """Mark the place of a comment, in the text that it belongs to; None marks none."""
        if spot is None:
            self._mark(-1, tell=False)
            return
        for number, material in enumerate(self._materials):
            for place, passage in enumerate(material.passages):
                if passage.spot is not None and _is_there(passage.spot, spot):
                    if number != self._shown:
                        self._show(number)
                    self._mark(place, tell=False)
                    return
        self._mark(-1, tell=False)

    def set_cramped(self, *, cramped: bool) -> None:
        """Leave the names of the texts out, or show them; the key goes on turning."""
        self._cramped = cramped
        self._row.setVisible(bool(self._chips) and not cramped)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        self._notice.set_theme(theme)
        self.view.set_theme(theme)
        self._box.setSpacing(theme.px(6))

    def _show(self, number: int) -> None:
        self._shown, self._place = number, -1
        material = self.material
        self.view.show_passages(material.passages if material is not None else ())
        self._tell()

    def _mark(self, number: int, *, tell: bool = True) -> None:
        self._place = number
        self.view.mark_place(number)
        if tell:
            self.spot_changed.emit(self.spot)

    def _picked(self, number: int) -> None:
        material = self.material
        if material is not None and number < len(material.passages) and material.passages[number].spot:
            self._mark(number)

    def _chip_pressed(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self._show(int(chip.property("number")))

    def _tell(self) -> None:
        material = self.material
        notice = material.notice if material is not None else ""
        self._notice.setText(notice)
        self._notice.setVisible(bool(notice))
        self._row.setVisible(bool(self._chips) and not self._cramped)
        for number, chip in enumerate(self._chips):
            set_look(chip, "active", number == self._shown)


def _is_there(one: Spot, other: Spot) -> bool:
    """Whether two places are the same one: a step of the case, or a line of a file in one version."""
    if one.step or other.step:
        return one.step == other.step
    return (one.path, one.blob, one.line) == (other.path, other.blob, other.line)
