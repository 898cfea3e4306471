# SPDX-License-Identifier: MIT
"""The HTML of articles: its structure, its limits, and that nothing hostile gets into it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from html.parser import HTMLParser

import pytest
from hostile_texts import MARKDOWN
from hypothesis import given, settings
from hypothesis import strategies as st

from kbdesk.markdown import parse, render, render_document
from kbdesk.model import SourceFile

PANEL = 'width="100%" cellpadding="10" cellspacing="0"'
PLAIN_TAGS = [
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "tr",
    "pre",
    "code",
    "em",
    "strong",
    "s",
    "b",
    "br",
    "hr",
]
PLAIN_TAGS += ["blockquote"]
ALLOWED = {
    "a": {"name", "href"},
    "img": {"src", "alt"},
    "table": {"class", "width", "cellpadding", "cellspacing"},
    "p": {"class", "align"},
    "th": {"align"},
    "td": {"align"},
    "li": {"class"},
    "ol": {"start"},
    "span": {"class"},
} | dict.fromkeys(PLAIN_TAGS, frozenset())
REFERENCE = {"href": re.compile(r"kblink:\d+|kb:copy/\d+"), "src": re.compile(r"kbimg:\d+")}


class _Checker(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags = 0

    def handle_starttag(self, tag, attrs):
        self.tags += 1
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert name in ALLOWED[tag], (tag, name)
            if name in REFERENCE:
                assert REFERENCE[name].fullmatch(value), value
            if name == "class":
                assert re.fullmatch(r"[a-z0-9 -]+", value), value
            if name == "start":
                assert value.isdigit()

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def check(html: str) -> int:
    """The number of tags, each of them allowed."""
    checker = _Checker()
    checker.feed(html)
    checker.close()
    return checker.tags


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# A & b", '<a name="a--b"></a><h1>A &amp; b</h1>'),
        ("a *b* **c** ~~d~~ `e`", "<p>a <em>b</em> <strong>c</strong> <s>d</s> <code>e</code></p>"),
        ("a\\\nb<br/>c", "<p>a<br>\nb<br>\nc</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n\n4. b", '<ol start="3">\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>'),
        (
            "- [ ] a\n- [X] `b`",
            '<ul>\n<li class="unchecked">a</li>\n<li class="checked"><code>b</code></li>\n</ul>',
        ),
        ("***", "<hr>"),
        ("a&nbsp;b &#60;", "<p>a\xa0b &lt;</p>"),
        (
            "|a|b|\n|:-:|-|\n|1<br>2|<b>|",
            '<table class="grid" cellspacing="0" cellpadding="6">\n'
            '<tr><th align="center">a</th><th>b</th></tr>\n'
            '<tr><td align="center">1<br>\n2</td><td>&lt;b&gt;</td></tr>\n</table>',
        ),
        (
            "```\na <b>\n```",
            f'<table class="code" {PANEL}><tr><td><pre>a &lt;b&gt;</pre><p class="copy" align="right">'
            '<a href="kb:copy/0">Copy</a></p></td></tr></table>',
        ),
        (
            "> Say *this*\n> now.",
            f'<table class="say" {PANEL}><tr><td><p>Say <em>this</em>\nnow.</p>\n'
            '<p class="copy" align="right"><a href="kb:copy/0">Copy</a></p></td></tr></table>',
        ),
        (
            "> [!warning]\n> Hot.",
            f'<table class="callout warning" {PANEL}><tr><td><p class="title"><b>Warning</b></p>\n'
            "<p>Hot.</p>\n</td></tr></table>",
        ),
        (
            "> [!TIP] On one line\n>\n> - a",
            f'<table class="callout tip" {PANEL}><tr><td><p class="title"><b>Tip</b></p>\n'
            "<p>On one line</p>\n<ul>\n<li>a</li>\n</ul>\n</td></tr></table>",
        ),
        (
            "> a\n>> b",
            f'<table class="say" {PANEL}><tr><td><p>a</p>\n<blockquote><p>b</p>\n</blockquote>\n'
            '<p class="copy" align="right"><a href="kb:copy/0">Copy</a></p></td></tr></table>',
        ),
        ("<!-- gone\n\n-->\nkept <!-- gone --> here", "<p>kept  here</p>"),
        ("<!-- never closed\n\nkept", "<p>&lt;!-- never closed</p>\n<p>kept</p>"),
        ("<div onclick=x>\n*a*", "<p>&lt;div onclick=x&gt;\n<em>a</em></p>"),
    ],
)
def test_structure(markdown, html):
    """Each kind of Markdown becomes the tags that the style sheet knows."""
    rendered = render(markdown)
    assert rendered.html.strip() == html
    assert check(rendered.html)


def test_references_are_numbers():
    """Links, pictures and copied texts are listed as the file wrote them, in order."""
    rendered = render(
        '[a](x%20y.md "t") ![b](//host/c.png)\n\n```sh\nls\n```\n\n> One *two*\n>\n> three\n\n<http://d.e>'
    )
    assert rendered.links == ("x y.md", "http://d.e")
    assert rendered.images == ("//host/c.png",)
    assert rendered.codes == ("ls", "One two\n\nthree")
    assert '<img src="kbimg:0" alt="b">' in rendered.html
    assert '<a href="kblink:1">http://d.e</a>' in rendered.html
    assert rendered.html.count("kb:copy/") == 2


def test_code_is_coloured_by_language():
    """A known language gets Pygments' short classes; an unknown one is plain and nothing is lost."""
    rendered = render(
        "```PowerShell\n# hi\nGet-Item 'a' | Out-Null\n```\n\n```nonsense-9\nif <x>\n```\n\n"
        "``` {.python}\nif x:\n```"
    )
    assert '<span class="c"># hi</span>' in rendered.html
    assert "<pre>if &lt;x&gt;</pre>" in rendered.html
    assert '<span class="k">if</span>' in rendered.html
    assert "span" not in render("```python\n" + "x = 1\n" * 4000 + "```").html
    check(rendered.html)


def test_outline_counts_lines_of_the_file():
    """The outline of a document has the lines and anchors of its headings."""
    document = parse(SourceFile("a.md", "", "---\na: b\n---\n# A\n\n> ## A\n"))
    assert render_document(document).outline == document.headings
    assert [(h.line, h.anchor) for h in document.headings] == [(4, "a"), (6, "a-1")]


def test_a_playbook_is_shown_whole():
    """The file of a playbook is shown like an article, tick boxes and answers included."""
    text = "# P\n\n### A\n\n> Hello\n\n- [ ] `v`: x\n\nThen:\n\n- [again](#a)\n"
    html = render_document(parse(SourceFile("playbooks/p.md", "", text))).html
    assert '<li class="unchecked"><code>v</code>: x</li>' in html
    assert '<table class="say"' in html
    assert '<a href="kblink:0">again</a>' in html


@pytest.mark.parametrize("markdown", MARKDOWN)
def test_hostile_markdown_stays_text(markdown):
    """No tag, attribute or address of the file's own choice reaches the HTML."""
    check(render(markdown).html)


PIECES = st.sampled_from(
    [*MARKDOWN, "> ", "- ", "`", "**", "[", "](", ")", "<", ">", '"', "\n", "\n\n", "|", "~~", "# ", "&"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12).map("".join))
def test_only_allowed_html_is_written(markdown):
    """Whatever is mixed, only allowed tags, attributes and references are written."""
    check(render(markdown).html)


def test_long_words_can_be_broken():
    """A run of 500 characters without a space gets places to break, also across signs; copies stay exact."""
    for text in ("x" * 5_000, "**a**" * 2_000, "`" + "x" * 2_000 + "`", "short " + "x" * 900):
        shown = re.sub(r"<[^>]*>", "", render(text).html)
        assert max(map(len, re.split(r"[\s\u200b]", shown))) <= 700
    code = "```\n" + "x" * 5_000 + "\n```"
    assert "\u200b" in render(code).html
    assert render(code).codes == ("x" * 5_000,)
    assert "\u200b" not in render("word " * 500).html


def test_what_is_too_much_is_said_and_not_lost():
    """Too long, too deep and too many items are shown as plain text, with a sentence that says so."""
    deep = render("> " * 150 + "needle")
    assert "needle" in deep.html
    assert "deep" in deep.notice
    long = render("# a\n" + "word " * 300_000)
    assert long.html.startswith("<pre># a")
    assert 100_000 <= len(long.html) < 130_000
    assert "long" in long.notice
    assert "items" in render("- a\n" * 3_000).notice
    assert render("short", max_bytes=3).notice
    assert render("fine").notice == ""
    check(deep.html)


def test_lists_of_forty_levels_are_shown_whole():
    """Nesting that a person could write loses nothing."""
    rendered = render("\n".join("  " * n + f"- item{n}" for n in range(40)))
    assert rendered.notice == ""
    assert "item39" in rendered.html


def test_large_tables_are_cut():
    """A table of more than 1,000 rows or 30 columns ends there, and what follows it is shown."""
    rendered = render("|a|\n|-|\n" + "|x|\n" * 3_000 + "\nafter")
    assert rendered.html.count("<td>x</td>") == 999
    assert 3 <= rendered.html.count("<th>a</th>") <= 5  # each part has the head
    check(rendered.html)
    assert rendered.html.endswith("</table>\n<p>after</p>\n")
    assert "1,000 rows" in rendered.notice
    wide = render("|a" * 150 + "|\n" + "|-" * 150 + "|\n" + ("|x" * 150 + "|\n") * 20)
    assert wide.html.count("<td>") == 600
    assert "30 columns" in wide.notice
    assert render("|a|\n|-|\n" + "|x|\n" * 290).html.count("<table") == 1


def test_many_links_pictures_and_colours_are_bounded():
    """What takes a document too long to read in is left out with a sentence; its words stay."""
    linked = render("[a](b) " * 4_000)
    assert len(linked.links) == linked.html.count("</a>") == 3_000
    assert len(re.findall(">a<|\\ba\\b", re.sub("<[^>]*>", " ", linked.html))) == 4_000
    assert "3,000 links" in linked.notice
    pictures = render("![told](b.png) " * 700)
    assert len(pictures.images) == pictures.html.count("<img") == 500
    assert pictures.html.count("told") == 700
    assert "500 pictures" in pictures.notice
    began = time.process_time()
    render(("```csharp\n" + "a\n" * 1_490 + "```\n") * 8)
    assert time.process_time() - began < 3  # 20 s if each had colours
    assert "span" not in render("```python\n" + "x = 1\n" * 600 + "```").html
    assert "span" not in render("```amdgpu\n; a\n```").html


def test_deep_lists_and_long_plain_texts_are_bounded():
    """Lines that each open forty lists are cut before they are read; plain text has at most 10,000 lines."""
    began = time.process_time()
    rendered = render_document(parse(SourceFile("articles/a.md", "", ("- " * 40 + "a\n") * 12_000)))
    assert time.process_time() - began < 4  # 12 s without the cut
    assert "long" in rendered.notice
    assert render("## a\n\n" * 20_000).html.count("\n") <= 10_000
    problem = SourceFile("articles/a.md", "", "---\ntitle: T\n---\n# <b>", problem="It takes too long.")
    document = parse(problem)
    assert (document.title, document.headings) == ("T", ())
    assert render_document(document).html == "<pre># &lt;b&gt;</pre>"


PATHOLOGICAL = {
    "addresses": "http://a." * 9_000,
    "one word": "a" * 900_000,
    "quotes": "> " * 40_000,
    "brackets": "[" * 80_000,
    "pictures": "![" * 40_000,
    "nested pictures": "![a" * 20_000 + "](b)" * 10_000,
    "links": "[a](" * 20_000,
    "stars": "*a**" * 20_000,
    "ticks": "".join("`" * (n % 300) + "a" for n in range(800)),
    "comments": "<!--\n" * 40_000,
    "comments in a line": "x <!--" * 20_000,
    "tags": "<a " * 40_000,
    "directives": ':::image source="' * 8_000,
    "empty cells": "|a" * 300 + "|\n" + "|-" * 300 + "|\n" + "|\n" * 300,
    "headings": "# a\n" * 20_000,
    "steps": "### a\n\n- [b](#a)\n\n" * 4_000,
    "marks": "- [ ] `a`: " + "(optional)" * 8_000,
    "choices": "- [ ] `a`: " + "(one of: " * 8_000,
    "references": "".join(f"[a{n}]: b\n" for n in range(8_000)) + "[a1]" * 8_000,
    "spaces": "a" + " " * 150_000 + "b",
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_pathological_texts_are_quick(name):
    """Texts made to freeze a reader are read, laid out or politely shown as plain text in time."""
    start = time.process_time()
    rendered = render_document(parse(SourceFile("playbooks/a.md", "", PATHOLOGICAL[name])))
    assert time.process_time() - start < 2
    assert len(rendered.html) < 5_000_000


@pytest.mark.parametrize("mark", ['<a name="sign-in"></a>', "<a id='sign-in' />", "<A NAME=sign-in></A>"])
def test_an_empty_anchor_shows_nothing(mark):
    """What other converters write before a heading is in neither the title, nor the heading, nor the text."""
    text = f"# {mark}Sign in\n\n{mark}\n\n{mark}Enter it.\n"
    html = '<a name="sign-in"></a><h1>Sign in</h1>\n<p>Enter it.</p>\n'
    assert render(text).html == html
    assert parse(SourceFile("a.md", "", text)).title == "Sign in"


def test_an_anchor_with_words_or_more_stays_text():
    """Only a mark that shows nothing is left out: words are kept, and what is no mark of a place stays."""
    for text in ('<a name="x">Sign in</a>', '<a name="x" onclick="y()"></a>', '<a name="x">'):
        assert "&lt;a name" in render(text).html


def test_a_paragraph_that_was_read_before_depends_on_its_own_document():
    """The same words are a link where the document defines it, another elsewhere, and plain without that."""
    words = "See [the guide] and *this*.\n"
    first, second = "\n[the guide]: https://one.example\n", "\n[the guide]: https://two.example\n"
    for definition, told in (
        (first, "one.example"),
        ("", "[the guide]"),
        (second, "two.example"),
        ("", "[the"),
    ):
        assert told in str(render(words + definition))


def test_no_lexer_is_loaded_for_a_language_that_gets_no_colours():
    program = (
        "import sys; from kbdesk.markdown.code import coloured; coloured('x = 1', 'clojure');"
        "print(*(name for name in sys.modules if name.startswith('pygments.lexers.')))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["pygments.lexers._mapping"]
