# SPDX-License-Identifier: MIT
"""Files of counts: what they hold, how they are written, and how they are read without trusting them.

docs/together.md describes them. A file is one contributor's of one week; nothing in it is below ``FEW``.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kbdesk.language import tr
from kbdesk.playbook.heat import FEW, WHATS, Counts, StepCount, added, median

SCHEMA: Final = "kbdesk-counts/2"
KEYS: Final[dict[str, str]] = {
    "searches": tr("searches"),
    "searches-without-result": tr("searches without a result"),
    "searches-rephrased": tr("searches said in other words"),
    "results-opened": tr("results opened"),
    "results-opened-at-rank-1": tr("results opened that stood first"),
    "calls": tr("calls that are over"),
    "calls-resolved": tr("calls solved"),
    "calls-escalated": tr("calls handed over"),
    "calls-returned": tr("calls sent back"),
    "calls-closed": tr("calls closed without either"),
    "feedback-helped": tr("feedback: it helped"),
    "feedback-did-not-help": tr("feedback: it did not help"),
    "feedback-wrong": tr("feedback: it is wrong"),
    "feedback-out-of-date": tr("feedback: it is out of date"),
}
"""What is counted beside documents and steps, with the words for it."""

_MOST: Final = 100_000
"""A larger number of one person in one week cannot be true."""
_MOST_NAMES: Final = 20_000
_LONGEST: Final = 1_000
_MONDAY, _THURSDAY = 1, 4
_WEEK: Final = re.compile(r"(\d{4})-W(\d\d)")


@dataclass(slots=True)
class Shared:
    """What one or many did, as counts."""

    numbers: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    """How often documents were opened, by path."""
    playbooks: dict[str, Counts] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.numbers or self.opened or self.playbooks)


class BadCountsError(ValueError):
    """A file of counts that is damaged, foreign or hostile."""


def week_of(day: date) -> str:
    """The ISO week of a day: ``2026-W47``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def monday(week: str) -> date:
    """The first day of a week.

    Raises:
        ValueError: there is no such week.
    """
    return _day(week, _MONDAY)


def month_of(week: str) -> str:
    """The month that a week belongs to, that of its Thursday: ``2026-11``."""
    return f"{_day(week, _THURSDAY):%Y-%m}"


def _day(week: str, day: int) -> date:
    known = _WEEK.fullmatch(week)
    if known is None:
        raise ValueError(week)
    return date.fromisocalendar(int(known[1]), int(known[2]), day)


# --- reckoning --------------------------------------------------------------------------------------------


def summed(many: Iterable[Shared]) -> Shared:
    """The counts of several people or weeks in one."""
    total = Shared()
    books: dict[str, list[Counts]] = {}
    for one in many:
        total.numbers.update(one.numbers)
        total.opened.update(one.opened)
        for path, counts in one.playbooks.items():
            books.setdefault(path, []).append(counts)
    for path, several in books.items():
        book = total.playbooks[path] = added(several)
        for step in book.steps.values():
            step.seconds = _together(step.seconds)
    return total


def rest(whole: Shared, sent: Shared) -> Shared:
    """What of the whole was not sent yet; the times of steps are those of the whole."""
    books = {
        path: _rest(counts, sent.playbooks.get(path, Counts())) for path, counts in whole.playbooks.items()
    }
    return Shared(whole.numbers - sent.numbers, whole.opened - sent.opened, books)


def _rest(whole: Counts, sent: Counts) -> Counts:
    left = Counts(max(0, whole.runs - sent.runs), whole.versions - sent.versions)
    for anchor, step in whole.steps.items():
        gone = sent.steps.get(anchor, StepCount())
        stays = _stays(step) - _stays(gone)
        seconds = [(median(step.seconds), stays)] if stays > 0 else []
        left.steps[anchor] = StepCount(step.numbers - gone.numbers, step.answers - gone.answers, seconds)
    return left


def often(numbers: Mapping[str, int], known: Iterable[str]) -> Counter[str]:
    """Those of the known names that happened often enough to tell of nobody."""
    return Counter({name: numbers[name] for name in known if numbers.get(name, 0) >= FEW})


def _stays(step: StepCount) -> int:
    return sum(number for _, number in step.seconds)


def _together(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: Counter[int] = Counter()
    for seconds, stays in pairs:
        found[seconds] += stays
    return sorted(found.items())


# --- writing ----------------------------------------------------------------------------------------------


def written(name: str, week: str, shared: Shared) -> bytes:
    """The bytes of a file of counts, the same for the same counts."""
    whole = {
        "schema": SCHEMA,
        "contributor": name,
        "week": week,
        "numbers": {key: shared.numbers[key] for key in KEYS if shared.numbers[key]},
        "opened": dict(sorted(shared.opened.items())),
        "playbooks": {path: _book(one) for path, one in sorted(shared.playbooks.items())},
    }
    return f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode("utf-8", "backslashreplace")


def _book(counts: Counts) -> dict[str, object]:
    steps: dict[str, dict[str, object]] = {}
    for anchor, step in sorted(counts.steps.items()):
        one: dict[str, object] = {what: step.numbers[what] for what in WHATS if step.numbers[what]}
        if step.answers:
            one["answers"] = dict(sorted(step.answers.items()))
        for seconds, stays in step.seconds:
            one |= {"seconds": seconds, "stays": stays}
        steps[anchor] = one
    return {"runs": counts.runs, "versions": dict(sorted(counts.versions.items())), "steps": steps}


def kept(shared: Shared) -> dict[str, object]:
    """Counts as JSON values, to be kept on this computer; ``from_kept`` gives them back."""
    books = {}
    for path, counts in shared.playbooks.items():
        steps = {anchor: (step.numbers, step.answers, step.seconds) for anchor, step in counts.steps.items()}
        books[path] = (counts.runs, counts.versions, steps)
    return {"numbers": shared.numbers, "opened": shared.opened, "playbooks": books}


def from_kept(raw: Mapping[str, Any]) -> Shared:
    """Counts that were kept on this computer.

    Raises:
        KeyError, TypeError, AttributeError or ValueError: they are damaged.
    """
    books = {}
    for path, (runs, versions, steps) in raw["playbooks"].items():
        book = books[path] = Counts(int(runs), Counter(versions))
        for anchor, (numbers, answers, seconds) in steps.items():
            pairs = [(int(value), int(number)) for value, number in seconds]
            book.steps[anchor] = StepCount(Counter(numbers), Counter(answers), pairs)
    return Shared(Counter(raw["numbers"]), Counter(raw["opened"]), books)


# --- reading ----------------------------------------------------------------------------------------------


def read(data: bytes, name: str, week: str) -> Shared:
    """The counts of a file.

    Raises:
        BadCountsError: it is not what ``written`` writes for this contributor and week, or it names a number
            below ``FEW`` or one that cannot be true.
    """
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadCountsError(str(error)) from error
    known = _object(whole)
    if (known.get("schema"), known.get("contributor"), known.get("week")) != (SCHEMA, name, week):
        raise BadCountsError("not this file of counts")
    numbers = _numbers(known.get("numbers", {}))
    books = _object(known.get("playbooks", {}))
    return Shared(
        Counter({key: number for key, number in numbers.items() if key in KEYS}),
        _numbers(known.get("opened", {})),
        {path: _read_book(_object(one)) for path, one in books.items()},
    )


def _read_book(raw: dict[str, Any]) -> Counts:
    counts = Counts(_number(raw.get("runs")), _numbers(raw.get("versions", {})))
    for anchor, one in _object(raw.get("steps", {})).items():
        known = _object(one)
        step = counts.steps[anchor] = StepCount(
            Counter({what: _number(known[what]) for what in WHATS if what in known}),
            _numbers(known["answers"]) if "answers" in known else Counter(),
        )
        if "seconds" in known:
            seconds = known["seconds"]
            if type(seconds) is not int or not 0 < seconds <= _MOST:
                raise BadCountsError("not a time")
            step.seconds = [(seconds, _number(known.get("stays")))]
    return counts


def _object(raw: object) -> dict[str, Any]:
    if type(raw) is not dict or len(raw) > _MOST_NAMES or max(map(len, raw), default=0) > _LONGEST:
        raise BadCountsError("not an object")
    return raw


def _numbers(raw: object) -> Counter[str]:
    known: dict[str, int] = _object(raw)
    for number in known.values():
        if type(number) is not int or not FEW <= number <= _MOST:
            raise BadCountsError("not a count")
    found: Counter[str] = Counter()
    dict.update(found, known)  # Counter's own way is five times as slow, and there are a million of these
    return found


def _number(raw: object) -> int:
    if type(raw) is not int or not FEW <= raw <= _MOST:  # not isinstance: true would pass as 1
        raise BadCountsError("not a count")
    return raw
