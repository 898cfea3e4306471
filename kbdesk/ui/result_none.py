# SPDX-License-Identifier: MIT
"""What the results pane says when there is nothing to list: why, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from kbdesk.language import tr, trn
from kbdesk.model import Results
from kbdesk.ui.icons import pixmap
from kbdesk.ui.key_map import key_of, name_keys
from kbdesk.ui.mirror import turned
from kbdesk.ui.result_list import HitList
from kbdesk.ui.run_parts import WrapButton
from kbdesk.ui.state_pictures import StatePicture
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel

LONGEST = 80
"""Characters of a query that are quoted."""


def quoted(query: str) -> str:
    """A query in quotation marks, shortened if it is very long."""
    text = " ".join(query.split())
    return tr("“{words}”", words=text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


class NothingFound(QScrollArea):
    """A message in place of the results; after a search that found nothing, also the ways on.

    Signals:
        meant_requested(): search for what was probably meant.
        clear_requested(): take the filters off.
        gap_requested(): record that this is missing, or take that back.
    """

    meant_requested = Signal()
    clear_requested = Signal()
    gap_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = inside = QWidget(self)
        self._title, self._detail = WrapLabel(inside, 15, 600), WrapLabel(inside, 12, 400, "muted")
        self._problem = WrapLabel(inside, 12, 400, "warn")
        self._meant = _Way(inside, "search", tr("Search for this instead ({take_meant})"))
        self._meant.clicked.connect(self.meant_requested)
        self._filters = WrapLabel(inside, 12, 400, "muted")
        self._clear = _Way(inside, "filter", tr("Take all filters off ({clear_filters})"))
        self._clear.clicked.connect(self.clear_requested)
        self._gap = _Way(inside, "note", "")
        self._gap.clicked.connect(self.gap_requested)
        self._gap_detail = WrapLabel(inside, 12, 400, "muted")
        self._nearest_title = WrapLabel(inside, 13, 600)
        self._nearest_title.setText(tr("Closest we have"))
        self.nearest = HitList(theme, tr("Closest we have"), inside)
        self.nearest.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nearest.moved.connect(self._keep_in_sight)
        self._picture = StatePicture(inside, "empty")
        self._parts = (
            self._title,
            self._detail,
            self._problem,
            self._meant,
            self._filters,
            self._clear,
            self._gap,
            self._gap_detail,
            self._nearest_title,
            self.nearest,
            self._picture,
        )
        self._box = QVBoxLayout(inside)
        for part in self._parts:
            self._box.addWidget(part)
        self._box.insertWidget(0, self._picture)
        self._box.addStretch(1)
        self.setWidget(inside)
        self.set_theme(theme)

    def show_message(self, title: str, detail: str) -> None:
        """Show these words and nothing else."""
        self._show_words(self._title, title)
        self._show_words(self._detail, detail)
        for part in self._parts[2:]:
            part.hide()
        self.nearest.show_hits(())

    def show_nothing(self, results: Results, narrowing: tuple[str, ...], *, gap_kept: bool) -> None:
        """Show why a search found nothing and how to go on.

        Args:
            results: the answer without hits.
            narrowing: the filters that are on, as people read them.
            gap_kept: whether this was recorded as a gap.
        """
        asked = bool(results.query.strip())
        self._show_words(
            self._title,
            tr("Nothing found for {query}", query=quoted(results.query)) if asked else tr("Nothing here yet"),
        )
        advice = (
            tr("Try fewer words, or the caller's own words.") if asked else tr("Type what the caller says.")
        )
        self._show_words(self._detail, "" if results.meant or results.nearest else advice)
        self._show_words(self._problem, results.problem)
        meant = tr("Did you mean {meant}?   {key}", meant=quoted(results.meant), key=key_of("take_meant"))
        self._meant.show_text(meant, results.meant)
        self._show_filters(results.unfiltered, narrowing)
        self.show_gap(asked=asked, kept=gap_kept)
        self.nearest.show_hits(results.nearest)
        self._nearest_title.setVisible(bool(results.nearest))
        self.nearest.setVisible(bool(results.nearest))
        self._picture.setVisible(asked and not results.nearest)
        self._fit_list()
        self.verticalScrollBar().setValue(0)

    def show_gap(self, *, asked: bool, kept: bool) -> None:
        """Show the button that records a gap, or takes that back if it is kept."""
        if kept:
            self._gap.show_text(tr("Take the gap back   {key}", key=key_of("record_gap")), "gap")
            name_keys(self._gap, tip=tr("Forget that this is missing ({record_gap})"))
        else:
            self._gap.show_text(
                tr("Record this gap   {key}", key=key_of("record_gap")), "gap" if asked else ""
            )
            tip = tr("Keep that nothing answers this, with the customer's words ({record_gap})")
            name_keys(self._gap, tip=tip)
        said = (
            tr("The gap is recorded.")
            if kept
            else tr("Keeps the customer's words for whoever writes articles.")
        )
        self._show_words(self._gap_detail, said if asked else "")

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        for part in self._parts:
            part.set_theme(theme)
        self._box.setContentsMargins(*(theme.px(side) for side in (4, 12, 4, 8)))
        self._box.setSpacing(theme.px(8))
        self._fit_list()

    def _show_filters(self, unfiltered: int, narrowing: tuple[str, ...]) -> None:
        count, names = len(narrowing), ", ".join(narrowing)
        on = trn("{n} filter is on: {names}.", "{n} filters are on: {names}.", count, names=names)
        self._show_words(self._filters, on if narrowing else "")
        if not unfiltered:
            text = trn("Clear the filter", "Clear the filters", count)
        elif count == 1:
            text = trn(
                "Show {n:,} result without the filter", "Show {n:,} results without the filter", unfiltered
            )
        else:
            text = trn(
                "Show {n:,} result without the filters", "Show {n:,} results without the filters", unfiltered
            )
        self._clear.show_text(f"{text}   {key_of('clear_filters')}", "clear" if narrowing else "")

    def _show_words(self, label: WrapLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _fit_list(self) -> None:
        """Give the list the height of its rows: this whole area scrolls."""
        self.nearest.setFixedHeight(
            self.nearest.row_height * max(1, len(self.nearest.hits.hits)) + 2 * self.nearest.frameWidth() + 4
        )

    def _keep_in_sight(self, hit: object) -> None:
        del hit
        row = self.nearest.visualRect(self.nearest.currentIndex())
        spot = self.nearest.viewport().mapTo(self._inside, row.center())
        self.ensureVisible(spot.x(), spot.y(), 0, row.height())


class _Way(WrapButton):
    """One way on: an icon, what it does, and its key."""

    def __init__(self, parent: QWidget, mark: str, tip: str) -> None:
        super().__init__(parent, "", 13)
        self._mark = mark
        name_keys(self, tip=tip)

    def show_text(self, text: str, reason: str) -> None:
        """Show this text; the button is there only if there is a reason for it."""
        self.set_label(text)
        self.setVisible(bool(reason))

    def _left(self) -> int:
        return self._theme.px(36)

    def _badge(self) -> int:
        return self._theme.px(16)

    def _draw_left(self, painter: QPainter) -> None:
        side = self._badge()
        picture = pixmap(self._mark, self._theme.hex("accent"), side, self.devicePixelRatioF())
        place = QRectF(self._theme.px(12), (self.height() - side) / 2, side, side)
        painter.drawPixmap(turned(place, self.rect()).topLeft(), picture)
