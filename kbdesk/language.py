# SPDX-License-Identifier: MIT
"""The language of the window: every text is written in English and said in the language that was chosen.

A module that is imported before ``use`` was called has English texts; ``kbdesk.ui.app`` chooses first. The
terminal and what is written into files and notes stay English: other machines read them.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from gettext import GNUTranslations

DOMAIN: Final = "kbdesk"
FOLDER: Final = Path(__file__).parent / "languages"
"""``TAG/LC_MESSAGES/kbdesk.po`` for people and ``.mo``, made of it, for programs (``make languages``)."""

NAMES: Final = {"en": "English", "de": "Deutsch"}
"""The languages there are, each in its own words; the first is the one of the texts in the code."""

_SWAPPED: Final = str.maketrans(",.", ".,")
_SWAPS: Final = ("de",)
"""Languages that write 1.234,5 where English writes 1,234.5."""

_RIGHT_TO_LEFT: Final = ("ar", "he", "fa", "ur")

_catalogue: GNUTranslations | None = None
_tag = "en"
_in_english: ContextVar[bool] = ContextVar("in_english", default=False)


class _Numbers(Formatter):
    """Fills values into a text with the number marks of the language."""

    def format_field(self, value: object, spec: str) -> str:
        said = format(value, spec)
        return said.translate(_SWAPPED) if isinstance(value, int | float) else said


_numbers = _Numbers()


def best_of(wanted: Iterable[str]) -> str:
    """The first language of a list that there is; English if none is.

    Args:
        wanted: tags like ``de`` or ``de-AT``, the most wanted first.
    """
    for tag in wanted:
        short = tag.replace("_", "-").split("-")[0].lower()
        if short in NAMES:
            return short
    return "en"


def use(tag: str, folder: Path = FOLDER) -> None:
    """Say every text in this language from now on; one without a catalogue is said in English.

    Args:
        tag: the language as in ``NAMES``.
        folder: where catalogues lie.
    """
    global _catalogue, _tag  # noqa: PLW0603 - one language per process, as one window has
    _tag, _catalogue = tag, None
    if tag == "en":
        return
    from gettext import translation  # noqa: PLC0415 - an English window needs none
    from struct import error as too_short  # noqa: PLC0415 - as above

    try:
        known = translation(DOMAIN, folder, [tag])
    except (OSError, ValueError, too_short):  # no catalogue, or a damaged one
        return
    _catalogue = known


@contextmanager
def english() -> Iterator[None]:
    """Say every text in English within it, in this thread: for what files and the history are made of.

    Also a decorator (``@english()``), but not of a generator.
    """
    token = _in_english.set(True)
    try:
        yield
    finally:
        _in_english.reset(token)


def tag() -> str:
    """The language in use."""
    return _tag


def is_right_to_left() -> bool:
    """Whether the language in use is written from right to left."""
    return _tag in _RIGHT_TO_LEFT


def tr(text: str, /, **values: object) -> str:
    """The text in the language in use, with the values in its braces; without values braces are plain."""
    known = _known()
    said = known.gettext(text) if known else text
    return _filled(said, values) if values else said


def trn(one: str, several: str, n: int, /, **values: object) -> str:
    """The text for a number, which stands as ``{n}`` in it."""
    known = _known()
    said = known.ngettext(one, several, n) if known else one if n == 1 else several
    return _filled(said, {"n": n, **values})


def trp(context: str, text: str, /, **values: object) -> str:
    """The text where one English word has two meanings; ``context`` says which, to translators only."""
    known = _known()
    said = known.pgettext(context, text) if known else text
    return _filled(said, values) if values else said


def _known() -> GNUTranslations | None:
    return None if _in_english.get() else _catalogue


def _filled(text: str, values: dict[str, object]) -> str:
    if _tag in _SWAPS and not _in_english.get():
        return _numbers.vformat(text, (), values)
    return text.format(**values)
