# SPDX-License-Identifier: MIT
"""Playbooks for tests of exchange: generated ones with hostile texts, and the samples."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from builders import source
from desks import sample_files
from hypothesis import strategies as st

from kbdesk.markdown import parse
from kbdesk.model import TIERS, Answer, Meta, Playbook, SourceFile, Step, ValueField

HOSTILE = (
    'a "quoted" word',
    "] (brackets) [ { } |",
    "<script>alert(1)</script>",
    "`code` and ``more``",
    "# no heading #",
    "- no item",
    "1. no number",
    "[link](x.md) ![picture](y.png)",
    "*stars* _under_ ~~gone~~",
    "back\\slash \\n",
    "&amp; &lt; #quot;",
    "%%{init: {}}%%",
    "end",
    "style a: b#c; d",
    "😀 schön 漢字",
    "=== ---",
    "<!-- comment",
    ':::image source="x":::',
    "| a | b |",
    "Resolve: solved",
    "Escalate to tier 2: topic",
    "Escalate to specialist databases: slow",
    "a\nb\r\nc\td",
)
TEXTS = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=40), st.text("ab _*#`[]()<>!\\-+=1.|:~&\n>", max_size=24)
)
BODIES = st.one_of(
    st.sampled_from(
        (
            "",
            "Plain words.",
            "- a\n- b",
            "1. a\n2. b\n\n   more",
            "```bash\nls # not a heading\n```",
            "```\nnever closed",
            "# Fake\n\n### Step\n\nText",
            "Under\n===\n\nlined\n---",
            "> a quote",
            "> [!NOTE]\n> a note",
            "- [Answer](#x)\n- [Other](#y)",
            "- [ ] `name`: a value",
            "<!-- open",
            "<!-- closed -->",
            "See [it][1].\n\n[1]: https://example.org",
            "Then:",
            "    code",
            "| a | b |\n|---|---|\n| 1 | 2 |",
            "#### small\n\ntext",
        )
    ),
    st.text("ab \n#>-*`[]()<!1.|=\t", max_size=60),
)
VALUES = st.builds(
    ValueField,
    name=st.one_of(st.sampled_from(("account", "router_model")), TEXTS),
    label=TEXTS,
    line=st.just(0),
    kind=st.sampled_from(("text", "number", "date", "choice")),
    optional=st.booleans(),
    choices=st.just(()),
).map(lambda one: replace(one, choices=("a", "b, c")) if one.kind == "choice" else one)


@st.composite
def books(draw) -> Playbook:
    """A playbook of up to six steps with whatever texts; each answer leads to one of its steps."""
    count = draw(st.integers(1, 6))
    keys = [f"key {number}" for number in range(count)]
    answers = st.builds(Answer, text=TEXTS, anchor=st.sampled_from(keys), line=st.just(0))
    steps = [
        Step(
            anchor=key,
            title=draw(TEXTS),
            kind="step",
            tier=draw(st.sampled_from(TIERS)),
            line=0,
            team=draw(st.sampled_from(("", "network team"))),
            body=draw(BODIES),
            says=tuple(draw(st.lists(TEXTS, max_size=2))),
            values=tuple(draw(st.lists(VALUES, max_size=2))),
            answers=tuple(draw(st.lists(answers, max_size=3))),
        )
        for key in keys
    ]
    meta = Meta(
        title=draw(st.sampled_from(("", "A title: “x” & y"))),
        says=tuple(draw(st.lists(st.sampled_from(HOSTILE[:22]), max_size=2, unique=True))),
        practice=draw(st.sampled_from(((), (("a", "b: c"), ("[x]",))))),
        extra=draw(st.sampled_from(((), (("author", "M: # x"), ("ms.date", "2026"))))),
    )
    return Playbook(
        source("playbooks/a.md"), meta, meta.title or "Untitled", draw(BODIES), tuple(steps), (), (), 1
    )


def read(text: str, path: str = "playbooks/a.md") -> Playbook:
    """A playbook's file as a value."""
    book = parse(SourceFile(path, "", text))
    assert isinstance(book, Playbook)
    return book


@cache
def samples() -> dict[str, Playbook]:
    """The playbooks of the sample library by path."""
    return {path: read(text, path) for path, text in sample_files().items() if path.startswith("playbooks/")}


def targets(book: Playbook) -> list[list[int]]:
    """For each step the numbers of the steps that its answers lead to; -1 for none."""
    numbers = {step.anchor: number for number, step in reversed(list(enumerate(book.steps)))}
    return [[numbers.get(one.anchor, -1) for one in step.answers] for step in book.steps]
