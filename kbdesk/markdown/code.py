# SPDX-License-Identifier: MIT
"""Colours for code blocks: Pygments' short classes, loaded when the first block with a language comes."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexer import Lexer

MAX_COLOURED = 3_000
"""Characters; a longer block is shown without colours: many lexers are quadratic (20,000 line ends: 3 s)."""
_NAMES = (
    "bash batch c cmake console cpp csharp css dart diff docker go groovy html http ini java "
    "javascript json jsonnet jsx kotlin kql lua make markdown mysql nginx objective-c perl php "
    "postgresql powershell promql properties puppet pwsh-session pycon python registry "
    "restructuredtext ruby rust scala splus sql swift tcl terraform toml typescript vb.net vbscript "
    "xml yaml"
)
_LANGUAGES = frozenset(_NAMES.split())
"""Lexers that take less than a second for a block, whatever it holds (measured); others have no bound."""
_SAME_AS = {
    "azurecli": "bash",
    "azurecli-interactive": "bash",
    "azurepowershell": "powershell",
    "azurepowershell-interactive": "powershell",
    "cmd": "batch",
    "dos": "batch",
    "msdos": "batch",
    "ps": "powershell",
    "shellscript": "bash",
}


def coloured(text: str, language: str) -> str:
    """The code as HTML with ``<span class="k">`` around its words; escaped if its language is unknown."""
    if not language or len(text) > MAX_COLOURED:
        return escape(text)
    lexer = _lexer(language.lower())
    if lexer is None:
        return escape(text)
    from pygments import highlight  # noqa: PLC0415 - 10 ms that an article without code need not wait for

    return highlight(text, lexer, _formatter()).rstrip("\n")


@lru_cache(maxsize=1)
def _formatter() -> HtmlFormatter[str]:
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415

    return HtmlFormatter(nowrap=True)


@lru_cache(maxsize=1)
def _first_names() -> dict[str, str]:
    """The first name of each language that we colour, for each of its names.

    Pygments is asked for no other: it would load foreign plug-ins, or a lexer that is not used.
    """
    from pygments.lexers import get_all_lexers  # noqa: PLC0415

    known = (names for _, names, _, _ in get_all_lexers(plugins=False) if names and names[0] in _LANGUAGES)
    return {name: names[0] for names in known for name in names}


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    name = _first_names().get(_SAME_AS.get(language, language))
    if name is None:
        return None
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415

    return get_lexer_by_name(name, stripnl=False)
