# SPDX-License-Identifier: MIT
"""Checking a library: many files in processes of their own, few in this one."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from kbdesk import library
from kbdesk.desk.personal import personal_findings
from kbdesk.desk.proof import Known, Proof, in_order, synonyms_findings
from kbdesk.desk.reader import Reader
from kbdesk.errors import KbError
from kbdesk.language import tag, tr
from kbdesk.model import Document, Finding

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

MANY = 600
"""Files from which on two processes are faster than one: a process takes a third of a second to start."""
MOST = 4
"""Processes at most."""
_STEP = 50
"""Files between two words about progress."""

_COMMAND = (sys.executable, "-P", "-m", "kbdesk.desk.check_child")
"""-P: a folder that somebody else prepared must not stand in for our modules."""

Progress = Callable[[int, int], None]
"""Told after some files: (looked at, all)."""


def check(
    desk: Desk, paths: tuple[str, ...] = (), *, personal: bool = True, progress: Progress = lambda *_: None
) -> tuple[Finding, ...]:
    """What is wrong with these documents, or with all; sorted by path and line.

    Args:
        desk: the library.
        paths: documents; () for the library as a whole.
        personal: whether to look for personal data (KB401), too.
        progress: told from time to time.

    Raises:
        KbError: a path is not in the library, or a process that checks ended early.
    """
    sizes = {entry.path: entry.size_bytes for entry in library.list_files(desk.root)} if not paths else {}
    chosen = tuple(path for path in paths or sizes if path != library.SYNONYMS_FILE)
    today = desk.clock().date().isoformat()
    count = min(MOST, os.cpu_count() or 1)
    if sizes and len(chosen) >= MANY and count > 1:
        ordered = sorted(chosen, key=lambda path: (-sizes[path], path))
        shares = [ordered[start::count] for start in range(count)]
        found = _shared_out(desk.root, shares, today, personal, progress)
    else:
        with uncollected():
            part = Part(desk.root, chosen, desk.read, whole=bool(sizes))
            part.read(lambda done: progress(done // 2, len(chosen)))
            found = part.findings(
                today, {}, personal, lambda done: progress((len(chosen) + done) // 2, len(chosen))
            )
    if not paths or library.SYNONYMS_FILE in paths:
        found += synonyms_findings(desk.root)
    progress(len(chosen), len(chosen))
    return in_order(found)


@dataclass
class Part:
    """Documents that one process checks.

    Args:
        root: the library's folder.
        paths: its documents.
        reader: gives a document.
        whole: whether the library as a whole is checked; then a file that has gone meanwhile is no error.
    """

    root: Path
    paths: tuple[str, ...]
    reader: Callable[[str], Document]
    whole: bool

    def read(self, told: Callable[[int], None]) -> dict[str, Known]:
        """Read them, and give what the others need to know of them."""
        self._documents: list[Document] = []
        for number, path in enumerate(self.paths, 1):
            try:
                self._documents.append(self.reader(path))
            except KbError:
                if not self.whole:
                    raise
            if number % _STEP == 0:
                told(number)
        return {document.path: Known.of(document) for document in self._documents} if self.whole else {}

    def findings(
        self, today: str, known: Mapping[str, Known], personal: bool, told: Callable[[int], None]
    ) -> list[Finding]:
        """What is wrong with them, given what the others know."""
        proof = Proof(self.root, self._documents, self.reader, known, self.whole)
        found: list[Finding] = []
        for number, document in enumerate(self._documents, 1):
            found += proof.of(document, today)
            if personal:
                found += personal_findings(document)
            if number % _STEP == 0:
                told(number)
        return found


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python's cyclic collector rest: nothing that is read here goes in circles, and it takes a third."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# --- processes: one line of JSON is one message ---


def _shared_out(
    root: Path, shares: list[list[str]], today: str, personal: bool, progress: Progress
) -> list[Finding]:
    """What is wrong with the documents, each share checked by a process of its own."""
    total = sum(map(len, shares))
    children = [_Child() for _ in shares]
    try:
        for child, share in zip(children, shares, strict=True):
            child.send({"root": str(root), "paths": share, "today": today, "personal": personal})
        known = [message["known"] for message in _answers(children, progress, 0, total)]
        for number, child in enumerate(children):
            child.send([share for other, share in enumerate(known) if other != number])
        answers = _answers(children, progress, total, total)
        return [_finding(one) for answer in answers for one in answer["findings"]]
    finally:
        for child in children:
            child.stop()


def _answers(children: list[_Child], progress: Progress, before: int, total: int) -> list[dict[str, Any]]:
    """The next answer of each process; what they say of their progress until then is passed on."""
    done = dict.fromkeys(range(len(children)), 0)
    answers: dict[int, dict[str, Any]] = {}
    while len(answers) < len(children):
        for number, child in enumerate(children):
            if number in answers:
                continue
            message = child.receive()
            if "done" in message:
                done[number] = message["done"]
                progress((before + sum(done.values())) // 2, total)
            else:
                answers[number] = message
    return [answers[number] for number in range(len(children))]


class _Child:
    """A process that checks a share."""

    def __init__(self) -> None:
        self._process = subprocess.Popen((*_COMMAND, tag()), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._in, self._out = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)

    def send(self, message: object) -> None:
        """Hand a message over."""
        try:
            write(self._in, message)
        except OSError as error:
            raise _ended() from error

    def receive(self) -> dict[str, Any]:
        """Wait for the next message.

        Raises:
            KbError: it has ended.
        """
        line = self._out.readline()
        if not line:
            raise _ended()
        message: dict[str, Any] = json.loads(line)
        return message

    def stop(self) -> None:
        """End it, whatever it is at."""
        self._process.kill()
        self._process.wait()
        self._out.close()
        try:
            self._in.close()
        except OSError:  # what was not read any more
            return


def _ended() -> KbError:
    return KbError(tr("A process that checks the files ended early."), tr("Check the library once more."))


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Check a share as is asked: read it, tell what is known of it, hear what others know, tell findings."""
    asked = json.loads(source.readline())

    def told(done: int) -> None:
        write(sink, {"done": done})

    root = Path(asked["root"])
    part = Part(root, tuple(asked["paths"]), Reader(root, root.name).read, whole=True)
    with uncollected():
        known = part.read(told)
        write(sink, {"known": {path: astuple(one) for path, one in known.items()}})
        others: dict[str, Known] = {}
        for share in json.loads(source.readline()):
            others |= _known(share)
        found = part.findings(asked["today"], others, asked["personal"], told)
    write(sink, {"findings": [astuple(one) for one in found]})


def write(sink: IO[bytes], message: object) -> None:
    """Write a message and see that it is on its way."""
    sink.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")
    sink.flush()


def _known(share: dict[str, list[Any]]) -> dict[str, Known]:
    return {
        path: Known(title, audience, successor, tuple(anchors), tuple((at, to) for at, to in enters))
        for path, (title, audience, successor, anchors, enters) in share.items()
    }


def _finding(values: list[Any]) -> Finding:
    path, line, code, severity, message, answers = values
    return Finding(path, line, code, severity, message, tuple(answers))
