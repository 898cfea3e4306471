# SPDX-License-Identifier: MIT
"""Insight: pictures of how the library is used and how calls end, each with its numbers and its list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QVBoxLayout, QWidget

from kbdesk.desk.dates import day
from kbdesk.language import tr
from kbdesk.model import Rendered
from kbdesk.model.insight import Behind, Figure, Insight
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import grow_down
from kbdesk.ui.key_map import with_keys
from kbdesk.ui.roles.chart_words import STRIPS, head, is_empty, rows, topic_of
from kbdesk.ui.roles.insight_bar import InsightBar
from kbdesk.ui.roles.insight_behind import BehindPane
from kbdesk.ui.roles.insight_card import Card, FigureView
from kbdesk.ui.roles.insight_grid import Columns
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.theme import Theme, style_ahead
from kbdesk.ui.turns import Turns, unpainted

CRAMPED: Final = 860
"""A page narrower than this (px at 100 %) has lists instead of chips."""
TINY: Final = 360
"""On a page narrower than this the lists stand in two lines."""

_AT_ONCE: Final = 3
"""So many cards are made in one piece."""

_FILES: Final = ((tr("Picture (PNG) …"), "png"), (tr("Picture (SVG) …"), "svg"), (tr("Table (CSV) …"), "csv"))


class InsightPage(Cover):
    """Cards with pictures; the list behind a point stands beside them, or instead where there is no room.

    Signals:
        asked(): other days, or the team's numbers (see ``days`` and ``team``).
        behind_asked(Figure, int): the list behind this point.
        opened(str act, Behind): open what a row of the list stands for.
        file_asked(str, tuple of Figure): write these figures; "png", "svg", "csv" or "print".
        copied(str): the numbers of a figure are to be put on the clipboard.
    """

    asked = Signal()
    behind_asked = Signal(object, int)
    opened = Signal(str, object)
    file_asked = Signal(str, object)
    copied = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Insight"))
        self._insight: Insight | None = None
        self._cards: list[Card] = []
        self._left_at: FigureView | None = None
        self._turns = Turns(self)
        self.bar = InsightBar(theme, self)
        self.follow(self.bar)
        self.bar.filtered.connect(self._filter)
        self.bar.asked.connect(self._ask)
        self.bar.save_asked.connect(self.ask_file)
        self._box.insertWidget(1, self.bar)
        self._scroll = column_scroll(self.left)
        self._content = QWidget(self._scroll)
        self._rows = QVBoxLayout(self._content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._inside = QWidget(self._content)
        grow_down(self._inside, QSizePolicy.Policy.Expanding)
        self._grid = Columns(self._inside, theme)
        self._nothing = self.label(self._content, 16, 600)
        self._nothing.hide()
        self._rows.addWidget(self._nothing)
        self._rows.addWidget(self._inside)
        self._rows.addStretch(1)
        self._scroll.setWidget(self._content)
        self.left_box.addWidget(self._scroll)
        self.behind = BehindPane(theme, self.right)
        self.follow(self.behind)
        self.behind.asked.connect(self.opened)
        self.right_box.addWidget(self.behind)
        self.right.hide()
        self._menu = QMenu(self)
        self.told.setText(tr("Counting …"))
        self.set_theme(theme)

    # --- what is shown ---

    @property
    def days(self) -> int:
        """Of how many days the numbers are to be."""
        return self.bar.days

    @property
    def team(self) -> bool:
        """Whether the team's numbers are to be shown."""
        return self.bar.whose.chosen == "team"

    @property
    def insight(self) -> Insight | None:
        """What is shown; None while it is counted for the first time."""
        return self._insight

    @property
    def views(self) -> tuple[FigureView, ...]:
        """The figures of the chosen topic, in their order."""
        return tuple(view for card in self._cards if not card.isHidden() for view in card.views)

    def show_in_turns(self, insight: Insight) -> None:
        """As ``show_insight``, in pieces; what was shown before stays until all is made."""
        self._turns.finish()
        self._turns.begin(self._showing(insight))

    def show_insight(self, insight: Insight) -> None:
        """Show these figures; the focus stays at the figure and point where it was."""
        for _ in self._showing(insight):
            pass

    def _showing(self, insight: Insight) -> Iterator[None]:
        made, theme = [], self.theme
        for figures, heading in grouped(insight.figures):
            made.append(self._made(figures, heading))
            style_ahead(made[-1])
            if len(made) % _AT_ONCE == 0:
                yield
        yield
        at = self._focused()
        key, point = (at.figure.key, at.current) if at is not None else ("", 0)
        self._insight = insight
        self._close_behind()
        self._inside.hide()  # where it is seen, each card that comes or goes lays out all of them anew
        old, self._cards = self._cards, made
        for card in old:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        for card in made:
            if theme is not self.theme:
                card.set_theme(self.theme)
            self._grid.addWidget(card)
            card.show()
        self._tell()
        self._filter()
        with unpainted(self._inside):
            self._inside.show()
            if at is not None:
                self._go_back_to(key, point)
            self.hand_focus_on()
            yield

    def _go_back_to(self, key: str, point: int) -> None:
        """Put the focus at a point of a figure; on what comes first if it is gone."""
        found = [view for view in self.views if view.figure.key == key and view.chart is not None]
        if found and found[0].chart is not None:
            found[0].chart.choose(point)
            found[0].face.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, figures: tuple[Figure, ...], heading: str) -> Card:
        card = Card(figures, heading, self.theme, self._inside)
        for view in card.views:
            view.opened.connect(self.behind_asked)
            view.moved.connect(self._moved)
        return card

    def _tell(self) -> None:
        insight = self._insight
        if insight is None:
            return
        first, last = day(insight.since), day(insight.until)
        when = tr("{first} to {last}.", first=first, last=last) if insight.since else ""
        nothing, notice = not insight.figures, insight.notice
        todo = tr("Tab and arrows go along, Enter opens the list behind, T shows the numbers.")
        if self.team:
            todo = tr("Tab and arrows go along, T shows the numbers. The team shares no lists, only numbers.")
        if nothing:
            todo = with_keys(tr("{show_counts} says what would be shared with the team, and lets you agree."))
            self._nothing.setText(" ".join(filter(None, (notice, todo))))
            notice = todo = ""
        self._nothing.setVisible(nothing)
        self.bar.save.setEnabled(not nothing)
        self.told.setText(" ".join(filter(None, (when, notice, todo))))
        self._arrange()

    def _filter(self) -> None:
        """Show the cards of the chosen topic."""
        topic, at = self.bar.topic.chosen, self._focused()
        goes = at is not None and topic not in ("", topic_of(at.figure.key))
        if goes:
            self.bar.face.setFocus(Qt.FocusReason.OtherFocusReason)  # it may not fall to the search
        for card in self._cards:
            there = [view for view in card.views if topic in ("", topic_of(view.figure.key))]
            for view in card.views:
                view.setVisible(view in there)
            card.setVisible(bool(there))
        shown = [view for view in self.views if not view.empty and not view.isHidden()]
        first = shown[0].face if shown else self.bar.face
        self.focus_first(first)
        if goes:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.verticalScrollBar().setValue(0)

    def show_trouble(self, sentence: str) -> None:
        """Say why there is nothing to show."""
        self._turns.finish()
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))

    def _ask(self) -> None:
        self._turns.finish()
        self.told.setText(tr("Counting …"))
        self.asked.emit()

    # --- the list behind ---

    def show_behind(self, figure: Figure, at: int, found: tuple[Behind, ...], zone: tzinfo | None) -> None:
        """Show the list behind a point."""
        self._left_at = self._focused() or self._left_at
        self.right.show()
        self._splitter.setProperty("placed", False)
        self._arrange()
        title = f"{figure.title}: {figure.points[at].label}"
        self.behind.show_list(figure.key, title, found, zone)
        self._hold(held=True)
        QTimer.singleShot(0, self._moved)

    def show_case(self, title: str, text: Rendered) -> None:
        """Read a case of the list."""
        if not self.right.isHidden():
            self.behind.show_case(title, text)

    def _close_behind(self) -> None:
        if self.right.isHidden():
            return
        self.right.hide()
        self._arrange()
        self._hold(held=False)
        view, self._left_at = self._left_at, None
        if view is not None and view in self.views:
            view.face.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self._moved)

    def _hold(self, *, held: bool) -> None:
        """Mark the point whose list is open, and no other."""
        for view in self.views:
            if view.chart is not None:
                view.chart.hold(held=held and view is self._left_at)

    def _focused(self) -> FigureView | None:
        """The figure that has the focus."""
        focus = QApplication.focusWidget()
        return next((v for v in self.views if focus is not None and v.isAncestorOf(focus)), None)

    def _moved(self) -> None:
        """Bring the current point into sight, with the sentence above it if there is room for both."""
        view = self._focused() or self._left_at
        if view is None or view not in self.views:
            return
        corner = view.mapTo(self._content, QPoint(0, 0))
        room, edge = self._scroll.viewport().height(), self.theme.px(16)
        parts = (view.rect(), view.place.united(QRect(0, 0, 1, 1)), view.place)
        fitting = next((part for part in parts if part.height() + 2 * edge <= room), view.place)
        place = fitting.translated(corner)
        self._scroll.ensureVisible(0, place.bottom(), 0, edge)
        self._scroll.ensureVisible(0, place.top(), 0, edge)

    # --- files ---

    def ask_file(self) -> None:
        """Offer to write the figure that has the focus, or all of them."""
        self._menu.clear()
        one = self._focused() or self._left_at
        if one is not None:
            self._offer((one.figure,), one.figure.title)
        every = tuple(view.figure for view in self.views)
        if every:
            self._offer(every, tr("The whole page"))
        self._menu.popup(self.bar.save.mapToGlobal(QPoint(0, self.bar.save.height())))

    def _offer(self, figures: tuple[Figure, ...], what: str) -> None:
        title = self._menu.addAction(what)
        title.setEnabled(False)
        for text, kind in (*_FILES, (tr("Print …"), "print")):
            act = self._menu.addAction(text)
            act.setData((kind, figures))
            act.triggered.connect(self._file_chosen)

    def _file_chosen(self) -> None:
        act = self.sender()
        data = act.data() if act is not None and hasattr(act, "data") else None
        if data:
            self.file_asked.emit(data[0], tuple(data[1]))

    # --- keys and look ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters choose, T turns a figure, Esc closes the case, then the list, then the page."""
        focused = self._focused()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        letter = event.text().upper() if plain else ""
        if event.key() == Qt.Key.Key_Escape and not self.right.isHidden():
            if self.behind.reads:
                self.behind.back()
            else:
                self._close_behind()
        elif event.matches(QKeySequence.StandardKey.Copy) and focused is not None:
            self.copied.emit(as_text(focused.figure))
        elif letter and not event.isAutoRepeat() and self._by_letter(letter, focused):
            pass
        else:
            super().keyPressEvent(event)

    def _by_letter(self, letter: str, focused: FigureView | None) -> bool:
        if letter == "T" and focused is not None:
            focused.turn()
            return True
        return self.behind.act_by_key(letter) or self.bar.by_key(letter)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        for card in self._cards:
            card.set_theme(theme)
        self._grid.set_theme(theme)
        self._rows.setSpacing(theme.px(10))
        super().set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current point in sight."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self._moved)

    def _arrange(self) -> None:
        super()._arrange()
        self._place_bar()
        stacked = self._splitter.orientation() == Qt.Orientation.Vertical
        self.left.setVisible(not stacked or self.right.isHidden())

    def _place_bar(self) -> None:
        """The bar stands above the cards; where there is little height it scrolls away with them."""
        self.bar.set_cramped(cramped=self.width() < self.theme.px(CRAMPED))
        self.bar.set_tiny(tiny=self.width() < self.theme.px(TINY))
        home = self._rows if self.is_low else self._box
        if home.indexOf(self.bar) < 0:
            (self._box if home is self._rows else self._rows).removeWidget(self.bar)
            home.insertWidget(0 if home is self._rows else 1, self.bar)


def grouped(figures: tuple[Figure, ...]) -> list[tuple[tuple[Figure, ...], str]]:
    """Which figures share a card, with its heading: all strips do, and all that have nothing to show."""
    full = [figure for figure in figures if not is_empty(figure)]
    strips = tuple(figure for figure in full if figure.key.startswith(STRIPS))
    found: list[tuple[tuple[Figure, ...], str]] = [((figure,), "") for figure in full if figure not in strips]
    if strips:
        found.append((strips, tr("How long each step takes: the stronger the colour, the longer")))
    empty = tuple(figure for figure in figures if is_empty(figure))
    if empty:
        found.append((empty, tr("Nothing to show yet")))
    return found


def as_text(figure: Figure) -> str:
    """A figure's numbers for the clipboard: lines with tabs, which spreadsheets take as cells."""
    lines = [f"{figure.title}: {figure.headline}", "\t".join(head(figure))]
    return "\n".join([*lines, *("\t".join(row) for row in rows(figure))]) + "\n"
