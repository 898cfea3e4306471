# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""Approved and latest: maintainers approve, readers follow, and one command goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from gitrepo import commit, git
from team_desks import (  # noqa: F401 - fixtures
    ANNA,
    BO,
    MIA,
    anna,
    bo,
    in_shared,
    member,
    save,
    shared_copy,
    text,
)

from kbdesk.desk.team import Team
from kbdesk.errors import KbError
from kbdesk.library.sync import channels
from kbdesk.model import Approval

MFA, WIFI = "articles/mfa.md", "articles/wifi.md"

pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.fixture
def shared(tmp_path):
    """A shared copy whose one maintainer is Anna."""
    return shared_copy(tmp_path, rules='maintainers = ["anna@example.org"]\n')


def tags(shared):
    """The tags of the shared copy and the commits that they stand for."""
    lines = git(shared, "for-each-ref", "--format=%(refname:short) %(*objectname)", "refs/tags").splitlines()
    return dict(line.split() for line in lines)


def head(place, ref="main"):
    """The commit of a branch."""
    return git(place, "rev-parse", ref).strip()


def test_an_approval_is_a_tag_with_the_list_of_what_changed(shared, anna, bo):
    """It names each document with its title and who changed it, since the approval before."""
    first = anna.team.approve(ANNA)
    assert first.notes == "Approved on 2026-11-22\n\nThe first approved version, with 3 documents."
    save(bo, MFA, "Line 2", "Line two")
    git(bo.root, "mv", WIFI, "articles/wi-fi.md")
    git(bo.root, "rm", "-q", "playbooks/login.md")
    commit(bo.root, {"articles/vpn.md": "# VPN\n", "logo.png": "x"}, "more", author="Mia Tran")
    bo.team.sync()
    listed = anna.team.approve(ANNA, "Winter\nrelease")

    assert listed.notes == (
        "Winter release\n\n"
        "## Added\n\n- VPN (articles/vpn.md), Mia Tran\n\n"
        "## Changed\n\n- Reset MFA (articles/mfa.md), Bo Lind\n\n"
        "## Renamed\n\n- Wi-Fi drops (articles/wifi.md → articles/wi-fi.md), Mia Tran\n\n"
        "## Removed\n\n- Login (playbooks/login.md), Mia Tran\n\n"
        "And 1 other file."
    )
    assert (first.name, listed.name) == ("approved-2026-11-22", "approved-2026-11-22.2")
    assert tags(shared) == {
        "approved": head(shared),
        "approved-2026-11-22": first.commit,
        "approved-2026-11-22.2": head(shared),
    }
    assert git(shared, "for-each-ref", "--format=%(taggername) %(objecttype)", "refs/tags/approved") == (
        "Anna Berg tag\n"
    )
    bo.team.sync()
    known = bo.team.approvals()
    assert [(one.name, one.current, one.by) for one in known] == [
        ("approved-2026-11-22.2", True, "Anna Berg"),
        ("approved-2026-11-22", False, "Anna Berg"),
    ]
    assert known[0].notes == listed.notes


def test_what_is_not_approved_yet_is_listed_before(anna, bo):
    """The same list, without the network; and what going back would undo."""
    first = anna.team.approve(ANNA)
    save(anna, MFA, "Line 2", "Line two")
    anna.team.sync()
    assert "## Changed\n\n- Reset MFA (articles/mfa.md), Anna Berg" in anna.team.unapproved()
    assert "- Reset MFA (articles/mfa.md)" in anna.team.notes_back(first)
    anna.team.approve(ANNA)
    assert anna.team.unapproved().endswith("No document changed.")


def test_only_maintainers_approve_and_only_what_the_team_has(anna, bo, shared):
    """Nor is the same version approved twice, nor one that waits to be sent."""
    with pytest.raises(KbError, match=r"anna@example\.org"):
        bo.team.approve(BO)
    anna.team.approve(ANNA)
    with pytest.raises(KbError, match="approved already"):
        anna.team.approve(ANNA)
    save(anna, MFA, "Line 2", "Line two")
    shared.rename(shared.with_name("away.git"))
    with pytest.raises(KbError, match="not reached"):
        anna.team.approve(ANNA)
    shared.with_name("away.git").rename(shared)
    assert list(tags(shared)) == ["approved", "approved-2026-11-22"]


def test_two_approvals_at_once_are_one(shared, anna, tmp_path):
    """The slower maintainer is told and moves nothing."""
    other = member(shared, tmp_path / "other", ANNA)
    anna.team.sync()
    objects, connection = other.team._objects(), other.team._connection(other.team._objects())
    made = anna.team.approve(ANNA)
    with pytest.raises(KbError, match="at the same moment"):
        channels.approve(
            objects, connection, head(other.root), "late", ANNA, other.clock() + timedelta(days=1)
        )
    assert tags(shared) == {"approved": made.commit, made.name: made.commit}
    assert "late" not in git(shared, "for-each-ref", "--format=%(contents)", "refs/tags")


def test_who_follows_approved_stands_there_and_moves_with_it(shared, anna, bo):
    """The folder shows what is approved, not what came after, until the next approval."""
    save(anna, MFA, "Line 2", "Line two")
    anna.team.sync()
    anna.team.approve(ANNA)
    save(anna, MFA, "Line 3", "Line three")
    anna.team.sync()
    bo.team.sync()
    assert "Line three" in text(bo, MFA)
    state = bo.team.follow("approved")

    assert (state.phase, state.channel, state.waiting) == ("current", "approved", 0)
    assert "Line two" in text(bo, MFA)
    assert "Line three" not in text(bo, MFA)
    assert git(bo.root, "status", "--porcelain") == ""
    save(anna, WIFI, "Line 4", "Line four")
    anna.team.sync()
    state = bo.team.sync()
    assert (state.phase, state.arrived) == ("current", ())
    assert "Line four" not in text(bo, WIFI)
    anna.team.approve(ANNA)
    state = bo.team.sync()
    assert (state.phase, set(state.arrived)) == ("current", {MFA, WIFI})
    assert "Line four" in text(bo, WIFI)
    assert bo.team.channel == "approved"


def test_back_to_latest_loses_nothing_and_needs_no_network(shared, anna, bo):
    """What was got before is there at once; the rest comes with the next round."""
    anna.team.approve(ANNA)
    save(bo, MFA, "Line 3", "Line three")
    bo.team.sync()
    bo.team.follow("approved")
    assert "Line three" not in text(bo, MFA)
    shared.rename(shared.with_name("away.git"))
    state = bo.team.follow("latest")
    assert (state.channel, state.waiting) == ("latest", 0)
    assert "Line three" in text(bo, MFA)
    shared.with_name("away.git").rename(shared)
    save(bo, MFA, "Line 4", "Line four")
    assert bo.team.sync().phase == "current"
    assert "Line four" in in_shared(shared, MFA)


def test_the_channel_is_this_users_and_outlives_the_window(shared, anna, bo, tmp_path):
    """It is kept in the user's own folder, not in the library."""
    anna.team.approve(ANNA)
    bo.team.sync()
    bo.team.follow("approved")
    assert Team(bo).channel == "approved"
    assert Team(anna).channel == "latest"
    assert git(bo.root, "status", "--porcelain") == ""


def test_unsent_changes_are_not_left_behind(anna, bo):
    """Nobody is taken to the approved version while a save waits to be sent."""
    anna.team.approve(ANNA)
    bo.team.sync()
    save(bo, MFA, "Line 2", "Line two")
    with pytest.raises(KbError, match="not sent yet"):
        bo.team.follow("approved")
    assert (bo.team.channel, "Line two" in text(bo, MFA)) == ("latest", True)


def test_without_an_approval_there_is_nothing_to_follow(bo):
    """The folder stays at the latest version."""
    with pytest.raises(KbError, match="not approved anything"):
        bo.team.follow("approved")
    assert bo.team.channel == "latest"


def test_the_whole_library_goes_back_as_a_new_change(shared, anna, bo):
    """All files are as they were approved, the history is longer by one, and everybody gets it."""
    first = anna.team.approve(ANNA)
    save(anna, MFA, "Line 2", "Line two")
    commit(anna.root, {"articles/bad.md": "# Bad\n"}, "bad", author="Anna Berg")
    anna.team.sync()
    second = anna.team.approve(ANNA)
    bo.team.sync()
    bo.team.follow("approved")
    (old,) = [one for one in anna.team.approvals() if one.name == first.name]
    made = anna.team.back_to(old, ANNA)

    assert isinstance(made, Approval)
    assert head(shared, "main^{tree}") == head(shared, f"{first.commit}^{{tree}}")
    assert head(shared, "main^") == second.commit
    assert tags(shared)["approved"] == made.commit == head(shared)
    assert "- Bad (articles/bad.md)" in made.notes
    assert not (anna.root / "articles/bad.md").exists()
    assert "Line 2" in text(anna, MFA)
    assert head(anna.root) == head(shared)
    assert any(second.commit == backup.commit for backup in anna.team.recoverable().backups)
    assert bo.team.sync().phase == "current"
    assert not (bo.root / "articles/bad.md").exists()
    with pytest.raises(KbError, match="already"):
        anna.team.back_to(old, ANNA)


def test_going_back_far_does_not_ask_the_one_who_did_it(tmp_path):
    """Many files go on purpose; the others of the team are still asked."""
    shared = shared_copy(tmp_path)
    anna, bo = member(shared, tmp_path / "anna", ANNA), member(shared, tmp_path / "bo", BO)
    first = anna.team.approve(ANNA)
    commit(anna.root, {f"articles/{number}.md": f"# {number}\n" for number in range(30)}, author="Anna Berg")
    anna.team.sync()
    bo.team.sync()
    anna.team.back_to(first, ANNA)
    assert anna.team.state().phase == "current"
    assert not (anna.root / "articles/7.md").exists()
    assert bo.team.sync().phase == "asking"


def test_a_library_of_ones_own_can_be_approved_and_taken_back(tmp_path):
    """Without a shared copy all stays on this computer."""
    shared = shared_copy(tmp_path)
    mia = member(shared, tmp_path / "mia", MIA)
    git(mia.root, "remote", "remove", "origin")
    first = mia.team.approve(MIA)
    save(mia, MFA, "Line 2", "Line two")
    mia.team.back_to(first, MIA)
    assert "Line 2" in text(mia, MFA)
    assert [one.current for one in mia.team.approvals()] == [True, False]
    with pytest.raises(KbError, match="no shared copy"):
        mia.team.follow("approved")


def test_approvals_of_another_program_are_read(shared, anna):
    """A tag that was moved by hand counts, with or without words."""
    git(shared, "tag", "approved", "main")
    anna.team.sync()
    assert [(one.name, one.current, one.notes) for one in anna.team.approvals()] == [("approved", True, "")]
    assert anna.team.follow("approved").channel == "approved"
