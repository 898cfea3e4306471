# SPDX-License-Identifier: MIT
"""What a person typed, taken apart. Plain words are all it needs; for those who want them there are signs.

``"exact phrase"``, ``-without``, ``-"without a phrase"``, and before a colon what ``conditions`` knows:
``tier:2``, ``product:"Router X200"``, ``-tag:vpn``, ``changed:>2026-10-01``. Whatever is none of these is
plain words: every text is a good query, also an error message pasted with its quotes, colons and dashes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from kbdesk.language import tr
from kbdesk.search import analysis
from kbdesk.search.conditions import Condition, read

MAX_CHARACTERS = 1_000
MAX_WORDS = 32
MAX_PAIRS = 32
"""Pairs of characters are shorter than words: a title of 30 Japanese characters is one thought."""
MAX_SIGNS = 16
"""Phrases, exclusions and conditions that count."""

_TOO_LONG = tr("Only the first {n:,} characters count.", n=MAX_CHARACTERS)
_TOO_MANY = tr("Only the first {n} phrases, exclusions and conditions count.", n=MAX_SIGNS)

_SIGN = re.compile(
    r"""(?<!\S)(?:
        (?P<minus>-)?(?:
            "(?P<phrase>[^"]*+)"(?!\w)
            | (?P<named>kind|is|audience):(?P<name>[^\W\d_-]*+(?:-[^\W\d_-]*+)*+)(?!\S)
            | (?P<sign>tier|product|tag|by|changed):(?:
                "(?P<quoted>[^"]*+)(?:"(?!\w)|\Z)
                | (?P<value>[^\s"]*+)(?!\S)))
        | -(?P<without>[^\W\d_][^\s":=/\\]++)(?!\S)
        | (?P<begun>-"[^"]{0,40}\Z)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_VERBS = (
    "add|clear|connect|disable|disconnect|dismount|enable|export|find|get|grant|import|initialize|install|invoke|"
    "mount|move|new|publish|register|remove|rename|repair|request|reset|resolve|restart|restore|resume|revoke|"
    "search|set|start|stop|suspend|sync|test|uninstall|unregister|update"
)
_COMMANDS = (
    "arp|auditpol|awk|bcdedit|certreq|certutil|chkdsk|chmod|chown|cmdkey|cscript|dcdiag|df|dig|diskpart|dism|"
    "dpkg|dsquery|dsregcmd|fsutil|gpresult|gpupdate|grep|icacls|ifconfig|ipconfig|iptables|journalctl|klist|"
    "kubectl|ls|lsof|msiexec|mstsc|nbtstat|netdom|netsh|netstat|nltest|nmcli|nslookup|oc|openssl|pathping|"
    "pnputil|powercfg|psexec|regsvr32|repadmin|rm|robocopy|rpm|rsync|rundll32|schtasks|scp|secedit|sed|setspn|"
    "sfc|slmgr|sudo|systemctl|systeminfo|takeown|tar|taskkill|tasklist|tcpdump|tracert|traceroute|umount|"
    "vssadmin|w32tm|wbadmin|wevtutil|wget|winget|wmic|wscript|wusa|xcopy|yum"
)
"""Commands whose names nobody types for anything else."""
_OPTIONS = "all|force|help|noprofile|norestart|quiet|recurse|silent|verbose|version|whatif"
"""What only commands have behind a minus."""
_COMMAND = re.compile(
    rf"(?<![\w-])(?:{_VERBS}|{_VERBS.title()})-(?:[A-Z]\w\w|[a-z]\w\w\w)"
    rf"|(?i:\A\s*(?:{_COMMANDS})\s|(?<!\S)(?:{_COMMANDS})\s+-|(?<!\S)-(?:{_OPTIONS})(?!\S))"
    r"|\.(?:exe|sh|ps1|bat|cmd|py|jar|msi)(?!\w)"
    r"|(?<!\S)-(?:-\w|\w\s|\w[\w.]*+=)"
)
"""What tells that a text holds a pasted command, in which ``-Identity`` is a parameter."""


class Word(NamedTuple):
    """One thing that results should have.

    ``unfinished`` words stand for all that begin so; ``parts`` are what else the word may be written as;
    ``optional`` words add to the score only.
    """

    text: str
    parts: tuple[str, ...] = ()
    unfinished: bool = False
    optional: bool = False
    pair: bool = False
    """Whether this is a piece of writing without spaces."""


@dataclass(frozen=True, slots=True)
class Query:
    """A text taken apart.

    ``phrases`` and ``without`` are in lower case with single spaces and hold at least one token each; the
    words of the phrases are among ``words`` too.
    """

    text: str
    """The text that can be looked for as it stands: without exclusions and conditions, in lower case."""
    words: tuple[Word, ...]
    """The words in order, each once."""
    phrases: tuple[str, ...] = ()
    """What results must have as it stands."""
    without: tuple[str, ...] = ()
    """Words and phrases that results must not have; a word is meant just as it is."""
    conditions: tuple[Condition, ...] = ()
    """What else must hold; ``conditions.groups`` says how."""
    problem: str = ""
    """Why a part of the text does not count, as a sentence for the person; "" if all does."""


def parse(text: str, today: date | None = None) -> Query:
    """The query in a text, of which at most 1,000 characters, 32 words and 16 signs count.

    The last word is unfinished unless something follows it. A sign that is still being typed does not count
    yet.

    Args:
        text: what was typed or pasted.
        today: what "30 days ago" counts from; this computer's day if None.
    """
    problem = _TOO_LONG if len(text) > MAX_CHARACTERS else ""
    folded = text[:MAX_CHARACTERS]
    if not folded.isascii():
        folded = analysis.fold(folded)[:MAX_CHARACTERS]
    if '"' in folded or ":" in folded or "-" in folded:
        return _with_signs(folded, problem, today)
    return Query(_as_typed(folded), _words(folded), problem=problem)


def _as_typed(folded: str) -> str:
    return " ".join(folded.split()).strip('" \0').lower()


# --- signs ---


def _with_signs(folded: str, problem: str, today: date | None) -> Query:
    """The query in a text that may have signs; what is none stays in it as plain words."""
    phrases: dict[str, None] = {}
    without: dict[str, None] = {}
    conditions: dict[Condition, None] = {}
    plain: list[str] = []
    at = 0
    is_command: bool | None = None
    for found in _SIGN.finditer(folded):
        minus = found["minus"] or found["without"] or found["begun"]
        if minus and is_command is None:
            is_command = _COMMAND.search(folded) is not None
        if (minus and is_command) or not _is_sign(found):
            continue
        if not (found["phrase"] and not minus):
            # Of what is taken out a space stays, so that a word before it is a finished one.
            plain.append(folded[at : found.start()] + " ")
            at = found.end()
        if found["begun"]:
            continue
        if len(phrases) + len(without) + len(conditions) >= MAX_SIGNS:
            problem = problem or _TOO_MANY
        elif phrase := found["phrase"] or found["without"]:
            (without if minus else phrases)[_as_typed(phrase)] = None
        else:
            condition = _condition(found, today)
            if isinstance(condition, Condition):
                conditions[condition] = None
            else:
                problem = condition or problem
    rest = "".join(plain) + folded[at:] if plain else folded
    words = _words(rest)
    return Query(_as_typed(rest), words, tuple(phrases), tuple(without), tuple(conditions), problem)


def _is_sign(found: re.Match[str]) -> bool:
    """Whether what looks like a sign says something, or is at the end of the text and may come to."""
    phrase = found["without"] if found["phrase"] is None else found["phrase"]
    if phrase is not None:
        return bool(analysis.spans(phrase))
    return bool(found["name"] or found["value"] or found["quoted"]) or found.end() == len(found.string)


def _condition(found: re.Match[str], today: date | None) -> Condition | str | None:
    sign = found["named"] or found["sign"]
    quoted = found["quoted"]
    typed = quoted if quoted is not None else (found["name"] or found["value"] or "").rstrip(",;")
    at_end = found.end() == len(found.string) and found.string[-1] != '"'
    return read(sign.lower(), typed, negated=bool(found["minus"]), unfinished=at_end, today=today)


# --- words ---


def _words(folded: str) -> tuple[Word, ...]:
    """The words of a text in order, each once; the last is unfinished if nothing follows it."""
    if folded.isascii() and folded.replace(" ", "").isalpha():
        tokens = folded.split()
        unfinished = folded[-1] != " "
    else:
        spans = analysis.spans(folded)
        tokens = [folded[start:end] for start, end in spans]
        unfinished = bool(spans) and spans[-1][1] == len(folded)
    words: dict[str, Word] = {}
    most, left = MAX_WORDS, len(tokens)
    for token in tokens:
        if len(words) >= most:
            break
        left -= 1
        for word in _typed(token, unfinished and not left):
            # A word that is there twice counts as finished if it once was.
            words.setdefault(word.text, word)
            most = MAX_WORDS + MAX_PAIRS if word.pair else MAX_WORDS
    found = tuple(words.values())
    if len(found) > MAX_WORDS:
        found = found[: MAX_WORDS + MAX_PAIRS]
    for word in found:
        if not word.optional:
            return found
    return tuple(word._replace(optional=False) for word in found)


@lru_cache(maxsize=2048)
def _typed(token: str, unfinished: bool) -> tuple[Word, ...]:
    """The words of a token; kept, as the next keystroke has all but the last of them again."""
    if not token.isascii() and analysis.is_unspaced(token):
        return tuple(_unspaced(token, unfinished=unfinished))
    text = token.lower()[: analysis.MAX_TERM]
    optional = text in analysis.STOP_WORDS or (unfinished and len(text) < 2)
    return (Word(text, analysis.parts(token), unfinished, optional),)


def _unspaced(token: str, *, unfinished: bool) -> list[Word]:
    words: list[Word] = []
    pieces = analysis.runs(token)
    for piece in pieces:
        last = unfinished and piece is pieces[-1]
        if analysis.is_unspaced(piece):
            # Two characters are a term; one is the beginning of many.
            words += [Word(pair, unfinished=len(pair) == 1, pair=True) for pair in analysis.pairs(piece)]
        elif any(sign.isalnum() for sign in piece):
            words += _typed(piece.strip(".-:/\\@'+#&_"), last)
    return words
