# SPDX-License-Identifier: MIT
"""Changes that wait for a maintainer: listed, accepted, or sent back with a comment.

Each waits on a branch of its own in the shared copy, ``review/WRITER/ARTICLE``; the folder never shows it. A
comment is a commit on that branch which changes no file, so any git host carries it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.addresses import shown
from kbdesk.library.faults import fault
from kbdesk.library.objects import Entry, Objects
from kbdesk.library.sync.merging import Parked, merge, merge_base
from kbdesk.library.sync.remote import INCOMING, REVIEWS, Connection, RemoteTrouble
from kbdesk.library.sync.round import PUSH_TRIES
from kbdesk.library.sync.standing import SEEN
from kbdesk.library.sync.troubles import on_disk
from kbdesk.model import Author, Review

BRANCHES = "refs/heads/review/"
"""The branches of reviews: on the shared copy those of all writers, on this computer those of its user."""
ACCEPTED = "refs/kbdesk/accepted/"
"""Reviews whose text is in the team's branch and whose own branch is still to be removed."""

SENT = "refs/kbdesk/sent/"
"""What the shared copy is known to have had of each review of this computer's user."""

_RETURNED = "Kbdesk-Review: returned"
_LOG = "--format=%H%x00%an%x00%ae%x00%aI%x00%B"
_SIGNS = re.compile(r"[^a-z0-9]+")
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of accepting a change: the commit, or the files that the team and the writer both changed."""

    team: str
    """The commit of the team's text that it was put together with."""
    commit: str = ""
    """"" if something is in the way."""
    parked: tuple[Parked, ...] = ()
    blobs: tuple[tuple[str, str], ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A commit of a review's branch."""

    commit: str
    name: str
    email: str
    at: str
    message: str

    @property
    def is_comment(self) -> bool:
        return _RETURNED in self.message.splitlines()


def branch_name(email: str, path: str) -> str:
    """Give the name under ``review/`` for a writer's change of an article: the same one every time."""
    return f"{writer_name(email)}/{_slug(PurePosixPath(path).stem, path)}"


def writer_name(email: str) -> str:
    """Give the first part of the names of a writer's reviews, from the mail address."""
    mail = email.strip().casefold()
    return _slug(mail.partition("@")[0], mail)


def _slug(words: str, whole: str) -> str:
    plain = _SIGNS.sub("-", words.casefold()).strip("-")[:40].strip("-")
    mark = hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()[:6]
    return f"{plain}-{mark}" if plain else mark


def team_text(objects: Objects) -> str:
    """Give the commit of the team's latest text that this computer has; "" if nothing was saved yet."""
    return known_text(objects) or objects.head()[1]


def known_text(objects: Objects) -> str:
    """Give the commit of the team's text that was got last; "" if none was got yet."""
    return objects.commit_of(SEEN) or objects.commit_of(INCOMING)


def tips(objects: Objects, *prefixes: str) -> tuple[dict[str, str], ...]:
    """Give, for each prefix, the commit (or tag) of each reference below it, by the rest of its name."""
    outcome = objects.runner.run("for-each-ref", "--format=%(objectname) %(refname)", *prefixes)
    if outcome.status != 0:
        raise KbError(tr("git could not finish: {error}.", error=outcome.error))
    found: tuple[dict[str, str], ...] = tuple({} for _ in prefixes)
    for line in outcome.out.decode("utf-8", "surrogateescape").splitlines():
        commit, _, ref = line.partition(" ")
        for prefix, names in zip(prefixes, found, strict=True):
            if ref.startswith(prefix):
                names[ref.removeprefix(prefix)] = commit
    return found


def reviews(objects: Objects, email: str) -> tuple[Review, ...]:
    """Give the changes that wait or were returned, newest first; those of the whole team.

    Args:
        objects: the library's objects.
        email: who asks.
    """
    team = team_text(objects)
    own, sent = tips(objects, BRANCHES, REVIEWS)
    found = []
    for name in sorted({*own, *sent}):
        tip = newer(objects, own.get(name, ""), sent.get(name, ""))
        review = _review(objects, name, tip, team) if tip else None
        if review is not None:
            mine = name in own or name.startswith(f"{writer_name(email)}/")
            is_sent = name in sent and (tip == sent[name] or objects.is_ancestor(tip, sent[name]))
            found.append(replace(review, mine=mine, sent=is_sent))
    return tuple(sorted(found, key=lambda review: review.at, reverse=True))


def newer(objects: Objects, own: str, sent: str) -> str:
    """Give the one of two commits of a review that holds more; the own one if they went apart."""
    if not own or not sent or own == sent:
        return own or sent
    return sent if objects.is_ancestor(own, sent) else own


def returned(objects: Objects, tip: str) -> tuple[str, str]:
    """Give (comment, by) if a review's last commit is a maintainer's comment; ("", "") if it is a text."""
    last = next(_entries(objects, "-1", tip), None)
    return (_comment(last), last.name) if last is not None and last.is_comment else ("", "")


def last_writer(objects: Objects, commit: str, path: str) -> tuple[str, str]:
    """Give who changed a file last up to a commit, and when; ("", "") if nobody did."""
    last = next(_entries(objects, "-1", commit, path=path), None)
    return (last.name, last.at) if last is not None else ("", "")


def _review(objects: Objects, name: str, tip: str, team: str) -> Review | None:
    """Give what a branch holds; None if its text is the team's already."""
    entries = list(_entries(objects, "--topo-order", tip, *([f"^{team}"] if team else [])))
    text = next((entry for entry in entries if not entry.is_comment), None)
    if text is None:
        return None
    base = merge_base(objects, team, tip) if team else ""
    last = entries[0]
    return Review(
        branch=name,
        commit=tip,
        title=shown(text.message.partition("\n")[0]),
        by=text.name,
        email=text.email,
        at=text.at,
        paths=tuple(sorted(objects.changed_paths(base, tip))),
        base=base,
        returned=_comment(last) if last.is_comment else "",
        returned_by=last.name if last.is_comment else "",
    )


def _entries(objects: Objects, *arguments: str, path: str = "") -> Iterator[_Entry]:
    options = ("-z", "--no-show-signature", "--encoding=UTF-8", _LOG)
    outcome = objects.runner.run("log", *options, *arguments, "--", *([path] if path else []))
    if outcome.status != 0:
        raise KbError(tr("git could not read a change that waits for review: {error}.", error=outcome.error))
    fields = outcome.out.decode("utf-8", "replace").split("\0")[:-1]
    for commit, name, email, at, message in zip(*(fields[part::5] for part in range(5)), strict=True):
        yield _Entry(commit, shown(name), shown(email), at, message)


def _comment(entry: _Entry) -> str:
    lines = (line for line in entry.message.splitlines() if line != _RETURNED)
    return _UNSHOWN.sub(" ", "\n".join(lines)).strip()


# --- what a maintainer does ---


@on_disk
def accept(
    objects: Objects,
    connection: Connection,
    review: Review,
    author: Author,
    when: str,
    settled: Mapping[str, tuple[str, Entry]],
) -> Accepted:
    """Put a change into the team's branch on the shared copy; nothing moves on this computer.

    The text stays the writer's: it gets a successor that says who accepted it.

    Args:
        objects: the library's objects.
        connection: the way to the shared copy.
        review: the change, as it was looked at.
        author: who accepts it.
        when: ISO 8601.
        settled: for a file that both changed, the team's blob that was looked at and the entry to take.

    Raises:
        KbError: it changed meanwhile, or the shared copy was not reached or does not take it.
    """
    for attempt in range(1, PUSH_TRIES + 1):
        team = _latest(objects, connection, review)
        merged = merge(objects, review.commit, team)
        standing = objects.blobs(team, [parked.path for parked in merged.parked])
        chosen: dict[str, Entry | None] = {}
        for parked in merged.parked:
            seen, entry = settled.get(parked.path, ("", None))
            if entry is None or standing.get(parked.path, ("", ""))[1] != seen:
                return Accepted(team, parked=merged.parked)
            chosen[parked.path] = entry
        tree = objects.tree_with(merged.tree, chosen) if chosen else merged.tree
        message = f"Accepted: {review.title}"
        commit = objects.commit_tree(tree, (team, review.commit), message, author, when)
        try:
            connection.push(f"{commit}:{connection.remote.branch}")
        except RemoteTrouble as trouble:
            if trouble.kind != "race" or attempt == PUSH_TRIES:
                raise
            continue
        fault("review-accepted")
        objects.move(f"{ACCEPTED}{review.branch}", review.commit, "", "kbdesk: accepted")
        clean_up(objects, connection)
        changed = objects.changed_paths(team, commit).items()
        blobs = tuple((path, after) for path, (_, _, _, after) in changed)
        return Accepted(team, commit, blobs=blobs, notice=_notice(review, merged.notes))
    raise AssertionError  # the last attempt returns or raises


@on_disk
def send_back(
    objects: Objects, connection: Connection, review: Review, comment: str, author: Author, when: str
) -> None:
    """Return a change to its writer with a comment.

    Raises:
        KbError: there is no comment, it changed meanwhile, or the shared copy was not reached.
    """
    words = comment.strip()
    if not words:
        raise KbError(tr("A change is returned with a comment."), tr("Say what is missing."))
    _latest(objects, connection, review)
    commit = objects.commit_tree(
        f"{review.commit}^{{tree}}", (review.commit,), f"{words}\n\n{_RETURNED}", author, when
    )
    branch = f"{BRANCHES}{review.branch}"
    try:
        connection.push(f"{commit}:{branch}", leases={branch: review.commit})
    except RemoteTrouble as trouble:
        raise _changed(review) if trouble.kind == "race" else trouble from None
    fault("review-returned")
    objects.move(f"{REVIEWS}{review.branch}", commit, review.commit, "kbdesk: returned")


def clean_up(objects: Objects, connection: Connection) -> None:
    """Remove the branches of accepted changes from the shared copy; one that got a new text stays.

    What cannot be removed now is tried again in the next round.
    """
    sent, accepted = tips(objects, REVIEWS, ACCEPTED)
    for name, tip in accepted.items():
        if sent.get(name) == tip:
            branch = f"{BRANCHES}{name}"
            try:
                connection.push(f":{branch}", leases={branch: tip})
                objects.move(f"{REVIEWS}{name}", "", tip, "kbdesk: accepted")
            except RemoteTrouble as trouble:
                if trouble.kind not in ("race", "refused"):  # a host may want to keep it
                    return
        objects.move(f"{ACCEPTED}{name}", "", tip, "kbdesk: removed")


def _latest(objects: Objects, connection: Connection, review: Review) -> str:
    """Get what the shared copy has now and give its commit, if the change still is what was looked at."""
    there = connection.fetch()
    team, seen = objects.commit_of(INCOMING), objects.commit_of(SEEN)
    if not there or not team:
        raise KbError(tr("The shared copy holds nothing yet, so nothing can be put into it."))
    if seen and not objects.is_ancestor(seen, team):
        raise KbError(
            tr("The team's history was rewritten."), tr("Get updates and answer the question first.")
        )
    if objects.commit_of(f"{REVIEWS}{review.branch}") != review.commit:
        raise _changed(review)
    return team


def _changed(review: Review) -> KbError:
    return KbError(
        tr(
            "“{title}” is not what you looked at any more: its writer or another maintainer was faster.",
            title=review.title,
        ),
        tr("Look at it again."),
    )


def _notice(review: Review, notes: tuple[str, ...]) -> str:
    if not notes:
        return ""
    return tr(
        "Files that {name} or the team had removed are still there, for the other had changed them.",
        name=review.by,
    )
