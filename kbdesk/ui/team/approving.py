# SPDX-License-Identifier: MIT
"""What the team's sheet asks the desk for; each of these runs in a lane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbdesk.language import tr
from kbdesk.model import Approval, Author, Channel, Review

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Known:
    """What a team's sheet shows beside the state of sharing."""

    reviews: tuple[Review, ...] = ()
    approvals: tuple[Approval, ...] = ()
    maintainer: bool = False
    """Whether this person accepts and approves."""
    review_first: bool = False
    """Whether a save goes to a review first."""
    problem: str = ""
    """What cannot be read in the rules of the library, as a sentence; "" if nothing."""


def known_of(desk: Desk, author: Author | None) -> Known:
    """Reviews, approved states and rules, as far as this computer knows them.

    Raises:
        KbError: the library cannot be read.
    """
    rules = desk.team.rules()
    problem = rules.problems[0][1] if rules.problems else ""
    maintainer = author is not None and desk.team.is_maintainer(author)
    return Known(desk.team.reviews(), desk.team.approvals(), maintainer, rules.review, problem)


def unapproved(desk: Desk) -> str:
    """The list of what changed since something was approved last, as Markdown."""
    return desk.team.unapproved()


def approve(desk: Desk, author: Author) -> Approval:
    """Approve what stands now.

    Raises:
        KbError: this person may not, or the shared copy was not reached.
    """
    return desk.team.approve(author)


def difference(desk: Desk, approval: Approval) -> tuple[Approval, str]:
    """The list of what going back to an approved state changes, as Markdown."""
    return approval, desk.team.notes_back(approval)


def take_back(desk: Desk, approval: Approval, author: Author) -> str:
    """Make the library as it was approved, as a new change, and say so.

    Raises:
        KbError: this person may not, changes wait to be sent, or the shared copy was not reached.
    """
    desk.team.back_to(approval, author)
    return tr("The library is as it was approved on {day}.", day=approval.at[:10])


def follow(desk: Desk, channel: Channel) -> str:
    """Read the latest version or only what is approved, and say so.

    Raises:
        KbError: nothing is approved, or changes wait to be sent.
    """
    desk.team.follow(channel)
    return tr("You read what is approved.") if channel == "approved" else tr("You read the latest version.")


def offer_unsent(desk: Desk, author: Author) -> str:
    """Send for review what the shared copy does not take directly, and say so.

    Raises:
        KbError: nothing waits, or the folder cannot be written.
    """
    desk.team.send_unsent_for_review(author)
    return tr("Your changes wait for a maintainer; until then the team's texts stand.")


def remove_lock(desk: Desk, lock: str) -> str:
    """Remove the file in the shared copy that stops everybody, and say so.

    Raises:
        KbError: it is gone, too young, or cannot be removed.
    """
    desk.team.remove_left_lock(lock)
    return tr("The file that stopped everybody is gone.")
