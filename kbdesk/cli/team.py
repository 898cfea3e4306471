# SPDX-License-Identifier: MIT
"""Verbs of writing with a team: clone, sync, save, approve, recover."""

from __future__ import annotations

import getpass
import json
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from kbdesk.cli.commands import desk_at, library_path
from kbdesk.desk.desk import Desk
from kbdesk.errors import KbError
from kbdesk.model import Approval, Author, Backup, Clash, Draft, SignIn, TeamState

_FRESH_LINE = "\r\x1b[K"
_FAILURES = ("refused", "sign-in", "failed")
_PHRASES = {
    "alone": "This library is not shared with anybody.",
    "current": "Up to date.",
    "waiting": "Not everything is sent yet.",
    "offline": "Offline.",
    "refused": "The shared copy takes no change from you.",
    "asking": "A question must be answered first.",
    "sign-in": "The shared copy wants a name and password.",
    "failed": "Updates could not be exchanged.",
}


def clone_verb(options: Namespace) -> int:
    """Make a copy of a team's library on this computer."""
    from kbdesk.desk.team import clone  # noqa: PLC0415 - for this verb only

    folder: Path = options.folder
    clone(options.address, folder.absolute(), _given_sign_in(options), said=_progress)
    _end_progress()
    print(f"The library is in {folder}. Open it with: kbdesk {folder}")
    return 0


def sync_verb(options: Namespace) -> int:
    """Get and send updates; code 1 if something waits or is asked, 2 if it failed."""
    desk = desk_at(options.library)
    sign_in = _given_sign_in(options)
    state = desk.team.sync(sign_in=sign_in, answer=_answer(desk, options.accept), said=_progress)
    if state.phase == "sign-in" and sign_in is None and sys.stdin.isatty():
        sign_in = _asked_sign_in(input("User name: "))
        state = desk.team.sync(sign_in=sign_in, answer=_answer(desk, options.accept), said=_progress)
    desk.close()
    _end_progress()
    if options.json:
        print(json.dumps(asdict(state), ensure_ascii=False, indent=1))
    else:
        _print_state(state)
    if state.phase in _FAILURES:
        return 2
    return 0 if state.phase in ("alone", "current") and not state.parked else 1


def _answer(desk: Desk, given: str) -> str:
    """The full name of what a person accepts by the first signs of it; "" if it is not what is asked now."""
    question = desk.team.state().question if given else None
    if question is None or not question.incoming.startswith(given):
        return given
    return question.incoming


def _print_state(state: TeamState) -> None:
    for path in state.arrived:
        print(f"  new: {path}")
    for path in state.parked:
        print(f"  {path}: the team changed it too; your version is kept (kbdesk recover)")
    if state.waiting:
        print(f"{state.waiting:,} change{'s wait' if state.waiting > 1 else ' waits'} to be sent.")
    print(_PHRASES[state.phase])
    question = state.question
    if question is not None:
        print(question.sentence, file=sys.stderr)
        for path in question.paths:
            print(f"  {path}", file=sys.stderr)
        print(f"To accept: kbdesk sync --accept {question.incoming[:12]}", file=sys.stderr)
    elif state.trouble:
        print(f"kbdesk: {state.trouble}", file=sys.stderr)


def _given_sign_in(options: Namespace) -> SignIn | None:
    """The person's name and password: ``--user``, and ``KBDESK_PASSWORD`` or what is typed."""
    if not options.user:
        return None
    password = os.environ.get("KBDESK_PASSWORD", "")
    return SignIn(options.user, password) if password else _asked_sign_in(options.user)


def _asked_sign_in(user: str) -> SignIn:
    try:
        return SignIn(user, getpass.getpass("Password or token: "))
    except EOFError:
        raise KbError("No password was given.", "Type it, or set KBDESK_PASSWORD.") from None


def _progress(line: str) -> None:
    """Say how far the transfer is, on a terminal that a person looks at."""
    if sys.stderr.isatty():
        print(f"{_FRESH_LINE}{line.strip()[:78]}", end="", file=sys.stderr, flush=True)


def _end_progress() -> None:
    """Give the line back that told how far it was."""
    if sys.stderr.isatty():
        print(_FRESH_LINE, end="", file=sys.stderr, flush=True)


# --- saving ---


def save_verb(options: Namespace) -> int:
    """Save a file to the library's history; code 1 if there is nothing to save."""
    desk = desk_at(options.library)
    desk.writing.finish_interrupted(writer(desk, options))
    text = _text_of(options.source) if options.source else None
    is_new = text is not None and not Path(options.path).exists()
    path = library_path(desk, str(desk.root / options.path) if is_new else options.path)
    code = _save(desk, path, text, options)
    desk.close()
    return code


def _save(desk: Desk, path: str, text: str | None, options: Namespace) -> int:
    author = writer(desk, options)
    before = desk.info.head
    draft = _draft(desk, path, text)
    message = options.message or desk.writing.message(draft)
    saved = desk.writing.save(draft, message, author)
    if isinstance(saved, Clash):
        raise KbError(
            f"{path} was changed meanwhile{f' by {saved.by}' if saved.by else ''}, so it was not saved.",
            "Your text is kept: see kbdesk recover, or open it in the window to choose.",
        )
    if saved.commit and saved.commit == before:
        print(f"Nothing has changed in {path}.")
        return 1
    if saved.notice:
        print(f"kbdesk: {saved.notice}", file=sys.stderr)
    reviewed = desk.team.rules().review
    print(f"{'Sent for review' if reviewed else 'Saved'}: {path}: {message.splitlines()[0]}")
    return 0


def _draft(desk: Desk, path: str, text: str | None) -> Draft:
    """What is to be saved: the file as it stands or what was typed for it, or another text for it."""
    if text is not None and not (desk.root / path).exists():
        return replace(desk.writing.new("article", Path(path).stem), path=path, text=text)
    draft = desk.writing.open(path)
    if text is not None:
        draft = replace(draft, text=text)
    if desk.team.rules().review:  # what another program changed begins from what was saved last
        last = next(iter(desk.past.versions(path).versions), None)
        if last is not None and last.blob:
            draft = replace(draft, base=last.blob, base_text=desk.past.page(last).document.source.text)
    return draft


def _text_of(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise KbError(f"{file} cannot be read: {error.strerror}.", "Give a file of text.") from error
    except UnicodeDecodeError as error:
        raise KbError(f"{file} is not UTF-8 text.", "Save it as UTF-8 and try again.") from error


def writer(desk: Desk, options: Namespace) -> Author:
    """Who writes: ``--name`` and ``--mail``, else whom this user said to be; remembered at the first time.

    Raises:
        KbError: if nobody ever said, or half of it was said.
    """
    known = desk.home.who()
    if bool(options.name) != bool(options.mail):
        raise KbError("Name and mail belong together.", "Give both --name and --mail.")
    if options.name:
        author = Author(options.name, options.mail)
        if known is None:
            desk.home.set_who(author)
        return author
    if known is None:
        raise KbError(
            "The history shows who changed what, and kbdesk does not know your name yet.",
            "Give --name and --mail once; they are remembered.",
        )
    return known


# --- approving ---


def approve_verb(options: Namespace) -> int:
    """Approve the library as it stands, list what was approved, or take it back to an approved state."""
    desk = desk_at(options.library)
    approvals = desk.team.approvals()
    if options.list:
        _print_approvals(approvals, as_json=options.json)
        desk.close()
        return 0 if approvals else 1
    author = writer(desk, options)
    if options.back:
        chosen = [approval for approval in approvals if approval.name == options.back]
        if not chosen:
            raise KbError(f"Nothing approved is called {options.back!r}.", "See kbdesk approve --list.")
        desk.team.back_to(chosen[0], author)
        print(f"The library is as it was in {options.back}. What was changed since is in its history.")
    else:
        approval = desk.team.approve(author, options.as_name)
        print(f"Approved as {approval.name}.\n\n{approval.notes.strip()}")
    desk.close()
    return 0


def _print_approvals(approvals: Sequence[Approval], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([asdict(approval) for approval in approvals], ensure_ascii=False, indent=1))
        return
    for approval in approvals:
        mark = " (what readers of the approved state see)" if approval.current else ""
        print(f"{approval.name}  {approval.at[:10]}  {approval.by}{mark}")
    if not approvals:
        print("Nothing was approved yet.")


# --- recovering ---


def recover_verb(options: Namespace) -> int:
    """List what can be brought back, print one, or bring it back; code 1 if there is nothing."""
    desk = desk_at(options.library)
    found = desk.team.recoverable()
    if not options.id:
        _print_recoverable(found.drafts, found.backups, as_json=options.json)
        desk.close()
        return 0 if found.drafts or found.backups else 1
    draft = next((draft for draft in found.drafts if draft.id.startswith(options.id)), None)
    backup = next((b for b in found.backups if options.id in (_short(b), b.ref, b.commit)), None)
    if draft is not None:
        _recover_draft(desk, draft, options)
    elif backup is not None:
        _recover_backup(desk, backup, options)
    else:
        raise KbError(f"Nothing that can be brought back is called {options.id!r}.", "See kbdesk recover.")
    desk.close()
    return 0


def _recover_draft(desk: Desk, draft: Draft, options: Namespace) -> None:
    if options.to:
        _write_out(options.to, draft.text)
    elif options.restore:
        author = writer(desk, options)
        if draft.kind in ("edit", "new"):
            saved = desk.writing.save(draft, options.message or desk.writing.message(draft), author)
            if isinstance(saved, Clash):
                raise KbError(f"{draft.path} was changed meanwhile.", "Open it in the window to choose.")
        else:
            desk.writing.settle(draft, "mine", author)
        print(f"{draft.path} is the text that was kept on {_moment(draft.at)}.")
    else:
        print(draft.text, end="")


def _recover_backup(desk: Desk, backup: Backup, options: Namespace) -> None:
    if options.path and options.restore:
        path = library_path(desk, options.path)
        desk.team.restore_from(backup, path, writer(desk, options))
        print(f"{path} is as it was before {_moment(backup.at)}.")
        return
    for path in desk.team.open_backup(backup):
        print(path)
    print(f"To bring one back: kbdesk recover {_short(backup)} PATH --restore", file=sys.stderr)


def _write_out(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8", newline="") as out:
            out.write(text)
    except OSError as error:
        raise KbError(f"{file} cannot be written: {error.strerror}.", "Choose a new file.") from error
    print(f"Written to {file}.")


def _moment(at: str) -> str:
    """A time to the minute, as this computer's clock shows it."""
    try:
        return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return at


def _short(backup: Backup) -> str:
    return backup.commit[:12]


_KINDS = {
    "edit": "typed, not saved",
    "new": "new, not saved",
    "conflict": "yours, while the team changed it too",
    "foreign": "left by another program",
    "returned": "sent back by a reviewer",
}


def _print_recoverable(drafts: Sequence[Draft], backups: Sequence[Backup], *, as_json: bool) -> None:
    if as_json:
        values = {
            "drafts": [asdict(draft) for draft in drafts],
            "backups": [asdict(each) for each in backups],
        }
        print(json.dumps(values, ensure_ascii=False, indent=1))
        return
    for draft in drafts:
        by = f" ({draft.by})" if draft.by else ""
        note = f": {draft.note}" if draft.note else ""
        print(f"{draft.id[:12]}  {_moment(draft.at)}  {draft.path}  {_KINDS[draft.kind]}{by}{note}")
    for backup in backups:
        print(f"{_short(backup)}  {_moment(backup.at)}  the library before: {backup.why}")
    if not drafts and not backups:
        print("There is nothing to bring back: all that was typed is in the library or its history.")
