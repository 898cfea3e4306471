# SPDX-License-Identifier: MIT
"""Running a playbook in the terminal, by options or by typing."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path

from kbdesk.cli.commands import desk_at, library_path
from kbdesk.desk.calls import Calls
from kbdesk.errors import KbError
from kbdesk.model import RunView


def run_verb(options: Namespace) -> int:
    """Run a playbook to where the answers lead; code 1 if it did not end there.

    A value given by ``--set`` is recorded at each step that asks for it, and fills the field of that name in
    the handoff note.
    """
    values = pairs(options.set)
    desk = desk_at(options.library)
    try:
        view = desk.calls.start(library_path(desk, options.playbook))
        view = walk(desk.calls, view, list(options.answer), values)
        return end(desk.calls, view, values, options.handoff)
    finally:
        desk.close()


def walk(calls: Calls, view: RunView, answers: list[str], values: dict[str, str]) -> RunView:
    """Answer step by step until the run ends or nobody answers any more."""
    view = _enter(calls, view, values)
    while view.step.kind == "step" and view.answers:
        if answers:
            number = _number(view, answers.pop(0))
        elif sys.stdin.isatty() and (typed := _typed("> ")) is not None:
            number = _number(view, typed)
        else:
            return view
        view = _enter(calls, calls.answer(view.run.id, number), values)
    if answers:
        raise KbError(f"The run ended at “{view.step.title}”; nothing there takes the answer “{answers[0]}”.")
    return view


def _enter(calls: Calls, view: RunView, values: dict[str, str]) -> RunView:
    """Print a step and record what is given for it."""
    step = view.step
    print(f"\n{view.step_number}. {step.title}  (tier {step.tier})")
    for words in step.says:
        print(f"   “{words}”")
    for field in step.values:
        value = values.get(field.name, "")
        if not value and sys.stdin.isatty() and step.kind == "step":
            value = _typed(f"   {field.label}: ") or ""
        if value:
            view = calls.record(view.run.id, field.name, value)
            print(f"   {field.label}: {dict(view.run.current.recorded).get(field.name, value)}")
    for number, answer in enumerate(view.answers, start=1):
        print(f"   {number}  {answer.text}")
    return view


def _typed(prompt: str) -> str | None:
    """What a person types; None if they end the input (Ctrl-D)."""
    try:
        return input(prompt)
    except EOFError:
        print()
        return None


def _number(view: RunView, text: str) -> int:
    """The number of the answer that was typed as a number, in full, or by a part that no other has."""
    wanted = text.strip().casefold()
    if wanted.isdecimal():
        return int(wanted)
    texts = [answer.text.casefold() for answer in view.answers]
    if wanted in texts:
        return texts.index(wanted) + 1
    holding = [number for number, each in enumerate(texts, start=1) if wanted and wanted in each]
    if len(holding) == 1:
        return holding[0]
    known = ", ".join(f"“{answer.text}”" for answer in view.answers)
    raise KbError(f"“{text}” is not an answer at “{view.step.title}”.", f"The answers are: {known}.")


def end(calls: Calls, view: RunView, values: dict[str, str], note: Path | None) -> int:
    """End the run where it stands: solved, with a note, or stopped too early (code 1)."""
    run_id = view.run.id
    if view.step.kind == "resolve":
        calls.finish(run_id)
        print("\nSolved.")
        return 0
    if view.step.kind == "escalate" or note is not None:
        preview = calls.preview(run_id, values)
        if note is not None:
            write_note(note, preview.markdown)
            print(f"\nThe handoff note is in {note}.")
        else:
            print("\n" + preview.markdown)
        if preview.missing:
            print(
                f"kbdesk: the note still lacks: {', '.join(preview.missing)} "
                f"(give each by --set FIELD=VALUE).",
                file=sys.stderr,
            )
        calls.leave(run_id)
        return 0
    calls.finish(run_id)
    print(
        f"kbdesk: the run stopped at “{view.step.title}” before its end; give an --answer.", file=sys.stderr
    )
    return 1


def write_note(path: Path, text: str, *, new: bool = False) -> None:
    """Write a note for this user's eyes only; ``new``: not over a file that is there."""
    try:
        flags = os.O_WRONLY | os.O_CREAT | (os.O_EXCL if new else os.O_TRUNC)
        descriptor = os.open(path, flags, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise KbError(f"{path} could not be written: {error.strerror}.") from error


def pairs(texts: list[str]) -> dict[str, str]:
    """The values that were given as FIELD=VALUE."""
    return dict(_pair(text) for text in texts)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise KbError(f"“{text}” is not FIELD=VALUE.", "For example: --set router_model=X200.")
    return name.strip(), value.strip()
