# SPDX-License-Identifier: MIT
"""Writes docs/commands.md: every verb of the terminal with its options, from the parser itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from kbdesk.cli.arguments import parser

PLACE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
_HEAD = """# Every command

The terminal has the same verbs as the window. `kbdesk VERB --help` prints what stands here.

Exit codes: 0 fine; 1 findings, or no result; 2 wrong use or a failure, with one sentence on standard error.

`kbdesk LIBRARY` is `kbdesk open LIBRARY`, and `kbdesk` alone opens the library that was open last.

`make docs` writes this page from the parser itself, and a test compares the two.
"""


def text() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_verbs(_verbs_of(parser()), "kbdesk", 2)])


def _verbs_of(one: argparse.ArgumentParser) -> argparse._SubParsersAction[argparse.ArgumentParser] | None:
    found = (action for action in one._actions if isinstance(action, argparse._SubParsersAction))
    return next(found, None)


def _verbs(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser] | None, before: str, level: int
) -> Iterator[str]:
    if verbs is None:
        return
    told = {action.dest: action.help or "" for action in verbs._choices_actions}
    for name, command in verbs.choices.items():
        yield f"{'#' * level} {before} {name}"
        yield ""
        if told.get(name):
            yield f"{_sentence(told[name])}\n"
        inner = _verbs_of(command)
        if inner is None:
            yield f"```text\n{_usage(f'{before} {name}', command)}\n```\n"
        rows = [row for row in map(_row, command._actions) if row]
        if rows:
            yield "\n".join(["| option | means |", "|---|---|", *rows, ""])
        yield from _verbs(inner, f"{before} {name}", level + 1)


def _usage(name: str, command: argparse.ArgumentParser) -> str:
    words = [_word(action) for action in command._actions if action.dest != "help"]
    return " ".join([name, *words])


def _word(action: argparse.Action) -> str:
    value = _value(action)
    if not action.option_strings:
        return {"?": f"[{value}]", "*": f"[{value} …]", "+": f"{value} …"}.get(str(action.nargs), value)
    option = action.option_strings[-1] if action.nargs == 0 else f"{action.option_strings[-1]} {value}"
    return option if action.required else f"[{option}]"


def _value(action: argparse.Action) -> str:
    if isinstance(action.metavar, str):
        return action.metavar
    if action.choices is not None:
        return "|".join(map(str, action.choices))
    return action.dest.upper()


def _row(action: argparse.Action) -> str:
    if action.dest == "help" or isinstance(action, argparse._SubParsersAction):
        return ""
    shown = _value(action)
    names = ", ".join(action.option_strings)
    name = f"{names} {shown}" if names and action.nargs != 0 else names or shown
    told = action.help or ""
    if not told and not action.option_strings:
        return ""
    return f"| `{name.replace('|', chr(92) + '|')}` | {_cell(told)} |"


def _cell(words: str) -> str:
    return words.replace("%%", "%").replace("|", "\\|").replace("*", "\\*").replace("<", "\\<")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{_cell(words[1:])}."


if __name__ == "__main__":
    PLACE.write_text(text(), encoding="utf-8")
