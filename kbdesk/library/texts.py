# SPDX-License-Identifier: MIT
"""Texts of then: a file as it was in a version, its pictures, and who wrote which line."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.addresses import shown
from kbdesk.library.files import ARTICLE_LIMIT_BYTES
from kbdesk.library.opening import shallow_commits, trusted_runner
from kbdesk.library.runner import GitRunner
from kbdesk.model import LibraryInfo, SourceFile
from kbdesk.model.history import LineAuthor

COMMIT = r"[0-9a-f]{40}(?:[0-9a-f]{24})?"
"""How the name of a version, or the id of a text, is written."""


def text_of(
    info: LibraryInfo, commit: str, path: str, decode: Callable[[bytes], tuple[str, str, str]]
) -> SourceFile:
    """Give a file as it was in a version of the library; one that cannot be read has a problem.

    Raises:
        KbError: git cannot be used, or there was no such file.
    """
    runner = _runner(info)
    blob = blobs_of(runner, commit, (path,)).get(path, "")
    if not blob:
        raise KbError(tr("There was no article {path} then.", path=path), tr("Choose another version."))
    return _source(runner, path, blob, decode)


def text_of_blob(
    info: LibraryInfo, blob: str, path: str, decode: Callable[[bytes], tuple[str, str, str]]
) -> SourceFile:
    """Give a saved text by its blob id, as the file ``path``.

    Raises:
        KbError: git cannot be used, or the text is not in this history.
    """
    return _source(_runner(info), path, blob, decode)


def is_saved(info: LibraryInfo, blob: str) -> bool:
    """Tell whether a text can be had from the library's history by its blob id."""
    runner = trusted_runner(info)
    return bool(runner and re.fullmatch(COMMIT, blob) and runner.run("cat-file", "-e", blob).status == 0)


def files_of(info: LibraryInfo, commit: str, paths: tuple[str, ...], limit_bytes: int) -> dict[str, bytes]:
    """Give the bytes of files as they were in a version of the library.

    Those that were not there are left out, and so are those over the limit for all of them together.
    """
    runner = trusted_runner(info)
    if runner is None or not paths:
        return {}
    chosen: list[tuple[str, str]] = []
    for path, (blob, size_bytes) in _entries(runner, commit, paths).items():
        if size_bytes <= limit_bytes:
            limit_bytes -= size_bytes
            chosen.append((path, blob))
    asked = "".join(f"{blob}\n" for _, blob in chosen).encode()
    out, found = runner.run("cat-file", "--batch", stdin=asked).out if chosen else b"", {}
    for path, blob in chosen:
        told, _, out = out.partition(b"\n")
        words = told.split()
        if words[:2] == [blob.encode(), b"blob"]:  # else it is missing, and nothing follows
            size_bytes = int(words[2])
            found[path], out = out[:size_bytes], out[size_bytes + 1 :]
    return found


def line_authors(info: LibraryInfo, path: str, text: str, encoding: str = "utf-8") -> tuple[LineAuthor, ...]:
    """Give who last changed each line of a text, saved or not, in its order.

    Args:
        info: the library.
        path: the file that the text is for.
        text: the whole file with its line ends as they are.
        encoding: how the file is written.

    Raises:
        KbError: git cannot be used or failed, or the file is UTF-16, which git does not read by lines.
    """
    runner = _runner(info)
    lines = [line.rstrip("\r") for line in text.split("\n")]
    if encoding == "utf-16":
        raise KbError(tr("{path} is not UTF-8, so the writers of its lines are not known.", path=path))
    data = text.encode(encoding, "replace")
    outcome = runner.run("blame", "--porcelain", "--contents", "-", "--", path, stdin=data)
    if outcome.status != 0:
        if blobs_of(runner, "HEAD", (path,)):
            raise KbError(tr("git could not tell who wrote {path}: {error}.", path=path, error=outcome.error))
        return tuple(LineAuthor(n, line, "", "", "") for n, line in enumerate(lines, 1))
    return tuple(_lines(outcome.out, lines, shallow_commits(Path(info.root))))


def blobs_of(runner: GitRunner, commit: str, paths: tuple[str, ...]) -> dict[str, str]:
    """Give the blob ids of those of the paths that are plain files in a version of the library."""
    return {path: blob for path, (blob, _) in _entries(runner, commit, paths).items()}


def is_file(mode: str) -> bool:
    """Tell whether a mode of git is that of a plain file, not of a link, folder or submodule."""
    return mode in ("100644", "100755")


def _runner(info: LibraryInfo) -> GitRunner:
    runner = trusted_runner(info)
    if runner is None:
        raise KbError(info.notice or tr("This library has no history of changes."))
    return runner


def _entries(runner: GitRunner, commit: str, paths: tuple[str, ...]) -> dict[str, tuple[str, int]]:
    """Give blob id and size in bytes of those of the paths that are plain files in a version."""
    if not paths or not re.fullmatch(rf"{COMMIT}|HEAD", commit):
        return {}
    out = runner.run("ls-tree", "-z", "-l", "--full-tree", commit, "--", *paths).out
    found = {}
    for entry in out.split(b"\0")[:-1]:
        told, _, name = entry.partition(b"\t")
        mode, _, blob, size = told.decode("ascii", "replace").split()
        if is_file(mode):
            found[os.fsdecode(name)] = (blob, int(size) if size.isdigit() else 0)
    return found


def _source(
    runner: GitRunner, path: str, blob: str, decode: Callable[[bytes], tuple[str, str, str]]
) -> SourceFile:
    outcome = runner.run("cat-file", "blob", blob) if re.fullmatch(COMMIT, blob) else None
    if outcome is None or outcome.status != 0:
        raise KbError(
            tr("That version of {path} is not in this copy of the library.", path=path),
            tr("Get updates first."),
        )
    data = outcome.out
    if len(data) > ARTICLE_LIMIT_BYTES:
        problem = tr("This version is too large to show ({size:,.1f} MB).", size=len(data) / 1e6)
        return SourceFile(path, blob, "", size_bytes=len(data), problem=problem)
    text, encoding, problem = decode(data)
    return SourceFile(path, blob, text, encoding, len(data), problem)


def _lines(out: bytes, lines: list[str], cut: frozenset[str]) -> Iterator[LineAuthor]:
    """Give the writers of lines from ``blame --porcelain``, which tells of each commit only once."""
    known: dict[str, tuple[str, str]] = {}
    commit = author = seconds = zone = ""
    number = 0
    for raw in out.split(b"\n"):
        word, _, rest = raw.decode("utf-8", "replace").partition(" ")
        if raw.startswith(b"\t"):
            author, date = known.setdefault(commit, (author, _iso(seconds, zone)))
            unknown = not commit.strip("0") or commit in cut
            text = lines[number - 1] if number <= len(lines) else ""
            yield LineAuthor(number, text, *(("", "", "") if unknown else (author, date, commit)))
        elif re.fullmatch(COMMIT, word):
            commit, number = word, int(rest.split(" ")[1])
        elif word == "author":
            author = shown(rest)
        elif word == "author-time":
            seconds = rest
        elif word == "author-tz":
            zone = rest


def _iso(seconds: str, zone: str) -> str:
    """The time of a writer as ISO 8601, in the zone that it was written in."""
    try:
        minutes = int(f"{zone[0]}{int(zone[1:3]) * 60 + int(zone[3:5])}")
        return datetime.fromtimestamp(int(seconds), timezone(timedelta(minutes=minutes))).isoformat()
    except (ValueError, IndexError, OverflowError, OSError):
        return ""
