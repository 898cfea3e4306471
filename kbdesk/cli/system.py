# SPDX-License-Identifier: MIT
"""The shared libraries that Qt loads, and how to get those that are missing. Standard library only."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from typing import Final

APT, DNF, PACMAN, ZYPPER, APK = range(5)

INSTALL: Final = (
    ("apt-get", ("apt-get", "install", "-y", "--no-install-recommends")),
    ("dnf", ("dnf", "install", "-y")),
    ("pacman", ("pacman", "-S", "--needed", "--noconfirm")),
    ("zypper", ("zypper", "--non-interactive", "install")),
    ("apk", ("apk", "add")),
)
"""The program that installs packages on Debian and Ubuntu, Fedora, Arch, openSUSE, Alpine, and how."""

_Names = tuple[str, str, str, str, str]

OFFSCREEN: Final[dict[str, _Names]] = {
    # shared object: the package that has it, in the order of INSTALL
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2", "glib2", "libglib-2_0-0", "glib"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2", "glib2", "libgthread-2_0-0", "glib"),
    "libGL.so.1": ("libgl1", "libglvnd-glx", "libglvnd", "Mesa-libGL1", "mesa-gl"),
    "libEGL.so.1": ("libegl1", "libglvnd-egl", "libglvnd", "Mesa-libEGL1", "mesa-egl"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig", "fontconfig", "libfontconfig1", "fontconfig"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon", "libxkbcommon", "libxkbcommon0", "libxkbcommon"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs", "dbus", "libdbus-1-3", "dbus-libs"),
}
"""What Qt's widgets load even without a display (found on a bare Debian 12, one package at a time)."""

X11: Final[dict[str, _Names]] = {
    "libxcb-cursor.so.0": (
        "libxcb-cursor0",
        "xcb-util-cursor",
        "xcb-util-cursor",
        "libxcb-cursor0",
        "xcb-util-cursor",
    ),
    "libxkbcommon-x11.so.0": (
        "libxkbcommon-x11-0",
        "libxkbcommon-x11",
        "libxkbcommon-x11",
        "libxkbcommon-x11-0",
        "libxkbcommon-x11",
    ),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm", "libxcb-icccm4", "xcb-util-wm"),
    "libxcb-keysyms.so.1": (
        "libxcb-keysyms1",
        "xcb-util-keysyms",
        "xcb-util-keysyms",
        "libxcb-keysyms1",
        "xcb-util-keysyms",
    ),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb", "libxcb", "libxcb-shape0", "libxcb"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb", "libx11", "libX11-xcb1", "libx11"),
}
"""What Qt loads besides for a window on X11."""

WAYLAND: Final[dict[str, _Names]] = {
    "libwayland-client.so.0": (
        "libwayland-client0",
        "libwayland-client",
        "wayland",
        "libwayland-client0",
        "wayland-libs-client",
    ),
    "libwayland-cursor.so.0": (
        "libwayland-cursor0",
        "libwayland-cursor",
        "wayland",
        "libwayland-cursor0",
        "wayland-libs-cursor",
    ),
}
"""What Qt loads besides for a window on Wayland."""

GIT: Final = ("git", "git", "git", "git", "git")


def loads(name: str) -> bool:
    """Whether a shared object is there; one where systems keep those of this processor need not be loaded."""
    folders = f"/usr/lib/{os.uname().machine}-linux-gnu", "/usr/lib64"
    if any(os.path.exists(f"{folder}/{name}") for folder in folders):  # noqa: PTH110 - at every start
        return True
    import ctypes  # noqa: PLC0415 - as above

    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def package_tool(which: Callable[[str], str | None] = shutil.which) -> int:
    """Which of ``INSTALL`` this computer has; -1 for none."""
    return next((number for number, (program, _) in enumerate(INSTALL) if which(program)), -1)


def missing_libraries(
    *,
    offscreen: bool,
    tool: int | None = None,
    there: Callable[[str], bool] = loads,
) -> tuple[str, ...]:
    """Packages of the shared objects that cannot be loaded; () if all can, or not on Linux.

    Args:
        offscreen: whether there will be no display.
        tool: how packages are called here, a place in ``INSTALL``; None for this computer's own way.
            Where it is known by none, the shared objects themselves are named.
        there: tells whether a shared object can be loaded.
    """
    if not sys.platform.startswith("linux"):
        return ()
    wanted = dict(OFFSCREEN)
    if not offscreen:
        wanted |= WAYLAND if os.environ.get("WAYLAND_DISPLAY") else X11
    lacking = [(name, packages) for name, packages in wanted.items() if not there(name)]
    if not lacking:
        return ()
    tool = package_tool() if tool is None else tool
    return tuple(dict.fromkeys(name if tool < 0 else packages[tool] for name, packages in lacking))


def install_command(packages: tuple[str, ...], tool: int | None = None) -> list[str]:
    """The command that installs these packages; [] where nobody knows how."""
    tool = package_tool() if tool is None else tool
    if tool < 0 or not packages:
        return []
    return [*INSTALL[tool][1], *(_present_names(packages) if tool == APT else packages)]


def _present_names(packages: tuple[str, ...]) -> list[str]:
    """Debian 13 and Ubuntu 24.04 renamed a few packages for 64-bit time."""
    if shutil.which("apt-cache") is None:
        return list(packages)
    renamed = [f"{package}t64" for package in packages]
    import subprocess  # noqa: PLC0415 - every start of the window checks, hardly any has to ask

    found = subprocess.run(
        ["apt-cache", "--no-all-versions", "show", *renamed],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    there = {line.partition(" ")[2] for line in found.stdout.splitlines() if line.startswith("Package:")}
    return [new if new in there else old for old, new in zip(packages, renamed, strict=True)]


def remedy(packages: tuple[str, ...], tool: int | None = None) -> str:
    """One sentence that says how to get the missing packages."""
    tool = package_tool() if tool is None else tool
    command = " ".join(install_command(packages, tool))
    if not command:
        return f"Install what your system calls {', '.join(packages)}."
    before = "apt-get update && " if tool == APT else ""
    if shutil.which("sudo"):
        return f"Run: {'sudo ' + before if before else ''}sudo {command}"
    return f"Run as root: {before}{command}"


def has_display() -> bool:
    """Whether a window could be shown."""
    known = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(known) or not sys.platform.startswith("linux")


def draw_offscreen() -> None:
    """Have Qt draw without a display, unless the environment names a way; an empty name is none."""
    if not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def is_offscreen() -> bool:
    """Whether Qt needs no library of a display: none is there, or ``QT_QPA_PLATFORM`` names another way."""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    return not chosen.startswith(("xcb", "wayland")) if chosen else not has_display()
