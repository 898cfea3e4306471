# SPDX-License-Identifier: MIT
"""Asks for a promise: what was promised, by when, to whom; or only for another time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.language import tr
from kbdesk.model.promises import Promise
from kbdesk.ui.form import Field, FormSheet
from kbdesk.ui.theme import Theme

_KEPT_HERE: Final = tr(
    "The new time is kept on this computer only, and reminds you alone: the note keeps its words. "
    "If colleagues need it, tell them."
)


class PromiseSheet(FormSheet):
    """What, by when, to whom.

    Args:
        theme: the look.
        parent: the window that it covers.
        moment: gives the moment that words mean, as it is told to people; "" if it is not sure.
        promise: the one that gets another time; None for a new one.
        case: what the call on screen is about, which a new one belongs to; "" for none.

    Signals:
        given(str text, str when, str account): write it down; of one that gets another time only ``when``.
    """

    given = Signal(str, str, str)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        moment: Callable[[str], str],
        promise: Promise | None = None,
        case: str = "",
    ) -> None:
        super().__init__(theme, parent, tr("Another time") if promise else tr("A promise to a customer"), 540)
        self._moment, self._promise = moment, promise
        self._what: Field | None = None
        self._account: Field | None = None
        if promise is None:
            self._what = Field(self, tr("What did you promise?"), tr("Call back with the price of the move"))
            self.say_told(tr("It belongs to the call on screen: {case}", case=case) if case else "")
        else:
            self.say_told(promise.text)
        self._when = Field(self, tr("By when?"), tr("Today 16:00, Friday, in 2 hours, 27 November 9:00"))
        self._when.edit.textChanged.connect(self._show_moment)
        self._means = self.label(self.content, 12, 400, "muted")
        self.column.addWidget(self._means)
        if promise is not None and promise.kind != "own":
            kept = self.label(self.content, 12, 400, "muted")
            kept.setText(_KEPT_HERE)
            self.column.addWidget(kept)
        if promise is None:
            self._account = Field(self, tr("Account or customer"), tr("Optional"))
        self.column.addStretch(1)
        save = self.add_button(tr("Save   Enter"), tr("Write it down (Enter)"), "primary")
        save.clicked.connect(self.entered)
        cancel = self.add_button(tr("Cancel   Esc"), tr("Leave it as it is (Esc)"))
        cancel.clicked.connect(self.leave)
        self._show_moment()
        self.set_theme(theme)

    def open_at_first(self) -> None:
        """Open with the cursor in the first field."""
        self.open_over()
        first = self._what or self._when
        first.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def entered(self) -> None:
        """Give what was typed; on the way there Enter goes to the next field that is empty."""
        for field in (self._what, self._when):
            if field is not None:
                field.mark(wrong=False)
        if self._what is not None and self._what.edit.hasFocus() and self._what.text and not self._when.text:
            self._when.edit.setFocus(Qt.FocusReason.TabFocusReason)
            return
        self.say_trouble("")
        account = self._account.text if self._account is not None else ""
        self.given.emit(self._what.text if self._what is not None else "", self._when.text, account)

    def refuse(self, sentence: str) -> None:
        """It was not taken: say why, at the field that is wrong."""
        self.say_trouble(sentence)
        wrong = self._what if self._what is not None and not self._what.text else self._when
        wrong.mark(wrong=True)
        wrong.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_moment(self) -> None:
        words = self._when.text
        known = self._moment(words) if words else ""
        if known:
            self._means.setText(tr("That is: {when}.", when=known))
        elif words:
            self._means.setText(tr("No time that is sure yet: a day, a time, or “in 2 hours”."))
        else:
            self._means.setText(tr("In your own words. A day alone means its end."))
