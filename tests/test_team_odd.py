# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""A team's odd reviews and rules: one that cannot be taken up stops no other, and none stops a save."""

from __future__ import annotations

from pathlib import Path

import pytest
from gitrepo import git
from team_desks import (  # noqa: F401 - fixtures
    BO,
    bo,
    branches,
    drafts,
    edited,
    member,
    put_for_review,
    save,
    shared_copy,
)

from kbdesk.errors import KbError
from kbdesk.model import Saved

RULES = 'review = true\nmaintainers = ["anna@example.org"]\n'

pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.fixture
def shared(tmp_path):
    return shared_copy(tmp_path, rules=RULES)


def test_a_review_that_something_else_took_the_place_of_comes_home(shared, bo):
    """Its text is a draft, and the writer's other review is sent all the same."""
    put_for_review(bo, "articles/mfa.md", "Line 1 ", "BO 1 ")
    (odd,) = (name for name in branches(shared) if name.startswith("review/"))
    alien = git(shared, "commit-tree", "-m", "alien", git(shared, "rev-parse", "main^{tree}").strip()).strip()
    git(shared, "update-ref", f"refs/heads/{odd}", alien)
    away = shared.rename(Path(f"{shared}.away"))
    put_for_review(bo, "articles/wifi.md", "Line 1 ", "BO 1 ")
    away.rename(shared)
    state = bo.team.sync()
    assert (state.phase, state.waiting) == ("current", 0), state.trouble
    assert len(branches(shared)) == 3
    (returned,) = drafts(bo, "returned")
    assert "BO 1 " in returned.text
    assert bo.team.sync().notes == ()


def test_a_review_whose_own_copy_was_removed_by_hand_comes_home(shared, bo):
    """The text of a review that is neither here nor there any more is a draft."""
    put_for_review(bo, "articles/mfa.md", "Line 1 ", "BO 1 ")
    (name,) = (name for name in branches(shared) if name.startswith("review/"))
    git(shared, "update-ref", "-d", f"refs/heads/{name}")
    git(bo.root, "update-ref", "-d", f"refs/heads/{name}")
    bo.team.sync()
    (returned,) = drafts(bo, "returned")
    assert "BO 1 " in returned.text


def test_a_name_that_is_taken_is_told(shared, bo):
    """Where another program's changes stand in the way of reviews, the text stays and that is said."""
    git(bo.root, "branch", "review")
    draft = edited(bo, "articles/mfa.md", "Line 1 ", "BO 1 ")
    with pytest.raises(KbError, match="review"):
        bo.writing.save(draft, "m", BO)
    assert [one.id for one in bo.writing.left()] == [draft.id]
    git(bo.root, "branch", "-D", "review")
    git(shared, "branch", "review")
    assert isinstance(bo.writing.save(draft, "m", BO), Saved)
    state = bo.team.sync()
    assert (state.phase, state.waiting) == ("failed", 1)
    assert "under the name review" in state.trouble


def test_rules_that_are_no_file_stop_no_save(tmp_path):
    """A team's rules that lead to another repository ask for a review, like all that cannot be read."""
    shared = shared_copy(tmp_path)
    bo = member(shared, tmp_path / "bo", BO)
    listed = f"{git(shared, 'ls-tree', 'main')}160000 commit {'1' * 40}\tkbdesk.toml\n"
    tree = git(shared, "mktree", "--missing", stdin=listed).strip()
    made = git(shared, "commit-tree", "-p", "main", "-m", "odd", tree).strip()
    git(shared, "update-ref", "refs/heads/main", made)
    bo.team.sync()
    assert bo.team.rules().review
    assert bo.team.rules().problems
    save(bo, "articles/mfa.md", "Line 1 ", "BO 1 ")
    assert len(branches(shared)) == 2
