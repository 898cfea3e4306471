# SPDX-License-Identifier: MIT
"""One whole call through the desk, without a window, on a real repository."""

from __future__ import annotations

import json
import sqlite3

import jsonschema
import pytest
from desks import make_desk, sample_repo
from gitrepo import commit

from kbdesk import handoff
from kbdesk.errors import KbError
from kbdesk.model import Author, Filters

WIFI = "playbooks/technical/wifi-drops.md"
ANSWERS = {
    "since": "since Monday",
    "ask": "Move the router off the DFS channels, or say why not",
    "told": "The network team takes over",
    "promised": "A call by 16:00",
    "if": "the light turns red",
    "then": "call the customer at once",
}


@pytest.fixture
def library(tmp_path):
    return sample_repo(tmp_path / "sample")


@pytest.fixture
def desk(library, tmp_path):
    desk = make_desk(library, tmp_path / "home")
    desk.build_index(lambda done, to_do: None)
    yield desk
    desk.close()


def to_radio_fault(desk):
    """The call answered up to the escalation for a radio fault."""
    calls = desk.calls
    view = calls.start(WIFI, ("my wifi keeps cutting out",), ("my wifi keeps cutting out",))
    run_id = view.run.id
    calls.record(run_id, "wan_light", "green")
    calls.answer(run_id, 1)
    view = calls.answer(run_id, 2)
    assert view.step.anchor == "change-the-channel"
    calls.record(run_id, "router_model", "X200")
    calls.note(run_id, "Channel 11 was full of neighbours")
    return calls.answer(run_id, 2)


def test_what_the_customer_says_finds_playbook_and_articles(desk):
    """The customer's words bring the playbook to the first line, with the words marked."""
    results = desk.search("my wifi keeps cutting out")
    assert results.hits[0].path == WIFI
    assert results.hits[0].matched_says or results.hits[0].snippet_spans or results.hits[0].title_spans
    assert any(hit.kind == "article" for hit in results.hits[:5])
    assert dict(results.facets)["kind"]
    only = desk.search("my wifi keeps cutting out", Filters(kind="article"))
    assert only.hits
    assert {hit.kind for hit in only.hits} == {"article"}


def test_an_article_opens_with_its_author(desk):
    """A page says who changed it last and when."""
    desk.opening()
    page = desk.page("articles/network/forget-a-network.md")
    assert page.revision is not None
    assert (page.revision.author, page.revision.date[:10]) == ("Anna", "2026-11-01")
    assert "Forget" in page.rendered.html


def test_the_whole_call_ends_in_a_note_that_validates(desk):
    """Search, answer, go back, change an answer, escalate: the note holds all of it and fits the schema."""
    calls = desk.calls
    view = to_radio_fault(desk)
    run_id = view.run.id
    assert view.step.kind == "escalate"
    calls.back(run_id)
    view = calls.answer(run_id, 2)
    assert view.step.anchor == "escalate-to-tier-2-radio-fault"
    calls.opened(run_id, desk.read("articles/network/forget-a-network.md"))

    form = calls.escalation(run_id)
    assert [blank.key for blank in form.blanks if blank.required] == ["since", "ask"]
    with pytest.raises(KbError, match="ask"):
        calls.hand_over(run_id, {"since": "since Monday"})
    handed = calls.hand_over(run_id, ANSWERS)

    text = handed.path.read_text(encoding="utf-8")
    assert text == handed.preview.markdown
    note = handoff.from_markdown(text)
    jsonschema.validate(json.loads(handoff.to_json(note)), handoff.schema())
    assert note.ask == ANSWERS["ask"]
    assert note.to.tier == "2"
    assert any(tried.undone for tried in note.tried)
    assert "my wifi keeps cutting out" in note.customer_words
    assert note.provenance is not None
    assert note.provenance.commit == desk.info.head
    assert [read.path for read in note.provenance.articles] == ["articles/network/forget-a-network.md"]
    assert calls.tabs() == ()


def test_the_same_call_gives_the_same_note_to_the_byte(library, tmp_path):
    """With clock, ids and author given, two runs of one call write the same bytes."""
    notes = []
    for name in ("one", "two"):
        desk = make_desk(library, tmp_path / name)
        view = to_radio_fault(desk)
        notes.append(desk.calls.hand_over(view.run.id, ANSWERS).path.read_bytes())
        desk.close()
    assert notes[0] == notes[1]


def test_a_call_stands_where_it_was_after_the_program_ended(desk, library, tmp_path):
    """A new desk on the same home brings an open call back at its step, with what was recorded."""
    view = to_radio_fault(desk)
    desk.close()
    again = make_desk(library, tmp_path / "home")
    tabs = again.calls.restore()
    assert [tab.run_id for tab in tabs] == [view.run.id]
    assert again.calls.view(view.run.id).step.anchor == view.step.anchor
    assert dict(again.calls.run(view.run.id).recorded)["router_model"] == "X200"
    again.close()


def test_two_calls_stand_beside_each_other(desk):
    """A second call leaves the first where it was."""
    first = desk.calls.start(WIFI)
    second = desk.calls.start("playbooks/technical/outlook-password.md")
    desk.calls.answer(second.run.id, 1)
    assert desk.calls.view(first.run.id).step.anchor == first.step.anchor
    assert len(desk.calls.tabs()) == 2


def test_a_call_without_a_playbook_can_be_handed_over(desk):
    """Where no playbook fits, search and notes still reach the next tier."""
    view = desk.calls.start("", ("the lift speaks Welsh",), ("the lift speaks Welsh",))
    desk.calls.note(view.run.id, "Never seen before")
    form = desk.calls.escalation(view.run.id)
    assert "ask" in {blank.key for blank in form.blanks if blank.required}
    handed = desk.calls.hand_over(view.run.id, {"ask": "Say which team owns the lift", "to_tier": "3"})
    note = handoff.from_markdown(handed.preview.markdown)
    assert note.to.tier == "3"
    assert "the lift speaks Welsh" in note.customer_words


def test_only_what_changed_is_indexed_again(desk, library):
    """After one edit a rebuild takes one document, and the edit is found."""
    assert desk.build_index(lambda done, to_do: None) == 0
    text = (library / "articles/network/forget-a-network.md").read_text(encoding="utf-8")
    commit(library, {"articles/network/forget-a-network.md": text + "\nAlso known as the xylophone trick.\n"})
    assert desk.build_index(lambda done, to_do: None) == 1
    assert desk.search("xylophone ").hits[0].path == "articles/network/forget-a-network.md"


def test_what_changed_since_last_time_is_listed_once(desk, library, tmp_path):
    """The second opening names what was changed in between, with author; the third names nothing."""
    assert desk.opening().changed == ()
    commit(library, {"articles/network/new.md": "# New\n"}, author="Bo", date="2026-11-20T08:00:00+00:00")
    second = make_desk(library, tmp_path / "home")
    changed = second.opening().changed
    assert [(path, revision.author) for path, revision in changed if revision] == [
        ("articles/network/new.md", "Bo")
    ]
    third = make_desk(library, tmp_path / "home")
    assert third.opening().changed == ()
    for later in (second, third):
        later.close()


def test_what_i_saved_elsewhere_is_not_told_as_written_by_others(desk, library, tmp_path):
    """A file that only I changed, told by mail address, is left out; one that others changed stays."""
    desk.home.set_who(Author("Mia Tran", "Anna@Example.org"))
    assert desk.opening().changed == ()
    commit(library, {"articles/mine.md": "# Mine\n", "articles/ours.md": "# Ours\n"}, author="Anna")
    commit(library, {"articles/ours.md": "# Ours\n\nMore.\n"}, author="Bo")
    commit(library, {"articles/ours.md": "# Ours\n\nStill more.\n"}, author="Anna")
    again = make_desk(library, tmp_path / "home")
    assert [path for path, _ in again.opening().changed] == ["articles/ours.md"]
    again.close()


def test_links_lead_inside_only(desk):
    """Links resolve inside the library, name their host outside it, and go nowhere else."""
    here = "articles/network/forget-a-network.md"
    assert desk.follow(here, "#resolution").anchor == "resolution"
    assert desk.follow(here, "../mail/mailbox-full.md").path == "articles/mail/mailbox-full.md"
    assert desk.follow(here, "https://example.com/a?b").host == "example.com"
    for hostile in ("../../../../etc/passwd", "file:///etc/passwd", "//host/share", "ms-msdt:x", "\\\\h\\s"):
        followed = desk.follow(here, hostile)
        assert followed.refused, hostile
        assert not followed.path
        assert not followed.url


def test_a_damaged_index_is_rebuilt_and_search_goes_on(desk):
    """With the index destroyed under its feet, search answers from titles, and a rebuild mends it."""
    for file in desk.lookup.folder.rglob("*"):
        if file.is_file():
            file.write_bytes(b"\0" * 40)
    fresh = make_desk(desk.root, desk.home.data.parent)
    assert any("wifi" in hit.path for hit in fresh.search("wifi drops").hits)
    assert fresh.build_index(lambda done, to_do: None) > 40
    assert fresh.search("my wifi keeps cutting out").hits[0].path == WIFI
    fresh.close()


def test_a_plain_folder_without_git_works(tmp_path):
    """A folder of Markdown without front matter and without git opens, indexes, searches and reads."""
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "printer.md").write_text("# Printer jams\n\nOpen the tray.\n", encoding="utf-8")
    (folder / "latin.md").write_bytes("# Dr\u00fccker\n\nPapier staut sich.\n".encode("cp1252"))
    desk = make_desk(folder, tmp_path / "home")
    assert desk.info.git == "no-repository"
    assert len(desk.opening().files) == 2
    assert desk.build_index(lambda done, to_do: None) == 2
    assert desk.search("tray ").hits[0].title == "Printer jams"
    assert any("Windows-1252" in notice for notice in desk.page("latin.md").notices)
    desk.close()


def test_the_sample_library_is_proved(desk):
    """The checker finds neither errors nor warnings in the sample library."""
    wrong = [finding for finding in desk.check() if finding.severity != "advice"]
    assert wrong == []


def test_a_step_shows_its_picture(tmp_path):
    """A picture beside a playbook comes with the step that shows it; one outside the library does not."""
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    folder = tmp_path / "kb" / "playbooks"
    folder.mkdir(parents=True)
    (folder / "dot.png").write_bytes(png)
    (tmp_path / "outside.png").write_bytes(png)
    (folder / "a.md").write_text(
        "# A\n\n## Tier 1\n\n### Look\n\n![dot](dot.png) ![out](../../outside.png)\n\n"
        "- [Done](#resolve-done)\n\n### Resolve: done\n",
        encoding="utf-8",
    )
    desk = make_desk(tmp_path / "kb", tmp_path / "home")
    view = desk.calls.start("playbooks/a.md")
    assert view.pictures == (png, b"")
    desk.close()


def test_two_windows_do_not_write_over_each_other(library, tmp_path):
    """A call that went on in another window is shown as it stands there; nothing of it is lost."""
    first, second = (make_desk(library, tmp_path / "home") for _ in range(2))
    run_id = first.calls.start(WIFI).run.id
    second.calls.restore()
    first.calls.answer(run_id, 1)
    with pytest.raises(KbError, match="another window"):
        second.calls.answer(run_id, 2)
    assert second.calls.view(run_id).step.anchor == "is-it-only-one-device"
    second.calls.answer(run_id, 2)
    with pytest.raises(KbError, match="another window"):
        first.calls.finish(run_id)
    assert first.calls.view(run_id).step.anchor == "change-the-channel"
    for desk in (first, second):
        desk.close()


def test_a_call_that_went_on_in_another_window_writes_no_note_from_here(library, tmp_path):
    """What this window knows of it is old: handing over is refused before a note is written."""
    first, second = (make_desk(library, tmp_path / "home") for _ in range(2))
    run_id = first.calls.start(WIFI).run.id
    second.calls.restore()
    first.calls.record(run_id, "router_model", "X300")
    with pytest.raises(KbError, match="another window"):
        second.calls.hand_over(run_id, ANSWERS)
    assert not list(second.home.handoffs.glob("*"))
    text = second.calls.hand_over(run_id, ANSWERS).path.read_text("utf-8")  # as it stands now
    assert "X300" in text
    for desk in (first, second):
        desk.close()


def test_a_call_that_was_deleted_in_another_window_is_let_go(library, tmp_path):
    """Why it does not go on is said once; then it is in no list of open calls."""
    first, second = (make_desk(library, tmp_path / "home") for _ in range(2))
    run_id, other = (first.calls.start(WIFI).run.id for _ in range(2))
    second.calls.restore()
    first.cases.delete(run_id)
    with pytest.raises(KbError, match="This case was deleted"):
        second.calls.finish(run_id)
    assert [tab.run_id for tab in second.calls.tabs()] == [other]
    for desk in (first, second):
        desk.close()


def test_a_call_that_the_disk_did_not_take_stays(library, tmp_path, monkeypatch):
    """The event is refused with the reason; the call is there as it was and goes on."""
    monkeypatch.setattr("kbdesk.cases.database.BUSY_S", 0.1)
    desk = make_desk(library, tmp_path / "home")
    run_id = desk.calls.start(WIFI).run.id
    other = sqlite3.connect(desk.home.cases, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(KbError, match="is writing"):
        desk.calls.answer(run_id, 1)
    other.close()
    assert [tab.run_id for tab in desk.calls.tabs()] == [run_id]
    assert desk.calls.answer(run_id, 1).step.anchor == "is-it-only-one-device"
    desk.close()


def test_a_call_outlives_its_playbook(desk, library):
    """With the playbook gone, notes are taken, the way back works and the call can be handed over."""
    run_id = desk.calls.start(WIFI).run.id
    desk.calls.answer(run_id, 1)
    (library / WIFI).unlink()
    view = desk.calls.note(run_id, "the file went away")
    assert "no longer in the library" in view.notice
    assert desk.calls.back(run_id).step.title == "Check the lights"
    handed = desk.calls.hand_over(run_id, {"ask": "Find out what happened to the playbook"})
    assert "the file went away" in handed.preview.markdown
