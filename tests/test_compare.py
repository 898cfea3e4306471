# SPDX-License-Identifier: MIT
"""Two texts side by side: which blocks pair, which words are marked, safety, and worst cases."""

from __future__ import annotations

import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbdesk.markdown.compare import compare

TAGS = re.compile(r"<[^>]*>")
OLD = """---
title: Portal
tags: [vpn, mfa]
owner: Anna
---
# Portal

Open the old portal and sign in.

1. Press Start.
2. Type your name.

| Code | Meaning |
|------|---------|
| 17   | locked  |
| 18   | expired |

```powershell
Get-Item -Path C:\\old
```
"""


def plain(text):
    """The words of HTML."""
    text = re.sub(r"</?(span|strong|code)[^>]*>", "", text)
    return " ".join(html.unescape(TAGS.sub(" ", text)).split())


def marked(text, kind):
    """The words that carry a mark."""
    return [plain(found) for found in re.findall(rf'<span class="{kind}">(.*?)</span>', text, re.DOTALL)]


def changes(compared):
    return [(block.change, plain(block.before), plain(block.after)) for block in compared.blocks]


def test_a_changed_word_is_marked_on_both_sides():
    """Only the words that went and came are marked; the rest of the paragraph stands as it is."""
    compared = compare(OLD, OLD.replace("old portal", "new portal at once"), "Anna", "Ben")
    block = next(block for block in compared.blocks if block.change == "changed")
    assert (marked(block.before, "went"), marked(block.after, "came")) == (["old"], ["new", "at once"])
    assert plain(block.before) == "Open the old portal and sign in."
    assert (block.before_line, block.after_line) == (8, 8)
    assert (compared.before_title, compared.after_title) == ("Anna", "Ben")
    assert (compared.added, compared.removed, compared.fields) == (3, 1, ())
    assert sum(block.change != "same" for block in compared.blocks) == 1


def test_items_rows_and_code_are_compared_each_for_itself():
    """An item that came changes no other; a cell of a row; a word of code."""
    new = (
        OLD.replace("2. Type", "2. Wait.\n3. Type")
        .replace("| expired |", "| gone    |")
        .replace("C:\\old", "C:\\new")
    )
    compared = compare(OLD, new)
    assert [row for row in changes(compared) if row[0] != "same"] == [
        ("added", "", "Wait."),
        ("changed", "18 expired", "18 gone"),
        ("changed", "Get-Item -Path C:\\old", "Get-Item -Path C:\\new"),
    ]
    item = next(block for block in compared.blocks if "Type" in block.after)
    assert ('<ol start="2">' in item.before, '<ol start="3">' in item.after) == (True, True)
    assert item.after_line == 12


def test_front_matter_is_told_as_fields():
    """Keys that differ with both values; a key that is gone has none; comments and order do not count."""
    new = OLD.replace("[vpn, mfa]", "[vpn]  # fewer").replace("owner: Anna\n", "x-own: 1\n")
    assert compare(OLD, new).fields == (
        ("tags", "vpn, mfa", "vpn"),
        ("x-own", "", "1"),
        ("owner", "Anna", ""),
    )
    turned = OLD.replace("title: Portal\n", "").replace("owner: Anna\n", "owner: Anna\ntitle: Portal\n")
    compared = compare(OLD, turned)
    assert (compared.fields, "differ only" in compared.notice) == ((), True)
    broken = compare(OLD, OLD.replace("tags: [vpn", "tags: [[vpn"))
    assert [name for name, _, _ in broken.fields] == ["front matter"]


def test_formatting_and_targets_of_links_count():
    """A word that became bold and a link that leads elsewhere are marked though they read the same."""
    compared = compare("See [the list](a.md) now.\n", "See [the list](b.md) **now**.\n")
    (block,) = compared.blocks
    assert (marked(block.before, "went"), marked(block.after, "came")) == (
        ["the list", "now"],
        ["the list", "now"],
    )


def test_pictures_are_told_in_words_and_nothing_can_be_clicked():
    """A changed picture is marked; no link, picture, anchor or copy button is in the HTML."""
    old = "# A\n\n> [Say](x.md) this.\n\n![The dialog](media/old.png) is shown.\n\n```\ncode\n```\n"
    compared = compare(old, old.replace("old.png", "new.png"))
    block = next(block for block in compared.blocks if block.change == "changed")
    assert plain(block.after).startswith("[Picture: The dialog, new.png]")
    every = "".join(block.before + block.after for block in compared.blocks)
    assert not re.search(r"<a|<img|kb:|kbimg|kblink|Copy", every)


def test_line_ends_blank_lines_and_a_tighter_list_are_no_change():
    """What reads the same is the same."""
    old = "# A\n\n- one\n- two\n\nText\n"
    compared = compare(old, "# A\r\n\r\n\r\n- one\r\n\r\n- two\r\n\r\nText")
    assert {block.change for block in compared.blocks} == {"same"}
    assert "differ only" in compared.notice
    assert compare(old, old).notice == ""


def test_a_tick_and_the_kind_of_a_call_out_stay_what_they_are():
    """A marked item keeps its box, a marked call-out its look."""
    compared = compare(
        "- [ ] ask for the name\n\n> [!NOTE]\n> Call first.\n",
        "- [x] ask for the code\n\n> [!NOTE]\n> Call last.\n",
    )
    item, note = compared.blocks
    assert ('class="unchecked"' in item.before, 'class="checked"' in item.after) == (True, True)
    assert ("callout note" in note.after, marked(note.after, "came")) == (True, ["last"])


def test_a_new_text_and_a_deleted_one():
    """Against nothing everything came, or went."""
    assert {block.change for block in compare("", OLD).blocks} == {"added"}
    gone = compare(OLD, "")
    assert {block.change for block in gone.blocks} == {"removed"}
    assert (gone.added, gone.removed > 20, len(gone.fields)) == (0, True, 3)
    assert compare("", "").blocks == ()


def test_text_of_the_file_stays_text():
    """HTML, and the signs that mark words on their way, cannot be smuggled in."""
    nasty = "<b>x</b> \ue0f0<script>\ue0f1 &amp; [a](javascript:x) `</span>` end\n"
    compared = compare("other words end\n", nasty)
    every = "".join(block.before + block.after for block in compared.blocks)
    assert set(re.findall(r"</?(\w+)", every)) <= {"p", "span", "code"}
    assert "\ue0f0" not in every
    assert "\ue0f1" not in every


WORDS = st.lists(
    st.sampled_from(["a", "b", "c", "dd", "ee.", "ff!", "**g**", "`h`", "x_y"]), min_size=1, max_size=12
)
PARAGRAPHS = st.lists(WORDS.map(" ".join), max_size=12)


def bare(paragraphs):
    return re.sub(r"[*`]", "", " ".join(paragraphs))


@given(PARAGRAPHS, PARAGRAPHS)
def test_each_side_reads_as_its_text_in_order(old, new):
    """The left sides in order are the old text, the right sides the new; unmarked words are the same."""
    compared = compare("\n\n".join(old), "\n\n".join(new))
    left = " ".join(plain(block.before) for block in compared.blocks)
    right = " ".join(plain(block.after) for block in compared.blocks)
    assert "".join(left.split()) == "".join(bare(old).split())
    assert "".join(right.split()) == "".join(bare(new).split())
    for block in compared.blocks:
        if block.change == "changed":
            kept = [re.sub(r'<span class="\w+">.*?</span>', "", side) for side in (block.before, block.after)]
            assert TAGS.sub("", kept[0]).split() == TAGS.sub("", kept[1]).split()


def large(word):
    return "\n\n".join(f"Paragraph {n} says {word} and {n * 7} more things to read." for n in range(2_000))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (large("this"), large("this").replace("Paragraph 9", "Section 9")),
        (large("this"), large("that")),
        ("a b c d\n\n" * 3_000, "a b c e\n\n" * 3_000),
        ("a b c d\n\n" * 3_000, "z y x w\n\n" * 3_000),
        ("ab cd ef " * 9_000, "cd ab gh " * 9_000),
        ("- a\n" * 4_900, "- b\n" * 4_900),
        ("|a|b|\n|-|-|\n" + "|1|2|\n" * 2_000, "|a|b|\n|-|-|\n" + "|1|3|\n" * 2_000),
        ("> " * 99 + "x", "> " * 98 + "x"),
        ("x" * 1_100_000, "y" * 1_100_000),
    ],
)
def test_the_worst_cases_end_soon(old, new):
    """Large texts, all the same or all different, are compared within seconds on any computer."""
    begun = time.perf_counter()
    compared = compare(old, new)
    assert time.perf_counter() - begun < 4
    assert compared.blocks


def test_a_text_that_cannot_be_laid_out_is_compared_as_plain_text():
    """It says so, and what changed is still found."""
    compared = compare("> " * 150 + "one\n\nend\n", "> " * 150 + "two\n\nend\n")
    assert "plain text" in compared.notice
    assert [block.change for block in compared.blocks] == ["changed", "same"]
