# SPDX-License-Identifier: MIT
"""What goes on beside a text while it is written: preview, fields, findings, neighbours, links, spelling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from kbdesk.errors import KbError
from kbdesk.model import Draft, Finding, Hit, Page
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.writing.fields import FieldValues
from kbdesk.ui.writing.links import Offer
from kbdesk.ui.writing.page import WritePage

if TYPE_CHECKING:
    from kbdesk.desk.writing import Writing

DRAW_MS = 60
"""How long the keys must rest before the preview is drawn anew."""
CHECK_MS = 500
FOLLOW_MS = 50
MOST_SUGGESTIONS = 8
FEWEST_LETTERS = 3
"""Of a title, before anything is near to it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text as the page shows it beside the editor."""

    revision: int
    lines: int
    page: Page
    fields: FieldValues
    problem: str = ""
    line: int = 0


class Watcher(QObject):
    """Shows on a page what the desk says of its text; all work is done in lanes, and the newest wins.

    Signals:
        said(str): something to tell in passing.
    """

    said = Signal(str)

    def __init__(self, page: WritePage, lanes: Lanes) -> None:
        super().__init__(page)
        self._page, self._lanes = page, lanes
        self._writing: Writing | None = None
        self._draft: Draft | None = None
        self._drawn = -1
        self._checked = -1
        self._near = ""
        self._draw_later = self._timer(DRAW_MS, self.draw)
        self._check_later = self._timer(CHECK_MS, self.check)
        self._follow_later = self._timer(FOLLOW_MS, self._follow)
        page.editor.edited.connect(self._edited)
        page.editor.cursorPositionChanged.connect(self._follow_later.start)
        page.fields.changed.connect(self._field_changed)
        page.links.headings_wanted.connect(self._want_headings)
        page.spelling.words_asked.connect(self._check_words)
        page.spelling.suggestions_asked.connect(self._suggest)
        page.spelling.word_learnt.connect(self._learn)

    def _timer(self, milliseconds: int, done: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(milliseconds)
        made.timeout.connect(done)
        return made

    def begin(self, writing: Writing, draft: Draft) -> None:
        """Watch the text of this draft from now on."""
        self._writing, self._draft = writing, draft
        self._drawn = self._checked = -1
        self._near = ""
        self.draw()
        self._check_later.start()
        self.learn_targets()

    def learn_targets(self) -> None:
        """Learn anew which articles links may lead to."""
        if self._writing is not None:
            self._lanes.disk.run(partial(all_targets, self._writing), self._show_targets, "write-targets")

    def end(self) -> None:
        """Watch nothing any more."""
        self._writing = self._draft = None
        for timer in (self._draw_later, self._check_later, self._follow_later):
            timer.stop()

    # --- preview and fields ---

    def _edited(self) -> None:
        self._draw_later.start()
        self._check_later.start()

    def draw(self) -> None:
        """Draw the preview and read the fields, if the text changed since."""
        revision = self._page.editor.revision
        if self._writing is None or self._draft is None or revision == self._drawn:
            return
        work = partial(drawn, self._writing, self._draft.path, self._page.editor.text(), revision)
        self._lanes.find.run(work, self._show, "write-draw", failed=self._not_drawn)

    def _show(self, shown: Drawn) -> None:
        if self._writing is None or shown.revision != self._page.editor.revision:
            return  # typing went on: it is drawn when the keys rest
        self._drawn = shown.revision
        self._page.preview.show_page(shown.page, shown.lines)
        if shown.problem:
            self._page.fields.show_problem(shown.problem, shown.line)
        else:
            self._page.fields.show_fields(shown.fields)
        self._follow_later.start()
        self._look_near(shown.page)

    def _not_drawn(self, error: KbError) -> None:
        self.said.emit(str(error))

    def _follow(self) -> None:
        if self._page.editor.hasFocus():
            self._page.preview.follow(self._page.editor.line)

    def _field_changed(self, name: str, value: str | tuple[str, ...] | None) -> None:
        if self._writing is None:
            return
        try:
            text = self._writing.with_field(self._page.editor.text(), name, value)
        except KbError as error:
            self.said.emit(str(error))
            self._drawn = -1
            self.draw()
            return
        self._page.editor.change_text(text)

    # --- findings ---

    def check(self) -> None:
        """Look for what is wrong with the text, if it changed since."""
        revision = self._page.editor.revision
        if self._writing is None or self._draft is None or revision == self._checked:
            return
        self._checked = revision
        work = partial(self._writing.findings, self._draft.path, self._page.editor.text())
        self._lanes.find.run(work, self._show_findings, "write-check", failed=self._not_drawn)

    def _show_findings(self, findings: tuple[Finding, ...]) -> None:
        if self._writing is not None:
            self._page.show_findings(findings)

    # --- neighbours ---

    def _look_near(self, page: Page) -> None:
        """For a new text look for articles that are like it."""
        if self._writing is None or self._draft is None or self._draft.kind != "new":
            return
        meta = page.document.meta
        title = page.document.title if len(page.document.title) >= FEWEST_LETTERS else ""
        words = " ".join((title, *meta.says))
        if words != self._near:
            self._near = words
            work = partial(self._writing.similar, words, self._draft.path)
            self._lanes.find.run(work, self._show_near, "write-near", failed=self._not_near)

    def _show_near(self, hits: tuple[Hit, ...]) -> None:
        if self._writing is not None:
            self._page.nearby.show_hits(hits, with_words=bool(self.words or self.errors))

    def _not_near(self, error: KbError) -> None:
        del error  # without an index there is nothing near

    @property
    def words(self) -> str:
        """What customers say, as the text has it, a saying a line."""
        page = self._page.preview.page
        return "\n".join(page.document.meta.says) if page is not None else ""

    @property
    def errors(self) -> tuple[str, ...]:
        """The exact errors, as the text has them."""
        page = self._page.preview.page
        return page.document.meta.errors if page is not None else ()

    # --- links ---

    def _show_targets(self, targets: tuple[Offer, ...]) -> None:
        if self._draft is not None:
            self._page.links.set_targets(self._draft.path, targets)

    def _want_headings(self, path: str) -> None:
        if self._writing is None or self._draft is None:
            return
        text = self._page.editor.text() if path == self._draft.path else None
        work = partial(all_headings, self._writing, path, text)
        self._lanes.find.run(work, self._show_headings, "write-headings")

    def _show_headings(self, found: tuple[str, tuple[Offer, ...]]) -> None:
        if self._writing is not None:
            self._page.links.show_headings(*found)

    # --- spelling ---

    def _check_words(self, words: tuple[str, ...]) -> None:
        if self._writing is not None:
            self._lanes.disk.run(partial(known_words, self._writing, words), self._show_words)

    def _show_words(self, known: dict[str, bool]) -> None:
        if self._writing is not None and known:
            self._page.spelling.show_checked(known)

    def _suggest(self, word: str) -> None:
        if self._writing is not None:
            work = partial(suggested, self._writing, word)
            self._lanes.disk.run(work, self._show_suggested, "write-suggest")

    def _learn(self, word: str) -> None:
        if self._writing is not None:
            work = partial(learnt, self._writing, word)
            self._lanes.disk.run(work, self._show_words, failed=self._not_drawn)

    def _show_suggested(self, found: tuple[str, tuple[str, ...]]) -> None:
        if self._writing is not None:
            self._page.spelling.show_suggestions(*found)


# --- in the lanes ---


def drawn(writing: Writing, path: str, text: str, revision: int) -> Drawn:
    """A text rendered, and its front matter as fields, or why there are none."""
    page = writing.preview(path, text)
    lines = text.count("\n") + 1
    try:
        fields = tuple((one.name, one.value, one.editable) for one in writing.fields(text))
    except KbError as error:
        line = min((one.line for one in page.document.problems), default=1)
        return Drawn(revision, lines, page, (), str(error), line)
    return Drawn(revision, lines, page, fields)


def all_targets(writing: Writing) -> tuple[Offer, ...]:
    """The articles that links may lead to, by title."""
    found = (Offer(one.title, one.path) for one in writing.targets())
    return tuple(sorted(found, key=lambda one: (one.title.casefold(), one.target)))


def all_headings(writing: Writing, path: str, text: str | None) -> tuple[str, tuple[Offer, ...]]:
    """The headings of a file, or of the text that is written for it; none if there is no such file."""
    try:
        headings = writing.headings(path, text)
    except KbError:
        return path, ()
    return path, tuple(Offer("  " * (one.level - 1) + one.text, one.anchor) for one in headings)


def known_words(writing: Writing, words: tuple[str, ...]) -> dict[str, bool]:
    """For each word whether it is right; {} if there is no dictionary."""
    return writing.dictionary.known(words) if writing.dictionary.is_there else {}


def suggested(writing: Writing, word: str) -> tuple[str, tuple[str, ...]]:
    """What may be meant by a word."""
    return word, tuple(writing.dictionary.suggest(word))[:MOST_SUGGESTIONS]


def learnt(writing: Writing, word: str) -> dict[str, bool]:
    """Take a word for right from now on.

    Raises:
        KbError: it cannot be kept.
    """
    writing.dictionary.add(word)
    return {word: True}
