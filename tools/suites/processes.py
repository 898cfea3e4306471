# SPDX-License-Identifier: MIT
"""Runs a piece of work in a process of its own and kills it with SIGKILL at a chosen moment (Linux)."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Say = Callable[[dict[str, object]], None]
Work = Callable[[Say], None]
"""Work tells what is done by calling what it is given; what was told counts, killed or not."""

GIVEN_UP_S = 60.0
_PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Attempt:
    """A started piece of work."""

    pid: int
    pipe: int
    started: float
    kill_at: float | None
    whole: bool
    patience_s: float = GIVEN_UP_S
    said: list[dict[str, object]] = field(default_factory=list)
    killed: bool = False
    seconds: float = 0.0

    def told(self, key: str) -> list[object]:
        """All that the work said under a key."""
        return [words[key] for words in self.said if key in words]


def start(
    work: Work, kill_after_s: float | None = None, *, whole: bool = True, patience_s: float = GIVEN_UP_S
) -> Attempt:
    """Fork and begin.

    Args:
        work: what is done.
        kill_after_s: when it is killed; None for never.
        whole: kill the git processes below it as well, else they live on as orphans.
        patience_s: how long it may take if it is not killed.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _be_worker(work, writing)
    os.close(writing)
    now = time.monotonic()
    kill_at = None if kill_after_s is None else now + kill_after_s
    return Attempt(pid, reading, now, kill_at, whole, patience_s)


def finish(attempt: Attempt) -> Attempt:
    """Wait for its end or bring it about; gives the attempt with what it said."""
    data = bytearray()
    until = attempt.kill_at or attempt.started + attempt.patience_s
    while True:
        ready, _, _ = select.select([attempt.pipe], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            attempt.killed = True
            _kill(attempt.pid, whole=attempt.whole or attempt.kill_at is None)
            if attempt.kill_at is None:
                attempt.said.append({"bug": f"not done after {attempt.patience_s:g} s"})
            until = time.monotonic() + GIVEN_UP_S
            os.set_blocking(attempt.pipe, False)
            with contextlib.suppress(BlockingIOError):
                data += os.read(attempt.pipe, 1 << 20)
            break
        chunk = os.read(attempt.pipe, 1 << 16)
        if not chunk:
            break
        data += chunk
    os.close(attempt.pipe)
    with contextlib.suppress(ChildProcessError):  # ``reap`` may have waited for it
        os.waitpid(attempt.pid, 0)
    attempt.seconds = time.monotonic() - attempt.started
    attempt.said[:0] = [json.loads(line) for line in data.split(b"\n")[:-1]]
    return attempt


def run(work: Work, kill_after_s: float | None = None, *, whole: bool = True) -> Attempt:
    """Start and finish."""
    return finish(start(work, kill_after_s, whole=whole))


def busy(seconds: float) -> float:
    """So much time on a quiet computer, as it is on one that has other work to do for each core."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def adopt_orphans() -> None:
    """Become the parent of orphans, so that ``reap`` can wait for them."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap(patience_s: float = 0.0) -> bool:
    """Collect the orphans that ended; True if none is left."""
    until = time.monotonic() + patience_s
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return True
        if pid == 0:
            if time.monotonic() >= until:
                return False
            time.sleep(0.005)


def _be_worker(work: Work, pipe: int) -> None:
    def say(words: dict[str, object]) -> None:
        os.write(pipe, json.dumps(words).encode() + b"\n")

    status = 1
    try:
        work(say)
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it is, the suite shows it
        with contextlib.suppress(OSError):
            say({"bug": traceback.format_exc()})
    finally:
        os._exit(status)


def _kill(pid: int, *, whole: bool) -> None:
    if not whole:
        os.kill(pid, signal.SIGKILL)
        return
    stopped: list[int] = []
    new = [pid]
    while new:  # stop them all first: none may start another while we look
        for each in new:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGSTOP)
        stopped += new
        new = [each for each in _below(set(stopped)) if each not in stopped]
    for each in stopped:
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def _below(parents: set[int]) -> list[int]:
    """The living children of these processes."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                state, parent = (Path(entry.path) / "stat").read_text().rpartition(")")[2].split()[:2]
                if int(parent) in parents and state != "Z":
                    found.append(int(entry.name))
    return found
