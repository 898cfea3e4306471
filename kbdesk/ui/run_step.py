# SPDX-License-Identifier: MIT
"""The current step of a run: what to say, what to do, what to record, what to read, and the answers."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kbdesk.language import tr, trp
from kbdesk.model import Outcome, RunView, Step
from kbdesk.ui.key_map import in_own_keys, name_keys
from kbdesk.ui.run_fields import Ask, Field
from kbdesk.ui.run_parts import ChoiceButton, EndCard, ReadLink, WrapButton
from kbdesk.ui.run_say import SayCard
from kbdesk.ui.run_text import GrowingEdit, GrowingText
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.wrap_label import WrapLabel

_NOTE_PAUSE_MS = 800


def destination(step: Step) -> str:
    """Where an escalate step hands over to: ``tier 2 (network)``, ``databases`` and so on."""
    if step.to_tier == "specialist":
        return step.to_team or trp("hand over to", "a specialist")
    tier = tr("tier {tier}", tier=step.to_tier) if step.to_tier else tr("the next tier")
    return f"{tier} ({step.to_team})" if step.to_team else tier


def handed_here(view: RunView) -> bool:
    """Whether the run stands at the very step at which it was handed over to this tier."""
    step, run = view.step, view.run
    return run.brought is not None and step.kind == "escalate" and step.to_tier == run.tier


def outcome_words(outcome: Outcome) -> str:
    """What a case was and what fixed it, in a sentence each."""
    cause, fix = outcome.cause.rstrip(". "), outcome.fix.rstrip(". ")
    told = (tr("It was: {cause}.", cause=cause), cause), (tr("Fixed by: {fix}.", fix=fix), fix)
    return " ".join(sentence for sentence, text in told if text)


def missing_values(view: RunView) -> tuple[str, ...]:
    """The labels of what the step still needs, in file order."""
    known = dict(view.run.recorded)
    return tuple(
        value.label or value.name
        for value in view.step.values
        if not value.optional and not known.get(value.name)
    )


class StepView(QWidget):
    """One step, built anew for each visit and only refreshed while the visit lasts.

    Signals:
        answered(int): the answer's number, counted from 1.
        recorded(str, str): a value's name and its text.
        noted(str): the note of this step.
        copy_requested(str): words or code for the clipboard.
        link_activated(str): an article to read, as the file wrote it.
        finish_requested(): the call is done.
        resume_requested(): go on with a call that waits.
        done(): a field was finished and the pane may take the focus.
    """

    answered = Signal(int)
    recorded = Signal(str, str)
    noted = Signal(str)
    copy_requested = Signal(str)
    link_activated = Signal(str)
    finish_requested = Signal()
    resume_requested = Signal()
    done = Signal()

    def __init__(self, parent: QWidget, theme: Theme, view: RunView, blanks: dict[str, str]) -> None:
        super().__init__(parent)
        self._theme, self._view, self._blanks = theme, view, blanks
        self._sent = dict(view.run.current.recorded)
        self._sent_note = view.run.current.note
        self._says: list[SayCard] = []
        self._fields: dict[str, Field] = {}
        self._buttons: list[WrapButton] = []
        self._end: EndCard | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._build_head()
        self._build_end()
        self._build_says()
        self._body = GrowingText(self)
        self._body.link_activated.connect(self.link_activated)
        self._body.copy_requested.connect(self.copy_requested)
        self._body.setVisible(bool(view.body.html.strip()))
        self._body.setAccessibleName(tr("What to do: {title}", title=view.step.title))
        self._box.addWidget(self._body)
        self._build_parts()
        self._note = GrowingEdit(self, 2, 8)
        name_keys(self._note, hint=tr("Note for this step ({focus_note})"))
        self._note.setAccessibleName(tr("Note for this step"))
        self._note.setPlainText(self._sent_note)
        self._box.addWidget(self._note)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_NOTE_PAUSE_MS)
        self._pause.timeout.connect(self._send_note)
        self._note.textChanged.connect(self._pause.start)
        self._note.left.connect(self._send_note)
        self.set_theme(theme)

    def refresh(self, view: RunView) -> None:
        """Takes what has changed during the visit; text that is being typed stays."""
        recorded, note = dict(view.run.current.recorded), view.run.current.note
        known = dict(view.run.recorded)
        for name, field in self._fields.items():
            untouched = field.text() == self._sent.get(name, self._shown.get(name, ""))
            if untouched and not field.editor.hasFocus() and name in known:
                field.set_text(known[name])
            if name in recorded:
                self._sent[name] = recorded[name]
        if self._note.toPlainText() == self._sent_note != note and not self._note.hasFocus():
            self._note.setPlainText(note)
            self._sent_note = note
        changed = view.run.status != self._view.run.status
        self._view = view
        if self._end is not None or changed:
            self._show_end()

    def typed(self) -> tuple[dict[str, str], str]:
        """What stands in the fields and in the note, for a step that is built anew under them."""
        return {name: field.text() for name, field in self._fields.items()}, self._note.toPlainText()

    def restore(self, values: dict[str, str], note: str) -> None:
        """Puts back what ``typed`` gave."""
        for name, text in values.items():
            if name in self._fields:
                self._fields[name].set_text(text)
        if note != self._note.toPlainText():
            self._note.setPlainText(note)

    def flush(self) -> None:
        """Sends values and note that are typed and not sent yet."""
        for name in self._fields:
            self._send_value(name)
        self._send_note()

    def copy_says(self, index: int) -> None:
        """Copies the words to say, counted from 0, or asks for their first empty blank."""
        if 0 <= index < len(self._says) and self._says[index].copy():
            self.done.emit()

    def focus_note(self) -> None:
        """Puts the cursor behind the note."""
        self._note.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._note.moveCursor(self._note.textCursor().MoveOperation.End)

    def focus_first_value(self) -> bool:
        """Puts the cursor into the first value that is empty, else the first; False if there is none."""
        fields = list(self._fields.values())
        target = next((field for field in fields if not field.text()), fields[0] if fields else None)
        if target is not None:
            target.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return target is not None

    def focused(self) -> str:
        """The name of the value whose field has the focus, ``*`` for the note, "" for anything else."""
        if self._note.hasFocus():
            return "*"
        return next((name for name, field in self._fields.items() if field.editor.hasFocus()), "")

    def focus_on(self, name: str) -> None:
        """Puts the focus back to what ``focused`` named."""
        if name == "*":
            self.focus_note()
        elif name in self._fields:
            self._fields[name].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_value_error(self, name: str, sentence: str) -> None:
        """Shows why a value will not do, under its field."""
        if name in self._fields:
            self._fields[name].show_error(sentence)
            self._sent.pop(name, None)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``; what is typed stays."""
        self._theme = theme
        self._title.set_theme(theme)
        self._show_badge()
        for card in self._says:
            card.set_theme(theme)
        for field in self._fields.values():
            field.set_theme(theme)
        for button in self._buttons:
            button.set_theme(theme)
        if self._end is not None:
            self._end.set_theme(theme)
        body = self._view.body
        if not self._view.run.current.playbook:  # the words of a call without a playbook are ours
            body = replace(body, html=in_own_keys(body.html))
        self._body.show_rendered(body, theme, self._view.pictures)
        self._box.setSpacing(theme.px(9))

    def hideEvent(self, event: QHideEvent) -> None:
        """Leaves no timer running."""
        self._pause.stop()
        super().hideEvent(event)

    def _build_head(self) -> None:
        step = self._view.step
        self._title = WrapLabel(self, 17, 600)
        self._title.setText(step.title)
        self._badge = QLabel("TS" if step.tier == "specialist" else f"T{step.tier}", self)
        self._badge.setTextFormat(Qt.TextFormat.PlainText)
        tier = tr("Tier: specialist") if step.tier == "specialist" else tr("Tier {tier}", tier=step.tier)
        self._badge.setToolTip(plain_tip(tier))
        self._badge.setAccessibleName(", ".join(filter(None, (tier, step.team))))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self._box.addLayout(head)

    def _show_badge(self) -> None:
        theme = self._theme
        tone = "ok" if self._view.step.tier == "1" else "warn"
        self._badge.setStyleSheet(
            f"QLabel {{ background: {theme.hex(tone + '_weak')}; color: {theme.hex(tone)};"
            f" border-radius: {theme.px(5)}px; padding: {theme.px(2)}px {theme.px(7)}px;"
            f" font-size: {theme.px(11)}px; font-weight: 600; }}"
        )

    def _build_end(self) -> None:
        kind, status = self._view.step.kind, self._view.run.status
        if kind == "step" and status == "running":
            return
        tone, mark = "ok", "check"
        if status == "paused":
            tone, mark = "warn", "play"
        elif kind == "escalate" and status == "running":
            tone, mark = ("warn", "play") if handed_here(self._view) else ("danger", "up")
        self._end = EndCard(self, tone, mark)
        self._end.chosen.connect(self.resume_requested if status == "paused" else self.finish_requested)
        self._box.addWidget(self._end)
        self._show_end()

    def _show_end(self) -> None:
        view, card = self._view, self._end
        if card is None:
            return
        status = view.run.status
        if status == "paused":
            card.show_end(tr("On hold"), tr("The clock stands still until you go on."), tr("Go on"))
        elif status == "escalated":
            card.show_end(
                tr("Handed over"),
                tr("The note is written. The next tier goes on from here."),
                tr("Finish call  (Enter)"),
            )
        elif status == "returned":
            card.show_end(
                tr("Sent back"), tr("The note says what is missing; it comes again when that is there."), ""
            )
        elif status == "closed":
            card.show_end(tr("This call is closed"), tr("Its steps stay readable above."), "")
        elif status == "resolved" and view.run.brought and (outcome := view.run.brought.outcome):
            card.show_end(tr("Solved"), outcome_words(outcome), tr("Finish call  (Enter)"))
        elif view.step.kind == "resolve" and view.run.brought and not view.run.brought.outcome:
            sentence = tr("Say what it was and what fixed it: the answer goes back the way it came.")
            card.show_end(tr("Solved"), sentence, tr("Finish the case  (Enter)"))
        elif view.step.kind == "resolve" or status == "resolved":
            card.show_end(
                tr("Solved"), tr("Tell the customer, then finish the call."), tr("Finish call  (Enter)")
            )
        elif handed_here(view):
            sentence = tr(
                "The playbook has no steps for you here: note what you do, jump ahead, or hand over."
            )
            card.show_end(
                tr("It was handed to you here"),
                tr("Choose where you begin.") if view.answers else sentence,
                "",
            )
        elif view.step.kind == "escalate":
            lacking = missing_values(view)
            known = len(view.step.values) - len(lacking)
            sentence = tr("The note writes itself from this call; you add what you ask for.")
            if view.step.values:
                there = tr("{known} of {n} values are there.", known=known, n=len(view.step.values))
                sentence = f"{there} {sentence}"
            extra = tr("Still missing: {names}", names=", ".join(lacking)) if lacking else ""
            heading = tr("Hand over to {tier}", tier=destination(view.step))
            card.show_end(heading, sentence, "", extra)

    def _build_says(self) -> None:
        view = self._view
        known = {**dict(view.run.recorded), **self._blanks}
        for number, words in enumerate(view.step.says):
            card = SayCard(self, words, known, first=number == 0)
            card.copy_requested.connect(self.copy_requested)
            card.blank_filled.connect(self._fill_blank)
            card.done.connect(self.done)
            self._says.append(card)
            self._box.addWidget(card)

    def _build_parts(self) -> None:
        view = self._view
        self._shown = dict(view.run.recorded)
        for value in view.step.values:
            field = Field(Ask.of_value(value), self)
            field.setObjectName(value.name)
            field.set_text(self._sent.get(value.name, self._shown.get(value.name, "")))
            field.finished.connect(self._finish_value)
            field.entered.connect(self._next_field)
            self._fields[value.name] = field
            self._box.addWidget(field)
        for link in view.step.links:
            read = ReadLink(self, link)
            read.chosen.connect(self.link_activated)
            self._buttons.append(read)
            self._box.addWidget(read)
        over = view.run.status not in ("running", "paused") or view.step.kind == "resolve"
        for number, answer in enumerate(() if over else view.answers, 1):
            choice = ChoiceButton(self, number, answer.text)
            choice.setEnabled(view.run.status == "running")
            choice.clicked.connect(self._choose)
            self._buttons.append(choice)
            self._box.addWidget(choice)

    def _choose(self) -> None:
        button = self.sender()
        if isinstance(button, ChoiceButton):
            self.answered.emit(button.number)

    def _fill_blank(self, name: str, text: str) -> None:
        self._blanks[name] = text
        for card in self._says:
            if card is not self.sender():
                card.fill(name, text)

    def _finish_value(self) -> None:
        field = self.sender()
        if isinstance(field, Field):
            self._send_value(field.ask.name)

    def _send_value(self, name: str) -> None:
        text = self._fields[name].text()
        if text != self._sent.get(name, self._shown.get(name, "")):
            self._sent[name] = text
            self.recorded.emit(name, text)

    def _next_field(self) -> None:
        sender = self.sender()
        if not isinstance(sender, Field):
            return
        self._send_value(sender.ask.name)
        fields = list(self._fields.values())
        rest = fields[fields.index(sender) + 1 :]
        if sender.error():
            return
        if rest:
            rest[0].editor.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.done.emit()

    def _send_note(self) -> None:
        self._pause.stop()
        text = self._note.toPlainText()
        if text != self._sent_note:
            self._sent_note = text
            self.noted.emit(text)
