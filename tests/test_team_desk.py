# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""Sharing as a whole: where it stands, what can be recovered, and libraries that cannot be shared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desks import make_desk
from gitrepo import commit, git, make_repo
from team_desks import (  # noqa: F401 - fixtures
    ANNA,
    BO,
    MIA,
    anna,
    bo,
    drafts,
    edited,
    in_shared,
    member,
    save,
    shared_copy,
    text,
)

from kbdesk import library
from kbdesk.desk.team import Team, clone
from kbdesk.errors import Cancelled, KbError
from kbdesk.library import runner
from kbdesk.model import Saved, SignIn

MFA, WIFI = "articles/mfa.md", "articles/wifi.md"

pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.fixture
def shared(tmp_path):
    """A shared copy without rules."""
    return shared_copy(tmp_path)


def test_the_state_counts_what_waits_and_knows_when_the_team_was_reached(shared, anna):
    """Without the network: saves that were not sent, since when, and after a round nothing."""
    assert (anna.team.state().phase, anna.team.state().at) == ("current", "")
    save(anna, MFA, "Line 2", "Line two")
    save(anna, WIFI, "Line 2", "Line two")
    shared.rename(shared.with_name("away.git"))
    assert (anna.team.state().phase, anna.team.state().waiting) == ("waiting", 2)
    assert anna.team.sync().phase == "offline"
    state = anna.team.state()
    assert (state.phase, state.waiting) == ("offline", 2)
    assert "not reached" in state.trouble

    shared.with_name("away.git").rename(shared)
    reached = anna.team.sync()
    assert (reached.phase, reached.waiting) == ("current", 0)
    assert timedelta(0) <= anna.clock.now - _time(reached.at) < timedelta(minutes=2)
    assert anna.team.state().at == reached.at
    assert "Line two" in in_shared(shared, MFA)


def _time(at):
    from datetime import datetime

    return datetime.fromisoformat(at)


def test_a_save_starts_few_programs(anna, monkeypatch):
    """Six: the settings and the team's rules are read again only when their files changed."""
    anna.team.sync()
    save(anna, MFA, "Line 1 ", "Line A ")
    started: list[str] = []
    start = runner.GitRunner._start
    monkeypatch.setattr(
        runner.GitRunner, "_start", lambda self, *how: started.append(how[0]) or start(self, *how)
    )
    draft = edited(anna, MFA, "Line 2 ", "Line B ")
    assert isinstance(anna.writing.save(draft, "two", ANNA), Saved)
    assert len(started) == 6, started
    config = anna.root / ".git" / "config"
    config.write_text(config.read_text() + "[core]\n\tpager = true\n")
    saved = anna.writing.save(edited(anna, MFA, "Line 3 ", "Line C "), "three", ANNA)
    assert isinstance(saved, Saved) and not saved.commit


def test_another_window_knows_what_the_last_round_came_to(shared, anna):
    """Offline is still offline after a restart, and a question is still asked."""
    shared.rename(shared.with_name("away.git"))
    anna.team.sync()
    assert Team(anna).state().phase == "offline"
    shared.with_name("away.git").rename(shared)
    git(shared, "update-ref", "refs/heads/main", _orphan(shared))
    asked = anna.team.sync().question
    assert asked is not None
    later = Team(anna).state()
    assert (later.phase, later.question) == ("asking", asked)
    assert Team(anna).sync(answer=later.question.incoming).phase == "current"
    assert Team(anna).state().phase == "current"


def _orphan(shared):
    """A commit with the files of main and another past."""
    return git(shared, "commit-tree", "main^{tree}", stdin="anew\n").strip()


def test_a_damaged_memory_of_the_last_round_is_no_matter(anna):
    """What is not understood is left out."""
    anna.team.sync()
    for data in (
        b"",
        b"[1]",
        b'{"phase": 3, "channel": "odd"}',
        b"\xff",
        b'{"phase": "asking", "asked": ""}',
    ):
        anna.team._memory_file.write_bytes(data)
        state = Team(anna).state()
        assert (state.channel, state.waiting) == ("latest", 0)
    assert Team(anna).sync().phase == "current"


def test_two_windows_do_not_share_at_the_same_moment(shared, anna):
    """The second one leaves it to the first, says so, and shows where it stands."""
    save(anna, MFA, "Line 2", "Line two")
    with library.library_lock(anna.home.data, anna.info.root):
        state = anna.team.sync()
    assert (state.phase, state.waiting) == ("waiting", 1)
    assert "window" in state.notes[0]
    assert "Line two" not in in_shared(shared, MFA)
    assert anna.team.sync().phase == "current"


def test_a_round_can_be_stopped(anna):
    """It says so as an exception of its own; the next round goes on."""
    with pytest.raises(Cancelled):
        anna.team.sync(cancelled=lambda: True)
    assert anna.team.sync().phase == "current"


def test_what_is_recoverable_is_all_that_is_not_in_the_library(anna, bo):
    """Typed texts, an own version that the team's took the place of, and tips that were moved away from."""
    save(bo, MFA, "Line 2 of", "Bo's line of")
    bo.team.sync()
    save(anna, MFA, "Line 2 of", "Anna's line of")
    edited(anna, WIFI, "Line 5", "Line five")
    state = anna.team.sync()

    assert state.parked == (MFA,)
    found = anna.team.recoverable()
    assert sorted((draft.kind, draft.path) for draft in found.drafts) == [("conflict", MFA), ("edit", WIFI)]
    assert "Anna's line" in drafts(anna, "conflict")[0].text
    (backup,) = found.backups
    assert anna.team.open_backup(backup) == (MFA,)
    version = anna.team.backup_version(backup, MFA)
    assert "Anna's line" in anna.past.page(version).document.source.text
    assert any(block.change == "changed" for block in anna.past.compare(MFA, version).blocks)


def test_one_file_of_a_backup_comes_back_as_a_new_save(shared, anna, bo):
    """It is an ordinary change by whoever brought it back, and a file that is gone comes back, too."""
    save(bo, MFA, "Line 2 of", "Bo's line of")
    bo.team.sync()
    save(anna, MFA, "Line 2 of", "Anna's line of")
    anna.team.sync()
    (backup,) = anna.team.recoverable().backups
    saved = anna.team.restore_from(backup, MFA, ANNA)
    assert isinstance(saved, Saved)
    assert "Anna's line" in text(anna, MFA)
    assert anna.team.sync().phase == "current"
    assert "Anna's line" in in_shared(shared, MFA)
    (anna.root / WIFI).unlink()
    commit(anna.root, {}, "gone")
    assert anna.team.open_backup(backup) == (WIFI,)
    anna.team.restore_from(backup, WIFI)
    assert "Line 8" in text(anna, WIFI)
    with pytest.raises(KbError, match="not in this backup"):
        anna.team.restore_from(backup, "articles/none.md", ANNA)


def test_where_saves_are_reviewed_so_is_what_comes_back(tmp_path):
    """Bringing a file back is no way around a review."""
    shared = shared_copy(tmp_path, rules="review = true\n")
    anna = member(shared, tmp_path / "anna", ANNA)
    bo = member(shared, tmp_path / "bo", BO)
    commit(bo.root, {MFA: text(bo, MFA).replace("Line 2 of", "Bo's line of")}, author="Bo Lind")
    git(bo.root, "push", "-q", "origin", "main")
    commit(anna.root, {MFA: text(anna, MFA).replace("Line 2 of", "Anna's line of")}, author="Anna Berg")
    anna.team.sync()
    (backup,) = anna.team.recoverable().backups
    anna.team.restore_from(backup, MFA, ANNA)
    assert "Bo's line" in text(anna, MFA)
    assert [review.paths for review in anna.team.reviews()] == [(MFA,)]


def test_who_reads_only_what_is_approved_is_told_to_switch(anna):
    """Before a save, not after it."""
    anna.team.check_writing()
    anna.team.approve(ANNA)
    anna.team.follow("approved")
    with pytest.raises(KbError, match="Switch to the latest"):
        anna.team.check_writing()


def test_a_library_without_a_shared_copy_is_alone(tmp_path):
    """It has no reviews, whatever its rules say, and everything else works."""
    make_repo(tmp_path / "kb", {"articles/a.md": "# A\n", "kbdesk.toml": "review = true\n"})
    desk = make_desk(tmp_path / "kb", tmp_path)
    team = Team(desk)
    assert (team.state().phase, team.sync().phase) == ("alone", "alone")
    assert not team.rules().review
    assert (team.reviews(), team.approvals()) == ((), ())
    with pytest.raises(KbError, match="no shared copy"):
        team.send_for_review(desk.writing.open("articles/a.md"), "x", MIA)


def test_a_folder_without_a_history_is_alone(tmp_path):
    """What needs a history says so in a sentence; drafts can be recovered all the same."""
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "a.md").write_text("# A\n")
    desk = make_desk(tmp_path / "kb", tmp_path)
    team = Team(desk)
    assert (team.state().phase, team.sync().phase) == ("alone", "alone")
    desk.writing.keep(desk.writing.open("a.md"))
    assert [draft.path for draft in team.recoverable().drafts] == ["a.md"]
    assert (team.recoverable().backups, team.rules().review, team.approvals()) == ((), False, ())
    with pytest.raises(KbError, match="cannot be used"):
        team.approve(MIA)


def test_name_and_password_are_held_but_never_shown(shared, anna):
    """A later verb signs in with them; no text of the object holds them."""
    anna.team.sync(sign_in=SignIn("anna", "secret-7"))
    connection = anna.team._connection(anna.team._objects())
    assert connection.sign_in == SignIn("anna", "secret-7")
    assert "secret-7" not in repr(anna.team)
    assert "secret-7" not in anna.team._memory_file.read_text()


def test_a_library_is_copied_from_its_address(shared, tmp_path):
    """The folder is given; one that is in use is refused."""
    folder = clone(str(shared), tmp_path / "new")
    assert (folder / MFA).is_file()
    with pytest.raises(KbError, match="in use"):
        clone(str(shared), folder)
