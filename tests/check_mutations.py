# SPDX-License-Identifier: MIT
"""Kinds of faults that are planted in sound playbooks, and what must be found then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from random_playbooks import Book, Part, practice, ways


@dataclass
class Planted:
    """A fault: the code that must be found, and where, asked once the playbook was written down."""

    code: str
    line: Callable[[], int]


Fault = Callable[[Random, Book], "Planted | None"]
"""Breaks a playbook in one place; None if it has no place for this fault."""


def reached(book: Book) -> list[Part]:
    """The plain steps of a playbook; all of them can be reached."""
    return book.of("step")


def some(random: Random, parts: list[Part]) -> Part | None:
    return random.choice(parts) if parts else None


def at_answer(part: Part, number: int) -> Callable[[], int]:
    return lambda: part.answer_lines[number]


def at_step(part: Part) -> Callable[[], int]:
    return lambda: part.line


def roomy(book: Book) -> list[Part]:
    """The plain steps that have room for one more answer."""
    return [part for part in reached(book) if len(part.answers) < 9]


def broken_answer(random: Random, book: Book) -> Planted:
    part = random.choice(reached(book))
    number = random.randrange(len(part.answers))
    part.answers[number] = (
        part.answers[number][0],
        random.choice(("#nowhere-at-all", "none.md", "#", "#x-1")),
    )
    return Planted("KB101", at_answer(part, number))


def broken_answer_into_another(random: Random, book: Book) -> Planted | None:
    leading = [
        (part, number, to.book.path.rpartition("/")[2])
        for part in reached(book)
        for number, (_, to) in enumerate(part.answers)
        if isinstance(to, Part) and to.book is not book and to.book
    ]
    if not leading:
        return None
    part, number, name = random.choice(leading)
    part.answers[number] = (part.answers[number][0], f"{name}#nowhere-at-all")
    return Planted("KB101", at_answer(part, number))


def twin_steps(random: Random, book: Book) -> Planted | None:
    steps = reached(book)
    if len(steps) < 2:
        return None
    one, other = sorted(random.sample(range(len(steps)), 2))
    steps[other].title = steps[one].title + random.choice(("", "!", "?"))
    book.name()
    return Planted("KB102", at_step(steps[other]))


def dead_end(random: Random, book: Book) -> Planted:
    part = random.choice(reached(book))
    part.answers = []
    return Planted("KB103", at_step(part))


def new_dead_end(random: Random, book: Book) -> Planted | None:
    part = some(random, roomy(book))
    if part is None:
        return None
    end = book.add(Part("Wait and see", part.tier))
    part.answers.append(("Nothing helps", end))
    book.name()
    return Planted("KB103", at_step(end))


def unreached(random: Random, book: Book) -> Planted:
    part = random.choice(reached(book))
    left = book.add(Part("Left over", part.tier, answers=[("Go back", part)]), after=part)
    book.name()
    return Planted("KB104", at_step(left))


def unreached_circle(random: Random, book: Book) -> Planted:
    part = random.choice(reached(book))
    one, other = Part("Left over", part.tier), Part("Left behind", part.tier)
    one.answers, other.answers = [("On", other), ("Back", part)], [("Again", one)]
    book.add(one, after=part)
    book.add(other, after=part)
    book.name()
    return Planted("KB104", at_step(random.choice((one, other))))


def trap(random: Random, book: Book) -> Planted | None:
    part = some(random, roomy(book))
    if part is None:
        return None
    ring = [book.add(Part(f"Turn round {number}", part.tier)) for number in range(random.randint(1, 4))]
    for one, following in zip(ring, [*ring[1:], ring[0]], strict=True):
        one.answers = [("And again", following)]
    part.answers.append(("Still unsure", ring[0]))
    book.name()
    return Planted("KB105", at_step(random.choice(ring)))


def shortcut_up(random: Random, book: Book) -> Planted | None:
    pairs = [(low, high) for low in roomy(book) for high in reached(book) if high.tier > low.tier]
    if not pairs:
        return None
    low, high = random.choice(pairs)
    low.answers.append(("Straight on", high))
    return Planted("KB106", at_answer(low, len(low.answers) - 1))


def end_of_a_higher_tier(random: Random, book: Book) -> Planted | None:
    ends = [*book.of("resolve"), *book.of("escalate")]
    pairs = [(low, high) for low in roomy(book) for high in ends if high.tier > low.tier]
    if not pairs:
        return None
    low, high = random.choice(pairs)
    low.answers.append(("Straight on", high))
    return Planted("KB106", at_answer(low, len(low.answers) - 1))


def escalation_down(random: Random, book: Book) -> Planted | None:
    part = some(random, [one for one in book.of("escalate") if one.tier < 4])
    if part is None:
        return None
    part.title = f"Escalate to tier {random.randint(1, part.tier)}: odd"
    book.name()
    return Planted("KB107", at_step(part))


def escalation_astray(random: Random, book: Book) -> Planted | None:
    part = some(random, [one for one in book.of("escalate") if one.answers])
    if part is None:
        return None
    lower = [one for one in reached(book) if one.tier <= part.tier]
    part.answers.append(("Back down", random.choice(lower)))
    return Planted("KB108", at_answer(part, len(part.answers) - 1))


def answers_after_the_end(random: Random, book: Book) -> Planted:
    part = random.choice(book.of("resolve"))
    part.answers = [("Once more", random.choice(reached(book)))]
    return Planted("KB109", at_step(part))


def value_never_asked(random: Random, book: Book) -> Planted | None:
    part = some(random, book.of("escalate"))
    if part is None:
        return None
    part.values.append("serial_number")
    return Planted("KB110", lambda: part.value_lines["serial_number"])


def value_asked_elsewhere(random: Random, book: Book) -> Planted | None:
    """Some step asks for the value, but a way round it remains."""
    part = some(random, book.of("escalate"))
    if part is None:
        return None
    start = book.parts[0]
    for asking in random.sample(reached(book), len(reached(book))):
        kept, asking.answers = asking.answers, []
        is_round = asking is not start and part in ways(start)
        asking.answers = kept
        if is_round:
            asking.values.append("serial_number")
            part.values.append("serial_number")
            return Planted("KB110", lambda: part.value_lines["serial_number"])
    return None


def value_asked_too_late(random: Random, book: Book) -> Planted | None:
    """Only the step after the escalation asks for the value."""
    part = some(random, [one for one in book.of("escalate") if one.onward()])
    if part is None:
        return None
    part.onward()[0][1].values.append("serial_number")
    part.values.append("serial_number")
    return Planted("KB110", lambda: part.value_lines["serial_number"])


def value_lacking_in_another(random: Random, book: Book) -> Planted | None:
    """An answer goes on in another playbook behind the step that asks for what its escalation needs."""
    leads = [(part, to) for part in reached(book) for _, to in part.onward() if to.book is not book]
    midway = {to.book for _, to in leads if to.book and to is not to.book.parts[0]}
    for part, first in leads:
        other = first.book
        if other is None or other in midway:  # then the shortest way may be that one
            continue
        entries = [to for _, to in first.onward() if to.kind == "step" and to.tier == first.tier]
        for to in entries:
            reach = ways(to)
            ends = [one for one in reach if one.kind == "escalate" and one.book is other]
            if ends and first not in reach and len(part.answers) < 9:
                first.values.append("serial_number")
                ends[0].values.append("serial_number")
                part.answers.append(("Skip the start", to))
                return Planted("KB110", at_answer(part, len(part.answers) - 1))
    return None


def wrong_practice(random: Random, book: Book) -> Planted:
    book.practice = book.practice or practice(book)
    number = random.randrange(len(book.practice))
    answers, end = book.practice[number]
    spoilt = [*answers]
    spoilt[random.randrange(len(spoilt))] = "Never said"
    book.practice[number] = (spoilt, end)
    return Planted("KB111", lambda: book.practice_lines[number])


def practice_ends_elsewhere(random: Random, book: Book) -> Planted:
    book.practice = book.practice or practice(book)
    number = random.randrange(len(book.practice))
    answers, end = book.practice[number]
    other = random.choice([one.anchor for one in book.parts if one.anchor != end])
    book.practice[number] = (answers, other)
    return Planted("KB111", lambda: book.practice_lines[number])


def answer_without_practice(random: Random, book: Book) -> Planted | None:
    part = some(random, roomy(book))
    if part is None:
        return None
    book.practice = practice(book)
    part.answers.append(("Nobody tried", random.choice(book.of("resolve", part.tier))))
    return Planted("KB112", lambda: book.practice_lines[0] - 1)


def ten_answers(random: Random, book: Book) -> Planted:
    part = random.choice(reached(book))
    end = random.choice(book.of("resolve", part.tier))
    part.answers += [(f"Also {number}", end) for number in range(10)]
    return Planted("KB113", at_step(part))


def crowded_tier(random: Random, book: Book) -> Planted:
    part = random.choice(reached(book))
    end = random.choice(book.of("resolve", part.tier))
    here = part
    for number in range(41):
        following = book.add(Part(f"One more {number}", part.tier, answers=[("Done", end)]), after=here)
        here.answers.append(("And on", following))
        here = following
    book.name()
    return Planted("KB114", lambda: min(one.line for one in book.parts if one.tier == part.tier))


def long_step(random: Random, book: Book) -> Planted:
    part = random.choice(book.parts)
    part.body = [f"Line {number} of what nobody reads on a call." for number in range(45)]
    return Planted("KB115", at_step(part))


def unsure_anchor(random: Random, book: Book) -> Planted:
    part = random.choice(book.parts)
    part.title += random.choice((" & more", " - more"))
    book.name()
    return Planted("KB116", at_step(part))


def twin_answers(random: Random, book: Book) -> Planted | None:
    part = some(random, roomy(book))
    if part is None:
        return None
    text = random.choice(part.answers)[0]
    other = random.choice([text, text.upper(), f"**{text}**"])
    part.answers.append((other, random.choice(book.of("resolve", part.tier))))
    return Planted("KB117", at_answer(part, len(part.answers) - 1))


def _in_text(code: str, text: str) -> Fault:
    def plant(random: Random, book: Book) -> Planted:
        part = random.choice(book.parts)
        part.body.append(text)
        return Planted(code, lambda: part.body_lines[-1])

    return plant


def mixed_list(random: Random, book: Book) -> Planted:
    part = random.choice(reached(book))
    text, to = part.answers[-1]
    part.answers[-1] = (text, to)
    part.answers.append((f"{text}](#x) or [so", "#y"))
    return Planted("KB002", at_answer(part, 0))


def _in_front_matter(code: str, *keys: str) -> Fault:
    def plant(random: Random, book: Book) -> Planted:
        book.keys += random.sample(keys, len(keys))
        line = 3 + book.keys.index(keys[0])
        return Planted(code, lambda: line)

    return plant


FAULTS: dict[str, Fault] = {
    "broken answer": broken_answer,
    "broken answer into another": broken_answer_into_another,
    "twin steps": twin_steps,
    "dead end": dead_end,
    "new dead end": new_dead_end,
    "unreached": unreached,
    "unreached circle": unreached_circle,
    "trap": trap,
    "shortcut up": shortcut_up,
    "end of a higher tier": end_of_a_higher_tier,
    "escalation down": escalation_down,
    "escalation astray": escalation_astray,
    "answers after the end": answers_after_the_end,
    "value never asked": value_never_asked,
    "value asked elsewhere": value_asked_elsewhere,
    "value asked too late": value_asked_too_late,
    "value lacking in another": value_lacking_in_another,
    "wrong practice": wrong_practice,
    "practice ends elsewhere": practice_ends_elsewhere,
    "answer without practice": answer_without_practice,
    "ten answers": ten_answers,
    "crowded tier": crowded_tier,
    "long step": long_step,
    "unsure anchor": unsure_anchor,
    "twin answers": twin_answers,
    "mixed list": mixed_list,
    "missing article": _in_text("KB203", "See [it](../articles/none.md)."),
    "missing heading": _in_text("KB204", "See [it](#nowhere-at-all)."),
    "missing heading elsewhere": _in_text("KB204", "See [it](../articles/there.md#none)."),
    "missing picture": _in_text("KB205", "![It](none.png)"),
    "rooted link": _in_text("KB206", "See [it](/none)."),
    "link out": _in_text("KB207", "See [it](../../none.md)."),
    "odd scheme": _in_text("KB208", "See [it](teams:x)."),
    "no owner": _in_front_matter("KB210", "confidence: validated", "reviewed: 2026-09-30"),
    "overdue": _in_front_matter("KB211", "review_by: 2026-03-31", "owner: me"),
    "no successor": _in_front_matter("KB212", "confidence: archived"),
    "missing successor": _in_front_matter("KB213", "superseded_by: none.md"),
    "odd value": _in_front_matter("KB002", "tier: seven"),
}
"""Each kind by a name of its own."""
