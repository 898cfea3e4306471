# SPDX-License-Identifier: MIT
"""The list behind a point of a figure: cases, articles and searches, each opened with Enter."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kbdesk.language import tr, trn
from kbdesk.model import Rendered
from kbdesk.model.insight import Behind
from kbdesk.model.months import MONTHS
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.roles.chart_words import topic_of
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel

CASE, PAGE, WORDS = "case", "page", "words"
"""What a row can open: the case as it went, the article or playbook, the search once more."""

LISTED: Final = 500
"""A list as long as this was cut off; docs/insight.md says so."""

_TEXTS: Final = {
    CASE: (tr("The case"), tr("Read the case as it went"), "C"),
    PAGE: (tr("Read it"), tr("Open the article or playbook"), "A"),
    WORDS: (tr("Search it again"), tr("Search for the same words"), "R"),
}
_ICONS: Final = {CASE: "phone", PAGE: "article", WORDS: "search", "": "note"}


def acts_of(figure: str, row: Behind) -> tuple[str, ...]:
    """What a row can open, the first with Enter: cases behind figures of calls, documents behind others."""
    there = {CASE: bool(row.run), PAGE: bool(row.path), WORDS: bool(row.words)}
    order = (CASE, PAGE, WORDS) if topic_of(figure) == "calls" else (PAGE, WORDS, CASE)
    return tuple(act for act in order if there[act])


def row_of(figure: str, row: Behind, zone: tzinfo | None) -> Row:
    """A row as the list shows it."""
    acts = acts_of(figure, row)
    line = " · ".join(filter(None, (_when(row.at, zone), row.detail)))
    return Row(row, row.title, line, _ICONS[acts[0] if acts else ""])


def _when(at: str, zone: tzinfo | None) -> str:
    """A time as people write it: "16 Nov, 14:05"; a day alone stays one."""
    try:
        then = datetime.fromisoformat(at)
    except ValueError:
        return at
    if len(at) <= len("2026-11-22"):
        return _day(then)
    local = then.astimezone(zone)
    return tr("{day}, {clock}", day=_day(local), clock=f"{local:%H:%M}")


def _day(then: datetime) -> str:
    return tr("{day} {month}", day=then.day, month=MONTHS[then.month - 1])


def _told(rows: int) -> str:
    if not rows:
        return tr("Nothing is behind it.")
    if rows >= LISTED:
        return tr("The newest {n}. Enter opens one, Esc goes back.", n=rows)
    return trn("1 row. Enter opens one, Esc goes back.", "{n} rows. Enter opens one, Esc goes back.", rows)


class BehindPane(QWidget):
    """The list; a case is read in its place.

    Signals:
        asked(str act, Behind): open this (see ``acts_of``).
    """

    asked = Signal(str, object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._figure = self._title = self._told = ""
        self._head = WrapLabel(self, 15, 600)
        self._count = WrapLabel(self, 12, 400, "muted")
        self.list = RowList(theme, self, tr("The list behind the figure"))
        self.list.chosen.connect(self._chosen)
        self.list.entered.connect(self._entered)
        self._view = ArticleView(theme, self)
        self._view.setAccessibleName(tr("The case as it went"))
        self._foot = QWidget(self)
        self._flow = LineLayout(self._foot, 8)
        self._buttons = {}
        for act, (text, tip, key) in _TEXTS.items():
            button = made_button(self._foot, f"{text}   {key}", f"{tip} ({key})")
            button.clicked.connect(self._pressed)
            self._buttons[act] = button
            self._flow.addWidget(button)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for part in (self._head, self._count):
            self._box.addWidget(part)
        self._box.addWidget(self.list, 1)
        self._box.addWidget(self._view, 1)
        self._box.addWidget(self._foot)
        self._view.hide()
        self.set_theme(theme)

    @property
    def reads(self) -> bool:
        """Whether a case is read in place of the list."""
        return not self._view.isHidden()

    @property
    def current(self) -> Behind | None:
        """The chosen row."""
        row = self.list.current()
        return row.value if row is not None and isinstance(row.value, Behind) else None

    def show_list(self, figure: str, title: str, rows: tuple[Behind, ...], zone: tzinfo | None) -> None:
        """Show what is behind a point; the focus goes there."""
        self._figure = figure
        self.back()
        self._head.setText(title)
        self._told = _told(len(rows))
        self._count.setText(self._told)
        self._title = title
        self.list.show_rows(tuple(row_of(figure, row, zone) for row in rows))
        if rows:
            self.list.choose(0)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._chosen(self.list.current())

    def show_case(self, title: str, text: Rendered) -> None:
        """Read a case in place of the list."""
        self._head.setText(title)
        self._count.setText(tr("The case as it went. Esc goes back to the list."))
        self.list.hide()
        self._foot.hide()
        self._view.show()
        self._view.show_sheet(Sheet(text.html))
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_trouble(self, sentence: str) -> None:
        """Say why something is not shown."""
        self._count.setText(sentence)

    def back(self) -> None:
        """The list again, after a case was read."""
        reads = self.reads
        self._view.hide()
        self.list.show()
        self._foot.show()
        if reads:
            self._head.setText(self._title)
            self._count.setText(self._told)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def act_by_key(self, letter: str) -> bool:
        """Do what a letter stands for; whether there was something to do."""
        for act, (_, _, key) in _TEXTS.items():
            if key == letter and self._buttons[act].isVisible() and self.current is not None:
                self.asked.emit(act, self.current)
                return True
        return False

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        for part in (self._head, self._count, self.list, self._view):
            part.set_theme(theme)
        self._box.setSpacing(theme.px(6))

    def _chosen(self, row: Row | None) -> None:
        acts = acts_of(self._figure, row.value) if row is not None and isinstance(row.value, Behind) else ()
        for act, button in self._buttons.items():
            button.setVisible(act in acts)

    def _entered(self, row: Row) -> None:
        if isinstance(row.value, Behind):
            acts = acts_of(self._figure, row.value)
            if acts:
                self.asked.emit(acts[0], row.value)

    def _pressed(self) -> None:
        button, row = self.sender(), self.current
        for act, one in self._buttons.items():
            if one is button and row is not None:
                self.asked.emit(act, row)
