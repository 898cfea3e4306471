# SPDX-License-Identifier: MIT
"""A scripted month of a support desk, the same for the same seed: searches, readings, calls, notes, feedback.

``python tools/month.py DATA_DIR LIBRARY`` writes it through the real case store, as if all of the desk worked
at one computer. Start the window on it with ``KBDESK_DATA=DATA_DIR kbdesk LIBRARY``.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Final

from month_calls import Call, Colleague, calls_of

from kbdesk.cases import CaseStore
from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.desk.survey import Survey, Surveyed
from kbdesk.markdown import is_playbook_path
from kbdesk.model import Filters, Seat
from kbdesk.model.gaps import Gap
from kbdesk.model.usage import Feedback, FeedbackKind, Use

WEEKDAYS: Final = (1.3, 1.15, 1.05, 1.0, 0.9, 0.22, 0.12)
"""How busy each day of the week is, Monday first."""
HOURS: Final = (0, 0, 0, 0, 0, 0, 1, 4, 9, 12, 13, 11, 7, 9, 12, 11, 9, 6, 3, 2, 1, 1, 0, 0)
"""How busy each hour of the day is."""
LOOKUPS: Final = 5.5
"""How often an agent looks something up on a usual day."""
CALLS: Final = 0.9
"""How many calls an agent takes through a playbook on a usual day."""
RANKS: Final = (62, 15, 8, 5, 3, 2, 2, 1, 1, 1)
"""How often of a hundred each result is the one that is opened."""
IN_INBOX_DAYS: Final = 5
"""Notes of so many days are in the inbox, older ones with those that were handed over."""
KEEP_DAYS: Final = 400
NEVER: Final = 0.15
"""Which part of the articles nobody needs."""
_GIVEN: Final = (
    "Mia Jonas Lea Amir Nora Paul Ines Tom Aylin Ravi Eva Luca Sofia Omar Jana Ben Yuki Max Clara Igor"
)
_FAMILY: Final = "Tran Weber Ost Haddad Kaya Lind Rossi Mehta Novak Braun Silva Berg Sato Klein Costa Popov"
_UNKNOWN: Final = (
    "screen goes black when the lid closes", "fax line hums", "teams camera shows a cat",
    "door badge not read", "scanner makes stripes", "headset only one ear", "app wants a licence key",
    "calendar shows wrong time zone", "parental filter blocks homework", "invoice in another language",
    "tablet pen does not write", "second screen is yellow", "where is my parcel",
    "voicemail full of beeps", "smart card reader blinks red", "cannot export to pdf",
)  # fmt: skip
_LAY: Final = (
    "it says",
    "customer gets",
    "suddenly",
    "since this morning",
    "help",
    "still",
    "what is",
    "thing with",
)
_SAID: Final[tuple[tuple[FeedbackKind, int, tuple[str, ...]], ...]] = (
    ("helped", 66, ("", "", "", "Worked at once.")),
    ("did-not-help", 18, ("", "Stops before the part that I needed.", "Customer has the other model.")),
    ("out-of-date", 10, ("The menu is called something else now.", "Not since the update.", "")),
    ("wrong", 6, ("The second command has a typing error.", "This is the old number.")),
)


@dataclass(frozen=True)
class Topic:
    """A document that people need, and how they ask for it."""

    path: str
    weight: float
    asked: tuple[str, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a month and say how much of what it holds and how long it took."""
    parser = argparse.ArgumentParser(description="Write a scripted month of a support desk.")
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("library", type=Path, metavar="LIBRARY")
    parser.add_argument("--agents", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument(
        "--until", type=date.fromisoformat, default=None, help="the last day (default: today)"
    )
    options = parser.parse_args(arguments)
    last = options.until or datetime.now(UTC).date()
    began = time.perf_counter()
    told = write_month(options.data, options.library, options.agents, options.seed, options.days, last)
    print(f"{told} in {time.perf_counter() - began:.1f} s.")
    return 0


def write_month(
    data: Path,
    library: Path,
    agents: int = 40,
    seed: int = 1,
    days: int = 30,
    last: date = date(2026, 11, 22),
) -> str:
    """Write what a desk did in the days up to ``last`` into the case store of a data folder; say how much."""
    chance = random.Random(seed)
    home, inbox = Home(data, data / "cache"), data / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    desk = Desk(library, home)
    root = desk.info.root
    documents = Survey(desk.root).look()
    people = colleagues(chance, agents)
    times = tuple(datetime(day.year, day.month, day.day, tzinfo=UTC) for day in working_days(last, days))
    idle = frozenset(
        path for path in sorted(documents) if chance.random() < NEVER and not is_playbook_path(path)
    )
    calls = tuple(calls_of(chance, desk, people, idle, moments(chance, times, agents * CALLS)))
    needed = {path: one for path, one in documents.items() if path not in idle}
    sought = moments(chance, times, agents * LOOKUPS)
    uses = sorted(uses_of(chance, needed, calls, agents, sought), key=_when)
    said = tuple(feedback_of(chance, uses, people))
    if not (data / "seat.json").exists():
        home.set_seat(Seat(keep_days=KEEP_DAYS, inbox=str(inbox)))
    with CaseStore(home.cases) as store:
        store.usage.record_all(root, uses)
        store.feedback.keep(root, *said)
        for call in calls:
            for run, verb, at in call.states:
                store.save(run, verb, at)
        for gap in gaps_of(chance, uses, people, root):
            store.record_gap(gap)
    for call in calls:
        call.write_note(home.handoffs if call.began < times[-1] - timedelta(days=IN_INBOX_DAYS) else inbox)
    desk.close()
    searches = sum(use.kind == "search" for use in uses)
    opened = sum(use.kind == "open" for use in uses)
    return f"{searches} searches, {opened} openings, {len(calls)} calls, {len(said)} answers of feedback"


def working_days(last: date, days: int) -> Iterator[date]:
    """The days of the time, oldest first."""
    for back in range(days - 1, -1, -1):
        yield last - timedelta(days=back)


def colleagues(chance: random.Random, number: int) -> tuple[Colleague, ...]:
    """Who works at the desk: seven of ten in tier 1, two in tier 2, one in tier 3."""
    names = [f"{given} {family}" for given in _GIVEN.split() for family in _FAMILY.split()]
    chosen = chance.sample(names, number)
    return tuple(
        Colleague(name, "1" if n % 10 < 7 else "2" if n % 10 < 9 else "3") for n, name in enumerate(chosen)
    )


def moments(chance: random.Random, days: Sequence[datetime], a_day: float) -> Iterator[datetime]:
    """Times at which something begins, spread over days and hours as work is."""
    for day in days:
        busy = a_day * WEEKDAYS[day.weekday()] * chance.uniform(0.85, 1.15)
        for hour in sorted(chance.choices(range(24), HOURS, k=round(busy))):
            yield day + timedelta(hours=hour, seconds=chance.randrange(3600))


# --- searching and reading ---


def uses_of(
    chance: random.Random,
    documents: Mapping[str, Surveyed],
    calls: Sequence[Call],
    agents: int,
    times: Iterator[datetime],
) -> Iterator[Use]:
    """Every search, opening and copy of the month, those of calls with them."""
    topics = topics_of(chance, documents)
    if not topics:
        return
    heavy = tuple(accumulate(topic.weight for topic in topics))
    for at in times:
        topic = chance.choices(topics, cum_weights=heavy)[0]
        yield from looked_up(chance, topic, at, f"s{at:%m%d}{chance.randrange(agents):03}")
    for call in calls:
        yield from call.uses(chance)


def topics_of(chance: random.Random, documents: Mapping[str, Surveyed]) -> tuple[Topic, ...]:
    """The documents that people need, a few of them much more often than the rest."""
    found = []
    for rank, one in enumerate(
        chance.sample(sorted(documents.values(), key=lambda one: one.path), len(documents))
    ):
        asked = (*one.meta.says, *one.meta.errors, one.title, one.title.lower())
        found.append(Topic(one.path, 1 / (rank + 3) ** 0.8, asked))
    return tuple(found)


def looked_up(chance: random.Random, topic: Topic, at: datetime, session: str) -> Iterator[Use]:
    """One look-up: words, perhaps other words, and what was opened."""
    luck = chance.random()
    if luck < 0.04:  # what nobody wrote about yet
        yield Use(_text(at), "search", chance.choice(_UNKNOWN), 0, session=session)
        if chance.random() < 0.4:
            at += timedelta(seconds=chance.randrange(6, 40))
            yield Use(_text(at), "search", " ".join(chance.choice(_UNKNOWN).split()[:2]), 0, session=session)
        return
    if luck < 0.09:  # by the tree or by a link
        yield Use(_text(at), "open", path=topic.path, session=session)
        return
    words = chance.choice(topic.asked)
    if luck < 0.26:  # words that did not do
        first = _clumsy(chance, words)
        yield Use(
            _text(at),
            "search",
            first,
            0 if chance.random() < 0.55 else chance.randrange(1, 9),
            session=session,
        )
        if chance.random() < 0.2:
            return
        at += timedelta(seconds=chance.randrange(5, 45))
    yield Use(_text(at), "search", words, chance.randrange(1, 30), session=session)
    if chance.random() < 0.13:
        return
    rank = chance.choices(range(1, len(RANKS) + 1), RANKS)[0]
    at += timedelta(seconds=chance.randrange(2, 20))
    yield Use(_text(at), "open", words, path=topic.path, rank=rank, session=session)
    if not is_playbook_path(topic.path) and chance.random() < 0.07:
        yield Use(_text(at + timedelta(seconds=30)), "copy", path=topic.path, session=session)


def _clumsy(chance: random.Random, words: str) -> str:
    """The same wish in words that the documents do not use."""
    kept = [word for word in words.split() if chance.random() < 0.5][:3]
    return " ".join((chance.choice(_LAY), *(kept or words.split()[:1])))


# --- what people said ---


def feedback_of(
    chance: random.Random, uses: Sequence[Use], people: Sequence[Colleague]
) -> Iterator[Feedback]:
    """What was said of one reading in twelve."""
    weights = [weight for _, weight, _ in _SAID]
    for number, use in enumerate(uses):
        if use.kind == "open" and chance.random() < 0.08:
            kind, _, notes = chance.choices(_SAID, weights)[0]
            at = _text(datetime.fromisoformat(use.at) + timedelta(seconds=90))
            by, note = chance.choice(people).name, chance.choice(notes)
            yield Feedback(f"f{number:05}", at, by, use.path, use.anchor, "", kind, note, use.run)


def gaps_of(
    chance: random.Random, uses: Sequence[Use], people: Sequence[Colleague], root: str
) -> Iterator[Gap]:
    """Searches without a result that somebody put on the list."""
    for number, use in enumerate(uses):
        if use.kind == "search" and not use.found and chance.random() < 0.06:
            yield Gap(f"g{number:05}", root, use.at, chance.choice(people).name, use.words, "", Filters())


def _when(use: Use) -> str:
    return use.at


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


if __name__ == "__main__":
    raise SystemExit(main())
