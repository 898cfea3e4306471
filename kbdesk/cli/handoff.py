# SPDX-License-Identifier: MIT
"""Handoff notes in the terminal: reading, checking and redacting one, going on with its case."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path

from kbdesk import handoff
from kbdesk.cli.commands import desk_at
from kbdesk.cli.running import end, pairs, walk, write_note
from kbdesk.desk.defect import defect_form, note_page
from kbdesk.desk.desk import Desk
from kbdesk.desk.handoffs import Handoffs
from kbdesk.desk.incoming import look_up
from kbdesk.desk.redacting import redacted
from kbdesk.errors import KbError
from kbdesk.handoff.read import MAX_TEXT_CHARS
from kbdesk.model import Incoming, RunView


def handoff_verb(options: Namespace) -> int:
    """Show, check or redact a note, or go on with its case."""
    return {"show": _show, "check": _check, "redact": _redact, "resume": _resume}[options.what](options)


def _text(file: Path) -> str:
    if str(file) != "-":
        return handoff.read_text(file)
    return sys.stdin.buffer.read(MAX_TEXT_CHARS * 4).decode("utf-8-sig", "replace")


def _show(options: Namespace) -> int:
    """Print the note for people, as a page, as a defect form, or the machine's copy."""
    note = handoff.from_markdown(_text(options.file))
    if options.json:
        print(handoff.to_json(note))
    elif options.format == "html":
        print(note_page(note), end="")
    elif options.format == "defect":
        form = defect_form(note)
        print(form.text, end="")
        for line in form.left_out:
            print(f"kbdesk: left out: {line}", file=sys.stderr)
    else:
        print(handoff.readable(note).rstrip())
    return 0


def _check(options: Namespace) -> int:
    """Say whether the note can be gone on with as it was meant; code 1 if there is something to know."""
    text, state = _text(options.file), ""
    note = handoff.from_markdown(text)
    findings = ["It was written by a newer kbdesk."] if handoff.is_newer(text) else []
    if options.library is not None:
        desk = desk_at(options.library)
        found = look_up(desk.shelf.origins(), note)
        desk.close()
        state = found.state
        findings += [*filter(None, (found.notice,)), *found.warnings]
    if redacted(note) != note:
        findings.append("It holds what must not travel: see kbdesk handoff redact.")
    if options.json:
        whole = {"id": note.id, "playbook": state, "findings": findings}
        print(json.dumps(whole, ensure_ascii=False, indent=1))
    else:
        print("\n".join(findings) or f"The note is fine: {note.issue}")
    return 1 if findings else 0


def _redact(options: Namespace) -> int:
    """Print the note without what must not travel, or write it: to a new file, or in place of the note."""
    before = _text(options.file)
    text = handoff.to_markdown(redacted(handoff.from_markdown(before)))
    if options.to is None:
        print(text, end="")
        return 0
    if options.to == options.file:
        handoff.rewrite(options.file, before, text)
    else:
        write_note(options.to, text, new=True)
    print(f"The redacted note is in {options.to}.")
    return 0


def _resume(options: Namespace) -> int:
    """Go on with a case to where the answers lead; code 1 if it did not end there."""
    values = pairs(options.set)
    desk = desk_at(options.library)
    try:
        file = "" if str(options.file) == "-" else str(options.file.absolute())
        incoming = desk.handoffs.open_text(_text(options.file), file)
        for sentence in filter(None, (incoming.notice, *incoming.warnings)):
            print(f"kbdesk: {sentence}", file=sys.stderr)
        view = walk(desk.calls, _begun(desk, incoming, options.read_back), list(options.answer), values)
        return _ended(desk, view, values, options.handoff)
    finally:
        desk.close()


def _begun(desk: Desk, incoming: Incoming, read_back: str) -> RunView:
    """The call of the note: read back, or one's own that came back."""
    handoffs: Handoffs = desk.handoffs
    if handoffs.standing(incoming) not in ("new", "mine") and not read_back:
        return desk.calls.resume(handoffs.take_up(incoming).run.id)
    if not read_back and sys.stdin.isatty():
        print(handoff.readable(incoming.note))
        read_back = input("In your own words, what are you asked to do? ")
    answered = handoffs.accept(incoming, read_back)
    if answered.notice:
        print(f"kbdesk: {answered.notice}", file=sys.stderr)
    if answered.view is None:
        raise KbError("This case cannot be gone on with.")
    return answered.view


def _ended(desk: Desk, view: RunView, values: dict[str, str], note: Path | None) -> int:
    """The end of the walk: solved, handed over into the file that the note came in, or stopped."""
    if view.step.kind == "resolve" and values.get("cause") and values.get("fix"):
        changed = tuple(filter(None, values.get("changed", "").split(",")))
        solved = desk.handoffs.solve(view.run.id, values["cause"], values["fix"], changed)
        print(f"\nSolved. {solved.text}")
        if solved.path is not None:
            print(f"The note is in {solved.path}.")
        return 0
    if view.step.kind == "escalate" and note is None:
        handed = desk.calls.hand_over(view.run.id, values)
        print(f"\nHanded over. The note is in {handed.path}.")
        return 0
    if view.step.kind == "step" and note is None:
        desk.calls.pause(view.run.id)
        print(f"kbdesk: the case stands at “{view.step.title}”; give an --answer to go on.", file=sys.stderr)
        return 1
    return end(desk.calls, view, values, note)


def article_verb(options: Namespace) -> int:
    """Print the article that a case of one's own begins, or write it to a new file; the library stays."""
    desk = desk_at(options.library)
    try:
        made = desk.learning.article_from(options.id)
    finally:
        desk.close()
    if options.to is None:
        print(made.draft.text, end="")
    else:
        write_note(options.to, made.draft.text, new=True)
        print(f"The article is in {options.to}.")
    for line in made.left_out:
        print(f"kbdesk: left out: {line}", file=sys.stderr)
    return 0
