# SPDX-License-Identifier: MIT
"""The window's shortcuts: each action of the table carried out by whoever has a method of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from kbdesk.language import tr
from kbdesk.model import Page
from kbdesk.ui import key_map
from kbdesk.ui.actions import ACTS, GROUPS, key_list
from kbdesk.ui.house import House
from kbdesk.ui.key_map import KeyMap
from kbdesk.ui.reasons import what_is_there, why_not
from kbdesk.ui.sheet import Sheet
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.ui.keys_sheet import KeysSheet
    from kbdesk.ui.palette import Palette
    from kbdesk.ui.palette_rows import Choice

_TYPED = (QLineEdit, QPlainTextEdit, QTextEdit)
_EDITS = ("Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z")
ARTICLE = 1


class Keys(QObject):
    """Makes the actions of a window, offers them all in the palette, and lets their keys be changed.

    Args:
        house: the parts of the window; the shortcuts hold in its window.
        owners: gives the objects whose methods carry out the actions, asked in this order.
        may_act: whether the action of this name may be carried out now; "answer" is that of the digits.
        answer: chooses an answer of the call, 1 … 9.

    Signals:
        changed(): actions have other keys.
    """

    changed = Signal()

    def __init__(
        self,
        house: House,
        owners: Callable[[], Iterator[QObject]],
        may_act: Callable[[str], bool],
        answer: Callable[[int], None],
    ) -> None:
        super().__init__(house.window)
        self._house, self._owners, self._may_act, self._answer = house, owners, may_act, answer
        self._recent = key_map.load(house.home.keys)[1]
        self._theme = Theme()
        self._actions: dict[str, QAction] = {}
        self._palette: Palette | None = None
        self._sheet: KeysSheet | None = None
        self._documents: tuple[Choice, ...] = ()
        for act in ACTS:
            self._add(act.name, act.text, key_map.in_force().keys(act.name), act.repeats)
        for number in range(1, 10):
            keys = (str(number), f"Ctrl+{number}")
            self._add(f"answer {number}", tr("Answer {number}", number=number), keys, False)
        house.keeper.opened.connect(self._library_opened)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _add(self, name: str, text: str, keys: tuple[str, ...], repeats: bool) -> None:
        self._actions[name] = action = QAction(text, self._house.window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(self._triggered)
        action.setObjectName(name)
        action.setAutoRepeat(repeats)
        self._house.window.addAction(action)

    def _triggered(self) -> None:
        action = self.sender()
        if not isinstance(action, QAction):
            return
        name, _, number = action.objectName().partition(" ")
        if not number:
            self.act(name)
        elif self._may_act(name):
            self._answer(int(number))

    def act(self, name: str) -> None:
        """Carry out an action of the table, if it may be now."""
        if self._may_act(name):
            self.slot_of(name)()

    def slot_of(self, name: str) -> Callable[[], None]:
        """What carries out an action of the table, wherever it lives."""
        slot: Callable[[], None] = next(
            getattr(owner, name) for owner in self._owners() if hasattr(owner, name)
        )
        return slot

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        for sheet in (self._palette, self._sheet):
            if sheet is not None:
                sheet.set_theme(theme)

    @property
    def sheet_open(self) -> bool:
        """Whether the palette, or the sheet of keys, covers the window."""
        return self._palette is not None or self._sheet is not None

    # --- the palette ---

    @property
    def palette(self) -> Palette | None:
        """The palette; None while it is closed."""
        return self._palette

    def show_palette(self) -> None:
        """Offer every action, and documents by title."""
        self._open_palette(titles=False)

    def quick_open(self) -> None:
        """Offer articles and playbooks by title."""
        self._open_palette(titles=True)

    def _open_palette(self, *, titles: bool) -> None:
        from kbdesk.ui.palette import Palette  # noqa: PLC0415 - not in the start-up path

        if self.sheet_open:
            return
        made = Palette(self._theme, self._house.window, self.choices(), self._recent, titles=titles)
        self._palette = made
        made.action_chosen.connect(self._chosen)
        made.document_chosen.connect(self._open_document)
        made.closed.connect(self._palette_closed)
        made.show_documents(self._documents)
        made.open_over()
        desk = self._house.keeper.desk
        if desk is not None:
            self._house.lanes.disk.run(partial(documents, desk), self._show_documents, "titles")

    def choices(self) -> list[Choice]:
        """Every action of the table with its key, and why it cannot be carried out now."""
        from kbdesk.ui.palette_rows import Choice  # noqa: PLC0415 - not in the start-up path

        there, keys = what_is_there(self._house), key_map.in_force()
        shown = ((act, "".join(keys.keys(act.name)[:1])) for act in ACTS if act.name != "show_palette")
        return [
            Choice("action", act.name, act.text, GROUPS[act.group], key, why_not(act.name, there))
            for act, key in shown
        ]

    def _show_documents(self, found: tuple[Choice, ...]) -> None:
        self._documents = found
        if self._palette is not None:
            self._palette.show_documents(found)

    def _library_opened(self, desk: object) -> None:
        del desk
        self._documents = ()

    def _palette_closed(self) -> None:
        if self._palette is not None:
            palette, self._palette = self._palette, None
            palette.deleteLater()

    def _chosen(self, name: str) -> None:
        self._palette_closed()
        self._remember(name)
        self.act(name)

    def _open_document(self, path: str, read: bool) -> None:
        self._palette_closed()
        self._remember(path)
        kind = next((one.kind for one in self._documents if one.name == path), "article")
        if kind == "playbook" and not read:
            self._house.finder.playbook_chosen.emit(path, "", "")
        else:
            self._house.finder.open_path(path)

    def _remember(self, name: str) -> None:
        self._recent = (name, *(one for one in self._recent if one != name))[: key_map.MOST_RECENT]
        self._keep()

    def _keep(self) -> None:
        work = partial(key_map.save, self._house.home.keys, key_map.in_force(), self._recent)
        self._house.lanes.disk.run(work, self._kept, "keys")

    def _kept(self, nothing: None) -> None:
        del nothing

    # --- other keys ---

    def change_keys(self) -> None:
        """Let keys be changed."""
        from kbdesk.ui.keys_sheet import KeysSheet  # noqa: PLC0415 - not in the start-up path

        if not self.sheet_open:
            self._sheet = KeysSheet(self._theme, self._house.window, key_map.in_force())
            self._sheet.changed.connect(self.use)
            self._sheet.closed.connect(self._sheet_closed)
            self._sheet.set_theme(self._theme)
            self._sheet.open_over()

    @property
    def sheet(self) -> KeysSheet | None:
        """The sheet in which keys are changed; None while it is closed."""
        return self._sheet

    def use(self, keys: KeyMap) -> None:
        """Let actions have these keys from now on, also at the next start."""
        key_map.use(keys)
        for act in ACTS:
            self._actions[act.name].setShortcuts([QKeySequence(key) for key in keys.keys(act.name)])
        key_map.refresh_keys(self._house.window)
        self._keep()
        self.changed.emit()

    def _sheet_closed(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.deleteLater()

    # --- the list of keys ---

    def show_keys(self) -> None:
        """Show the keys that work here, and then all, in the reading pane."""
        from kbdesk.ui.keys_here import keys_here  # noqa: PLC0415 - not in the start-up path

        text = key_list(key_map.in_force().keys, keys_here(self._house))
        self._house.lanes.find.run(partial(keys_page, text), self._show_keys, "page")

    def _show_keys(self, page: Page) -> None:
        self._house.finder.show_own(page)
        self._house.frame.go_to(ARTICLE)

    # --- fields ---

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        """Watch the field with the focus: Qt's fields claim Ctrl+E, Ctrl+K and others on X11."""
        if isinstance(before, _TYPED):
            before.removeEventFilter(self)
        if isinstance(now, _TYPED) and self._is_in_panes(now):
            now.installEventFilter(self)

    def _is_in_panes(self, field: QWidget) -> bool:
        """Whether a field stands in the window itself: pages and sheets have keys of their own."""
        cover, at = self._house.frame.cover, field.parentWidget()
        if cover is not None and cover.isAncestorOf(field):
            return False
        while at is not None and not isinstance(at, Sheet):
            at = at.parentWidget()
        return at is None and self._house.window.isAncestorOf(field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the window have the keys of actions before a field edits with them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = key_map.written(QKeySequence(event.keyCombination()))
            letter = key.startswith("Ctrl+") and key[-1:].isalpha() and key not in _EDITS
            if letter and key_map.in_force().holder_of(key):
                event.ignore()
                return True
        return super().eventFilter(watched, event)


def keys_page(text: str) -> Page:
    """The list of keys as a page; runs in a lane, as it brings the Markdown worker with it."""
    from kbdesk.desk.own import own_page  # noqa: PLC0415 - not in the start-up path

    return own_page(text)


def documents(desk: Desk) -> tuple[Choice, ...]:
    """The documents of a library by title; runs in a lane.

    Raises:
        KbError: the library cannot be read.
    """
    from kbdesk.ui.palette_rows import Choice  # noqa: PLC0415 - not in the start-up path

    found = []
    for one in desk.writing.targets():
        is_book = "playbooks" in one.path.split("/")[:-1]
        name = tr("Playbook") if is_book else tr("Article")
        found.append(Choice("playbook" if is_book else "article", one.path, one.title, name))
    return tuple(found)
