# SPDX-License-Identifier: MIT
"""A decision tree from a table: a row for each answer, under the columns of docs/exchange.md."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import cast

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import TIERS, Answer, Step, Tier, ValueField, ValueKind
from kbdesk.model.exchange import Proposal
from kbdesk.playbook.exchange.proposal import as_titled, draft_of, kind_of, one_line, plain_title

MAX_ROWS = 20_000
_SHOWN = 10
_COLUMNS = {
    "step": ("step", "id", "node", "key", "number", "nr", "no"),
    "title": ("title", "question", "name", "heading"),
    "text": ("text", "body", "description", "details", "instructions"),
    "say": ("say", "says", "words", "script"),
    "record": ("record", "values", "value", "fields"),
    "answer": ("answer", "option", "choice", "response", "label"),
    "next": ("next", "goto", "go to", "target", "leads to", "next step", "next question", "then"),
    "kind": ("kind", "type"),
    "tier": ("tier", "level", "line"),
    "team": ("team", "group"),
}
_MARK = re.compile(r"\s*\(\s*(optional|number|date|one of:[^()]*)\s*\)\s*$", re.IGNORECASE)
_OTHER = re.compile(r"(\S+\.md)(?:#(\S*))?$")


@dataclass
class _Row:
    """What the rows of one step said so far."""

    line: int
    cells: dict[str, str]
    answers: list[tuple[str, str, int]] = field(default_factory=list)
    """(text, what “next” says, line)."""


def read_csv(text: str, path: str, title: str) -> Proposal:
    """The playbook of a table, and what was guessed.

    Args:
        text: the file; its separator (comma, semicolon or tab) is found from the first line.
        path: where the playbook is to stand in the library.
        title: what to call it.

    Raises:
        KbError: the table cannot be read as a decision tree; its lines are named.
    """
    rows = _rows(text)
    troubles: list[str] = []
    notes: list[str] = []
    steps = _steps(rows, troubles, notes)
    if not steps and not troubles:
        troubles.append(tr("Line 2: there is no step under the names of the columns."))
    if troubles:
        lines = " ".join(troubles[:_SHOWN])
        if len(troubles) > _SHOWN:
            lines = tr("{lines} … and {n:,} more.", lines=lines, n=len(troubles) - _SHOWN)
        raise KbError(
            tr("This table is no decision tree yet. {lines}", lines=lines),
            tr("Correct these lines and import it again."),
        )
    title = one_line(title, 100) or "Imported playbook"
    return Proposal(draft_of(path, title, "", tuple(steps)), tuple(notes))


def _rows(text: str) -> list[_Row]:
    """The steps of the table with their answers."""
    head = text.lstrip("\ufeff").partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator, strict=True)
    try:
        names = _names(next(reader, []))
        return list(_grouped(reader, names))
    except csv.Error as error:
        sentence = tr("Line {line} of the table cannot be read: {error}.", line=reader.line_num, error=error)
        raise KbError(sentence, tr("Save it again as CSV in UTF-8.")) from error


def _names(header: list[str]) -> list[str]:
    """The column that each cell of the first line names; "" for one that is not known."""
    known = {alias: name for name, aliases in _COLUMNS.items() for alias in aliases}
    found = [known.get(" ".join(cell.lower().replace("_", " ").split()), "") for cell in header]
    found = [name if name not in found[:number] else "" for number, name in enumerate(found)]
    if "answer" not in found or "next" not in found or not {"step", "title"} & set(found):
        raise KbError(
            tr("The first line of the table must name its columns."),
            tr(
                "It needs “question, answer, next”, or “step, title, answer, next” and more "
                "(docs/exchange.md)."
            ),
        )
    return found


def _grouped(reader: Iterator[list[str]], names: list[str]) -> Iterator[_Row]:
    """One value for each step; rows without a step of their own go on with the one before."""
    rows: dict[str, _Row] = {}
    key = ""
    line = 2
    for number, cells in enumerate(reader, 1):
        if number > MAX_ROWS:
            raise KbError(tr("The table has more than {n:,} rows.", n=MAX_ROWS), tr("Split it first."))
        said = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
        if any(said.values()):
            key = said.get("step") or said.get("title") or key
            row = rows.setdefault(_folded(key), _Row(line, {}))
            for name, cell in said.items():
                if cell and not row.cells.get(name):
                    row.cells[name] = cell
            if said.get("answer") or said.get("next"):
                row.answers.append((said.get("answer", ""), said.get("next", ""), line))
        line = reader.line_num + 1  # type: ignore[attr-defined]
    yield from rows.values()


def _steps(rows: list[_Row], troubles: list[str], notes: list[str]) -> list[Step]:
    """The steps in order, and after them the ends that answers name."""
    keys: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        for name in ("title", "step"):
            if row.cells.get(name):
                keys[_folded(row.cells[name])] = f"row-{number}"
    ends: dict[str, Step] = {}
    steps = []
    for number, row in enumerate(rows, 1):
        step = _step(row, f"row-{number}", troubles, notes)
        answers = []
        for text, target, line in row.answers:
            answer = _answer(text, target, line, keys, ends, troubles, notes, step.tier)
            if answer is not None:
                answers.append(answer)
        steps.append(replace(step, answers=tuple(answers)))
    return [*steps, *ends.values()]


def _step(row: _Row, key: str, troubles: list[str], notes: list[str]) -> Step:
    cells = row.cells
    title = plain_title(cells.get("title") or cells.get("step", ""), 100)
    tier = _tier(cells.get("tier", ""))
    if tier is None:
        troubles.append(
            tr(
                "Line {line}: “{text}” is no tier; write 1, 2, 3 or specialist.",
                line=row.line,
                text=cells["tier"],
            )
        )
    kind = cells.get("kind", "").lower()
    if kind not in ("", "step", "question", "resolve", "escalate", "end", "start"):
        troubles.append(
            tr("Line {line}: “{text}” is no kind; write step, resolve or escalate.", line=row.line, text=kind)
        )
    said, _, _ = kind_of(title)
    if said == "step" and kind == "escalate":
        above = TIERS[min(TIERS.index(tier or "1") + 1, len(TIERS) - 1)]
        title = f"Escalate to {above if above == 'specialist' else f'tier {above}'}: {title}"
        notes.append(tr("Line {line}: “{title}” hands over to the next tier.", line=row.line, title=title))
    elif said == "step" and (kind in ("resolve", "end") or not row.answers):
        title = f"Resolve: {title}"
        if not kind:
            notes.append(
                tr(
                    "Line {line}: “{title}” has no answers, so it ends the run as solved.",
                    line=row.line,
                    title=title,
                )
            )
    bare = Step(
        key, "", "step", tier or "1", row.line,
        team=one_line(cells.get("team", "")),
        body=cells.get("text", ""),
        says=(cells["say"],) if cells.get("say") else (),
        values=tuple(_values(cells.get("record", ""), row.line, troubles)),
    )  # fmt: skip
    return as_titled(bare, title)


def _tier(text: str) -> Tier | None:
    bare = text.lower().removeprefix("tier").strip() or "1"
    bare = "specialist" if bare.startswith("specialist") or bare == "4" else bare
    return next((tier for tier in TIERS if tier == bare), None)


def _answer(
    text: str,
    target: str,
    line: int,
    keys: dict[str, str],
    ends: dict[str, Step],
    troubles: list[str],
    notes: list[str],
    tier: Tier,
) -> Answer | None:
    """One answer; an end is made where “next” says what it is, or says what no step is called."""
    text = one_line(text) or "Go on"
    if key := keys.get(_folded(target)):
        return Answer(text, key, line)
    if found := _OTHER.fullmatch(target):
        return Answer(text, found[2] or "", line, found[1])
    title = plain_title(target, 100)
    if not title:
        troubles.append(
            tr(
                "Line {line}: the answer “{answer}” does not say what comes next.",
                line=line,
                answer=one_line(text, 60),
            )
        )
        return None
    if title.lower() in ("resolve", "resolved", "solved", "end", "done", "stop"):
        title = f"Resolve: {plain_title(text, 80)}"
    kind, _, _ = kind_of(title)
    if (
        kind == "step"
        and re.fullmatch(r"[\w.-]{1,12}", target)
        and (target[0].isdigit() or (len(keys) and _like_key(target, keys)))
    ):
        troubles.append(
            tr(
                "Line {line}: the answer “{answer}” leads to “{target}”, which is no step.",
                line=line,
                answer=one_line(text, 60),
                target=target,
            )
        )
        return None
    if kind == "step":
        notes.append(
            tr(
                "Line {line}: “{title}” has no row of its own, so it ends the run as solved.",
                line=line,
                title=title,
            )
        )
        title = f"Resolve: {title}"
    end = ends.setdefault(
        _folded(title), as_titled(Step(f"end-{len(ends) + 1}", "", "step", tier, line), title)
    )
    return Answer(text, end.anchor, line)


def _like_key(target: str, keys: dict[str, str]) -> bool:
    """Whether a word looks like the short keys by which steps are called here (“s12”)."""
    shape = re.sub(r"\d+", "0", target.lower())
    return any(re.sub(r"\d+", "0", key) == shape for key in keys) and bool(re.search(r"\d", target))


def _values(text: str, line: int, troubles: list[str]) -> Iterator[ValueField]:
    """Values to record: ``name: label (optional)``, one on a line or between semicolons."""
    for part in filter(None, (one.strip() for one in re.split(r"[\n;]", text))):
        name, _, label = part.partition(":") if ":" in part.partition("(")[0] else (part, "", "")
        if not label and (mark := _MARK.search(name)):
            name, label = name[: mark.start()], mark[0]
        kind, optional, choices = "text", False, ()
        label = label.strip()
        while mark := _MARK.search(label):
            label, word = label[: mark.start()], mark[1].strip()
            if word.lower().startswith("one of:"):
                choices = tuple(filter(None, (one.strip() for one in word[7:].split(","))))
                kind = "choice" if choices else kind
            elif word.lower() == "optional":
                optional = True
            else:
                kind = word.lower()
        bare = re.sub(r"\W+", "_", name.strip().lower()).strip("_")
        if not bare:
            troubles.append(
                tr(
                    "Line {line}: “{text}” has no name for the value to record.",
                    line=line,
                    text=one_line(part, 40),
                )
            )
            continue
        yield ValueField(
            bare, one_line(label) or one_line(name), line, cast(ValueKind, kind), optional, choices
        )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(" .")
