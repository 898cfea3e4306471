# SPDX-License-Identifier: MIT
"""The run pane: one call through a playbook, from its first question to solved or handed over."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.model import RunView
from kbdesk.ui.announce import announce
from kbdesk.ui.key_map import key_of, name_keys
from kbdesk.ui.run_brief import RunBrief, place_above
from kbdesk.ui.run_empty import RunEmpty
from kbdesk.ui.run_head import RunHead
from kbdesk.ui.run_keys import KeyFrame
from kbdesk.ui.run_notice import RunNotice
from kbdesk.ui.run_parts import set_icon
from kbdesk.ui.run_step import StepView, handed_here
from kbdesk.ui.run_trail import Trail
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.theme import Theme

_LOCK_MS = 1500
_FRESH_MS = 250
_ROOMY = 310


class RunPane(KeyFrame):
    """Shows a run at its step and tells what the agent does with it.

    Signals:
        answered(int): an answer's number, counted from 1; one signal per step that was shown.
        recorded(str, str): a value's name and its text.
        noted(str): the note of the current step, whole.
        back_requested(): take the last answer back.
        revise_requested(int): change the answer of this visit, counted from 0 in ``run.visits``.
        jump_requested(str): go ahead to the step with this anchor.
        copy_requested(str): words for the clipboard.
        escalate_requested(), pause_requested(), finish_requested(), flag_requested(), close_requested().
        call_chosen(str): show the open call with this run id.
        link_activated(str): an article to read, as the playbook wrote it.
        hand_back_requested(): give the call back to who handed it over.
        change_requested(), new_text_requested(): see what changed in the playbook; use its new text.
    """

    answered = Signal(int)
    recorded = Signal(str, str)
    noted = Signal(str)
    back_requested = Signal()
    revise_requested = Signal(int)
    jump_requested = Signal(str)
    copy_requested = Signal(str)
    escalate_requested = Signal()
    pause_requested = Signal()
    finish_requested = Signal()
    flag_requested = Signal()
    call_chosen = Signal(str)
    link_activated = Signal(str)
    close_requested = Signal()
    hand_back_requested = Signal()
    change_requested = Signal()
    new_text_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setProperty("role", "pane")
        self.setAccessibleName(tr("Call"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._view: RunView | None = None
        self._step: StepView | None = None
        self._blanks: dict[str, dict[str, str]] = {}
        self._acted = QElapsedTimer()
        self._fresh = QElapsedTimer()
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._empty = RunEmpty(self)
        self._outer.addWidget(self._empty, 1)
        self._call = QWidget(self)
        self._outer.addWidget(self._call, 1)
        self._box = QVBoxLayout(self._call)
        self._build_head()
        self._build_scroll()
        self._build_bar()
        self.entered.connect(self.finish)
        self.show_nothing()
        self.set_theme(self._theme)

    # --- what is shown ---

    @property
    def theme(self) -> Theme:
        """The look in force."""
        return self._theme

    def show_run(self, view: RunView) -> None:
        """Shows a run; during one visit only what changed, so that typing is never disturbed."""
        old = self._view
        self._acted.invalidate()
        self._view = view
        self._empty.hide()
        self._call.show()
        self._show_head(view)
        self._trail.show_run(view.run)
        if old is not None and self._step is not None and _visit_key(old) == _visit_key(view):
            if old.step == view.step and old.answers == view.answers and old.run.status == view.run.status:
                self._step.refresh(view)
            else:
                self._build_step(view, self._step.typed())
        else:
            self._build_step(view, None)
            number, total, title = view.step_number, view.steps_total, view.step.title
            announce(self, tr("Step {n} of {total}: {title}", n=number, total=total, title=title))
        if self._step is not None:
            self.order_tabs(
                self._head, self._notice, self._brief, self._trail, self._step, self._back, self._escalate
            )

    def show_nothing(self) -> None:
        """Shows how to start a call."""
        self._view = None
        if self._step is not None and _holds_focus(self._call):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._drop_step()
        self._call.hide()
        self._empty.show()

    def set_elapsed(self, seconds: int) -> None:
        """Shows how long the call has lasted."""
        self._head.set_elapsed(seconds)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``; what is typed stays."""
        self._theme = theme
        for part in (self._notice, self._brief, self._empty):
            part.set_theme(theme)
        self._trail.set_theme(theme)
        self._head.set_theme(theme)
        if self._step is not None:
            self._step.set_theme(theme)
        set_icon(self._back, "back", theme, "fg")
        self._head.set_roomy(self._roomy())
        self._show_escalate()
        margin = theme.px(14)
        self._box.setContentsMargins(margin, theme.px(10), 0, theme.px(12))
        self._box.setSpacing(theme.px(8))
        self._head_row.setContentsMargins(0, 0, margin, 0)
        self._notice_row.setContentsMargins(0, 0, margin, 0)
        self._notice_row.setSpacing(theme.px(8))
        self._bar.setContentsMargins(0, 0, margin, 0)
        self._bar.setSpacing(theme.px(8))
        self._inner.setContentsMargins(0, 0, margin, theme.px(4))
        self._inner.setSpacing(theme.px(12))
        self._place_brief()
        self._fresh.start()  # the step comes back to its place

    def show_value_error(self, name: str, sentence: str) -> None:
        """Shows why a value will not do, under its field."""
        if self._step is not None:
            self._step.show_value_error(name, sentence)

    # --- what the window's keys do ---

    def answer(self, number: int) -> None:
        """Gives the answer with this number, counted from 1; nothing without one or just after one."""
        view = self._view
        if view is None or view.run.status != "running" or not 1 <= number <= len(view.answers):
            return
        if self._acted.isValid() and self._acted.elapsed() < _LOCK_MS:
            return
        self.flush()
        self._acted.start()
        self.answered.emit(number)

    def finish(self) -> None:
        """Does what Enter means here: finishes a solved call, hands over at an escalate step."""
        view = self._view
        if view is None:
            return
        if view.run.status in ("resolved", "escalated") or view.step.kind == "resolve":
            self._ask(self.finish_requested)
        elif view.step.kind == "escalate" and view.run.status == "running" and not handed_here(view):
            self._ask(self.escalate_requested)

    def copy_says(self, index: int = 0) -> None:
        """Copies the words to say, counted from 0, or asks for their first empty blank."""
        if self._step is not None:
            self._step.copy_says(index)

    def focus_note(self) -> None:
        """Puts the cursor behind the note."""
        if self._step is not None:
            self._step.focus_note()

    def focus_first_value(self) -> None:
        """Puts the cursor into the first value to record that is empty; the pane if there is none."""
        if self._step is None or not self._step.focus_first_value():
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def fold_brief(self) -> None:
        """Folds the brief of a call that was taken on, or unfolds it."""
        self._fresh.start()  # the step comes back to its place
        self._brief.toggle()
        self._place_brief()

    def flush(self) -> None:
        """Sends what is typed and not sent yet, before the window acts on the run."""
        if self._step is not None:
            self._step.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drops what a narrow pane has no room for."""
        super().resizeEvent(event)
        self._show_escalate()
        self._head.set_roomy(self._roomy())
        self._place_brief()

    # --- building ---

    def _build_head(self) -> None:
        self._head = RunHead(self._call)
        self._head.call_chosen.connect(self._choose_call)
        self._head.jump_requested.connect(self._choose_jump)
        self._head.flag_requested.connect(self._ask_flag)
        self._head.pause_requested.connect(self._ask_pause)
        self._head.close_requested.connect(self.close_requested)
        self._head_row = QVBoxLayout()
        self._head_row.addWidget(self._head)
        self._box.addLayout(self._head_row)

    def _build_scroll(self) -> None:
        self._notice, self._brief = RunNotice(self._call), RunBrief(self._call)
        self._notice.change_requested.connect(self.change_requested)
        self._notice.new_text_requested.connect(self.new_text_requested)
        self._brief.hand_back_requested.connect(self._ask_hand_back)
        self._brief.fold_requested.connect(self.fold_brief)
        self._notice_row = QVBoxLayout()
        self._box.addLayout(self._notice_row)
        self._scroll = column_scroll(self._call)
        content = self._content = QWidget(self._scroll)
        self._inner = QVBoxLayout(content)
        self._trail = Trail(content)
        self._trail.revise_requested.connect(self._revise)
        self._inner.addWidget(self._trail)
        self._inner.addStretch(1)
        self._scroll.setWidget(content)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._show_step_top)
        self._box.addWidget(self._scroll, 1)

    def _place_brief(self) -> None:
        """Keeps the brief over the step; in a low pane it goes along with what is scrolled."""
        place_above((self._notice, self._brief), self._notice_row, self._inner, self, self._theme)

    def _build_bar(self) -> None:
        self._back = QPushButton(tr("Back"), self._call)
        name_keys(self._back, tip=tr("Take the last answer back ({step_back})"))
        self._back.clicked.connect(self._ask_back)
        self._escalate = QPushButton(self._call)
        self._escalate.setObjectName("escalate")
        name_keys(self._escalate, tip=tr("Hand the call over to the next tier ({escalate})"))
        self._escalate.clicked.connect(self._ask_escalate)
        self._bar = QHBoxLayout()
        self._bar.addWidget(self._back)
        self._bar.addWidget(self._escalate, 1)
        self._box.addLayout(self._bar)

    def _build_step(self, view: RunView, typed: tuple[dict[str, str], str] | None) -> None:
        focused, held = _holds_focus(self._content), ""
        if self._step is not None:
            held = self._step.focused() if typed is not None else ""
            self._step.blockSignals(True)  # what its fields say while they go belongs to no step
        if focused:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._drop_step()
        step = StepView(self._content, self._theme, view, self._blanks.setdefault(view.run.id, {}))
        for signal, own in (
            (step.answered, self.answer),
            (step.recorded, self.recorded),
            (step.noted, self.noted),
            (step.copy_requested, self.copy_requested),
            (step.link_activated, self.link_activated),
            (step.finish_requested, self.finish),
            (step.resume_requested, self._ask_pause),
            (step.done, self._take_focus),
        ):
            signal.connect(own)
        if typed is not None:
            step.restore(*typed)
        self._step = step
        self._inner.insertWidget(self._inner.indexOf(self._trail) + 1, step)
        step.show()
        step.focus_on(held)
        self._fresh.start()
        self._show_step_top()

    def _drop_step(self) -> None:
        if self._step is not None:
            self._inner.removeWidget(self._step)
            self._step.blockSignals(True)
            self._step.hide()
            self._step.deleteLater()
            self._step = None

    # --- showing ---

    def _show_head(self, view: RunView) -> None:
        self._head.show_run(view)
        self._notice.show_run(view)
        self._brief.show_run(view.run)
        self._place_brief()
        live = view.run.status in ("running", "paused")
        self._back.setEnabled(any(not visit.undone for visit in view.run.visits[:-1]))
        self._escalate.setVisible(live and view.step.kind != "resolve")
        self._show_escalate()

    def _show_escalate(self) -> None:
        theme = self._theme
        view = self._view
        solid = view is not None and view.step.kind == "escalate" and not handed_here(view)
        fore, back = ("bg", "danger") if solid else ("danger", "danger_weak")
        sheet = (
            f"QPushButton {{ background: {theme.hex(back)}; color: {theme.hex(fore)};"
            f" border: 1px solid {theme.hex('danger')}; font-weight: 600; }}"
            f" QPushButton:focus {{ border: 2px solid {theme.hex('fg')}; }}"
        )
        if self._escalate.styleSheet() != sheet:
            self._escalate.setStyleSheet(sheet)
        set_icon(self._escalate, "up", theme, fore)
        words = tr("Hand over") if solid else tr("Escalate")
        self._escalate.setAccessibleName(words)
        self._escalate.setText(f"{words}   {key_of('escalate')}" if self._roomy() else words)

    def _roomy(self) -> bool:
        return self.width() >= self._theme.px(_ROOMY)

    def _show_step_top(self) -> None:
        """Scrolls past the trail if trail and new step do not fit together."""
        bar = self._scroll.verticalScrollBar()
        if self._step is not None and self._fresh.isValid() and self._fresh.elapsed() < _FRESH_MS:
            self._inner.activate()
            bar.setValue(max(0, self._step.y() - self._theme.px(6)) if bar.maximum() > 0 else 0)

    # --- asking ---

    def _ask(self, signal: object) -> None:
        self.flush()
        signal.emit()  # type: ignore[attr-defined]

    def _ask_back(self) -> None:
        self._ask(self.back_requested)

    def _ask_pause(self) -> None:
        self._ask(self.pause_requested)

    def _ask_flag(self) -> None:
        self._ask(self.flag_requested)

    def _ask_hand_back(self) -> None:
        self._ask(self.hand_back_requested)

    def _ask_escalate(self) -> None:
        self._ask(self.escalate_requested)

    def _choose_call(self, run_id: str) -> None:
        self.flush()
        self.call_chosen.emit(run_id)

    def _choose_jump(self, anchor: str) -> None:
        self.flush()
        self.jump_requested.emit(anchor)

    def _revise(self, index: int) -> None:
        self.flush()
        self.revise_requested.emit(index)

    def _take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)


def _visit_key(view: RunView) -> tuple[str, int, str, str]:
    current = view.run.current
    return view.run.id, len(view.run.visits), current.playbook, current.anchor


def _holds_focus(widget: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and widget.isAncestorOf(focused)
