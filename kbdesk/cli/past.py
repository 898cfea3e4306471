# SPDX-License-Identifier: MIT
"""Verbs of the past: history, compare."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict

from kbdesk.cli.commands import desk_at, library_path
from kbdesk.cli.woven import woven
from kbdesk.desk.desk import Desk
from kbdesk.errors import KbError
from kbdesk.model import Comparison, Version

_SHORT = 10
"""Signs of a version's name that are printed and must be given."""


def history_verb(options: Namespace) -> int:
    """Print who changed a file and when, newest first; code 1 if it was never saved."""
    desk = desk_at(options.library)
    path = library_path(desk, options.path)
    if options.lines:
        lines = desk.past.lines(path)
        if options.json:
            print(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1))
        width = max((len(line.author) for line in lines), default=0)
        for line in () if options.json else lines:
            when = line.date[:10] if line.commit else "not saved "
            print(f"{line.line:>5}  {when}  {line.author:<{width}}  {line.text}")
        desk.close()
        return 0 if lines else 1
    versions = tuple(_newest(desk, path, options.limit))
    desk.close()
    if options.json:
        print(json.dumps([asdict(version) for version in versions], ensure_ascii=False, indent=1))
    else:
        for version in versions:
            moved = f"  (then {version.path})" if version.path != path else ""
            gone = "" if version.blob else "  (deleted)"
            print(f"{_name(version)}  {version.date[:10]}  {version.author}: {version.message}{moved}{gone}")
        if not versions:
            print(f"{path} was never saved to the history.")
    return 0 if versions else 1


def compare_verb(options: Namespace) -> int:
    """Print what differs between two versions of a file; code 1 if anything does, as diff has it."""
    desk = desk_at(options.library)
    path = library_path(desk, options.path)
    before = _version(desk, path, options.before) if options.before else _last_but_now(desk, path)
    after = _version(desk, path, options.after) if options.after else None
    if options.steps:
        return _compare_steps(desk, path, before, after, options.json)
    compared = desk.past.compare(path, before, after)
    desk.close()
    if options.json:
        print(json.dumps(asdict(compared), ensure_ascii=False, indent=1))
    else:
        _print_comparison(compared)
    changed = compared.fields or any(block.change != "same" for block in compared.blocks)
    return 1 if changed else 0


def _compare_steps(
    desk: Desk, path: str, before: Version | None, after: Version | None, as_json: bool
) -> int:
    """Print what differs between two versions of a playbook by steps and answers.

    Raises:
        KbError: one of them is no playbook.
    """
    found = desk.trainer.structure(path, before, after)
    desk.close()
    if found is None:
        raise KbError(f"{path} is no playbook.", "Leave out --steps to compare its text.")
    if as_json:
        print(json.dumps({"lines": found.lines, **asdict(found.change)}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(f"{line}." for line in found.lines) or "No step and no answer differs.")
    return 1 if found.lines else 0


def _newest(desk: Desk, path: str, limit: int) -> Iterator[Version]:
    """The newest versions, at most so many; 0 for all."""
    more, given = "", 0
    while True:
        page = desk.past.versions(path, more)
        for version in page.versions:
            if limit and given >= limit:
                return
            given += 1
            yield version
        more = page.more
        if not more:
            return


def _last_but_now(desk: Desk, path: str) -> Version | None:
    """The version that was saved last: with it, the file as it stands is compared."""
    return next(_newest(desk, path, 1), None)


def _version(desk: Desk, path: str, given: str) -> Version:
    """The version whose name begins so, or the number of steps back (``1``: the one before the newest).

    Raises:
        KbError: if there is none.
    """
    for number, version in enumerate(_newest(desk, path, 0)):
        if version.commit.startswith(given) if len(given) >= 7 else str(number) == given:
            return version
    raise KbError(f"{path} has no version {given!r}.", f"See kbdesk history {path}.")


def _name(version: Version) -> str:
    return version.commit[:_SHORT]


def _print_comparison(compared: Comparison) -> None:
    print(f"--- {compared.before_title}\n+++ {compared.after_title}\n")
    for key, before, after in compared.fields:
        print(f"{key}: {f'[-{before}-]' if before else ''}{f'{{+{after}+}}' if after else ''}")
    shown = [block for block in compared.blocks if block.change != "same"]
    for block in shown:
        line = block.after_line or block.before_line
        print(f"line {line}:\n{woven(block)}\n")
    if compared.notice:
        print(f"\n{compared.notice}")
    if not shown and not compared.fields:
        print("No difference.")
