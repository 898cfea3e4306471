# SPDX-License-Identifier: MIT
"""Giving to a bot and taking from it, in the terminal."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from kbdesk.cli.commands import desk_at, library_path
from kbdesk.desk.bot import for_bot, told, write_for_bot
from kbdesk.desk.bot_talk import MAX_BYTES, begin, read, read_file
from kbdesk.desk.bot_talk import told as told_of

_LISTED = 50


def export(options: Namespace) -> int:
    """Write the approved public articles for a bot, or print them; code 1 if any was left out."""
    to: Path = options.to
    desk = desk_at(options.library)
    try:
        made = for_bot(desk)
    finally:
        desk.close()
    if str(to) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write("".join(f"{line}\n" for line in made.lines).encode("utf-8", "replace"))
        sys.stdout.flush()
    else:
        write_for_bot(to, made, over=options.force)
        print(f"{to} is written.")
    for sentence in told(made):
        print(f"kbdesk: {sentence}", file=sys.stderr)
    for path, why in made.left_out[:_LISTED]:
        print(f"kbdesk: left out: {path}: {why}", file=sys.stderr)
    if len(made.left_out) > _LISTED:
        print(f"kbdesk: … and {len(made.left_out) - _LISTED:,} more", file=sys.stderr)
    return 1 if made.left_out else 0


def bring(options: Namespace) -> int:
    """Begin a call with a bot's conversation; it waits among the open calls."""
    file: Path = options.talk
    talk = read(sys.stdin.buffer.read(MAX_BYTES)) if str(file) == "-" else read_file(file)
    desk = desk_at(options.library)
    try:
        path = library_path(desk, options.playbook) if options.playbook else ""
        view = begin(desk, talk, path)
        if view.run.status == "running":
            view = desk.calls.pause(view.run.id)
    finally:
        desk.close()
    for sentence in told_of(talk):
        print(sentence)
    print(f"The call {view.run.id} stands at “{view.step.title}”: go on with it in the window.")
    return 0
