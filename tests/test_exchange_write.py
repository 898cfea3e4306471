# SPDX-License-Identifier: MIT
"""A playbook as a value is written so that it reads back, whatever its texts hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from exchange_books import HOSTILE, books, read, samples, targets
from hypothesis import given, settings
from hypothesis import strategies as st

from kbdesk.errors import KbError
from kbdesk.markdown import anchor
from kbdesk.markdown.taming import as_body, as_intro, as_line, as_say, tamed
from kbdesk.markdown.write import foreign_text, playbook_text

WITHOUT = ("Untitled", "Step ")
"""How titles begin that had no letters."""


def bare(book):
    """What a playbook says, without lines."""
    steps = [
        replace(
            step,
            line=0,
            links=(),
            values=tuple(replace(value, line=0) for value in step.values),
            answers=tuple(replace(answer, line=0) for answer in step.answers),
        )
        for step in book.steps
    ]
    return book.title, book.intro, book.meta, steps


@pytest.mark.parametrize("path", samples())
def test_a_playbook_of_the_library_is_written_as_it_reads(path):
    """Every sample, written from its value, reads back the same; nothing of it counts as foreign."""
    book = samples()[path]
    assert tamed(book) == book
    text = playbook_text(book)
    assert bare(read(text, path)) == bare(book)
    assert playbook_text(read(text, path)) == text


@settings(max_examples=50)
@given(books())
def test_whatever_its_texts_hold_a_playbook_has_the_steps_answers_and_values_that_it_was_given(book):
    """Headings, quotes, lists, comments and tags in texts make no step, answer, value or word to say."""
    after = read(foreign_text(book))
    assert len(after.steps) == len(book.steps)
    assert targets(after) == targets(book)
    assert not after.problems or all("begins with" in problem.message for problem in after.problems)
    for old, new in zip(book.steps, after.steps, strict=True):
        assert new.title.startswith((as_line(old.title) if anchor(as_line(old.title)) else "") or WITHOUT)
        assert (new.tier, new.team) == (old.tier, old.team)
        assert [one.text for one in new.answers] == [as_line(one.text) or "Go on" for one in old.answers]
        assert [one.name for one in new.values] == [as_line(one.name) or "value" for one in old.values]
        assert [one.optional for one in new.values] == [one.optional for one in old.values]
        assert [one.kind for one in new.values] == [one.kind for one in old.values]
        assert len(new.says) == sum(bool(as_say(one)) for one in old.says)
    assert (after.meta.says, after.meta.practice) == (tamed(book).meta.says, book.meta.practice)
    assert after.meta.extra == book.meta.extra
    assert bare(read(foreign_text(after))) == bare(after)


@settings(max_examples=40)
@given(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE))
def test_titles_that_would_share_an_anchor_get_numbers(first, second):
    """Two steps of one title are told apart, and answers lead to the one that was meant."""
    from builders import playbook, step

    made = playbook(
        step(first, ("a", "two"), ("b", "one"), anchor="one"),
        step(first, anchor="two"),
        step(second, anchor="x"),
    )
    after = read(foreign_text(made))
    assert len({one.anchor for one in after.steps}) == 3
    assert targets(after)[0] == [1, 0]


@settings(max_examples=60)
@given(st.text("ab \n#>-*`[]()<!1.|=\t~\\:\"'", max_size=80))
def test_a_foreign_text_is_a_body_or_an_introduction_and_stays_one(text):
    """Making a text harmless twice gives what making it harmless once gave."""
    assert as_body(as_body(text)) == as_body(text)
    assert as_intro(as_intro(text)) == as_intro(text)


def test_what_would_read_otherwise_is_refused():
    """A body that holds a heading of its own is no body: the playbook is not written."""
    from builders import playbook, step

    with pytest.raises(KbError, match="cannot be written"):
        playbook_text(playbook(step("One", body="text\n\n### Two")))


def test_a_heading_of_a_foreign_text_becomes_a_small_one_and_a_quote_a_note():
    """What a foreign text meant is still to be seen."""
    assert as_body("# Big\n\ntext\n\n> quote") == "#### Big\n\ntext\n\n> [!NOTE]\n> quote"
    assert as_intro("# Big\n\ntext") == "**Big**\n\ntext"
    assert as_say("- [ ] x\n\n> y") == "- [ ] x\n\n> y"
