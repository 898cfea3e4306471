# SPDX-License-Identifier: MIT
"""The sheet that adds what was found to a playbook: where, what is seen, what to do, how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.ui.cases.proof_view import ProofView
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.form import Field, FormSheet
from kbdesk.ui.run_text import GrowingEdit
from kbdesk.ui.theme import Theme, set_look

if TYPE_CHECKING:
    from kbdesk.desk.learning import Growth, Place

TYPED_MS = 250
"""How long the keys must rest before the change is put together anew."""
BESIDE = 520
"""From this width on (px at 100 %) two fields stand side by side."""
NO_ARTICLE, NO_WAY_BACK = tr("No article"), tr("Nothing: it always helps")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be added to a playbook."""

    place: Place
    answer: str
    do: tuple[str, ...]
    solved: str
    article: str
    """Its path; "" for none."""
    article_title: str
    back: str
    """The anchor of the step to go on at if it does not help; "" for none."""


class Labelled(QWidget):
    """A widget with its name above."""

    def __init__(self, sheet: FormSheet, name: str, widget: QWidget) -> None:
        super().__init__(sheet.content)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._name = sheet.label(self, 12, 600)
        self._name.setText(name)
        widget.setParent(self)
        widget.setAccessibleName(name)
        self._box.addWidget(self._name)
        self._box.addWidget(widget)
        sheet.column.addWidget(self)
        sheet.follow(self)

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of a look."""
        self._box.setSpacing(theme.px(4))


class Pair(QWidget):
    """Two widgets side by side, or one below the other where there is little room."""

    def __init__(self, sheet: FormSheet, first: QWidget, second: QWidget) -> None:
        super().__init__(sheet.content)
        self._theme = sheet.theme
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for widget in (first, second):
            widget.setParent(self)
            self._box.addWidget(widget, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        sheet.column.addWidget(self)
        sheet.follow(self)

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of a look."""
        self._theme = theme
        self._box.setSpacing(theme.px(8))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side or not."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        direction = QBoxLayout.Direction
        beside = self.width() >= self._theme.px(BESIDE)
        self._box.setDirection(direction.LeftToRight if beside else direction.TopToBottom)


class GrowSheet(FormSheet):
    """Asks for an answer and what follows from it, and shows at once how the playbook changes.

    Args:
        theme: the look.
        parent: the window that it covers.
        places: where it can be added, the likeliest first.
        articles: what the new end may name, as (path, title).
        review: whether it is sent for review instead of saved.

    Signals:
        asked(Wish): put this together and prove it.
        submitted(Wish): save this.
    """

    asked = Signal(object)
    submitted = Signal(object)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        places: tuple[Place, ...],
        articles: tuple[tuple[str, str], ...] = (),
        *,
        review: bool = False,
    ) -> None:
        super().__init__(theme, parent, tr("Add what you found to the playbook"), 860)
        self._places = places
        self._busy = False
        self._build_fields(articles)
        self._build_proof()
        words, tip = (
            (tr("Send for review   Ctrl+Enter"), tr("Send for review, as one change (Ctrl+Enter)"))
            if review
            else (tr("Save   Ctrl+Enter"), tr("Save, as one change (Ctrl+Enter)"))
        )
        self._save = self.add_button(words, tip, "primary")
        self._save.clicked.connect(self.submit)
        later = self.add_button(tr("Not now   Esc"), tr("Leave the playbook as it is (Esc)"))
        later.clicked.connect(self.leave)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(TYPED_MS)
        self._later.timeout.connect(self._ask)
        self._connect()
        self.set_theme(theme)
        self._place_chosen()

    def _build_fields(self, articles: tuple[tuple[str, str], ...]) -> None:
        self.where = DropDown(self.content)
        for place in self._places:
            self.where.addItem(f"{place.title} – {place.why}", place.anchor)
        self.where.setToolTip(tr("The step that gets the new answer"))
        Labelled(self, tr("At which step?"), self.where)
        self._notice = self.label(self.content, 12, 600, "warn")
        self._has = self.label(self.content, 12, 400, "muted")
        for label in (self._notice, self._has):
            self.column.addWidget(label)
        self.answer = Field(
            self, tr("What is seen there? It becomes the new answer"), tr("It drops only while …")
        )
        self.answer.edit.setMaxLength(120)
        self.do = GrowingEdit(self.content, 2, 6)
        self.do.setPlaceholderText(tr("One step a line: “Move the router: two metres from the microwave”"))
        Labelled(self, tr("What to do then"), self.do)
        self.solved = Field(self, tr("Then it is solved by"), tr("Router moved away from the microwave"))
        self.solved.edit.setMaxLength(200)
        self.article = DropDown(self.content)
        self.article.addItem(NO_ARTICLE, "")
        for path, title in articles:
            self.article.addItem(title, path)
        self.article.setToolTip(tr("The article that the end names"))
        article = Labelled(self, tr("Article that says more"), self.article)
        self.back = DropDown(self.content)
        self.back.setToolTip(tr("Where it goes on if what is done does not help"))
        Pair(self, article, Labelled(self, tr("If it does not help"), self.back))

    def _build_proof(self) -> None:
        self._proved = self.label(self.content, 13, 600, "ok")
        self._wanting = self.label(self.content, 13, 600, "warn")
        self._left_out = self.label(self.content, 12, 400, "muted")
        for label in (self._proved, self._wanting, self._left_out):
            label.hide()
            self.column.addWidget(label)
        self.view = ProofView(self.theme, self.content)
        self.view.hide()
        self.follow(self.view)
        self.column.addWidget(self.view, 1)
        self.column.addStretch(0)  # takes the room while there is nothing to show

    def _connect(self) -> None:
        for choice in (self.where, self.article, self.back):
            choice.setSizeAdjustPolicy(DropDown.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(8)
        self.where.currentIndexChanged.connect(self._place_chosen)
        self.answer.edit.textEdited.connect(self._edited)
        self.do.textChanged.connect(self._edited)
        self.solved.edit.textEdited.connect(self._edited)
        for choice in (self.article, self.back):
            choice.currentIndexChanged.connect(self._edited)
        for field in (self.answer.edit, self.do, self.solved.edit, self.where, self.article, self.back):
            field.installEventFilter(self)

    # --- what is shown ---

    def begin(self, do: str = "", solved: str = "", article: str = "") -> None:
        """Open with what is known already.

        Args:
            do: the first step, if what fixed it is known.
            solved: how it is solved.
            article: the path of the article that was just written.
        """
        self.do.setPlainText(do)
        self.solved.edit.setText(solved)
        self.article.setCurrentIndex(max(0, self.article.findData(article)))
        self.open_over()
        self.answer.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask()

    @property
    def wish(self) -> Wish:
        """What is typed and chosen now."""
        place = self._places[max(0, self.where.currentIndex())]
        lines = (line.strip() for line in self.do.toPlainText().split("\n"))
        article = str(self.article.currentData() or "")
        title = self.article.currentText() if article else ""
        back = str(self.back.currentData() or "")
        return Wish(
            place, self.answer.text, tuple(filter(None, lines)), self.solved.text, article, title, back
        )

    @property
    def proof(self) -> str:
        """What is said of the change: that it is proved, or what it lacks."""
        return self._proved.text() or self._wanting.text()

    def show_growth(self, growth: Growth) -> None:
        """Show how the playbook changes, and whether that is proved."""
        self._say(growth.sentence if growth.proved else "", "" if growth.proved else growth.sentence)
        told = "; ".join(growth.left_out)
        self._left_out.setText(
            tr("Left out, as it belongs to the customer: {things}.", things=told) if told else ""
        )
        self._left_out.setVisible(bool(told))
        self.view.show_comparison(growth.comparison)
        self._may_save(growth.proved and not self._busy)
        if self.view.isHidden():
            self.view.show()
            self.place()

    def show_wanting(self, sentence: str) -> None:
        """Say what is missing before there is a change."""
        self._say("", sentence)
        self._left_out.hide()
        self.view.hide()
        self._may_save(False)

    def show_busy(self, busy: bool) -> None:
        """Whether it is being saved."""
        self._busy = busy
        self._may_save(not busy)

    def _may_save(self, may: bool) -> None:
        self._save.setEnabled(may)
        set_look(self._save, "role", "primary" if may else "")

    def _say(self, proved: str, wanting: str) -> None:
        for label, text in ((self._proved, proved), (self._wanting, wanting)):
            label.setText(text)
            label.setVisible(bool(text))
        if self.isVisible():
            self.place()

    def _place_chosen(self) -> None:
        """Show what the step has, and where it can lead back to."""
        place = self._places[max(0, self.where.currentIndex())]
        self._notice.setText(place.notice)
        self._notice.setVisible(bool(place.notice))
        told = " · ".join(place.answers)
        self._has.setText(tr("It has: {answers}", answers=told) if told else tr("It has no answers yet."))
        self.back.blockSignals(True)
        self.back.clear()
        for anchor, title in place.ends:
            self.back.addItem(title, anchor)
        self.back.addItem(NO_WAY_BACK, "")
        self.back.blockSignals(False)
        self._edited()

    # --- acting ---

    def _edited(self) -> None:
        self._later.start()

    def _ask(self) -> None:
        if self.isVisible():
            self.asked.emit(self.wish)

    def submit(self) -> None:
        """Save it; what is typed in this moment counts."""
        if not self._busy:
            self._later.stop()
            self.say_trouble("")
            self.submitted.emit(self.wish)

    def entered(self) -> None:
        """Enter goes on to the next field."""
        focused = QApplication.focusWidget()
        after: QWidget = self.do if focused is self.answer.edit else self.article
        after.setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter before a field takes it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._saves(event):
            self.submit()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves, Esc leaves."""
        if self._saves(event):
            self.submit()
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _saves(event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        return control and event.key() in _ENTER and not event.isAutoRepeat()
