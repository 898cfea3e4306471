# SPDX-License-Identifier: MIT
"""A coaching file: a review as Markdown with the machine's copy at its end, and back from it.

A file comes from outside: size, types and characters are checked, keys that the schema does not know are
dropped, and nothing in it is carried out, loaded or followed.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any, Final

from kbdesk.desk.quality_forms import form_of, score_words, word_of
from kbdesk.errors import KbError
from kbdesk.handoff.encode import dump
from kbdesk.handoff.escape import clean, code, inline, one_line
from kbdesk.handoff.phrases import when
from kbdesk.handoff.schema import UnfitError, fit
from kbdesk.language import english, tr
from kbdesk.model.quality import Check, Review, Spot, Subject

SCHEMA: Final = "kbdesk-coaching/1"
NAME: Final = "kbdesk-coaching/"
"""What every coaching file holds."""
SUFFIX: Final = ".coaching.md"
MAX_JSON_BYTES: Final = 256 * 1024
MAX_TEXT_CHARS: Final = 1024 * 1024
MOST_CHECKS: Final = 60
_LONG, _LINE = 4_000, 300
_FENCE = re.compile(r"[ \t>]{0,20}(?:`{3,20}|~{3,20})[ \t]*json[ \t]*", re.IGNORECASE)
_MOST_FENCES: Final = 8

Json = dict[str, Any]


@cache
def _rules() -> str:
    return files("kbdesk.desk").joinpath("coaching.schema.json").read_text(encoding="utf-8")


def coaching_schema() -> Json:
    """The published JSON Schema (2020-12) of a coaching file."""
    loaded: Json = json.loads(_rules())
    return loaded


# --- writing ----------------------------------------------------------------------------------------------


def to_json(review: Review) -> str:
    """The machine's copy: keys in the order of the schema, no hidden characters."""
    subject = review.subject
    return dump(
        {
            "schema": SCHEMA,
            "id": review.id,
            "at": review.at,
            "sent": review.sent,
            "by": review.by,
            "library": review.library,
            "form": review.form,
            "subject": {
                "kind": subject.kind,
                "key": subject.key,
                "title": subject.title,
                "author": subject.author,
                "at": subject.at,
                "path": subject.path,
                "blob": subject.blob,
            },
            "checks": [_check_json(check) for check in review.checks],
            "summary": review.summary,
        }
    )


def _check_json(check: Check) -> Json:
    whole: Json = {
        "criterion": check.criterion,
        "title": check.title,
        "question": check.question,
        "answer": check.answer,
    }
    if check.comment:
        whole["comment"] = check.comment
    if check.spot is not None:
        spot = check.spot
        parts = {
            "path": spot.path,
            "blob": spot.blob,
            "line": spot.line,
            "step": spot.step,
            "anchor": spot.anchor,
        }
        whole["spot"] = {"label": spot.label} | {key: value for key, value in parts.items() if value}
    return whole


def to_markdown(review: Review) -> str:
    """The whole file as one Markdown text."""
    tail = ["## For kbdesk", "", "All of the above for programs.", "", "```json", to_json(review), "```", ""]
    return readable(review) + "\n".join(tail)


@english()
def readable(review: Review) -> str:
    """The review for people: its Markdown without the machine's copy."""
    subject = review.subject
    what = "case" if subject.kind == "case" else "article"
    lines = [
        f"# Coaching: {inline(subject.title).replace('#', chr(92) + '#') or what}",
        "",
        f"- **For:** {inline(subject.author)}",
        f"- **From:** {inline(review.by)}, {when(review.sent or review.at)}",
        f"- **About:** the {what} {code(subject.key)}"
        + (f" in {code(review.library)}" if review.library else ""),
        f"- **Form:** {form_of(review.form).title}",
        f"- **Score:** {score_words(review.score)}",
        "",
    ]
    if review.summary.strip():
        lines += [
            "## In short",
            "",
            *(inline(line) for line in review.summary.split("\n") if line.strip()),
            "",
        ]
    lines += ["## One by one", ""]
    for number, check in enumerate(review.checks, 1):
        lines += _told(number, check)
    lines += ["", "This is between the two of you: to learn from, not to rank anybody by.", "", ""]
    return "\n".join(lines)


def _told(number: int, check: Check) -> list[str]:
    lead = f"{number}. "
    lines = [
        f"{lead}**{inline(check.title or check.criterion)}: {word_of(check.answer)}**"
        f" {inline(check.question)}"
    ]
    if check.comment.strip() or check.spot is not None:
        where = f"*{inline(check.spot.label)}*: " if check.spot is not None and check.spot.label else ""
        lines.append(f"{' ' * len(lead)}- {where}{inline(check.comment)}".rstrip())
    return lines


# --- reading ----------------------------------------------------------------------------------------------


def from_markdown(text: str) -> Review:
    """The review that this text carries: its last block of JSON with our schema.

    Raises:
        KbError: the text is too large, carries none, or it is damaged.
    """
    if len(text) > MAX_TEXT_CHARS:
        raise KbError(
            tr("This text is too long to be a coaching file."), tr("Open the .coaching.md file itself.")
        )
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    starts = [number + 1 for number, line in enumerate(lines) if _FENCE.fullmatch(line)][-_MOST_FENCES:]
    for start in (*reversed(starts), 0):
        body = "\n".join(lines[start:])[: MAX_JSON_BYTES + 1_000].lstrip("\ufeff \t\n")
        if body.startswith("{") and NAME in body[:400]:
            return from_json(body)
    raise KbError(
        tr("This text is no kbdesk coaching file."),
        tr("Open the .coaching.md file, with the JSON block at its end."),
    )


def from_json(body: str) -> Review:
    """The review that begins this text as JSON.

    Raises:
        KbError: it is damaged, too large, or of a version that is not known.
    """
    try:
        data, end = json.JSONDecoder(parse_constant=_refused).raw_decode(body)
        if end > MAX_JSON_BYTES:
            raise damaged(tr("it is larger than 256 kB"))
        version = str(data.get("schema", "")) if isinstance(data, dict) else ""
        if version != SCHEMA:
            raise KbError(
                tr("This coaching file was made by a kbdesk that is newer than yours."),
                tr("Update kbdesk, or ask for it as text; nothing was changed here."),
            )
        return _review(fit(_cleaned(data), rules=coaching_schema()))
    except UnfitError as error:
        raise damaged(
            tr("“{field}” is missing or not what it should be", field=one_line(str(error), 80))
        ) from None
    except RecursionError:
        raise damaged(tr("it is nested too deep")) from None
    except ValueError:
        raise damaged(tr("its end is missing or a sign was changed")) from None


def damaged(reason: str) -> KbError:
    """The one error for a coaching file that cannot be understood."""
    return KbError(
        tr("This coaching file is damaged: {reason}.", reason=reason),
        tr("Ask who sent it for the file; nothing was changed here."),
    )


def _refused(name: str) -> object:
    raise ValueError(name)


def _review(data: Json) -> Review:
    subject = data["subject"]
    checks = data["checks"]
    if not checks or len(checks) > MOST_CHECKS:
        raise UnfitError("checks")
    if not subject["author"].strip() or not data["id"].strip():
        raise UnfitError("subject.author" if data["id"].strip() else "id")
    return Review(
        id=one_line(data["id"], 64),
        at=one_line(data["at"], 40),
        by=one_line(data["by"], 80),
        form=data["form"],
        subject=Subject(
            subject["kind"],
            one_line(subject["key"], 1_000),
            one_line(subject["title"], _LINE),
            one_line(subject["author"], 80),
            one_line(subject.get("at", ""), 40),
            path=one_line(subject.get("path", ""), 1_000),
            blob=one_line(subject.get("blob", ""), 64),
        ),
        library=one_line(data.get("library", ""), 200),
        checks=tuple(_check(one) for one in checks),
        summary=data.get("summary", "")[:_LONG],
        sent=one_line(data.get("sent", ""), 40),
    )


def _check(data: Json) -> Check:
    spot = data.get("spot")
    return Check(
        one_line(data["criterion"], 80),
        one_line(data.get("title", ""), 80) or one_line(data["criterion"], 80),
        one_line(data.get("question", ""), _LINE),
        data["answer"],
        data.get("comment", "")[:_LONG],
        Spot(
            one_line(spot["label"], 120),
            one_line(spot.get("path", ""), 1_000),
            one_line(spot.get("blob", ""), 64),
            min(spot.get("line", 0), 10_000_000),
            min(spot.get("step", 0), 100_000),
            one_line(spot.get("anchor", ""), 200),
        )
        if spot is not None
        else None,
    )


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(part) for key, part in value.items()}
    return value
