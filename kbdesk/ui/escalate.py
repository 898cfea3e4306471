# SPDX-License-Identifier: MIT
"""The escalation sheet: asks what no run can know, shows the note as it grows, hands over."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr, trn
from kbdesk.model import Blank, Preview
from kbdesk.ui.escalate_form import EscalateForm
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.fonts import mono
from kbdesk.ui.reading import follow_layout
from kbdesk.ui.run_parts import set_icon
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.sheet import FULL_BELOW, Sheet
from kbdesk.ui.theme import Theme
from kbdesk.ui.turns import unpainted
from kbdesk.ui.wrap_label import WrapLabel

TWO_COLUMNS = 1000
"""From this window width on (px at 100 %) the note stands beside the form."""

_PAUSE_MS = 120
_BESIDE = 400
_ROOMY = 460
_WEAK = tr("Say what they should do or decide; “please check” is no ask.")
_OWN = (tr("Escalate"), tr("Hand over"), tr("Hand back"))
_SAYS_SO = ("escalate", "hand over", "hand back", *(text.casefold() for text in _OWN))
"""How a title begins that says by itself what the sheet is for: a playbook's, or one of ours."""


class EscalateSheet(Sheet):
    """Asks for the blanks of a handoff note over the window; keyboard first.

    Signals:
        changed(dict[str, str]): the answers, a moment after the last key.
        submitted(dict[str, str]): hand over with these answers; every required one is there.
        cancelled(): the agent went back to the call.
    """

    changed = Signal(object)
    submitted = Signal(object)
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Escalate"))
        self._asked_preview = False
        self._ahead: list[QKeyEvent | QInputMethodEvent] | None = None
        """Keys that were pressed before the fields were there; None once they are."""
        self._told: dict[str, str] = {}
        self._weak: tuple[str, ...] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self._title = WrapLabel(self.card, 17, 600)
        self._summary = WrapLabel(self.card, 12, 400, "muted")
        self._scroll = column_scroll(self.card)
        self._content = QWidget(self._scroll)
        self._form = EscalateForm(self._content)
        self._form.edited.connect(self._pause.start)
        self._form.entered.connect(self._submit)
        self._form.field_focused.connect(self._show_field)
        self._form.grown.connect(self._grown)
        self._toggle = QPushButton(tr("Preview of the note"), self._content)
        self._toggle.setProperty("role", "quiet")
        self._toggle.setAutoDefault(False)
        self._toggle.clicked.connect(self._toggle_preview)
        self._inner = QVBoxLayout(self._content)
        self._inner.addWidget(self._form)
        self._inner.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignLeft)
        self._inner.addStretch(1)
        self._scroll.setWidget(self._content)
        self._build_preview()
        self._body = QHBoxLayout()
        self._body.addWidget(self._scroll, 6)
        self._body.addWidget(self._side, 5)
        self._two = True
        self._build_footer()
        for part in (self._title, self._summary):
            self.box.addWidget(part)
        self.box.addLayout(self._body, 1)
        self.box.addLayout(self._foot)
        self.set_theme(theme)

    # --- what is shown ---

    def show_blanks(self, blanks: tuple[Blank, ...], title: str, summary: str) -> None:
        """Opens the sheet with these blanks; the cursor stands in the first required one that is empty."""
        for _ in self.filling(blanks, title, summary):
            pass
        follow_layout(self)
        self.open_filled()

    def opening(
        self, blanks: tuple[Blank, ...], title: str, summary: str, errors: dict[str, str]
    ) -> Iterator[None]:
        """Opens the sheet in pieces, with a sentence under some fields; keys that come meanwhile wait.

        They are given to the fields in the piece in which these get the focus: later ones come after them.
        """
        self.hold_keys()
        yield
        yield from self.filling(blanks, title, summary)
        self.changed.emit(self.answers())
        yield
        follow_layout(self)
        yield
        with unpainted(self.card):
            self.open_filled()
            if errors:
                self.show_errors(errors)
            self.give_keys()
            yield

    def filling(self, blanks: tuple[Blank, ...], title: str, summary: str) -> Iterator[None]:
        """Makes the fields for these blanks, some in each piece; ``open_filled`` shows them."""
        named = title.casefold().startswith(_SAYS_SO)
        self._title.setText(title if named else tr("Escalate: {title}", title=title))
        self._summary.setText(summary)
        self._summary.setVisible(bool(summary))
        yield from self._form.building(blanks, self.theme)

    def hold_keys(self) -> None:
        """Dims the window at once; keys wait from now on, until ``give_keys`` gives them to the fields."""
        self._ahead = []
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.card.hide()
        self.open_over()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_keys(self) -> None:
        """Gives the keys that waited to whichever field has the focus by then."""
        ahead, self._ahead = self._ahead or [], None
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        for key in ahead:
            QApplication.sendEvent(QApplication.focusWidget() or self, key)

    def open_filled(self) -> None:
        """Opens the sheet; the cursor stands in the first required blank that is empty."""
        self.card.show()
        self.stand_over()
        self._show_count()
        self._form.focus_first()

    def show_preview(self, preview: Preview) -> None:
        """Shows the note as it would be exported now, and what was taken out of it."""
        self._weak = preview.missing
        bar = self._note.verticalScrollBar()
        at = bar.value()
        self._note.setPlainText(_brief(preview.markdown))
        bar.setValue(at)
        out = ", ".join(_counted(kind, count) for kind, count in preview.note.redacted if count)
        self._redacted.setText(tr("Taken out before export: {what}", what=out) if out else "")
        self._redacted.setVisible(bool(out))

    def show_errors(self, errors: dict[str, str]) -> None:
        """Shows a sentence under each of these fields, by key, and goes to the first."""
        self._form.show_errors(errors)

    def answers(self) -> dict[str, str]:
        """Every blank's key and what stands in it now."""
        return self._form.answers()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``; what is typed stays."""
        self.take(theme)
        for label in (self._title, self._summary, self._note_head, self._redacted, self._count):
            label.set_theme(theme)
        self._form.set_theme(theme)
        self._note.setFont(theme.mono(12))
        self._note.setStyleSheet(
            f"QPlainTextEdit {{ background: {theme.hex('surface')}; border: 1px solid {theme.hex('line')};"
            f" padding: {theme.px(8)}px; font-size: {theme.px(12)}px; font-family: '{mono()}'; }}"
            f" QPlainTextEdit:focus {{ border: 2px solid {theme.hex('accent')}; padding: {theme.px(7)}px; }}"
        )
        self._note.setMinimumHeight(QFontMetrics(theme.mono(12)).lineSpacing() * 8)
        self._submit_button.setStyleSheet(
            f"QPushButton {{ background: {theme.hex('danger')}; color: {theme.hex('bg')}; font-weight: 600;"
            f" border: 1px solid {theme.hex('danger')}; }}"
            f" QPushButton:focus {{ border: 2px solid {theme.hex('fg')}; }}"
        )
        set_icon(self._submit_button, "up", theme, "bg")
        set_icon(self._toggle, "note", theme)
        side = theme.px(22)
        self.box.setContentsMargins(side, theme.px(18), side, theme.px(16))
        self.box.setSpacing(theme.px(8))
        self._body.setSpacing(theme.px(18))
        self._inner.setContentsMargins(0, theme.px(4), theme.px(12), theme.px(4))
        self._inner.setSpacing(theme.px(10))
        self._foot.setSpacing(theme.px(10))
        if self.isVisible():
            self.place()
        self.update()

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, Ctrl+Enter hands over, Ctrl+M unfolds the rest, Ctrl+I adds an if – then."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
        elif self._ahead is not None:
            if not event.isAutoRepeat():
                self._ahead.append(event.clone())
        elif control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._submit()
        elif control and event.key() == Qt.Key.Key_M:
            self._form.toggle_more()
        elif control and event.key() == Qt.Key.Key_I:
            self._form.add_pair()
        # every other key ends here: nothing below the sheet may act on it

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Words that an input method gives wait as keys do."""
        if self._ahead is not None:
            self._ahead.append(event.clone())
        else:
            super().inputMethodEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leaves no timer running."""
        self._pause.stop()
        super().hideEvent(event)

    def _grown(self) -> None:
        """Make room for fields that came; they are read, and reached by Tab, where they stand."""
        follow_layout(self)
        self.place()

    def wanted(self) -> tuple[int, int]:
        """As wide as form and note need, and as high as the form is."""
        theme = self.theme
        form = self._content.heightForWidth(self._form_width()) + theme.px(16)
        least = theme.px(620 if self._two else 420)
        around = sum(part.sizeHint().height() for part in (self._title, self._summary, self._submit_button))
        return theme.px(1120 if self._two else 680), max(least, form + around + theme.px(72))

    def place(self) -> None:
        """Chooses between one column and two, and places the card."""
        self._set_columns(self.rect().width() >= self.theme.px(TWO_COLUMNS))
        width = self._form_width()
        self._form.set_beside(width >= self.theme.px(_BESIDE))
        super().place()
        roomy = self.card.width() >= self.theme.px(_ROOMY)
        self._cancel_button.setText(tr("Cancel   Esc") if roomy else tr("Cancel"))
        self._submit_button.setText(tr("Hand over   Ctrl+Enter") if roomy else tr("Hand over"))
        self._count.setVisible(roomy)

    def _form_width(self) -> int:
        """The width in pixels that the form gets."""
        theme, room = self.theme, self.rect().width()
        if self._two:
            return int(min(theme.px(1120), room - theme.px(48)) * 0.5)
        card = room if room < theme.px(FULL_BELOW) else min(theme.px(680), room - theme.px(48))
        return card - theme.px(56)

    # --- building ---

    def _build_preview(self) -> None:
        self._side = QWidget(self.card)
        self._note_head = WrapLabel(self._side, 12, 400, "muted")
        self._note_head.setText(tr("The note, as it will be copied and saved"))
        self._note = QPlainTextEdit(self._side)
        self._note.setReadOnly(True)
        self._note.setTabChangesFocus(True)
        self._note.setAccessibleName(tr("Preview of the handoff note"))
        self._redacted = WrapLabel(self._side, 12, 600, "warn")
        self._redacted.hide()
        box = QVBoxLayout(self._side)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._note_head)
        box.addWidget(self._note, 1)
        box.addWidget(self._redacted)

    def _build_footer(self) -> None:
        self._count = WrapLabel(self.card, 12, 400, "muted")
        self._cancel_button = QPushButton(tr("Cancel   Esc"), self.card)
        self._cancel_button.setAccessibleName(tr("Cancel"))
        self._cancel_button.setToolTip(tr("Back to the call; nothing is lost (Esc)"))
        self._cancel_button.clicked.connect(self._cancel)
        self._submit_button = QPushButton(tr("Hand over   Ctrl+Enter"), self.card)
        self._submit_button.setAccessibleName(tr("Hand over"))
        self._submit_button.setToolTip(tr("Write the note and put it on the clipboard (Ctrl+Enter)"))
        self._submit_button.clicked.connect(self._submit)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._count, 1)
        buttons = LineLayout()
        for button in (self._cancel_button, self._submit_button):
            buttons.addWidget(button)
        self._foot.addLayout(buttons)

    def _set_columns(self, two: bool) -> None:
        self._toggle.setVisible(not two)
        self._side.setVisible(two or self._asked_preview)
        if two == self._two:
            return
        self._two = two
        if two:
            self._inner.removeWidget(self._side)
            self._side.setParent(self.card)
            self._body.addWidget(self._side, 5)
        else:
            self._body.removeWidget(self._side)
            self._side.setParent(self._content)
            self._inner.insertWidget(2, self._side)
        self._side.setVisible(two or self._asked_preview)

    # --- acting ---

    def _toggle_preview(self) -> None:
        self._asked_preview = not self._asked_preview
        self._toggle.setText(tr("Hide the preview") if self._asked_preview else tr("Preview of the note"))
        self._side.setVisible(self._asked_preview)

    def _tell(self) -> None:
        self._show_count()
        self._told, self._weak = self.answers(), ()
        self.changed.emit(self._told)

    def _show_count(self) -> None:
        empty = len(self._form.missing())
        needed = trn("{n} needed field is empty", "{n} needed fields are empty", empty)
        self._count.setText(needed if empty else tr("Ready to hand over"))

    def _show_field(self, field: QWidget) -> None:
        self._inner.activate()
        self._scroll.ensureWidgetVisible(field, 0, self.theme.px(24))
        self._scroll.horizontalScrollBar().setValue(0)

    def _cancel(self) -> None:
        self.dismiss()
        self.cancelled.emit()

    def _submit(self) -> None:
        self._pause.stop()
        self._show_count()
        missing = self._form.missing()
        answers = self.answers()
        if not missing and answers == self._told:
            missing = dict.fromkeys((key for key in self._weak if key in answers), _WEAK)
        if missing:
            self._form.show_errors(missing)
        else:
            self.submitted.emit(answers)


def _counted(kind: str, count: int) -> str:
    known = {
        "card": trn("{n} card", "{n} cards", count),
        "e-mail": trn("{n} e-mail", "{n} e-mails", count),
        "IBAN": trn("{n} IBAN", "{n} IBANs", count),
        "password": trn("{n} password", "{n} passwords", count),
        "private key": trn("{n} private key", "{n} private keys", count),
        "token": trn("{n} token", "{n} tokens", count),
    }
    return known.get(kind, f"{count} {kind}")


def _brief(markdown: str) -> str:
    """The note without the machine's copy at its end, which nobody reads."""
    at = markdown.rfind("\n```json")
    follows = tr("(the machine's copy follows)")
    return markdown if at < 0 else f"{markdown[:at].rstrip()}\n\n{follows}"
