# SPDX-License-Identifier: MIT
"""The first text of an article that comes from a case: what the run knows, without its customer's data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kbdesk import markdown
from kbdesk.desk.without import Without, is_allowed, is_private
from kbdesk.handoff.escape import clean, inline, one_line
from kbdesk.handoff.known import SAME, step_topic
from kbdesk.language import tr
from kbdesk.model import Playbook, Run, Visit

MOST_SAYS = 8
_TITLE = 100
"""Characters of a title or answer; it is cut after secrets were looked for: half a card is still a card."""
_QUOTED = re.compile(r"\s*\(“[^”]*”\)\s*$")
_ESCALATE = re.compile(r"\s*escalate to\b", re.IGNORECASE)
_RESOLVE = re.compile(r"\s*resolve:\s*", re.IGNORECASE)
_NO_TITLE = ("", "call without a playbook", "case without a title")


@dataclass(frozen=True, slots=True)
class CaseText:
    """What a new article begins with."""

    title: str
    says: tuple[str, ...]
    errors: tuple[str, ...]
    products: tuple[str, ...]
    text: str
    left_out: tuple[str, ...]
    """What was left out of it, a short line each."""


def case_text(
    run: Run, books: tuple[Playbook, ...], cause: str = "", fix: str = "", go_on: str = ""
) -> CaseText:
    """The text of a new article.

    Args:
        run: the case.
        books: the playbooks that it went through, as far as they are there.
        cause: what it was; "" if nobody said.
        fix: what fixed it.
        go_on: what stands under “If it did not work”, as Markdown.
    """
    without = Without(run)
    title = _title(run, without)
    says = tuple(_says(run, without))
    errors = tuple(_errors(run, without))
    products = tuple(dict.fromkeys(product for book in books for product in book.meta.products))
    cause = without.text(one_line(cause), tr("in “What was it?”"))
    fix = without.text(one_line(fix), tr("in “What fixed it?”"))
    sections = {
        "Issue": "\n\n".join(_issue(run, without, title, says, errors)),
        "Environment": "\n".join(_environment(run, without)),
        "Resolution": "\n".join(_resolution(run, books, without, fix)),
        "Check that it worked": _check(run, books, without),
        "If it did not work": go_on,
        "Cause": _sentence(cause),
    }
    _tell_rest(run, without)
    text = markdown.template("article", title, says, products, errors)
    return CaseText(title, says, errors, products, _filled(text, sections), without.left_out)


def solving(run: Run) -> tuple[Visit, ...]:
    """The standing visits of the tier that solved it: since it was taken over, or all of them."""
    visits = run.visits
    if run.brought is not None:
        handed = _time(run.brought.created)
        before = [n for n, visit in enumerate(visits) if handed is not None and _is_up_to(visit.at, handed)]
        visits = visits[before[-1] :] if before else visits
    return tuple(visit for visit in visits if not (visit.undone or visit.skipped))


def guessed(run: Run) -> tuple[str, str]:
    """What it may have been and what may have fixed it, one line each, as far as the run says; else ""."""
    visits = solving(run)
    notes = [one_line(visit.note) for visit in visits if visit.note.strip()]
    cause = one_line(run.brought.assessment) if run.brought is not None else ""
    last = run.current.title
    fix = _RESOLVE.sub("", last) if _RESOLVE.match(last) else ""
    without = Without(run)
    return without.text(notes[-1] if notes else cause, ""), without.text(fix, "")


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo is not None else None


def _is_up_to(text: str, end: datetime) -> bool:
    time = _time(text)
    return time is not None and time <= end


# --- parts ---


def _title(run: Run, without: Without) -> str:
    """What it is about, for the title."""
    issue = _QUOTED.sub("", one_line(run.brought.issue)) if run.brought is not None else ""
    if not issue and run.title.casefold() not in _NO_TITLE:
        topics = [step_topic(v.title) for v in run.visits if not v.undone and _ESCALATE.match(v.title)]
        issue = ": ".join(dict.fromkeys((one_line(run.title), *topics[:1])))
    said = [line for words in (*run.customer_words, *run.queries[:1]) for line in words.split("\n")]
    for text in (issue, *said):
        title = one_line(without.text(one_line(text), tr("in the title")), _TITLE).strip(" …:,.-")
        if len(title) >= 3:
            return title
    return "New article from a case"


def _says(run: Run, without: Without) -> Iterator[str]:
    """The customer's words, a saying a line; one that tells of a person is left out whole."""
    words = run.customer_words or run.queries[:1]
    lines = (one_line(line) for text in words for line in clean(text).split("\n"))
    kept = (one for line in lines if line for one in without.whole(line, tr("in the customer's words")))
    return iter([line for line in dict.fromkeys(kept) if 3 <= len(line) <= 160][:MOST_SAYS])


def _errors(run: Run, without: Without) -> Iterator[str]:
    """The exact errors, as they were recorded and as the note that was brought has them."""
    found = [value for name, value in run.recorded if name in SAME["errors"]]
    found += run.brought.errors if run.brought is not None else ()
    lines = (one_line(line) for text in found for line in clean(text).split("\n"))
    kept = (one for line in lines if line for one in without.whole(line, tr("in an error text")))
    return (line for line in dict.fromkeys(kept) if line)


def _issue(
    run: Run, without: Without, title: str, says: tuple[str, ...], errors: tuple[str, ...]
) -> Iterator[str]:
    yield f"{inline(title)}."
    if says:
        yield "In the customer's words: " + ", ".join(f"“{inline(one)}”" for one in says) + "."
    if errors:
        yield "Error: " + ", ".join(inline(one) for one in errors) + "."
    changed = run.brought.changed_recently if run.brought is not None else ""
    changed = changed or next((v for n, v in run.recorded if n in SAME["changed_recently"]), "")
    if changed := without.text(one_line(changed), tr("in what changed before")):
        yield f"It began after: {inline(changed)}."


def _environment(run: Run, without: Without) -> Iterator[str]:
    """Device, system, versions: only what its name allows."""
    for name, value in _known(run).items():
        if is_allowed(name) and value.strip():
            told = without.value(name, one_line(clean(value)), _where(run, name, without))
            if told:
                yield f"- {_label(name)}: {inline(told)}"


def _tell_rest(run: Run, without: Without) -> None:
    """Name the values that are left out by their names; the customer's own come first."""
    rest = [name for name, value in _known(run).items() if value.strip() and not is_allowed(name)]
    shown = {name for names in (SAME["errors"], SAME["changed_recently"]) for name in names}
    for name in sorted(rest, key=lambda name: not is_private(name)):
        if name not in shown:
            without.leave(f"{name}: {_where(run, name, without)}")


def _known(run: Run) -> dict[str, str]:
    brought = run.brought.environment if run.brought is not None else ()
    return {**dict(brought), **dict(run.recorded)}


def _where(run: Run, name: str, without: Without) -> str:
    for visit in reversed(run.visits):
        if name in dict(visit.recorded):
            return tr("recorded at “{step}”", step=one_line(without.step(one_line(visit.title)), 60))
    return tr("in the handoff note")


def _label(name: str) -> str:
    words = name.replace("_", " ").strip()
    return "OS" + words[2:] if words == "os" or words.startswith("os ") else words[:1].upper() + words[1:]


def _kind(books: tuple[Playbook, ...], visit: Visit) -> str:
    """The kind of the step of a visit; its title says it if the step is gone."""
    book = next((book for book in books if book.path == visit.playbook), None)
    step = book.step(visit.anchor) if book is not None else None
    if step is not None:
        return step.kind
    return (
        "escalate" if _ESCALATE.match(visit.title) else "resolve" if _RESOLVE.match(visit.title) else "step"
    )


def _resolution(run: Run, books: tuple[Playbook, ...], without: Without, fix: str) -> Iterator[str]:
    """The steps of the tier that solved it, and what fixed it."""
    number = 0
    for visit in solving(run):
        kind, title = _kind(books, visit), one_line(visit.title)
        if kind == "resolve":
            title = _RESOLVE.sub("", title)
        if kind == "escalate" or (kind == "resolve" and fix):
            continue
        note = without.text(
            clean(visit.note), tr("in a note at “{step}”", step=one_line(without.step(title), _TITLE))
        )
        if not (visit.answer or note or kind == "resolve"):
            continue
        number += 1
        yield f"{number}. " + " ".join(_sentences(without, title, visit, note))
    if fix:
        yield f"{number + 1}. {_sentence(fix)}"
    elif not number:
        yield "1. …"


def _sentences(without: Without, title: str, visit: Visit, note: str) -> Iterator[str]:
    where = tr("in the name of a step")
    yield _sentence(one_line(without.text(title[:1].upper() + title[1:], where), _TITLE) or "…")
    if visit.answer:
        yield _sentence(f"Found: {one_line(without.text(one_line(visit.answer), where), _TITLE) or '…'}")
    if note:
        yield _sentence(note.replace("\n", " "))


def _sentence(text: str) -> str:
    text = text.strip()
    first = text.split(" ")[0]
    text = inline(f"{text[:1].upper()}{text[1:]}" if first.isalpha() and first.islower() else text)
    return text if not text or text[-1] in ".!?…" else f"{text}."


def _check(run: Run, books: tuple[Playbook, ...], without: Without) -> str:
    """The last answer on the way to a Resolve step: that is how one saw that it worked."""
    if _kind(books, run.current) != "resolve":
        return ""
    answers = [visit.answer for visit in solving(run)[:-1] if visit.answer]
    return _sentence(without.text(one_line(answers[-1]), tr("in an answer"))) if answers else ""


def _filled(text: str, sections: dict[str, str]) -> str:
    """A template with its sections filled in; one for which there is nothing stays as it is."""
    parts = re.split(r"(?m)^(## .+\n)", text)
    for number in range(1, len(parts), 2):
        content = sections.get(parts[number][3:].strip(), "")
        if content:
            last = number + 2 >= len(parts)
            parts[number + 1] = f"\n{content}\n" + ("" if last else "\n")
    return "".join(parts)
