# SPDX-License-Identifier: MIT
"""Checking an article."""

from __future__ import annotations

import pytest
from builders import anchors_of, article

from kbdesk.model import Article, Finding, Link, Meta, Problem
from kbdesk.playbook import Library, check_article
from kbdesk.playbook.links import inside

FILES = {"articles/b.md": ("fix", "-déjà"), "articles/c.md": (), "articles/x.png": None}


def resolve(path: str, target: str) -> str | None:
    found = inside(path, target)
    return found if found in FILES or found == path else None


def check(one: Article, today: str = "2026-11-22", **more) -> list[Finding]:
    known = anchors_of({path: names for path, names in FILES.items() if names is not None})
    return list(check_article(one, known, resolve, today, **more))


def codes(one: Article, **more) -> list[str]:
    return [finding.code for finding in check(one, **more)]


def test_a_foreign_file_without_front_matter_is_asked_for_nothing():
    """A file without front matter and without a heading has no findings."""
    assert check(article(headings=())) == []


def test_a_complete_article_has_no_findings():
    """Validated, owned, reviewed, in time, with links that lead somewhere."""
    one = article(
        title="A",
        confidence="validated",
        owner="net",
        reviewed="2026-01-01",
        review_by="2026-11-22",
        links=(
            "b.md",
            "b.md#fix",
            "#an-article",
            "https://x.org/#y",
            "mailto:a@b.c",
            Link("x.png", "", 30, image=True),
        ),
    )
    assert check(one) == []


def test_an_article_with_front_matter_needs_a_title():
    """Front matter without a title and no top heading is a warning."""
    assert [(one.code, one.severity) for one in check(article(headings=((2, "Issue"),), owner="me"))] == [
        ("KB201", "warning")
    ]


def test_a_repeated_title_names_the_other_file():
    """Two documents of one title are told, if the titles of all are known."""
    one = article(title="Same")
    [finding] = check(one, library=Library(same_title={"Same": ("articles/a.md", "articles/b.md")}.get))
    assert finding.code == "KB202"
    assert "articles/b.md has the title “Same” too" in finding.message
    assert check(one, library=Library(same_title={"Same": ("articles/a.md",)}.get)) == []


@pytest.mark.parametrize(
    ("target", "code", "severity"),
    [
        ("none.md", "KB203", "error"),
        ("b.md#no", "KB204", "warning"),
        ("#no", "KB204", "warning"),
        ("/outlook/how-to", "KB206", "advice"),
        ("~/includes/x.md", "KB206", "advice"),
        ("../../x/y.md", "KB207", "advice"),
        ("xref:System.String", "KB208", "advice"),
        ("file:///etc/passwd", "KB208", "advice"),
        ("//host/share/x.md", "KB208", "advice"),
    ],
)
def test_a_link_that_leads_nowhere_is_found(target, code, severity):
    """Each kind of broken link has its code; what may work elsewhere is advice only."""
    assert [(one.line, one.code, one.severity) for one in check(article(links=(target,)))] == [
        (21, code, severity)
    ]


@pytest.mark.parametrize(
    "target", ["b.md#FIX", "b.md?view=x#fix", "#tab/windows", "folder/", "", "x.png#1", "b.md#-déjà"]
)
def test_links_that_work_or_cannot_be_judged_are_let_pass(target):
    """Anchors in another case, queries, tabs, folders and anchors of other files are no findings."""
    assert check(article(links=(target,))) == []


def test_an_anchor_set_by_hand_counts():
    """An HTML anchor in the file's own text is a place that a link may lead to."""
    assert check(article(text='x <a name="here"></a>', links=("#here",))) == []


def test_a_missing_picture_is_found():
    """A picture that is not there is a warning."""
    found = check(
        article(links=(Link("no.png", "", 3, image=True), Link("data:image/png;base64,x", "", 4, image=True)))
    )
    assert [(one.code, one.severity, one.line) for one in found] == [("KB205", "warning", 3)]


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ({"confidence": "validated"}, ["KB210"]),
        ({"confidence": "validated", "owner": "net"}, ["KB210"]),
        ({"confidence": "draft"}, []),
        ({"review_by": "2026-11-21"}, ["KB211"]),
        ({"review_by": "2026-11-22"}, []),
        ({"review_by": "soon"}, []),
        ({"review_by": "2020-01-01", "confidence": "archived", "superseded_by": "b.md"}, []),
        ({"confidence": "archived"}, ["KB212"]),
        ({"superseded_by": "none.md"}, ["KB213"]),
        ({"superseded_by": "a.md"}, ["KB213"]),
        ({"superseded_by": "https://x.org/y"}, []),
    ],
)
def test_what_an_article_says_of_itself_must_hold(meta, expected):
    """Validation, review dates and successors are checked."""
    assert codes(article(title="A", **meta)) == expected


def test_a_finding_stands_at_its_line_of_the_front_matter():
    """A finding about a key names the key's line and what is missing."""
    text = "---\ntitle: A\nconfidence: validated\nowner: net\n---\n# A\nreviewed: no\n"
    [finding] = check(article(text=text, title="A", confidence="validated", owner="net"))
    assert finding.line == 3
    assert "“reviewed” is missing" in finding.message


def test_a_wider_audience_must_not_be_sent_to_a_narrower_article():
    """A public article that links an internal one is told, if the audiences are known."""
    one = article(title="A", audience="public", links=("b.md", "c.md#x", "https://x.org"))
    others = Library(meta={"articles/b.md": Meta(), "articles/c.md": Meta(audience="public")}.get)
    assert [(one.line, one.code) for one in check(one, library=others)] == [(21, "KB214"), (22, "KB204")]
    assert codes(article(title="A", audience="internal", links=("b.md",)), library=others) == []


def successor_codes(**successors: str) -> list[str]:
    """What is said of a.md, if each of the files has this successor."""
    metas = {f"articles/{name}.md": Meta(superseded_by=target) for name, target in successors.items()}
    one = article(title="A", confidence="archived", superseded_by=successors["a"])
    library = Library(meta=metas.get)
    return [finding.code for finding in check_article(one, {}.get, inside, "2026-11-22", library=library)]


def test_a_line_of_successors_must_end():
    """A circle is an error; a successor that was replaced itself is told with the last in line."""
    assert successor_codes(a="b.md") == successor_codes(a="b.md", b="https://x.org/y") == []
    assert successor_codes(a="b.md", b="a.md") == ["KB215"]
    assert successor_codes(a="b.md", b="c.md") == ["KB216"]
    assert successor_codes(a="b.md", b="c.md", c="a.md") == ["KB215"]
    assert successor_codes(a="b.md", b="c.md", c="b.md") == []  # told where it is: in b and c


def test_problems_of_reading_are_findings():
    """An unreadable file has one finding; a part that was not understood is told at its line."""
    assert codes(article(problem="Too large.", confidence="validated")) == ["KB001"]
    assert [(one.line, one.code) for one in check(article(problems=(Problem(2, "Odd."),)))] == [(2, "KB002")]
