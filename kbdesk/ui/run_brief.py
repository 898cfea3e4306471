# SPDX-License-Identifier: MIT
"""The card over a call that was taken on: who asks what, and who waits for what until when."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import HandoffNote, Run
from kbdesk.ui.brief import BriefRows, Line, cut, tier_words, when, who_waits
from kbdesk.ui.flow import grow_down
from kbdesk.ui.form import made_button
from kbdesk.ui.key_map import name_keys
from kbdesk.ui.run_parts import icon_button, set_icon
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel

_MOST = 0.34
"""The part of the pane's height that the unfolded card gets; what does not fit is scrolled to."""
_LOW = 500
"""A pane lower than this (px at 100 %) has no room for what stands still above the step."""
_MOST_STILL = 0.55
"""The part of a pane's height that may stand still above the step."""


class RunBrief(QFrame):
    """Tells what was asked; unfolded also what the customer was told and how to reach them.

    Signals:
        hand_back_requested(): give the call back to who gave it.
        fold_requested(): fold it, or unfold it.
    """

    hand_back_requested = Signal()
    fold_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pane = parent
        self.setObjectName("brief")
        self._theme = Theme()
        self._run_id = ""
        self._note: HandoffNote | None = None
        self._open = False
        self._head = WrapLabel(self, 12, 600, "muted")
        self._fold = icon_button(self, "more", tr("Fold the brief, or unfold it ({fold_brief})"))
        self._fold.clicked.connect(self.fold_requested)
        self._ask = WrapLabel(self, 13, 600)
        self._next = WrapLabel(self, 12, 600, "warn")
        self._contact = WrapLabel(self, 12, 500)
        self._scroll = column_scroll(self)
        self._rows = BriefRows(self._scroll, 13)
        self._scroll.setWidget(self._rows)
        self._back = made_button(
            self, tr("Hand back"), tr("Give the call back to its sender ({hand_back})"), "quiet"
        )
        self._back.clicked.connect(self.hand_back_requested)
        self._top = QHBoxLayout()
        self._top.addWidget(self._head, 1, Qt.AlignmentFlag.AlignVCenter)
        self._top.addWidget(self._back)
        self._top.addWidget(self._fold)
        self._box = QVBoxLayout(self)
        self._box.addLayout(self._top)
        for part in (self._ask, self._next, self._contact, self._scroll):
            self._box.addWidget(part)
        grow_down(self, QSizePolicy.Policy.Preferred)
        self.hide()

    @property
    def folded(self) -> bool:
        """Whether only the ask and what is due next are shown."""
        return not self._open

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown below the ask when it is unfolded."""
        return self._rows.lines

    def show_run(self, run: Run) -> None:
        """Show what the run was taken on with; nothing if it began here."""
        note = run.brought
        self.setVisible(note is not None)
        self._back.setVisible(run.status in ("running", "paused"))
        if note is None:
            self._run_id, self._note = "", None
            return
        if (run.id, note) != (self._run_id, self._note):
            self._open = self._open and run.id == self._run_id
            self._run_id, self._note = run.id, note
            sender = note.sender.name or tier_words(note.sender)
            self._head.setText(tr("{sender} asks", sender=sender))
            self._ask.setText(cut(note.ask) or cut(note.issue))
            due = next_due(note)
            self._next.setText(due)
            self._next.setVisible(bool(due))
            self._contact.setText(cut(note.customer.contact))
            self._contact.setVisible(bool(note.customer.contact))
            self._rows.show_lines(brief_lines(note))
            self.setAccessibleName(tr("Brief: {sender} asks: {ask}", sender=sender, ask=cut(note.ask)))
        self.fit()

    def toggle(self) -> None:
        """Fold it, or unfold it."""
        self._open = not self._open
        self.fit()

    def fit(self) -> None:
        """Take as much room as the lines need, but leave the step most of the pane."""
        theme, pane = self._theme, self._pane
        self._scroll.setVisible(self._open)
        set_icon(self._fold, "minus" if self._open else "plus", theme)
        fold, unfold = tr("Fold the brief ({fold_brief})"), tr("Unfold the brief ({fold_brief})")
        name_keys(self._fold, tip=fold if self._open else unfold)
        if self._open:
            inner = max(theme.px(120), self.width() - 2 * theme.px(12))
            layout = self._rows.layout()
            wanted = layout.heightForWidth(inner) if layout is not None else 0
            room = max(theme.px(60), round(pane.height() * _MOST))
            self._scroll.setFixedHeight(min(wanted + theme.px(4), room))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        for part in (self._head, self._ask, self._next, self._contact, self._rows):
            part.set_theme(theme)
        self.setStyleSheet(
            f"QFrame#brief {{ background: {theme.hex('surface')}; border: 1px solid {theme.hex('line')};"
            f" border-left: {theme.px(4)}px solid {theme.hex('accent')}; border-radius: {theme.px(8)}px; }}"
        )
        self._box.setContentsMargins(*(theme.px(side) for side in (12, 6, 8, 8)))
        self._box.setSpacing(theme.px(4))
        self.fit()


def place_above(
    parts: tuple[QWidget, RunBrief], still: QVBoxLayout, rolling: QVBoxLayout, pane: QWidget, theme: Theme
) -> None:
    """Put what is to be known above the step: where it stands still, or where it is scrolled with the step.

    Args:
        parts: from the top.
        still: the layout above what is scrolled.
        rolling: the layout of what is scrolled; the parts come first.
        pane: the pane of both.
        theme: its look.
    """
    parts[1].fit()
    width = pane.width() - 2 * theme.px(14)
    wanted = sum(max(0, part.heightForWidth(width)) for part in parts if not part.isHidden())
    low = pane.height() < theme.px(_LOW) or wanted > pane.height() * _MOST_STILL
    home = rolling if low else still
    for place, part in enumerate(parts):
        if home.indexOf(part) < 0:
            home.insertWidget(place, part)


def next_due(note: HandoffNote) -> str:
    """What is due next, always in sight: the next update to the customer, and by when it is needed."""
    update, due = note.customer.next_update_due, note.due
    parts = (
        tr("Next update {when}", when=when(update)) if update else "",
        tr("needed by {when}", when=when(due)) if due else "",
    )
    return cut("  ·  ".join(part for part in parts if part))


def brief_lines(note: HandoffNote) -> Iterator[Line]:
    """What stands below the ask: promises first, then the plan and the customer's words."""
    above = (tr("Next update"), tr("Needed by"), tr("Contact"))
    lines = [line for line in who_waits(note) if line.name not in above]
    first = (tr("Promised"), tr("Told"))
    yield from sorted((line for line in lines if line.name in first), key=lambda line: first.index(line.name))
    yield from (line for line in lines if line.name not in first)
    if note.assessment:
        yield Line(tr("Guess"), note.assessment)
    if note.errors:
        yield Line(tr("Errors"), "\n".join(note.errors))
