# SPDX-License-Identifier: MIT
"""Articles: bytes to text, text to headings, links and plain words."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbdesk.markdown import anchor, decode, parse, plain_sections, render_document, search_doc
from kbdesk.model import Heading, Link, Section, SourceFile


def article(text: str, path: str = "articles/net/a.md"):
    """A document from its text."""
    return parse(SourceFile(path, "b" * 40, text))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ("", "utf-8", "")),
        ("für\r\n".encode(), ("für\r\n", "utf-8", "")),
        (b"\xef\xbb\xbfa", ("a", "utf-8-sig", "")),
        ("ü".encode("utf-16"), ("ü", "utf-16", "")),
        (b"\xfe\xff\x00a", ("a", "utf-16", "")),
        (b"isn\x92t", ("isn’t", "cp1252", "")),
        (b"\xef\xbb\xbfisn\x92t", ("isn’t", "cp1252", "")),
        (b"a\x81\xff", ("a\ufffdÿ", "cp1252", "")),
    ],
)
def test_decode(data, expected):
    """Text of old and new editors is read; anything but UTF-8 is named."""
    assert decode(data) == expected


@pytest.mark.parametrize("data", [b"a\0b", b"\xff\xfe\0\0", b"\xff\xfea"])
def test_bytes_that_are_no_text_are_a_problem(data):
    """NUL bytes and broken UTF-16 give no text but a sentence."""
    text, _, problem = decode(data)
    assert text == ""
    assert problem.endswith(".")


def test_an_unread_file_is_still_an_article():
    """A file whose text could not be read has its name as title and its problem on line 1."""
    broken = parse(SourceFile("a/photo.md", "", "", problem="This is a binary file, not text."))
    assert broken.title == "photo"
    assert [(p.line, p.message) for p in broken.problems] == [(1, "This is a binary file, not text.")]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Wi-Fi drops on one laptop", "wi-fi-drops-on-one-laptop"),
        ("Resolve: network joined again", "resolve-network-joined-again"),
        ("I ♥ unicode", "i--unicode"),
        ("Dash-dash", "dash-dash"),
        ("en–dash!", "endash"),
        ("foo & bar", "foo--bar"),
        ("snake_case (v1.2)?", "snake_case-v12"),
        ("Привет non-latin 你好", "привет-non-latin-你好"),
        ("Été à la carte", "été-à-la-carte"),
        ("हिन्दी", "हिन्दी"),
        ("😄 emoji", "-emoji"),
        ("tab\tand nbsp\u00a0x", "taband-nbspx"),
        ("???", ""),
    ],
)
def test_anchor_is_that_of_the_git_hosts(heading, expected):
    """Anchors are those that GitHub gives (results of github-slugger)."""
    assert anchor(heading) == expected


def test_repeated_headings_get_numbers():
    """No two headings of a file share an anchor."""
    found = article("# A\n# A\n# A-1\n# A\n# `A`\n").headings
    assert [heading.anchor for heading in found] == ["a", "a-1", "a-1-1", "a-2", "a-3"]


def test_headings_and_links_have_the_lines_of_the_file():
    """Lines count the front matter; targets are decoded once; pictures are told apart."""
    found = article("""---
title: T
---
# Head *one* with `code` <a name="x"></a>

One line,
then [a *link*](../b%20c.md#d%2541) and<br>more
and ![alt **text**](<p i.png> "title").

| a | b |
|---|---|
| x | [cell](#head) |

- item
  [ref][r]

<https://example.com>

:::image type="content" source="media/x.png" alt-text="A chart":::

[r]: mailto:a@b.example
""")
    assert found.headings == (Heading(1, "Head one with code", "head-one-with-code", 4),)
    assert found.links == (
        Link("../b c.md#d%41", "a link", 7),
        Link("p i.png", "alt text", 8, image=True),
        Link("#head", "cell", 12),
        Link("mailto:a@b.example", "ref", 15),
        Link("https://example.com", "https://example.com", 17),
        Link("media/x.png", "A chart", 19, image=True),
    )


def test_plain_sections_hold_words_only():
    """Search gets the words under each heading without signs, tags, comments or targets."""
    text = """---
title: T
---
Before *any* heading. <!-- hidden -->
# One `code`
**Bold** ~~gone~~ [link](secret.md) ![a picture](hidden.png) &amp; 5 &lt; 6
<b>tag</b>
> [!NOTE]
> Mind this.

- [x] done

<!-- a comment

over lines -->

| h |
|---|
| cell |

## Two
```bash
ipconfig /flushdns
```
"""
    before, one, two = plain_sections(article(text))
    assert (before.heading, before.anchor, before.text) == ("", "", "Before any heading.")
    assert (one.heading, one.anchor) == ("One code", "one-code")
    words = "Bold gone link a picture & 5 < 6 tag Mind this. done h cell"
    assert " ".join(one.text.split()) == words
    assert (two.anchor, two.text) == ("two", "ipconfig /flushdns")


def test_search_doc_gathers_what_is_searched():
    """Fields of the front matter, the headings but for the title, and all the words."""
    front = "---\nsays: [it cuts out]\nerrors: [E-1]\nproducts: [P]\ntags: [t]\ntier: 2\n"
    front += "confidence: validated\n---\n"
    doc = search_doc(article(front + "# Title\ntext\n## Part\nmore"))
    assert (doc.kind, doc.title) == ("article", "Title")
    assert doc.sections == (Section("", "", "text"), Section("Part", "part", "more"))
    assert (doc.says, doc.errors, doc.products, doc.tags) == (("it cuts out",), ("E-1",), ("P",), ("t",))
    assert (doc.tier, doc.confidence, doc.blob) == ("2", "validated", "b" * 40)
    assert doc.steps == ()
    playbook = search_doc(article("# P\n## Tier 1\n### S\ntext\n### T\n", "playbooks/p.md"))
    assert (playbook.kind, playbook.steps) == ("playbook", ("s", "t"))
    assert playbook.sections[1:] == (Section("S", "s", "text"), Section("T", "t", ""))


def test_search_doc_knows_who_keeps_the_document():
    """Owner, day of review and the successor, as a path of the library, go with the words."""
    front = "---\nowner: net team\nreview_by: 2027-03-31\nsuperseded_by: ../mail/b.md#part\n---\n"
    doc = search_doc(article(front + "# T\n"))
    assert (doc.owner, doc.review_by, doc.successor) == ("net team", "2027-03-31", "articles/mail/b.md")
    away = search_doc(article("---\nsuperseded_by: https://example.org/b\n---\n# T\n"))
    assert away.successor == ""


def test_deep_and_long_texts_are_found_in_full():
    """What is too deep or too long to lay out can still be searched to its end."""
    deep = article("> " * 150 + "needle")
    assert "needle" in search_doc(deep).sections[0].text
    assert "deep" in deep.problems[0].message
    long = article("# T\n\n" + "word " * 250_000 + "needle")
    assert "needle" in search_doc(long).sections[-1].text
    assert len(long.problems) == 1


def test_a_folder_of_odd_files(tmp_path):
    """Every file of a folder of oddities is read, rendered and searched without an exception."""
    odd = {
        "empty.md": b"",
        "utf16.md": "# Größe\r\n| a |\r\n|---|\r\n| b |\r\n".encode("utf-16"),
        "latin.md": b"---\ntitle: Caf\xe9\n---\nisn\x92t",
        "binary.md": bytes(range(256)),
        "front only.md": b"---\nauthor: x\n---",
        "broken front.md": b"---\ntitle: a audience: b: c\n- d\n---\n# Shown\n",
        "conflict.md": b"<<<<<<< HEAD\n# A\n=======\n# B\n>>>>>>> other\n",
        "cr.md": b"# A\rtext\r\rmore",
        "base64.md": b"![x](data:image/png;base64," + b"A" * 400_000 + b")\n",
        "fences.md": b"```\nopen\n\n````\nstill open",
        "seven.md": b"####### no heading\n",
        "zero width.md": "# a\u200bb\ufeffc\n\u200fعربي\n".encode(),
    }
    for name, data in odd.items():
        (tmp_path / name).write_bytes(data)
    titles = {}
    for file in sorted(tmp_path.iterdir()):
        text, encoding, problem = decode(file.read_bytes())
        document = parse(SourceFile(file.name, "", text, encoding, problem=problem))
        assert render_document(document).html or not text.strip() or document.body_line > 1
        assert search_doc(document).path == file.name
        titles[file.stem] = document.title
    assert titles["utf16"] == "Größe"
    assert titles["latin"] == "Café"
    assert titles["broken front"] == "Shown"
    assert titles["front only"] == "front only"
    assert titles["cr"] == "A"


def test_pygments_waits_for_the_first_code_block():
    """Reading and showing articles without code loads no Pygments."""
    script = (
        "import sys; from kbdesk.markdown import *; from kbdesk.model import SourceFile\n"
        "render('# a\\n\\n```\\nx\\n```'); assert 'pygments' not in sys.modules\n"
        "render('```python\\nx\\n```'); assert 'pygments' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)


SIGNS = st.sampled_from(
    [*"#>-*_`~[]()!|:<>\\&{}1.ax\n\n  \t\r\"'/", "---\n", "- [ ] `a`", "](#a)", "### ", "<!--"]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(SIGNS, max_size=60).map("".join)))
def test_nothing_raises(text):
    """Any text is an article, a playbook, HTML and words."""
    for path in ("articles/a.md", "playbooks/a.md"):
        document = article(text, path)
        render_document(document)
        plain_sections(document)
        assert document.body_line >= 1
