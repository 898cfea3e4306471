# SPDX-License-Identifier: MIT
"""Which of several names was meant by one that is not among them, where that is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"\w+")
_LONG = 5
"""Letters of a word from which on one wrong letter leaves no doubt; “can” and “cant” are two words."""


def meant(written: str, names: Iterable[str]) -> str | None:
    """The one name that ``written`` must be; None if none or several could be.

    It must be the same but for capitals, spaces, hyphens and other signs; or else the same but for one
    letter, missing, too many, another or in its neighbour's place, in one word of five letters and more.
    The first letter of the word and all digits must be right.
    """
    if not bare(written):
        return None
    known = tuple(dict.fromkeys(names))
    alike = [name for name in known if bare(name) == bare(written)]
    if not alike:
        alike = [name for name in known if _differs_in_a_letter(written, name)]
    return alike[0] if len(alike) == 1 else None


def bare(name: str) -> str:
    """A name without what people vary: capitals and all but letters and digits."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _differs_in_a_letter(written: str, name: str) -> bool:
    ours, theirs = _words(written), _words(name)
    if len(ours) != len(theirs):
        return False
    differing = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and _is_slip(*differing[0])


def _words(name: str) -> list[str]:
    return _WORD.findall(name.casefold().replace("_", " "))


def _is_slip(one: str, other: str) -> bool:
    """Whether one word is the other with one slip of the fingers."""
    if min(len(one), len(other)) < _LONG or one[0] != other[0] or not (one + other).isalpha():
        return False
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    one, other = one[same:], other[same:]
    if len(one) == len(other):
        return one[1:] == other[1:] or (one[:2] == other[1::-1] and one[2:] == other[2:])
    shorter, longer = sorted((one, other), key=len)
    return longer[1:] == shorter
