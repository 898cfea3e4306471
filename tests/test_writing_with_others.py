# SPDX-License-Identifier: MIT
"""Writing while others write: interrupted updates, other programs, reviews."""

from __future__ import annotations

from dataclasses import replace

import pytest
from clients import Team, lines, run_killed
from gitrepo import git

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.model import Author, Clash

BEN = Author("Ben", "ben@example.org")
FILES = {"a.md": lines(), "b.md": lines(), "c.md": lines()}


@pytest.fixture
def team(tmp_path):
    return Team(tmp_path / "team", FILES)


def desk_of(client, tmp_path):
    return Desk(client.root, Home(tmp_path / "data", tmp_path / "cache"), author=client.name)


def test_a_save_after_an_interrupted_update_does_not_take_the_teams_text_back(team, tmp_path):
    """A file that an update had not reached is brought up first, so that the writer sees what changed."""
    for path in FILES:
        team["Anna"].save(path, lines((1, "Anna")))
    team["Anna"].sync()
    ben = team["Ben"]
    run_killed(ben, "folder-half-updated")
    old = next(path for path in FILES if ben.read(path) == lines())
    desk = desk_of(ben, tmp_path)
    draft = replace(desk.writing.open(old), text=lines((12, "Ben")))
    clash = desk.writing.save(draft, "Ben's change", BEN)
    assert isinstance(clash, Clash)
    assert clash.theirs == lines((1, "Anna"))
    assert clash.merged == lines((1, "Anna"), (12, "Ben"))
    desk.writing.settle(draft, "both", BEN)
    assert ben.read(old) == lines((1, "Anna"), (12, "Ben"))
    assert ben.is_clean()
    desk.close()


def test_a_text_that_another_program_left_is_kept_when_mine_takes_its_place(team, tmp_path):
    """What stood in the file and is in no history waits in Recover after "use mine"."""
    ben = team["Ben"]
    desk = desk_of(ben, tmp_path)
    draft = replace(desk.writing.open("a.md"), text=lines((1, "mine")))
    (ben.root / "a.md").write_text(lines((1, "foreign")), encoding="utf-8")
    assert isinstance(desk.writing.save(draft, "", BEN), Clash)
    desk.writing.settle(draft, "mine", BEN)
    assert ben.read("a.md") == lines((1, "mine"))
    assert [(one.kind, one.text) for one in desk.writing.left()] == [("foreign", lines((1, "foreign")))]
    desk.close()


def test_my_text_that_reached_the_file_before_the_others_reached_the_history(team, tmp_path):
    """If the history has another text than the file, which holds mine, that text stands against mine."""
    ben = team["Ben"]
    desk = desk_of(ben, tmp_path)
    draft = replace(desk.writing.open("a.md"), text=lines((1, "mine")))
    (ben.root / "a.md").write_text(lines((1, "theirs")), encoding="utf-8")
    ben.git("commit", "-aqm", "by hand")
    (ben.root / "a.md").write_text(lines((1, "mine")), encoding="utf-8")
    clash = desk.writing.clash(desk.writing.keep(draft))
    assert clash.theirs == lines((1, "theirs"))
    desk.writing.settle(draft, "theirs", BEN)
    assert ben.read("a.md") == lines((1, "theirs"))
    assert ben.is_clean()
    desk.close()


def test_a_returned_review_can_be_written_on_and_saved(team, tmp_path):
    """The draft that a maintainer sent back is saved like any other, and waits for review again."""
    anna, ben = team
    anna.save("kbdesk.toml", "review = true\n")
    anna.sync()
    ben.sync()
    writer = desk_of(ben, tmp_path / "ben")
    writer.home.set_who(BEN)
    first = replace(writer.writing.open("a.md"), text=lines((1, "first")))
    writer.writing.save(first, "First try", BEN)
    writer.team.sync()
    maintainer = desk_of(anna, tmp_path / "anna")
    maintainer.home.set_who(anna.author)
    maintainer.team.sync()
    review = maintainer.team.reviews()[0]
    maintainer.team.send_back(review, "Say why.", anna.author)
    writer.team.sync()
    returned = writer.writing.open("a.md")
    assert (returned.kind, returned.note) == ("returned", "Say why.")
    again = writer.writing.save(replace(returned, text=lines((1, "second"))), "Second try", BEN)
    assert not isinstance(again, Clash)
    writer.team.sync()
    maintainer.team.sync()
    assert not maintainer.team.reviews()[0].returned
    maintainer.team.accept(maintainer.team.reviews()[0], anna.author)
    assert git(team.remote, "show", "main:a.md") == lines((1, "second"))
    for desk in (writer, maintainer):
        desk.close()
