# SPDX-License-Identifier: MIT
"""The system calls of a save, of kbdesk and of each git it starts, and a save in which one of them fails.

strace writes down every call of one save and lets the n-th of a kind fail in another one. Where it cannot be
had, kbdesk's own calls fail by an audit hook, and git's are left alone.
"""

from __future__ import annotations

import ctypes
import errno
import itertools
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from suites.processes import Attempt, Say, Work, finish, start

ERRORS = {
    "openat": ("EACCES", "EMFILE"),
    "mkdir": ("ENOSPC", "EACCES"),
    "write": ("ENOSPC", "EIO"),
    "pwrite64": ("ENOSPC", "EIO"),
    "fsync": ("EIO", "EIO"),
    "fdatasync": ("EIO", "EIO"),
    "rename": ("EACCES", "ENOSPC"),
    "renameat": ("EACCES", "ENOSPC"),
    "renameat2": ("EACCES", "ENOSPC"),
    "link": ("EPERM", "ENOSPC"),
    "linkat": ("EPERM", "ENOSPC"),
    "unlink": ("EACCES", "EIO"),
    "unlinkat": ("EACCES", "EIO"),
    "ftruncate": ("EIO", "EIO"),
}
"""What may go wrong in a call of each kind; the n-th takes turns."""
_EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.truncate")
_CALL = re.compile(r'^(\w+)\([^"]*(?:"((?:[^"\\]|\\.)*)")?')
_ATTACHED_S = 10.0
_SET_PTRACER, _ANY = 0x59616D61, -1


class Call(NamedTuple):
    """A call of a save: of kbdesk (0) or the n-th git it starts, and the how many-th of its kind there."""

    process: int
    kind: str
    number: int

    @property
    def error(self) -> str:
        """What goes wrong."""
        return ERRORS[self.kind][self.number % 2]

    def __str__(self) -> str:
        whose = f"git {self.process}" if self.process else "kbdesk"
        return f"{self.kind} {self.number} of {whose}: {self.error}"


def strace() -> str:
    """Where strace is; "" if it is not there or may not look into processes."""
    found = shutil.which("strace") or ""
    if found:
        done = subprocess.run([found, "-qq", "-o", os.devnull, "true"], capture_output=True, check=False)
        found = found if done.returncode == 0 else ""
    return found


def recorded(program: str, work: Work, place: Path) -> tuple[Attempt, list[Call]]:
    """Do some work and give the calls in it that touch files below a folder, or write.

    Args:
        program: strace.
        work: what is done.
        place: the folder.
    """
    logs = place / "calls"
    logs.mkdir(exist_ok=True)
    attempt = _traced(
        program, work, lambda process: ["-e", f"trace={_kinds()}", "-o", str(logs / str(process))]
    )
    calls = [
        call
        for log in sorted(logs.iterdir(), key=lambda log: int(log.name))
        for call in _calls(int(log.name), log.read_text(errors="replace"), str(place))
    ]
    shutil.rmtree(logs)
    return attempt, calls


def failing(program: str, work: Work, call: Call, place: Path) -> tuple[Attempt, bool]:
    """Do some work in which one call fails; gives also whether it came to that call."""
    log = place / "call.log"
    log.unlink(missing_ok=True)
    words = ["-e", f"trace={call.kind}", "-o", str(log)]
    words += ["-e", f"inject={call.kind}:error={call.error}:when={call.number}"]
    attempt = _traced(program, work, lambda process: words if process == call.process else [])
    return attempt, log.exists() and "(INJECTED)" in log.read_text(errors="replace")


def _kinds() -> str:
    return ",".join(f"?{kind}" for kind in ERRORS)


def _calls(process: int, log: str, place: str) -> Iterator[Call]:
    numbers: Counter[str] = Counter()
    for line in log.splitlines():
        match = _CALL.match(line)
        if match is None or match[1] not in ERRORS:
            continue
        numbers[match[1]] += 1
        path = match[2] or ""
        is_ours = match[1] not in ("openat", "mkdir") or path.startswith(place) or not path.startswith("/")
        if is_ours and not (process == 0 and match[1] == "write" and "<pipe:" in line):
            yield Call(process, match[1], numbers[match[1]])


def _traced(program: str, work: Work, words: Callable[[int], list[str]]) -> Attempt:
    """Do some work while strace looks at kbdesk (0) and at each git (1, 2, …) that has words for it."""

    def watched(say: Say) -> None:
        ctypes.CDLL(None).prctl(_SET_PTRACER, _ANY, 0, 0, 0)
        _trace_gits(program, words)
        if words(0):
            _wait_for_strace()
        work(say)

    attempt = start(watched)
    if not words(0):
        return finish(attempt)
    tracing = subprocess.Popen(
        [program, "-qq", "-y", *words(0), "-p", str(attempt.pid)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    finish(attempt)
    tracing.wait()
    return attempt


def _trace_gits(program: str, words: Callable[[int], list[str]]) -> None:
    """Let this process start each git under strace."""
    numbers = itertools.count(1)
    begin = subprocess.Popen.__init__

    def begin_traced(self: subprocess.Popen[bytes], command: list[str], *rest: Any, **named: Any) -> None:  # noqa: ANN401
        told = words(next(numbers))
        begin(self, [program, "-qq", "-y", *told, *command] if told else command, *rest, **named)

    subprocess.Popen.__init__ = begin_traced  # type: ignore[assignment, method-assign]


def _wait_for_strace() -> None:
    """Go on when somebody traces this process; it opens nothing meanwhile: that call might fail."""
    until = time.monotonic() + _ATTACHED_S
    status = os.open("/proc/self/status", os.O_RDONLY)
    while b"TracerPid:\t0\n" in os.pread(status, 4096, 0):
        if time.monotonic() > until:
            raise TimeoutError("strace did not come")
        time.sleep(0.001)


# --- without strace ---


def failing_here(work: Work, number: int, place: Path) -> tuple[Attempt, bool]:
    """Do some work in which the n-th of kbdesk's own calls fails that touch files below a folder."""

    def shaken(say: Say) -> None:
        _shake(number, str(place), lambda: say({"met": True}))
        work(say)

    attempt = finish(start(shaken))
    return attempt, bool(attempt.told("met"))


def _shake(number: int, place: str, met: Callable[[], None]) -> None:
    counted = itertools.count(1)
    sync = os.fsync

    def count(kind: int) -> None:
        if next(counted) == number:
            met()
            raise OSError(kind, os.strerror(kind))

    def heard(event: str, arguments: tuple[object, ...]) -> None:
        if event in _EVENTS and arguments and str(arguments[0]).startswith(place):
            count(errno.ENOSPC if number % 2 else errno.EACCES)

    def synced(descriptor: int) -> None:
        count(errno.EIO)
        sync(descriptor)

    sys.addaudithook(heard)
    os.fsync = synced  # type: ignore[assignment]
