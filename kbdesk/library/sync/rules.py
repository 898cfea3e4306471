# SPDX-License-Identifier: MIT
"""How a team works on its library: ``kbdesk.toml`` at its top."""

from __future__ import annotations

import re
import tomllib

from kbdesk.language import tr
from kbdesk.model import Rules

RULES_FILE = "kbdesk.toml"
LIMIT_BYTES = 64_000

_SIGN = r"[^\s@<>\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_KEYS = ("review", "maintainers")
_MAIL = re.compile(rf"{_SIGN}+@{_SIGN}+")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")


def read_rules(data: bytes | None) -> Rules:
    """Give the rules that a file holds; those of a team without any for None.

    What cannot be read is named with its line and taken at its strictest: a save goes to a review, and nobody
    is known to be a maintainer.
    """
    if data is None:
        return Rules()
    if len(data) > LIMIT_BYTES:
        return _unread(
            1, tr("{file} is larger than {n} kB, so it was not read.", file=RULES_FILE, n=LIMIT_BYTES // 1000)
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _unread(line, tr("{file} is not UTF-8 text; save it as UTF-8.", file=RULES_FILE))
    try:
        table = tomllib.loads(text)
    except ValueError as error:  # of tomllib, or of a number with too many digits
        said = str(error)
        found = _AT_LINE.search(said)
        line = int(found[1]) if found and found[1] else text.rstrip().count("\n") + 1
        reason = _AT_LINE.sub("", said).strip()
        return _unread(line, tr("{file} cannot be read: {reason}.", file=RULES_FILE, reason=reason))
    except RecursionError:
        sentence = tr("{file} cannot be read: its lists stand too deep in each other.", file=RULES_FILE)
        return _unread(1, sentence)
    return _of_table(table, text)


def _of_table(table: dict[str, object], text: str) -> Rules:
    problems: list[tuple[int, str]] = []
    review = table.get("review", False)
    if not isinstance(review, bool):
        problems.append(
            (_line(text, "review"), tr("review is neither true nor false, so a review is asked for."))
        )
        review = True
    maintainers, known = _maintainers(table, text, problems)
    for key in table:
        if key not in _KEYS:
            sentence = tr(
                "kbdesk does not know {key!r}; it knows {known}.", key=key, known=tr(" and ").join(_KEYS)
            )
            problems.append((_line(text, key), sentence))
    return Rules(review, maintainers, tuple(sorted(problems)), known)


def _maintainers(
    table: dict[str, object], text: str, problems: list[tuple[int, str]]
) -> tuple[tuple[str, ...], bool]:
    """Give the addresses that can be read and whether the list counts."""
    written = table.get("maintainers", [])
    line = _line(text, "maintainers")
    if not isinstance(written, list):
        problems.append((line, tr('maintainers is not a list of mail addresses, like ["anna@example.org"].')))
        return (), False
    mails = tuple(one.strip() for one in written if isinstance(one, str) and _MAIL.fullmatch(one.strip()))
    if len(mails) < len(written):
        problems.append((line, tr("maintainers holds something that is no mail address.")))
    return mails, len(mails) > 0 or not written


def _unread(line: int, sentence: str) -> Rules:
    return Rules(True, (), ((line, sentence),), maintainers_known=False)


def _line(text: str, key: str) -> int:
    """Give the line on which a key of the top stands; 1 if it is written in an unusual way."""
    sign = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[\].=]""")
    return next((number for number, line in enumerate(text.split("\n"), 1) if sign.match(line)), 1)
