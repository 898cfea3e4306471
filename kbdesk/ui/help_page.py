# SPDX-License-Identifier: MIT
"""The help over the panes: its contents with a filter, and the page that was chosen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from kbdesk.language import tr
from kbdesk.model import Page
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.chips import filter_field
from kbdesk.ui.cover import Cover
from kbdesk.ui.form import made_button
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.help import HelpEntry

_REFERENCE = re.compile(r"(kblink:|kb:copy/)(\d{1,6})")


class HelpPage(Cover):
    """The contents at the left, the page at the right.

    Signals:
        asked(str path): this page is to be read.
        link_followed(str): where a link of the page leads, as it was written.
        copy_requested(str): a code block is to be put on the clipboard.
        back_requested(): the page before this one.
    """

    asked = Signal(str)
    link_followed = Signal(str)
    copy_requested = Signal(str)
    back_requested = Signal()
    list_share = 0.3

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Help"))
        self._entries: tuple[HelpEntry, ...] = ()
        self._page: Page | None = None
        self._path = ""
        self._filter = filter_field(self.left, tr("Filter the pages by the words in them"))
        self._filter.textChanged.connect(self._show_list)
        self._list = RowList(theme, self.left, tr("Pages of the help"))
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._entered)
        self._nothing = self.label(self.left, 13, 400, "muted")
        self._nothing.setText(tr("No page has all of these words."))
        self._nothing.hide()
        self._view = ArticleView(theme, self.right)
        self._view.setAccessibleName(tr("Page of the help"))
        self._view.anchorClicked.connect(self._clicked)
        self._back = made_button(self, tr("Back   Alt+←"), tr("The page before this one (Alt+Left)"))
        self._back.clicked.connect(self.back_requested)
        self._back.setEnabled(False)
        self.put_in_head(self._back)
        for widget in (self._filter, self._list, self._nothing):
            self.left_box.addWidget(widget, 1 if widget is self._list else 0)
        self.right_box.addWidget(self._view, 1)
        self.follow(self._list)
        self.follow(self._view)
        self.focus_first(self._list)
        self.set_theme(theme)

    # --- what is shown ---

    @property
    def has_entries(self) -> bool:
        """Whether the contents are known."""
        return bool(self._entries)

    @property
    def page(self) -> Page | None:
        """The page that is shown; None before the first."""
        return self._page

    def show_entries(self, entries: tuple[HelpEntry, ...]) -> None:
        """Take the contents."""
        self._entries = entries
        self._show_list()
        self.hand_focus_on()

    def show_page(self, page: Page, anchor: str, *, can_back: bool) -> None:
        """Show a page at a heading; "" for its beginning."""
        same = self._page is not None and self._page.document.path == page.document.path
        self._page, self._path = page, page.document.path
        words = tuple(self._filter.text().split())
        if not same:
            self._view.show_sheet(Sheet(page.rendered.html, page.pictures, page.rendered.images), words)
        self._back.setEnabled(can_back)
        self.choose(self._path)
        if anchor:
            self._view.scrollToAnchor(anchor)
        elif words and not same:
            self._view.scroll_to_passage("")

    def choose(self, path: str) -> None:
        """Mark a page in the contents, if it stands there."""
        self._path = path
        places = [number for number, row in enumerate(self._list.rows) if row.value == path]
        if places:
            self._list.choose(places[0])

    def _show_list(self) -> None:
        words = self._filter.text().casefold().split()
        fitting = [
            one
            for one in self._entries
            if all(word in f"{one.title} {one.told} {one.words}".casefold() for word in words)
        ]
        path = self._path
        self._list.blockSignals(not words)  # without words the page stays that is read
        self._list.show_rows(tuple(_row(one) for one in fitting))
        self._list.blockSignals(False)
        self._nothing.setVisible(bool(self._entries) and not fitting)
        if not words:
            self.choose(path)

    # --- acting ---

    def _chosen(self, row: Row | None) -> None:
        if row is not None and isinstance(row.value, str) and row.value != self._path:
            self._path = row.value
            self.asked.emit(row.value)

    def _entered(self, row: Row) -> None:
        del row
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clicked(self, url: QUrl) -> None:
        found = _REFERENCE.fullmatch(url.toString())
        if found is None or self._page is None:
            return
        number, rendered = int(found[2]), self._page.rendered
        if found[1] == "kb:copy/":
            if number < len(rendered.codes):
                self.copy_requested.emit(rendered.codes[number])
        elif number < len(rendered.links):
            target = rendered.links[number]
            if target.startswith("#"):
                self._view.scrollToAnchor(unquote(target[1:]))
            else:
                self.link_followed.emit(target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Left goes back."""
        if _is_back(event):
            self.back_requested.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keeps Alt+Left from the articles behind the page."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_back(event):
            event.accept()
            return True
        return super().event(event)


def _is_back(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Left and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)


def _row(entry: HelpEntry) -> Row:
    return Row(entry.path, entry.title, entry.told or entry.part, "article", "accent")
