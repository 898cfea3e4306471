# SPDX-License-Identifier: MIT
"""Editing a playbook on its map and beside it: map, form and text show one draft at the same time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Clash, Draft
from kbdesk.model.edits import RetargetAnswer, Wish
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.dragging import ArrowDrag
from kbdesk.ui.trainer.edit_acts import EditActs
from kbdesk.ui.trainer.edit_keys import EditKeys
from kbdesk.ui.trainer.edit_queue import EditQueue
from kbdesk.ui.trainer.edit_saving import EditSaving
from kbdesk.ui.trainer.edit_side import EditSide
from kbdesk.ui.trainer.edit_work import later, open_in_write, opened, place_words, step_at
from kbdesk.ui.trainer.map_page import MapPage
from kbdesk.ui.trainer.mapping import Mapping
from kbdesk.ui.trainer.typed_form import TypedForm
from kbdesk.ui.who import Who
from kbdesk.ui.writing.keeping import DraftKeeper

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.maps import PlaybookMap
    from kbdesk.desk.trainer import Place, StepForm
    from kbdesk.ui.writing.writer import Writer

DRAW_MS = 200
"""How long after the last key the map shows what was typed."""


class Editing(QObject):
    """Makes the map of the open library's playbooks editable.

    The editor's document is the draft: edits on the map and in the form are changes of its text, so that its
    own undo takes back all of them, and what is typed in it is drawn.

    Signals:
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
        changed(tuple of str): these files were saved.
        clashed(Clash): the file changed meanwhile; the writer chooses.
    """

    said = Signal(str)
    failed = Signal(object)
    changed = Signal(object)
    clashed = Signal(object)

    def __init__(self, mapping: Mapping, lanes: Lanes, who: Who, theme: Theme, window: QWidget) -> None:
        super().__init__(mapping)
        self._mapping, self._lanes = mapping, lanes
        self.desk: Desk | None = None
        """The open library."""
        self._writer: Writer | None = None
        self.page: MapPage | None = None
        """The map; None while it is closed."""
        self._button: QPushButton | None = None
        self.side: EditSide | None = None
        """What stands beside the map; None while nothing is edited."""
        self.shown: PlaybookMap | None = None
        """The map of the draft as it was drawn last."""
        self._opening = self._save_next = self._by_cursor = False
        self._choose = self._then = ""
        self.keeper = DraftKeeper(lanes, self)
        self.queue = EditQueue(lanes, self)
        self.form = TypedForm(lanes, self.keeper, self.queue, self)
        self.saving = EditSaving(lanes, who, theme, window, self.keeper, self.form)
        self.acts = EditActs(self, lanes, who, theme, window)
        self._draw_later = later(self, DRAW_MS, self._draw)
        self._connect()

    def _connect(self) -> None:
        self._mapping.opened.connect(self._opened)
        self._mapping.mapped.connect(self._mapped)
        self.queue.made.connect(self._made)
        self.queue.refused.connect(self._refused)
        self.queue.drained.connect(self._drained)
        self.keeper.failed.connect(self.failed)
        self.saving.said.connect(self.said)
        self.saving.done.connect(self.done)
        self.saving.stayed.connect(self.changed)
        self.saving.failed.connect(self.failed)
        self.saving.clashed.connect(self._clashed)
        self.saving.saver.failed.connect(self.failed)
        self.saving.saver.line_asked.connect(self._show_line)

    # --- for the window ---

    def set_desk(self, desk: Desk) -> None:
        """Edit playbooks of this library from now on."""
        self.saving.cancel()
        self.desk = desk

    def set_writer(self, writer: Writer) -> None:
        """Know what is being written as text, so that no playbook is edited in two places."""
        self._writer = writer

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self.saving.saver.set_theme(theme)
        self.acts.set_theme(theme)

    @property
    def active(self) -> bool:
        """Whether the playbook on the map is being edited."""
        return self.side is not None

    @property
    def sheet_open(self) -> bool:
        """Whether a sheet covers the window."""
        return self.saving.saver.sheet is not None or self.acts.sheet is not None

    def shut_down(self) -> None:
        """Keep what was typed last; called when the window closes and the lanes have ended.

        Raises:
            KbError: it could not be kept.
        """
        self.form.take()
        self.keeper.shut_down()

    def _opened(self, page: MapPage) -> None:
        self.page, self.shown = page, None
        self._button = page.add_tool(tr("Edit   Enter"), tr("Edit the chosen step (Enter on the map)"), "tab")
        self._button.clicked.connect(self._edit_chosen)
        EditKeys(self, page)
        page.step_opened.connect(self._step_opened)
        page.text_asked.connect(self._step_chosen)
        page.closed.connect(self._left)
        drag = ArrowDrag(page.view)
        drag.dropped.connect(self._dropped)

    def _mapped(self, shown: PlaybookMap) -> None:
        """The file was drawn: another playbook ends editing, the same one is drawn from the draft again."""
        if self._button is not None:
            self._button.setVisible(not shown.library)
        if not self.active:
            return
        draft = self.keeper.draft
        if draft is None or shown.library or shown.book.path != draft.path:
            self._stop(keep=True)
        elif self.page is not None and self.shown is not None and shown != self.shown:
            self.page.show_map(self.shown)

    def _left(self) -> None:
        if self.active:
            self._stop(keep=True)
        self.page = self._button = None

    def _edit_chosen(self) -> None:
        if self.page is not None and self.page.chosen:
            self.page.step_opened.emit(self.page.chosen)

    def _step_opened(self, _anchor: str) -> None:
        self.begin("form")

    # --- beginning and ending ---

    def begin(self, then: str = "") -> None:
        """Open the draft of the playbook on the map; ``then`` names the act that comes next."""
        page = self.page
        if self.active:
            self.act(then or "form")
        if self.active or self._opening or self.desk is None or page is None or page.shown is None:
            return
        if page.shown.library:
            self.said.emit(tr("This playbook belongs to another library; open that one to edit it."))
            return
        path = page.shown.book.path
        if self._writer is not None and self._writer.path == path:
            self.failed.emit(open_in_write())
            return
        self._opening, self._then = True, then
        self._lanes.disk.run(partial(opened, self.desk, path), self._begun, failed=self._not_begun)

    def _not_begun(self, error: KbError) -> None:
        self._opening = False
        self.queue.end()
        self.failed.emit(error)

    def _begun(self, found: tuple[Draft, tuple[Place, ...], PlaybookMap]) -> None:
        self._opening = False
        draft, places, shown = found
        page = self.page
        if page is None or self.desk is None or page.shown is None or page.shown.book.path != draft.path:
            self.queue.end()
            return
        side = self.side = EditSide(page.theme, page.right)
        page.follow(side)
        side.panel.set_places(places)
        side.panel.edit_asked.connect(self.ask)
        side.panel.place_missing.connect(self.acts.new_place)
        side.panel.act_asked.connect(self.act)
        side.save_asked.connect(self.save)
        side.text_shown.connect(self._to_step)
        side.editor.show_text(draft.text)
        side.editor.edited.connect(self._typed)
        side.line_rested.connect(self._follow)
        self.keeper.state.connect(side.say)
        self.form.begin(self.desk.trainer, draft.path, side)
        self.keeper.begin(self.desk.writing, draft, self.form.text)
        page.set_side(side)
        self._show(shown)
        if self._then:
            self.act(self._then)
        self.queue.begin(self.desk.trainer, draft.path, side.editor)

    def _stop(self, *, keep: bool) -> None:
        """Edit no more; what is unsaved stays as a draft."""
        side, self.side = self.side, None
        self._draw_later.stop()
        if keep:
            self.form.take()
        self.queue.end()
        self._save_next, self.shown = False, None
        self.acts.close()
        if keep:
            if not self.keeper.untouched:
                self.said.emit(tr("Your draft of the playbook is kept. Enter on its map goes on with it."))
            self.keeper.end()
        else:
            self.keeper.forget()
        self.form.end()
        if side is not None and self.page is not None:
            for part in (side.panel, side.editor):
                part.blockSignals(True)  # a field that is left as it is hidden asks for nothing any more
            self.page.forget(side)
            self.page.set_side(self.page.text)
            side.hide()
            side.deleteLater()

    # --- edits ---

    def ask(self, *edits: Wish) -> None:
        """Make edits, one after the other, as one that is undone together."""
        self.queue.ask(*edits)
        if not self.active:
            self.begin()
        if not (self.active or self._opening):
            self.queue.end()  # it cannot be edited here, and the next one is not to have them

    def _made(self, anchor: str) -> None:
        self._choose = anchor
        self._draw()

    def _refused(self, error: KbError) -> None:
        self._save_next = False
        if self.side is not None:
            self.side.panel.say_trouble(str(error))
            if self.side.text_in_sight or not self.in_side:
                self.failed.emit(error)

    def _drained(self) -> None:
        if self._save_next:
            self._save_next = False
            self._save()

    def _dropped(self, at: str, number: int, target: str) -> None:
        self.ask(RetargetAnswer(at, number, self.acts.goal_at(target)))

    def step_back(self, *, back: bool) -> None:
        """Take the last change back; or, not ``back``, make the change again that was taken back."""
        if self.side is not None and self.side.step_back(back=back):
            self._by_cursor = True
            self._draw()
        else:
            self.said.emit(tr("Nothing to undo.") if back else tr("Nothing to redo."))

    # --- drawing ---

    def _typed(self) -> None:
        self.keeper.touched()
        self._draw_later.start()

    def _draw(self) -> None:
        """Draw the text as it stands; the newest drawing wins."""
        self._draw_later.stop()
        draft, side = self.keeper.draft, self.side
        if draft is not None and side is not None and self.desk is not None:
            work = partial(self.desk.trainer.drawn, draft.path, side.editor.text())
            self._lanes.disk.run(work, self._show, "drawn", self._refused)

    def _show(self, shown: PlaybookMap) -> None:
        page, side, draft = self.page, self.side, self.keeper.draft
        if page is None or side is None or draft is None or shown.book.path != draft.path:
            return
        if not shown.book.steps:
            side.panel.say_trouble(tr("There is no step left in the text: a step is a heading with ###."))
            return
        self.shown = shown
        side.panel.set_own(tuple((step.title, step.anchor) for step in shown.book.steps))
        page.show_map(shown)
        side.editor.show_findings(shown.findings)
        if self._by_cursor or side.editor.hasFocus():
            self._choose, self._by_cursor = step_at(shown, side.editor.line), False
        if self._choose:
            page.choose_step(self._choose)
            self._choose = ""
        self._step_chosen(page.chosen)

    # --- the chosen step ---

    def _step_chosen(self, anchor: str) -> None:
        draft, side = self.keeper.draft, self.side
        if side is not None and draft is not None and self.desk is not None and anchor:
            work = partial(self.desk.trainer.form, draft.path, side.editor.text(), anchor)
            self._lanes.find.run(work, self._show_form, "step form", self._no_form)

    def _show_form(self, form: StepForm) -> None:
        side, page, shown = self.side, self.page, self.shown
        if side is None or page is None or shown is None or page.chosen != form.step.anchor:
            return
        side.panel.show_form(form, place_words(shown, form))
        if side.text_in_sight and not side.editor.hasFocus():
            side.editor.go_to_line(form.parts.line, focus=False)

    def _no_form(self, error: KbError) -> None:
        """The step went while it was asked for; what comes next is drawn."""
        del error

    def _to_step(self) -> None:
        """The text came into sight: at the chosen step."""
        shown, page, side = self.shown, self.page, self.side
        step = shown.book.step(page.chosen) if shown is not None and page is not None else None
        if step is not None and side is not None:
            side.editor.go_to_line(step.line)

    def _follow(self, line: int) -> None:
        """The map follows the cursor."""
        anchor = step_at(self.shown, line) if self.shown is not None else ""
        if self.page is not None and anchor and anchor != self.page.chosen:
            self.page.choose_step(anchor)

    # --- saving ---

    def save(self) -> None:
        """Save the draft; the person sees first what the history will say."""
        if self.side is not None:
            self.side.panel.commit()
            if self.queue.busy:
                self._save_next = True
            else:
                self._save()

    def _save(self) -> None:
        if self.desk is not None:
            self.saving.save(self.desk)

    def done(self, paths: tuple[str, ...], phrase: str, go_on: bool = False) -> None:
        """What was edited is saved: tell it, and show the file as it is now."""
        self._stop(keep=False)
        self.said.emit(phrase)
        self.changed.emit(paths)
        self._mapping.refresh()
        self.back_to_map()
        if go_on:
            self.begin("form")

    def _clashed(self, clash: Clash) -> None:
        self._stop(keep=False)
        self.clashed.emit(clash)

    def _show_line(self, line: int) -> None:
        if self.side is not None:
            self.side.show_text()
            self.side.editor.go_to_line(line)

    def act(self, name: str) -> None:
        """Do what a key or a button stands for."""
        if not self.active:
            self.begin(name)
            return
        if name == "form" and self.side is not None and self.page is not None:
            self.page.set_side(self.side)
            self.side.show_step()
        elif name == "text" and self.side is not None:
            self.side.toggle()
        elif self.page is not None and self.page.chosen:
            self.acts.do(name, self.page.chosen)

    @property
    def in_side(self) -> bool:
        """Whether the keys go to the form or the text."""
        focused = QApplication.focusWidget()
        return self.side is not None and focused is not None and self.side.isAncestorOf(focused)

    def back_to_map(self) -> None:
        """Give the keys to the map."""
        if self.page is not None:
            self.page.view.setFocus(Qt.FocusReason.OtherFocusReason)
