# SPDX-License-Identifier: MIT
"""A library that wants attention of every kind: flagged calls, sent-back notes, searches, dates."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

from desks import Clock
from gitrepo import make_repo

from kbdesk import playbook
from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.model import Author, HandoffNote, Party, Received

MIA = Author("Mia Tran", "mia@example.org")
TODAY = "2026-11-22"

WIFI = """\
---
title: Wi-Fi drops
owner: network-team
confidence: validated   # as we saw it
reviewed: 2026-01-01
review_by: 2026-10-01
---

# Wi-Fi drops

## Tier 1

### Check the lights

> Which colour is the light?

Look at the lights of the router.

- [Green](#restart-it)
- [Red](#escalate-to-tier-2-line-down)

### Restart it

Restart the router.

- [It works](#resolve-it-works)
- [No change](#escalate-to-tier-2-line-down)

### Resolve: it works

### Escalate to tier 2: line down
"""
FILES = {
    "playbooks/wifi.md": WIFI,
    "articles/mfa.md": (
        "---\r\n# kept by hand\r\ntitle: Reset MFA\r\nconfidence: validated\r\nowner: Mia Tran\r\n"
        "reviewed: 2026-11-01\r\nreview_by: 2026-11-30\r\n---\r\n\r\n# Reset MFA\r\n\r\nOpen the portal.\r\n"
    ),
    "articles/printer.md": (
        "---\ntitle: Printer prints blank pages\nsays: [the pages are empty]\n---\n\n"
        "# Printer prints blank pages\n\nClean the printer heads, then print a page.\n"
    ),
    "articles/vpn.md": (
        "---\ntitle: VPN does not connect\nconfidence: validated\n---\n\n"
        "# VPN does not connect\n\nSee [the router](router.md).\n"
    ),
    "articles/old.md": (
        "---\ntitle: Fax\nconfidence: archived\nreview_by: 2020-01-01\nsuperseded_by: mfa.md\n---\n\nGone.\n"
    ),
    "articles/plain.md": "# Plain\n\nNothing is said of it.\n",
}


def curated_library(folder: Path) -> Path:
    """The library as a repository of one version."""
    make_repo(folder, FILES, author="Anna", date="2026-11-01T09:00:00+00:00")
    return folder


def curated_desk(library: Path, home: Path, *, who: Author | None = MIA) -> Desk:
    """A desk on it whose person is known."""
    numbers = count(1)
    place = Home(home / "data", home / "cache")
    place.make()
    if who is not None:
        place.set_who(who)
    return Desk(library, place, author="Mia Tran", clock=Clock(), new_id=lambda: f"id{next(numbers):04}")


def call(desk: Desk, *answers: int, note: str = "", flag: bool = False, end: str = "") -> str:
    """The id of a call through the playbook; the note is taken, and the flag set, where it ends."""
    calls = desk.calls
    run_id = calls.start("playbooks/wifi.md", ("no internet",)).run.id
    for number in answers:
        calls.answer(run_id, number)
    if note:
        calls.note(run_id, note)
    if flag:
        calls.flag(run_id)
    if end == "escalated":
        calls.save(playbook.escalated(calls.run(run_id), calls.now()), "escalate")
    elif end:
        calls.finish(run_id)
    return run_id


def sent_back(desk: Desk, *missing: str) -> str:
    """The id of a call whose note was sent back for what was missing."""
    run_id = call(desk, 2)
    received = Received("Bo Lind", desk.calls.now(), False, missing=missing)
    note = HandoffNote(
        run_id, desk.calls.now(), Party("1", "Mia"), Party("2"), "no internet", received=received
    )
    run = replace(desk.calls.run(run_id), status="returned", brought=note)
    desk.calls.save(run, "send back")
    return run_id


def everything(desk: Desk) -> None:
    """Calls and searches of every kind."""
    call(desk, 1, note="Restart how? Ask kim@firm.org", flag=True, end="closed")
    call(desk, 1, flag=True, end="closed")
    for _ in range(4):
        call(desk, 2, end="escalated")
    sent_back(desk, "Router model", "account number")
    sent_back(desk, "router model.")
    for words in (
        "printer prints blank pages",
        "blank pages, printed by printers",
        "printr prints blank pages",
    ):
        desk.gaps.record(words)
    desk.gaps.record("the moon is too bright")
    desk.gaps.record("The pages  are empty")
