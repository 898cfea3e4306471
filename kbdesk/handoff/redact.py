# SPDX-License-Identifier: MIT
"""Takes out of a text what must not travel: cards, IBANs, e-mail, passwords, tokens, keys.

Account and phone numbers stay: the next tier needs them. Every quantifier is bounded and every pattern starts
at a word's edge, so that the time grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from kbdesk.handoff.money import take_cards, take_ibans
from kbdesk.handoff.secrets import (
    TAKEN_OUT,
    take_private_keys,
    take_secret_phrases,
    take_tokens,
    take_url_credentials,
)

Take = Callable[[str, str], str]
"""Counts one find (its kind, the secret) and gives what stands in its place."""

_EMAIL = re.compile(r"(?<![\w.%+'-])[\w.%+'-]{1,64}@(?:[^\W_][\w-]{0,62}\.){1,8}[^\W\d_]{2,24}(?![\w-]|\.\w)")
_SECRET_NAME = re.compile(
    r"(?:^|[^a-z])(?:pass(?:word|code|wort|phrase|wd)?|pwd?|pin|puk|cvv|cvc|otp|tan|kennwort|"
    r"mot de passe|mdp|contrase(?:ñ|n)a|clave|secret|token|api key)(?![a-z])",
    re.IGNORECASE,
)
_TAKEN_OUT = re.compile(TAKEN_OUT)
_PASSES = 4
_NO_SECRET = frozenset(
    ("", "-", "?", "yes", "no", "ok", "none", "n/a", "wrong", "correct", "expired", "reset", "unknown")
)


def redact(text: str, *, keep: frozenset[str] = frozenset()) -> tuple[str, tuple[tuple[str, int], ...]]:
    """The text without secrets, and what was taken out as (kind, how often), sorted by kind.

    Args:
        text: any text; it is read as it is.
        keep: kinds that stay (``e-mail`` for the contact, which is asked on purpose).
    """
    counts: Counter[str] = Counter()

    def take(kind: str, _secret: str) -> str:
        counts[kind] += 1
        return f"[{kind} removed]"

    return _without(text, keep, take), tuple(sorted(counts.items()))


def _without(text: str, keep: frozenset[str], take: Take) -> str:
    """The text without secrets, looked over again until nothing more is found.

    What was taken out is shorter or longer than what stands in its place, so a word may come near a number.
    """
    for _ in range(_PASSES):
        before, text = text, _once(text, keep, take)
        if text == before:
            break
    return text


def _once(text: str, keep: frozenset[str], take: Take) -> str:
    for step in (
        take_private_keys,
        take_url_credentials,
        take_tokens,
        take_secret_phrases,
        take_cards,
        take_ibans,
    ):
        text = step(text, take)
    if "e-mail" not in keep and "@" in text:
        text = _EMAIL.sub(lambda found: _email(found, take), text)
    return text


def _email(found: re.Match[str], take: Take) -> str:
    # git@host:team/kb.git is where a library lives, not a person.
    if found[0].startswith("git@") and found.string[found.end() : found.end() + 1] == ":":
        return found[0]
    return take("e-mail", found[0])


class Redactor:
    """Redacts the texts of one note and counts what it took; a secret in many texts counts once."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, str]] = set()

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """What was taken out so far as (kind, how many), sorted by kind."""
        return tuple(sorted(Counter(kind for kind, _ in self._taken).items()))

    def text(self, text: str, *, keep: frozenset[str] = frozenset()) -> str:
        """The text without secrets."""
        return _without(text, keep, self._take)

    def value(self, name: str, value: str) -> str:
        """The value of a named field: a field called ``pin`` or ``wifi_password`` is taken out whole."""
        named = _SECRET_NAME.search(re.sub(r"[_-]", " ", name))
        plain = value.strip()
        if not named or _TAKEN_OUT.fullmatch(plain) or plain.casefold() in _NO_SECRET:
            return self.text(value)
        return self._take("password", value)

    def _take(self, kind: str, secret: str) -> str:
        self._taken.add((kind, secret))
        return f"[{kind} removed]"
