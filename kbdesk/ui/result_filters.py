# SPDX-License-Identifier: MIT
"""The row of chips over the results: which kind, and which tier, product and tag."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from kbdesk.language import tr
from kbdesk.model import TIERS, Filters, Results
from kbdesk.model.roles import AUDIENCE_NAMES, READABLE
from kbdesk.ui import icons
from kbdesk.ui.flow import FlowLayout
from kbdesk.ui.key_map import key_of
from kbdesk.ui.mirror import is_turned
from kbdesk.ui.result_rows import TIER_NAMES
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.tips import plain_tip

KINDS = (("", tr("All")), ("article", tr("Articles")), ("playbook", tr("Playbooks")))
"""The chips of which one is always on, as (kind, label)."""

_SPOKEN = {"": tr("Show all"), "article": tr("Show articles"), "playbook": tr("Show playbooks")}

FACETS = (
    ("audience", tr("Audience")),
    ("tier", tr("Tier")),
    ("product", tr("Product")),
    ("tag", tr("Tag")),
    ("library", tr("Library")),
)
"""What the Filters menu offers, as (facet, heading)."""

_MOST_VALUES = 15
"""Values of a facet that the menu lists; rarer ones are found by typing them."""


class FilterChips(QWidget):
    """All | Articles | Playbooks | Filters, and one chip for each filter that is on.

    Signals:
        filters_changed(Filters): a person chose other filters.
    """

    filters_changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._filters = self._standing = Filters()
        self._facets: dict[str, tuple[tuple[str, int], ...]] = {}
        self._layout = FlowLayout(self)
        self._kinds = {kind: self._chip(label) for kind, label in KINDS}
        self._kinds[""].setToolTip(tr("Articles and playbooks"))
        for kind, chip in self._kinds.items():
            chip.setProperty("kind", kind)
            chip.clicked.connect(self._choose_kind)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._menu.triggered.connect(self._choose)
        self._more = self._chip(tr("Filters"))
        self._more.setToolTip(tr("Show only one tier, product or tag"))
        self._more.clicked.connect(self.open_menu)
        self._active = {facet: self._chip("") for facet, _ in FACETS}
        for facet, chip in self._active.items():
            chip.setProperty("facet", facet)
            against = Qt.LayoutDirection.LeftToRight if is_turned() else Qt.LayoutDirection.RightToLeft
            chip.setLayoutDirection(against)
            chip.clicked.connect(self._take_off)
        self._refresh()

    @property
    def filters(self) -> Filters:
        """The filters that are on."""
        return self._filters

    @property
    def standing(self) -> Filters:
        """What is on by the person's profile."""
        return self._standing

    def set_standing(self, filters: Filters) -> None:
        """Take what is on by the person's profile; no signal."""
        self._standing = filters
        self._refresh()

    @property
    def active(self) -> tuple[str, ...]:
        """The values that narrow the results besides the kind, as people read them."""
        values = ((facet, getattr(self._filters, facet)) for facet, _ in FACETS)
        return tuple(self._label(facet, value) for facet, value in values if value)

    def set_filters(self, filters: Filters) -> None:
        """Show other filters; no signal."""
        self._filters = filters
        self._refresh()

    def show_facets(self, results: Results) -> None:
        """Take the values and counts that the menu offers."""
        self._facets = dict(results.facets)

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        self._refresh()

    def focus_first(self, reason: Qt.FocusReason) -> None:
        """Put the keyboard focus on the first chip."""
        self._kinds[""].setFocus(reason)

    def open_menu(self) -> None:
        """Open the Filters menu below its chip."""
        self._menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 4)))

    def menu(self) -> QMenu:
        """The Filters menu, filled with what can be chosen now."""
        self._fill_menu()
        return self._menu

    def _chip(self, label: str) -> QPushButton:
        chip = QPushButton(label, self)
        chip.setProperty("role", "chip")
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        self._layout.addWidget(chip)
        return chip

    def _label(self, facet: str, value: str) -> str:
        if facet == "audience":
            return AUDIENCE_NAMES.get(value, value)
        if facet == "tier":
            return tr("Specialist") if value == "specialist" else tr("Tier {tier}", tier=value)
        return value

    def _choose_kind(self) -> None:
        self._change(replace(self._filters, kind=str(self.sender().property("kind"))))

    def _take_off(self) -> None:
        self._change(replace(self._filters, **{str(self.sender().property("facet")): ""}))

    def _choose(self, action: QAction) -> None:
        chosen = action.data()
        if chosen is None:
            self._change(Filters(kind=self._filters.kind))
            return
        facet, value = chosen
        self._change(replace(self._filters, **{facet: value if action.isChecked() else ""}))

    def _change(self, filters: Filters) -> None:
        if filters == self._filters:
            self._refresh()
            return
        self.set_filters(filters)
        self.filters_changed.emit(filters)

    def _fill_menu(self) -> None:
        self._menu.clear()
        for facet, heading in FACETS:
            chosen = getattr(self._filters, facet)
            counts = self._facets.get(facet, ())
            values = counts[:_MOST_VALUES]
            if facet == "audience":
                values = _audiences(dict(counts))
            if facet == "tier":
                values = tuple(sorted(values, key=lambda pair: (*TIERS, pair[0]).index(pair[0])))
            if chosen and chosen not in dict(values):
                values = (*values, (chosen, dict(counts).get(chosen, 0)))
            if not values:
                continue
            title = self._menu.addAction(heading)
            title.setEnabled(False)
            for value, count in values:
                text = tr("{value}  ({n:,})", value=self._label(facet, value), n=count)
                action = self._menu.addAction(text.replace("&", "&&"))
                action.setCheckable(True)
                action.setChecked(value == chosen)
                action.setData((facet, value))
            self._menu.addSeparator()
        if self._menu.isEmpty():
            self._menu.addAction(tr("Nothing to filter by yet")).setEnabled(False)
        elif self.active:
            clear = self._menu.addAction(tr("Clear filters"))
            clear.setShortcut(QKeySequence(key_of("clear_filters")))
            # The window owns the key; here it is only shown.
            clear.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def _refresh(self) -> None:
        filters, theme = self._filters, self._theme
        for kind, chip in self._kinds.items():
            self._mark(chip, on=kind == filters.kind)
            name = _SPOKEN[kind]
            chip.setAccessibleName(tr("{name}, chosen", name=name) if kind == filters.kind else name)
        count = len(self.active)
        self._more.setText(tr("Filters · {n} ▾", n=count) if count else tr("Filters ▾"))
        self._more.setAccessibleName(tr("Filters, {n} on", n=count) if count else tr("Filters"))
        self._mark(self._more, on=bool(count))
        for facet, chip in self._active.items():
            value = getattr(filters, facet)
            label = self._label(facet, value)
            room = chip.fontMetrics().horizontalAdvance("n" * 22)
            text = chip.fontMetrics().elidedText(label, Qt.TextElideMode.ElideMiddle, room)
            chip.setText(text.replace("&", "&&"))
            chip.setIcon(icons.icon("close", theme.hex("accent"), theme.px(11)))
            chip.setIconSize(QSize(theme.px(11), theme.px(11)))
            chip.setAccessibleName(tr("Take off the filter {label}", label=label))
            chip.setToolTip(plain_tip(_tip(facet, value, self._standing)))
            chip.setVisible(bool(value))
            self._mark(chip, on=bool(value))
        self._layout.invalidate()
        self.updateGeometry()

    def _mark(self, chip: QPushButton, *, on: bool) -> None:
        set_look(chip, "active", on)


def _audiences(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """What can be chosen, each with how many documents it lets pass; () if all have one audience."""
    if len(counts) < 2:
        return ()
    sums = ((name, sum(counts.get(one, 0) for one in READABLE[name])) for name in AUDIENCE_NAMES)
    return tuple((name, count) for name, count in sums if count)


def _tip(facet: str, value: str, standing: Filters) -> str:
    if facet != "audience":
        return tr("Take this filter off")
    by = tr("Your profile sets it ({key}).", key=key_of("show_profile"))
    use = tr("It is for daily use: it keeps nothing from anybody.")
    parts = tr("Take this filter off."), by if value == standing.audience else "", use
    return " ".join(filter(None, parts))


__all__ = ["FACETS", "KINDS", "TIER_NAMES", "FilterChips"]
