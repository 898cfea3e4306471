# SPDX-License-Identifier: MIT
"""One key for the forms of a word: ``settings`` and ``setting``, ``Kennwörter`` and ``Kennwort``.

Nothing tells the language of a single word but its letters. So a word in Latin letters first loses what only
German words begin and end with, and then has its English stem: in 2,461 English articles this makes one pair
of words alike that are not, "list" and "listen". Other writings have the stemmer of their commonest language.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import Stemmer  # type: ignore[import-not-found]

from kbdesk.search.letters import plain

SHORTEST, LONGEST = 4, 40
"""Letters of words that have a key."""

_LATIN = re.compile("[a-zß-ɏ]+")
_WRITINGS = (("russian", re.compile("[а-ӿ]+")), ("greek", re.compile("[ͱ-Ͽἀ-῾]+")))
_LIGHT = (
    # The article and short words before a word, and endings: Larkey's light10 for Arabic, and its like.
    re.compile("(?:و(?=[ء-ي]{3}))?(?:(?:[فبك]?ال|لل)(?=..))?([ء-ي]{2,}?)(?:ها|ان|ات|ون|ين|يه|ه|ي)?"),
    re.compile("(?:ו(?=[א-ת]{3}))?(?:[הבלכמש]{1,2}(?=...))?([א-ת]{2,}?)(?:י?ות|י?ים|יה|ה|ת)?"),
)

_PREFIXES = (
    "ab|an|auf|aus|bei|ein|fehl|fest|frei|her|hin|hinzu|mit|nach|um|unter|vor|wieder|wiederher|weiter|zu|zurück"
    "|zusammen|über"
)
_ANY = "[a-zäöüß]"
_GERMAN = re.compile(
    rf"^(?:"
    # gelöscht, angemeldet, fehlgeschlagen: as löschen, anmelden, fehlschlagen
    rf"(?P<prefix>{_PREFIXES})?ge(?!biet|schäft)(?P<weak>{_ANY}{{3,}}?)e?t(?:e[mnr])?"
    rf"|(?P<before>{_PREFIXES})ge(?P<strong>{_ANY}{{3,}})en"
    # löscht, öffnet, ändert; Wörter, Ländern
    rf"|(?P<root>{_ANY}*?[äöü](?!f?t$)[b-df-hj-np-tv-xzß]{{1,4}}(?:e[lr])?(?=e?t$)"
    rf"|{_ANY}+?[äöü]{_ANY}{{2,4}}(?=ern?$)"
    # aktiviert; sendet, startet; Benutzern, Regeln; Versionen; Einstellungen, Nachrichten
    rf"|{_ANY}{{2,}}?(?:ier(?=t(?:e[mnrs]?)?$)|(?:[lnr]d|t)(?=et$)|{_ANY}(?:el|(?<!mod)er)(?=n$)"
    rf"|{_ANY}ion(?=en$)|{_ANY}{{2}}(?=ung(?:en)?$|en$)))(?P<ending>{_ANY}+)"
    rf")$",
    re.MULTILINE,
)


def stems(words: list[str]) -> list[str]:
    """For each lower-case word the key that its other forms have too; "" if it has none."""
    latin: list[str] = []
    others: dict[int, str] = {}
    for number, word in enumerate(words):
        if not SHORTEST <= len(word) <= LONGEST:
            latin.append("")
        elif word.isascii():
            latin.append(word if word.isalpha() else "")
        else:
            latin.append(word if _LATIN.fullmatch(word) else "")
            if not latin[-1] and (key := _in_other_writing(word)):
                others[number] = key
    german = _GERMAN.sub(_as_infinitive, "\n".join(latin)).split("\n") if latin else []
    found: list[str] = _stemmer("english").stemWords([plain(word) for word in german])
    for number, key in others.items():
        found[number] = key
    return found


@lru_cache(maxsize=4096)
def stem_keys(term: str) -> tuple[str, ...]:
    """The keys under which forms of a lower-case word are alike; () if it has none."""
    return tuple(key for key in stems([term]) if key)


def _as_infinitive(found: re.Match[str]) -> str:
    """A German word without what makes it a form, and with the ``e`` that the English stemmer takes away."""
    if found["weak"]:
        return f"{found['prefix'] or ''}{found['weak']}e"
    if found["strong"]:
        return f"{found['before']}{found['strong']}e"
    root = found["root"]
    whole = found["ending"] in ("n", "er", "ern") or root.endswith("ion")
    return root if whole else f"{root}e"


def _in_other_writing(word: str) -> str:
    bare = plain(word)
    for pattern in _LIGHT:
        if found := pattern.fullmatch(bare):
            return found[1]
    for language, letters in _WRITINGS:
        if letters.fullmatch(bare):
            return str(_stemmer(language).stemWord(bare))
    return ""


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(language, 0)
