# SPDX-License-Identifier: MIT
"""A file of settings: read once, written in a thread, for Qt waits until the disk has it."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

if TYPE_CHECKING:
    from kbdesk.ui.jobs import Errands


class SettingsFile:
    """The values of an INI file by their key, as ``QSettings`` has them.

    What is put into it holds at once, also for whoever reads the file anew in this process; the disk has it
    a moment later, and before the process ends.

    Args:
        file: need not be there.
    """

    def __init__(self, file: Path) -> None:
        if _writing.cache_info().currsize:
            _writing().wait()
        self._file = file
        store = _store(file)
        self._values: dict[str, object] = {key: store.value(key) for key in store.allKeys()}

    def value(self, key: str) -> object:
        """The value of a key; None if it has none."""
        return self._values.get(key)

    def put(self, key: str, value: object) -> None:
        """Give a key another value."""
        if key not in self._values or self._values[key] != value:
            self._values[key] = value
            _writing().run(partial(_write, self._file, key, value))


@cache
def _writing() -> Errands:
    from kbdesk.ui.jobs import Errands  # noqa: PLC0415 - the window is painted before anything is written

    return Errands("settings")


def _write(file: Path, key: str, value: object) -> None:
    store = _store(file)
    store.setValue(key, value)
    store.sync()


def _store(file: Path) -> QSettings:
    return QSettings(str(file), QSettings.Format.IniFormat)
