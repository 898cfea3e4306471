# SPDX-License-Identifier: MIT
"""What people said of articles and steps, in the terminal; and the customer's words that wait to be saved."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict

from kbdesk.cli.commands import desk_at
from kbdesk.cli.team import writer
from kbdesk.desk.desk import Desk
from kbdesk.model.usage import FEEDBACK_KINDS, Feedback


def feedback_verb(options: Namespace) -> int:
    """Print what was said of the library, newest first; code 1 if there is nothing."""
    desk = desk_at(options.library)
    try:
        if options.save_words:
            return _save_words(desk, options)
        if options.words:
            return _print_words(desk, as_json=options.json)
        kinds = (options.kind,) if options.kind else FEEDBACK_KINDS
        said = tuple(reversed(desk.feedback.of(options.since, kinds=kinds)))
    finally:
        desk.close()
    if options.json:
        print(json.dumps([asdict(one) for one in said], ensure_ascii=False, indent=1))
    else:
        for one in said:
            print(_told(one))
        if not said:
            print("Nothing was said. In the window, Alt+F says whether an article or step helps.")
    return 0 if said else 1


def _told(one: Feedback) -> str:
    place = f"{one.path}#{one.anchor}" if one.anchor else one.path
    within = f" · call {one.run}" if one.run else ""
    note = f"\n  {one.note}" if one.note else ""
    return f"{one.kind.replace('-', ' ')}: {place}\n  {one.at} · {one.by}{within}{note}"


def _print_words(desk: Desk, *, as_json: bool) -> int:
    waiting = desk.wording.waiting()
    if as_json:
        print(json.dumps([asdict(one) for one in waiting], ensure_ascii=False, indent=1))
    else:
        for one in waiting:
            print(f"{one.words}\n  {one.path} · {one.at}")
        if not waiting:
            print("No words wait to be saved. In the window, Alt+W adds them.")
    return 0 if waiting else 1


def _save_words(desk: Desk, options: Namespace) -> int:
    saved = desk.wording.save(writer(desk, options))
    for path in saved.paths:
        print(path)
    what = "1 wording was" if saved.count == 1 else f"{saved.count} wordings were"
    print(f"{what} added.")
    for sentence in (*saved.left, *filter(None, (saved.notice,))):
        print(f"kbdesk: {sentence}", file=sys.stderr)
    return 1 if saved.left else 0
