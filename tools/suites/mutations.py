# SPDX-License-Identifier: MIT
"""Mutated articles, playbooks and front matter: seeded, and by the grammar of what they are made of."""

from __future__ import annotations

import random
from collections.abc import Callable

from suites.tried import ROOT

SIGNS = (
    *(
        "# ",
        "## ",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "1) ",
        "> ",
        ">> ",
        "- [ ] ",
        "- [x] ",
        "    ",
        "\t",
        "```\n",
        "~~~~\n",
    ),
    *(
        "```python\n",
        "```powershell\n",
        "```csharp\n",
        "***\n",
        "---\n",
        "===\n",
        "|a|b|\n|-|-|\n",
        "| ",
        "|\n",
    ),
    *(
        "**",
        "*",
        "_",
        "~~",
        "`",
        "``",
        "[",
        "](",
        ")",
        "![",
        "![a](b.png)",
        "[a](b.md#c)",
        "[a](#a)",
        "[a][b]",
    ),
    *(
        "[b]: c 'd'\n",
        "<",
        ">",
        "<b>",
        "</td>",
        "<br>",
        "<!--",
        "-->",
        "&",
        "&amp;",
        "&#x0;",
        "&#99999999;",
        "\\",
    ),
    *(
        "<https://x.example>",
        "<a@b.example>",
        "[a](javascript:x)",
        "[a](data:text/html,x)",
        "[a](file:///etc/x)",
    ),
    *(
        "[a](//h/s)",
        "[a](\\\\h\\s)",
        "[a](ms-msdt:/id)",
        "![a](//h/s/x.png)",
        "[a](kb:copy/0)",
        "![](kbimg:9)",
    ),
    *(
        '<img src=x onerror="y">',
        "<script>",
        "<style>@import 'x'</style>",
        '"',
        "'",
        ' title="x"',
        " onload=y",
    ),
    *(':::image source="a.png" alt-text="b":::', ":::image ", "> [!WARNING]\n> ", "> [!x]\n", "Then:\n\n"),
    *(
        "- [ ] `v`: x (one of: a, b)\n",
        "- [Yes](#a)\n",
        "### A\n\n",
        "## Tier 2\n\n",
        "### Escalate to tier 2\n\n",
    ),
    *(
        "\n",
        "\n\n",
        "\r",
        "\r\n",
        " ",
        "\u00a0",
        "\u200b",
        "\u2028",
        "\ufeff",
        "\0",
        "\x07",
        "\x1b[31m",
        "\x7f",
    ),
    *(
        "\u202e",
        "\u2066",
        "\u2069",
        "\u061c",
        "\ud800",
        "\udfff",
        "\U000e0041",
        "é",
        "e\u0301",
        "日本",
        "😀",
        "\ufdfa",
    ),
)
"""Pieces of Markdown, of playbooks, of HTML and of Unicode that mean something."""
YAML = (
    *(
        "title: x\n",
        "tier: 1\n",
        "tier: 9\n",
        "audience: all\n",
        "reviewed: 2024-13-45\n",
        "review_by: soon\n",
    ),
    *(
        "tags: [a, b]\n",
        "says:\n  - a\n",
        "practice:\n  - [Yes, No] # ends at: #a\n",
        "practice: [x]\n",
        "errors: |\n",
    ),
    *(
        "&a ",
        "*a ",
        "<<: *a\n",
        "!!python/object:os.system ",
        "!x ",
        "? ",
        ": ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ",",
        "%",
    ),
    *(
        "|\n",
        ">\n",
        "'",
        '"',
        "\\",
        "#",
        "---\n",
        "...\n",
        "\t",
        "  ",
        "~",
        "null",
        "no",
        "1:30",
        "010",
        "@",
        "`",
    ),
    *(
        "{a: " * 9,
        "[" * 12,
        "- " * 12,
        "a: {",
        "title:\n",
        ": x\n",
        "x" * 300 + ": y\n",
        "\x00",
        "\x85",
        "\ud800",
    ),
)
Change = Callable[["Mutations", str], str]


class Mutations:
    """Mutated texts, each made of the sample library's own.

    Args:
        seed: the same seed gives the same texts.
        most: letters of a text before its mutations; a short one is read sooner, so that more can be.
    """

    def __init__(self, seed: object, most: int = 1_500) -> None:
        self.lots = random.Random(str(seed))
        self._most = most
        self._articles = _texts("articles")
        self._playbooks = _texts("playbooks")

    def article(self) -> str:
        """A mutated article."""
        return self._mutated(self._piece(self._articles), _CHANGES)

    def playbook(self) -> str:
        """A mutated playbook."""
        return self._mutated(self._piece(self._playbooks), _CHANGES)

    def with_front_matter(self) -> str:
        """A text whose front matter is mutated."""
        text = self.lots.choice((*self._articles, *self._playbooks))
        end = text.find("\n---", 3)
        head, rest = (
            (text[4 : end + 1], text[end:]) if text.startswith("---\n") else ("title: x\n", "\n---\n# A\n")
        )
        head = self._mutated(head, (_insert_yaml, _insert_yaml, _cut, _twice, _splice, _bytes, _run))
        return f"---\n{head}{rest[: self._most]}"

    def _piece(self, texts: tuple[str, ...]) -> str:
        text = self.lots.choice(texts)
        if len(text) <= self._most or self.lots.random() < 0.1:
            return text
        start = text.rfind("\n", 0, self.lots.randrange(len(text) - self._most)) + 1
        return text[start : start + self._most]

    def _mutated(self, text: str, changes: tuple[Change, ...]) -> str:
        for _ in range(self.lots.choice((1, 1, 2, 3, 5, 9))):
            text = self.lots.choice(changes)(self, text)
        return text

    def place(self, text: str) -> int:
        """A place in a text; often one where a construct begins or ends."""
        at = self.lots.randint(0, len(text))
        if self.lots.random() < 0.6:
            at = text.find(self.lots.choice("\n\n[(*`|:"), at) % (len(text) + 1)
        return at

    def other(self) -> str:
        """Another text of the library."""
        return self.lots.choice((*self._articles, *self._playbooks))


def _insert(way: Mutations, text: str) -> str:
    at = way.place(text)
    return text[:at] + "".join(way.lots.choices(SIGNS, k=way.lots.randint(1, 6))) + text[at:]


def _insert_yaml(way: Mutations, text: str) -> str:
    at = way.place(text)
    return text[:at] + "".join(way.lots.choices(YAML, k=way.lots.randint(1, 4))) + text[at:]


def _cut(way: Mutations, text: str) -> str:
    at = way.place(text)
    return text[:at] + text[at + way.lots.choice((1, 2, 9, 80, 700)) :]


def _twice(way: Mutations, text: str) -> str:
    at, size = way.place(text), way.lots.choice((1, 5, 40, 300))
    return text[:at] + text[at : at + size] * way.lots.choice((2, 2, 3, 20)) + text[at:]


def _splice(way: Mutations, text: str) -> str:
    other, at = way.other(), way.place(text)
    start = way.place(other)
    return text[:at] + other[start : start + way.lots.choice((5, 60, 500))] + text[at:]


def _swap(way: Mutations, text: str) -> str:
    lines = text.split("\n")
    one, two = way.lots.randrange(len(lines)), way.lots.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return "\n".join(lines)


def _deeper(way: Mutations, text: str) -> str:
    """Part of the text stands in quotes or lists, many times over."""
    lines = text.split("\n")
    at = way.lots.randrange(len(lines))
    sign = way.lots.choice(("> ", "- ", "  ", "    ", "1. ", ">", "\t", "> - "))
    depth = way.lots.choice((1, 3, 20, 70, 150))
    many = way.lots.choice((1, 5, 30)) if depth < 70 else 3
    lines[at : at + many] = [sign * depth + line for line in lines[at : at + many]]
    return "\n".join(lines)


def _run(way: Mutations, text: str) -> str:
    """One sign very often."""
    at = way.place(text)
    return (
        text[:at]
        + way.lots.choice((*SIGNS, "a", "[a]", "(", "a|")) * way.lots.choice((10, 100, 900))
        + text[at:]
    )


def _bytes(way: Mutations, text: str) -> str:
    """Random bytes, as a broken disk or another encoding leaves them."""
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(way.lots.choice((1, 4, 30))):
        if data:
            data[way.lots.randrange(len(data))] = way.lots.randrange(256)
    return bytes(data).decode(way.lots.choice(("latin-1", "utf-8")), "replace")


_CHANGES: tuple[Change, ...] = (
    _insert,
    _insert,
    _insert,
    _cut,
    _twice,
    _splice,
    _swap,
    _deeper,
    _run,
    _bytes,
)


def _texts(part: str) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in sorted((ROOT / part).rglob("*.md")))
