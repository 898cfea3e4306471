# SPDX-License-Identifier: MIT
"""Whatever a verb puts in the place of a text: that text can be opened again."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from desks import make_desk
from gitrepo import git, make_repo
from team_desks import ANNA, BO, member, save, shared_copy

from kbdesk.desk.desk import Desk
from kbdesk.errors import KbError
from kbdesk.library import blob_id, faults, keep_draft, read_drafts
from kbdesk.library.placing import content
from kbdesk.model import Author, Clash, Saved

pytestmark = pytest.mark.usefixtures("plain_git")

MIA = Author("Mia Tran", "mia@example.org")
FILES = {"a.md": "# A\n\nOne.\n", "b.md": "# B\n\n[A](a.md)\n"}
FOREIGN = "# A\n\nWritten with another program, never saved.\n"


@pytest.fixture
def desk(tmp_path):
    """A desk on a small library with two versions of an article."""
    make_repo(tmp_path / "kb", FILES)
    made = make_desk(tmp_path / "kb", tmp_path / "home")
    made.home.make()
    made.home.set_who(MIA)
    draft = made.writing.open("a.md")
    assert isinstance(made.writing.save(replace(draft, text="# A\n\nTwo.\n"), "Two", MIA), Saved)
    return made


def can_be_opened(desk: Desk, text: str) -> bool:
    """Whether a text is in an article, among the drafts, in the history or in a backup."""
    root = desk.root
    commits = git(root, "rev-list", "--all").split()
    stored = (
        git(root, "show", f"{one}:{path}")
        for one in commits
        for path in git(root, "ls-tree", "-r", "--name-only", one).split()
    )
    texts = (draft.text for draft in desk.writing.left())
    files = (place.read_text() for place in root.glob("*.md"))
    return any(text in one for source in (texts, files, stored) for one in source)


def test_bringing_back_a_version_keeps_what_another_program_wrote(desk):
    """The text in the file that no history has is kept before an older version takes its place."""
    (desk.root / "a.md").write_text(FOREIGN)
    old = desk.past.versions("a.md").versions[-1]
    assert isinstance(desk.past.bring_back("a.md", old, MIA), Saved)
    assert (desk.root / "a.md").read_text() == FILES["a.md"]
    assert can_be_opened(desk, FOREIGN)


def test_deleting_a_file_keeps_what_another_program_wrote(desk):
    """What stood in a deleted file can be had even if it was in no history."""
    (desk.root / "a.md").write_text(FOREIGN)
    desk.writing.carry_out(desk.writing.plan_delete("a.md", ""), MIA)
    assert not (desk.root / "a.md").exists()
    assert can_be_opened(desk, FOREIGN)


def test_a_text_that_is_only_marked_for_saving_is_set_aside(desk):
    """A text that git knows but no version has is kept when mine is chosen over it."""
    draft = desk.writing.keep(replace(desk.writing.open("a.md"), text="# A\n\nMine.\n"))
    (desk.root / "a.md").write_text(FOREIGN)
    git(desk.root, "add", "a.md")
    assert isinstance(desk.writing.save(draft, "mine", MIA), Clash)
    desk.writing.settle(draft, "mine", MIA)
    assert can_be_opened(desk, FOREIGN)


def test_converted_line_ends_are_no_foreign_text(tmp_path):
    """Where the history keeps other line ends than the files, a settled clash leaves no draft behind."""
    make_repo(tmp_path / "kb", {**FILES, ".gitattributes": "*.md eol=crlf\n"})
    git(tmp_path / "kb", "rm", "-q", "--cached", "a.md")
    git(tmp_path / "kb", "reset", "-q", "--hard")
    desk = make_desk(tmp_path / "kb", tmp_path / "home")
    draft = desk.writing.keep(replace(desk.writing.open("a.md"), text="# A\r\n\r\nMine.\r\n"))
    other = replace(desk.writing.open("b.md"), id="other", path="a.md", text="# A\r\n\r\nOther.\r\n")
    base = blob_id(content(desk.root, "a.md") or b"")
    saved = desk.writing.save(replace(other, base=base, base_text=""), "other", ANNA)
    assert isinstance(saved, Saved)
    clash = desk.writing.save(draft, "mine", MIA)
    assert isinstance(clash, Clash)
    assert clash.by == ANNA.name
    desk.writing.settle(draft, "mine", MIA)
    assert desk.writing.left() == ()
    desk.past.bring_back("a.md", desk.past.versions("a.md").versions[-1], MIA)
    assert desk.writing.left() == ()


def test_a_file_of_a_backup_does_not_take_the_place_of_an_unsaved_text(tmp_path):
    """Restoring keeps what stood in the file; who reads only what is approved is told to switch."""
    shared = shared_copy(tmp_path)
    anna, bo = member(shared, tmp_path / "anna", ANNA), member(shared, tmp_path / "bo", BO)
    save(anna, "articles/mfa.md", "Line 1 ", "ANNA 1 ")
    anna.team.sync()
    save(bo, "articles/mfa.md", "Line 1 ", "BO 1 ")
    bo.team.sync()
    (backup,) = bo.team.recoverable().backups
    (bo.root / "articles/mfa.md").write_text(FOREIGN)
    bo.team.restore_from(backup, "articles/mfa.md", BO)
    assert any(draft.text == FOREIGN for draft in bo.writing.left())
    bo.team.sync()
    anna.team.sync()
    anna.team.approve(ANNA)
    bo.team.sync()
    bo.team.follow("approved")
    with pytest.raises(KbError, match="approved"):
        bo.team.restore_from(backup, "articles/wifi.md", BO)


def test_two_windows_that_write_on_the_same_article_keep_both_texts(desk, tmp_path):
    """What is typed in another window is neither overwritten nor dropped by what is typed in this one."""
    left = desk.writing.keep(replace(desk.writing.open("a.md"), text="# A\n\nLeft by a crash.\n"))
    other = Window(desk, tmp_path)
    other.writes("# A\n\nTyped there.\n", left.id)
    mine = desk.writing.keep(replace(left, text="# A\n\nTyped here.\n"))
    assert mine.id == left.id
    texts = {draft.text for draft in desk.writing.left()}
    assert {"# A\n\nTyped there.\n", "# A\n\nTyped here.\n"} <= texts
    assert isinstance(desk.writing.save(mine, "here", MIA), Saved)
    assert [draft.text for draft in desk.writing.left()] == ["# A\n\nTyped there.\n"]
    assert desk.writing.open("a.md").text == "# A\n\nTyped here.\n"
    other.ends()
    assert desk.writing.open("a.md").text == "# A\n\nTyped there.\n"


def test_a_draft_that_could_not_be_written_is_held_and_written_later(desk):
    """On a full disk what was typed comes back with its article, and is written once there is room."""
    draft = replace(desk.writing.open("a.md"), text="# A\n\nTyped on a full disk.\n")
    faults.arm("draft-written:enospc")
    with pytest.raises(KbError, match=r"a\.md could not be kept"):
        desk.writing.keep(draft)
    (desk.home.drafts(desk.info.root) / f"{draft.id}.json").unlink(missing_ok=True)
    assert desk.writing.open("a.md").text == draft.text
    faults.arm("")
    desk.writing.left()
    assert [one.text for one in read_drafts(desk.home.drafts(desk.info.root))] == [draft.text]


class Window:
    """Another kbdesk of the same user."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._program = subprocess.Popen(
            [sys.executable, __file__, str(desk.home.drafts(desk.info.root))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
        )

    def writes(self, text: str, draft_id: str) -> None:
        """It keeps this text as its draft."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(f"{draft_id} {text!r}\n")
        self._program.stdin.flush()
        assert self._program.stdout.readline() == "kept\n"

    def ends(self) -> None:
        """It is closed."""
        self._program.communicate()


def _main(folder: str) -> None:
    for line in sys.stdin:
        name, _, text = line.partition(" ")
        draft = next(one for one in read_drafts(Path(folder)) if one.id == name)
        keep_draft(Path(folder), replace(draft, text=ast.literal_eval(text)))
        print("kept", flush=True)


if __name__ == "__main__":
    _main(sys.argv[1])
