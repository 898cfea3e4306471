# SPDX-License-Identifier: MIT
"""How the customer of a practice call speaks: who they are, how they answer, which values they tell.

Everything comes from a seeded chance, so that the same seed gives the same customer to the word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final, Literal

from kbdesk.language import tr
from kbdesk.model import Step, ValueField, ValueKind

Speaker = Literal["customer", "found"]
"""Who says it: the customer, or what the trainee finds when they look themselves."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said, or found."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A value that the customer tells when asked."""

    name: str
    label: str
    value: str
    """As it is to be recorded."""
    spoken: str
    needed: bool = True
    """Whether it is to be recorded; an optional one may be left out."""
    kind: ValueKind = "text"
    free: bool = False
    """Whether it is told in the customer's own words, which may be put shorter."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Who calls."""

    name: str
    mood: str
    leads: tuple[str, ...]
    """What they begin an answer with."""


_NAMES: Final = (
    *("Ms Okafor", "Mr Lindqvist", "Mrs Haddad", "Mr Tanaka", "Ms Novak", "Mr Byrne", "Ms Castillo"),
    *("Mr Adeyemi", "Ms Fischer", "Mr Rossi", "Mrs Nguyen", "Mr Kowalski"),
)
_MOODS: Final = (
    (tr("friendly and patient"), ("", "", tr("Let me see. "), tr("One moment. "), tr("Of course. "))),
    (tr("in a hurry"), ("", "", "", tr("Quickly, please. "), tr("I have a meeting in ten minutes. "))),
    (
        tr("annoyed: it is the second call"),
        ("", "", "", tr("As I said last time. "), tr("Once more, then. ")),
    ),
    (tr("unsure with computers"), ("", tr("I think it is this: "), tr("Well … "), tr("If I see it right: "))),
    (tr("short of words"), ("", "", "", tr("Hm. "))),
)
_LOST: Final = (
    tr("I do not quite follow. Is that what I said?"),
    tr("Hm, that does not sound like what I told you. Can we go back a step?"),
    tr("Sorry, I cannot answer that. I think we took a wrong turn."),
)
_VERBS: Final = {
    "is": "am",
    "has": "have",
    "does": "do",
    "goes": "go",
    "threatens": "threaten",
    "insists": "insist",
}
_SECOND: Final = re.compile(
    r"(?:the )?(?:customer|caller|user) (\w+)|(takes|stays|leaves|wants|agrees|accepts|refuses|needs|has"
    r"|knows|prefers|disputes|insists|answers|works|cannot|does not)\b",
    re.IGNORECASE,
)
_OURS: Final = re.compile(r"\b(?:we|our|us|my|i|team'?s?|starts? here)\b", re.IGNORECASE)


def customer(chance: Random) -> Customer:
    """Somebody who calls."""
    mood, leads = chance.choice(_MOODS)
    return Customer(chance.choice(_NAMES), mood, leads)


def opening(chance: Random, who: Customer, words: tuple[str, ...], title: str) -> tuple[Line, ...]:
    """What the customer begins with: a greeting, then one of these sayings (the title if there is none)."""
    said = _sentence(chance.choice(words) if words else title)
    return Line("customer", tr("Hello, this is {name}.", name=who.name)), Line("customer", said)


def lost(chance: Random) -> str:
    """What the customer says where the call has left the way."""
    return chance.choice(_LOST)


def reply(chance: Random, who: Customer, step: Step, answer: str) -> Line:
    """What tells the trainee which answer of a step is right.

    A step with words to say has asked the customer, who answers; another one the trainee looks at.
    """
    text = " ".join(re.sub(r"[*_`\\]", "", answer).split())
    if not step.says or _OURS.search(text):
        return Line("found", _sentence(text))
    lead = chance.choice(who.leads)
    return Line("customer", f"{lead}{_sentence(_as_i(text))}")


def told(chance: Random, field: ValueField, known: str, words: str, answer: str, today: date) -> Told:
    """The value that the customer tells for a field.

    Args:
        chance: makes one up.
        field: what is asked.
        known: the value, if a real case had one; "" if not.
        words: what the customer said first.
        answer: the answer that is right at this step: a choice that it names is the one.
        today: the day of the call.
    """
    value, spoken, free = _invented(chance, field, words, answer, today)
    if known and (field.kind == "text" or (field.kind == "choice" and known in field.choices)):
        value = spoken = known
        free = len(known.split()) > 3
    label = field.label or field.name.replace("_", " ")
    if " " in spoken or field.kind == "choice":
        spoken = _sentence(spoken)
    return Told(field.name, label, value, spoken, not field.optional, field.kind, free)


def _sentence(text: str) -> str:
    """The text with a capital at its start and a full stop at its end."""
    words = text.strip()
    if words[:1].islower() and not re.match(r"\w*[A-Z]", words.split()[0]):
        words = words[0].upper() + words[1:]
    return words if words.endswith((".", "!", "?", "…", "”", '"')) else f"{words}."


def _as_i(answer: str) -> str:
    """“The customer agrees with the day” as that customer says it."""
    found = _SECOND.match(answer)
    if found is None:
        return answer
    rest = re.sub(r"\btheir\b", "my", re.sub(r"\bthey\b", "I", answer[found.end() :]))
    verb = (found[1] or found[2]).lower()
    if verb not in ("cannot", "does not"):
        verb = _VERBS.get(verb, re.sub(r"(?<=[a-z])s$", "", verb))
    if verb == "does not":
        verb = "do not"
    return f"I {verb}{rest}"


# --- values -----------------------------------------------------------------------------------------------

_DIGITS: Final = re.compile(r"account|contract|invoice|\border|ticket|number|serial")
_KINDS: Final = (
    (re.compile(r"version|build|firmware"), ("2.4.1", "16.0.17", "11.2")),
    (re.compile(r"model|type of|adapter"), ("X200", "T480", "AX-55")),
    (re.compile(r"call.?back|phone|mobile|reach"), ("555 0142", "555 0178", "555 0119")),
    (_DIGITS, ()),
    (re.compile(r"error|code|message"), ("0x80070005", "E-809", "0x8004010F")),
    (re.compile(r"e-?mail|address of the mail"), ("office@example.org", "front-desk@example.org")),
    (re.compile(r"light|colour|color"), ("green", "red", "orange, blinking")),
    (re.compile(r"since|when|time"), ("since this morning", "since yesterday at four", "for three days")),
    (re.compile(r"price|amount|credit|charge|sum|cost"), ("29.90", "14.50", "120.00")),
    (re.compile(r"computer|host|server|machine|printer|queue"), ("PC-0417", "PRT-2-NORTH", "SRV-DB-03")),
    (re.compile(r"application|program|software"), ("Orders", "Timesheet", "Warehouse 2")),
    (re.compile(r"user|login|sign.?in|name|who|person"), ("m.reyes", "j.ortiz", "k.larsen")),
    (re.compile(r"place|site|room|office|branch|city"), ("the north office", "room 214", "the Leeds branch")),
)
_OWN_WORDS: Final = re.compile(r"word|fault|wrong|reason|complain|describe|what |wish|want|story|issue|text")
_LATER: Final = re.compile(r"\b(?:until|ends?|move|due|next|appointment|by|back|wanted|new)\b")


def _invented(
    chance: Random, field: ValueField, words: str, answer: str, today: date
) -> tuple[str, str, bool]:
    """(value as recorded, as it is told, whether it is in the customer's own words)."""
    about = f"{field.name.replace('_', ' ')} {field.label}".casefold()
    if field.kind == "choice" and field.choices:
        value = _chosen(chance, field.choices, answer)
        return value, value, False
    if field.kind == "number":
        value = str(chance.randint(5, 95) if "%" in about or "percent" in about else chance.randint(1, 40))
        return value, value, False
    if field.kind == "date":
        days = chance.randint(2, 20) if _LATER.search(about) else -chance.randint(0, 6)
        day = today + timedelta(days=days)
        return day.isoformat(), f"{day.day} {day:%B} {day.year}", False
    for kind, values in _KINDS:
        if kind.search(about):
            number = f"{chance.randint(1000, 9999)}-{chance.randint(1000, 9999)}"
            value = chance.choice(values) if values else number
            return value, value, False
    if _OWN_WORDS.search(about) and words:
        return words, words, True
    value = f"{chance.choice('ABKMT')}-{chance.randint(100, 999)}"
    return value, f"It says {value}", False


def _chosen(chance: Random, choices: tuple[str, ...], answer: str) -> str:
    """The choice that goes best with the right answer; by chance among those that go as well."""
    words = set(re.findall(r"\w{3,}", answer.casefold()))

    def fit(choice: str) -> int:
        its = re.findall(r"\w+", choice.casefold())
        against = bool({"not", "no", "none"} & set(its)) and not re.search(r"(?i)\b(no|not|cannot)\b", answer)
        return len(words & set(its)) - 2 * against

    best = max(fit(choice) for choice in choices)
    return chance.choice([choice for choice in choices if fit(choice) == best])
