# SPDX-License-Identifier: MIT
"""Rounds of sharing: what one person saves, everybody has; nothing is sent twice, forced or forgotten."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from clients import NOW, Client, Team, lines, run_at_once, run_killed
from gitrepo import git, make_repo

from kbdesk.errors import Cancelled
from kbdesk.library.opening import open_library
from kbdesk.library.sync import finish_update, standing

FILES = {"a.md": lines(), "b.md": lines(), "sub/c.md": lines(), ".gitattributes": "*.md text\n"}

pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.fixture
def team(tmp_path):
    """Anna and Ben share a library."""
    return Team(tmp_path, FILES)


def test_a_change_travels(team):
    """What Anna saves and sends, Ben gets; branch, index and folder are the same for any git program."""
    team["Anna"].save("a.md", lines((3, "Anna was here")))
    assert standing(open_library(team["Anna"].root)).waiting == 1
    sent = team["Anna"].sync()
    assert (sent.phase, sent.waiting, sent.trouble, sent.at) == (
        "current",
        0,
        "",
        "2026-11-22T10:05:00+00:00",
    )
    got = team["Ben"].sync()
    assert (got.phase, got.arrived, got.head) == ("current", ("a.md",), team.tip())
    assert "Anna was here" in team["Ben"].read("a.md")
    assert team["Ben"].is_clean()
    assert team["Ben"].sync().arrived == ()


def test_changes_of_both_are_put_together(team):
    """Changes of different lines meet in one text; the saves keep their ids and are part of the history."""
    team["Anna"].save("a.md", lines((1, "Anna")))
    saved = team["Ben"].save("a.md", lines((12, "Ben")))
    team["Anna"].sync()
    state = team["Ben"].sync()
    assert (state.phase, state.arrived, state.parked) == ("current", ("a.md",), ())
    assert team["Ben"].read("a.md") == lines((1, "Anna"), (12, "Ben"))
    assert team["Ben"].git("merge-base", "--is-ancestor", saved, "HEAD") == ""
    assert team["Ben"].git("log", "-1", "--format=%an %s") == "Ben Bring changes together"
    team.settle()
    assert all(client.is_clean() for client in team)


def test_all_kinds_of_changes_arrive(tmp_path):
    """New, renamed, removed and executable files, and a folder that becomes a file and back, arrive whole."""
    anna, ben = Team(tmp_path, FILES | {f"more/{number}.md": f"{number}" for number in range(20)})
    anna.git("mv", "a.md", "sub/deep name ü.md")
    anna.git("rm", "-q", "b.md")
    (anna.root / "x").mkdir()
    (anna.root / "x" / "y.md").write_text("y")
    (anna.root / "tool").write_text("#!/bin/sh\n")
    (anna.root / "tool").chmod(0o755)
    anna.git("add", "-A")
    anna.git("commit", "-qm", "many")
    anna.sync()
    ben.sync()
    assert ben.is_clean()
    assert (ben.root / "tool").stat().st_mode & 0o100
    assert not (ben.root / "b.md").exists()
    anna.git("rm", "-qr", "sub", "x/y.md")
    (anna.root / "x").write_text("a file now")
    anna.git("add", "-A")
    anna.git("commit", "-qm", "file")
    anna.sync()
    state = ben.sync()
    assert sorted(state.arrived) == ["sub/c.md", "sub/deep name ü.md", "x", "x/y.md"]
    assert ben.is_clean()
    assert (ben.root / "x").read_text() == "a file now"
    assert not (ben.root / "sub").exists()
    ben.git("rm", "-q", "x")
    (ben.root / "x").mkdir()
    (ben.root / "x" / "y.md").write_text("y")
    ben.git("add", "-A")
    ben.git("commit", "-qm", "folder")
    ben.sync()
    anna.sync()
    assert anna.is_clean()
    assert (anna.root / "x" / "y.md").read_text() == "y"


def test_links_and_repositories_in_the_team_s_tree_become_nothing(team, tmp_path):
    """A link and a repository that a colleague put in are not made here, and what is in .git stays ours."""
    anna, ben = team
    marker = anna.git("hash-object", "-w", "--stdin", stdin="/etc/passwd")
    tree = f"120000 blob {marker}\tlink.md\n160000 commit {anna.head()}\tother\n"
    for entry in anna.git("ls-tree", "HEAD").splitlines():
        tree += entry + "\n"
    tree = anna.git("mktree", "--missing", stdin=tree)
    commit = anna.git("commit-tree", tree, "-p", "HEAD", "-m", "hostile")
    anna.git("push", "-q", "origin", f"{commit}:main")
    state = ben.sync()
    assert (state.phase, state.arrived) == ("current", ())
    assert not os.path.lexists(ben.root / "link.md")
    assert not os.path.lexists(ben.root / "other")


def test_names_that_lead_into_git_s_own_folder_are_left_out(team):
    """A tree that names .git/config, in any spelling, writes nothing there; the other files arrive."""
    anna, ben = team
    config = (ben.root / ".git" / "config").read_bytes()
    blob = anna.git("hash-object", "-w", "--stdin", stdin="[core]\n\tfsmonitor = touch x\n")
    inner = anna.git("mktree", stdin=f"100644 blob {blob}\tconfig\n")
    entries = "".join(f"040000 tree {inner}\t{name}\n" for name in (".GIT", ".g\u200cit", "git~1", "plain"))
    tree = anna.git("mktree", stdin=f"{entries}{anna.git('ls-tree', 'HEAD')}\n")
    commit = anna.git("commit-tree", tree, "-p", "HEAD", "-m", "hostile")
    anna.git("push", "-q", "origin", f"{commit}:main")
    state = ben.sync()
    assert state.arrived == ("plain/config",)
    assert len(state.notes) == 3
    assert (ben.root / ".git" / "config").read_bytes() == config
    assert not (ben.root / ".GIT").exists()


def test_the_first_save_goes_to_an_empty_shared_copy(tmp_path):
    """A library begun here is sent to an empty address, and from there to a colleague who opened it empty."""
    git(tmp_path, "init", "-q", "--bare", "shared.git")
    for name in ("Anna", "Ben"):
        git(tmp_path, "clone", "-q", str(tmp_path / "shared.git"), name)
    anna, ben = (Client(name, tmp_path / name, tmp_path / f"{name}-drafts") for name in ("Anna", "Ben"))
    assert anna.sync().phase == "current"
    anna.save("a.md", lines())
    assert anna.sync().phase == "current"
    ben.drafts.mkdir()
    (ben.root / "a.md").write_text("mine, never saved")
    state = ben.sync()
    assert (state.phase, state.arrived) == ("current", ("a.md",))
    assert ben.read("a.md") == lines()
    assert ben.kept("foreign") == {"a.md": "mine, never saved"}
    assert ben.is_clean()


def test_a_branch_that_the_shared_copy_does_not_have_is_not_published(team):
    """Work on a branch of one's own is not sent as a new branch; that is said."""
    team["Anna"].git("checkout", "-q", "-b", "experiment")
    team["Anna"].save("a.md", lines((1, "secret plan")))
    state = team["Anna"].sync()
    assert (state.phase, state.waiting) == ("failed", 1)
    assert "experiment" in state.trouble
    assert "experiment" not in team.git("branch", "--list")


def test_a_library_without_a_shared_copy_is_alone(tmp_path):
    """Without a remote, or without a history, sharing rests and nothing is wrong."""
    make_repo(tmp_path / "kb", FILES)
    (tmp_path / "plain").mkdir()
    for name in ("kb", "plain"):
        client = Client("Anna", tmp_path / name, tmp_path / "drafts")
        assert (client.sync().phase, client.sync().trouble) == ("alone", "")


def test_the_shared_copy_s_own_name_for_the_branch_is_used(team):
    """A branch that follows another name there is got from and sent to that name."""
    team["Anna"].git("branch", "-q", "-m", "main", "library")
    team["Anna"].save("a.md", lines((1, "Anna")))
    assert team["Anna"].sync().phase == "current"
    team["Ben"].sync()
    assert team["Ben"].read("a.md") == lines((1, "Anna"))


def test_updates_may_be_got_without_sending(team):
    """With sending switched off, the team's changes come in and the own ones wait."""
    team["Ben"].save("b.md", lines((1, "Ben")))
    team["Ben"].sync()
    team["Anna"].save("a.md", lines((1, "Anna")))
    before = team.tip()
    state = team["Anna"].sync(may_push=False)
    assert (state.phase, state.waiting, state.arrived) == ("waiting", 1, ("b.md",))
    assert team.tip() == before


def test_an_outside_change_of_another_file_is_left_alone(team):
    """A file that another program changed, and that no update is about, stays as it is and is not sent."""
    anna, ben = team
    (ben.root / "b.md").write_text("typed in another editor")
    (ben.root / "new.md").write_text("not saved yet")
    anna.save("a.md", lines((1, "Anna")))
    anna.sync()
    ben.save("sub/c.md", lines((1, "Ben")))
    ben.sync()
    assert ben.read("b.md") == "typed in another editor"
    assert ben.git("status", "--porcelain") == "M b.md\n?? new.md"
    anna.sync()
    assert anna.read("b.md") == lines()


def test_what_an_update_takes_the_place_of_is_kept_first(team):
    """An outside change of a file that the team changed or removed is a draft before the file is replaced."""
    anna, ben = team
    (ben.root / "a.md").write_text("typed in another editor")
    (ben.root / "b.md").write_bytes("Größe\r\n".encode("cp1252"))
    (ben.root / "picture.png").write_bytes(b"\x89PNG\0mine")
    (anna.root / "picture.png").write_bytes(b"\x89PNG\0hers")
    anna.git("add", "-A")
    anna.git("commit", "-qm", "picture")
    anna.save("a.md", lines((1, "Anna")))
    anna.save("b.md", None)
    anna.sync()
    state = ben.sync()
    assert sorted(state.arrived) == ["a.md", "b.md", "picture.png"]
    assert ben.kept("foreign") == {"a.md": "typed in another editor", "b.md": "Größe\r\n"}
    assert {draft.path: draft.base_text for draft in ben.all_drafts()}["a.md"] == lines()
    assert len(state.notes) == 3
    left = ben.git("for-each-ref", "--format=%(refname)", "refs/kbdesk/backup/*-left-*")
    assert ben.git("cat-file", "blob", f"{left}:picture.png") == "\x89PNG\0mine".encode("latin-1").decode(
        errors="surrogateescape"
    )
    assert ben.is_clean()


def test_converted_line_ends_are_no_outside_change(team):
    """Where git converts line ends, files count as unchanged and updates are written the same way."""
    anna, ben = team
    ben.git("config", "core.autocrlf", "true")
    ben.git("rm", "-q", "--cached", "-r", ".")
    ben.git("reset", "-q", "--hard")
    assert "\r\n" in ben.read("a.md")
    anna.save("a.md", lines((1, "Anna")))
    anna.sync()
    state = ben.sync()
    assert (state.arrived, ben.all_drafts()) == (("a.md",), ())
    assert ben.read("a.md") == lines((1, "Anna")).replace("\n", "\r\n")
    assert ben.is_clean()


def test_a_folder_or_link_in_the_way_stops_only_that_file(team, tmp_path):
    """What cannot be replaced is named; nothing is written through a link, and the other files arrive."""
    anna, ben = team
    (ben.root / "taken.md").mkdir()
    (ben.root / "taken.md" / "inside").write_text("mine")
    (tmp_path / "elsewhere").mkdir()
    (ben.root / "linked").symlink_to(tmp_path / "elsewhere")
    for path in ("taken.md", "linked/x.md", "fine.md"):
        anna.save(path, path)
    anna.sync()
    state = ben.sync()
    assert state.arrived == ("fine.md",)
    assert len(state.notes) == 2
    assert (ben.root / "taken.md" / "inside").read_text() == "mine"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_five_people_in_turn_end_equal(tmp_path):
    """Five people who each save in every round have all saves of all, in the same folder."""
    team = Team(tmp_path, {f"{number}.md": lines() for number in range(5)}, "A B C D E")
    for turn in range(2):
        for number, client in enumerate(team):
            own, other = f"{number}.md", f"{(number + 1) % 5}.md"
            client.save(own, client.read(own).replace(f"line {turn + 1}\n", f"{client.name} {turn}\n"))
            client.save(other, client.read(other) + f"{number} {turn}\n")
            client.sync()
    team.settle()
    assert len({client.git("rev-parse", "HEAD^{tree}") for client in team}) == 1
    assert all(client.is_clean() for client in team)
    texts = "".join(team["A"].read(f"{number}.md") for number in range(5))
    texts += "".join(draft.text for client in team for draft in client.all_drafts())
    assert all(f"{name} {turn}\n" in texts for name in "ABCDE01234" for turn in range(2))


@pytest.mark.skipif(
    not os.environ.get("KBDESK_LONG"), reason="make long; a crowd of ten is in test_sync_servers"
)
def test_twenty_people_at_once_end_equal(tmp_path):
    """Twenty people who save different articles and send at the same moment lose nothing and end equal."""
    names = " ".join(f"P{number}" for number in range(20))
    team = Team(tmp_path, {f"{number}.md": lines() for number in range(20)}, names)
    for number, client in enumerate(team):
        client.save(f"{number}.md", lines((1, client.name)))
    assert set(run_at_once(team)) <= {"current", "waiting"}
    team.settle()
    assert {client.head() for client in team} == {team.tip()}
    assert all(client.is_clean() for client in team)
    assert [team["P0"].read(f"{number}.md").split("\n")[0] for number in range(20)] == names.split()


POINTS = (
    "fetched",
    "merged",
    "parked",
    "branch-moved-by-sync",
    "folder-half-updated",
    "folder-updated",
    "pushed",
    "seen-moved",
)


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_moment_is_finished_by_the_next_round(team, point):
    """Killed anywhere, no text is lost, the next round brings the folder up to date, and saving works."""
    anna, ben = team
    anna.save("a.md", lines((1, "Anna a")))
    anna.save("b.md", lines((1, "Anna b")))
    anna.save("new.md", "new")
    anna.sync()
    ben.save("a.md", lines((1, "Ben a")))
    ben.save("sub/c.md", lines((1, "Ben c")))
    (ben.root / "b.md").write_text("typed in another editor")
    run_killed(ben, point)
    texts = [draft.text for draft in ben.all_drafts()] + [ben.read(path) for path in ("a.md", "b.md")]
    assert lines((1, "Ben a")) in texts
    assert "typed in another editor" in texts
    state = ben.sync()
    assert state.phase == "current", state
    assert ben.is_clean()
    assert ben.read("a.md") == lines((1, "Anna a"))
    assert ben.kept() == {"a.md": lines((1, "Ben a"))}
    assert ben.kept("foreign") == {"b.md": "typed in another editor"}
    assert ben.head() == team.tip()
    assert ben.git("fsck", "--no-dangling", "--connectivity-only") == ""
    ben.save("b.md", lines((1, "Ben b")))
    assert ben.sync().phase == "current"
    anna.sync()
    assert anna.read("sub/c.md") == lines((1, "Ben c"))
    assert anna.read("b.md") == lines((1, "Ben b"))
    assert not [ref for ref in ben.git("for-each-ref").splitlines() if "kbdesk/worktree" in ref]


def test_an_interrupted_update_can_be_finished_without_the_network(team):
    """Before a save, the folder is brought up to its branch, so that no old text is taken for the latest."""
    anna, ben = team
    for path in ("a.md", "b.md", "sub/c.md"):
        anna.save(path, lines((1, "Anna")))
    anna.sync()
    run_killed(ben, "folder-half-updated")
    left = [path for path in ("a.md", "b.md", "sub/c.md") if ben.read(path) == lines()]
    assert len(left) == 2
    info = open_library(ben.root)
    assert sorted(finish_update(info, ben.author, ben.drafts, now=NOW)) == left
    assert ben.is_clean()
    assert finish_update(info, ben.author, ben.drafts, now=NOW) == ()


def test_the_person_can_stop_a_round(team):
    """Cancel ends a round at once and leaves everything as it was."""
    team["Anna"].save("a.md", lines((1, "Anna")))
    head, tip = team["Anna"].head(), team.tip()
    with pytest.raises(Cancelled):
        team["Anna"].sync(cancelled=lambda: True)
    assert (team["Anna"].head(), team.tip()) == (head, tip)
    assert team["Anna"].sync().phase == "current"


def test_the_progress_is_told(team):
    """A round that gets something tells how far it is."""
    team["Anna"].save("a.md", lines((1, "Anna")))
    team["Anna"].sync()
    told: list[str] = []
    team["Ben"].sync(said=told.append)
    assert any("%" in line for line in told)


def test_only_what_is_there_is_got(team):
    """The team's tags and other branches do not fill this computer; reviews and approvals do come, and go."""
    team.git("tag", "v1", "main")
    team.git("tag", "approved", "main")
    team.git("tag", "-m", "notes", "approved-2026-11-22", "main")
    team.git("branch", "other", "main")
    team.git("branch", "review/anna-1/a-2", "main")
    ben = team["Ben"]
    ben.sync()
    refs = ben.git("for-each-ref", "--format=%(refname)", "refs/kbdesk", "refs/tags").split()
    assert refs == [
        "refs/kbdesk/approved/approved",
        "refs/kbdesk/approved/approved-2026-11-22",
        "refs/kbdesk/incoming",
        "refs/kbdesk/review/anna-1/a-2",
        "refs/kbdesk/seen",
    ]
    team.git("branch", "-D", "review/anna-1/a-2")
    team.git("tag", "-d", "approved")
    ben.sync()
    refs = ben.git("for-each-ref", "--format=%(refname)", "refs/kbdesk").split()
    assert refs == ["refs/kbdesk/approved/approved-2026-11-22", "refs/kbdesk/incoming", "refs/kbdesk/seen"]


def test_hooks_and_settings_of_the_folder_never_run(team, tmp_path):
    """A folder that would run a program when it shares is neither sent nor updated."""
    marker = tmp_path / "marker"
    hook = Path(team["Anna"].root / ".git" / "hooks" / "pre-push")
    hook.parent.mkdir()
    hook.write_text(f"#!/bin/sh\ntouch {marker}\n")
    hook.chmod(0o755)
    team["Anna"].save("a.md", lines((1, "Anna")))
    before = team.tip()
    assert team["Anna"].sync().phase == "alone"
    assert team.tip() == before
    assert not marker.exists()
