# SPDX-License-Identifier: MIT
"""The article as readers will see it, drawn anew while it is written; it follows the cursor."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from html import escape

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import Page
from kbdesk.ui import article_place
from kbdesk.ui.article_document import headings
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.theme import Theme
from kbdesk.ui.turns import Turns
from kbdesk.ui.wrap_label import WrapLabel
from kbdesk.ui.writing.patching import patched

_EMPTY = tr("Nothing is written yet.")
_UPPER, _LOWER = 0.12, 0.75
"""Between these shares of the height the text at the cursor is in sight; else it is brought to a third."""


class LiveView(ArticleView):
    """A view whose document may change while it is read."""

    def refresh(self, sheet: Sheet) -> None:
        """Show another state of the same document; the text at the top stays there."""
        old = self._sheet
        if old.html != sheet.html and (old.pictures, old.names) == (sheet.pictures, sheet.names):
            bar, (top, _) = self.verticalScrollBar(), article_place.top_block(self, self._side_margin())
            was = self._rect(top).top()
            panels = patched(self.document(), self._panels, old.html, sheet.html, self._theme, self)
            if panels is not None:
                self._take(sheet)
                self._panels = panels
                self._folded, self._length = None, self.document().characterCount() - 1
                if bar.value() and (more := round(self._rect(top).top() - was)):
                    bar.setValue(bar.value() + more)
                return
        super().refresh(sheet)


class Preview(QFrame):
    """The pane with the rendered text.

    Signals:
        link_activated(str): a link was chosen; its target as written.
    """

    link_activated = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Preview"))
        self._page: Page | None = None
        self._places: list[tuple[int, int]] = []
        """(line in the text, number of the block) of each heading: the view may draw anew at any time."""
        self._lines = self._line = 1
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self._follow_again)
        self._turns = Turns(self)
        self._note = WrapLabel(self, 12, 400, "warn")
        self._note.hide()
        self.view = LiveView(theme, self)
        self.view.setAccessibleName(tr("Preview of the article"))
        self.view.anchorClicked.connect(self._clicked)
        self._box = QVBoxLayout(self)
        self._box.setSpacing(0)
        self._box.addWidget(self._note)
        self._box.addWidget(self.view, 1)
        self.set_theme(theme)

    @property
    def page(self) -> Page | None:
        """What is shown; None before the first drawing."""
        return self._page

    def show_page(self, page: Page, lines: int) -> None:
        """Draw a page made of a text of so many lines; what is read stays in sight.

        The first is drawn in pieces: the writer has the text by then, and may type already.
        """
        self._turns.finish()
        is_first = self._page is None
        self._page, self._lines = page, max(1, lines)
        rendered = page.rendered
        self._note.setText(rendered.notice)
        self._note.setVisible(bool(rendered.notice))
        sheet = Sheet(rendered.html or f"<p>{escape(_EMPTY)}</p>", page.pictures, rendered.images)
        if is_first:
            self._turns.begin(self._showing(sheet))
        else:
            self.view.refresh(sheet)
            self._places = []

    def _showing(self, sheet: Sheet) -> Iterator[None]:
        yield from self.view.refreshing(sheet)
        self._places = []
        self._follow_again()

    def follow(self, line: int) -> None:
        """Bring what is written at a line (from 1) in sight; if hidden, when it is shown."""
        self._line = line
        page = self._page
        if page is None or not self.isVisible():
            return
        if not self._places:
            outline = page.rendered.outline
            self._places = [
                (head.line, number)
                for head, number in zip(outline, headings(self.view.document()), strict=False)
            ]
        spot = self._height_of(line, page.document.body_line)
        bar, seen = self.view.verticalScrollBar(), self.view.viewport().height()
        above = spot - bar.value()
        if above < seen * _UPPER or above > seen * _LOWER:
            wanted = round(spot - seen / 3)
            if wanted > bar.maximum():
                bar.setMaximum(max(bar.maximum(), round(self.view.document().size().height()) - seen))
            bar.setValue(max(0, wanted))

    def showEvent(self, event: QShowEvent) -> None:
        """Go on following where the cursor is by now, once the text has its width."""
        super().showEvent(event)
        self._again.start()

    def _follow_again(self) -> None:
        self.follow(self._line)

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._turns.finish()
        self._places = []
        self._note.set_theme(theme)
        self._note.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(2))
        self._box.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        self.view.set_theme(theme)

    def _height_of(self, line: int, first: int) -> float:
        """About where a line of the text stands: between the headings around it."""
        if line <= first:
            return 0.0
        at = bisect_right(self._places, line, key=lambda place: place[0])
        before, top = (first, 0.0)
        if at:
            before, top = self._places[at - 1][0], self.view.top_of(self._places[at - 1][1])
        if at < len(self._places):
            after, bottom = self._places[at][0], self.view.top_of(self._places[at][1])
        else:
            after, bottom = self._lines + 1, self.view.document().size().height()
        return top + (bottom - top) * (line - before) / max(1, after - before)

    def _clicked(self, url: QUrl) -> None:
        target = url.toString()
        page = self._page
        if page is None or not target.startswith("kblink:"):
            return
        number = int(target.removeprefix("kblink:")) if target[7:].isdigit() else -1
        if 0 <= number < len(page.rendered.links):
            self.link_activated.emit(page.rendered.links[number])
