# SPDX-License-Identifier: MIT
"""Sharing in people's words: the state in one phrase, times, names of files, how far a copy has come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from kbdesk.model import Draft, Review, TeamState
from kbdesk.ui.key_map import key_of

_PERCENT = re.compile(r"(\d{1,3})\s?%")
_STAGES = (
    ("count", "The server looks what there is"),
    ("enumerat", "The server looks what there is"),
    ("compress", "The server packs it"),
    ("receiv", "Getting the library"),
    ("fetch", "Getting the library"),
    ("resolv", "Putting it together"),
    ("delta", "Putting it together"),
    ("updat", "Writing the files"),
    ("check", "Writing the files"),
    ("filter", "Writing the files"),
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """The state in one phrase: its words, its icon and the colour token of both."""

    text: str
    icon: str
    colour: str
    more: str = ""
    """What to know besides, as a sentence; "" if nothing."""


def phrase_of(
    state: TeamState,
    mine: tuple[Draft, ...],
    now: datetime,
    returned: tuple[Review, ...] = (),
    to_review: int = 0,
) -> Phrase:
    """The state of sharing in one phrase, what needs the person first.

    Args:
        state: where sharing stands.
        mine: the texts of this person that were set aside and wait for a choice.
        now: the time, with its zone.
        returned: the changes of this person that a maintainer returned.
        to_review: how many changes of others this person may answer.
    """
    needs = _needing(state, mine) or _returned(state, returned)
    if needs is not None:
        return needs
    reached = f"The shared copy was last reached {when(state.at, now)}." if state.at else ""
    waits = waiting(state.waiting)
    if state.phase == "offline":
        since = f"Offline since {when(state.at, now)}" if state.at else "Offline"
        return Phrase(f"{since}, {waits}" if waits else since, "offline", "warn", state.trouble)
    if state.phase == "refused":
        return Phrase("The team takes no changes from you", "warning", "warn", state.trouble or reached)
    if state.phase == "failed":
        words = f"Updates failed, {waits}" if waits else "Updates failed"
        return Phrase(words, "warning", "warn", state.trouble)
    if state.phase == "waiting" or state.waiting:
        return Phrase(waits[:1].upper() + waits[1:], "send", "accent", state.trouble or reached)
    if state.phase == "alone":
        return Phrase("Only on this computer", "alone", "muted", "This library has no shared copy.")
    if to_review:
        many = "1 change waits" if to_review == 1 else f"{to_review:,} changes wait"
        return Phrase(f"{many} for your review", "check", "ok", reached)
    approved = " with what is approved" if state.channel == "approved" else ""
    return Phrase(f"Up to date{approved}", "check", "ok", reached)


def paused(phrase: Phrase) -> Phrase:
    """The same while updates wait until they are asked for."""
    if phrase.icon == "alone":
        return phrase
    calm = phrase.colour != "warn"
    icon, colour = ("pause", "muted") if calm else (phrase.icon, phrase.colour)
    return Phrase(f"Updates are paused. {phrase.text}", icon, colour, phrase.more)


def _needing(state: TeamState, mine: tuple[Draft, ...]) -> Phrase | None:
    """What the person must decide; None if nothing."""
    if state.phase == "asking" and state.question is not None:
        return Phrase("Asks you before it takes updates", "question", "warn", state.question.sentence)
    if state.phase == "sign-in":
        return Phrase("Wants your name and password", "key", "warn", state.trouble)
    if len(mine) == 1:
        words = f"Your version of {name_of(mine[0].path)} waits for your choice"
        return Phrase(words, "choice", "warn", _theirs_stands(mine[0]))
    if mine:
        words = f"{len(mine)} of your versions wait for your choice"
        return Phrase(words, "choice", "warn", "The team's texts stand meanwhile; yours are kept.")
    return None


def _returned(state: TeamState, returned: tuple[Review, ...]) -> Phrase | None:
    """What a maintainer returned; None if nothing, or if something is wrong that comes first."""
    if not returned or state.phase not in ("current", "waiting"):
        return None
    title = returned[0].title.partition(":")[0]
    words = f"“{title}” came back with a comment" if len(returned) == 1 else "Changes of yours came back"
    return Phrase(words, "undo", "warn", came_back(returned[0]))


def waiting(count: int) -> str:
    """How many changes wait to be sent, as people say it; "" for none."""
    if not count:
        return ""
    return "1 change waits to be sent" if count == 1 else f"{count:,} changes wait to be sent"


def _theirs_stands(draft: Draft) -> str:
    who = f"{draft.by} changed it, too" if draft.by else "Somebody else changed it, too"
    return f"{who}; that text stands meanwhile and yours is kept."


def parked_sentence(draft: Draft, now: datetime) -> str:
    """What the article says of a version of mine that was set aside."""
    who = draft.by or "Somebody else"
    at = f" {when(draft.at, now)}" if draft.at else ""
    return f"{who} changed this article at the same time as you. Your version is kept{at and ','}{at}."


def set_aside(draft: Draft) -> str:
    """What is told in passing when a version of mine was set aside."""
    return f"{draft.by or 'Somebody else'} changed {name_of(draft.path)}, too; your version is kept."


def came_back(review: Review) -> str:
    """What is told in passing when a maintainer returned a change."""
    who = review.returned_by or "A maintainer"
    return f"{who} returned “{review.title}” with a comment; {key_of('show_reviews')} shows it."


def plain_list(markdown: str) -> str:
    """A list of changes without the signs of its headings and without blank lines."""
    lines = (line.strip().lstrip("#").strip() for line in markdown.splitlines())
    return "\n".join(line for line in lines if line)


def review_sentence(review: Review, now: datetime) -> str:
    """Who sent a change and how it stands, in one line."""
    where = name_of(review.paths[0]) if len(review.paths) == 1 else files(len(review.paths))
    state = f"waits since {when(review.at, now)}" if review.sent else "not sent yet"
    if review.returned:
        state = f"returned by {review.returned_by}" if review.returned_by else "returned"
    return " · ".join(("you" if review.mine else review.by, where, state))


def when(iso: str, now: datetime) -> str:
    """A time as people say it: 10:12, yesterday 10:12, 3 Nov 10:12, 3 Nov 2025; "" for none."""
    try:
        at = datetime.fromisoformat(iso).astimezone(now.tzinfo)
    except ValueError:
        return iso
    clock = f"{at:%H:%M}"
    if at.date() == now.date():
        return clock
    if at.date() == (now - timedelta(days=1)).date():
        return f"yesterday {clock}"
    day = f"{at.day} {at:%b}"
    return f"{day} {clock}" if at.year == now.year else f"{day} {at.year}"


def name_of(path: str) -> str:
    """A file's name as people say it: ``a/reset-mfa.md`` is “reset mfa”."""
    return path.rsplit("/", 1)[-1].removesuffix(".md").replace("-", " ").replace("_", " ")


def files(count: int) -> str:
    """A number of files, as people say it."""
    return "1 file" if count == 1 else f"{count:,} files"


def copy_progress(line: str) -> tuple[str, int]:
    """What a line of progress says in people's words, and how far that stage is in percent; -1 if unknown."""
    found = _PERCENT.search(line)
    share = min(100, int(found[1])) if found else -1
    low = line.casefold()
    words = next((said for sign, said in _STAGES if sign in low), "")
    return words, share


def folder_name(address: str) -> str:
    """A name for the folder of the library at an address: its last part without ``.git``; "" if none."""
    last = re.split(r"[/\\:]", address.strip().rstrip("/\\"))[-1].removesuffix(".git")
    return re.sub(r"[^\w.-]+", "-", last).strip("-.")
