# SPDX-License-Identifier: MIT
"""Audiences: asked for in a query, chosen as a filter, standing by the profile; never an access control."""

from __future__ import annotations

import pytest
from search_docs import doc, indexed, paths

from kbdesk.model import Filters, Leaning, Results
from kbdesk.search.conditions import Condition, read
from kbdesk.ui.result_filters import FilterChips
from kbdesk.ui.results import ResultsPane
from kbdesk.ui.theme import Theme

DOCS = [
    doc("a/public.md", "Printer offline", audience="public"),
    doc("a/partner.md", "Printer offline at a partner", audience="partner"),
    doc("a/internal.md", "Printer offline inside"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """Three documents that say the same to three audiences."""
    made = indexed(tmp_path_factory.mktemp("audience"), DOCS)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("printer audience:public", {"a/public.md"}),
        ("printer audience:pub", {"a/public.md"}),
        ("printer audience:partner", {"a/partner.md"}),
        ("printer -audience:internal", {"a/public.md", "a/partner.md"}),
        ("printer audience:public audience:partner", {"a/public.md", "a/partner.md"}),
        ("audience:internal", {"a/internal.md"}),
    ],
)
def test_an_audience_is_asked_for_like_any_sign(index, text, found):
    """Shortened, turned round, twice for either, and without a word."""
    assert set(paths(index.search(text))) == found


def test_an_audience_that_cannot_be_told_yet_does_not_count():
    """“p” may become partner or public: nothing while it is typed, a sentence when it is not."""
    assert read("audience", "p", unfinished=True) is None
    assert "audience:p" in read("audience", "p")
    assert "internal, partner or public" in read("audience", "nobody")
    assert read("audience", "pa") == Condition("audience", "is", "partner")


@pytest.mark.parametrize(
    ("audience", "found"),
    [
        ("", {"a/public.md", "a/partner.md", "a/internal.md"}),
        ("public", {"a/public.md"}),
        ("partner", {"a/public.md", "a/partner.md"}),
        ("internal", {"a/internal.md"}),
    ],
)
def test_the_filter_shows_what_such_a_reader_may_have(index, audience, found):
    """A partner may read what is public, too; the counts stay those of single audiences."""
    results = index.search("printer", Filters(audience=audience))
    assert {hit.path for hit in results.hits} == found
    assert results.total == len(found)
    assert dict(dict(results.facets)["audience"]) == {"public": 1, "partner": 1, "internal": 1}


def test_a_change_of_audience_is_found_at_once(tmp_path):
    """Also in what was joined from several segments."""
    index = indexed(tmp_path, DOCS)
    index.put([doc("a/internal.md", "Printer offline inside", audience="public")])
    assert set(paths(index.search("audience:public"))) == {"a/public.md", "a/internal.md"}
    index.close()


def test_a_profile_orders_equals_and_nothing_else(tmp_path):
    """Of texts that say the same the own tier's and product's come first; relevance stays above."""
    same = [
        doc("t/1.md", "Router restarts alone", tier="1"),
        doc("t/2.md", "Router restarts alone", tier="2"),
        doc("t/x.md", "Router restarts alone", tier="2", products=("Router X200",)),
        doc("t/best.md", "Cable restarts", tier="specialist"),
    ]
    index = indexed(tmp_path, same)
    assert paths(index.search("router restarts alone"))[0] == "t/1.md"
    index.lean(Leaning("2"))
    assert paths(index.search("router restarts alone"))[-1] == "t/1.md"
    index.lean(Leaning("2", ("router x200",)))
    assert paths(index.search("router restarts alone"))[0] == "t/x.md"
    assert paths(index.search("cable restarts"))[0] == "t/best.md"
    index.lean(Leaning())
    assert paths(index.search("router restarts alone"))[0] == "t/1.md"
    index.close()


def test_the_standing_audience_is_a_chip_that_says_what_it_is(qtbot):
    """It is taken off by a click, and its tip says that it keeps nothing from anybody."""
    chips = FilterChips(Theme())
    qtbot.addWidget(chips)
    chips.set_standing(Filters(audience="public"))
    chips.set_filters(Filters(audience="public"))
    chip = chips._active["audience"]
    assert chip.text() == "Public only"
    assert "keeps nothing from anybody" in chip.toolTip()
    assert "Your profile sets it" in chip.toolTip()
    chip.click()
    assert chips.filters == Filters()


def test_the_menu_offers_audiences_only_where_there_are_several(qtbot):
    """With how many documents each lets pass: partners read what is public, too."""
    chips = FilterChips(Theme())
    qtbot.addWidget(chips)
    chips.show_facets(Results("", facets=(("audience", (("internal", 4),)),)))
    assert not any("Internal" in action.text() for action in chips.menu().actions())
    chips.show_facets(Results("", facets=(("audience", (("internal", 4), ("public", 2), ("partner", 1))),)))
    offered = [action.text() for action in chips.menu().actions()]
    assert {"Public only  (2)", "Partner and public  (3)", "Internal only  (4)"} <= set(offered)


def test_clearing_filters_leaves_the_standing_one_until_it_is_alone(qtbot):
    """Alt+C once takes off what was chosen; once more what the profile set."""
    pane = ResultsPane(Theme())
    qtbot.addWidget(pane)
    heard = []
    pane.filters_changed.connect(heard.append)
    standing = Filters(audience="public")
    pane.set_standing(standing)
    pane.set_filters(Filters(audience="public", tier="2"))
    pane.clear_filters()
    assert pane.filters() == standing
    pane.clear_filters()
    assert pane.filters() == Filters()
    pane.reset_filters()
    assert pane.filters() == standing
    assert heard == [standing, standing, Filters(), standing]
