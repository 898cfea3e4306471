# SPDX-License-Identifier: MIT
"""What the checker found as rows of a list: in which order, under which group, in which words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kbdesk.language import tr, trn, trp
from kbdesk.model import Finding
from kbdesk.ui.rows import Row

Group = Literal["all", "error", "warning", "advice", "fix"]

GROUPS: tuple[tuple[Group, str], ...] = (
    ("all", tr("All")),
    ("error", tr("Errors")),
    ("warning", tr("Warnings")),
    ("advice", tr("Advice")),
    ("fix", tr("Can be put right")),
)
_LOOKS = {
    # severity: (icon, colour)
    "error": ("close", "danger"),
    "warning": ("warning", "warn"),
    "advice": ("question", "accent"),
}
SEVERITIES: Final = {
    "error": tr("Error"),
    "warning": tr("Warning"),
    "advice": trp("one finding", "Advice"),
}
_ORDER: Final[tuple[Group, ...]] = ("error", "warning", "advice")
SHOWN = 1_000
"""Rows of the list at most; a library with more findings is gone through code by code."""


@dataclass(frozen=True, slots=True)
class Check:
    """A finding and what puts it right, as a sentence; "" if it needs a person."""

    finding: Finding
    fix: str = ""


def in_order(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Errors first, then by code, file and line."""
    return tuple(
        sorted(
            checks,
            key=lambda one: (
                _ORDER.index(one.finding.severity),
                one.finding.code,
                one.finding.path,
                one.finding.line,
            ),
        )
    )


def counts(checks: Collection[Check]) -> Counter[Group]:
    """How many there are of each group."""
    found: Counter[Group] = Counter(check.finding.severity for check in checks)
    found["all"] = len(checks)
    found["fix"] = sum(1 for check in checks if check.fix)
    return found


def codes(checks: Iterable[Check]) -> tuple[tuple[str, int], ...]:
    """The codes that were found, in the order of the list, each with how often."""
    return tuple(Counter(check.finding.code for check in checks).items())


def fits(check: Check, group: Group, code: str, words: str) -> bool:
    """Whether a finding is of a group, has a code ("" for any), and all of these words in it."""
    finding = check.finding
    if code and finding.code != code:
        return False
    if group == "fix" and not check.fix:
        return False
    if group in _ORDER and finding.severity != group:
        return False
    if not words:
        return True
    text = f"{SEVERITIES[finding.severity]} {finding.path} {finding.code} {finding.message}".casefold()
    return all(word in text for word in words.casefold().split())


def row_of(check: Check) -> Row:
    """The row of a finding."""
    finding = check.finding
    icon, colour = _LOOKS[finding.severity]
    name = finding.path.rpartition("/")[2]
    place = tr("{name}, line {line}", name=name, line=finding.line)
    parts = (finding.code, place, tr("can be put right") if check.fix else "")
    return Row(check, finding.message, " · ".join(filter(None, parts)), icon, colour)


def told(checks: tuple[Check, ...], found: Mapping[Group, int]) -> str:
    """How many there are of each kind, which ``counts`` tells, as a sentence."""
    if not checks:
        return tr("Nothing is wrong.")
    files = len({check.finding.path for check in checks})
    counted: dict[Group, str] = {
        "error": trn("{n:,} error", "{n:,} errors", found["error"]),
        "warning": trn("{n:,} warning", "{n:,} warnings", found["warning"]),
        "advice": trn("{n:,} advice", "{n:,} advice", found["advice"]),
    }
    words = ", ".join(counted[kind] for kind in _ORDER if found[kind])
    return trn("{found} in {n:,} file", "{found} in {n:,} files", files, found=words)
