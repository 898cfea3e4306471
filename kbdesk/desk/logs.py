# SPDX-License-Identifier: MIT
"""The log: what happened to kbdesk itself, without article text, customers' data or anybody's name.

A traceback says where in our code something went wrong; what the error says in its own words is kept only
where those words come from Python and not from a file. Everything passes through ``clean`` before it is kept.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import re
import sys
import time
from pathlib import Path
from traceback import extract_tb
from typing import IO, TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from logging.handlers import RotatingFileHandler

log = logging.getLogger("kbdesk")

NAME = "kbdesk.log"
FILES = 5
"""The file that is written to, and so many less one before it."""
SIZE_BYTES = 1_000_000
"""A file that would grow beyond this is put aside."""
OFTEN = 20
"""The same mistake is written down so many times at most."""
_FRAMES = 40
_KEPT_DAYS = 7

_ADDRESS = re.compile(
    r"\b([a-z][a-z0-9+.-]{1,20}://)(?:[^\s/@]+@)?([^\s?#'\"<>]*)(?:[?#][^\s'\"<>]*)?", re.IGNORECASE
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PERSON = re.compile(r"(?:(?<![A-Za-z])[A-Za-z]:)?[\\/]+(?:var[\\/]+)?(?:home|Users)[\\/]+[^\\/:*?\"'<>|\n]+")
_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”')
_FILE = re.compile(r'^(  File ")([^"\n]+)"', re.MULTILINE)
_TRACE = "Traceback (most recent call last):"

_IN_PYTHONS_WORDS = (
    AttributeError,
    TypeError,
    NameError,
    ImportError,
    ArithmeticError,
    RecursionError,
    MemoryError,
    RuntimeError,
)
"""Errors whose text names what is in the code, not what is in a file."""


def folder_of_user() -> Path:
    """Where the logs of this user are; ``KBDESK_LOGS`` moves them, and so does ``KBDESK_DATA``."""
    given, data = os.environ.get("KBDESK_LOGS"), os.environ.get("KBDESK_DATA")
    if given:
        return Path(given)
    return Path(data) / "logs" if data else Path(platformdirs.user_log_dir("kbdesk", appauthor=False))


def clean(text: str) -> str:
    """The text without people: homes as ``~``, addresses without who signs in or what is asked, no mail."""
    text = _ADDRESS.sub(r"\1\2", text)
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home() raises where there is none
    if len(home) > 1:
        for form in (home, home.replace("\\", "/")):
            text = re.sub(re.escape(form) + r"(?![\w.-])", "~", text)
    return _MAIL.sub("…@…", _PERSON.sub("~", text))


def report(error: BaseException) -> str:
    """Where an error came from, as lines of text: the kinds of error and the places in the code."""
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    lines: list[str] = []
    for number, one in enumerate(reversed(chain)):
        lines += ["  and then:"] * bool(number)
        frames = extract_tb(one.__traceback__)
        lines += ["  …"] * (len(frames) > _FRAMES)
        for frame in frames[-_FRAMES:]:
            lines.append(
                f"  {_module(frame.filename)}:{frame.lineno} in {frame.name}: {frame.line or ''}".rstrip(": ")
            )
        lines.append(told(one))
    return clean("\n".join(lines))


def told(error: BaseException) -> str:
    """The kind of an error, with its text if that cannot hold what stands in a file."""
    kind = type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        ending = Path(str(error.filename)).suffix if error.filename else ""
        return clean(f"{kind}: {error.strerror}" + (f" (a {ending} file)" if ending else ""))
    text = " ".join(str(error).split())
    if isinstance(error, _IN_PYTHONS_WORDS) or type(error).__module__ == "sqlite3":
        return clean(f"{kind}: {_QUOTED.sub('…', text)[:300]}") if text else kind
    return f"{kind} (its text of {len(text)} characters is left out)" if text else kind


def place_of(error: BaseException) -> str:
    """What tells one mistake from another: the kind of error and the line it came from."""
    frames = extract_tb(error.__traceback__)
    last = f"{_module(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} {last}"


def without_texts(traceback: str) -> str:
    """A traceback that another process printed, without what the error says in its own words."""
    start = traceback.find(_TRACE)
    lines = traceback[max(0, start) :].splitlines()
    kept = [line if line.startswith(" ") or line == _TRACE else line.partition(":")[0] for line in lines]
    return clean(_FILE.sub(_named, "\n".join(kept)))


def _named(found: re.Match[str]) -> str:
    return f'{found[1]}{_module(found[2])}"'


def is_traceback(text: str) -> bool:
    """Whether a process ended by a mistake of ours."""
    return _TRACE in text


def tell_unexpected(text: str, place: str) -> None:
    """Write down a mistake of ours; who listens for those (the window) tells the person of it, too.

    Args:
        text: as ``report`` or ``without_texts`` gives it.
        place: as ``place_of`` gives it; the same mistake is told once.
    """
    log.error("%s", text, extra={"place": place})


def _module(path: str) -> str:
    """A file of code by its package; the way there is nobody's business."""
    parts = Path(path).parts
    for root in ("site-packages", "dist-packages", "_internal"):
        if root in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(root) :])
    return (
        "/".join(parts[len(parts) - 1 - parts[::-1].index("kbdesk") :]) if "kbdesk" in parts else clean(path)
    )


class _Lines(logging.Formatter):
    """A record as it is kept: when, how bad, what; cleaned, and with what is quoted left out."""

    def format(self, record: logging.LogRecord) -> str:
        """The lines of a record."""
        text = (
            _QUOTED.sub("“…”", record.getMessage()) if not hasattr(record, "place") else record.getMessage()
        )
        if record.exc_info and record.exc_info[1] is not None:
            text = f"{text}\n{report(record.exc_info[1])}"
        when = time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(record.created))
        return clean(f"{when} {record.levelname:<8} {text}")


class LogFile(logging.Handler):
    """Keeps records in rotating files; the first record makes the folder, for this user alone.

    Args:
        folder: where the files are.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(logging.INFO)
        self.folder = folder
        self._file: RotatingFileHandler | None = None
        self._failed = False
        self._times: dict[str, int] = {}
        self.setFormatter(_Lines())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record, unless it was kept often before or nothing can be written."""
        place = getattr(record, "place", "")
        if place:
            self._times[place] = self._times.get(place, 0) + 1
        if self._failed or self._times.get(place, 0) > OFTEN:
            return
        try:
            self._open().emit(record)
        except OSError:  # a full or locked disk must not stop the program that would tell of it
            self._failed = True

    def _open(self) -> RotatingFileHandler:
        if self._file is None:
            from logging.handlers import RotatingFileHandler  # noqa: PLC0415 - not before the first paint

            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = RotatingFileHandler(
                self.folder / NAME, maxBytes=SIZE_BYTES, backupCount=FILES - 1, encoding="utf-8"
            )
            self._file.setFormatter(self.formatter)
        return self._file

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
        super().close()


class Logging:
    """Logging from now until ``end``: the log's files, and a note of what kills the process.

    Args:
        folder: where the files are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._level = log.level
        self._handler = LogFile(folder)
        self._crash: IO[bytes] | None = None
        log.setLevel(logging.INFO)
        log.addHandler(self._handler)

    def watch(self) -> None:
        """Let a crash inside Qt or another library leave a note; see ``crashes``."""
        place = self.folder / f"crash-{os.getpid()}.txt"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._crash = place.open("wb")
        except OSError:
            return
        faulthandler.enable(self._crash, all_threads=True)

    def end(self) -> None:
        """The program ends well: close the files and take the note away."""
        if self._crash is not None:
            faulthandler.disable()
            self._crash.close()
            Path(self._crash.name).unlink(missing_ok=True)
            self._crash = None
        log.removeHandler(self._handler)
        log.setLevel(self._level)
        self._handler.close()


def crashes(folder: Path) -> tuple[str, ...]:
    """What earlier starts left that did not end by themselves, cleaned; each is given once.

    Raises:
        OSError: never; what cannot be read or taken away is passed over.
    """
    found: list[str] = []
    for note in sorted(folder.glob("crash-*.txt")):
        if note.name == f"crash-{os.getpid()}.txt":
            continue
        try:
            text = note.read_text(encoding="utf-8", errors="replace").strip()
            if text or time.time() - note.stat().st_mtime > _KEPT_DAYS * 86_400:
                note.unlink()
        except OSError:  # of a window that is open
            continue
        if text:
            found.append(clean("\n".join(text.splitlines()[: 2 * _FRAMES])))
    return tuple(found)


def last_lines(folder: Path, count: int = 40) -> str:
    """The newest lines of the log; "" if there is none."""
    try:
        with (folder / NAME).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 200 * count))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-count:])


def log_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    """What Python could not raise (in a destructor) goes to the log; a ``sys.unraisablehook``."""
    if unraisable.exc_value is not None:
        log.warning("Not raised:\n%s", report(unraisable.exc_value))
