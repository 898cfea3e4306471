# SPDX-License-Identifier: MIT
"""A person's profile: role, tier, team, what is searched at first, where notes are handed over."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QWidget

from kbdesk.language import tr, trn
from kbdesk.model import ROLE_NAMES, ROLES, TIERS, Seat
from kbdesk.model.roles import AUDIENCE_NAMES, TIER_OF
from kbdesk.model.words import Tier
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.form import Field, FormSheet, Section, TickChip, made_button
from kbdesk.ui.key_map import with_keys
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip

Place = Literal["role", "tier", "folder"]
"""The field that has the cursor at first."""

_DAYS = (0, 7, 30, 90, 365)
_NO_ROLE: Final = tr("None of these: no start page, nothing is folded")
_NO_ACCESS_CONTROL: Final = tr(
    "A filter for daily use, shown over the results, where one click takes it off. It is no access control: "
    "what nobody may see belongs in a library of its own."
)


class SeatSheet(FormSheet):
    """The profile to look at and change.

    Signals:
        given(Seat): where this person works from now on.
    """

    given = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, seat: Seat) -> None:
        super().__init__(theme, parent, tr("Your profile"), 560)
        self._seat = seat
        self.say_told(tr("What you see first, and which notes wait for you. It stays on this computer."))
        self._build_who(seat)
        self._build_folder(seat)
        self._build_wording(seat)
        self.column.addStretch(1)
        save = self.add_button(tr("Save   Enter"), tr("Work like this from now on (Enter)"), "primary")
        save.clicked.connect(self.entered)
        cancel = self.add_button(tr("Cancel   Esc"), tr("Leave it as it is (Esc)"))
        cancel.clicked.connect(self.leave)
        by_role = TIER_OF.get(seat.role) == seat.tier if seat.role else False
        self._own_tier: Tier = Seat().tier if by_role else seat.tier  # nor the tier that the role says
        proposed = seat.role == "social-media" and seat.audience == "public"
        self._own_audience = "" if proposed else seat.audience  # what another role does not take over
        self._role.currentIndexChanged.connect(self._role_chosen)
        self._tier.activated.connect(self._tier_chosen)
        self._audience.activated.connect(self._audience_chosen)
        self._show_wording()
        self.set_theme(theme)

    def _build_who(self, seat: Seat) -> None:
        self._role = self._choice(
            tr("Role"), with_keys(tr("What you do: it sets your start page ({show_start})"))
        )
        self._role.addItem(_NO_ROLE, "")
        for name in ROLES:
            self._role.addItem(ROLE_NAMES[name], name)
        self._role.setCurrentIndex(self._role.findData(seat.role))
        self._tier = self._choice(
            tr("Tier"), tr("The tier whose notes wait for you; what is above it is folded")
        )
        for tier in TIERS:
            self._tier.addItem(
                tr("Specialist") if tier == "specialist" else tr("Tier {tier}", tier=tier), tier
            )
        self._tier.setCurrentIndex(TIERS.index(seat.tier))
        self._team = Field(self, tr("Team"), tr("Network team; empty for every team of the tier"))
        self._team.edit.setText(seat.team)
        self._products = Field(
            self, tr("Products of your team"), tr("Router X200, VPN: they come first among equals")
        )
        self._products.edit.setText(", ".join(seat.products))
        self._audience = self._choice(
            tr("Search at first"), tr("What is searched before you choose otherwise")
        )
        self._audience.addItem(tr("Everything"), "")
        for audience, words in AUDIENCE_NAMES.items():
            self._audience.addItem(words, audience)
        self._audience.setCurrentIndex(self._audience.findData(seat.audience))
        self._hint(_NO_ACCESS_CONTROL)

    def _build_folder(self, seat: Seat) -> None:
        self._folder = Field(
            self, tr("Folder in which your team hands over"), tr("On a share or a synced drive")
        )
        self._folder.edit.setText(seat.inbox)
        choose = made_button(self._folder, tr("Choose …"), tr("Choose the folder"))
        choose.clicked.connect(self._choose_folder)
        self._folder.put_beside(choose)
        self._hint(tr("Not inside a library: notes hold customers' data. Leave it empty to have no inbox."))
        self._days = self._choice(tr("Your own cases and notes are kept"), tr("Then they are removed"))
        for days in sorted({*_DAYS, seat.keep_days}):
            self._days.addItem(_kept_words(days), days)
        self._days.setCurrentIndex(self._days.findData(seat.keep_days))

    def _build_wording(self, seat: Seat) -> None:
        self._wording = Section(self, with_keys(tr("Public wording ({copy_public})")))
        self._second = TickChip(
            self._wording,
            tr("A colleague reads it first"),
            tr("A colleague reads public wording before it is copied"),
            tr("Ask for a colleague's initials before public wording is copied"),
        )
        self._second.setChecked(seat.second_eyes)
        self.follow(self._second)
        self._wording.row(self._second)

    def _hint(self, words: str) -> None:
        hint = self.label(self.content, 12, 400, "muted")
        hint.setText(words)
        self.column.addWidget(hint)

    def _choice(self, name: str, tip: str) -> QComboBox:
        section = Section(self, name)
        made = DropDown(section)
        made.setAccessibleName(name)
        made.setToolTip(plain_tip(tip))
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(10)
        section.box.addWidget(made)
        return made

    def open_at(self, place: Place) -> None:
        """Open with the cursor in this field."""
        self.open_over()
        fields: dict[Place, QWidget] = {"role": self._role, "tier": self._tier, "folder": self._folder.edit}
        fields[place].setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_part(fields[place])

    def _role_chosen(self) -> None:
        """A role proposes tier and audience; one that was only passed on the way leaves nothing behind."""
        role = self._role.currentData()
        self._tier.setCurrentIndex(TIERS.index(TIER_OF.get(role, self._own_tier)))
        audience = self._own_audience or ("public" if role == "social-media" else "")
        self._audience.setCurrentIndex(self._audience.findData(audience))
        self._show_wording()

    def _tier_chosen(self) -> None:
        self._own_tier = TIERS[max(0, self._tier.currentIndex())]

    def _audience_chosen(self) -> None:
        self._own_audience = self._audience.currentData()

    def _show_wording(self) -> None:
        self._wording.setVisible(self._role.currentData() == "social-media")
        if self.isVisible():
            self.place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves in a list of choices, too."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if enter and isinstance(QApplication.focusWidget(), QComboBox | TickChip):
            self.entered()
        else:
            super().keyPressEvent(event)

    def entered(self) -> None:
        """Give what was chosen."""
        self._folder.mark(wrong=False)
        self.say_trouble("")
        given = replace(
            self._seat,
            role=self._role.currentData(),
            tier=TIERS[max(0, self._tier.currentIndex())],
            team=self._team.text,
            products=tuple(filter(None, map(str.strip, self._products.text.split(",")))),
            audience=self._audience.currentData(),
            inbox=self._folder.text,
            keep_days=int(self._days.currentData()),
            second_eyes=self._second.isChecked(),
        )
        self.given.emit(given)

    def refuse(self, sentence: str) -> None:
        """It was not taken: say why, at the folder."""
        self.say_trouble(sentence)
        self._folder.mark(wrong=True)
        self._folder.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_part(self._folder)

    def accept(self) -> None:
        """It was taken: close."""
        self.leave()

    def _choose_folder(self) -> None:
        at = self._folder.text
        folder = QFileDialog.getExistingDirectory(self, tr("In which folder does your team hand over?"), at)
        if folder:
            self._folder.edit.setText(folder)


def _kept_words(days: int) -> str:
    if not days:
        return tr("Until the window is closed")
    return tr("A year") if days == 365 else trn("{n} day", "{n} days", days)
