# SPDX-License-Identifier: MIT
"""Curating: what wants attention is found, grouped and ranked; verifying, owners, words, and taking back."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest
from curation import FILES, MIA, TODAY, WIFI, call, curated_desk, curated_library, everything, sent_back
from gitrepo import commit, git, make_repo
from hypothesis import given
from hypothesis import strategies as st
from team_desks import ANNA, BO, member, only_review, shared_copy

from kbdesk import markdown
from kbdesk.desk.curate import MONTHS, next_review, telling_words
from kbdesk.errors import KbError
from kbdesk.model import Author, Finding
from kbdesk.model.curate import CURATE_KINDS, ME, NOBODY, Asked, CurateRow, FlagNote, RunSigns
from kbdesk.playbook.attention import (
    FEWEST_ESCALATED,
    LEVELS,
    MOST_POINTS,
    escalating,
    flagged,
    ranked,
    signs_of,
    weight,
)
from kbdesk.playbook.attention import (
    sent_back as sent_back_reasons,
)
from kbdesk.playbook.meant import groups_of, is_slip, slips

pytestmark = pytest.mark.usefixtures("plain_git")

# --- what was meant --------------------------------------------------------------------------------------

WORDS = (
    "printer",
    "prints",
    "blank",
    "pages",
    "outlook",
    "password",
    "again",
    "mail",
    "vpn",
    "slow",
    "0x8004",
)
asked_lists = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), max_size=12).map(
    lambda many: [Asked(f"g{n}", " ".join(words), f"2026-11-{n + 1:02}") for n, words in enumerate(many)]
)


def by_letters(text):
    return text.casefold().split()


def ids(groups):
    return [tuple(one.id for one in group.asked) for group in groups]


@given(
    asked_lists, st.randoms(use_true_random=False), st.dictionaries(st.sampled_from(WORDS), st.just("a.md"))
)
def test_each_search_is_in_one_group_in_whatever_order_they_come(asked, shuffle, near):
    """Nothing is lost or doubled, and the order of the searches changes nothing."""

    def nearest(words):
        return next((near[word] for word in sorted(words.split()) if word in near), "")

    groups = groups_of(asked, by_letters, nearest)
    assert sorted(one for group in ids(groups) for one in group) == sorted(one.id for one in asked)
    mixed = list(asked)
    shuffle.shuffle(mixed)
    assert groups_of(mixed, by_letters, nearest) == groups
    assert [group.count for group in groups] == sorted((group.count for group in groups), reverse=True)


@given(asked_lists, st.randoms(use_true_random=False))
def test_other_order_capitals_and_repeats_mean_the_same(asked, shuffle):
    """A search with its words in another order joins the group it was in."""
    others = []
    for one in asked:
        words = one.words.upper().split()
        shuffle.shuffle(words)
        others.append(Asked(f"x{one.id}", " ".join([*words, words[0]]), one.at))
    groups = ids(groups_of([*asked, *others], by_letters))
    assert all(any({one.id, f"x{one.id}"} <= {*group} for group in groups) for one in asked)
    assert len(groups) == len(groups_of(asked, by_letters))


def test_a_slip_leads_to_one_word_and_not_through_it_to_another():
    """“printr” is one of “print” and “printer”, which stay two; a word typed three times is no slip."""
    asked = [Asked(str(n), text, "1") for n, text in enumerate(("print", "printr", "printer", "printer"))]
    assert ids(groups_of(asked, by_letters)) == [("1", "2", "3"), ("0",)]
    often = [Asked(str(n), text, "1") for n, text in enumerate(["blank"] * 3 + ["blink"] * 3)]
    assert len(groups_of(often, by_letters)) == 2


@given(st.sampled_from(["printer", "outlook", "password", "mailbox"]), st.integers(1, 5), st.integers(0, 3))
def test_a_slip_of_the_keys_means_the_same(word, at, kind):
    """One letter too much, too few, wrong or in its neighbour's place, but for the first."""
    wrong = (
        word[:at] + "q" + word[at:],
        word[:at] + word[at + 1 :],
        word[:at] + "q" + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )[kind]
    asked = [Asked("a", f"{word} broken", "1"), Asked("b", f"broken {wrong}", "2"), Asked("c", "screen", "3")]
    groups = groups_of(asked, by_letters)
    assert ids(groups) == [("a", "b"), ("c",)]
    assert slips(word, wrong) == slips(wrong, word) <= 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("pasword", "password", True),
        ("mail", "main", False),
        ("house", "mouse", False),
        ("0x80070035", "0x80070036", False),
        ("authentication", "autentikation", True),
        ("install", "uninstall", False),
        ("printer", "printer", False),
    ],
)
def test_what_is_a_slip(one, other, same):
    """Short words, codes and other first letters are meant as typed."""
    assert is_slip(one, other) is is_slip(other, one) is same


def test_one_nearest_document_joins_searches_that_share_half_of_their_words():
    """The same answer alone joins nothing; what nobody knows stays apart."""
    texts = ("outlook password prompt", "password prompt again and again", "moon", "outlook")
    asked = [Asked(str(n), text, str(n)) for n, text in enumerate(texts)]
    groups = groups_of(asked, by_letters, lambda words: "a.md")
    assert ids(groups) == [("0", "1", "3"), ("2",)]
    assert len(groups_of(asked, by_letters)) == 4


def test_the_commonest_wording_stands_for_all_and_forms_need_one_wording():
    """What was typed wrongly or in another form is told, but one wording is enough for an article."""
    texts = (
        "printr prints blank",
        "blank prints by the printers",
        "printer prints blank",
        "a printer blinks",
    )
    (group, other) = groups_of([Asked(str(n), text, "1") for n, text in enumerate(texts)], telling_words)
    assert group.words == ("printer prints blank",)
    assert len(group.typed) == 3
    assert other.words == ("a printer blinks",)
    asked = [Asked("a", "Printers print BLANK", "1"), Asked("b", "printer smokes", "2")]
    assert ids(groups_of(asked, telling_words, answered=["blank, printed by the printer"])) == [("b",)]


# --- what calls tell -------------------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "visits",
                    "flagged",
                    "brought",
                    "received",
                    "missing",
                    "provenance",
                    "playbook",
                    "anchor",
                    "blobs",
                    "status",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(["id", "visits", "flagged", "brought", "playbook", "blobs", "status"]), json_values
    )
)
def test_whatever_the_store_holds_something_is_told(run):
    """A damaged or foreign record tells less, and stops nothing."""
    told = signs_of("2026-11-22", run)
    assert told.at == "2026-11-22"
    assert flagged([told]) is not None
    assert sent_back_reasons([told]) is not None
    assert escalating([told]) == ()


def signs(run, *, status="closed", step="a", flags=(), missing=(), at="2026-11-20"):
    notes = tuple(FlagNote(path, anchor, run, at, "Mia") for path, anchor in flags)
    return RunSigns(run, at, status, "p.md", step, step.upper(), notes, missing, "Bo")


def test_a_taken_over_call_tells_its_flags_once():
    """What its note and the call itself flagged is one flag; the note at that step goes with it."""
    visits = [
        {"playbook": "p.md", "anchor": "a", "title": "A", "note": "unclear", "at": "2026-11-02", "by": "Bo"},
        {"playbook": "p.md", "anchor": "b", "title": "B", "note": "", "undone": True},
    ]
    run = {
        "id": "r",
        "visits": visits,
        "flagged": ["p.md#a", "p.md#a", "free words"],
        "brought": {"provenance": {"flagged": ["p.md#a", "q.md#z"]}},
        "playbook": "p.md",
        "playbook_blob": "b1",
    }
    told = signs_of("2026-11-03", run)
    assert (told.playbook, told.anchor) == ("p.md", "a")
    assert [(one.playbook, one.anchor) for one in told.flags] == [
        ("p.md", "a"),
        ("free words", ""),
        ("q.md", "z"),
    ]
    assert told.flags[0] == FlagNote("p.md", "a", "r", "2026-11-02", "Bo", "b1", "A", "unclear")


def test_flags_are_counted_by_step_and_those_that_are_done_with_left_out():
    """A flag goes where its playbook is now; "" takes it off."""
    calls = [signs("1", flags=[("p.md", "a")]), signs("2", flags=[("old.md", "a"), ("p.md", "b")])]
    assert [(one.path, one.anchor, len(one.flags)) for one in flagged(calls)] == [
        ("old.md", "a", 1),
        ("p.md", "a", 1),
        ("p.md", "b", 1),
    ]
    now = {"old.md": "p.md", "p.md": "p.md"}
    moved = flagged(calls, lambda flag: "" if flag.anchor == "b" else now[flag.playbook])
    assert [(one.path, one.anchor, len(one.flags)) for one in moved] == [("p.md", "a", 2)]


def test_reasons_that_differ_in_signs_only_are_one():
    """Each call counts once for a reason, under the playbook it stood in."""
    calls = [
        signs("1", missing=("Router model", "router  model!", "Account")),
        signs("2", missing=("router model.",), step="b"),
        signs("3", missing=("router model",), step="b"),
    ]
    found = sent_back_reasons(calls)
    assert [(one.reason, one.anchor, len(one.calls)) for one in found] == [
        ("Account", "a", 1),
        ("Router model", "b", 3),
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["escalated", "resolved", "running"])), max_size=30
    )
)
def test_steps_that_escalate_are_counted_of_all_calls_that_ended(ends):
    """Running calls do not count, and what happened once or twice is no pattern."""
    found = escalating([signs(str(n), status=status, step=step) for n, (step, status) in enumerate(ends)])
    counts = {step: sum(end == (step, "escalated") for end in ends) for step in "abc"}
    assert {one.anchor: one.calls for one in found} == {
        step: number for step, number in counts.items() if number >= FEWEST_ESCALATED
    }
    assert all(one.ended == sum(status != "running" for _, status in ends) for one in found)
    assert [one.calls for one in found] == sorted((one.calls for one in found), reverse=True)


# --- ranking ---------------------------------------------------------------------------------------------

curate_rows = st.builds(
    CurateRow,
    kind=st.sampled_from(CURATE_KINDS),
    path=st.sampled_from(["a.md", "b.md", ""]),
    anchor=st.sampled_from(["", "x"]),
    title=st.sampled_from(["A", "B"]),
    owner=st.sampled_from(["", "net", "Mia Tran", "mia@example.org"]),
    why=st.just("Why."),
    since=st.sampled_from(["", "2026-01-01", "2026-02-01T10:00:00+00:00"]),
    weight=st.integers(1, 120),
    action=st.just("Do"),
    refs=st.lists(st.sampled_from("rs"), max_size=2).map(tuple),
)


@given(st.lists(curate_rows), st.randoms(use_true_random=False))
def test_ranking_is_by_weight_and_the_same_every_time(rows, shuffle):
    """Heavier first; whatever order rows come in, they stand in one order."""
    first = ranked(rows)
    assert [row.weight for row in first] == sorted((row.weight for row in rows), reverse=True)
    mixed = list(rows)
    shuffle.shuffle(mixed)
    assert ranked(mixed) == first


@given(curate_rows)
def test_every_row_is_somebodys_or_nobodys(row):
    """Whose a row is can be asked by name, as oneself, and as nobody."""
    assert row.is_owned("", None)
    assert row.is_owned(NOBODY, MIA) is (row.owner == "")
    assert row.is_owned(ME, MIA) is (row.owner in ("Mia Tran", "mia@example.org"))
    assert not row.is_owned(ME, None)
    assert row.is_owned(row.owner.upper(), None)


@given(st.sampled_from(sorted(LEVELS)), st.integers(-5, 1000), st.integers(0, 1000))
def test_more_weighs_more_within_bounds(level, further, more):
    """A weight grows with what it stands for, up to an end."""
    assert weight(level, further) <= weight(level, further + more) <= 10 * LEVELS[level] + MOST_POINTS


# --- the next review -------------------------------------------------------------------------------------

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(days, days, days)
def test_the_next_review_comes_after_the_span_there_was(reviewed, due, today):
    """Else after six months; never today or before."""
    after = date.fromisoformat(next_review(reviewed.isoformat(), due.isoformat(), today.isoformat()))
    if due > reviewed:
        assert after - today == due - reviewed
    else:
        assert timedelta(180) < after - today < timedelta(186)
    assert next_review("", due.isoformat(), "2026-08-31") == "2027-02-28"
    assert MONTHS == 6


# --- the list of a library -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return curated_library(tmp_path_factory.mktemp("curate") / "kb")


@pytest.fixture
def desk(library, tmp_path):
    made = curated_desk(shutil.copytree(library, tmp_path / "kb"), tmp_path / "home")
    yield made
    made.close()


def rows_of(desk, kind, **how):
    return [row for row in desk.curate.rows(TODAY, **how) if row.kind == kind]


def text(desk, path):
    return (desk.root / path).read_bytes().decode()


def test_all_that_wants_attention_is_in_one_list(desk):
    """Every kind that this library has, in the order of its weight, with owner and sentence."""
    desk.build_index(lambda done, to_do: None)
    everything(desk)
    told = [
        (row.kind, row.path, row.title, row.count) for row in desk.curate.rows(TODAY, findings=desk.check())
    ]
    assert told == [
        ("check", "articles/vpn.md", "VPN does not connect", 1),
        ("flag", "playbooks/wifi.md", "Wi-Fi drops: Restart it", 2),
        ("returned", "playbooks/wifi.md", "Wi-Fi drops: Router model", 2),
        ("returned", "playbooks/wifi.md", "Wi-Fi drops: account number", 1),
        ("gap", "articles/printer.md", "“printer prints blank pages”", 3),
        ("gap", "playbooks/wifi.md", "“the moon is too bright”", 1),
        ("due", "playbooks/wifi.md", "Wi-Fi drops", 1),
        ("escalates", "playbooks/wifi.md", "Wi-Fi drops: Escalate to tier 2: line down", 4),
        ("due", "articles/mfa.md", "Reset MFA", 1),
        ("due", "articles/vpn.md", "VPN does not connect", 1),
    ]
    why = {(row.kind, row.path): row.why for row in desk.curate.rows(TODAY)}
    assert why["due", "playbooks/wifi.md"] == "It was to be reviewed by 1 Oct 2026, 52 days ago."
    assert why["due", "articles/mfa.md"] == "It is to be reviewed by 30 Nov 2026."
    assert why["due", "articles/vpn.md"].startswith("It is validated, but nobody owns it, it does not say")
    assert why["escalates", "playbooks/wifi.md"].startswith("4 of 8 calls with this playbook")
    assert len({row.key for row in desk.curate.rows(TODAY, findings=desk.check())}) == len(told)


def test_notes_of_flags_lose_what_must_not_travel(desk):
    """A mail address in the note of a call is not in the list."""
    call(desk, 1, note="ask kim@firm.org", flag=True)
    (row,) = rows_of(desk, "flag")
    assert row.more == (("22 Nov 2026, Mia Tran", "ask [e-mail removed]"),)
    assert (row.path, row.anchor, row.playbook) == ("playbooks/wifi.md", "restart-it", True)


def test_only_asked_kinds_and_owners_are_listed(desk):
    """Rows are filtered by kind and by owner, oneself and nobody too."""
    everything(desk)
    assert {row.kind for row in desk.curate.rows(TODAY, kinds=("due", "flag"))} == {"due", "flag"}
    assert [row.path for row in desk.curate.rows(TODAY, ME)] == ["articles/mfa.md"]
    assert {row.owner for row in desk.curate.rows(TODAY, "Network-Team")} == {"network-team"}
    assert all(row.owner == "" for row in desk.curate.rows(TODAY, NOBODY))
    board = desk.curate.board(TODAY)
    assert board.verified == 1
    assert set(board.owners) == {"network-team", "Mia Tran"}
    assert board.notice == ""


def test_findings_that_the_dates_tell_and_advice_are_not_told_twice(desk):
    """Errors weigh more than warnings, one row for each file."""
    found = [
        Finding("articles/vpn.md", 3, "KB211", "warning", "Late."),
        Finding("articles/vpn.md", 4, "KB206", "advice", "Well."),
        Finding("articles/mfa.md", 9, "KB204", "warning", "No heading."),
        Finding("articles/mfa.md", 12, "KB203", "error", "No file."),
        Finding("playbooks/wifi.md", 2, "KB112", "warning", "Untaken."),
    ]
    first, second = rows_of(desk, "check", findings=found)
    assert (first.path, first.why) == ("articles/mfa.md", "The checker found 1 error and 1 warning: No file.")
    assert (second.path, second.count) == ("playbooks/wifi.md", 1)
    assert first.weight > second.weight


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (("Restart the router.", "Pull the plug, wait, put it back."), 0),
        (("Look at the lights of the router.", "Look at the lights."), 1),
        (("### Restart it", "### Start it anew"), 0),
        (("[No change](#escalate-to-tier-2-line-down)", "[Nothing](#escalate-to-tier-2-line-down)"), 0),
        (("owner: network-team", "owner: mail-team"), 1),
    ],
)
def test_a_flag_stands_until_its_step_says_something_else(desk, change, left):
    """A change elsewhere in the playbook leaves it, a change of its step ends it."""
    call(desk, 1, flag=True)
    assert len(rows_of(desk, "flag")) == 1
    commit(desk.root, {"playbooks/wifi.md": WIFI.replace(*change)})
    assert len(rows_of(desk, "flag")) == left


def test_verifying_a_playbook_ends_its_flags_but_not_those_set_after(desk):
    """A flag of this afternoon stands, though the playbook was verified this morning."""
    call(desk, 1, flag=True)
    desk.curate.verify("playbooks/wifi.md", TODAY, MIA)
    assert rows_of(desk, "flag") == []
    call(desk, 1, flag=True)
    assert [row.count for row in rows_of(desk, "flag")] == [1]


def test_flags_follow_a_playbook_that_was_renamed(desk):
    """The flag names the old path, the row the new one; a playbook that is gone has none."""
    call(desk, 1, flag=True)
    git(desk.root, "mv", "playbooks/wifi.md", "playbooks/wireless.md")
    commit(desk.root, {})
    desk.changed_on_disk()
    desk.info = replace(desk.info, head=git(desk.root, "rev-parse", "HEAD").strip())
    assert [row.path for row in rows_of(desk, "flag")] == ["playbooks/wireless.md"]
    (desk.root / "playbooks/wireless.md").unlink()
    assert rows_of(desk, "flag") == []


def test_calls_of_another_library_and_old_ones_tell_nothing(desk):
    """Only this library's calls count, those that were sent back only for ninety days."""
    sent_back(desk, "Router model")
    assert len(rows_of(desk, "returned")) == 1
    later = (date.fromisoformat(TODAY) + timedelta(days=91)).isoformat()
    assert [row for row in desk.curate.rows(later) if row.kind == "returned"] == []
    with sqlite3.connect(desk.home.cases) as other:
        other.execute("UPDATE run SET library = '/elsewhere'")
    other.close()
    assert rows_of(desk, "returned") == []


def test_what_cannot_be_read_is_said_and_the_rest_is_listed(desk):
    """A case store of another program: review dates are listed, and a sentence says what is not."""
    place = desk.home.cases
    with sqlite3.connect(place) as other:
        other.execute("CREATE TABLE x (y)")
    other.close()
    board = desk.curate.board(TODAY)
    assert {row.kind for row in board.rows} == {"due"}
    assert "another program" in board.notice


def test_hostile_flags_and_front_matter_are_only_text(desk):
    """Paths that lead out of the library, dates that are none: nothing fails."""
    run_id = call(desk, 1)
    run = desk.calls.run(run_id)
    flags = ("../../etc/passwd.md#a", "playbooks/wifi.md#no-such", "--help.md#x", "card 4111 1111 1111 1111")
    desk.calls.save(replace(run, flagged=flags), "flag")
    commit(
        desk.root,
        {"articles/odd.md": "---\nreviewed: soon\nreview_by: [2020]\nconfidence: validated\n---\nx\n"},
    )
    (row,) = rows_of(desk, "flag")
    assert row.title == "card [card removed]"
    assert row.path == ""
    assert "articles/odd.md" in {row.path for row in rows_of(desk, "due")}


# --- verifying -------------------------------------------------------------------------------------------


def test_verified_today_touches_three_fields_and_no_other_byte(desk):
    """The span to the next review is kept; comments and line ends stay; the history says who."""
    before = text(desk, "articles/mfa.md")
    done = desk.curate.verify("articles/mfa.md", TODAY, MIA)
    after = before.replace("2026-11-01", "2026-11-22").replace("2026-11-30", "2026-12-21")
    assert text(desk, "articles/mfa.md") == after
    assert done.sentence == "“Reset MFA” is verified until 21 Dec 2026."
    said = git(desk.root, "log", "-1", "--format=%an|%s", "--", "articles/mfa.md").strip()
    assert said == "Mia Tran|Reset MFA: verified by Mia Tran"
    assert [row.path for row in rows_of(desk, "due")] == ["playbooks/wifi.md", "articles/vpn.md"]
    again = desk.curate.verify("articles/mfa.md", TODAY, MIA)
    assert (again.path, again.undoable) == ("", False)


def test_a_file_without_front_matter_can_be_verified(desk):
    """It gets one, with a review in six months."""
    desk.curate.verify("articles/plain.md", TODAY, MIA)
    meta = markdown.parse(desk.read("articles/plain.md").source).meta
    assert (meta.reviewed, meta.review_by, meta.confidence) == (TODAY, "2027-05-22", "validated")
    assert text(desk, "articles/plain.md").endswith(FILES["articles/plain.md"])


def test_verifying_is_taken_back_by_a_change_of_its_own(desk):
    """The old text stands again, byte for byte, and the history has both; but not over a later change."""
    before = text(desk, "articles/mfa.md")
    done = desk.curate.verify("articles/mfa.md", TODAY, MIA)
    back = desk.curate.undo(done, MIA)
    assert text(desk, "articles/mfa.md") == before
    assert back.sentence == "“Reset MFA” is as it was before."
    assert git(desk.root, "rev-list", "--count", "HEAD").strip() == "3"
    done = desk.curate.verify("articles/mfa.md", TODAY, MIA)
    later = text(desk, "articles/mfa.md") + "More.\r\n"
    (desk.root / "articles/mfa.md").write_bytes(later.encode())
    with pytest.raises(KbError, match="was changed since"):
        desk.curate.undo(done, MIA)
    assert text(desk, "articles/mfa.md") == later


def test_an_archived_article_is_not_verified(desk):
    """It has to be taken out of the archive first; nothing is saved."""
    with pytest.raises(KbError, match="archived"):
        desk.curate.verify("articles/old.md", TODAY, MIA)
    assert git(desk.root, "rev-list", "--count", "HEAD").strip() == "1"


def test_an_owner_is_given_and_taken_back(desk):
    """One field in one change; nobody is an owner, too; the same owner again saves nothing."""
    done = desk.curate.set_owner("articles/vpn.md", "  network  team ", MIA)
    assert "owner: network team\n" in text(desk, "articles/vpn.md")
    assert done.sentence == "network team owns “VPN does not connect” now."
    assert desk.curate.set_owner("articles/vpn.md", "network team", MIA).path == ""
    desk.curate.undo(done, MIA)
    assert text(desk, "articles/vpn.md") == FILES["articles/vpn.md"]
    desk.curate.set_owner("playbooks/wifi.md", "", MIA)
    assert "owner" not in text(desk, "playbooks/wifi.md")


# --- searches --------------------------------------------------------------------------------------------


def test_words_are_added_to_what_comes_nearest_and_then_answered(desk):
    """One wording is added; all searches with these words leave the list, until that is taken back."""
    desk.build_index(lambda done, to_do: None)
    everything(desk)
    (row, _) = rows_of(desk, "gap")
    assert row.words == ("printer prints blank pages",)
    done = desk.curate.add_words(row, MIA)
    assert "says: [the pages are empty, printer prints blank pages]" in text(desk, "articles/printer.md")
    assert [one.title for one in rows_of(desk, "gap")] == ["“the moon is too bright”"]
    desk.curate.undo(done, MIA)
    assert len(rows_of(desk, "gap")) == 2


def test_searches_are_taken_off_the_list_and_put_back(desk):
    """All searches of the group go; taking back records them as they were."""
    everything(desk)
    before = desk.gaps.list()
    (row, _) = rows_of(desk, "gap")
    with pytest.raises(KbError, match="comes near"):
        desk.curate.add_words(row, MIA)  # without an index nothing does
    done = desk.curate.drop_gap(row)
    assert len(desk.gaps.list()) == len(before) - row.count
    assert row.key not in {one.key for one in rows_of(desk, "gap")}
    desk.curate.undo(done, MIA)
    assert desk.gaps.list() == before


# --- with a team -----------------------------------------------------------------------------------------

RULES = 'review = true\nmaintainers = ["anna@example.org"]\n'


def test_reviews_wait_for_the_maintainer_and_come_back_to_the_writer(tmp_path):
    """Verifying in a team with reviews waits for one itself and is not taken back by a key."""
    shared = shared_copy(tmp_path, rules=RULES)
    anna, bo = (member(shared, tmp_path / who.name, who) for who in (ANNA, BO))
    done = bo.curate.verify("articles/mfa.md", TODAY, BO)
    assert not done.undoable
    assert "waits for a maintainer" in done.notice
    anna.team.sync()
    (row,) = rows_of(anna, "review")
    assert (row.title, row.owner) == ("Reset MFA: verified by Bo Lind", "Anna Berg")
    assert row.refs == (only_review(anna).branch,)
    assert rows_of(bo, "review") == []
    anna.team.send_back(only_review(anna), "Not yet.", ANNA)
    bo.team.sync()
    assert rows_of(anna, "review") == []
    (row,) = rows_of(bo, "review")
    assert row.why == "Anna Berg sent your change back with a comment."
    assert ("comment", "Not yet.") in row.more
    for desk in (anna, bo):
        desk.close()


# --- the terminal ----------------------------------------------------------------------------------------


def kbdesk(desk, *arguments):
    """Run the terminal on the desk's library, with its folders."""
    place = {"KBDESK_DATA": str(desk.home.data), "KBDESK_CACHE": str(desk.home.cache)}
    import os

    done = subprocess.run(
        [sys.executable, "-m", "kbdesk", *arguments, "--library", str(desk.root)],
        env={**os.environ, **place},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


def test_the_terminal_lists_and_verifies(desk):
    """The same list in text and JSON; verifying saves, and what is verified leaves the list."""
    everything(desk)
    desk.close_calls()
    done = kbdesk(desk, "curate", "--kind", "flag")
    assert done.returncode == 1
    assert "Wi-Fi drops: Restart it\n  Flagged as wrong or unclear in 2 calls" in done.stdout
    rows = json.loads(kbdesk(desk, "curate", "--json").stdout)
    assert {row["kind"] for row in rows} == {"check", "flag", "returned", "gap", "due", "escalates"}
    done = kbdesk(desk, "verify", "articles/vpn.md", "playbooks/wifi.md")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("is verified until") == 2
    done = kbdesk(desk, "curate", "--kind", "due", "--owner", "network-team")
    assert (done.returncode, done.stdout) == (0, "Nothing of this kind wants attention.\n")


# --- many ------------------------------------------------------------------------------------------------


def test_a_second_look_reads_only_what_changed(tmp_path):
    """Of two hundred documents one is read again when it was changed."""
    files = {f"articles/{n}.md": f"---\ntitle: T{n}\nowner: net\n---\n\nx\n" for n in range(200)}
    make_repo(tmp_path / "kb", files)
    desk = curated_desk(tmp_path / "kb", tmp_path / "home", who=Author("Bo", "bo@example.org"))
    desk.curate.rows(TODAY)
    held = dict(desk.curate._survey._known)
    number = random.Random(6).randrange(200)
    commit(desk.root, {f"articles/{number}.md": "---\ntitle: Other\nreview_by: 2026-01-01\n---\n\nlonger\n"})
    (row,) = desk.curate.rows(TODAY)
    assert row.title == "Other"
    now = desk.curate._survey._known
    assert [path for path in now if now[path] is not held[path]] == [f"articles/{number}.md"]
    desk.close()
