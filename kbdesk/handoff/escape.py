# SPDX-License-Identifier: MIT
"""Text of people made safe for a Markdown file: it may say anything and change nothing around it."""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\u00ad\u180e\u200b\u2060-\u2065\ufeff\ufff9-\ufffb"  # invisible ones (joiners stay: scripts need them)
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # bidi: they let a text show something else than it says
    "\ud800-\udfff\U000e0000-\U000e007f]"  # lone surrogates, invisible tags
)
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_TICKS = re.compile("`+")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_LINK_END = re.compile(r"\](?=[(\[:])")
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
# Hosts turn these into links or call people by them even when escaped; only a code span stops them.
_LITERAL = re.compile(r"://|www\.|@|\\|^#\d", re.IGNORECASE)


def clean(text: str) -> str:
    r"""The text with ``\n`` for every kind of line end and without control, bidi and invisible characters."""
    return _NEWLINES.sub("\n", _HIDDEN.sub("", text))


def one_line(text: str, limit: int = 0) -> str:
    """The text on one line, white space folded, cut to ``limit`` characters with an ellipsis (0: not cut)."""
    line = " ".join(clean(text).split())
    if limit and len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return line


def escape_hidden(text: str) -> str:
    """JSON text with every hidden or line-breaking character but the newline written as an escape."""
    return re.sub(f"{_HIDDEN.pattern}|[\r\x0b\x0c\x85\u2028\u2029]", _as_json_escape, text)


def _as_json_escape(match: re.Match[str]) -> str:
    number = ord(match[0])
    if number < 0x10000:
        return f"\\u{number:04x}"
    number -= 0x10000
    return f"\\u{0xD800 + (number >> 10):04x}\\u{0xDC00 + (number & 0x3FF):04x}"


def inline(text: str, limit: int = 0) -> str:
    """The text as part of one Markdown line, to stand after a label; it cannot form any markup."""
    line = one_line(text, limit)
    many_dollars = line.count("$") > 1  # two of them are a formula on some hosts
    return " ".join(_word(word, many_dollars) for word in line.split(" "))


def _word(word: str, many_dollars: bool) -> str:
    if _LITERAL.search(word):
        return code(word)
    word = re.sub(r"[`*~]", r"\\\g<0>", word)
    word = _EDGE_UNDERSCORE.sub(r"\\_", word)
    word = _TAG.sub(r"\\<", _ENTITY.sub(r"\\&", _LINK_END.sub(r"\\]", word)))
    return word.replace("$", "\\$") if many_dollars else word


def code(text: str) -> str:
    """The text as a Markdown code span that its own backticks cannot close; "" for an empty one."""
    line = one_line(text)
    if not line:
        return ""
    fence = "`" * (_longest_ticks(line) + 1)
    pad = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def block(text: str, indent: str = "") -> list[str]:
    """The lines of a fenced block that holds the text as it is, each line indented."""
    text = clean(text)
    fence = "`" * max(3, _longest_ticks(text) + 1)
    return [f"{indent}{line}".rstrip() for line in (f"{fence}text", *text.split("\n"), fence)]


def _longest_ticks(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)
