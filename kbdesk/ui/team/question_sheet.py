# SPDX-License-Identifier: MIT
"""What must be decided before updates are taken: many articles would go, or the team's past was rewritten."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QListWidget, QWidget

from kbdesk.language import tr, trn
from kbdesk.model import Question
from kbdesk.ui.form import FormSheet
from kbdesk.ui.theme import Theme

_TITLES = {
    "mass-deletion": tr("The team's updates would take many files away"),
    "rewritten": tr("The shared copy was rewritten"),
}
_TOLD = {
    "mass-deletion": tr(
        "This may be meant, or somebody's mistake: ask your team if you did not expect it. "
        "Nothing is lost either way; what goes stays in the history."
    ),
    "rewritten": tr(
        "Changes that the team had before are not in it any more. This may be meant (something "
        "secret was taken out), or a mistake: ask your team. What you saved and did not send yet is "
        "kept either way, and offered to you as drafts."
    ),
}
_TAKE = {"mass-deletion": tr("Take these deletions"), "rewritten": tr("Take the rewritten copy")}


class QuestionSheet(FormSheet):
    """Asks; the safe answer has the focus and is what Esc gives.

    Signals:
        taken(Question): take the updates.
        kept(Question): keep what is here for now.
    """

    taken = Signal(object)
    kept = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, question: Question) -> None:
        super().__init__(theme, parent, _TITLES[question.kind], 600)
        self._question = question
        self.say_told(_TOLD[question.kind])
        self._sentence = self.label(self.content, 14, 600)
        self._sentence.setText(question.sentence)
        self.column.addWidget(self._sentence)
        self._list = QListWidget(self.content)
        self._list.addItems(question.paths)
        self._list.setAccessibleName(
            trn("{n:,} file that would go", "{n:,} files that would go", len(question.paths))
        )
        self._list.setVisible(bool(question.paths))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.column.addWidget(self._list, 1)
        if not question.paths:
            self.column.addStretch(1)
        self._keep = self.add_button(
            tr("Keep ours for now   Esc"), tr("Change nothing here; kbdesk asks again (Esc)"), "primary"
        )
        self._keep.clicked.connect(self.leave)
        self._take = self.add_button(_TAKE[question.kind], tr("Take the updates as they are"), "danger")
        self._take.clicked.connect(self._take_now)
        self.set_theme(theme)

    def open_over(self) -> None:
        """Open with the focus on the safe answer."""
        super().open_over()
        self._keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        rows = min(max(self._list.count(), 2), 10)
        self._list.setMinimumHeight(QFontMetrics(theme.font(13)).lineSpacing() * rows + theme.px(16))
        self._list.setStyleSheet(
            f"QListWidget {{ background: {theme.hex('surface')}; border: 1px solid {theme.hex('line')};"
            f" border-radius: {theme.px(8)}px; padding: {theme.px(4)}px; }}"
            f" QListWidget:focus {{ border: 2px solid {theme.hex('accent')}; padding: {theme.px(3)}px; }}"
        )

    def leave(self) -> None:
        """Keep what is here."""
        super().leave()
        self.kept.emit(self._question)

    def _take_now(self) -> None:
        self.dismiss()
        self.closed.emit()
        self.taken.emit(self._question)
