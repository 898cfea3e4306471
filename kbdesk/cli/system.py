# SPDX-License-Identifier: MIT
"""The shared libraries that Qt loads, and how to get those that are missing. Standard library only."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

OFFSCREEN = {
    # shared object: Debian's package
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}
"""What Qt's widgets load even without a display (found on a bare Debian 12, one package at a time)."""

X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
"""What Qt loads besides for a window on X11."""


def missing_libraries(*, offscreen: bool) -> tuple[str, ...]:
    """Debian packages of the shared objects that cannot be loaded; () if all can, or not on Linux."""
    if not sys.platform.startswith("linux"):
        return ()
    wanted = dict(OFFSCREEN)
    if not offscreen and not os.environ.get("WAYLAND_DISPLAY"):
        wanted |= X11
    return tuple(package for name, package in wanted.items() if not _loads(name))


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def install_command(packages: tuple[str, ...]) -> list[str]:
    """The command that installs these packages on Debian; [] on other systems."""
    if shutil.which("apt-get") is None:
        return []
    names = [_present_name(package) for package in packages]
    return ["apt-get", "install", "-y", "--no-install-recommends", *names]


def _present_name(package: str) -> str:
    """Debian 13 and Ubuntu 24.04 renamed a few packages for 64-bit time."""
    found = subprocess.run(
        ["apt-cache", "show", f"{package}t64"], capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    return f"{package}t64" if found.returncode == 0 and found.stdout else package


def remedy(packages: tuple[str, ...]) -> str:
    """One sentence that says how to get the missing packages."""
    command = " ".join(install_command(packages))
    if command and shutil.which("sudo"):
        return f"Run: sudo apt-get update && sudo {command}"
    if command:
        return f"Run as root: apt-get update && {command}"
    return f"Install what your system calls {', '.join(packages)}."


def has_display() -> bool:
    """Whether a window could be shown."""
    known = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(known) or not sys.platform.startswith("linux")
