# SPDX-License-Identifier: MIT
"""A started git: its pipes, its deadline, and its end with everything that it started."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kbdesk.errors import Cancelled, KbError
from kbdesk.language import tr
from kbdesk.library.addresses import shown

if TYPE_CHECKING:
    from git.cmd import Git

FIRST_ANSWER_S = 5.0
_LOOK_S = 0.2
"""How often ``cancelled`` is asked, at least."""
_QUICK_LOOKS = 40
_QUICK_LOOK_S = 0.00005
_ERROR_LIMIT_BYTES = 64_000
_CHUNK_BYTES = 1 << 16
_OWN_GROUP: dict[str, Any] = {} if sys.platform == "win32" else {"start_new_session": True}


class NoAnswer(KbError):  # noqa: N818 - says what happened
    """git gave no sign of life for too long, and was stopped."""


class Running:
    """A started git with its pipes and its deadline.

    Args:
        popen: with standard output and error as pipes, and standard input if there is something to send.
        deadline_s: how long it may take.
        idle: count the deadline from its last sign of life, not from its start.
        stdin: what it reads; standard input is closed after it. None: ``send`` gives it later.
        said: is given each line of standard error while git runs (on Windows, when it has ended).
        cancelled: is asked all the while; once it says yes, git is killed and ``Cancelled`` raised.
    """

    def __init__(
        self,
        popen: subprocess.Popen[bytes],
        deadline_s: float,
        idle: bool,
        stdin: bytes | None = b"",
        said: Callable[[str], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._popen = popen
        self._allowed_s = deadline_s
        self._idle = idle
        self._until = time.monotonic() + deadline_s
        self._stdin = memoryview(b"")
        self._tell = said
        self._cancelled = cancelled
        self._error = bytearray()
        self._line = b""
        if stdin is not None:
            self.send(stdin)

    def send(self, stdin: bytes) -> None:
        """Give git what it reads: what its pipe takes at once, so it works while nobody listens to it yet.

        Its deadline begins anew.
        """
        self._until = time.monotonic() + self._allowed_s
        self._stdin = memoryview(stdin)
        if self._popen.stdin is not None and sys.platform != "win32":
            os.set_blocking(self._popen.stdin.fileno(), False)
            if self._send():
                _close(self._popen.stdin)

    def chunks(self) -> Iterator[bytes]:
        """Give standard output until both pipes are closed, keeping what is said on standard error."""
        if sys.platform == "win32":  # pipes cannot be selected there
            yield self._communicated()
            return
        with self._selector() as selector:
            if self._popen.stdin is not None and not self._popen.stdin.closed:
                selector.register(self._popen.stdin, selectors.EVENT_WRITE)
            while any(key.events == selectors.EVENT_READ for key in selector.get_map().values()):
                for key, _ in selector.select(self._patience_s()):
                    if key.fileobj is self._popen.stdin:
                        if self._send():
                            selector.unregister(key.fileobj)
                            _close(self._popen.stdin)
                        self._alive()
                        continue
                    data = os.read(key.fd, _CHUNK_BYTES)
                    if not data:
                        selector.unregister(key.fileobj)
                    elif key.fileobj is self._popen.stdout:
                        yield data
                    else:
                        self._hear(data)
                    self._alive()

    def answer(self, question: bytes, end: bytes) -> bytes:
        """Send a question to a git that goes on after it, and give what it says up to ``end`` (POSIX).

        Args:
            question: a few lines, less than a pipe takes.
            end: what its answer ends with.

        Raises:
            KbError: git ended, or did not answer in time.
        """
        assert self._popen.stdin is not None  # noqa: S101 - it was opened
        said = bytearray()
        with contextlib.suppress(BrokenPipeError):  # its output ends, then
            os.write(self._popen.stdin.fileno(), question)
        with self._selector() as selector:
            while not said.endswith(end):
                for key, _ in selector.select(self._patience_s()):
                    data = os.read(key.fd, _CHUNK_BYTES)
                    if not data:
                        raise KbError(tr("git could not read the history: {error}.", error=self.said))
                    if key.fileobj is self._popen.stdout:
                        said += data
                    else:
                        self._hear(data)
                    self._alive()
        return bytes(said[: -len(end)])

    def _selector(self) -> selectors.BaseSelector:
        """What tells when git says something; the caller closes it."""
        selector = selectors.DefaultSelector()
        for pipe in (self._popen.stdout, self._popen.stderr):
            assert pipe is not None  # noqa: S101 - they are always opened
            selector.register(pipe, selectors.EVENT_READ)
        return selector

    def status(self) -> int:
        """Give the exit status, waiting for it within the deadline."""
        for _ in range(
            _QUICK_LOOKS
        ):  # it has closed its pipes, so it is about to end; wait() sleeps too long
            if (status := self._popen.poll()) is not None:
                return status
            time.sleep(_QUICK_LOOK_S)
        while True:
            try:
                return self._popen.wait(self._patience_s())
            except subprocess.TimeoutExpired:
                continue

    @property
    def said(self) -> str:
        """What git said on standard error that names the trouble, fit to show."""
        lines = [line for line in self.error.splitlines() if line.strip()]
        fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
        chosen = (fatal or lines or [tr("it gave no reason")])[-1]
        return shown(re.sub(r"^(fatal|error): ", "", chosen)).rstrip(".: ")

    @property
    def error(self) -> str:
        """The end of all that it said on standard error, as it is: to be understood, not to be shown."""
        return self._error.decode("utf-8", "replace")

    def end(self) -> None:
        """Kill the process group if it still runs and close the pipes."""
        if self._popen.returncode is None:  # not reaped yet, so its number still is its own
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if sys.platform == "win32":
                    self._popen.kill()
                else:
                    os.killpg(self._popen.pid, signal.SIGKILL)
        for pipe in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            if pipe is not None:
                _close(pipe)
        self._popen.wait()

    def _send(self) -> bool:
        """Send some of standard input; tell whether that was the rest, or git has heard enough."""
        assert self._popen.stdin is not None  # noqa: S101 - it was opened
        try:
            sent = os.write(self._popen.stdin.fileno(), self._stdin[:_CHUNK_BYTES]) if self._stdin else 0
        except BlockingIOError:
            return False
        except BrokenPipeError:
            sent = len(self._stdin)
        self._stdin = self._stdin[sent:]
        return not self._stdin

    def _hear(self, data: bytes) -> None:
        self._error = (self._error + data)[-_ERROR_LIMIT_BYTES:]
        if self._tell is None:
            return
        *lines, self._line = re.split(rb"[\r\n]+", self._line + data)
        for line in lines:
            if line.strip():
                self._tell(shown(line.decode("utf-8", "replace")))

    def _alive(self) -> None:
        if self._idle:
            self._until = time.monotonic() + self._allowed_s

    def _communicated(self) -> bytes:
        if self._idle:
            self._until = time.monotonic() + 30 * self._allowed_s  # its signs of life cannot be seen
        while True:
            try:
                out, error = self._popen.communicate(bytes(self._stdin) or None, self._patience_s())
            except subprocess.TimeoutExpired:
                continue
            self._hear(error + b"\n")
            return out

    def _patience_s(self) -> float:
        """Give how long to wait for the next event before looking up again."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        remaining = self._until - time.monotonic()
        if remaining <= 0:
            raise NoAnswer(
                tr(
                    "git did not answer within {n:g} seconds, so it was stopped.",
                    n=self._allowed_s,
                )
            )
        return remaining if self._cancelled is None else min(remaining, _LOOK_S)


def start(
    command: list[str], folder: Path, environment: dict[str, str], with_stdin: bool
) -> subprocess.Popen[bytes]:
    """Start a command through GitPython and take the process from it, so that its end is ours alone.

    Raises:
        KbError: it cannot be started.
    """
    stdin = {"istream": subprocess.PIPE} if with_stdin else {}
    try:
        started: Any = _command_layer(command[0])(folder).execute(
            command, as_process=True, shell=False, env=environment, **stdin, **_OWN_GROUP
        )
    except OSError as error:
        raise KbError(tr("git could not be started: {reason}.", reason=shown(str(error)))) from error
    popen: subprocess.Popen[bytes] = started.proc
    started.proc = None
    return popen


def _close(pipe: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # what was not sent cannot be sent any more
        pipe.close()


def _command_layer(executable: str) -> type[Git]:
    """Load GitPython on first use: it takes 0.1 s and would look for git by itself."""
    if "git" not in sys.modules:
        os.environ["GIT_PYTHON_REFRESH"] = "quiet"
        os.environ["GIT_PYTHON_GIT_EXECUTABLE"] = executable
        _expect_answer(executable)
    logging.getLogger("git").setLevel(logging.CRITICAL + 1)  # its lines hold command lines and paths
    try:
        from git.cmd import Git  # noqa: PLC0415 - reading must work without git
    except ImportError as error:
        raise KbError(
            tr("git at {path} does not work: {reason}.", path=executable, reason=shown(str(error)))
        ) from error

    return Git


def _expect_answer(executable: str) -> None:
    """See that git answers at all: GitPython asks for its version while it is imported, without a deadline.

    Raises:
        KbError: it cannot be started, or it does not answer in time; its process group is then killed.
    """
    pipe = subprocess.PIPE
    try:
        popen = subprocess.Popen(
            [executable, "version"], stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, **_OWN_GROUP
        )
    except OSError as error:
        raise KbError(
            tr(
                "git at {path} could not be started: {reason}.",
                path=executable,
                reason=error.strerror,
            )
        ) from error
    running = Running(popen, FIRST_ANSWER_S, False)
    try:
        for _ in running.chunks():
            pass
    finally:
        running.end()
