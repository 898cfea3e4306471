# SPDX-License-Identifier: MIT
"""Counts that a team shares, in the terminal: what would be sent, agreeing, getting and sending, the sums."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict

from kbdesk.cli.commands import desk_at
from kbdesk.desk.desk import Desk
from kbdesk.model.counts import CountsView

NOWHERE = "This library has no shared copy, so there is no team to share with."


def counts_verb(options: Namespace) -> int:
    """Say what would be sent and what the team has; code 1 if nobody shared anything that is known here."""
    desk = desk_at(options.library)
    try:
        done = _do(desk, options)
        view = desk.together.view()
    finally:
        desk.close()
    if options.json:
        print(json.dumps(asdict(view), ensure_ascii=False, indent=1))
    else:
        for line in done:
            print(line)
        _tell(view)
    return 0 if view.team.since else 1


def _do(desk: Desk, options: Namespace) -> list[str]:
    done = []
    if options.agree:
        desk.together.agree()
        done.append("Your counts are shared from now on; --stop ends it.")
    if options.stop:
        desk.together.stop()
        done.append("No more of your counts are sent.")
    if options.sync:
        sent = desk.together.exchange(send=bool(desk.together.agreement().agreed))
        done.append(f"The team's counts were got; of yours, {_weeks(sent)} were sent.")
    return done


def _tell(view: CountsView) -> None:
    if not view.place:
        print(NOWHERE)
        return
    print(f"Sharing is {'on' if view.agreed else 'off'}; the place is {view.place}.")
    for one in view.waiting:
        print(f"\nCan be sent: the week from {one.first}")
        for words, number in one.rows:
            print(f"  {number:>6}  {words}")
    if not view.waiting:
        print(f"Nothing waits; this week can be sent from {view.next_day}.")
    team = view.team
    if team.since:
        print(f"\nThe team, {team.since} to {team.until}; in one week up to {team.people} shared")
        for words, number in view.sums:
            print(f"  {number:>6}  {words}")
    if team.notice:
        print(f"\n{team.notice}")


def _weeks(number: int) -> str:
    return "1 week" if number == 1 else f"{number} weeks"
