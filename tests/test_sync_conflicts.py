# SPDX-License-Identifier: MIT
"""Two people change the same: the team's text stands, the own one is kept, and all other articles go on."""

from __future__ import annotations

import random
import shutil

import pytest
from clients import Team, lines
from gitrepo import git, make_repo

from kbdesk.library.objects import Objects
from kbdesk.library.runner import GitRunner
from kbdesk.library.sync import backups
from kbdesk.library.sync.merging import Merged, merge

FILES = {"a.md": lines(), "b.md": lines(), "sub/c.md": lines()}

pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.fixture
def team(tmp_path):
    """Anna and Ben share a library."""
    return Team(tmp_path, FILES)


def clash(team: Team, path: str, anna: str | None, ben: str | None) -> None:
    """Anna saves and sends a text, Ben saves another; he has not got hers yet."""
    team["Anna"].save(path, anna)
    team["Anna"].sync()
    team["Ben"].save(path, ben)


def test_the_team_s_text_stands_and_mine_is_kept(team):
    """The article has Anna's text, a draft Ben's with what both began from; his other article is sent."""
    clash(team, "a.md", lines((2, "Anna")), lines((2, "Ben")))
    mine = team["Ben"].save("b.md", lines((2, "Ben too")))
    state = team["Ben"].sync()
    assert (state.phase, state.parked, state.arrived, state.waiting) == ("current", ("a.md",), ("a.md",), 0)
    assert team["Ben"].read("a.md") == lines((2, "Anna"))
    (draft,) = team["Ben"].all_drafts()
    assert (draft.kind, draft.path, draft.text) == ("conflict", "a.md", lines((2, "Ben")))
    assert (draft.base_text, draft.by, draft.message) == (lines(), "Anna", "")
    assert draft.library == str(team["Ben"].root)
    team["Anna"].sync()
    assert team["Anna"].read("a.md") == lines((2, "Anna"))
    assert team["Anna"].read("b.md") == lines((2, "Ben too"))
    assert "<<<<" not in team["Anna"].read("a.md")
    assert mine in team["Ben"].git("rev-list", "HEAD").split()
    assert team["Ben"].git("show", f"{mine}:a.md") + "\n" == lines((2, "Ben"))
    assert all(client.is_clean() for client in team)


def test_the_tip_before_a_conflict_is_kept_for_90_days(team):
    """Where something was set aside, the state of before has a name that says when and why, for a while."""
    clash(team, "a.md", lines((2, "Anna")), lines((2, "Ben")))
    before = team["Ben"].head()
    team["Ben"].sync()
    objects = Objects(team["Ben"].root, GitRunner(team["Ben"].root))
    (backup,) = backups(objects)
    assert (backup.commit, backup.at) == (before, "2026-11-22T10:05:00+00:00")
    assert backup.ref == f"refs/kbdesk/backup/20261122T100500Z-conflict-{before[:8]}"
    team["Ben"].now = team["Ben"].now.replace(year=2027, month=2, day=19)
    team["Ben"].sync()
    assert backups(objects) == (backup,)
    team["Ben"].now = team["Ben"].now.replace(day=21)
    team["Ben"].sync()
    assert backups(objects) == ()


def test_several_conflicts_at_once(team):
    """Each conflicting article is set aside by itself; what fits together is put together."""
    for path in FILES:
        clash(team, path, lines((2, f"Anna {path}")), lines((2, f"Ben {path}")))
    team["Anna"].save("d.md", lines((1, "Anna")))
    team["Anna"].sync()
    state = team["Ben"].sync()
    assert state.parked == tuple(FILES)
    assert team["Ben"].kept() == {path: lines((2, f"Ben {path}")) for path in FILES}
    assert all(team["Ben"].read(path) == lines((2, f"Anna {path}")) for path in FILES)
    assert team["Ben"].is_clean()


def test_a_conflict_again_on_the_same_article_keeps_both(team):
    """A second own version of an article is kept beside the first, and a kept one is never written over."""
    for number in (1, 2):
        clash(team, "a.md", lines((2, f"Anna {number}")), lines((2, f"Ben {number}")))
        team["Ben"].sync()
        team["Anna"].sync()
    assert sorted(draft.text for draft in team["Ben"].all_drafts()) == [
        lines((2, "Ben 1")),
        lines((2, "Ben 2")),
    ]


def test_two_people_who_conflict_again_and_again_end_equal(team):
    """Both save the same line before every round; nothing is lost and both end with the same."""
    seen = []
    for number in range(3):
        for client in team:
            text = lines((2, f"{client.name} {number}"))
            client.save("a.md", text)
            seen.append(text)
        for client in team:
            client.sync()
    team.settle()
    known = {client.read("a.md") for client in team}
    known |= {draft.text for client in team for draft in client.all_drafts()}
    history = {
        team["Anna"].git("show", f"{commit}:a.md") + "\n"
        for commit in team["Anna"].git("rev-list", "HEAD").split()
    }
    assert set(seen) <= known | history
    assert team["Anna"].read("a.md") == team["Ben"].read("a.md")


def test_the_same_change_of_both_is_no_conflict(team):
    """Two people who write the same letters agree."""
    clash(team, "a.md", lines((2, "same")), lines((2, "same")))
    state = team["Ben"].sync()
    assert (state.parked, team["Ben"].all_drafts()) == ((), ())


def test_two_new_articles_of_one_name(team):
    """A new file that both made: the team's stands, mine is kept, with nothing both began from."""
    clash(team, "new.md", "Anna's\n", "Ben's\n")
    state = team["Ben"].sync()
    assert (state.parked, team["Ben"].read("new.md")) == (("new.md",), "Anna's\n")
    (draft,) = team["Ben"].all_drafts()
    assert (draft.text, draft.base, draft.base_text) == ("Ben's\n", "", "")


@pytest.mark.parametrize("anna_edits", [True, False])
def test_an_edit_wins_over_a_deletion(team, anna_edits):
    """An article that one removed and the other changed is still there, changed, and that is said."""
    edited = lines((2, "changed"))
    clash(team, "a.md", edited if anna_edits else None, None if anna_edits else edited)
    state = team["Ben"].sync()
    assert state.phase == "current"
    assert len(state.notes) == 1
    assert "a.md" in state.notes[0]
    team["Anna"].sync()
    assert [client.read("a.md") for client in team] == [edited, edited]
    assert all(client.is_clean() for client in team)


def test_pictures_that_both_changed(team):
    """A file that is no text: the team's stands, mine is named and stays where Recover finds it."""
    (team["Anna"].root / "p.png").write_bytes(b"\x89PNG\0one")
    team["Anna"].git("add", "-A")
    team["Anna"].git("commit", "-qm", "picture")
    team["Anna"].sync()
    team["Ben"].sync()
    clash(team, "p.png", b"\x89PNG\0Anna", b"\x89PNG\0Ben")
    before = team["Ben"].head()
    state = team["Ben"].sync()
    assert (state.parked, team["Ben"].all_drafts(), len(state.notes)) == (("p.png",), (), 1)
    assert (team["Ben"].root / "p.png").read_bytes() == b"\x89PNG\0Anna"
    assert before in team["Ben"].git("for-each-ref", "refs/kbdesk/backup")


def test_old_encodings_are_kept_as_text(team):
    """An own version in Windows-1252 or UTF-16 is set aside with its encoding."""
    clash(team, "w.md", "Anna: Grüße\n".encode("cp1252"), "Ben: Grüße\n".encode("cp1252"))
    clash(team, "u.md", "Anna: Grüße\n".encode("utf-16"), "Ben: Grüße\n".encode("utf-16"))
    team["Ben"].sync()
    kept = {draft.path: (draft.text, draft.encoding) for draft in team["Ben"].all_drafts()}
    assert kept == {"w.md": ("Ben: Grüße\n", "cp1252"), "u.md": ("Ben: Grüße\n", "utf-16")}


def test_a_draft_of_an_open_editor_is_not_touched(team):
    """The file changes on the disk as usual while somebody types in it; the draft stays as it is."""
    from dataclasses import replace

    from kbdesk.library.drafts import keep_draft
    from kbdesk.model import Draft

    draft = Draft("typing", str(team["Ben"].root), "a.md", "edit", "half a sen", base="0" * 40)
    kept = keep_draft(team["Ben"].drafts, draft)
    team["Anna"].save("a.md", lines((1, "Anna")))
    team["Anna"].sync()
    assert team["Ben"].sync().arrived == ("a.md",)
    assert team["Ben"].all_drafts() == (replace(draft, number=kept.number),)


def test_nothing_in_the_library_chooses_how_texts_are_put_together(team):
    """``merge=union`` in .gitattributes would mix both texts without a word; it is not obeyed."""
    team["Anna"].save(".gitattributes", "*.md merge=union\n")
    team["Anna"].sync()
    team["Ben"].sync()
    clash(team, "a.md", lines((2, "Anna")), lines((2, "Ben")))
    state = team["Ben"].sync()
    assert (state.parked, team["Ben"].read("a.md")) == (("a.md",), lines((2, "Anna")))


# --- merging alone ---


@pytest.fixture
def forked(tmp_path):
    """Makes two commits from one by what each does by hand, and puts them together."""
    make_repo(tmp_path / "kb", FILES | {"old/x.md": lines(), "old/y.md": lines((1, "y"))})

    def fork(mine, theirs) -> tuple[Merged, dict[str, str], Objects]:
        kb = tmp_path / "kb"
        for name, work in (("mine", mine), ("theirs", theirs)):
            git(kb, "checkout", "-q", "-B", name, "main")
            work(kb)
            git(kb, "add", "-A")
            git(kb, "commit", "-qm", name)
        objects = Objects(kb, GitRunner(kb))
        merged = merge(objects, objects.commit_of("mine"), objects.commit_of("theirs"))
        tree = {path: objects.read(blob).decode() for path, (_, blob) in objects.tree(merged.tree).items()}
        return merged, tree, objects

    return fork


def put(**files):
    """Write files, named with __ for / and without .md; None removes."""

    def work(kb):
        for name, text in files.items():
            place = kb / f"{name.replace('__', '/')}.md"
            if text is None:
                place.unlink()
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text)

    return work


def parked(merged: Merged, objects: Objects) -> dict[str, str]:
    """What has to be set aside, by path."""
    return {one.path: objects.read(one.mine).decode() for one in merged.parked}


def test_a_rename_takes_the_other_s_change_along(forked):
    """An article that one renamed and the other changed has the change under the new name."""
    merged, tree, _ = forked(put(a=None, moved=lines()), put(a=lines((2, "theirs"))))
    assert (merged.parked, merged.notes) == ((), ())
    assert tree["moved.md"] == lines((2, "theirs"))
    assert "a.md" not in tree


def test_a_rename_and_a_change_of_the_same_lines(forked):
    """An article that one renamed and both changed has the new name and the team's text; mine is kept."""
    merged, tree, objects = forked(put(a=None, moved=lines((2, "mine"))), put(a=lines((2, "theirs"))))
    assert (tree["moved.md"], "a.md" in tree) == (lines((2, "theirs")), False)
    assert parked(merged, objects) == {"moved.md": lines((2, "mine"))}
    merged, tree, objects = forked(put(a=lines((2, "mine"))), put(a=None, moved=lines((2, "theirs"))))
    assert (tree["moved.md"], "a.md" in tree) == (lines((2, "theirs")), False)
    assert parked(merged, objects) == {"moved.md": lines((2, "mine"))}


def test_two_renames_of_one_article_keep_both(forked):
    """Renamed to two names with two changes, it is there under both, without a conflict mark."""
    merged, tree, _ = forked(put(a=None, mine=lines((2, "mine"))), put(a=None, theirs=lines((2, "theirs"))))
    assert "a.md" not in tree
    assert tree["theirs.md"] == lines((2, "theirs"))
    assert tree["mine.md"] == lines((2, "mine"))
    assert merged.notes


def test_a_rename_onto_a_name_that_the_other_took(forked):
    """Where a renamed article meets a new one, the team's stands and no text of either side is lost."""
    merged, tree, objects = forked(
        put(n="mine, new\n", a=lines((2, "mine"))), put(a=None, n=lines((2, "theirs")))
    )
    assert tree["n.md"] == lines((2, "theirs"))
    assert parked(merged, objects)["n.md"] == "mine, new\n"
    assert lines((2, "mine")) in [*tree.values(), *parked(merged, objects).values()]
    assert not any("<<<<" in text for text in tree.values())


def test_a_folder_that_one_renamed_and_the_other_added_to(forked):
    """A new article in a folder that was renamed stays where its writer put it."""
    _, tree, _ = forked(
        put(old__new="mine"), put(old__x=None, old__y=None, renamed__x=lines(), renamed__y=lines((1, "y")))
    )
    assert tree["old/new.md"] == "mine"
    assert "renamed/x.md" in tree


@pytest.mark.parametrize("mine_is_folder", [True, False])
def test_a_name_that_is_a_file_for_one_and_a_folder_for_the_other(forked, mine_is_folder):
    """The team's file or folder stands, and what was mine is set aside."""

    def folder(kb):
        (kb / "a.md").unlink()
        put(**{"a.md__inner": "in a folder\n"})(kb)

    file = put(a=lines((2, "a file")))
    merged, tree, objects = forked(folder, file) if mine_is_folder else forked(file, folder)
    kept = parked(merged, objects)
    if mine_is_folder:
        assert tree["a.md"] == lines((2, "a file"))
        assert kept == {"a.md/inner.md": "in a folder\n"}
    else:
        assert tree["a.md/inner.md"] == "in a folder\n"
        assert kept == {"a.md": lines((2, "a file"))}
    assert not any("~" in path for path in tree)


@pytest.mark.parametrize("seed", range(25))
def test_whatever_two_people_do_no_text_is_lost(forked, seed):
    """Random edits, renames, deletions of both: each text is in the tree or set aside, never with marks."""
    chance = random.Random(seed)
    written: dict[str, set[str]] = {"mine": set(), "theirs": set()}

    def work(kb, who):
        for number in range(6):
            files = sorted(path for path in kb.rglob("*.md") if path.is_file())
            place = chance.choice(files)
            match chance.choice(("edit", "edit", "rename", "remove", "add")):
                case "edit":
                    at = chance.randint(1, 12)
                    text = place.read_text().split("\n")
                    text[min(at, len(text)) - 1] = f"{who} {number}"
                    place.write_text("\n".join(text))
                case "rename":
                    target = kb / chance.choice(("n1.md", "n2.md", "sub/n3.md", "a.md", "b.md"))
                    if not target.exists():
                        target.parent.mkdir(exist_ok=True)
                        shutil.move(place, target)
                case "remove":
                    place.unlink()
                case "add":
                    target = kb / chance.choice(("n1.md", "n2.md", "sub/n3.md", "n4.md"))
                    if not target.exists():
                        target.parent.mkdir(exist_ok=True)
                        target.write_text(lines((1, f"{who} new {number}")))
        (kb / f"{who}.md").write_text(who)
        for path in kb.rglob("*.md"):
            written[who] |= {line for line in path.read_text().split("\n") if line.startswith(who)}

    merged, tree, objects = forked(lambda kb: work(kb, "mine"), lambda kb: work(kb, "theirs"))
    assert not any("<<<<" in text or ">>>>" in text for text in tree.values())
    assert not any("~" in path for path in tree)
    team_has = "\n".join(tree.values()).split("\n")
    kept = "\n".join(parked(merged, objects).values()).split("\n")
    assert written["theirs"] <= set(team_has)
    assert written["mine"] <= {*team_has, *kept}
