# SPDX-License-Identifier: MIT
"""Several libraries searched as one: merged hits, badges, pages, links, calls, and what is missing."""

from __future__ import annotations

import json
import shutil

import pytest
from desks import make_desk
from gitrepo import git, make_repo, write

from kbdesk.cli import FINE, main
from kbdesk.desk.shelf import merged
from kbdesk.errors import KbError
from kbdesk.model import Companion, Filters, Hit, Results

TEAM = {
    "articles/vpn.md": "---\nproducts: [Tunnel]\n---\n# VPN drops\n\nSee [paper](paper.md).\n",
    "articles/printer.md": "# Printer is offline\n\nSwitch it on.\n",
    "articles/paper.md": "# Paper jams\n\nOpen the lid.\n",
    "playbooks/tunnel.md": "# Tunnel calls\n\n## Tier 1\n\n### Ask\n\n- [Yes](#resolve)\n\n### Resolve\n",
}
VENDOR = {
    "articles/vpn.md": "---\nproducts: [Tunnel]\n---\n# VPN drops\n\nSee [more](deep/more.md).\n",
    "articles/deep/more.md": "# More on the tunnel\n\n![dot](dot.png)\n",
    "articles/toner.md": "# Toner is empty\n\nBuy toner.\n",
    "playbooks/toner.md": (
        "# Toner calls\n\n## Tier 1\n\n### Look\n\nRead [toner](../articles/toner.md).\n\n"
        "- [Empty](#escalate-to-tier-2-toner)\n\n### Escalate to tier 2: toner\n"
    ),
}
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@pytest.fixture
def desk(tmp_path):
    make_repo(tmp_path / "team", TEAM)
    make_repo(tmp_path / "vendor", VENDOR, author="Vera")
    (tmp_path / "vendor" / "articles" / "deep" / "dot.png").write_bytes(DOT)
    desk = make_desk(tmp_path / "team", tmp_path / "home")
    yield desk
    desk.close()


def put(desk, *roots, build: bool = True) -> tuple[Companion, ...]:
    """Search these beside the desk's library."""
    companions = desk.shelf.put(
        root if isinstance(root, Companion) else Companion(str(root)) for root in roots
    )
    if build:
        for each in desk.shelf.desks:
            each.build_index(lambda done, to_do: None)
    return companions


def where(results: Results) -> list[tuple[str, str]]:
    """(badge, path) of the hits."""
    return [(hit.library, hit.path) for hit in results.hits]


# --- merging ---


def answer(*hits: tuple[str, float], **more) -> Results:
    """An answer of hits, each a path and a score."""
    made = tuple(Hit(path, path, "article", "1", score, "") for path, score in hits)
    return Results("q", hits=made, total=len(made), **more)


def paths(results: Results) -> list[str]:
    return [hit.path for hit in results.hits]


def test_hits_are_merged_by_score():
    """The best come first, whichever library they are of; between equals the open library's."""
    results = merged([("a", answer(("a1", 9), ("a2", 5))), ("b", answer(("b1", 10), ("b2", 5)))], "", 30)
    assert paths(results) == ["b1", "a1", "a2", "b2"]
    assert [hit.library for hit in results.hits] == ["b", "", "", "b"]
    assert results.total == 4
    assert paths(merged([("a", answer(("a1", 9))), ("b", answer(("b1", 10)))], "", 1)) == ["b1"]


def test_the_order_of_each_library_is_kept():
    """A library may put a hit of a lower score first; the others do not come between for that."""
    results = merged([("a", answer(("a1", 3), ("a2", 9))), ("b", answer(("b1", 5)))], "", 30)
    assert paths(results) == ["b1", "a1", "a2"]


def test_facets_are_added_up_and_libraries_counted():
    """Each value's counts are summed; the facet ``library`` says how many each has."""
    tags = (("tag", (("x", 1), ("y", 3))),)
    results = merged(
        [
            ("a", answer(("a1", 1), facets=tags)),
            ("b", answer(("b1", 2), ("b2", 1), facets=tags)),
            ("c", answer()),
        ],
        "",
        30,
    )
    assert dict(results.facets) == {"tag": (("y", 6), ("x", 2)), "library": (("b", 2), ("a", 1))}


def test_one_library_can_be_asked_for():
    """The filter leaves the others' counts to be seen, and nothing else of them."""
    tags = (("tag", (("x", 1),)),)
    answers = [("a", answer(("a1", 1), facets=tags)), ("b", answer(("b1", 2), facets=tags))]
    results = merged(answers, "b", 30)
    assert paths(results) == ["b1"]
    assert (results.total, results.unfiltered) == (1, 2)
    assert dict(results.facets) == {"tag": (("x", 1),), "library": (("a", 1), ("b", 1))}
    assert [hit.library for hit in merged(answers, "a", 30).hits] == [""]


def test_a_library_that_lacks_a_word_does_not_come_before_one_that_has_all():
    """Every word counts unless no library has them all."""
    part = answer(("a1", 99), left_out=("toner",))
    results = merged([("a", part), ("b", answer(("b1", 1)))], "", 30)
    assert (paths(results), results.left_out) == (["b1"], ())
    results = merged([("a", part), ("b", answer())], "", 30)
    assert (paths(results), results.left_out) == (["a1"], ("toner",))


def test_what_was_meant_and_what_is_nearest_come_from_all():
    """A word that one library knows is no mistake; the nearest are told only if nothing matches."""
    meant = answer(meant="tuner", nearest=answer(("a9", 2)).hits)
    results = merged([("a", meant), ("b", answer(("b1", 1)))], "", 30)
    assert (results.meant, results.nearest) == ("", ())
    results = merged([("a", meant), ("b", answer(nearest=answer(("b9", 3)).hits))], "", 30)
    assert results.meant == "tuner"
    assert [(hit.library, hit.path) for hit in results.nearest] == [("b", "b9"), ("", "a9")]


def test_a_phrase_that_another_library_has_counts_in_all():
    """Who lacks it gives nothing, also if the other has no hit for the rest of the query."""
    lacking = answer(("a1", 9), left_out=('"paper jams"',))
    having = answer(("b1", 1), left_out=("toner",))
    results = merged([("a", lacking), ("b", having)], "", 30, frozenset(('"paper jams"',)))
    assert (paths(results), results.left_out) == (["b1"], ("toner",))
    results = merged([("a", lacking), ("b", answer())], "", 30, frozenset(('"paper jams"',)))
    assert (results.hits, results.total, results.left_out) == ((), 0, ())
    results = merged([("a", lacking), ("b", answer())], "", 30)
    assert (paths(results), results.left_out) == (["a1"], ('"paper jams"',))


def test_an_exclusion_counts_in_all_libraries_if_it_leaves_something_in_one():
    """A library of which it left nothing gives nothing, also if the other lacks a word."""
    left = answer(("b1", 1), left_out=("toner",))
    results = merged([("a", answer(("a1", 9), left_out=("-vpn",))), ("b", left)], "", 30)
    assert (paths(results), results.left_out) == (["b1"], ("toner",))
    results = merged([("a", answer(("a1", 9), left_out=("-vpn",))), ("b", answer())], "", 30)
    assert (paths(results), results.left_out) == (["a1"], ("-vpn",))


# --- real libraries ---


def test_two_libraries_answer_as_one(desk, tmp_path):
    """Hits of both, each with its badge; the open library first between equals; facets of both."""
    assert put(desk, tmp_path / "vendor") == (Companion(str(tmp_path / "vendor"), "vendor"),)
    results = desk.search("vpn drops ")
    assert where(results)[:2] == [("", "articles/vpn.md"), ("vendor", "articles/vpn.md")]
    facets = dict(results.facets)
    assert dict(facets["library"]) == {"team": 1, "vendor": 1}
    assert facets["product"] == (("Tunnel", 2),)
    assert where(desk.search("toner", Filters(kind="article"))) == [("vendor", "articles/toner.md")]
    only = desk.search("vpn drops ", Filters(library="vendor"))
    assert where(only) == [("vendor", "articles/vpn.md")]
    assert dict(dict(only.facets)["library"]) == {"team": 1, "vendor": 1}


def test_a_phrase_holds_in_all_libraries_if_one_has_it(desk, tmp_path):
    """A library that lacks the phrase does not answer with its words; if none has it, all do."""
    put(desk, tmp_path / "vendor")
    assert where(desk.search('"switch it on" offline')) == [("", "articles/printer.md")]
    assert where(desk.search('"buy toner"', Filters(kind="article"))) == [("vendor", "articles/toner.md")]
    none = desk.search('"paper jams" tier:3')
    assert (none.hits, none.left_out) == ((), ())
    assert where(desk.search('"more on the tunnel" drops')) == [("vendor", "articles/deep/more.md")]
    results = desk.search('"tunnel drops"')
    assert results.left_out == ('"tunnel drops"',)
    assert {badge for badge, _ in where(results)} == {"", "vendor"}


def test_a_library_alone_has_no_badge(desk, tmp_path):
    """Without another library there is neither badge nor facet, and taking one away takes its hits away."""
    put(desk, tmp_path / "vendor")
    put(desk)
    results = desk.search("vpn drops ")
    assert where(results) == [("", "articles/vpn.md")]
    assert "library" not in dict(results.facets)
    with pytest.raises(KbError, match="vendor is not searched any more"):
        desk.page("articles/toner.md", "vendor")


def test_a_title_is_found_before_the_other_library_is_indexed(desk, tmp_path):
    """The first moments of a new library: its files are found by name."""
    put(desk, tmp_path / "vendor", build=False)
    assert where(desk.search("toner")) == [("vendor", "articles/toner.md"), ("vendor", "playbooks/toner.md")]
    assert desk.wants_index


def test_pages_links_and_pictures_stay_in_their_library(desk, tmp_path):
    """A page of another library is that library's: its author, its links, its pictures."""
    put(desk, tmp_path / "vendor")
    desk.opening()
    desk.shelf.learn()
    own, other = desk.page("articles/vpn.md"), desk.page("articles/vpn.md", "vendor")
    assert (own.library, own.revision.author) == ("", "Anna")
    assert (other.library, other.revision.author) == ("vendor", "Vera")
    there = desk.follow("articles/vpn.md", "deep/more.md", "vendor")
    assert (there.path, there.library) == ("articles/deep/more.md", "vendor")
    assert desk.page(there.path, there.library).pictures == (DOT,)
    assert desk.follow("articles/vpn.md", "deep/more.md").refused
    assert desk.follow("articles/vpn.md", "https://example.org/", "vendor").url == "https://example.org/"


def test_a_playbook_of_another_library_runs_to_a_note_that_names_it(desk, tmp_path):
    """Steps, articles and provenance are those of the playbook's library."""
    put(desk, tmp_path / "vendor")
    view = desk.calls.start("playbooks/toner.md", library="vendor", read=(desk.page("articles/vpn.md"),))
    assert (view.library, view.step.title) == ("vendor", "Look")
    view = desk.calls.opened(view.run.id, desk.page("articles/toner.md", "vendor").document, "vendor")
    view = desk.calls.answer(view.run.id, 1)
    assert view.step.kind == "escalate"
    note = desk.calls.preview(view.run.id, {"ask": "Bring toner"}).note
    assert note.provenance.library == "vendor"
    assert note.provenance.commit == git(tmp_path / "vendor", "rev-parse", "HEAD").strip()
    assert [read.path for read in note.provenance.articles] == ["team: articles/vpn.md", "articles/toner.md"]


def test_a_call_goes_on_when_its_library_is_taken_away_and_comes_back_with_it(desk, tmp_path):
    """Taking a library off the search does not touch the call; the next start has it with its library."""
    put(desk, tmp_path / "vendor")
    run_id = desk.calls.start("playbooks/toner.md", library="vendor").run.id
    put(desk)
    assert desk.calls.view(run_id).answers[0].text == "Empty"
    desk.close()
    again = make_desk(desk.root, tmp_path / "home")
    assert again.calls.restore() == ()
    put(again, tmp_path / "vendor", build=False)
    assert [tab.run_id for tab in again.calls.restore()] == [run_id]
    assert again.calls.view(run_id).step.title == "Look"
    again.close()


def test_a_missing_library_does_not_stop_the_others(desk, tmp_path):
    """It is told with its reason, and is searched as soon as it is there again."""
    away = tmp_path / "away"
    shutil.move(tmp_path / "vendor", away)
    put(desk, tmp_path / "vendor", away)
    missing, there = desk.shelf.companions
    assert "does not exist" in missing.problem
    assert (missing.name, there.name, there.problem) == ("vendor", "away", "")
    assert where(desk.search("toner", Filters(kind="article"))) == [("away", "articles/toner.md")]
    shutil.copytree(away, tmp_path / "vendor")
    assert [one.problem for one in put(desk, *desk.shelf.companions)] == ["", ""]


def test_a_library_that_goes_away_meanwhile_is_left_out(desk, tmp_path):
    """Looking for changes notices it; the open library is searched on."""
    put(desk, tmp_path / "vendor")
    desk.search("toner")
    shutil.rmtree(tmp_path / "vendor")
    assert desk.shelf.changed_on_disk() == ()
    assert desk.shelf.companions[0].problem
    assert where(desk.search("vpn drops ")) == [("", "articles/vpn.md")]


def test_an_index_that_is_refused_leaves_only_its_library_out(desk, tmp_path):
    """A cache folder that others can write to is not opened; the rest is found."""
    put(desk, tmp_path / "vendor")
    desk.shelf.desk("vendor").lookup.folder.chmod(0o777)
    assert where(desk.search("vpn drops ")) == [("", "articles/vpn.md")]
    assert "vendor" not in dict(dict(desk.search("vpn").facets).get("library", ()))
    assert desk.shelf.companions[0].problem


def test_badges_are_told_apart(desk, tmp_path):
    """A given name counts; one that is taken gets a number; a library is not searched twice."""
    for name in ("one/team", "two/team"):
        make_repo(tmp_path / name, VENDOR)
    given = Companion(str(tmp_path / "vendor"), "Contoso")
    companions = put(desk, given, tmp_path / "one/team", tmp_path / "two/team", desk.root, given, build=False)
    assert [one.name for one in companions] == ["Contoso", "team 2", "team 3"]


def test_a_change_in_another_library_is_found_after_a_look(desk, tmp_path):
    """The look names the library and the file, and the next search knows the new words."""
    put(desk, tmp_path / "vendor")
    desk.shelf.changed_on_disk()
    assert desk.search("quagga").hits == ()
    write(tmp_path / "vendor", {"articles/toner.md": "# Toner is empty\n\nAsk the quagga.\n"})
    changes = desk.shelf.changed_on_disk()
    assert changes == (("vendor", ("articles/toner.md",)),)
    desk.shelf.take_up(changes)
    assert where(desk.search("quagga")) == [("vendor", "articles/toner.md")]


def test_the_terminal_searches_several(desk, tmp_path, capsys):
    """``--library`` once more for each; a missing one is told and the others are searched."""
    team, vendor = str(tmp_path / "team"), str(tmp_path / "vendor")
    words = ["search", "vpn", "drops", "--library", team, "--library", vendor, "--library", "nowhere"]
    assert main([*words, "--json"]) == FINE
    out = capsys.readouterr()
    hits = json.loads(out.out)
    assert [(hit["library"], hit["path"]) for hit in hits[:2]] == [
        ("", "articles/vpn.md"),
        ("vendor", "articles/vpn.md"),
    ]
    assert "nowhere does not exist" in out.err
    assert main(words) == FINE
    assert "[vendor] articles/vpn.md" in capsys.readouterr().out
