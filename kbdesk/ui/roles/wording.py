# SPDX-License-Identifier: MIT
"""Offers words that failed for the document that was opened in the end; saves those of a day together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.model import Author, RunView
from kbdesk.ui.article_notices import Note
from kbdesk.ui.house import House
from kbdesk.ui.key_map import key_of
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.wording import WordsSaved

FIRST_MS: Final = 9_000
"""How long after a library was opened words of days before are saved."""
AGAIN_MS: Final = 3_600_000
"""How often after that: a window may stay open over midnight."""
OFFER, SAVE = "add-wording", "save-wordings"
"""The ``act`` of the cards over an article."""
_SHOWN: Final = 60
_WHY: Final = tr("The history shows who added which words.")


class WordOffers(QObject):
    """Holds at most one offer: it goes when another document is opened, or the call changes.

    Signals:
        changed(tuple of str): these files were saved.
        said(str): something to tell in passing.
        failed(KbError): words could not be kept or saved.
    """

    changed = Signal(object)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, house: House, who: Who, clock: Callable[[], datetime]) -> None:
        super().__init__(house.window)
        self._house, self._who, self._clock = house, who, clock
        self._lane = house.lanes.disk
        self._desk: Desk | None = None
        self._offer: tuple[str, str] = ("", "")
        self._kept: tuple[str, str] = ("", "")
        self._notice = ""
        self._told = False
        self._daily = QTimer(self)
        self._daily.setSingleShot(True)
        self._daily.timeout.connect(self.save_due)
        house.article.page_shown.connect(self._show_cards)
        house.article.note_acted.connect(self._act)
        house.finder.page_opened.connect(self._page_opened)
        house.caller.shown.connect(self._call_shown)
        house.caller.ended.connect(self._call_ended)

    def set_desk(self, desk: Desk) -> None:
        """Gather the words of this library; those of days before are saved some seconds later."""
        self._withdraw()
        self._desk, self._kept, self._told = desk, ("", ""), False
        self._daily.start(FIRST_MS)

    def set_theme(self, theme: Theme) -> None:
        """The cards take their look from the article."""

    def shut_down(self) -> None:
        """Begin nothing more; called before the lanes end."""
        self._daily.stop()

    # --- the offer ---

    def offer(self, path: str, words: str) -> None:
        """A document was opened that these words had not found: offer them, if they may stand there."""
        view = self._house.caller.view
        run = view.run.id if view is not None else ""
        if self._desk is not None:
            self._lane.run(partial(fit, self._desk, path, words, run), self._fitted, "wording", self._unfit)

    def _fitted(self, found: tuple[str, str]) -> None:
        if found[1]:
            self._withdraw()
            self._offer = found
            self._show_cards()
            self._show_notice()

    def _show_notice(self) -> None:
        """The offer for the playbook of the call, once that has begun."""
        path, words = self._offer
        notices = self._house.frame.notices
        if path and path == self._call_path != self._page_path and not (self._notice or notices.text):
            self._notice = tr(
                "“{words}” did not find this playbook. Should it from now on?", words=_short(words)
            )
            notices.show_notice(self._notice, self._button, self._press)

    def _unfit(self, error: KbError) -> None:
        """The document is gone again: there is nothing to offer, and nothing to tell."""

    @property
    def _button(self) -> str:
        return tr("Add these words   {key}", key=key_of("add_words"))

    @property
    def _page_path(self) -> str:
        page = self._house.finder.page
        return page.document.path if page is not None and not page.library else ""

    @property
    def _call_path(self) -> str:
        view: RunView | None = self._house.caller.view
        return view.run.current.playbook if view is not None and not view.library else ""

    def _show_cards(self) -> None:
        """The cards of the open document; also when it is drawn anew."""
        path, words = self._offer
        if path and path == self._page_path:
            text = tr("“{words}” did not find this. Should it from now on?", words=_short(words))
            self._house.article.add_note(Note(text, self._button, OFFER))
        path, words = self._kept
        if path and path == self._page_path:
            text = tr("“{words}” waits to be saved with the other words of today.", words=_short(words))
            self._house.article.add_note(Note(text, tr("Save now"), SAVE))

    def _page_opened(self, page: object) -> None:
        del page
        if self._page_path not in (self._offer[0], self._kept[0]):
            self._withdraw()
            self._kept = ("", "")

    def _call_shown(self, view: RunView) -> None:
        del view
        self._show_notice()

    def _call_ended(self, sentence: str) -> None:
        del sentence
        if self._offer[0] != self._page_path:
            self._withdraw()

    def _withdraw(self) -> None:
        self._offer = ("", "")
        self._house.article.remove_note(OFFER)
        if self._notice and self._house.frame.notices.text == self._notice:
            self._house.frame.notices.clear()
        self._notice = ""

    def _act(self, act: str) -> None:
        if act == OFFER:
            self._press()
        elif act == SAVE:
            self.save_now()

    def _press(self) -> None:
        self.take()

    # --- keeping and saving ---

    def take(self) -> bool:
        """Keep the words that are offered; tells whether there were any."""
        if not self._offer[0] or self._offer[0] not in (self._page_path, self._call_path):
            return False
        self._who.need(self._take_as, _WHY)
        return True

    def _take_as(self, author: Author) -> None:
        del author  # it is known when the words are saved
        path, words = self._offer
        if self._desk is not None and path:
            self._withdraw()
            work = partial(keep, self._desk, path, words)  # in the lane that is finished before closing
            self._house.lanes.call.run(work, self._taken, failed=self.failed.emit)

    def _taken(self, kept: tuple[str, str]) -> None:
        self._kept = kept
        self._show_cards()
        self.said.emit(
            tr("“{words}” is kept. Tomorrow all words of today are saved together.", words=_short(kept[1]))
        )

    def save_now(self) -> None:
        """Save all words that wait, as one change."""
        self._who.need(self._save_as, _WHY)

    def _save_as(self, author: Author) -> None:
        if self._desk is not None:
            self._lane.run(partial(save, self._desk, author), self._saved, "save words", self.failed.emit)

    def save_due(self) -> None:
        """Save the words of days before; nobody is asked for a name."""
        self._daily.start(AGAIN_MS)
        if self._desk is not None and self._who.author is not None:
            work = partial(save_due, self._desk, self._who.author, self._clock())
            self._lane.run(work, self._saved, "save words", self._not_saved)

    def _saved(self, saved: WordsSaved | None) -> None:
        if saved is None:
            return
        self._kept = ("", "")
        self._house.article.remove_note(SAVE)
        if saved.paths:
            self.changed.emit(saved.paths)
        sentence = saved_words(saved)
        if saved.left:
            self._house.frame.notices.show_notice(" ".join((sentence, *saved.left)))
        else:
            self.said.emit(" ".join(filter(None, (sentence, saved.notice))))

    def _not_saved(self, error: KbError) -> None:
        if not self._told:  # it is tried again each hour
            self._told = True
            self.failed.emit(error)


def saved_words(saved: WordsSaved) -> str:
    """What was saved, as a sentence."""
    if not saved.count:
        return tr("No words had to be added.")
    return trn(
        "A wording of customers was added to {documents}.",
        "{n} wordings of customers were added to {documents}.",
        saved.count,
        documents=trn("1 document", "{n} documents", len(saved.paths)),
    )


def fit(desk: Desk, path: str, words: str, run_id: str) -> tuple[str, str]:
    """A document and what of the words may stand in it; runs in a lane.

    Raises:
        KbError: it is gone.
    """
    return path, desk.wording.fit(path, words, run_id)


def keep(desk: Desk, path: str, words: str) -> tuple[str, str]:
    """A document and the words that are kept for it now; runs in a lane.

    Raises:
        KbError: the case store cannot be written.
    """
    desk.wording.keep(path, words)
    return path, words


def save(desk: Desk, author: Author) -> WordsSaved:
    """What became of the words that waited; runs in a lane.

    Raises:
        KbError: they could not be saved.
    """
    return desk.wording.save(author)


def save_due(desk: Desk, author: Author, now: datetime) -> WordsSaved | None:
    """What became of words of days before; None if there are none. Runs in a lane.

    Raises:
        KbError: they could not be saved.
    """
    return desk.wording.save(author) if desk.wording.is_due(now) else None


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1].rstrip()}…"
