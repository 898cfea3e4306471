# SPDX-License-Identifier: MIT
"""The calls of a scripted month: ways through the library's playbooks, who took them, what became of them."""

from __future__ import annotations

import random
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from kbdesk import handoff, markdown, playbook
from kbdesk.desk.desk import Desk
from kbdesk.desk.origin import FREE_CALL
from kbdesk.errors import KbError
from kbdesk.library import list_files
from kbdesk.model import ArticleRead, HandoffNote, Party, Playbook, Received, Run, Step, Tier, ValueField
from kbdesk.model.usage import Use

MOST_STEPS: Final = 24
PROMISED: Final = 0.4
"""In which part of the notes the customer was promised an update."""
UNDONE, LEFT, JUMPED, FLAGGED = 0.05, 0.012, 0.02, 0.015
"""How often at a step an answer is taken back, the call ends, it is handed over from there, it is flagged."""
SENT_BACK, TAKEN_ON = 0.16, 0.55
"""Which part of the notes is sent back, and which is taken on, by the end of the month."""
FREE: Final = 0.06
"""Which part of the calls follows no playbook."""
_MISSING: Final = (
    "What the customer tried already", "The exact error message, word for word",
    "A phone number for the call back", "The version of the program", "Since when it happens",
    "Whether others have it too",
)  # fmt: skip
_WORDS: Final = (
    "checked twice",
    "as on the screen",
    "customer is not sure",
    "read from the device",
    "old model",
)
_WHO: Final = ("one customer", "a team of six", "the whole branch", "one customer", "two colleagues")


@dataclass(frozen=True)
class Colleague:
    """Somebody of the desk."""

    name: str
    tier: Tier


@dataclass
class Call:
    """One call: its states as they are saved, and the note that it was handed over with."""

    run: Run
    began: datetime
    words: str = ""
    states: list[tuple[Run, str, str]] = field(default_factory=list)
    note: HandoffNote | None = None

    def save(self, verb: str, at: datetime) -> None:
        """Keep the state that the call is in now, to be saved."""
        self.states.append((self.run, verb, _text(at)))

    def write_note(self, folder: Path) -> None:
        """Put the note into a folder of notes; nothing if there is none, or the call was solved since."""
        if self.note is not None and self.run.status != "resolved":
            handoff.write(self.note, folder)

    def uses(self, chance: random.Random) -> Iterator[Use]:
        """The searching and reading that went with the call."""
        session, before = f"c{self.run.id}", self.began - timedelta(seconds=chance.randrange(8, 40))
        if self.words:
            yield Use(_text(before), "search", self.words, chance.randrange(1, 12), session=session)
        rank = (chance.choices((1, 2, 3, 4), (80, 12, 5, 3))[0]) if self.words else 0
        if self.run.playbook:
            at = _text(self.began)
            yield Use(at, "open", self.words, path=self.run.playbook, rank=rank, session=session)
        for read in self.run.articles:
            yield Use(read.at, "open", path=read.path, session=session, run=self.run.id)


def calls_of(
    chance: random.Random,
    desk: Desk,
    people: Sequence[Colleague],
    idle: Container[str],
    times: Iterator[datetime],
) -> Iterator[Call]:
    """The calls that begin at these times; none if the library has no playbooks. What is idle is not read."""
    books = {path: book for path in _paths(desk) if (book := desk.playbook(path)) is not None and book.steps}
    if not books:
        return
    articles = [entry.path for entry in list_files(desk.root) if not markdown.is_playbook_path(entry.path)]
    order = chance.sample(sorted(books), len(books))
    weights = [1 / (n + 4) for n in range(len(order))]
    habits = {path: _Habits(chance.random()) for path in books}
    walk = _Walk(chance, desk, books, habits, people, idle, articles)
    for number, began in enumerate(times):
        run_id = f"m{number:05}{chance.randrange(1 << 24):06x}"
        if chance.random() < FREE:
            yield walk.free_call(run_id, began)
        else:
            yield walk.call(books[chance.choices(order, weights)[0]], run_id, began)


def _paths(desk: Desk) -> Iterator[str]:
    for entry in list_files(desk.root):
        if markdown.is_playbook_path(entry.path):
            yield entry.path


class _Habits:
    """What is usual in a playbook: how likely each answer is, and how long each step takes."""

    def __init__(self, seed: float) -> None:
        self._seed = seed

    def weights(self, step: Step) -> list[float]:
        """How likely the answers of a step are; a way that leads to an escalation is the rarer one."""
        usual = random.Random(f"{self._seed} {step.anchor}")
        return [
            usual.uniform(0.3, 2.0) * (0.45 if answer.anchor.startswith("escalate") else 1.0)
            for answer in step.answers
        ]

    def seconds(self, step: Step, chance: random.Random) -> int:
        """How long a stay at a step takes this time."""
        middle = random.Random(f"{self._seed} {step.anchor} s").uniform(12, 110) + 8 * len(step.values)
        return max(3, int(chance.lognormvariate(0, 0.5) * middle))


@dataclass
class _Walk:
    chance: random.Random
    desk: Desk
    books: Mapping[str, Playbook]
    habits: Mapping[str, _Habits]
    people: Sequence[Colleague]
    idle: Container[str]
    readable: Sequence[str]

    def call(self, book: Playbook, run_id: str, began: datetime) -> Call:
        """One call from its first step to wherever it got by the end of the month."""
        chance = self.chance
        who = chance.choice([one for one in self.people if one.tier == "1"] or self.people)
        words = chance.choice(book.meta.says or (book.title,)) if chance.random() < 0.85 else ""
        run = self._start(book, run_id, began, who, (words,) if words else ())
        call = Call(run, began, words)
        call.save("start", began)
        now = self._onward(call, began)
        if call.run.status == "escalated":
            self._handed_over(call, now, who)
        return call

    def free_call(self, run_id: str, began: datetime) -> Call:
        """A call that no playbook fits: solved with an article or from memory, or put away."""
        chance = self.chance
        who = chance.choice([one for one in self.people if one.tier == "1"] or self.people)
        call = Call(self._start(FREE_CALL, run_id, began, who, ()), began)
        call.save("start", began)
        if chance.random() < 0.6:
            path = chance.choice([path for path in self.readable if path not in self.idle] or [""])
            call.run = self._read(call.run, path, began) if path else call.run
        now = began + timedelta(seconds=chance.randrange(60, 900))
        ended = playbook.resolve if chance.random() < 0.7 else playbook.close
        call.run = ended(call.run, _text(now))
        call.save("finish", now)
        return call

    def _start(
        self, book: Playbook, run_id: str, began: datetime, who: Colleague, words: tuple[str, ...]
    ) -> Run:
        info = self.desk.info
        return playbook.start(
            book,
            run_id=run_id,
            library=info.root,
            commit=info.head,
            at=_text(began),
            by=who.name,
            tier=who.tier,
            customer_words=words,
            queries=words,
        )

    def _read(self, run: Run, path: str, now: datetime) -> Run:
        """The call with an article read."""
        article = self.desk.read(path)
        at = _text(now + timedelta(seconds=5))
        return playbook.opened(run, ArticleRead(path, article.source.blob, article.title, at))

    def _onward(self, call: Call, now: datetime) -> datetime:
        """Goes through the playbook as far as it leads, and gives the time then."""
        chance = self.chance
        for _ in range(MOST_STEPS):
            here = call.run.current
            book = self.books[here.playbook]
            step = book.step(here.anchor)
            assert step is not None
            self._at_step(call, step, now)
            now += timedelta(seconds=self.habits[book.path].seconds(step, chance))
            luck = chance.random()
            if step.kind == "escalate" or luck < JUMPED:
                call.run = playbook.escalated(call.run, _text(now))
                break
            if luck < JUMPED + LEFT or not step.answers:
                call.run = playbook.close(call.run, _text(now))
                break
            now = self._answered(call, book, step, now)
            if call.run.status != "running":
                break
        else:
            call.run = playbook.close(call.run, _text(now))
        call.save("finish" if call.run.status == "resolved" else call.run.status, now)
        return now

    def _answered(self, call: Call, book: Playbook, step: Step, now: datetime) -> datetime:
        chance = self.chance
        number = chance.choices(range(1, len(step.answers) + 1), self.habits[book.path].weights(step))[0]
        try:
            moved = playbook.answer(call.run, book, number, _text(now), others=self.books.get)
        except KbError:  # an answer that leads nowhere: the call cannot go on
            call.run = playbook.close(call.run, _text(now))
            return now
        if chance.random() < UNDONE:
            now += timedelta(seconds=chance.randrange(4, 25))
            moved = playbook.back(moved, _text(now)) if moved.status == "running" else moved
        call.run = moved
        return now

    def _at_step(self, call: Call, step: Step, now: datetime) -> None:
        """Records what the step asks, reads one of its articles, writes a note, flags it."""
        chance, run = self.chance, call.run
        for wanted in step.values:
            if not (wanted.optional and chance.random() < 0.6):
                run = playbook.record(run, wanted.name, _value(chance, wanted))
        if chance.random() < 0.06:
            run = playbook.note(run, chance.choice(_WORDS))
        if chance.random() < FLAGGED:
            run = playbook.flag(run, f"{run.current.playbook}#{step.anchor}")
        articles = [one.target for one in step.links if not one.image]
        if articles and chance.random() < 0.5:
            followed = self.desk.follow(run.current.playbook, chance.choice(articles))
            path = getattr(followed, "path", "")
            if path and path not in self.idle and not markdown.is_playbook_path(path):
                run = self._read(run, path, now)
        call.run = run

    def _handed_over(self, call: Call, now: datetime, sender: Colleague) -> None:
        """What became of a note: it waits, it was sent back, or somebody went on with it."""
        chance = self.chance
        step = self.books[call.run.current.playbook].step(call.run.current.anchor)
        leaf = step if step is not None and step.kind == "escalate" else None
        to = Party(
            leaf.to_tier if leaf is not None and leaf.to_tier else "2", "", leaf.to_team if leaf else ""
        )
        answers = {
            "ask": "Please find the cause and tell the customer when.",
            "impact_who": chance.choice(_WHO),
        }
        call.note = handoff.draft(
            replace(call.run, library=self.desk.info.name),
            leaf,
            answers,
            note_id=call.run.id,
            created=_text(now),
            sender=Party(sender.tier, sender.name, ""),
            to=to,
            app="kbdesk",
        )
        luck = chance.random()
        if luck > SENT_BACK + TAKEN_ON:
            return
        now += timedelta(minutes=chance.randrange(4, 300))
        receiver = chance.choice([one for one in self.people if one.tier == to.tier] or self.people)
        if luck < SENT_BACK:
            missing = tuple(chance.sample(_MISSING, chance.choice((1, 1, 2))))
            answer = Received(receiver.name, _text(now), False, missing=missing)
        else:
            answer = Received(receiver.name, _text(now), True, read_back="I find the cause and call back.")
        call.note = replace(call.note, received=answer)
        brought = replace(call.note, tried=())
        if not answer.accepted:
            call.run = replace(
                call.run, status="returned", brought=brought, by=receiver.name, tier=receiver.tier
            )
            call.save("send back", now)
            return
        going = playbook.resume(call.run, _text(now), by=receiver.name, tier=receiver.tier)
        call.run = replace(going, brought=brought, held=True)
        call.save("accept", now)
        if leaf is not None and leaf.answers:
            now += timedelta(seconds=20)
            now = self._answered(call, self.books[call.run.current.playbook], leaf, now)
        if call.run.status == "running":
            self._onward(call, now)


def _value(chance: random.Random, wanted: ValueField) -> str:
    """A value as somebody would record it."""
    if wanted.choices:
        return chance.choice(wanted.choices)
    if wanted.kind == "number":
        return str(chance.randrange(1, 400))
    if wanted.kind == "date":
        return f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    return (
        f"{wanted.label.split()[0].lower()} {chance.choice(_WORDS)}"
        if wanted.label
        else chance.choice(_WORDS)
    )


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
