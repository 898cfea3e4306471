# SPDX-License-Identifier: MIT
"""Runs git: one hardened command line, one clean environment, a deadline, and nothing else.

GitPython's command layer starts the process; its objects, index and refs are not used. Git is started on
a folder only after ``audit`` has read its settings.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbdesk.errors import KbError
from kbdesk.library.addresses import shown

if TYPE_CHECKING:
    from git.cmd import Git

LOCAL_DEADLINE_S = 15.0
FIRST_ANSWER_S = 5.0
OUTPUT_LIMIT_BYTES = 64_000_000
_ERROR_LIMIT_BYTES = 64_000
_CHUNK_BYTES = 1 << 16

_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.quotepath=off",
    "core.fsync=committed",
    "core.symlinks=false",
    "safe.bareRepository=explicit",
    "core.editor=true",
    "sequence.editor=true",
    "core.pager=cat",
    "commit.gpgSign=false",
    "tag.gpgSign=false",
    "log.showSignature=false",
    "gpg.program=false",
    "diff.external=",
    "core.attributesFile=/dev/null",
    "submodule.recurse=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.allow=never",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=20",
)
_NETWORK = ("protocol.https.allow=always", "protocol.ssh.allow=always", "protocol.file.allow=user")

_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oConnectTimeout=10",
    "GIT_EDITOR": "true",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "GIT_TRACE": "0",
    "LC_ALL": "C.UTF-8",
}
_OF_ANOTHER_REPOSITORY = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GLOB_PATHSPECS",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
"""Variables that git gives to its hooks. kbdesk works on the folder it is asked for, never on these."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended."""

    status: int
    out: bytes
    error: str
    """What git said, as one line fit to show: without credentials and control signs."""


class GitRunner:
    """Runs git on one repository by explicit paths, or, without a root, on none.

    A runner with a root can read and never reaches the network. One without is for ``clone``, ``version``
    and for reading a file of settings.
    """

    def __init__(self, root: Path | None = None) -> None:
        self._root = root

    def run(
        self,
        *arguments: str,
        deadline_s: float = LOCAL_DEADLINE_S,
        idle: bool = False,
        environment: dict[str, str] | None = None,
    ) -> Outcome:
        """Run one command to its end.

        Args:
            arguments: the command and its arguments, without ``git``.
            deadline_s: how long it may take before its process group is killed.
            idle: count the deadline from its last sign of life, not from its start.
            environment: variables to set on top of the hardened ones.

        Raises:
            KbError: git is not installed, did not finish in time, or said more than can be true.
        """
        running = self._start(arguments, deadline_s, idle, environment)
        out = bytearray()
        try:
            for chunk in running.chunks():
                out += chunk
                if len(out) > OUTPUT_LIMIT_BYTES:
                    raise KbError("git gave far more output than a library can hold, so it was stopped.")
            return Outcome(running.status(), bytes(out), running.said)
        finally:
            running.end()

    def stream(self, *arguments: str, deadline_s: float = LOCAL_DEADLINE_S) -> Generator[bytes, None, None]:
        """Give a command's output while it runs; closing the iterator kills the command.

        Raises:
            KbError: git is not installed, failed, or did not finish in time.
        """
        running = self._start(arguments, deadline_s, False, None)
        try:
            yield from running.chunks()
            if running.status() != 0:
                raise KbError(f"git could not read the history: {running.said}.")
        finally:
            running.end()

    def _start(
        self, arguments: tuple[str, ...], deadline_s: float, idle: bool, environment: dict[str, str] | None
    ) -> _Running:
        executable = git_executable()
        if not executable:
            raise KbError("git is not installed.", "Install it from https://git-scm.com.")
        for name in _OF_ANOTHER_REPOSITORY:
            os.environ.pop(name, None)
        command = [executable, *self._options(), *arguments]
        popen = _popen(command, self._root, {**_ENVIRONMENT, **(environment or {})})
        return _Running(popen, deadline_s, idle)

    def _options(self) -> list[str]:
        settings = _SETTINGS if self._root else (*_SETTINGS, *_NETWORK)
        options = ["--no-pager", "--no-optional-locks", "--literal-pathspecs"]
        if self._root:
            options += [f"--git-dir={self._root / '.git'}", f"--work-tree={self._root}"]
        for setting in settings:
            options += ["-c", setting]
        return options


class _Running:
    """A started git with its pipes and its deadline."""

    def __init__(self, popen: subprocess.Popen[bytes], deadline_s: float, idle: bool) -> None:
        self._popen = popen
        self._allowed_s = deadline_s
        self._idle = idle
        self._until = time.monotonic() + deadline_s
        self._error = bytearray()

    def chunks(self) -> Iterator[bytes]:
        """Give standard output until both pipes are closed, keeping what is said on standard error."""
        if sys.platform == "win32":  # pipes cannot be selected there
            yield self._communicated()
            return
        out, error = self._popen.stdout, self._popen.stderr
        assert out is not None  # noqa: S101 - GitPython always opens both
        assert error is not None  # noqa: S101
        with selectors.DefaultSelector() as selector:
            selector.register(out, selectors.EVENT_READ)
            selector.register(error, selectors.EVENT_READ)
            while selector.get_map():
                for key, _ in selector.select(self._remaining_s()):
                    data = os.read(key.fd, _CHUNK_BYTES)
                    if not data:
                        selector.unregister(key.fileobj)
                    elif key.fileobj is out:
                        yield data
                    else:
                        self._error = (self._error + data)[-_ERROR_LIMIT_BYTES:]
                    if self._idle:
                        self._until = time.monotonic() + self._allowed_s

    def status(self) -> int:
        """Give the exit status, waiting for it within the deadline."""
        try:
            return self._popen.wait(self._remaining_s())
        except subprocess.TimeoutExpired:
            raise self._overrun() from None

    @property
    def said(self) -> str:
        """What git said on standard error that names the trouble, fit to show."""
        lines = [line for line in self._error.decode("utf-8", "replace").splitlines() if line.strip()]
        fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
        chosen = (fatal or lines or ["it gave no reason"])[-1]
        return shown(re.sub(r"^(fatal|error): ", "", chosen)).rstrip(".: ")

    def end(self) -> None:
        """Kill the process group if it still runs and close the pipes."""
        if self._popen.returncode is None:  # not reaped yet, so its number still is its own
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if sys.platform == "win32":
                    self._popen.kill()
                else:
                    os.killpg(self._popen.pid, signal.SIGKILL)
        for pipe in (self._popen.stdout, self._popen.stderr):
            if pipe is not None:
                pipe.close()
        self._popen.wait()

    def _communicated(self) -> bytes:
        allowed_s = 30 * self._allowed_s if self._idle else self._allowed_s
        try:
            out, error = self._popen.communicate(timeout=allowed_s)
        except subprocess.TimeoutExpired:
            raise self._overrun() from None
        self._error += error
        return out

    def _remaining_s(self) -> float:
        remaining = self._until - time.monotonic()
        if remaining <= 0:
            raise self._overrun()
        return remaining

    def _overrun(self) -> KbError:
        return KbError(f"git did not answer within {self._allowed_s:g} seconds, so it was stopped.")


def git_executable() -> str:
    """Give the full path of git; "" if it is not installed.

    Only absolute folders of PATH are searched: a ``git`` lying in the current folder is never run.
    """
    return _found_on(os.environ.get("PATH", ""))


def git_version() -> str:
    """Give git's version, like "2.39.5"; "" if it is not installed."""
    if not git_executable():
        return ""
    said = GitRunner().run("version").out.decode("utf-8", "replace")
    match = re.search(r"\d+(?:\.\d+)+", said)
    return match.group() if match else ""


_found: dict[str, str] = {}


def _found_on(path: str) -> str:
    if path not in _found:
        name = "git.exe" if sys.platform == "win32" else "git"
        folders = [Path(part) for part in path.split(os.pathsep)]
        places = (shutil.which(str(folder / name)) for folder in folders if folder.is_absolute())
        _found[path] = next((place for place in places if place), "")
    return _found[path]


def _popen(command: list[str], root: Path | None, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a command through GitPython and take the process from it, so that its end is ours alone."""
    folder = root or Path(command[0]).parent
    own_group: dict[str, Any] = {} if sys.platform == "win32" else {"start_new_session": True}
    try:
        started: Any = _command_layer(command[0])(folder).execute(
            command, as_process=True, shell=False, env=environment, **own_group
        )
    except OSError as error:
        raise KbError(f"git could not be started: {shown(str(error))}.") from error
    popen: subprocess.Popen[bytes] = started.proc
    started.proc = None
    return popen


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
        raise KbError(f"git at {executable} does not work: {shown(str(error))}.") from error

    return Git


def _expect_answer(executable: str) -> None:
    """See that git answers at all: GitPython asks for its version while it is imported, without a deadline.

    Raises:
        KbError: it cannot be started, or it does not answer in time; its process group is then killed.
    """
    own_group: dict[str, Any] = {} if sys.platform == "win32" else {"start_new_session": True}
    pipe = subprocess.PIPE
    try:
        popen = subprocess.Popen(
            [executable, "version"], stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, **own_group
        )
    except OSError as error:
        raise KbError(f"git at {executable} could not be started: {error.strerror}.") from error
    running = _Running(popen, FIRST_ANSWER_S, False)
    try:
        for _ in running.chunks():
            pass
    finally:
        running.end()
