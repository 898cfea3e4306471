# SPDX-License-Identifier: MIT
"""F16: values that inject into a handoff note, in its three forms; and redaction."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path

from kbdesk.desk.case_export import Exported, as_csv
from kbdesk.handoff import redact, spoken
from kbdesk.model import CaseRow
from suites.outcome import Outcome
from suites.tried import PACE, number_of, of_tests

LONG = 50_000
LONG_MS = 50
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def play_f16(share: float, seed: int, folder: Path) -> Outcome:
    """Every value as Markdown, as words to say and as CSV; every secret; 50 kB at once."""
    del seed, folder
    texts, redaction = of_tests("test_handoff_text"), of_tests("test_handoff_redact")
    failed: list[str] = []
    cases: list[tuple[str, Callable[[], object]]] = []
    for value in texts.INJECTIONS:
        cases += [
            (f"Markdown {value!r}", lambda value=value: texts.test_no_value_changes_the_structure(value)),
            (f"text {value!r}", lambda value=value: _text_stands(texts, value)),
            (f"CSV {value!r}", lambda value=value: _table_stands(texts, value)),
        ]
    for text, (kind, rest) in redaction.TAKEN.items():
        cases.append((f"missed {text!r}", lambda t=text, k=kind, r=rest: _is(redact(t), (r, ((k, 1),)))))
    for text in redaction.KEPT:
        cases.append((f"false {text!r}", lambda t=text: _is(redact(t), (t, ()))))
    slowest = 0.0
    for name, work in cases[:: max(1, round(1 / share))]:
        try:
            work()
        except AssertionError as error:
            failed.append(f"{name}: {str(error)[:200]}")
    pieces = redaction.ADVERSARIAL[: number_of(len(redaction.ADVERSARIAL), share)]
    for piece in pieces:
        took = min(_redaction_ms(piece) for _ in range(3))
        slowest = max(slowest, took)
        if took > LONG_MS * PACE:
            failed.append(f"{took:.0f} ms for 50 kB of {piece!r}")
    tried = len(cases[:: max(1, round(1 / share))]) + len(pieces)
    return Outcome(tried, tuple(failed), {"50 kB redacted within": f"{slowest:.0f} ms"})


def _is(found: object, wanted: object) -> None:
    assert found == wanted, found


def _text_stands(texts: object, value: str) -> None:
    """The words to read out have four parts, each on one line and without signs that cannot be seen."""
    parts = spoken(texts.filled(value))  # type: ignore[attr-defined]
    assert [name for name, _ in parts] == ["Situation", "Background", "Assessment", "Recommendation"]
    for _, text in parts:
        assert text.isprintable(), text


def _table_stands(texts: object, value: str) -> None:
    """The table has one row of as many cells as its head, none of which begins a formula."""
    row = CaseRow("case", value, value, "open", value, "2026-11-22", "2026-11-22", value, others=(value,))
    made = as_csv((Exported(row, texts.filled(value)),))  # type: ignore[attr-defined]
    assert made.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(made[1:], newline="")))
    assert len(rows) == 2, len(rows)
    assert len(rows[0]) == len(rows[1])
    for cell in rows[1]:
        assert not cell.startswith(_FORMULA), cell


def _redaction_ms(piece: str) -> float:
    text = (piece * LONG)[:LONG]
    began = time.thread_time()
    redact(text)
    return (time.thread_time() - began) * 1000
