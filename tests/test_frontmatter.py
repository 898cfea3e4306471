# SPDX-License-Identifier: MIT
"""Front matter: our keys, foreign keys, broken YAML and YAML that was written to hurt."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kbdesk.markdown import parse, render_document
from kbdesk.markdown.fields import ORDER
from kbdesk.model import Meta, SourceFile


def read(front: str, body: str = "# Heading\n"):
    """An article with this front matter."""
    return parse(SourceFile("articles/a.md", "", f"---\n{front}\n---\n{body}"))


def test_every_own_key_is_read():
    """All keys of an article reach their fields, as strings, whatever YAML would make of them."""
    article = read("""title: "010: no"
tier: 2
audience: Partner
confidence: not-validated
owner: no
reviewed: 2026-09-30
review_by: '2027-03-31'
products: [Router X200, Windows 11]
tags: wifi, network
errors: [E-809, 0x80070035, 1:30]
says:
  - it is slow, really
superseded_by: new.md""")
    assert article.problems == ()
    assert article.meta == Meta(
        title="010: no",
        tier="2",
        audience="partner",
        confidence="not-validated",
        owner="no",
        reviewed="2026-09-30",
        review_by="2027-03-31",
        products=("Router X200", "Windows 11"),
        tags=("wifi", "network"),
        errors=("E-809", "0x80070035", "1:30"),
        says=("it is slow, really",),
        superseded_by="new.md",
    )
    assert article.title == "010: no"
    assert article.body_line == 16


def test_foreign_keys_are_mapped_and_kept():
    """Products and keywords of other tools are found by ours; every foreign key is kept as written."""
    meta = read("""products: [Outlook]
appliesto:
- Exchange Online
- Outlook
ms.prod: office
keywords: mail, calendar
author: ann
audience: ITPro
ms.custom:
  - CI 1
  - {a: b, c: d}""").meta
    assert meta.products == ("Outlook", "Exchange Online", "office")
    assert meta.tags == ("mail", "calendar")
    assert (meta.owner, meta.audience) == ("", "internal")
    assert dict(meta.extra) == {
        "appliesto": "Exchange Online, Outlook",
        "ms.prod": "office",
        "keywords": "mail, calendar",
        "author": "ann",
        "audience": "ITPro",
        "ms.custom": "CI 1, a: b; c: d",
    }


@pytest.mark.parametrize(
    ("front", "line", "part"),
    [
        ("a: &x 1\nb: *x", 2, "anchors"),
        ("a: 1\nb: *x", 3, "anchors"),
        ("a: !!python/object/apply:os.system [ls]", 2, "tag"),
        ("a: !!str x", 2, "tag"),
        ("a: 1\nb: !!str x", 3, "tag"),
        ("a: 1\n--- b", 3, "second YAML document"),
        ("a: 1\nb:\n\t- c", 4, "not valid YAML"),
        ("a: [1, 2", 3, "not valid YAML"),
        ("title: x: y", 2, "not valid YAML"),
        ("a: \x07", 2, "characters"),
        ("? [a]\n: b", 2, "key"),
        ("a: 1\n? [b]\n: c", 3, "key"),
        ("a: b\na: c", 3, "the key 'a' twice"),
        ("a: b\nc:\n  - d\n\na:\n  - e", 6, "the key 'a' twice"),
        ("tier: 4", 2, "tier"),
        ("confidence: certain", 2, "confidence"),
        ("title: T\nreviewed: 2024-13-45", 3, "date"),
        ("practice: [yes, no]", 2, "practice"),
        ("a: " + "[" * 9 + "]" * 9, 2, "deeper"),
        ("owner: ann\na: " + "[" * 9 + "]" * 9, 3, "deeper"),
        ("a: [" + "b," * 2001 + "]", 2, "2000 values"),
        ("owner: ann\na: [" + "b," * 2001 + "]", 3, "2000 values"),
        ("a: " + "b" * 16_001, 2, "16 kB"),
    ],
)
def test_what_cannot_be_used_is_a_problem(front, line, part):
    """Bad front matter becomes one problem with its line, and the text under it is read all the same."""
    article = read(front)
    [problem] = article.problems
    assert part in problem.message
    assert problem.line == line
    assert [heading.text for heading in article.headings] == ["Heading"]
    assert article.title in ("Heading", "T")


def test_hyphens_in_a_text_do_not_end_front_matter():
    """Three hyphens end it only where they begin their line."""
    article = read("notes: |\n  first\n  ---\n  second\ntier: 2")
    assert (article.meta.tier, article.problems, article.body_line) == ("2", (), 8)


@pytest.mark.parametrize("nothing", ["", " ''", " []", "  # later"])
def test_a_key_that_was_left_empty_says_nothing(nothing):
    """Each of our keys may stand there without a value, as in a template: no problem, no value, no trace."""
    article = read("\n".join(f"{key}:{nothing}" for key in ORDER))
    assert (article.problems, article.meta) == ((), Meta())


def test_what_customers_say_may_be_one_sentence():
    """A text where a list is usual is one sentence, commas and all, and no problem."""
    article = read("says: It drops, then comes back")
    assert (article.meta.says, article.problems) == (("It drops, then comes back",), ())


def test_what_cannot_be_used_is_kept_under_its_key():
    """A tier, a date and ways that are none are not lost: they stay with the keys that are not ours."""
    meta = read("tier: 4\nreviewed: soon\npractice: [yes, no]").meta
    assert meta.extra == (("tier", "4"), ("reviewed", "soon"), ("practice", "yes, no"))


def test_an_end_is_that_of_its_own_way_through_a_playbook():
    """The comment behind one way says nothing of the way before it, whose answers stand line by line."""
    meta = read("practice:\n  - - Yes\n    - No\n  - [No]  # ends at: b").meta
    assert meta.practice == (("Yes", "No"), ("No",))
    assert meta.practice_ends == ("", "b")


def test_an_end_may_stand_behind_the_last_line_of_the_last_way():
    """A way on several lines, with no other below it, is looked at to its end."""
    for below in ("", "\ntier: 2"):
        meta = read(f"practice:\n  - [Yes,\n     No,\n     Yes]  # ends at: b{below}").meta
        assert (meta.practice, meta.practice_ends) == ((("Yes", "No", "Yes"),), ("b",))


def test_as_many_values_are_read_as_the_limit_says():
    """Keys, lists and words are counted together, up to two thousand."""
    assert len(read("tags: [" + "b," * 1_997 + "]").problems) == 0
    assert len(read("tags: [" + "b," * 1_998 + "]").problems) == 1


@pytest.mark.parametrize("level", ["[]", "{}"])
def test_lists_in_lists_are_read_as_deep_as_the_limit_says(level):
    """Eight levels, the keys themselves counted; the ninth is refused."""
    for depth, problems in ((7, 0), (8, 1)):
        deep = "x"
        for _ in range(depth):
            deep = f"[{deep}]" if level == "[]" else f"{{k: {deep}}}"
        assert len(read(f"owner: ann\na: {deep}").problems) == problems


@pytest.mark.parametrize("letter", ["b", "ü", "字"])
def test_as_many_bytes_are_read_as_the_limit_says(letter):
    """16,000 with the end of the last line, however many letters they are."""
    size = len(letter.encode())
    front = "a: " + letter * (15_996 // size)
    assert len((front + "\n").encode()) == 16_000
    assert read(front).problems == ()
    assert [one.line for one in read(f"{front}.").problems] == [2]


BOMBS = {
    "aliases": "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c,*c]",
    "merge": "a: &a {x: 1}\n" + "\n".join(f"k{n}: &k{n} {{<<: [*a, *a, *a, *a, *a]}}" for n in range(9)),
    "deep": "a: " + "[" * 15_000,
    "deep mapping": "a: " + "{a: " * 3_000,
    "block": "\n".join(" " * n + "a:" for n in range(170)),
    "huge": "a: " + "x" * 3_000_000,
    "keys": "\n".join(f"k{n}: v" for n in range(100_000)),
    "quotes": "a: '" + "''" * 7_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_at_once(name):
    """Front matter made to explode is refused in no time."""
    start = time.process_time()
    article = read(BOMBS[name], "# Still here\n")
    assert time.process_time() - start < 0.5
    assert len(article.problems) == 1
    assert article.title == "Still here"


@pytest.mark.parametrize("text", ["---\ntitle: T\n\nSome text.\n", "---\ntitle: Some text."])
def test_unclosed_front_matter_is_shown(text):
    """Front matter that never ends is a problem on line 1, and the whole file is its text."""
    article = parse(SourceFile("a.md", "", text))
    assert [problem.line for problem in article.problems] == [1]
    assert article.body_line == 1
    assert "Some text." in render_document(article).html


def test_a_rule_on_the_first_line_is_no_front_matter():
    """A line across the page at the top starts no front matter, and what follows stays readable."""
    article = parse(SourceFile("a.md", "", "---\n\nHello\n"))
    assert (article.problems, article.body_line) == ((), 1)
    assert "<hr" in render_document(article).html
    both = parse(SourceFile("a.md", "", "---\n\nHello\n\n---\nMore\n"))
    assert (len(both.problems), both.body_line) == (1, 1)
    assert render_document(both).html.count("<hr") == 2


@pytest.mark.parametrize(
    "text", ["# A\ntier: 2\n---\n", "----\ntier: 2\n---\n", "---x\ntier: 2\n---\n", "\n---\ntier: 2\n---\n"]
)
def test_only_a_first_line_of_three_hyphens_begins_front_matter(text):
    """Four hyphens, a word after three, or a text before them: all of the file is text."""
    article = parse(SourceFile("a.md", "", text))
    assert (article.meta, article.body_line, article.problems) == (Meta(), 1, ())


@pytest.mark.parametrize(
    "text",
    ["---\n---\n# A\n", "---\n# only a comment\n...\n# A\n", "--- \r\n---\r\n# A", "---\n''\n---\n# A\n"],
)
def test_empty_front_matter_is_fine(text):
    """Front matter without keys is no problem."""
    article = parse(SourceFile("a.md", "", text))
    assert (article.problems, article.meta, article.title) == ((), Meta(), "A")


def test_title_falls_back_to_heading_then_file_name():
    """A file without a title has that of its first heading, else its name."""
    assert parse(SourceFile("x/how-to.md", "", "text\n\n## Second\n# First")).title == "Second"
    assert parse(SourceFile("x/how-to.md", "", "text")).title == "how-to"
    assert parse(SourceFile("x/how-to.md", "", "")).title == "how-to"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("abc:-[]{}&*!|>'\"#%@`,? \n\t~=<"), max_size=60))
def test_no_front_matter_raises(text):
    """Whatever stands between the hyphens, the file is read."""
    assert read(text).path == "articles/a.md"


def test_a_wrong_word_is_shown_whole_if_it_is_short():
    """What is no tier is quoted in its problem; one of more than 40 letters is cut."""
    assert read("tier: boss").problems[0].message == 'tier: "boss" is not one of 1, 2, 3, specialist.'
    assert f'"{"x" * 40}"' in read(f"tier: {'x' * 40}").problems[0].message
    assert f'"{"x" * 40}…"' in read(f"tier: {'x' * 41}").problems[0].message


def test_front_matter_that_is_a_list_is_told_with_its_line():
    """The problem stands where the list begins, and the text can be read."""
    article = read("\n- one\n- two")
    assert [(one.line, "keys and values" in one.message) for one in article.problems] == [(3, True)]


def test_broken_front_matter_is_told_even_if_its_parser_names_no_line(monkeypatch):
    """The problem then stands on the first line below the hyphens, and the text is read all the same."""

    def refused(*_: object, **__: object) -> None:
        raise yaml.MarkedYAMLError(problem="odd")

    monkeypatch.setattr(yaml, "parse", refused)
    article = read("owner: ann\ntier: 2")
    assert [(one.line, one.message) for one in article.problems] == [
        (2, "The front matter is not valid YAML: odd.")
    ]
    assert article.title == "Heading"
