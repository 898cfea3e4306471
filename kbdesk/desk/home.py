# SPDX-License-Identifier: MIT
"""Where kbdesk keeps what is the user's own: never in the library."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from kbdesk.errors import KbError


@dataclass(frozen=True, slots=True)
class Home:
    """The user's folders: ``data`` for cases and notes, ``cache`` for what can be made again."""

    data: Path
    cache: Path

    @classmethod
    def of_user(cls) -> Home:
        """The folders of this user; ``KBDESK_DATA`` and ``KBDESK_CACHE`` move them."""
        data = os.environ.get("KBDESK_DATA") or platformdirs.user_data_dir("kbdesk", appauthor=False)
        cache = os.environ.get("KBDESK_CACHE") or platformdirs.user_cache_dir("kbdesk", appauthor=False)
        return cls(Path(data), Path(cache))

    @property
    def cases(self) -> Path:
        """The agent's own runs, searches and settings (SQLite)."""
        return self.data / "cases.sqlite"

    @property
    def handoffs(self) -> Path:
        """Where exported notes go."""
        return self.data / "handoffs"

    def make(self) -> None:
        """Make the folders, for this user alone.

        Raises:
            KbError: if a folder cannot be made.
        """
        for folder in (self.data, self.cache):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise KbError(
                    f"The folder {folder} cannot be made: {error.strerror}.",
                    "Set KBDESK_DATA and KBDESK_CACHE to folders that you may write to.",
                ) from error


def user_name() -> str:
    """The name of the person at this computer: ``KBDESK_NAME``, else as the system knows it, else "agent"."""
    if os.environ.get("KBDESK_NAME", "").strip():
        return os.environ["KBDESK_NAME"].strip()
    try:
        import pwd  # noqa: PLC0415 - does not exist on Windows

        full = pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0].strip()
        if full:
            return full
    except (ImportError, KeyError):
        pass
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "agent"
