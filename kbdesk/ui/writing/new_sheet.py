# SPDX-License-Identifier: MIT
"""The sheet that begins a new text: its kind, its title, the customer's words, and what is there already."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.model import Hit
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.flow import FlowLayout
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.sheet import Sheet
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel
from kbdesk.ui.writing.keys import names_of
from kbdesk.ui.writing.nearby import Nearby

KINDS = (
    ("article", tr("Article – what is so and why")),
    ("how-to", tr("How to – steps to a goal")),
    ("known-error", tr("Known error – what to do until it is mended")),
    ("playbook", tr("Playbook – questions and answers through the tiers")),
    ("reading-path", tr("Reading path – what a role reads, in order")),
)
"""(kind, how it is offered)."""
TYPED_MS = 200


class NewSheet(Sheet):
    """Asks what is to be written.

    Signals:
        title_typed(str): the title, after a pause; what is near goes to ``nearby``.
        submitted(str kind, str title, str words): begin.
        read_requested(str): read this article instead.
        words_requested(str path, str words): add the customer's words to this article instead.
        cancelled(): not now.
    """

    title_typed = Signal(str)
    submitted = Signal(str, str, str)
    read_requested = Signal(str)
    words_requested = Signal(str, str)
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("New article"))
        self._heading = WrapLabel(self.card, 20, 700)
        self._heading.setText(tr("Write something new"))
        self._scroll = column_scroll(self.card)
        content = QWidget(self._scroll)
        self._scroll.setWidget(content)
        self._column = QVBoxLayout(content)
        self._labels = [WrapLabel(content, 12, 600, "muted") for _ in range(3)]
        self.title = LineEdit(content)
        self.title.setMaxLength(200)
        self.title.setToolTip(tr("What it is about, as one would search for it"))
        self.kind = DropDown(content)
        for kind, text in KINDS:
            self.kind.addItem(text, kind)
        self.kind.setToolTip(tr("Which template it begins from"))
        self.words = QPlainTextEdit(content)
        self.words.setTabChangesFocus(True)
        self.words.setToolTip(tr("One phrase a line; search finds the article by them"))
        self.nearby = Nearby(theme, content)
        self._problem = WrapLabel(self.card, 13, 600, "danger")
        self._buttons = QWidget(self.card)
        flow = FlowLayout(self._buttons, 8)
        self.begin = QPushButton(tr("Begin"), self._buttons)
        self.begin.setProperty("role", "primary")
        self.begin.setToolTip(tr("Begin to write (Enter)"))
        self.begin.clicked.connect(self._submit)
        self.cancel = QPushButton(tr("Cancel"), self._buttons)
        self.cancel.setProperty("role", "quiet")
        self.cancel.setToolTip(tr("Not now (Esc)"))
        self.cancel.clicked.connect(self._cancel)
        for button in (self.begin, self.cancel):
            button.setAutoDefault(False)
            flow.addWidget(button)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(TYPED_MS)
        self._later.timeout.connect(self._typed)
        self.title.textChanged.connect(self._title_changed)
        self.nearby.read_requested.connect(self.read_requested)
        self.nearby.words_requested.connect(self._words_wanted)
        self._fill()
        self.set_theme(theme)

    def _fill(self) -> None:
        self.box.addWidget(self._heading)
        self.box.addWidget(self._scroll, 1)
        names = (tr("Title"), tr("Kind"), tr("What the customer says"))
        for label, name, field in zip(self._labels, names, (self.title, self.kind, self.words), strict=True):
            label.setText(name)
            field.setAccessibleName(name)
            self._column.addWidget(label)
            self._column.addWidget(field)
            if field is self.title:
                self._column.addWidget(self.nearby)
            self._column.addSpacing(4)
        self._column.addStretch(1)
        self.box.addWidget(self._problem)
        self.box.addWidget(self._buttons)

    def open_with(self, kind: str, title: str, words: str) -> None:
        """Open it with what is known already."""
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        self.words.setPlainText(words)
        self.title.setText(title)
        self._problem.hide()
        self.nearby.show_hits((), with_words=False)
        self.open_over()
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.title.selectAll()
        self._typed()

    def show_hits(self, hits: tuple[Hit, ...]) -> None:
        """Show what is near to the title."""
        self.nearby.show_hits(hits, with_words=bool(self.words.toPlainText().strip()))
        self.place()

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self.take(theme)
        for label in (self._heading, self._problem, *self._labels):
            label.set_theme(theme)
        self.nearby.set_theme(theme)
        self.words.setFixedHeight(theme.px(84))
        edge = theme.px(24)
        self.box.setContentsMargins(edge, theme.px(20), edge, theme.px(18))
        self.box.setSpacing(theme.px(6))
        self._column.setContentsMargins(theme.px(2), theme.px(2), theme.px(8), theme.px(2))
        self._column.setSpacing(theme.px(6))
        if self.isVisible():
            self.place()

    def wanted(self) -> tuple[int, int]:
        """As high as what is shown needs."""
        theme, width = self.theme, self.theme.px(620)
        inside = width - theme.px(48)
        shown = [part for part in (self._heading, self._problem) if not part.isHidden()]
        words = sum(part.heightForWidth(inside) + theme.px(6) for part in shown)
        rows = self._column.totalHeightForWidth(inside - theme.px(10))
        high = words + rows + self._buttons.heightForWidth(inside) + theme.px(52)
        return width, max(high, theme.px(320))

    def _title_changed(self) -> None:
        self._later.start()

    def _typed(self) -> None:
        self.title_typed.emit(self.title.text().strip())

    def _words_wanted(self, path: str) -> None:
        self.words_requested.emit(path, self.words.toPlainText().strip())

    def _submit(self) -> None:
        title = " ".join(self.title.text().split())
        if not title:
            self._problem.setText(tr("Give it a title first: it is found by it."))
            self._problem.show()
            self.title.setFocus(Qt.FocusReason.OtherFocusReason)
            self.place()
            return
        self.submitted.emit(str(self.kind.currentData()), title, self.words.toPlainText().strip())

    def _cancel(self) -> None:
        self.dismiss()
        self.cancelled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins, Esc cancels, Alt+1–5 reads what is there, with Shift it takes the words."""
        at = QApplication.focusWidget()
        name, number = names_of(event)
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
        elif name == "near":
            self.nearby.read_number(number)
        elif name == "words":
            self.nearby.words_number(number)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(at, QAbstractButton):
                at.click()
            else:
                self._submit()
