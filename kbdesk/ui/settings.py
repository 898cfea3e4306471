# SPDX-License-Identifier: MIT
"""What the window remembers between starts: looks and places, never content."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import platformdirs
from PySide6.QtCore import QByteArray

from kbdesk.language import NAMES
from kbdesk.ui.settings_file import SettingsFile
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.home import Home
    from kbdesk.model import Companion

SMALLEST, LARGEST, STEP = 0.9, 2.0, 0.1
"""Limits and step of the text size, as factors of 100 %."""

Look = Literal["system", "light", "dark"]
Flag = Literal["still", "on_top", "sync_paused", "clear_clipboard", "tray", "updates"]
"""What is on or off, and off at first: nothing moves by itself, the window stays above others, updates wait
until they are asked for, copied text is removed, closing hides in the tray, new versions are looked for."""

SYNC_MINUTES: Final = (1, 5, 15, 30, 60)
"""How often updates may come by themselves; 5 if nobody chose."""

_FILE = "window.ini"


class Settings:
    """The window's settings in the file ``window.ini``; each holds at once, and is kept a moment later.

    Args:
        data: the folder of the file.
        safe: whether nothing shall begin by itself: no index, no updates.
    """

    def __init__(self, data: Path, *, safe: bool = False) -> None:
        self.safe = safe
        self.file = data / _FILE
        self._store = SettingsFile(self.file)

    @classmethod
    def of(cls, home: Home, *, safe: bool = False) -> Settings:
        """The settings of this user; a file of an earlier version is taken along."""
        folder = settings_folder(home)
        before = home.data / _FILE
        if before != folder / _FILE and before.is_file() and not (folder / _FILE).exists():
            with suppress(OSError):  # then they begin anew
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                before.replace(folder / _FILE)
        return cls(folder, safe=safe)

    def _text(self, key: str, default: str = "") -> str:
        value = self._store.value(key)
        return value if isinstance(value, str) else default

    def theme(self, system_dark: bool) -> Theme:
        """The chosen look; ``system_dark`` counts while the user chose none."""
        try:
            scale = min(max(float(self._text("look/scale", "1.0")), SMALLEST), LARGEST)
        except ValueError:
            scale = 1.0
        return Theme(system_dark if self.look == "system" else self.look == "dark", scale)

    @property
    def look(self) -> Look:
        """Light or dark for good, or as the system is at the time."""
        chosen = self._text("look/theme")
        return "dark" if chosen == "dark" else "light" if chosen == "light" else "system"

    @look.setter
    def look(self, look: Look) -> None:
        self._store.put("look/theme", look)

    @property
    def language(self) -> str:
        """The language of the window for good, as in ``kbdesk.language.NAMES``; "" as the system's."""
        chosen = self._text("look/language")
        return chosen if chosen in NAMES else ""

    @language.setter
    def language(self, tag: str) -> None:
        self._store.put("look/language", tag)

    def keep_scale(self, scale: float) -> None:
        """Remember the text size that the user chose, as a factor of 100 %."""
        self._store.put("look/scale", f"{scale:.1f}")

    def flag(self, name: Flag) -> bool:
        """Whether this is on."""
        return self._text(f"on/{name}") == "yes"

    def set_flag(self, name: Flag, on: bool) -> None:
        """Remember whether this is on."""
        self._store.put(f"on/{name}", "yes" if on else "no")

    @property
    def sync_minutes(self) -> int:
        """Minutes between two rounds of updates that come by themselves, one of ``SYNC_MINUTES``."""
        chosen = self._text("sync/minutes")
        return next((one for one in SYNC_MINUTES if str(one) == chosen), 5)

    @sync_minutes.setter
    def sync_minutes(self, minutes: int) -> None:
        self._store.put("sync/minutes", str(minutes))

    @property
    def global_key(self) -> str:
        """The key that brings kbdesk to the front from any program; "" if none was chosen."""
        return self._text("reach/key")

    @global_key.setter
    def global_key(self, keys: str) -> None:
        self._store.put("reach/key", keys)

    @property
    def library(self) -> str:
        """The folder that was open last; "" if none."""
        return self._text("library")

    @library.setter
    def library(self, root: str) -> None:
        self._store.put("library", root)

    def beside(self, root: str) -> tuple[Companion, ...]:
        """The libraries to search beside the one in this folder; () if none."""
        from kbdesk.model import Companion  # noqa: PLC0415 - the window is painted before it is needed

        return tuple(Companion(place, name) for place, name in self._all_beside().get(root, ()))

    def keep_beside(self, root: str, companions: tuple[Companion, ...]) -> None:
        """Remember which libraries to search beside the one in this folder."""
        known = self._all_beside()
        known[root] = [(one.root, one.name) for one in companions]
        known = {place: others for place, others in known.items() if others}
        import json  # noqa: PLC0415 - as above

        self._store.put("beside", json.dumps(known))

    def _all_beside(self) -> dict[str, list[tuple[str, str]]]:
        """(folder, name) of each library beside, by the folder of the one that is open."""
        import json  # noqa: PLC0415 - as above

        try:
            known = json.loads(self._text("beside", "{}"))
            return {
                str(root): [(str(place), str(name)) for place, name in others]
                for root, others in known.items()
            }
        except (ValueError, TypeError, AttributeError):  # somebody edited the file
            return {}

    def may_open(self, host: str) -> bool:
        """Whether the user agreed before to open links to this host."""
        return bool(host) and self._text(f"hosts/{host}") == "yes"

    def allow(self, host: str) -> None:
        """Open links to this host without asking from now on."""
        self._store.put(f"hosts/{host}", "yes")

    @property
    def updates_asked(self) -> str:
        """The day on which a newer kbdesk was asked for last, as in 2026-11-22; "" for never."""
        return self._text("updates/asked")

    @updates_asked.setter
    def updates_asked(self, day: str) -> None:
        self._store.put("updates/asked", day)

    @property
    def geometry(self) -> QByteArray:
        """Size and place of the window as Qt saved them; empty at the first start."""
        value = self._store.value("window/geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.put("window/geometry", value)


def settings_folder(home: Home) -> Path:
    """Where the platform keeps settings; beside the user's cases if these were moved elsewhere."""
    if home.data == Path(platformdirs.user_data_dir("kbdesk", appauthor=False)):
        return Path(platformdirs.user_config_dir("kbdesk", appauthor=False))
    return home.data
