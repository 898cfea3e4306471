# SPDX-License-Identifier: MIT
"""Reads a handoff note back from a file or from text that went through mail and ticket systems.

Only the machine's copy is read. It comes from outside: size, types and characters are checked, keys that the
schema does not know are dropped, and nothing in it is carried out, loaded or followed.
"""

from __future__ import annotations

import json
import re
from typing import Final

from kbdesk.errors import KbError
from kbdesk.handoff.escape import clean
from kbdesk.handoff.schema import Json, UnfitError, fit
from kbdesk.model import ArticleRead, Customer, HandoffNote, Impact, Pairs, Party, Provenance, Tried

MAX_JSON_BYTES: Final = 256 * 1024
MAX_TEXT_CHARS: Final = 1024 * 1024
_MAX_CANDIDATES: Final = 8
_NAME: Final = "kbdesk-handoff/"

_QUOTE = re.compile(r"[ \t\u00a0]{0,8}(?:>[ \t\u00a0]?){1,20}")
_FENCE = re.compile(r"(?:`{3,20}|~{3,20})[ \t]*json\b.{0,40}", re.IGNORECASE)
_BARE = re.compile(r'\{\s{0,8}("schema"\s{0,8}:.{0,200})?')
_VERSION = re.compile(r"kbdesk-handoff/(\d{1,4})")


def from_markdown(text: str) -> HandoffNote:
    """The note that this text carries.

    The last block of JSON with a note's schema counts; it may be quoted with ``>``, have foreign line ends or
    hard-wrapped lines, be followed by a signature, or stand alone.

    Raises:
        KbError: the text is too large, holds no note, or the note is damaged.
    """
    if len(text) > MAX_TEXT_CHARS:
        raise KbError("This text is too long to be a handoff note.", "Open the .handoff.md file itself.")
    data = _decode(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    found = _VERSION.fullmatch(str(data.get("schema", "")))
    if not found or int(found[1]) < 1:
        raise KbError(
            "This note names a schema that kbdesk does not know.", "Ask the sender to export it again."
        )
    try:
        return _note(fit(_cleaned(data), lenient=int(found[1]) > 1))
    except UnfitError as error:
        raise _damaged(f"“{error}” is missing or not what it should be") from None
    except RecursionError:
        raise _damaged("it is nested too deep") from None


def _decode(lines: list[str]) -> Json:
    """The last JSON object in the text that claims to be a note."""
    for start in _candidates(lines):
        quote = _QUOTE.match(lines[start])
        body = " ".join(_unquoted(line, quote is not None).strip("\ufeff \t\u00a0") for line in lines[start:])
        body = body[max(0, body.find("{")) :]
        try:
            value = _load(body)
        except (ValueError, RecursionError) as error:
            if _NAME in body[:400]:
                raise _damaged("its end is missing or a sign was changed") from error
            continue
        if isinstance(value, dict) and str(value.get("schema", "")).startswith(_NAME):
            return value
    raise KbError(
        "This text holds no kbdesk handoff note.",
        "Paste the whole note, with the JSON block at its end, or open the .handoff.md file.",
    )


def _candidates(lines: list[str]) -> list[int]:
    """Lines at which a note's JSON may begin, the last one first."""
    found: list[int] = []
    for index in range(len(lines) - 1, -1, -1):
        line = _unquoted(lines[index], True).strip("\ufeff \t\u00a0")
        # A bare note opens with its schema, on this line or the next.
        bare = _BARE.match(line) and '"schema"' in (line[:200] + "".join(lines[index + 1 : index + 2])[:200])
        if bare or _FENCE.fullmatch(line):
            found.append(index)
            if len(found) == _MAX_CANDIDATES:
                break
    return found


def _unquoted(line: str, quoted: bool) -> str:
    found = _QUOTE.match(line) if quoted else None
    return line[found.end() :] if found else line


def _load(body: str) -> object:
    def refuse(name: str) -> object:
        raise ValueError(name)

    data = body[: MAX_JSON_BYTES + 1].encode("utf-8", "replace")
    whole = len(data) <= MAX_JSON_BYTES
    if not whole:
        body = data[:MAX_JSON_BYTES].decode("utf-8", "ignore")  # text after the note may be longer
    try:
        value, _ = json.JSONDecoder(parse_constant=refuse).raw_decode(body)
    except ValueError as error:
        if not whole and _NAME in body[:400]:
            raise KbError("This handoff note is larger than 256 kB and was not opened.") from error
        raise
    return value


def _damaged(reason: str) -> KbError:
    return KbError(
        f"This handoff note is damaged: {reason}.",
        "Ask the sender for the .handoff.md file; nothing was changed here.",
    )


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(part) for key, part in value.items()}
    return value


def _note(data: Json) -> HandoffNote:
    impact, customer = data.get("impact", {}), data.get("customer", {})
    return HandoffNote(
        id=data["id"],
        created=data["created"],
        sender=_party(data["from"]),
        to=_party(data["to"]),
        issue=data["issue"],
        kind=data.get("kind", "functional"),
        ticket=data.get("ticket", ""),
        severity=data.get("severity", "stable"),
        impact=Impact(impact.get("who", ""), impact.get("work_stopped", False), impact.get("workaround", "")),
        due=data.get("due", ""),
        customer_words=tuple(data.get("customer_words", ())),
        environment=_pairs(data.get("environment", {})),
        since=data.get("since", ""),
        changed_recently=data.get("changed_recently", ""),
        errors=tuple(data.get("errors", ())),
        tried=tuple(_tried(one) for one in data.get("tried", ())),
        ruled_out=tuple(data.get("ruled_out", ())),
        assessment=data.get("assessment", ""),
        ask=data.get("ask", ""),
        contingency=tuple((one.get("if", ""), one.get("then", "")) for one in data.get("contingency", ())),
        stop_if=data.get("stop_if", ""),
        customer=Customer(
            *(customer.get(key, "") for key in ("told", "promised", "next_update_due", "contact"))
        ),
        owner_of_contact=data.get("owner_of_contact", ""),
        provenance=_provenance(data["provenance"]) if "provenance" in data else None,
        redacted=tuple((one["kind"], one["count"]) for one in data.get("redacted", ())),
    )


def _pairs(values: Json) -> Pairs:
    return tuple(values.items())


def _party(data: Json) -> Party:
    return Party(data["tier"], data.get("name", ""), data.get("team", ""))


def _tried(data: Json) -> Tried:
    return Tried(
        step=data["step"],
        **{key: data.get(key, "") for key in ("anchor", "playbook", "answer", "at", "by", "note")},
        recorded=_pairs(data.get("recorded", {})),
        seconds=data.get("seconds", 0),
        skipped=data.get("skipped", False),
        undone=data.get("undone", False),
    )


def _provenance(data: Json) -> Provenance:
    return Provenance(
        **{
            key: data.get(key, "")
            for key in ("library", "commit", "playbook", "playbook_blob", "step", "app")
        },
        articles=tuple(
            ArticleRead(one["path"], *(one.get(key, "") for key in ("blob", "title", "at")))
            for one in data.get("articles", ())
        ),
        queries=tuple(data.get("queries", ())),
    )
