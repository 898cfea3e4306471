# SPDX-License-Identifier: MIT
"""What comes from others may be odd or hostile: it stops nothing else, runs nothing, takes nothing away."""

from __future__ import annotations

import io

import pytest
from clients import Client, Team, lines
from gitrepo import git

from kbdesk.cli.terminal import Harmless
from kbdesk.errors import KbError
from kbdesk.library import runner as running
from kbdesk.library.drafts import keep_draft, read_drafts
from kbdesk.library.log import versions
from kbdesk.library.objects import Objects
from kbdesk.library.opening import open_library
from kbdesk.library.runner import GitRunner
from kbdesk.library.sync.remote import shared_copy
from kbdesk.library.sync.rules import read_rules
from kbdesk.model import Draft

pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.fixture
def team(tmp_path):
    """Anna and Ben share a library."""
    return Team(tmp_path, {"a.md": lines(), "b.md": lines()})


def put(team: Team, *entries: tuple[str, str, str], message: str = "odd", who: str = "Eve") -> str:
    """Somebody puts (mode, object, path) at the top of the team's branch with git alone."""
    tree = git(team.remote, "ls-tree", "main")
    new = "".join(
        f"{mode} {'commit' if mode == '160000' else 'blob'} {one}\t{path}\n" for mode, one, path in entries
    )
    known = {path for _, _, path in entries}
    kept = "".join(f"{line}\n" for line in tree.splitlines() if line.partition("\t")[2] not in known)
    made = git(team.remote, "mktree", "--missing", stdin=kept + new).strip()
    commit = git(team.remote, "commit-tree", "-p", "main", "-m", message, made, author=who).strip()
    git(team.remote, "update-ref", "refs/heads/main", commit)
    return commit


def blob(team: Team, text: str) -> str:
    """A stored text."""
    return git(team.remote, "hash-object", "-w", "--stdin", stdin=text).strip()


def test_a_name_that_is_too_long_for_this_computer_stops_nothing(team):
    """The other files of the update arrive, saving goes on, and the one that could not is named."""
    long = "x" * 300 + ".md"
    put(team, ("100644", blob(team, "long\n"), long), ("100644", blob(team, "new\n"), "a.md"))
    state = team["Ben"].sync()
    assert (state.phase, state.arrived) == ("current", ("a.md",)), state.trouble
    assert any("xxx" in note for note in state.notes)
    team["Ben"].save("b.md", "mine\n")
    assert team["Ben"].sync().phase == "current"
    assert long in team.git("ls-tree", "--name-only", "main")


def test_two_who_point_to_another_repository_go_on(team):
    """A link to another repository that both changed is the team's; what else there is goes on."""
    one, two, three = ("1" * 40, "2" * 40, "3" * 40)
    put(team, ("160000", one, "sub"))
    ben = team["Ben"]
    ben.sync()
    put(team, ("160000", two, "sub"), ("100644", blob(team, "theirs\n"), "a.md"))
    ben.git("update-index", "--add", "--cacheinfo", f"160000,{three},sub")
    ben.git("commit", "-q", "-m", "sub")
    ben.save("b.md", "mine\n")
    state = ben.sync()
    assert state.phase == "current", state.trouble
    assert team.git("rev-parse", "main:sub") == two
    assert team.git("show", "main:b.md") == "mine"


def test_a_conflict_of_files_too_large_to_read_stops_nothing(team, monkeypatch):
    """The team's stands, the own one is in a backup, and the other article is sent."""
    monkeypatch.setattr(running, "OUTPUT_LIMIT_BYTES", 6_000_000)
    anna, ben = team["Anna"], team["Ben"]
    anna.save("big.txt", b"A\n" * 3_500_000)
    anna.sync()
    ben.save("big.txt", b"B\n" * 3_500_000)
    ben.save("b.md", "mine\n")
    state = ben.sync()
    assert (state.phase, state.parked) == ("current", ("big.txt",)), state.trouble
    assert team.git("show", "main:b.md") == "mine"
    assert "conflict" in ben.git("for-each-ref", "refs/kbdesk/backup")


def test_saving_into_another_repository_is_refused(team):
    """A file in a folder that is another repository is not put in its place."""
    put(team, ("160000", "1" * 40, "sub"))
    ben = team["Ben"]
    ben.sync()
    (ben.root / "sub").mkdir(exist_ok=True)
    with pytest.raises(KbError, match="folder sub"):
        ben.save("sub/c.md", "c\n")
    assert ben.git("ls-tree", "HEAD", "sub").startswith("160000")


@pytest.mark.parametrize("kind", ["url", "pushurl"])
def test_a_folder_among_several_addresses_runs_nothing_on_this_computer(team, kind):
    """git sends to all of them: so if one is a folder, programs that lie in it are kept from running."""
    ben = team["Ben"]
    ben.git("config", "--replace-all", f"remote.origin.{kind}", "https://example.org/kb.git")
    ben.git("config", "--add", f"remote.origin.{kind}", "evil.git")
    remote = shared_copy(Objects(ben.root, GitRunner(ben.root)), "main")
    assert remote is not None
    assert remote.is_folder


def test_a_file_that_needs_a_program_which_is_missing_stops_nothing(team, tmp_path, monkeypatch):
    """Where git-lfs is set up but not there, its files come as they are stored and all others as ever."""
    keys = "".join(f"{key} = gone-lfs {key}\n" for key in ("clean", "smudge", "process"))
    (tmp_path / "settings").write_text(f'[filter "lfs"]\nrequired = true\n{keys}')
    put(
        team,
        ("100644", blob(team, "*.png filter=lfs\n"), ".gitattributes"),
        ("100644", blob(team, "version 1\n"), "p.png"),
        ("100644", blob(team, "new\n"), "a.md"),
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    ben = team["Ben"]
    assert set(ben.sync().arrived) == {".gitattributes", "a.md", "p.png"}
    ben.save("b.md", "mine\n")
    put_again = (("100644", blob(team, "version 2\n"), "p.png"), ("100644", blob(team, "newer\n"), "a.md"))
    put(team, *put_again)
    assert (ben.sync().phase, ben.read("p.png"), ben.read("a.md")) == ("current", "version 2\n", "newer\n")


def test_a_copy_without_contents_is_told_and_can_be_saved_to(team, tmp_path):
    """An update whose files cannot be had changes nothing, says why, and stands in no save's way."""
    git(team.remote, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{team.remote}", "part")
    (tmp_path / "drafts").mkdir()
    part = Client("Mia", tmp_path / "part", tmp_path / "drafts")
    before = part.head()
    put(team, ("100644", blob(team, "new\n"), "a.md"))
    state = part.sync()
    assert (state.phase, part.head()) == ("failed", before)
    assert "new folder" in state.trouble
    assert part.save("b.md", "mine\n")


def test_a_folder_does_not_take_the_place_of_a_file_of_the_team(team):
    """A file that was left out because of a folder is not removed by a save into that folder."""
    ben = team["Ben"]
    (ben.root / "d").mkdir()
    (ben.root / "d" / "mine.txt").write_text("mine\n")
    put(team, ("100644", blob(team, "theirs\n"), "d"))
    assert any("d was left out" in note for note in ben.sync().notes)
    with pytest.raises(KbError, match="d, so nothing"):
        ben.save("d/new.md", "new\n")
    assert not (ben.root / "d" / "new.md").exists()


def test_what_vanishes_while_drafts_are_read_hides_no_other(tmp_path):
    """Another window drops a draft between looking and reading: the others are given."""
    kept = keep_draft(tmp_path, Draft("one", "/kb", "a.md", "edit", "text"))
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
    assert read_drafts(tmp_path) == (kept,)


@pytest.mark.parametrize("data", [b"x = " + b"1" * 5000, b'maintainers = ["\\u001b[2Jeve@x"]'])
def test_hostile_rules_are_read_or_named(data):
    """A number without end is a problem with its line, and no sign that moves the cursor is an address."""
    rules = read_rules(data)
    assert rules.problems
    assert "\x1b" not in repr(rules.maintainers) + "".join(rules.maintainers)


def test_signs_that_move_the_cursor_are_not_in_the_history_that_is_shown(team):
    """A hostile name or message is shown without control and turning signs."""
    put(
        team,
        ("100644", blob(team, "new\n"), "a.md"),
        message="x \x1b[2J \u202e y\n\nmore \x1b]0;t\x07",
        who="E\x1b[31mve",
    )
    ben = team["Ben"]
    ben.sync()
    newest = versions(open_library(ben.root), "a.md").versions[0]
    told = newest.author + newest.message + newest.details + newest.email
    assert not set(told) & set("\x1b\x07\u202e"), told


def test_a_conflict_names_a_hostile_writer_harmlessly(team):
    """Who took the place of a text is a name without control signs."""
    put(team, ("100644", blob(team, lines((1, "Eve"))), "a.md"), who="E\x1b[31mve")
    team["Ben"].save("a.md", lines((1, "Ben")))
    assert team["Ben"].sync().parked == ("a.md",)
    (draft,) = team["Ben"].all_drafts()
    assert draft.by
    assert "\x1b" not in draft.by


def test_a_hostile_path_is_told_harmlessly(team):
    """Sentences about a file whose name holds control signs hold none."""
    path = "x\x1b[2J\u202e.md"
    put(team, ("100644", blob(team, "one\n"), path))
    (team["Ben"].root / path).write_text("mine\n")
    state = team["Ben"].sync()
    assert state.notes
    assert not set("".join(state.notes)) & set("\x1b\u202e"), state.notes


def test_a_library_with_another_kind_of_references_can_be_saved_to(team):
    """Where references are not files, git itself is asked whether an update is under way."""
    ben = team["Ben"]
    (ben.root / ".git" / "reftable").mkdir()
    ben.git("update-ref", "refs/kbdesk/worktree", "HEAD")
    ben.git("pack-refs", "--all")
    (ben.root / ".git" / "refs" / "kbdesk").mkdir(exist_ok=True)
    ben.git("update-ref", "-d", "refs/kbdesk/worktree")
    assert ben.save("b.md", "mine\n")


def test_a_terminal_shows_signs_of_others_as_signs():
    """What moves the cursor or turns the writing is replaced; lines, tabs and our own progress are not."""
    shown = io.StringIO()
    print("a\tb\n\x1b[2J\u202ec\r\x1b[K\x07", end="", file=Harmless(shown))
    assert shown.getvalue() == "a\tb\n\ufffd[2J\ufffdc\r\x1b[K\ufffd"
