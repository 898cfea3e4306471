# SPDX-License-Identifier: MIT
"""Random playbooks that are sound, as things that can be broken in one place and then written down."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from random import Random

from kbdesk.markdown import parse
from kbdesk.model import Playbook, SourceFile

_NOUNS = "light cable router filter label socket port signal printer window folder account screen button"
_VERBS = "check read restart open compare count replace measure press follow"
_SAYS = "green red gone slow loud warm empty broken fine loose"
NOUNS, VERBS, SAYS = _NOUNS.split(), _VERBS.split(), _SAYS.split()
VALUES = ("account", "router_model", "since", "error_code", "floor", "wan_light")


@dataclass(eq=False)
class Part:
    """A step that is still to be written down; ``line`` and the like are known once it was."""

    title: str
    tier: int
    values: list[str] = field(default_factory=list)
    answers: list[tuple[str, Part | str]] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    book: Book | None = None
    anchor: str = ""
    line: int = 0
    value_lines: dict[str, int] = field(default_factory=dict)
    answer_lines: list[int] = field(default_factory=list)
    body_lines: list[int] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """What it is, by its title."""
        start = self.title.partition(" ")[0].lower()
        return {"resolve:": "resolve", "escalate": "escalate"}.get(start, "step")

    def onward(self) -> list[tuple[str, Part]]:
        """The answers that lead to a step."""
        return [(text, to) for text, to in self.answers if isinstance(to, Part) and self.kind != "resolve"]


@dataclass(eq=False)
class Book:
    """A playbook that is still to be written down."""

    path: str
    title: str
    parts: list[Part] = field(default_factory=list)
    practice: list[tuple[list[str], str]] = field(default_factory=list)
    practice_lines: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def add(self, part: Part, after: Part | None = None) -> Part:
        """Put a step at the end of its tier, or after another."""
        part.book = self
        tiers = [one.tier for one in self.parts]
        place = sum(tier <= part.tier for tier in tiers) if after is None else self.parts.index(after) + 1
        self.parts.insert(place, part)
        return part

    def of(self, kind: str, tier: int = 0) -> list[Part]:
        """The steps of a kind, of one tier or of all."""
        return [one for one in self.parts if one.kind == kind and tier in (0, one.tier)]

    def name(self) -> None:
        """Give each step its anchor, as git hosts do."""
        used: dict[str, int] = {}
        for part in self.parts:
            base = re.sub(r"[^\w\- ]", "", part.title.lower()).replace(" ", "-")
            part.anchor = f"{base}-{used[base]}" if base in used else base
            used[base] = used.get(base, 0) + 1

    def read(self) -> Playbook:
        """The playbook, written down and read by the parser."""
        book = parse(SourceFile(self.path, "0" * 40, self.text()))
        assert isinstance(book, Playbook)
        return book

    def text(self) -> str:
        """The Markdown; the places of everything are noted."""
        lines = ["---", f"title: {self.title}", *self.keys]
        self.practice_lines = []
        if self.practice:
            lines.append("practice:")
        for answers, end in self.practice:
            lines.append(f"  - [{', '.join(answers)}]" + (f"   # ends at: {end}" if end else ""))
            self.practice_lines.append(len(lines))
        lines += ["---", "", f"# {self.title}"]
        tier = 0
        for part in self.parts:
            if part.tier != tier:
                tier = part.tier
                lines += ["", f"## {'Specialist radio' if tier == 4 else f'Tier {tier}'}"]
            _write(self, part, lines)
        return "\n".join(lines) + "\n"


def _write(book: Book, part: Part, lines: list[str]) -> None:
    lines += ["", f"### {part.title}"]
    part.line = len(lines)
    part.value_lines, part.answer_lines, part.body_lines = {}, [], []
    for text in part.body:
        lines += ["", text]
        part.body_lines.append(len(lines))
    if part.values:
        lines.append("")
    for name in part.values:
        lines.append(f"- [ ] `{name}`: {name.replace('_', ' ')}")
        part.value_lines[name] = len(lines)
    if part.answers:
        lines += ["", "Then:", ""] if part.values else [""]
    for text, to in part.answers:
        lines.append(f"- [{text}]({to if isinstance(to, str) else target(book, to)})")
        part.answer_lines.append(len(lines))


def target(book: Book, to: Part) -> str:
    """The link from a playbook to a step."""
    assert to.book is not None
    if to.book is book:
        return f"#{to.anchor}"
    name = to.book.path.rpartition("/")[2]
    return name if to is to.book.parts[0] else f"{name}#{to.anchor}"


def library(random: Random) -> list[Book]:
    """One to three sound playbooks, the first of which leads into the others; none has a finding."""
    made = Maker(random)
    subs = [made.book(f"playbooks/sub-{number}.md", [], 3) for number in range(random.choice((0, 0, 1, 2)))]
    books = [made.book("playbooks/main.md", subs, 7), *subs]
    for book in books:
        book.name()
    _need(random, books)
    for book in books:
        if random.random() < 0.7:
            book.practice = practice(book)
    return books


@dataclass
class Maker:
    """Makes playbooks with titles that are never the same."""

    random: Random
    count: int = 0

    def words(self, *lists: list[str]) -> str:
        """A title or an answer."""
        self.count += 1
        return f"{' '.join(self.random.choice(one) for one in lists)} {self.count}".capitalize()

    def book(self, path: str, subs: list[Book], most: int) -> Book:
        """A sound playbook, but for the values that its escalations need."""
        book = Book(path, self.words(NOUNS, SAYS))
        tiers = sorted(self.random.sample((1, 2, 3, 4), self.random.randint(1, 3)))
        for number, tier in enumerate(tiers):
            following = tiers[number + 1] if number + 1 < len(tiers) else 0
            self.tier(book, tier, following, most)
        for escalate in book.of("escalate"):
            higher = [one for one in book.of("step") if one.tier > escalate.tier]
            if escalate.answers:
                escalate.answers = [(text, higher[0]) for text, _ in escalate.answers]
        self.leads(book, subs)
        return book

    def tier(self, book: Book, tier: int, following: int, most: int) -> None:
        """The steps of a tier, each reached from its first one and each able to end."""
        steps = [Part(self.words(VERBS, ["the"], NOUNS), tier) for _ in range(self.random.randint(1, most))]
        ends = [Part(f"Resolve: {self.words(NOUNS, SAYS)}", tier) for _ in range(self.random.randint(1, 3))]
        if following:
            to = "specialist radio" if following == 4 else f"tier {following}"
            goes_on = [Part(f"Escalate to {to}: {self.words(NOUNS, SAYS)}", tier) for _ in range(2)]
            goes_on[0].answers = [(self.words(SAYS, NOUNS), "later")]
            ends += goes_on[: self.random.randint(1, 2)]
        for part in (*steps, *ends):
            book.add(part)
        for number, part in enumerate(steps[1:], 1):
            self.answer(self.random.choice(steps[:number]), part)
        for end in ends:
            self.answer(self.random.choice(steps), end)
        for part in steps:
            if not part.answers:
                self.answer(part, self.random.choice(ends))
            part.values = self.random.sample(VALUES, self.random.choice((0, 0, 1, 2)))
            self.random.shuffle(part.answers)
        for _ in range(self.random.randint(0, len(steps))):  # shortcuts and circles
            self.answer(self.random.choice(steps), self.random.choice(steps + ends))

    def answer(self, part: Part, to: Part) -> None:
        """Give a step one more answer, if it has room."""
        if len(part.answers) < 8 or not any(to is one for _, one in part.answers):
            part.answers.append((self.words(SAYS, NOUNS), to))

    def leads(self, book: Book, subs: list[Book]) -> None:
        """Let some answers go on in other playbooks: at their first step or at another of its tier."""
        for sub in subs:
            lowest = sub.parts[0].tier
            entries = [one for one in sub.parts if one.tier == lowest and one.kind == "step"]
            able = [one for one in book.of("step") if one.tier >= lowest and len(one.answers) < 9]
            for _ in range(self.random.randint(1, 2)):
                if able:
                    entry = self.random.choice(entries)
                    self.random.choice(able).answers.append((self.words(SAYS, NOUNS), entry))


def _need(random: Random, books: list[Book]) -> None:
    """Let escalations need values that every path has: sets that meet, until nothing changes any more."""
    parts = [part for book in books for part in book.parts]
    have: dict[Part, frozenset[str] | None] = dict.fromkeys(parts)
    for book in books:
        have[book.parts[0]] = frozenset()
    todo = deque(book.parts[0] for book in books)
    while todo:
        part = todo.popleft()
        after = (have[part] or frozenset()) | frozenset(part.values if part.kind == "step" else ())
        for _, to in part.onward():
            before = have[to]
            met = after if before is None else before & after
            if met != before:
                have[to] = met
                todo.append(to)
    for part in parts:
        known = have[part]
        if part.kind == "escalate" and known:
            part.values = random.sample(sorted(known), random.randint(0, len(known)))


def ways(start: Part) -> dict[Part, list[str]]:
    """The shortest way to each step that can be reached, as answers."""
    found: dict[Part, list[str]] = {start: []}
    queue = deque([start])
    while queue:
        part = queue.popleft()
        for text, to in part.onward():
            if to not in found:
                found[to] = [*found[part], text]
                queue.append(to)
    return found


def practice(book: Book) -> list[tuple[list[str], str]]:
    """Paths that take every answer, each with its end."""
    made = []
    reached = ways(book.parts[0])
    for part, way in reached.items():
        if part.book is not book or part.kind != "step":
            continue
        for text, to in part.onward():
            assert to.book is not None
            made.append(([*way, text], to.anchor if to.book is book else f"{to.book.path}#{to.anchor}"))
    return made
