# SPDX-License-Identifier: MIT
"""Where calls go in a playbook, in the terminal; and sharing one's own counts with the team."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict

from kbdesk.cli.commands import desk_at, library_path
from kbdesk.desk.heat import HeatView, StepHeat, hottest


def heat_verb(options: Namespace) -> int:
    """Print how often each answer of a playbook was taken and where calls stop; code 1 if there were none."""
    desk = desk_at(options.library)
    try:
        if options.share:
            sent = desk.together.share()
            print(f"Your counts of {'1 week' if sent == 1 else f'{sent} weeks'} were sent to the team.")
        if not options.playbook:
            return 0
        path = library_path(desk, options.playbook)
        view, book = desk.heat.of(path), desk.playbook(path)
    finally:
        desk.close()
    if options.json:
        print(json.dumps(asdict(view), ensure_ascii=False, indent=1))
    elif book is not None:
        _tell(view, {step.anchor: tuple(answer.text for answer in step.answers) for step in book.steps})
    return 0 if view.heat.runs else 1


def _tell(view: HeatView, answers: dict[str, tuple[str, ...]]) -> None:
    found = view.heat
    of_whom = f"{view.own_runs} of your own" + (f", {view.shared_by} shared" if view.shared_by else "")
    print(f"{found.path}: {found.runs} calls ({of_whom}); {found.earlier_runs} in another version.")
    for step in found.steps:
        if step.came or step.skipped or step.undone:
            print(f"\n{step.title}\n  {_numbers(step)}")
            for text, number in zip(answers[step.anchor], step.answers, strict=True):
                print(f"  {number:>6}  {text}")
    worst = hottest(found)
    if worst:
        print("\nWhere calls stop or are handed over most")
    for step, words in worst:
        print(f"  {step.title}: {words}")
    if view.notice:
        print(f"\n{view.notice}")


def _numbers(step: StepHeat) -> str:
    told = (
        (step.came, "came here"),
        (step.stopped, "stopped"),
        (step.escalated, "handed over"),
        (step.resolved, "solved"),
        (step.skipped, "jumped over it"),
        (step.undone, "taken back"),
    )
    words = [f"{number} {what}" for number, what in told if number]
    return ", ".join(words) + (f"; usually {step.seconds} s" if step.seconds else "")
