# SPDX-License-Identifier: MIT
"""One window per person: a second start hands over what it was given, before Qt or argparse are imported.

The first start listens on a socket in a folder that only its user can enter; a lock that the system lets go
of when a program ends says whose socket it is. On Windows the window listens on a named pipe itself.
"""

from __future__ import annotations

import os
import sys
import zlib

from kbdesk.ui.reach import wire

try:  # ``socket`` brings enum and selectors with it: 6 of the 20 ms that a second start may take
    import _socket as socket
except ImportError:  # another Python than CPython
    import socket  # type: ignore[no-redef]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENCE_S = 5.0
"""How long a start waits for the window that is open: it may just be starting itself."""
LONGEST_ADDRESS = 100
"""Bytes that every system takes as the name of a socket."""


def address() -> str:
    """Where the window of this person, data folder and screen listens; "" if there is no safe place."""
    env = os.environ.get
    data = env("KBDESK_DATA") or env("XDG_DATA_HOME") or ""
    told = "\0".join((data and _absolute(data), env("WAYLAND_DISPLAY", ""), env("DISPLAY", "")))
    mark = f"{zlib.crc32(os.fsencode(told)):08x}"
    if sys.platform == "win32":
        return rf"\\.\pipe\kbdesk-{env('USERNAME', '')}-{mark}"
    folder = _folder()
    place = f"{folder}/kbdesk-{mark}" if folder else ""
    return place if len(os.fsencode(place)) <= LONGEST_ADDRESS else ""


def _folder() -> str:
    """A folder that nobody else can write to: the session's, or one beside the temporary files."""
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    if given and _is_own(given):
        return given
    made = f"{os.environ.get('TMPDIR', '/tmp').rstrip('/')}/kbdesk-{os.getuid()}"  # noqa: S108 - checked below
    try:
        os.mkdir(made, 0o700)  # noqa: PTH102 - pathlib costs what the whole start may
    except FileExistsError:
        pass
    except OSError:
        return ""
    return made if _is_own(made) else ""


def _absolute(word: str) -> str:
    return os.path.abspath(word)  # noqa: PTH100 - pathlib costs what the whole start may


def _is_own(folder: str) -> bool:
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    return found.st_uid == os.getuid() and found.st_mode & 0o170077 == 0o040000


def wish_of(words: Sequence[str]) -> wire.Wish | None:
    """What a command line asks of a window, as far as it can be told without reading options; else None."""
    given = list(words[1:] if words and words[0] == "open" else words)
    if not given:
        return wire.RAISE, "", token()
    if given[0] == "--raise" and len(given) <= 2:
        what = given[1] if len(given) == 2 else wire.RAISE
        return (what, "", token()) if what in (wire.RAISE, wire.SEARCH, wire.INBOX) else None
    if len(given) > 1 or given[0].startswith("-"):
        return None
    return kind_of(given[0], token()) if len(words) > 1 or set(given[0]) & set("/\\.:") else None


def token() -> str:
    """What the desktop gave this start so that its window may come to the front; "" if nothing."""
    return os.environ.get("XDG_ACTIVATION_TOKEN") or os.environ.get("DESKTOP_STARTUP_ID") or ""


def kind_of(word: str, given: str = "") -> wire.Wish | None:
    """What an argument is: a link, a note, another file or a folder; None if there is nothing there."""
    if word.startswith(wire.SCHEME):
        return wire.LINK, word, given
    place = _absolute(word)
    if os.path.isdir(place):  # noqa: PTH112 - as above
        return wire.FOLDER, place, given
    if os.path.isfile(place):  # noqa: PTH113 - as above
        return (wire.NOTE if place.endswith(wire.NOTE_END) else wire.FILE), place, given
    return None


def hand_over(wish: wire.Wish) -> bool:
    """Give a wish to the window that is open; whether one took it.

    Whoever calls it has the focus and gives it away: without that some systems only let the window blink.
    """
    place = address()
    if not place:
        return False
    try:
        answer = _through_pipe(place, wish) if sys.platform == "win32" else _through_socket(place, wish)
    except OSError:  # nobody listens, or nobody answered in time
        return False
    return answer == wire.ANSWER


def _through_socket(place: str, wish: wire.Wish) -> bytes:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(PATIENCE_S)
    try:
        line.connect(place)
        line.sendall(wire.encode(wish))
        answer = b""
        while not answer.endswith(b"\n") and (more := line.recv(64)):
            answer += more
        return answer
    finally:
        line.close()


def _through_pipe(place: str, wish: wire.Wish) -> bytes:
    import ctypes  # noqa: PLC0415 - on Windows only

    ctypes.windll.user32.AllowSetForegroundWindow(-1)  # type: ignore[attr-defined, unused-ignore]
    with open(place, "r+b", buffering=0) as pipe:  # noqa: PTH123 - a pipe is no path
        pipe.write(wire.encode(wish))
        return pipe.readline(64)


class Doorplate:
    """The socket that a first start listens on, until its program ends.

    Args:
        socket_fd: the listening socket's descriptor; -1 if there is none.
        place: its address; "" if nobody can listen.
        lock_fd: the descriptor of the file whose lock says whose it is.
    """

    def __init__(self, socket_fd: int, place: str, lock_fd: int = -1) -> None:
        self.socket_fd, self.place, self._lock_fd = socket_fd, place, lock_fd

    @property
    def pipe(self) -> str:
        """The named pipe that the window is to listen on by itself; "" if it has a socket, or cannot."""
        return self.place if self.socket_fd < 0 else ""

    def take_down(self) -> None:
        """Listen no more; called when the window has closed."""
        if self.socket_fd >= 0:
            os.close(self.socket_fd)
            self.socket_fd = -1
            os.unlink(self.place)  # noqa: PTH108 - as above
        if self._lock_fd >= 0:
            os.close(self._lock_fd)
            self._lock_fd = -1


def put_up() -> Doorplate:
    """Listen for later starts, if no other window does; one without a socket else."""
    place = address()
    if not place or sys.platform == "win32":
        return Doorplate(-1, place)
    import fcntl  # noqa: PLC0415 - not on Windows

    lock, line = -1, None
    try:
        lock = os.open(f"{place}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.lexists(place):
            os.unlink(place)  # noqa: PTH108 - what a program that was killed left
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.bind(place)
        line.listen(8)
        line.setblocking(False)
        return Doorplate(line.detach(), place, lock)
    except OSError:  # another window listens, or the folder is full: this one can still be used
        if line is not None:
            line.close()
        if lock >= 0:
            os.close(lock)
        return Doorplate(-1, "")
