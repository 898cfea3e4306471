# SPDX-License-Identifier: MIT
"""The page of a practice call: the customer at one side, the real pane of a call at the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from kbdesk.language import tr
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.key_map import in_force
from kbdesk.ui.run_pane import RunPane
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.practice_pane import ASK_KEY, PracticePane

if TYPE_CHECKING:
    from kbdesk.desk.practice import Scene, Turn

BANNER = tr("Practice: nothing of this is kept or sent.")
_SURE = tr("End this practice call without a report? Press Esc once more, or go on.")
_NOT_HERE = {
    "flag_step": tr("In practice nothing is flagged. Open the playbook to flag a step of it."),
    "copy_handoff": tr("The note of a practice call goes into its report only."),
    "hand_back": tr("A practice call was handed over by nobody."),
}
_HERE = (
    *("step_back", "copy_words", "focus_note", "focus_values", "escalate", "finish_call", "pause_call"),
    *_NOT_HERE,
)
_TYPED = (QLineEdit, QPlainTextEdit)


class PracticePage(Cover):
    """A practice call while it lasts. Its keys are those of a call, and act on nothing else.

    Signals:
        asked(str, tuple): a verb of the call with its arguments.
        escalated(), ended(), another_asked(), note_asked(): hand over; end the call; another one instead; one
            from a handoff note.
        copied(str): words to say were copied.
        link_asked(str): a link of a step was chosen.
        said(str): something to tell in passing.
    """

    asked = Signal(str, object)
    escalated = Signal()
    ended = Signal()
    another_asked = Signal()
    note_asked = Signal()
    copied = Signal(str)
    link_asked = Signal(str)
    said = Signal(str)
    list_share = 0.4

    least_stacked = 420

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Practice call"))
        self._sure = False
        self._keys = {QKeySequence(key).toString(): name for name in _HERE for key in in_force().keys(name)}
        self._build_banner()
        self.customer = PracticePane(theme, self.left)
        self.follow(self.customer)
        self.left_box.addWidget(self.customer, 1)
        self._build_foot()
        self.run = RunPane(theme, self.right)
        self.follow(self.run)
        self.right_box.addWidget(self.run, 1)
        self._connect()
        self.focus_first(self.run)
        self.set_theme(theme)

    def _build_banner(self) -> None:
        self._banner = QFrame(self)
        self._banner.setProperty("role", "warning")
        self._words = QLabel(BANNER, self._banner)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "warning")
        self._banner_box = QHBoxLayout(self._banner)
        self._banner_box.addWidget(self._words, 1)
        first = self._head.itemAt(0)
        words = first.layout() if first is not None else None
        if words is not None:  # beside Close, so that it costs no line of its own where the title is left out
            words.addWidget(self._banner)
            words.setSpacing(6)

    def _build_foot(self) -> None:
        self._foot = foot = QWidget(self.left)
        flow = LineLayout(foot, 8)
        self._end = made_button(
            foot, tr("End and report"), tr("End the call and see the report ({finish_call})")
        )
        self._end.clicked.connect(self._finish)
        self._another = made_button(foot, tr("Another call"), tr("Practise another path of this playbook"))
        self._another.clicked.connect(self.another_asked)
        self._note = made_button(foot, tr("From a note …"), tr("Practise a real case, from its handoff note"))
        self._note.clicked.connect(self.note_asked)
        for button in (self._end, self._another, self._note):
            flow.addWidget(button)
        self.left_box.addWidget(foot)

    def _connect(self) -> None:
        run = self.run
        run.answered.connect(self._answered)
        run.recorded.connect(self._recorded)
        run.noted.connect(self._noted)
        run.back_requested.connect(self._back)
        run.revise_requested.connect(self._revise)
        run.jump_requested.connect(self._jump)
        run.pause_requested.connect(self._pause)
        run.escalate_requested.connect(self.escalated)
        run.finish_requested.connect(self.ended)
        run.flag_requested.connect(self._flag)
        run.copy_requested.connect(self.copied)
        run.link_activated.connect(self.link_asked)
        run.close_requested.connect(self.leave)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    # --- what is shown ---

    def begin(self, scene: Scene) -> None:
        """A new call."""
        self._title.setText(tr("Practice: {title}", title=scene.title))
        self.customer.begin(scene.customer)
        self._paused = False
        self._doubt()

    def show_turn(self, turn: Turn) -> None:
        """Where the call stands now."""
        self._paused = turn.view.run.status == "paused"
        self.run.show_run(turn.view)
        self.customer.show_turn(turn)
        self._doubt()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        self._banner_box.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))

    def fit(self) -> None:
        """Leave out the rest where the customer stands above the call, and all but both where that is low."""
        theme = self.theme
        beside = not self.is_stacked
        tight = self.is_low and self.is_stacked
        for button in (self._another, self._note):
            button.setVisible(beside)
        self._title.setVisible(not tight)
        self._foot.setVisible(not tight)
        self.customer.show_name(shown=not tight)
        side = theme.px(4 if tight else 16)
        self._box.setContentsMargins(side, theme.px(4 if tight else 12), side, theme.px(4 if tight else 12))

    # --- leaving ---

    def leave(self) -> None:
        """Go back to what was before, if that is what is wanted."""
        if self._sure:
            super().leave()
        else:
            self._sure = True
            self._words.setText(_SURE)

    def agree(self) -> None:
        """Leaving needs no question any more: the call has ended, or its library is closed."""
        self._sure = True

    def _doubt(self) -> None:
        """The person goes on: leaving is asked anew."""
        self._sure = False
        self._words.setText(BANNER)

    # --- keys ---

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Listen to the keys where the focus is: those of a call are meant for this one."""
        if now is not None and self.isAncestorOf(now):
            now.installEventFilter(self)  # once more changes nothing, and it goes with the widget

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes the keys of a call before the window does, which has another one in mind."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if isinstance(event, QKeyEvent) and event.type() in kinds:
            name = self._act_of(event, watched)
            if name:
                event.accept()
                if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
                    self._act(name)
                return True
        return super().eventFilter(watched, event)

    def _act_of(self, event: QKeyEvent, at: QObject) -> str:
        """The name of the action that a key means here; "" if it is none of a call."""
        held = Qt.KeyboardModifier
        strong = event.modifiers() & (held.ControlModifier | held.AltModifier | held.MetaModifier)
        undo = event.key() == Qt.Key.Key_Z and strong == held.ControlModifier
        if isinstance(at, _TYPED) and not at.isReadOnly() and (not strong or undo):
            return ""
        if Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9 and strong in (held.NoModifier, held.ControlModifier):
            return f"answer {event.key() - Qt.Key.Key_0}"
        modifiers = event.modifiers() & ~held.KeypadModifier
        pressed = QKeySequence(int(event.key()) | modifiers.value).toString()
        return "ask" if pressed == ASK_KEY else self._keys.get(pressed, "")

    def _act(self, name: str) -> None:
        verb, _, number = name.partition(" ")
        if number:
            self.run.answer(int(number))
        elif verb in _NOT_HERE:
            self.said.emit(_NOT_HERE[verb])
        else:
            {
                "ask": self.customer.ask_next,
                "step_back": self._back,
                "copy_words": self.run.copy_says,
                "focus_note": self.run.focus_note,
                "focus_values": self.run.focus_first_value,
                "escalate": self._escalate,
                "finish_call": self._finish,
                "pause_call": self._pause,
            }[verb]()

    # --- asking ---

    def _answered(self, number: int) -> None:
        self.asked.emit("answer", (number,))

    def _recorded(self, name: str, value: str) -> None:
        self.asked.emit("record", (name, value))

    def _noted(self, text: str) -> None:
        self.asked.emit("note", (text,))

    def _back(self) -> None:
        self.run.flush()
        self.asked.emit("back", ())

    def _revise(self, index: int) -> None:
        self.asked.emit("revise", (index,))

    def _jump(self, anchor: str) -> None:
        self.asked.emit("jump", (anchor,))

    def _pause(self) -> None:
        self.asked.emit("resume" if self._paused else "pause", ())

    def _flag(self) -> None:
        self.said.emit(_NOT_HERE["flag_step"])

    def _escalate(self) -> None:
        self.run.flush()
        self.escalated.emit()

    def _finish(self) -> None:
        self.run.flush()
        self.ended.emit()
