# SPDX-License-Identifier: MIT
"""Runs git: one hardened command line, one clean environment, a deadline, and nothing else.

GitPython's command layer starts the process; its objects, index and refs are not used. Git is started on
a folder only after ``audit`` has read its settings.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.addresses import redact_url
from kbdesk.library.process import Running, start
from kbdesk.model import SignIn

LOCAL_DEADLINE_S = 15.0
OUTPUT_LIMIT_BYTES = 64_000_000

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
_SIGN_IN_HELPER = (
    '!f() { if test "$1" = get; then printf "username=%s\\npassword=%s\\n" '
    '"$KBDESK_SIGN_IN_USER" "$KBDESK_SIGN_IN_PASSWORD"; fi; }; f'
)
"""What git asks for a name and password: it takes them from variables that only this one git has."""

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


_Command = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
"""The arguments of a git, and the variables that are set for it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended."""

    status: int
    out: bytes
    error: str
    """What git said, as one line fit to show: without credentials and control signs."""
    whole_error: str = ""
    """All that git said, without credentials: to be understood, not to be shown."""


class GitRunner:
    """Runs git on one repository by explicit paths, or, without a root, on none.

    A runner with a root never reaches the network unless it was made for it; then https, ssh and folders of
    this computer can be reached, and nothing else. One without is for ``clone``, ``version`` and for reading
    a file of settings.
    """

    def __init__(self, root: Path | None = None, network: bool = False) -> None:
        self._root = root
        self._network = network or root is None
        self._expected: dict[_Command, Running] = {}

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        deadline_s: float = LOCAL_DEADLINE_S,
        idle: bool = False,
        environment: dict[str, str] | None = None,
        sign_in: SignIn | None = None,
        said: Callable[[str], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Outcome:
        """Run one command to its end.

        Args:
            arguments: the command and its arguments, without ``git``.
            stdin: what it reads.
            deadline_s: how long it may take before its process group is killed.
            idle: count the deadline from its last sign of life, not from its start.
            environment: variables to set on top of the hardened ones.
            sign_in: name and password for its server, never on a command line; without them the user's own
                credential helpers are asked.
            said: is given each line of standard error while git runs, fit to show.
            cancelled: is asked five times a second; once it says yes, the process group is killed.

        Raises:
            Cancelled: ``cancelled`` said yes.
            KbError: git is not installed, did not finish in time, or said more than can be true.
        """
        signing, secrets = _signing(sign_in)
        running = self._taken_over(arguments, environment, stdin)
        if running is None:
            popen = self._start((*signing, *arguments), {**(environment or {}), **secrets}, bool(stdin))
            running = Running(popen, deadline_s, idle, stdin, said, cancelled)
        try:
            return _outcome(running)
        finally:
            running.end()

    @contextlib.contextmanager
    def beside(
        self, *arguments: str, stdin: bytes = b"", environment: dict[str, str] | None = None
    ) -> Generator[Callable[[], Outcome], None, None]:
        """Let one command run while the caller goes on, as a context; what it gives waits for the end.

        The end of the context waits, too: a git that is killed could leave locks behind.

        Args:
            arguments: the command and its arguments, without ``git``.
            stdin: what it reads: 64 kB at once, the rest when it is waited for.
            environment: variables to set on top of the hardened ones.

        Raises:
            KbError: as ``run``.
        """
        running = self._taken_over(arguments, environment, stdin)
        if running is None:
            popen = self._start(arguments, environment or {}, bool(stdin))
            running = Running(popen, LOCAL_DEADLINE_S, False, stdin)
        outcome = cache(partial(_outcome, running))
        try:
            yield outcome
        finally:
            with contextlib.suppress(KbError):
                outcome()
            running.end()

    @contextlib.contextmanager
    def expecting(
        self, *arguments: str, environment: dict[str, str] | None = None
    ) -> Generator[None, None, None]:
        """Start a command before it is known what it reads, as a context: ``run`` or ``beside`` takes it.

        To start git takes most of the time of a small question. One that nobody takes is killed at the
        end; it has read nothing, so it must be one that does nothing then.

        Args:
            arguments: the command and its arguments, without ``git``; it reads the rest.
            environment: variables to set on top of the hardened ones.

        Raises:
            KbError: as ``run``.
        """
        command = _command(arguments, environment)
        if command in self._expected:
            yield
            return
        running = Running(self._start(arguments, environment or {}, True), LOCAL_DEADLINE_S, False, None)
        self._expected[command] = running
        try:
            yield
        finally:
            self._expected.pop(command, None)
            running.end()

    @contextlib.contextmanager
    def renames(self, *flags: str) -> Generator[Callable[[str], bytes], None, None]:
        """Have one ``diff-tree`` compare commit after commit with its parent, as a context.

        What the context gives is asked with a commit, and gives what git says of it.

        Args:
            flags: of ``diff-tree``, with ``-z``.

        Raises:
            KbError: as ``run``.
        """
        if sys.platform == "win32":
            yield lambda commit: self.run("diff-tree", *flags, commit).out
            return
        running = Running(
            self._start(("diff-tree", *flags, "--stdin"), {}, True), LOCAL_DEADLINE_S, True, None
        )
        end = f"={os.urandom(8).hex()}\n".encode()  # git says a line again that names no commit, and goes on
        try:
            yield lambda commit: running.answer(commit.encode() + b"\n" + end, end)
        finally:
            running.end()

    def stream(self, *arguments: str, deadline_s: float = LOCAL_DEADLINE_S) -> Generator[bytes, None, None]:
        """Give a command's output while it runs; closing the iterator kills the command.

        Raises:
            KbError: git is not installed, failed, or did not finish in time.
        """
        running = Running(self._start(arguments, {}, False), deadline_s, False)
        try:
            yield from running.chunks()
            if running.status() != 0:
                raise KbError(tr("git could not read the history: {error}.", error=running.said))
        finally:
            running.end()

    def _taken_over(
        self, arguments: tuple[str, ...], environment: dict[str, str] | None, stdin: bytes
    ) -> Running | None:
        """Give what it reads to the command if it was expected; its deadline begins now."""
        running = self._expected.pop(_command(arguments, environment), None)
        if running is not None:
            running.send(stdin)
        return running

    def _start(
        self, arguments: tuple[str, ...], environment: dict[str, str], with_stdin: bool
    ) -> subprocess.Popen[bytes]:
        executable = git_executable()
        if not executable:
            raise KbError(tr("git is not installed."), tr("Install it from https://git-scm.com."))
        for name in _OF_ANOTHER_REPOSITORY:
            os.environ.pop(name, None)
        command = [executable, *self._options(), *arguments]
        folder = self._root or Path(executable).parent
        return start(command, folder, {**_ENVIRONMENT, **environment}, with_stdin)

    def _options(self) -> list[str]:
        settings = (*_SETTINGS, *_NETWORK) if self._network else _SETTINGS
        options = ["--no-pager", "--no-optional-locks", "--literal-pathspecs"]
        if self._root:
            options += [f"--git-dir={self._root / '.git'}", f"--work-tree={self._root}"]
        for setting in settings:
            options += ["-c", setting]
        return options


def _command(arguments: tuple[str, ...], environment: dict[str, str] | None) -> _Command:
    return arguments, tuple(sorted((environment or {}).items()))


def _outcome(running: Running) -> Outcome:
    """Wait for the end of a command and give how it ended."""
    out = bytearray()
    for chunk in running.chunks():
        out += chunk
        if len(out) > OUTPUT_LIMIT_BYTES:
            raise KbError(tr("git gave far more output than a library can hold, so it was stopped."))
    return Outcome(running.status(), bytes(out), running.said, redact_url(running.error))


def _signing(sign_in: SignIn | None) -> tuple[tuple[str, ...], dict[str, str]]:
    """Give the options and the variables that sign in; the secrets are in the variables only."""
    if sign_in is None:
        return (), {}
    if re.search(r"[\x00-\x1f]", sign_in.user + sign_in.password):
        raise KbError(
            tr("The name or password holds a character that cannot be typed."), tr("Type it again.")
        )
    address = urlsplit(sign_in.address)
    if address.scheme == "https" and address.hostname:
        asked = f"credential.https://{address.netloc.rpartition('@')[2]}.helper"
        here: tuple[str, ...] = ()
    else:  # the server is not known, so none that it sends us on to may ask
        asked, here = "credential.helper", ("-c", "http.followRedirects=false")
    options = ("-c", "credential.helper=", "-c", f"{asked}={_SIGN_IN_HELPER}", *here)
    return options, {"KBDESK_SIGN_IN_USER": sign_in.user, "KBDESK_SIGN_IN_PASSWORD": sign_in.password}


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
