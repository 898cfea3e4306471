# SPDX-License-Identifier: MIT
"""The reading pane: header, notices, the text, and the find bar."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from urllib.parse import unquote

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import Hit, Page
from kbdesk.ui.article_document import headings, plain_html
from kbdesk.ui.article_header import ArticleHeader
from kbdesk.ui.article_notices import Note, Notices
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.find_bar import FindBar
from kbdesk.ui.key_map import in_own_keys
from kbdesk.ui.theme import Theme
from kbdesk.ui.turns import Turns

_REFERENCE = re.compile(r"(kblink:|kb:copy/|kb:open/|kb:also/|kb:unfold/)(\d{1,6})")
_ITEMS_FROM = "kb:open/"
_ALSO_FROM = "kb:also/"
_UNFOLD = "kb:unfold/"
_UNFOLD_LINK = re.compile(r'(?<=<a href="kb:unfold/0">)[^<>]*')
_OPEN_SUCCESSOR = "successor"
_READ = 0.1
"""The share of the height above which the heading stands of what is read, at least."""
_SEE_ALSO, _PLAYBOOK = tr("See also"), tr("playbook")
PLAIN_CHARS = 200_000
"""Characters of a broken file that are shown."""


class ArticlePane(QFrame):
    """Shows a document; reads and opens nothing.

    Signals:
        link_activated(int, str): link N of the page with its target as written; N is -1 for the successor
            of an archived article.
        copy_requested(str): a code block, words to say, or the path, to be put on the clipboard.
        path_activated(str): a row of the welcome page.
        similar_activated(str): a path under “See also”, to be read.
        back_requested(), forward_requested(): go through what was read.
        edit_requested(), past_requested(): the document is to be edited; its history is wanted.
        more_chosen(str): an action of the table was chosen for the document, by its name.
        note_acted(str): the button of a card that was added was pressed; its ``act``.
        page_shown(): a document is shown, or shown anew; cards that were added before are gone.
    """

    link_activated = Signal(int, str)
    copy_requested = Signal(str)
    path_activated = Signal(str)
    similar_activated = Signal(str)
    back_requested = Signal()
    forward_requested = Signal()
    edit_requested = Signal()
    past_requested = Signal()
    more_chosen = Signal(str)
    note_acted = Signal(str)
    page_shown = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "pane")
        self.setAccessibleName(tr("Article pane"))
        self._page: Page | None = None
        self._unfolded = False
        self._paths: tuple[str, ...] = ()
        self._turns = Turns(self)
        """A document that is shown anew; finished before anything else is done with the view."""
        self._landed = "", 0
        """The anchor that was gone to last, and how far the text was scrolled for it."""
        self._header = ArticleHeader(theme, self)
        self._header.back_requested.connect(self.back_requested)
        self._header.forward_requested.connect(self.forward_requested)
        self._header.copy_path_requested.connect(self._copy_path)
        self._header.heading_chosen.connect(self.go_to)
        self._header.edit_requested.connect(self.edit_requested)
        self._header.past_requested.connect(self.past_requested)
        self._header.more_chosen.connect(self.more_chosen)
        self._notices = Notices(theme, self)
        self._notices.acted.connect(self._act)
        self._view = ArticleView(theme, self)
        self._view.anchorClicked.connect(self._clicked)
        self._find = FindBar(theme, self)
        self._find.text_changed.connect(self._view.find_text)
        self._find.step_requested.connect(self._view.find_further)
        self._find.close_requested.connect(self.close_find)
        self._view.found_changed.connect(self._find.show_found)
        for watched in (self._view, self._find.field):
            watched.installEventFilter(self)
        self._box = QVBoxLayout(self)
        self._box.setSpacing(0)
        for part in (self._header, self._notices):
            self._box.addWidget(part)
        self._box.addWidget(self._view, 1)
        self._box.addWidget(self._find)
        self.set_theme(theme)

    # --- what is shown ---

    def show_page(
        self,
        page: Page,
        words: tuple[str, ...] = (),
        anchor: str = "",
        now: str = "",
        at_first_hit: bool = True,
    ) -> None:
        """Show a document at an anchor, and there at the first of the words that is marked.

        Args:
            page: the document with everything in it.
            words: the words to mark, in any case.
            anchor: a heading's anchor; "" for the beginning.
            now: the time as ISO 8601, from which ages are told.
            at_first_hit: whether the first marked word is to be in sight; else the heading, or the top, is.
        """
        self._turns.finish()
        self._paths, self._unfolded = (), False
        self.close_find()
        self._show_head(page, now)
        self._view.show_sheet(self._sheet(page), words)
        self.land(anchor, at_first_hit=at_first_hit)
        self.page_shown.emit()

    def refresh_page(self, page: Page, now: str = "") -> None:
        """Show the open document as it is by now; what is read stays in sight, the same text is not drawn."""
        self._turns.finish()
        self._show_head(page, now)
        self._turns.begin(self._view.refreshing(self._sheet(page)))
        self.page_shown.emit()

    def _show_head(self, page: Page, now: str) -> None:
        self._page = page
        self._header.show_page(page, now)
        notes = [Note(text) for text in (*page.notices, *self._unsaid(page))]
        if page.document.meta.confidence == "archived" and page.successor and notes:
            notes[0] = Note(notes[0].text, tr("Open it"), _OPEN_SUCCESSOR)
        self._notices.show_notes(tuple(notes))

    @property
    def selected(self) -> str:
        """What is selected in the text, as it would be copied."""
        return self._view.createMimeDataFromSelection().text()

    def toggle_folds(self) -> bool:
        """Show what is folded, or fold it again; whether there is anything."""
        page = self._page
        if page is None or not page.folded:
            return False
        self._turns.finish()
        self._unfolded = not self._unfolded
        self._view.refresh(self._sheet(page))
        return True

    def _sheet(self, page: Page) -> Sheet:
        folded = bool(page.folded) and not self._unfolded
        # Only our own link names a key of ours; the article may name keys of other programs.
        html = _UNFOLD_LINK.sub(_in_own_keys, page.folded) if folded else page.rendered.html
        return Sheet(html, page.pictures, page.rendered.images)

    def mark(self, words: tuple[str, ...]) -> None:
        """Mark other words in the open page."""
        self._view.mark(words)

    def land(self, anchor: str, *, at_first_hit: bool) -> None:
        """Scroll the open page to a passage; see ``show_page``."""
        if at_first_hit:
            self._view.scroll_to_passage(anchor)
        elif anchor:
            self._view.scrollToAnchor(anchor)
        else:
            self._view.verticalScrollBar().setValue(0)
        self._landed = anchor, self._view.verticalScrollBar().value()

    def show_similar(self, hits: tuple[Hit, ...]) -> None:
        """Add links to similar documents at the end of the page."""
        if self._page is None or not hits:
            return
        self._turns.finish()
        self._paths = tuple(hit.path for hit in hits)
        book = f' <span class="meta">{escape(_PLAYBOOK)}</span>'
        rows = [
            f'<a href="{_ALSO_FROM}{number}">{escape(hit.title)}</a>'
            + (book if hit.kind == "playbook" else "")
            for number, hit in enumerate(hits)
        ]
        self._view.show_more(f"<h4>{escape(_SEE_ALSO)}</h4><p>{'<br>'.join(rows)}</p>")

    def show_welcome(
        self, title: str, paragraphs: tuple[str, ...], items: tuple[tuple[str, str, str], ...] = ()
    ) -> None:
        """Show a first page: a heading, sentences, and rows of (title, detail, path) that can be opened."""
        html = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(text)}</p>" for text in paragraphs)]
        for number, (name, detail, _) in enumerate(items):
            more = f" — {escape(detail)}" if detail else ""
            html.append(f'<p><a href="{_ITEMS_FROM}{number}">{escape(name)}</a>{more}</p>')
        self._show_own(title, "".join(html), tuple(path for _, _, path in items))

    def show_plain(self, text: str, notice: str = "") -> None:
        """Show a text as it is, for a file that cannot be shown as Markdown."""
        self._show_own(tr("Plain text"), plain_html(text[:PLAIN_CHARS]), ())
        cut = tr("Only the beginning of this file is shown.") if len(text) > PLAIN_CHARS else ""
        self._notices.show_notes((Note(notice), Note(cut)))

    def add_note(self, note: Note) -> None:
        """Show one more card over the open document; its button is told by ``note_acted``."""
        if self._page is not None:
            self._notices.add_note(note)

    def remove_note(self, act: str) -> None:
        """Take a card away that was added: what its button did is done."""
        self._notices.remove_note(act)

    def set_navigation(self, can_back: bool, can_forward: bool) -> None:
        """Say whether there is an article to go back or forward to."""
        self._header.set_navigation(can_back=can_back, can_forward=can_forward)

    def lay_aside(self) -> None:
        """Make another look of the window quick; ``set_theme`` is awaited."""
        self._turns.finish()
        self._view.lay_aside()

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on; what is read stays in sight."""
        self._turns.finish()
        self._box.setContentsMargins(*(theme.px(side) for side in (2, 8, 2, 4)))
        self._header.setContentsMargins(*(theme.px(side) for side in (8, 0, 8, 4)))
        self._notices.setContentsMargins(*(theme.px(side) for side in (12, 2, 12, 4)))
        for part in (self._header, self._notices, self._find, self._view):
            part.set_theme(theme)

    # --- for the window ---

    def go_to(self, anchor: str) -> None:
        """Scroll to a heading's anchor."""
        self.land(anchor, at_first_hit=False)

    def line_in_sight(self) -> int:
        """The line of the file, from 1, of the section that is read, or where its text begins; 0: none."""
        if self._page is None:
            return 0
        outline, bar = self._page.rendered.outline, self._view.verticalScrollBar()
        anchor, at = self._landed
        landed = [head.line for head in outline if head.anchor == anchor and bar.value() == at]
        if landed:
            return landed[0]
        share = max(_READ, bar.value() / max(1, bar.maximum()) / 2)  # the last section never comes to the top
        below = bar.value() + self._view.viewport().height() * share
        line = self._page.document.body_line
        for head, block in zip(outline, headings(self._view.document()), strict=False):
            if self._view.top_of(block) > below:
                break
            line = head.line
        return line

    def open_find(self) -> None:
        """Open the find bar with the selected words, ready to type."""
        chosen = self._view.textCursor().selectedText()
        self._find.show()
        if chosen and len(chosen) <= 100 and "\u2029" not in chosen:
            self._find.field.setText(chosen)
        self._find.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._find.field.selectAll()
        if self._find.field.text():
            self._view.find_text(self._find.field.text())

    def close_find(self) -> None:
        """Close the find bar; the search's words stay marked."""
        if self._find.isHidden():
            return
        had_focus = self._find.isAncestorOf(self.focusWidget() or self)
        self._find.hide()
        self._view.end_find()
        if had_focus:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def find_next(self) -> None:
        """Go to the next place; without a find text, to the next word of the search."""
        self._view.find_further(1)

    def find_previous(self) -> None:
        """Go to the place before."""
        self._view.find_further(-1)

    def open_outline(self) -> None:
        """Open the list of headings."""
        self._header.open_outline()

    # --- inside ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the focus to the text; a focus proxy would make Tab pass over the header."""
        self._view.setFocus(event.reason())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the pane, before the window takes them: Ctrl+F, F3, Shift+F3, Enter and Esc in the bar."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if not isinstance(event, QKeyEvent) or event.type() not in kinds:
            return False
        act = self._action(event, in_bar=watched is self._find.field)
        if act is None:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            act()
            return True
        return False

    def _action(self, event: QKeyEvent, *, in_bar: bool) -> Callable[[], None] | None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.Find):
            return self.open_find
        if event.key() == Qt.Key.Key_F3:
            return self.find_previous if shift else self.find_next
        if event.key() == Qt.Key.Key_Escape and not self._find.isHidden():
            return self.close_find
        if in_bar and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self.find_previous if shift else self.find_next
        return None

    def _show_own(self, title: str, html: str, paths: tuple[str, ...]) -> None:
        self._turns.finish()
        self._page, self._paths = None, paths
        self.close_find()
        self._header.show_title(title)
        self._notices.show_notes(())
        self._view.show_sheet(Sheet(html))

    def _unsaid(self, page: Page) -> tuple[str, ...]:
        said = " ".join(page.notices)
        return tuple(text for text in (page.rendered.notice,) if text and text not in said)

    def _clicked(self, url: QUrl) -> None:
        found = _REFERENCE.fullmatch(url.toString())
        if found is None:
            return
        kind, number = found[1], int(found[2])
        if kind in (_ITEMS_FROM, _ALSO_FROM):
            if number < len(self._paths):
                chosen = self.path_activated if kind == _ITEMS_FROM else self.similar_activated
                chosen.emit(self._paths[number])
            return
        if self._page is None:
            return
        if kind == _UNFOLD:
            self.toggle_folds()
            return
        rendered = self._page.rendered
        if kind == "kb:copy/":
            if number < len(rendered.codes):
                self.copy_requested.emit(rendered.codes[number])
        elif number < len(rendered.links):
            self._follow(number, rendered.links[number])

    def _follow(self, number: int, target: str) -> None:
        if target.startswith("#"):
            self.go_to(unquote(target[1:]))
        else:
            self.link_activated.emit(number, target)

    def _act(self, name: str) -> None:
        if name != _OPEN_SUCCESSOR:
            self.note_acted.emit(name)
        elif self._page is not None:
            self.link_activated.emit(-1, self._page.document.meta.superseded_by)

    def _copy_path(self) -> None:
        if self._page is not None:
            self.copy_requested.emit(self._page.document.path)


def _in_own_keys(found: re.Match[str]) -> str:
    return in_own_keys(found[0])
