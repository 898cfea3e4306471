# SPDX-License-Identifier: MIT
"""Texts of a case without what belongs to its customer: by rule, and with a word on each thing left out.

A case is full of personal data, an article must hold none. So a recorded value passes only if its name says
that it is about a device or a program; what was recorded under a name, an account or an address is taken out
of every other text, too; and the rules of handoff notes and of articles (KB401) are kept on top.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kbdesk import handoff, markdown
from kbdesk.desk.personal import personal_findings
from kbdesk.language import tr
from kbdesk.model import Run, SourceFile

_ALLOWED_NAMES = """
device model os version app application browser product firmware system platform driver adapter edition build
release
"""
_ALLOWED = frozenset(_ALLOWED_NAMES.split())
_ALLOWED_WHOLE = frozenset(("phone_model", "operating_system", "printer_model"))
_PEOPLE_NAMES = "customer client name names contact user owner caller person patient member"
_PEOPLE = frozenset(_PEOPLE_NAMES.split())
_PRIVATE_NAMES = """
account serial mail email phone mobile cell tel telephone address street zip postcode callback ticket host
hostname username login birth birthday dob iban password pin passport asset imei iccid sim ip computer
contract invoice order reference subscriber
"""
_PRIVATE = _PEOPLE | frozenset(_PRIVATE_NAMES.split())
_SAID = {
    "private key": tr("private key"),
    "credentials": tr("name and password in an address"),
    "token": tr("access token"),
    "password": tr("password"),
    "card": tr("payment card number"),
    "IBAN": tr("bank account number"),
    "e-mail": tr("mail address"),
}
_NO_DATA = """
yes no none unknown not available wrong correct same all any one other red green off the and for new old
customer account name phone mail user laptop router printer
"""
_NOTHING = frozenset(_NO_DATA.split())
_REMOVED = re.compile(r"\[[^\[\]\n]{1,30} removed\]")
_NUMBER = re.compile(r"(?<![\w.:])[+(]?\d(?:[ ()/.-]{0,3}\d){6,18}(?![\w])")
_NO_PHONE = re.compile(
    r"(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)"  # days
    r"|(?<![\d.+/])\d{1,2}([./])\d{1,2}\1(?:19|20)\d\d(?!\d|[./]\d)"
    r"|(?<![\d.+/-])\d{1,2}([./])\d{1,2}\2\d\d(?!\d|[./-]\d)"
    r"|(?<![\d.+])(?!0\d)\d{1,3}(?:\.\d{1,5}){3}(?:/\d\d?)?(?!\d|\.\d)"  # addresses, versions
    r"|(?<![\d.+/-])(?!0\d)\d{1,6}\.\d{1,6}$"  # builds
)
_PHONE_DIGITS = 7
"""As few as a phone or customer number may have."""
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mister|Dr|Prof|Frau|Herrn?|Mme|Madame|Monsieur|Señora?|Sra?)\b\.?"
    r"(?: (?:von|van|de|der|del|la|le))*(?: [^\W\d_a-z][\w'’-]+){1,3}"
)
_NAME = r"[^\W\d_a-z][\w'’-]+"
_I_AM = re.compile(
    r"\b((?i:my name is|name's|mein name ist|je m'appelle|me llamo|speaking with|spoke with|spoke to))"
    rf"((?: {_NAME}){{1,3}})|\b((?i:this is|i am|i'm|ich bin|je suis))((?: {_NAME}){{2,3}})"
)
_LONGEST = 120
"""Characters of a value that is looked for in other texts."""
_CLAUSE = 12
"""Characters from which on a clause says something alone."""
_GAPS = re.compile(r"…(?:[\s,;:]*…)+")


def is_allowed(name: str) -> bool:
    """Whether a value recorded under this name may stand in an article."""
    low = name.casefold().replace("-", "_").replace(" ", "_")
    parts = set(low.split("_"))
    return low in _ALLOWED_WHOLE or (bool(parts & _ALLOWED) and not parts & _PRIVATE)


def is_private(name: str) -> bool:
    """Whether a value recorded under this name belongs to one customer."""
    low = name.casefold().replace("-", "_").replace(" ", "_")
    parts = set(low.split("_"))
    return low not in _ALLOWED_WHOLE and "error" not in parts and bool(parts & _PRIVATE)


class Without:
    """Takes out of the texts of one run what belongs to its customer, and remembers what it was.

    Args:
        run: where the customer's data is known from; None if there was no call.
    """

    def __init__(self, run: Run | None) -> None:
        self._left: dict[str, None] = {}
        secrets = sorted(set(_secrets(run) if run else ()), key=len, reverse=True)
        self._secrets = [re.compile(_loosely(one), re.IGNORECASE) for one in secrets]

    @property
    def left_out(self) -> tuple[str, ...]:
        """What was left out, a short line each, in the order in which it was met."""
        return tuple(self._left)

    def leave(self, line: str) -> None:
        """Say that something was left out."""
        self._left[line] = None

    def value(self, name: str, value: str, where: str) -> str:
        """A recorded value if it may be told, else ""."""
        if not is_allowed(name):
            self.leave(f"{name}: {where}")
            return ""
        text, whole = self._cleaned(value)
        if not whole or _REMOVED.search(value):
            self.leave(f"{name}: {where}")
            return ""
        return text

    def whole(self, text: str, where: str) -> tuple[str, ...]:
        """A line if there is nothing to take out of it, else those of its clauses that are as they were."""
        made, whole = self._cleaned(text, where)
        if whole:
            return (made,)
        clauses = (part.strip() for part in re.split(r"[,.;:!?]\s+|\n", made))
        return tuple(part for part in clauses if "…" not in part and part in text and len(part) >= _CLAUSE)

    def text(self, text: str, where: str) -> str:
        """A text of one or more lines without what belongs to the customer, "…" in its place."""
        lines = (self._cleaned(line, where)[0] for line in text.split("\n"))
        return "\n".join(line for line in lines if re.search(r"[^\W_]", line))

    def step(self, title: str) -> str:
        """The name of a step as a list of what was left out may say it."""
        return self._cleaned(title)[0]

    def _cleaned(self, text: str, where: str = "") -> tuple[str, bool]:
        """A line without customer data, and whether nothing was taken out."""
        kinds: list[str] = []
        safe, counts = handoff.redact(text)
        kinds += [_SAID.get(kind, kind) for kind, _ in counts]
        if _REMOVED.search(text):
            kinds.append(tr("something removed before"))
        safe = _REMOVED.sub("…", safe)
        for secret in self._secrets:
            safe, count = secret.subn("…", safe)
            kinds += [tr("recorded name or number")] * bool(count)
        for pattern, kept in ((_TITLED, "…"), (_I_AM, r"\1\3 …")):
            safe, count = pattern.subn(kept, safe)
            kinds += [tr("name")] * bool(count)
        numbers = [one for one in _NUMBER.findall(safe) if _may_be_phone(one)]
        for one in numbers:
            safe = safe.replace(one, "…")
        kinds += [tr("phone or customer number")] * bool(numbers)
        if found := personal_findings(markdown.parse(SourceFile("line.md", "", safe))):
            kinds += [tr("personal data")] * len(found)
            safe = ""
        for kind in dict.fromkeys(kinds):
            if where:
                self.leave(f"{kind} {where}")
        return " ".join(_GAPS.sub("…", safe).split()), not kinds


def _secrets(run: Run) -> Iterator[str]:
    """Values that were recorded of the customer, wherever that was, and the parts of names and addresses."""
    pairs = [pair for visit in run.visits for pair in visit.recorded]
    if run.brought is not None:
        pairs += run.brought.environment
        pairs += [pair for leg in run.brought.tried for pair in leg.recorded]
        pairs += [("contact", run.brought.customer.contact), ("ticket", run.brought.ticket)]
    for name, value in pairs:
        if is_private(name):
            yield from _parts(name, value)


def _parts(name: str, value: str) -> Iterable[str]:
    whole = " ".join(value.split())
    parts = {whole, *(part.strip() for part in re.split(r"[,;]", whole))}
    if set(re.split(r"[_\W]+", name.casefold())) & _PEOPLE:
        parts |= set(re.findall(r"[^\W\d_][\w'’-]{2,}", whole))
    long = (part for part in parts if len(re.sub(r"\W", "", part)) >= 3 and len(part) <= _LONGEST)
    return (part for part in long if part.casefold() not in _NOTHING)


def _may_be_phone(number: str) -> bool:
    """Whether digits do not begin as a day, version or address, or go on after it as a number may."""
    number = number.lstrip("(")
    rest = _NO_PHONE.sub("", number)
    return not _NO_PHONE.match(number) or len(re.findall(r"\d", rest)) >= _PHONE_DIGITS


def _loosely(value: str) -> str:
    """A pattern for a value however its parts are set apart: 4711 0815 is 4711-0815 and 47110815."""
    signs = [re.escape(sign) for sign in value if sign.isalnum()]
    joined = r"[\W_]{0,3}".join(signs)
    return rf"(?<![^\W_]){joined}(?![^\W_])"
