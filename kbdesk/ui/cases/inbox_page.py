# SPDX-License-Identifier: MIT
"""The inbox: what the team hands over, what of it waits for me, who has what; taken and opened from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from kbdesk.desk.inbox import InboxView, is_free
from kbdesk.language import tr
from kbdesk.model import InboxEntry, Rendered, Seat
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.cases.inbox_rows import InboxList, PatternLines, common
from kbdesk.ui.cases.inbox_words import nothing_words, row_of, seat_words, standing
from kbdesk.ui.cover import LOW_SIDE_BY_SIDE, SIDE_BY_SIDE, Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.rows import Row
from kbdesk.ui.state_pictures import picture_over
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.tips import plain_tip

Group = Literal["me", "all", "mine", "solved"]
GROUPS: tuple[tuple[Group, str], ...] = (
    ("me", tr("Waits for me")),
    ("all", tr("All")),
    ("mine", tr("Mine")),
    ("solved", tr("Solved")),
)
_FEW, _FEW_LOW = 3, 1
"""How many patterns are shown at once; the rest is a press away."""


class InboxPage(Cover):
    """The list with its filters and patterns; at its right the note, and what can be done with it.

    Signals:
        note_chosen(InboxEntry): its text is to be shown.
        opened(str): read the note in this file and answer it.
        taken(str, bool): take it on and open it; True: from whom has it.
        released(str): let go of it.
        seat_asked(): change tier, team and folder.
    """

    note_chosen = Signal(object)
    opened = Signal(str)
    taken = Signal(str, bool)
    released = Signal(str)
    seat_asked = Signal()
    list_share = 0.52

    def __init__(self, theme: Theme, parent: QWidget, clock: Callable[[], datetime]) -> None:
        super().__init__(theme, parent, tr("Inbox"))
        self._clock = clock
        self._view = InboxView(Seat())
        self._entries: dict[str, InboxEntry] = {}
        self._group: Group = "me"
        self._common = ""
        self._all_lines = False
        self._asking = self._ready = False
        self._shown: InboxEntry | None = None
        self._seat = made_button(
            self, tr("Where you work …"), tr("Tier, team, the folder, how long cases are kept (W)")
        )
        self._seat.clicked.connect(self.seat_asked)
        self._head.insertWidget(1, self._seat, 0, Qt.AlignmentFlag.AlignTop)
        self._build_left()
        self._build_right()
        self.focus_first(self._list)
        self.set_theme(theme)
        self._show_list()

    def _build_left(self) -> None:
        self._trouble = self.label(self.left, 12, 600, "warn")
        self._lines = PatternLines(self.theme, self.left)
        self._lines.pressed.connect(self._line_pressed)
        self.follow(self._lines)
        self._chips = QWidget(self.left)
        flow = LineLayout(self._chips, 4)
        self._groups: list[QPushButton] = []
        for number, (name, text) in enumerate(GROUPS, 1):
            chip = made_button(
                self._chips, text, tr("Show only: {text} ({number})", text=text, number=number), "chip"
            )
            chip.setProperty("group", name)
            chip.clicked.connect(self._group_pressed)
            flow.addWidget(chip)
            self._groups.append(chip)
        self._list = InboxList(self.theme, self.left)
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._entered)
        self._nothing = self.label(self.left, 13, 400, "muted")
        self._choose = made_button(
            self.left, tr("Choose the folder …"), tr("Choose where notes are handed over"), "primary"
        )
        self._choose.clicked.connect(self.seat_asked)
        for widget in (self._trouble, self._lines, self._chips):
            self.left_box.addWidget(widget)
        self.left_box.addWidget(self._list, 1)
        self.left_box.addWidget(self._nothing)
        self.follow(picture_over(self._nothing, self.left_box, "done", self._picture))
        self.left_box.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignLeft)
        self.left_box.addStretch(0)

    def _build_right(self) -> None:
        self._stands = {colour: self.label(self.right, 13, 600, colour) for colour in ("ok", "warn")}
        self._text = ArticleView(self.theme, self.right)
        self._text.setAccessibleName(tr("The note"))
        self.follow(self._text)
        self._ask = self.label(self.right, 13, 600, "warn")
        self._foot = QWidget(self.right)
        flow = LineLayout(self._foot, 8)
        self._act_button = made_button(self._foot, "", "", "primary")
        self._act_button.clicked.connect(self._act)
        self._take = made_button(self._foot, "", "")
        self._take.clicked.connect(self._take_now)
        self._release = made_button(self._foot, tr("Release   R"), tr("Let others take it (R)"))
        self._release.clicked.connect(self._release_now)
        self._open = made_button(self._foot, tr("Open   O"), tr("Read it without taking it (O)"))
        self._open.clicked.connect(self._open_now)
        for button in (self._act_button, self._take, self._release, self._open):
            flow.addWidget(button)
        for label in self._stands.values():
            self.right_box.addWidget(label)
        self.right_box.addWidget(self._text, 1)
        self.right_box.addWidget(self._ask)
        self.right_box.addWidget(self._foot)

    # --- what is shown ---

    def show_view(self, view: InboxView) -> None:
        """Show the inbox as it is now; what is chosen and read stays."""
        self._view = view
        self._entries = {entry.path: entry for entry in view.entries}
        self._foot.setEnabled(True)
        self._ready = True
        self._show_list()
        self._arrange()
        self.hand_focus_on()

    def show_note(self, entry: InboxEntry, page: Rendered) -> None:
        """Show the text of the chosen note."""
        if self._shown == entry:
            self._text.show_sheet(Sheet(page.html, (), page.images))

    @property
    def current(self) -> InboxEntry | None:
        """The chosen note; None if there is none."""
        row = self._list.current()
        return self._entries.get(str(row.value)) if row is not None else None

    def _show_list(self) -> None:
        view, now = self._view, self._clock()
        self.told.setText(seat_words(view.seat) if view.seat.inbox else "")
        self._trouble.setText(view.trouble)
        self._trouble.setVisible(bool(view.trouble))
        self._show_lines()
        rows = tuple(row_of(entry, now) for entry in view.entries if self._fits(entry))
        if not rows:
            self.hold_focus()
        folder = bool(view.seat.inbox) or not self._ready
        if folder and self._choose.hasFocus():
            self.hold_focus()
        for part, there in ((self._list, bool(rows)), (self.right, bool(rows)), (self._chips, folder)):
            part.setVisible(there)
        self._list.show_again(rows)
        self._show_chips()
        self._nothing.setText(nothing_words(view, self._group) if self._ready else tr("Looking …"))
        self._nothing.setVisible(not rows)
        self._choose.setVisible(not folder)
        self._seat.setVisible(folder)
        self.focus_first(self._list if folder else self._choose)
        self._fit_height(len(rows))
        self._show_current()

    def _fits(self, entry: InboxEntry) -> bool:
        if self._common:
            same = [one for one in self._view.patterns if common(one) == self._common]
            return any(entry.path in one.paths for one in same)
        if self._group == "me":
            return is_free(entry)
        if self._group == "mine":
            return entry.claim is not None and entry.claim.mine
        return self._group == "all" or entry.state == "solved"

    def _show_chips(self) -> None:
        waiting = sum(is_free(entry) for entry in self._view.entries)
        for chip, (name, text) in zip(self._groups, GROUPS, strict=True):
            chip.setText(f"{text} {waiting}" if name == "me" and waiting else text)
            chip.setAccessibleName(chip.text())
            set_look(chip, "active", name == self._group and not self._common)

    def _show_lines(self) -> None:
        """The patterns; one that is gone filters the list no more."""
        patterns = self._view.patterns
        if self._common not in {common(one) for one in patterns}:
            self._common = ""
        self._lines.show_patterns(patterns, self._common, _FEW_LOW if self.is_low else _FEW)

    def _picture(self) -> str:
        """Which picture goes with the words that nothing is there."""
        return "loading" if not self._ready else "done" if self._view.seat.inbox else "first"

    def _fit_height(self, rows: int) -> None:
        parts = [part for part in (self._trouble, self._lines, self._chips) if not part.isHidden()]
        above = sum(part.sizeHint().height() + self.left_box.spacing() for part in parts)
        self.fit_list(self._list.wanted_height + above if rows else 0)

    # --- one note ---

    def _chosen(self, _row: Row | None) -> None:
        self._show_current()

    def _show_current(self) -> None:
        """Show the chosen note; one that is shown already stays as it is read."""
        entry = self.current
        before, self._shown = self._shown, entry
        if entry is None:
            return
        if before is None or before.path != entry.path:
            self._end_question()
        self._show_standing(entry)
        if before is None or (before.path, before.note) != (entry.path, entry.note):
            self._text.show_sheet(Sheet(""))
            if entry.note is not None:
                self.note_chosen.emit(entry)

    def _show_standing(self, entry: InboxEntry) -> None:
        sentence, colour = standing(entry, self._clock())
        for name, label in self._stands.items():
            label.setText(sentence)
            label.setVisible(name == colour)
        claim, there = entry.claim, entry.note is not None
        takes = entry.for_me and claim is None and entry.state != "taken"
        over = entry.state == "solved"
        first = _OPEN_FIRST if not takes else _OPEN_SOLVED if over else _TAKE_FIRST
        self._name(self._act_button, *first)
        self._act_button.setVisible(there)
        held = claim is not None and not claim.mine
        may_take = there and not takes and not over and not (claim is not None and claim.mine)
        self._take.setVisible(may_take)
        if self._asking:
            self._name(self._take, tr("Yes, take it over   T"), tr("It is yours then (T)"))
        else:
            self._name(self._take, *(_TAKE_OVER if held else _TAKE))
        mine = claim is not None and claim.mine and entry.state != "taken" and not over
        self._release.setVisible(there and mine)
        self._open.setVisible(there and takes and not over)

    @staticmethod
    def _name(button: QPushButton, text: str, tip: str) -> None:
        button.setText(text)
        button.setAccessibleName(text.partition("   ")[0])
        button.setToolTip(plain_tip(tip))

    def _end_question(self) -> None:
        self._asking = False
        self._ask.hide()

    # --- acting ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """O opens, T takes, R releases, W asks where I work, digits choose what is listed; Esc goes back."""
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        number = event.key() - Qt.Key.Key_1
        keys = {
            Qt.Key.Key_O: self._open_now,
            Qt.Key.Key_T: self._take_now,
            Qt.Key.Key_R: self._release_now,
            Qt.Key.Key_W: self.seat_asked.emit,
        }
        if plain and not event.isAutoRepeat() and event.key() in keys:
            keys[Qt.Key(event.key())]()
        elif plain and 0 <= number < len(GROUPS):
            self._choose_group(GROUPS[number][0])
        elif event.key() == Qt.Key.Key_Escape and self._asking:
            self._end_question()
            self._show_list()
        elif event.key() == Qt.Key.Key_Escape and self._common:
            self._choose_group(self._group)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many patterns as there is room for."""
        super().resizeEvent(event)
        self._show_lines()

    def _arrange(self) -> None:
        """Where there is room for one thing only, the list is shown: the note has a page of its own."""
        tight = self.is_low and self.width() < self.theme.px(LOW_SIDE_BY_SIDE)
        if tight == self._text.isVisibleTo(self.right):
            self._text.setVisible(not tight)
            self.list_share = 0.86 if tight else 0.52
            self._splitter.setProperty("placed", False)
        narrow = self.width() < self.theme.px(SIDE_BY_SIDE)
        tier = seat_words(replace(self._view.seat, team="", inbox=""))
        self._seat.setText(f"{tier} …" if narrow else tr("Where you work …"))
        super()._arrange()

    def _entered(self, _row: Row) -> None:
        self._act()

    def _act(self) -> None:
        """Take and open what waits for me; open what is mine or somebody else's."""
        entry = self.current
        if entry is None or entry.note is None or not self._foot.isEnabled():
            return
        if entry.for_me and entry.claim is None and entry.state != "taken":
            self._foot.setEnabled(False)
            self.taken.emit(entry.path, False)
        else:
            self.opened.emit(entry.path)

    def _open_now(self) -> None:
        entry = self.current
        if entry is not None and entry.note is not None:
            self.opened.emit(entry.path)

    def _take_now(self) -> None:
        """Take it on; what somebody else has only after a second press."""
        entry = self.current
        if entry is None or entry.note is None or not self._foot.isEnabled():
            return
        claim = entry.claim
        if claim is None or claim.mine:
            self._act() if entry.for_me else self._take_it(entry, over=False)
        elif self._asking:
            self._end_question()
            self._take_it(entry, over=True)
        else:
            self._asking = True
            self._ask.setText(tr("{standing} Take it over?", standing=standing(entry, self._clock())[0]))
            self._ask.show()
            self._show_standing(entry)
            self._take.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_it(self, entry: InboxEntry, *, over: bool) -> None:
        self._foot.setEnabled(False)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.taken.emit(entry.path, over)

    def _release_now(self) -> None:
        entry = self.current
        if entry is not None and not self._release.isHidden():
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
            self.released.emit(entry.path)

    def _group_pressed(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self._choose_group(next(name for name, _ in GROUPS if name == chip.property("group")))

    def _choose_group(self, group: Group) -> None:
        self._group, self._common = group, ""
        self._show_list()
        self.hand_focus_on()

    def _line_pressed(self, what: str) -> None:
        self._common = "" if what == self._common else what
        self._show_list()


_OPEN_FIRST = (tr("Open   Enter"), tr("Read it, and answer if you like (Enter)"))
_OPEN_SOLVED = (tr("Open   Enter"), tr("Read how it ended; it no longer waits for you then (Enter)"))
_TAKE_FIRST = (tr("Take and open   Enter"), tr("It is yours then, which the others see (Enter)"))
_TAKE = (tr("Take and open   T"), tr("It is yours then, which the others see (T)"))
_TAKE_OVER = (tr("Take over …   T"), tr("Somebody else has it (T)"))
