# SPDX-License-Identifier: MIT
"""The sheet in which keys are changed: choose an action, press the key that it shall have."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from kbdesk.language import tr
from kbdesk.ui.actions import ACTS, GROUPS, either
from kbdesk.ui.form import FormSheet
from kbdesk.ui.key_map import KeyMap, on_pages, why_unusable, written
from kbdesk.ui.palette_rows import Choice, fitting
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.theme import Theme

_TEXTS = {act.name: act.text for act in ACTS}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HELD = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)
_WHAT = tr("Choose an action and press Enter, then the key that it shall have. Other keys of it stay.")


class KeyCatch(QLineEdit):
    """Takes the next key that is pressed, whatever it means elsewhere; Esc and Tab lead out.

    Signals:
        caught(str): a key was pressed, as Qt writes it; "" if it is none that can be used.
        given_up(): Esc was pressed.
    """

    caught = Signal(str)
    given_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName(tr("The new key"))
        self.setToolTip(tr("Press the new key; Esc leaves it as it was"))

    def event(self, event: QEvent) -> bool:
        """No shortcut acts while a key is being pressed here."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell the key."""
        event.accept()
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.key() not in _HELD and not event.isAutoRepeat():
            self.caught.emit(pressed(event))


def pressed(event: QKeyEvent) -> str:
    """A key as the table writes it; "" for one that has no name."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    text = written(QKeySequence(event.key() | held.value))
    return text if text.isascii() and event.key() != Qt.Key.Key_unknown else ""


class KeysSheet(FormSheet):
    """All actions with their keys; a key can be changed, also back.

    Args:
        theme: the look.
        parent: the window that it covers.
        keys: the keys in force.

    Signals:
        changed(KeyMap): these keys hold from now on.
    """

    changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, keys: KeyMap) -> None:
        super().__init__(theme, parent, tr("Keys"), 620)
        self._keys, self._wanted = keys, ""
        self.say_told(_WHAT)
        self.field = LineEdit(self.content)
        self.field.setPlaceholderText(tr("Find an action, or a key"))
        self.field.setAccessibleName(tr("Find an action, or a key"))
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self.list = RowList(theme, self.content, tr("Actions and their keys"))
        self.catch = KeyCatch(self.content)
        self.catch.hide()
        for widget in (self.field, self.list, self.catch):
            self.column.addWidget(widget, 1 if widget is self.list else 0)
        self._change = self.add_button(
            tr("Change   Enter"), tr("Press another key for the chosen action (Enter)"), "primary"
        )
        self._take = self.add_button(
            tr("Take it   Enter"), tr("The other action gets another key (Enter)"), "primary"
        )
        self._reset = self.add_button(
            tr("As it was"), tr("The chosen action gets back its first keys (Delete)")
        )
        self._reset_all = self.add_button(tr("All as they were"), tr("All actions get back their first keys"))
        self._close = self.add_button(tr("Close   Esc"), tr("Back to the desk (Esc)"))
        self._take.hide()
        for button, slot in (
            (self._change, self.begin),
            (self._take, self._take_it),
            (self._reset, self._reset_one),
            (self._reset_all, self._reset_every),
            (self._close, self.leave),
        ):
            button.clicked.connect(slot)
        self.list.chosen.connect(self._chosen)
        self.list.entered.connect(self._entered)
        self.list.discarded.connect(self._discarded)
        self.catch.caught.connect(self._caught)
        self.catch.given_up.connect(self._end)
        self._show()

    @property
    def keys(self) -> KeyMap:
        """The keys as they are now."""
        return self._keys

    @property
    def chosen(self) -> str:
        """The action that is chosen; "" if there is none."""
        row = self.list.current()
        return str(row.value) if row is not None else ""

    def open_over(self) -> None:
        """Cover the window, ready to find an action."""
        super().open_over()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def choose(self, name: str) -> None:
        """Choose an action of the table."""
        names = [row.value for row in self.list.rows]
        if name in names:
            self.list.choose(names.index(name))

    def _show(self) -> None:
        typed = self.field.text().strip()
        every = [
            Choice("action", act.name, act.text, GROUPS[act.group], ", ".join(self._keys.keys(act.name)))
            for act in ACTS
        ]
        by_key = [one for one in every if typed and typed.casefold() in one.key.casefold().split(", ")]
        found = by_key or fitting(every, typed)
        self.list.show_rows(tuple(self._row(one) for one in found))
        self._chosen(self.list.current())

    def _row(self, choice: Choice) -> Row:
        own = self._keys.is_own(choice.name)
        line = either(self._keys.keys(choice.name)) or tr("no key of its own")
        return Row(
            choice.name,
            choice.text,
            tr("{keys}   changed by you", keys=line) if own else line,
            "key",
            "accent" if own else "muted",
        )

    def _chosen(self, row: Row | None) -> None:
        self._change.setEnabled(row is not None)
        self._reset.setEnabled(row is not None and self._keys.is_own(self.chosen))
        self._reset_all.setEnabled(self._keys != KeyMap())

    def _entered(self, _row: Row) -> None:
        self.begin()

    def _discarded(self, _row: Row) -> None:
        self._reset_one()

    # --- another key ---

    def begin(self) -> None:
        """Wait for the key that the chosen action shall have."""
        if self.chosen:
            self._wanted = ""
            self.catch.setText("")
            self.catch.setPlaceholderText(tr("Press the key for: {action}", action=_TEXTS[self.chosen]))
            self.catch.show()
            self.catch.setFocus(Qt.FocusReason.OtherFocusReason)
            self.say_trouble("")
            self._take.hide()
            self._change.hide()
            self.show_part(self.catch)

    def _caught(self, key: str) -> None:
        if key == "Return" and self._wanted:
            self._take_it()
            return
        self.catch.setText(key)
        self._wanted = ""
        self._take.hide()
        trouble = why_unusable(key)
        holder = self._keys.holder_of(key) if not trouble else ""
        if trouble:
            self.say_trouble(trouble)
        elif holder and holder != self.chosen:
            self._wanted = key
            after = self._keys.with_key(self.chosen, key).keys(holder)
            self.say_trouble(
                tr(
                    "{key} is the key of “{action}”, which then gets {new_key}. Enter takes it.",
                    key=key,
                    action=_TEXTS[holder],
                    new_key=after[0],
                )
            )
            self._take.show()
        else:
            self._put(self._keys.with_key(self.chosen, key), on_pages(key))

    def _take_it(self) -> None:
        if self._wanted and self.chosen:
            self._put(self._keys.with_key(self.chosen, self._wanted), on_pages(self._wanted))

    def _put(self, keys: KeyMap, more: str = "") -> None:
        self._keys = keys
        name = self.chosen
        self._end()
        self._show()
        self.choose(name)
        self.say_told(f"{_TEXTS[name]}: {either(keys.keys(name))}. {more}".strip() if name else _WHAT)
        self.changed.emit(keys)

    def _end(self) -> None:
        """Go back to the list."""
        self._wanted = ""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.catch.hide()
        self._take.hide()
        self._change.show()
        self.say_trouble("")

    def _reset_one(self) -> None:
        if self.chosen and self._keys.is_own(self.chosen):
            self._put(self._keys.reset(self.chosen))

    def _reset_every(self) -> None:
        self._put(KeyMap())

    # --- keys ---

    def entered(self) -> None:
        """Enter in the field that finds: the action that is chosen gets another key."""
        self.begin()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down lead from the field into the list, before they scroll the sheet."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            return False
        return super().eventFilter(watched, event)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        if hasattr(self, "list"):
            self.list.set_theme(theme)
            self.list.setMinimumHeight(theme.px(260))

    def wanted(self) -> tuple[int, int]:
        """Room for a good part of the list."""
        return self.theme.px(620), self.theme.px(700)
