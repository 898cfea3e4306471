# SPDX-License-Identifier: MIT
"""Which keys the actions have: those of the table or the person's own, and texts that name them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase

from PySide6.QtCore import QIODevice, QSaveFile
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.ui.actions import ACTS
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.within import within
from kbdesk.ui.writing.keys import KEY_ROWS

FILE = "keys.json"
"""Where the own keys stand, in the user's data."""
MOST_RECENT = 30

_TABLE = {act.name: act for act in ACTS}
_NAMED = re.compile(r"\{([a-z_]+)\}")
_TEMPLATE = "keyed"
_NEXT = tr("{key} cannot be given away: it goes to the next field.")
_BEFORE = tr("{key} cannot be given away: it goes to the field before.")
_OPENS = tr("{key} cannot be given away: it opens or presses what has the focus.")
_MOVES = tr("{key} cannot be given away: it moves in texts and lists.")
_COPIES = tr("{key} cannot be given away: it copies, pastes, cuts or selects in every text.")
_ANSWERS = tr("{key} cannot be given away: it answers the step of a call.")
_FIXED = {
    "Esc": tr("{key} cannot be given away: it goes back, everywhere."),
    "Tab": _NEXT,
    **dict.fromkeys(("Backtab", "Shift+Tab"), _BEFORE),
    **dict.fromkeys(("Return", "Enter"), _OPENS),
    "Space": tr("{key} cannot be given away: it presses what has the focus."),
    "Delete": tr("{key} cannot be given away: it deletes what is chosen."),
    **dict.fromkeys(("Up", "Down", "Left", "Right", "Home", "End", "PgUp", "PgDown"), _MOVES),
    **dict.fromkeys(("Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+A"), _COPIES),
    **{f"{held}{digit}": _ANSWERS for held in ("", "Ctrl+") for digit in range(1, 10)},
}
"""Keys that mean the same everywhere and cannot be given away, and what is said of each."""


@dataclass(frozen=True, slots=True)
class KeyMap:
    """The keys of all actions; ``own`` are (action, its keys) where the person chose others."""

    own: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of an action, the one that is shown first; () if others were given all of them."""
        own = dict(self.own)
        if name in own:
            return own[name]
        taken = {key for keys in own.values() for key in keys}
        return tuple(key for key in _TABLE[name].keys if key not in taken)

    def key_of(self, name: str) -> str:
        """The key that texts name for an action; without one, that of the palette, which has them all."""
        keys = self.keys(name) or self.keys("show_palette")
        return keys[0]

    def holder_of(self, key: str) -> str:
        """The action that has a key; "" if none does."""
        return next((act.name for act in ACTS if key in self.keys(act.name)), "")

    def is_own(self, name: str) -> bool:
        """Whether the keys of an action are others than those of the table."""
        return self.keys(name) != _TABLE[name].keys

    def with_key(self, name: str, key: str) -> KeyMap:
        """The same with another first key for an action.

        An action that had the key goes without it; if it had no other, it gets the one that became free.
        """
        return self._assigned(name, (key, *(one for one in self.keys(name)[1:] if one != key)))

    def reset(self, name: str) -> KeyMap:
        """The same with the keys of the table for an action."""
        return self._assigned(name, _TABLE[name].keys)

    def _assigned(self, name: str, wanted: tuple[str, ...]) -> KeyMap:
        before = self.keys(name)
        after = {other: self.keys(other) for other in _TABLE}
        after[name] = wanted
        bare = []
        for other, keys in after.items():
            if other != name and not set(keys).isdisjoint(wanted):
                after[other] = tuple(key for key in keys if key not in wanted)
                bare += [] if after[other] else [other]
        for other in bare:
            used = {key for keys in after.values() for key in keys}
            free = (
                *before,
                *_TABLE[other].keys,
                *(f"Ctrl+Alt+{letter}" for letter in ascii_uppercase),
            )
            after[other] = (next(key for key in free if key not in used),)
        return KeyMap(tuple((one, keys) for one, keys in after.items() if keys != _TABLE[one].keys))


def why_unusable(key: str) -> str:
    """Why a key cannot be an action's; "" if it can."""
    if not key:
        return tr("This key cannot be used: hold Ctrl or Alt, or press a function key.")
    if key in _FIXED:
        return _FIXED[key].format(key=key)
    return ""


def on_pages(key: str) -> str:
    """What a key does on the writing page, where that comes first; "" if nothing."""
    return next(
        (
            tr("While you write, {key} stays: {what}.", key=key, what=text)
            for keys, text in KEY_ROWS
            if key in keys.split(", ")
        ),
        "",
    )


# --- the keys in force ---

_in_force = [KeyMap()]
"""One for the process, as a language is: texts everywhere name keys. Only the window changes it."""


def use(keys: KeyMap) -> None:
    """Let texts name these keys from now on."""
    _in_force[0] = keys


def in_force() -> KeyMap:
    """The keys that texts name now."""
    return _in_force[0]


def key_of(name: str) -> str:
    """The key that is shown for an action of the table."""
    return _in_force[0].key_of(name)


def with_keys(text: str) -> str:
    """A text in which ``{action}`` stands for the key of an action of the table."""
    return _NAMED.sub(lambda found: key_of(found[1]) if found[1] in _TABLE else found[0], text)


def in_own_keys(sentence: str) -> str:
    """A sentence of the desk, which names the keys of the table, with the person's own in their place."""
    changed = {act.keys[0]: key_of(act.name) for act in ACTS if key_of(act.name) != act.keys[0]}
    for key in sorted(changed, key=len, reverse=True):
        if len(key) > 1 and key in sentence:
            pattern = rf"(?<![\w+]){re.escape(key)}(?![\w+])"
            sentence = re.sub(pattern, changed[key].replace("\\", r"\\"), sentence)
    return sentence


def name_keys(widget: QWidget, *, tip: str = "", text: str = "", hint: str = "", name: str = "") -> None:
    """Give a widget a tooltip, a text, a placeholder or a screen reader's name, with ``{action}`` for keys.

    They follow when a key is changed, until something else is set.
    """
    given = {"toolTip": tip, "text": text, "placeholderText": hint, "accessibleName": name}
    known = dict(widget.property(_TEMPLATE) or {})
    for which, template in given.items():
        if template:
            known[which] = (template, _named(which, template))
            widget.setProperty(which, known[which][1])
    widget.setProperty(_TEMPLATE, known)


def _named(which: str, template: str) -> str:
    """Give a text with its keys, as the property of a widget takes it."""
    said = with_keys(template)
    return plain_tip(said) if which == "toolTip" else said


def refresh_keys(window: QWidget) -> None:
    """Let every widget of a window that was given keys to name show those in force."""
    for widget in within(window):
        known = dict(widget.property(_TEMPLATE) or {})
        for which, (template, shown) in known.items():
            if widget.property(which) == shown:
                known[which] = (template, _named(which, template))
                widget.setProperty(which, known[which][1])
        if known:
            widget.setProperty(_TEMPLATE, known)


# --- on disk ---


def load(data: Path) -> tuple[KeyMap, tuple[str, ...]]:
    """The person's own keys and what they chose last in the palette; what cannot be read is left out."""
    try:
        known = json.loads((data / FILE).read_bytes())
        own, recent = known.get("keys", {}), known.get("recent", [])
        pairs = list(own.items())
    except (OSError, ValueError, AttributeError, RecursionError):
        return KeyMap(), ()
    found: dict[str, tuple[str, ...]] = {}
    used: set[str] = set()
    for name, keys in pairs:
        good = _usable(keys) if name in _TABLE else ()
        if good and used.isdisjoint(good):
            found[name] = good
            used.update(good)
    names = recent if isinstance(recent, list) else []
    return KeyMap(tuple(found.items())), tuple(name for name in names if isinstance(name, str))[:MOST_RECENT]


def _usable(keys: object) -> tuple[str, ...]:
    """What can be used of the keys in the file, which somebody may have edited, as Qt writes them."""
    if not isinstance(keys, list):
        return ()
    sequences = (QKeySequence(key) for key in keys if isinstance(key, str))
    named = (written(one) for one in sequences if one.count() == 1)
    return tuple(dict.fromkeys(key for key in named if not why_unusable(key)))


def written(key: QKeySequence) -> str:
    """A key as the table writes it."""
    return re.sub(r"\bDel$", "Delete", key.toString(QKeySequence.SequenceFormat.PortableText))


def save(data: Path, keys: KeyMap, recent: tuple[str, ...]) -> None:
    """Keep the person's own keys, and what they chose last; may run in a lane.

    Raises:
        KbError: the file cannot be written.
    """
    text = json.dumps({"keys": dict(keys.own), "recent": recent[:MOST_RECENT]}, indent=2)
    file = QSaveFile(str(data / FILE))
    kept = (
        file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(f"{text}\n".encode()) > 0 and file.commit()
    )
    if not kept:
        raise KbError(
            tr("{file} cannot be written: {reason}.", file=data / FILE, reason=file.errorString()),
            tr("Your keys hold until you close."),
        )
