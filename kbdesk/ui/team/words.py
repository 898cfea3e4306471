# SPDX-License-Identifier: MIT
"""Sharing in people's words: the state in one phrase, times, names of files, how far a copy has come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from kbdesk.language import tr, trn
from kbdesk.model import Draft, Review, TeamState
from kbdesk.model.months import MONTHS
from kbdesk.ui.key_map import key_of

_PERCENT = re.compile(r"(\d{1,3})\s?%")
_AMOUNT = re.compile(r"\), (\d+(?:\.\d+)?) ([KMG]iB)")
_UNITS_MB = {"KiB": 0.001024, "MiB": 1.048576, "GiB": 1073.741824}
_STAGES = (
    ("count", tr("The server looks what there is")),
    ("enumerat", tr("The server looks what there is")),
    ("compress", tr("The server packs it")),
    ("receiv", tr("Getting the library")),
    ("fetch", tr("Getting the library")),
    ("resolv", tr("Putting it together")),
    ("delta", tr("Putting it together")),
    ("updat", tr("Writing the files")),
    ("check", tr("Writing the files")),
    ("filter", tr("Writing the files")),
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
    reached = tr("The shared copy was last reached {when}.", when=when(state.at, now)) if state.at else ""
    waits = waiting(state.waiting)
    if state.phase == "offline":
        since = tr("Offline since {when}", when=when(state.at, now)) if state.at else tr("Offline")
        return Phrase(f"{since}, {waits}" if waits else since, "offline", "warn", state.trouble)
    if state.phase == "refused":
        return Phrase(tr("The team takes no changes from you"), "warning", "warn", state.trouble or reached)
    if state.phase == "failed":
        failed = tr("Updates failed")
        return Phrase(f"{failed}, {waits}" if waits else failed, "warning", "warn", state.trouble)
    if state.phase == "waiting" or state.waiting:
        return Phrase(waits, "send", "accent", state.trouble or reached)
    if state.phase == "alone":
        return Phrase(tr("Only on this computer"), "alone", "muted", tr("This library has no shared copy."))
    if to_review:
        words = trn("{n:,} change waits for your review", "{n:,} changes wait for your review", to_review)
    elif state.channel == "approved":
        words = tr("Up to date with what is approved")
    else:
        words = tr("Up to date")
    return Phrase(words, "check", "ok", reached)


def paused(phrase: Phrase) -> Phrase:
    """The same while updates wait until they are asked for."""
    if phrase.icon == "alone":
        return phrase
    calm = phrase.colour != "warn"
    icon, colour = ("pause", "muted") if calm else (phrase.icon, phrase.colour)
    return Phrase(tr("Updates are paused. {state}", state=phrase.text), icon, colour, phrase.more)


def _needing(state: TeamState, mine: tuple[Draft, ...]) -> Phrase | None:
    """What the person must decide; None if nothing."""
    if state.phase == "asking" and state.question is not None:
        return Phrase(tr("Asks you before it takes updates"), "question", "warn", state.question.sentence)
    if state.phase == "sign-in":
        return Phrase(tr("Wants your name and password"), "key", "warn", state.trouble)
    if len(mine) == 1:
        words = tr("Your version of {name} waits for your choice", name=name_of(mine[0].path))
        return Phrase(words, "choice", "warn", _theirs_stands(mine[0]))
    if mine:
        words = trn(
            "{n} of your versions waits for your choice",
            "{n} of your versions wait for your choice",
            len(mine),
        )
        return Phrase(words, "choice", "warn", tr("The team's texts stand meanwhile; yours are kept."))
    return None


def _returned(state: TeamState, returned: tuple[Review, ...]) -> Phrase | None:
    """What a maintainer returned; None if nothing, or if something is wrong that comes first."""
    if not returned or state.phase not in ("current", "waiting"):
        return None
    if len(returned) == 1:
        words = tr("“{title}” came back with a comment", title=returned[0].title.partition(":")[0])
    else:
        words = tr("Changes of yours came back")
    return Phrase(words, "undo", "warn", came_back(returned[0]))


def waiting(count: int) -> str:
    """How many changes wait to be sent, as people say it; "" for none."""
    if not count:
        return ""
    return trn("{n:,} change waits to be sent", "{n:,} changes wait to be sent", count)


def _theirs_stands(draft: Draft) -> str:
    who = draft.by or tr("Somebody else")
    return tr("{who} changed it, too; that text stands meanwhile and yours is kept.", who=who)


def parked_sentence(draft: Draft, now: datetime) -> str:
    """What the article says of a version of mine that was set aside."""
    who = draft.by or tr("Somebody else")
    changed = tr("{who} changed this article at the same time as you.", who=who)
    at = when(draft.at, now) if draft.at else ""
    kept = tr("Your version is kept, {when}.", when=at) if at else tr("Your version is kept.")
    return f"{changed} {kept}"


def set_aside(draft: Draft) -> str:
    """What is told in passing when a version of mine was set aside."""
    return tr(
        "{who} changed {name}, too; your version is kept.",
        who=draft.by or tr("Somebody else"),
        name=name_of(draft.path),
    )


def came_back(review: Review) -> str:
    """What is told in passing when a maintainer returned a change."""
    who = review.returned_by or tr("A maintainer")
    return tr(
        "{who} returned “{title}” with a comment; {key} shows it.",
        who=who,
        title=review.title,
        key=key_of("show_reviews"),
    )


def plain_list(markdown: str) -> str:
    """A list of changes without the signs of its headings and without blank lines."""
    lines = (line.strip().lstrip("#").strip() for line in markdown.splitlines())
    return "\n".join(line for line in lines if line)


def review_sentence(review: Review, now: datetime) -> str:
    """Who sent a change and how it stands, in one line."""
    count = len(review.paths)
    where = name_of(review.paths[0]) if count == 1 else trn("{n:,} file", "{n:,} files", count)
    state = tr("waits since {when}", when=when(review.at, now)) if review.sent else tr("not sent yet")
    if review.returned:
        by = review.returned_by
        state = tr("returned by {by}", by=by) if by else tr("returned")
    return " · ".join((tr("you") if review.mine else review.by, where, state))


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
        return tr("yesterday {clock}", clock=clock)
    if at.year == now.year:
        return tr("{day} {month} {clock}", day=at.day, month=MONTHS[at.month - 1], clock=clock)
    return tr("{day} {month} {year}", day=at.day, month=MONTHS[at.month - 1], year=at.year)


def name_of(path: str) -> str:
    """A file's name as people say it: ``a/reset-mfa.md`` is “reset mfa”."""
    return path.rsplit("/", 1)[-1].removesuffix(".md").replace("-", " ").replace("_", " ")


def copy_progress(line: str) -> tuple[str, int]:
    """What a line of progress says in people's words, and how far that stage is in percent; -1 if unknown."""
    found = _PERCENT.search(line)
    share = min(100, int(found[1])) if found else -1
    low = line.casefold()
    words = next((said for sign, said in _STAGES if sign in low), "")
    return words, share


def copied_mb(line: str) -> float:
    """How many MB came so far, from a line of progress; 0 if it does not say."""
    found = _AMOUNT.search(line)
    return float(found[1]) * _UNITS_MB[found[2]] if found else 0.0


def folder_name(address: str) -> str:
    """A name for the folder of the library at an address: its last part without ``.git``; "" if none."""
    last = re.split(r"[/\\:]", address.strip().rstrip("/\\"))[-1].removesuffix(".git")
    return re.sub(r"[^\w.-]+", "-", last).strip("-.")
