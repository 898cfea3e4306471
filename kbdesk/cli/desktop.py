# SPDX-License-Identifier: MIT
"""kbdesk in the desktop's menu, for handoff notes and for kbdesk:// links (Linux and other free desktops).

What is written lies in ``XDG_DATA_HOME`` and nowhere else; the settings of the desktop are not touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from kbdesk.errors import KbError

MIME_TYPE = "text/x-kbdesk-handoff"
MARK = "Written by: kbdesk desktop install"
ENTRY, TYPES, ICON = (
    "applications/kbdesk.desktop",
    "mime/packages/kbdesk.xml",
    "icons/hicolor/scalable/apps/kbdesk.svg",
)

_ENTRY = """\
[Desktop Entry]
# {mark}
Type=Application
Name=kbdesk
GenericName=Support knowledge
GenericName[de]=Wissen für den Support
Comment=Search, follow a playbook and hand over, while the customer speaks
Comment[de]=Suchen, einem Leitfaden folgen und übergeben, während der Kunde spricht
Icon=kbdesk
Exec={exec} %u
Terminal=false
Categories=Office;
Keywords=support;knowledge;playbook;handoff;helpdesk;
MimeType={mime};x-scheme-handler/kbdesk;
StartupNotify=true
StartupWMClass=kbdesk
X-GNOME-SingleWindow=true
Actions=search;inbox;

[Desktop Action search]
Name=Search
Name[de]=Suchen
Exec={exec} --raise search

[Desktop Action inbox]
Name=Inbox
Name[de]=Eingang
Exec={exec} --raise inbox
"""

_TYPES = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- {mark} -->
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{mime}">
    <comment>Handoff note</comment>
    <comment xml:lang="de">Übergabe</comment>
    <sub-class-of type="text/markdown"/>
    <icon name="kbdesk"/>
    <glob pattern="*.handoff.md" weight="60"/>
  </mime-type>
</mime-info>
"""

_TOOLS = (
    # program, its folder below the data folder, what is not known without it
    ("update-mime-database", "mime", "handoff notes"),
    ("update-desktop-database", "applications", "kbdesk:// links"),
)


def desktop_verb(options: Namespace) -> int:
    """Put kbdesk into the menu, or take it out."""
    if sys.platform in ("win32", "darwin"):
        raise KbError(
            "This is for Linux desktops.", "On Windows and macOS the bundle brings its own entries."
        )
    home = data_home()
    if options.what == "install":
        words = program(options.program)
        for place in install(home, words):
            print(f"Written: {place}")
        lacking = tell_desktop(home)
        print(f"kbdesk is in the menu and starts {words[0]}.")
        for tool, what in lacking:
            print(f"{tool} is not installed: the desktop may not yet know that kbdesk opens {what}.")
        return 0
    gone = remove(home)
    tell_desktop(home)
    for place in gone:
        print(f"Removed: {place}")
    if not gone:
        print("kbdesk was not in the menu.")
    return 0


def data_home() -> Path:
    """Where this user's desktop looks for entries, types and icons."""
    given = Path(os.environ.get("XDG_DATA_HOME") or "")
    return given if given.is_absolute() else Path.home() / ".local" / "share"


def program(given: str = "") -> list[str]:
    """What the menu starts: a program and its first words.

    Raises:
        KbError: what was given cannot be started.
    """
    if given:
        found = shutil.which(given)
        if found is None:
            raise KbError(f"{given} cannot be started.", "Give the full path of a program.")
        return [str(Path(found).absolute())]
    if getattr(sys, "frozen", False):
        return [sys.executable]
    beside = Path(sys.executable).parent / "kbdesk-window"
    if beside.is_file():
        return [str(beside)]
    found = shutil.which("kbdesk-window")
    return [found] if found else [sys.executable, "-P", "-m", "kbdesk"]


def quoted(words: list[str]) -> str:
    """Words as the Exec line of an entry wants them (Desktop Entry Specification 1.5, “The Exec key”).

    Raises:
        KbError: a word has a sign that no entry can hold.
    """
    made: list[str] = []
    for word in words:
        if any(ord(sign) < 32 for sign in word) or "=" in word:
            raise KbError(f"An entry of the menu cannot start {word!r}.", "Put kbdesk into another folder.")
        for sign in '\\"`$':
            word = word.replace(sign, f"\\{sign}")  # noqa: PLW2901 - grows sign by sign
        made.append(f'"{word}"' if set(word) & set(" \t\"'\\><~|&;$*?#()`") else word)
    return " ".join(made).replace("\\", "\\\\").replace("%", "%%")


def install(home: Path, words: list[str]) -> tuple[Path, ...]:
    """Write entry, file type and icon.

    Args:
        home: the data folder.
        words: what the entry starts.

    Raises:
        KbError: one of them is somebody else's, or cannot be written; nothing else was written then.
    """
    picture = (Path(__file__).parent / "kbdesk.svg").read_text(encoding="utf-8")
    texts = {
        home / ENTRY: _ENTRY.format(mark=MARK, exec=quoted(words), mime=MIME_TYPE),
        home / TYPES: _TYPES.format(mark=MARK, mime=MIME_TYPE),
        home / ICON: picture.replace("</svg>", f"<!-- {MARK} -->\n</svg>"),
    }
    for place in texts:
        if place.exists() and not _is_ours(place):
            raise KbError(
                f"{place} was not written by kbdesk.", "Move it away if kbdesk shall take its place."
            )
    for place, text in texts.items():
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        except OSError as error:
            raise KbError(f"{place} cannot be written: {error.strerror}.") from error
    return tuple(texts)


def remove(home: Path) -> tuple[Path, ...]:
    """Take away what ``install`` wrote, and give what that was.

    Raises:
        KbError: a file cannot be taken away.
    """
    gone: list[Path] = []
    for place in (home / ENTRY, home / TYPES, home / ICON):
        if _is_ours(place):
            try:
                place.unlink()
            except OSError as error:
                raise KbError(f"{place} cannot be removed: {error.strerror}.") from error
            gone.append(place)
    return tuple(gone)


def tell_desktop(home: Path) -> tuple[tuple[str, str], ...]:
    """Let the desktop read its entries and types anew.

    Returns:
        (program, what is not known without it) of the programs that are not installed.
    """
    lacking: list[tuple[str, str]] = []
    for tool, folder, what in _TOOLS:
        found = shutil.which(tool)
        if found is None:
            lacking.append((tool, what))
        elif (home / folder).is_dir():
            subprocess.run(
                [found, str(home / folder)], check=False, capture_output=True, stdin=subprocess.DEVNULL
            )
    return tuple(lacking)


def _is_ours(place: Path) -> bool:
    try:
        return MARK in place.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
