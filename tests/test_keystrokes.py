# SPDX-License-Identifier: MIT
"""What a handoff note costs the person who writes it: lines to type, keys to press, seconds.

A *typed line* is a line of the escalation sheet in which something must be written or, as people use the
sheet, is: a required blank that the call did not fill in (values that the Escalate step needs, the ask), what
the customer was told, what was promised, and one plan for what may happen (the If and Then of a plan stand on
one line). What the call filled in is not typed, and what stands folded under More is left as it is.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median

import pytest
from desks import make_desk, sample_repo
from hands import opened
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kbdesk.desk.home import Home
from kbdesk.handoff import from_markdown
from kbdesk.model import Playbook, Step, ValueField
from kbdesk.ui.escalate import EscalateSheet
from kbdesk.ui.handed_over import HandedOverSheet

MOST_LINES = 4
A_MINUTE = 200
"""Signs that a practised agent types in a minute (40 words)."""
A_FIELD = 1.0
"""Seconds for each field to see what it asks; thinking of the answer is not counted."""
TYPING = 30
"""Seconds of typing that a note may cost: the promise."""
LINES = (
    "Move it off the DFS channels",
    "A call back by 16:00",
    "the light turns red",
    "call me at once",
)
"""What an agent writes: the ask, promised, if and then. What was told are the words of the Escalate step."""
USUAL = ("told", "promised", "if")
CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Escalation:
    """An Escalate step of a playbook, the answers that lead there, and what its sheet asks to be typed."""

    path: str
    step: Step
    answers: tuple[str, ...]
    lines: tuple[str, ...] = ()


def plausible(value: ValueField) -> str:
    """Something that an agent may record."""
    return (
        value.choices[0] if value.choices else {"number": "3", "date": "2026-11-20"}.get(value.kind, "E 12")
    )


def way_to(book: Playbook, goal: Step) -> tuple[str, ...] | None:
    """The answers to a step: its shortest practice path, else the shortest way; None if there is none."""
    ends = zip(book.meta.practice, book.meta.practice_ends, strict=False)
    practised = [answers for answers, end in ends if end.removeprefix("#") == goal.anchor]
    if practised:
        return min(practised, key=len)
    waiting, seen = deque([(book.steps[0].anchor, ())]), {book.steps[0].anchor}
    while waiting:
        anchor, answers = waiting.popleft()
        if anchor == goal.anchor:
            return answers
        for answer in book.step(anchor).answers:
            if not answer.playbook and answer.anchor not in seen:
                seen.add(answer.anchor)
                waiting.append((answer.anchor, (*answers, answer.text)))
    return None


def call_to(desk, one: Escalation):
    """A call at the Escalate step, each value recorded where its step asks for it; the optional left out."""
    says = desk.reader.playbook(one.path).meta.says
    view = desk.calls.start(one.path, says[:1])
    for text in one.answers:
        for value in view.step.values:
            if not value.optional:
                desk.calls.record(view.run.id, value.name, plausible(value))
        number = next(n for n, answer in enumerate(view.answers, 1) if answer.text == text)
        view = desk.calls.answer(view.run.id, number)
    assert view.step.anchor == one.step.anchor
    return view


def typed_lines(form) -> tuple[str, ...]:
    """The blanks of a form that cost a typed line."""
    return tuple(
        blank.key for blank in form.blanks if not blank.value and (blank.required or blank.key in USUAL)
    )


def escalations(desk, paths) -> list[Escalation]:
    """Every Escalate step of these playbooks, with what its sheet asks."""
    found = []
    for path in paths:
        book = desk.reader.playbook(path)
        for step in book.steps:
            answers = way_to(book, step) if step.kind == "escalate" else None
            if answers is not None:
                one = Escalation(path, step, answers)
                view = call_to(desk, one)
                found.append(Escalation(path, step, answers, typed_lines(desk.calls.escalation(view.run.id))))
                desk.calls.leave(view.run.id)
    return found


@pytest.fixture
def library(tmp_path):
    return sample_repo(tmp_path / "sample")


def test_a_note_costs_four_lines(library, tmp_path, capsys):
    """For every escalation of the sample library: the median note costs its writer at most four lines."""
    desk = make_desk(library, tmp_path / "home")
    paths = [path.relative_to(library).as_posix() for path in sorted((library / "playbooks").rglob("*.md"))]
    all_of_them = escalations(desk, paths)
    steps = sum(step.kind == "escalate" for path in paths for step in desk.reader.playbook(path).steps)
    desk.close()
    first = [len(one.lines) for one in all_of_them if one.step.tier == "1"]
    with capsys.disabled():
        print(
            f"\nTyped lines of a note, {len(first)} escalations of tier 1: median {median(first):g}, "
            f"most {max(first)}; all {len(all_of_them)}: median {median(len(o.lines) for o in all_of_them):g}"
        )
    assert len(all_of_them) == steps >= 14
    assert median(first) <= MOST_LINES
    assert max(first) <= MOST_LINES + 2


class Keys:
    """A person at the keyboard who is counted."""

    def __init__(self) -> None:
        self.signs = self.others = self.fields = 0

    def press(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        self.others += 1
        QTest.keyClick(QApplication.focusWidget(), key, modifiers)

    def write(self, text):
        self.signs += len(text)
        self.fields += 1
        QTest.keyClicks(QApplication.focusWidget(), text)

    @property
    def typing(self) -> float:
        """Seconds at so many signs a minute, every other key as one of them."""
        return (self.signs + self.others) * 60 / A_MINUTE


def test_the_median_note_by_keys_alone(qtbot, tmp_path, library, capsys):
    """Ctrl+E, three lines, Ctrl+Enter in the real window: half a minute of typing makes the note complete."""
    with opened(qtbot, Home(tmp_path / "home", tmp_path / "cache"), library) as hands:
        hands.type("wifi cuts out")
        hands.choose("playbook")
        hands.wait(lambda: hands.window.caller.view is not None)
        view = hands.window.caller.view
        for text in ("The light is green", "Only in some rooms", "No better", "It still drops"):
            view = hands.window.caller.view
            hands.key(Qt.Key.Key_R, CONTROL)
            for value in view.step.values:
                if not value.optional:
                    hands.type(plausible(value))
                    hands.key(Qt.Key.Key_Return)
            number = next(n for n, answer in enumerate(view.answers, 1) if answer.text == text)
            hands.key(getattr(Qt.Key, f"Key_{number}"), CONTROL)
        assert hands.step == "escalate-to-tier-2-radio-fault"
        keys = Keys()
        keys.press(Qt.Key.Key_E, CONTROL)
        hands.wait(lambda: hands.window.findChild(EscalateSheet) is not None)
        form = hands.window.findChild(EscalateSheet)
        keys.write(LINES[0])
        keys.press(Qt.Key.Key_Return)
        for text in LINES[1:]:
            keys.press(Qt.Key.Key_Return)
            keys.write(text)
        hands.rest()  # whoever types at once is not slower than the fields: no key is lost
        assert form.answers()["then"] == LINES[-1]
        keys.press(Qt.Key.Key_Return, CONTROL)
        hands.wait(lambda: hands.window.caller.handed)
        note = from_markdown(hands.window.findChild(HandedOverSheet).markdown)
        hands.key(Qt.Key.Key_Return)
    with capsys.disabled():
        print(
            f"\nThe median note: {keys.signs} signs in {keys.fields} fields and {keys.others} other keys: "
            f"{keys.typing:.0f} s of typing at {A_MINUTE} a minute, "
            f"{keys.typing + keys.fields * A_FIELD:.0f} s with {A_FIELD:g} s to look at each field"
        )
    assert (note.ask, note.customer.promised) == LINES[:2]
    assert note.customer.told.startswith("I am passing this to our network team")
    assert note.contingency == (LINES[2:],)
    assert keys.typing <= TYPING
