# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""Reviews: a text waits on a branch of its own until a maintainer accepts it or sends it back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from gitrepo import commit, git
from team_desks import (  # noqa: F401 - fixtures
    ANNA,
    BO,
    MIA,
    anna,
    bo,
    branches,
    drafts,
    edited,
    in_shared,
    member,
    only_review,
    put_for_review,
    save,
    shared_copy,
    text,
    who,
)

from kbdesk.errors import ChangedMeanwhile, KbError
from kbdesk.library.sync.review import branch_name
from kbdesk.library.sync.rules import read_rules
from kbdesk.model import Clash, Saved

MFA = "articles/mfa.md"
RULES = 'review = true\nmaintainers = ["anna@example.org"]\n'

pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.fixture
def shared(tmp_path):
    """A shared copy whose team reviews."""
    return shared_copy(tmp_path, rules=RULES)


def test_a_save_waits_for_review_and_the_folder_shows_the_teams_text(shared, anna, bo):
    """The text is in the shared copy on a branch of its own, the draft is gone, the folder as before."""
    before = git(bo.root, "rev-parse", "HEAD")
    saved = put_for_review(bo, MFA, "Line 2", "Line two")

    assert "Line two" in in_shared(shared, MFA, f"review/{branch_name(BO.email, MFA)}")
    assert "Line 2" in text(bo, MFA)
    assert git(bo.root, "rev-parse", "HEAD") == before
    assert git(bo.root, "status", "--porcelain") == ""
    assert bo.team.recoverable().drafts == ()
    assert "Line two" in git(bo.root, "cat-file", "blob", dict(saved.blobs)[MFA])
    anna.team.sync()
    review = only_review(anna)
    assert (review.by, review.paths, review.mine, review.sent) == ("Bo Lind", (MFA,), False, True)
    assert review.title == f"{MFA}: Line two"
    assert only_review(bo).mine


def test_saving_in_a_team_that_reviews_goes_to_a_review_by_itself(bo):
    """The usual save of the editor needs no other verb."""
    saved = save(bo, MFA, "Line 2", "Line two")
    assert "waits for a maintainer" in saved.notice
    assert "Line 2" in text(bo, MFA)
    assert only_review(bo).sent
    assert bo.team.recoverable().drafts == ()


def test_a_review_shows_what_it_changes(anna, bo):
    """Each file is compared with the text that the writer began from, though the team went on."""
    put_for_review(bo, MFA, "Line 2", "Line two")
    anna.team.sync()
    (page,) = anna.team.review_page(only_review(anna))
    assert [block.change for block in page.blocks].count("changed") == 1
    assert page.after_title.startswith("Bo Lind")


def test_an_accepted_change_is_the_teams_and_stays_the_writers(shared, anna, bo):
    """All have it after the next round, its author is the writer, and its branch is gone everywhere."""
    put_for_review(bo, MFA, "Line 2", "Line two")
    save_directly(anna, "articles/wifi.md", "Line 3", "Line three")
    anna.team.sync()
    accepted = anna.team.accept(only_review(anna), ANNA)

    assert isinstance(accepted, Saved)
    assert "Line two" in text(anna, MFA)
    assert "Line three" in text(anna, "articles/wifi.md")
    assert branches(shared) == ["main"]
    assert anna.team.reviews() == ()
    state = bo.team.sync()
    assert (state.phase, state.waiting) == ("current", 0)
    assert "Line two" in text(bo, MFA)
    assert bo.team.reviews() == ()
    assert git(bo.root, "for-each-ref", "refs/heads/review", "refs/kbdesk/sent") == ""
    last = git(bo.root, "log", "-1", "--format=%an %s", "--", MFA).strip()
    assert last == f"Bo Lind {MFA}: Line two"
    assert "Accepted: " in git(bo.root, "log", "-1", "--format=%an %s")


def save_directly(desk, path, old, new):
    """Put a change into the team's text as a git program does, and send it."""
    commit(desk.root, {path: text(desk, path).replace(old, new)}, f"{path}: {new}", author="Anna Berg")
    git(desk.root, "push", "-q", "origin", "main")


def test_a_second_save_adds_to_the_same_review(shared, bo, anna):
    """There is one branch with both changes, whether the second began from the first or the team's."""
    put_for_review(bo, MFA, "Line 2", "Line two")
    waiting = bo.team.open_review(only_review(bo))
    assert "Line two" in waiting.text
    more = replace(waiting, text=waiting.text.replace("Line 4", "Line four"))
    bo.team.send_for_review(more, "more", BO)
    put_for_review(bo, MFA, "Line 8", "Line eight")

    assert len(branches(shared)) == 2
    anna.team.sync()
    review = only_review(anna)
    assert isinstance(anna.team.accept(review, ANNA), Saved)
    assert all(words in text(anna, MFA) for words in ("Line two", "Line four", "Line eight"))


def test_a_text_that_meets_an_earlier_one_of_the_same_writer_stays_a_draft(bo):
    """Two own changes of one line are not put together silently; the later one is kept."""
    put_for_review(bo, MFA, "Line 2", "Line two")
    with pytest.raises(KbError, match="earlier change of yours"):
        put_for_review(bo, MFA, "Line 2", "Line zwei")
    assert ["Line zwei" in draft.text for draft in bo.team.recoverable().drafts] == [True]
    assert "Line two" in bo.team.open_review(only_review(bo)).text


def test_sending_again_what_was_interrupted_adds_nothing(shared, bo):
    """A draft that was left after its text had got to the review is only dropped, though more came since."""
    first = edited(bo, MFA, "Line 2", "Line two")
    bo.team.send_for_review(first, "two", BO)
    bo.writing.keep(first)
    tip = only_review(bo).commit
    bo.team.send_for_review(first, "two", BO)
    assert (only_review(bo).commit, bo.team.recoverable().drafts) == (tip, ())

    waiting = bo.team.open_review(only_review(bo))
    left = bo.writing.keep(replace(waiting, text=waiting.text.replace("Line 4", "Line four")))
    bo.team.send_for_review(left, "four", BO)
    waiting = bo.team.open_review(only_review(bo))
    bo.team.send_for_review(replace(waiting, text=waiting.text.replace("Line 6", "Line six")), "six", BO)
    tip = only_review(bo).commit
    bo.writing.keep(left)
    bo.team.send_for_review(left, "four", BO)
    assert (only_review(bo).commit, bo.team.recoverable().drafts) == (tip, ())
    assert in_shared(shared, MFA, tip).count("Line six") == 1


SENDING = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from team_desks import BO, Clock, Desk, Home
place = Path({place!r})
desk = Desk(place / "kb", Home(place / "data", place / "cache"), clock=Clock())
(draft,) = desk.writing.left()
desk.team.send_for_review(draft, "two", BO)
"""


@pytest.mark.parametrize("point", ["draft-written", "review-made", "review-kept", "review-pushed"])
def test_a_kill_while_a_text_is_sent_for_review_loses_nothing(shared, bo, tmp_path, point):
    """The draft is still there, sending it again makes one review, and the next round sends what waits."""
    edited(bo, MFA, "Line 2", "Line two")
    script = SENDING.format(tests=str(Path(__file__).parent), place=str(tmp_path / "bo"))
    killed = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "KBDESK_FAULT": f"{point}:kill"}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    git(bo.root, "fsck", "--connectivity-only", "--no-dangling")
    (draft,) = bo.writing.left()
    bo.team.send_for_review(draft, "two", BO)
    assert bo.team.sync().phase == "current"
    assert "Line two" in in_shared(shared, MFA, f"review/{only_review(bo).branch}")
    assert (only_review(bo).sent, bo.team.recoverable().drafts) == (True, ())


def test_what_is_the_teams_text_needs_no_review(bo):
    """It is said, and nothing is sent."""
    with pytest.raises(KbError, match="nothing to review"):
        bo.team.send_for_review(bo.writing.open(MFA), "same", BO)
    assert bo.team.reviews() == ()


def test_a_text_that_began_from_an_old_one_is_not_sent(anna, bo):
    """What the team wrote since would be taken back by it, so the writer is asked; the draft is kept."""
    draft = edited(bo, MFA, "Line 2", "Line two")
    save_directly(anna, MFA, "Line 7", "Line seven")
    bo.team.sync()
    with pytest.raises(ChangedMeanwhile):
        bo.team.send_for_review(draft, "late", BO)
    assert [kept.text for kept in bo.team.recoverable().drafts] == [draft.text]
    assert bo.team.reviews() == ()


def test_without_the_shared_copy_a_review_waits_and_is_sent_with_the_next_round(shared, anna, bo):
    """It counts as waiting, its text can be opened, and it is sent once."""
    shared.rename(shared.with_name("away.git"))
    saved = put_for_review(bo, MFA, "Line 2", "Line two")
    assert "as soon as the shared copy is reached" in saved.notice
    assert not only_review(bo).sent
    assert bo.team.sync().phase == "offline"
    state = bo.team.state()
    assert (state.phase, state.waiting) == ("offline", 1)

    shared.with_name("away.git").rename(shared)
    state = bo.team.sync()
    assert (state.phase, state.waiting) == ("current", 0)
    assert only_review(bo).sent
    anna.team.sync()
    assert only_review(anna).by == "Bo Lind"


def test_a_change_that_is_sent_back_comes_home_with_the_comment(shared, anna, bo):
    """The writer gets it as a draft, writes on, and sends it again on the same branch."""
    put_for_review(bo, MFA, "Line 2", "Line two")
    anna.team.sync()
    anna.team.send_back(only_review(anna), "Which app?\n\nName it.", ANNA)
    assert only_review(anna).returned == "Which app?\n\nName it."

    state = bo.team.sync()
    review = only_review(bo)
    assert (review.returned, review.returned_by, review.mine) == ("Which app?\n\nName it.", "Anna Berg", True)
    (draft,) = drafts(bo, "returned")
    assert (draft.by, draft.note, draft.path) == ("Anna Berg", "Which app?\n\nName it.", MFA)
    assert "Line two" in draft.text
    assert any(MFA in note for note in state.notes)
    assert bo.writing.open(MFA).id == draft.id

    more = replace(draft, text=draft.text.replace("two", "two of the app"))
    bo.team.send_for_review(more, "named", BO)
    assert drafts(bo, "returned") == []
    anna.team.sync()
    review = only_review(anna)
    assert (review.returned, review.title) == ("", "named")
    anna.team.accept(review, ANNA)
    assert "Line two of the app" in in_shared(shared, MFA)


def test_a_returned_text_that_was_thrown_away_does_not_come_back(anna, bo):
    """Each comment makes one draft, however many rounds follow."""
    put_for_review(bo, MFA, "Line 2", "Line two")
    anna.team.sync()
    anna.team.send_back(only_review(anna), "No.", ANNA)
    bo.team.sync()
    bo.writing.drop(drafts(bo, "returned")[0])
    bo.team.sync()
    assert drafts(bo, "returned") == []
    assert "Line two" in bo.team.open_review(only_review(bo)).text


def test_a_comment_that_crosses_a_new_text_is_shown_and_both_are_kept(shared, anna, bo):
    """The writer wrote on without the network while the maintainer sent the first text back."""
    put_for_review(bo, MFA, "Line 2", "Line two")
    anna.team.sync()
    anna.team.send_back(only_review(anna), "And line four?", ANNA)
    waiting = bo.team.open_review(only_review(bo))
    shared.rename(shared.with_name("away.git"))
    more = replace(waiting, text=waiting.text.replace("Line 5", "Line five"))
    bo.team.send_for_review(more, "five", BO)
    shared.with_name("away.git").rename(shared)

    assert bo.team.sync().phase == "current"
    (draft,) = drafts(bo, "returned")
    assert draft.note == "And line four?"
    anna.team.sync()
    review = only_review(anna)
    assert review.returned == ""
    anna.team.accept(review, ANNA)
    assert "Line two" in text(anna, MFA)
    assert "Line five" in text(anna, MFA)


def test_what_was_written_on_while_the_first_text_was_accepted_is_a_new_review(shared, anna, bo):
    """The accepted part is done; the newer part waits, and is not taken for one that vanished."""
    put_for_review(bo, MFA, "Line 2", "Line two")
    anna.team.sync()
    shared.rename(shared.with_name("away.git"))
    waiting = bo.team.open_review(only_review(bo))
    more = replace(waiting, text=waiting.text.replace("Line 5", "Line five"))
    bo.team.send_for_review(more, "five", BO)
    shared.with_name("away.git").rename(shared)
    anna.team.accept(only_review(anna), ANNA)

    assert bo.team.sync().phase == "current"
    assert drafts(bo, "returned") == []
    anna.team.sync()
    assert only_review(anna).title == "five"
    anna.team.accept(only_review(anna), ANNA)
    assert "Line five" in text(anna, MFA)
    assert branches(shared) == ["main"]


def test_a_conflict_is_shown_to_the_maintainer_with_three_texts(shared, anna, bo):
    """Nothing is put over the team's text; what the maintainer settles on is what is accepted."""
    put_for_review(bo, MFA, "Line 2 of", "Bo's line of")
    save_directly(anna, MFA, "Line 2 of", "The team's line of")
    anna.team.sync()
    review = only_review(anna)
    clash = anna.team.accept(review, ANNA)

    assert isinstance(clash, Clash)
    assert "Bo's line" in clash.draft.text
    assert "The team's line" in clash.theirs
    assert "Line 2 of" in clash.draft.base_text
    assert (clash.draft.by, clash.by, clash.merged) == ("Bo Lind", "Anna Berg", None)
    assert "The team's line" in in_shared(shared, MFA)
    both = clash.theirs.replace("The team's line", "The team's and Bo's line")
    saved = anna.team.accept(review, ANNA, [(clash, both)])
    assert isinstance(saved, Saved)
    assert "The team's and Bo's line" in text(anna, MFA)
    assert branches(shared) == ["main"]
    bo.team.sync()
    assert "The team's and Bo's line" in text(bo, MFA)
    assert (bo.team.reviews(), drafts(bo, "conflict")) == ((), [])


def test_what_was_settled_does_not_count_once_the_team_went_on(anna, bo, tmp_path, shared):
    """A text that somebody saved between the question and the answer is asked about anew."""
    put_for_review(bo, MFA, "Line 2 of", "Bo's line of")
    save_directly(anna, MFA, "Line 2 of", "The team's line of")
    anna.team.sync()
    clash = anna.team.accept(only_review(anna), ANNA)
    save_directly(anna, MFA, "The team's line of", "A newer line of")
    again = anna.team.accept(only_review(anna), ANNA, [(clash, clash.draft.text)])
    assert isinstance(again, Clash)
    assert "A newer line" in again.theirs
    assert "A newer line" in in_shared(shared, MFA)


def test_a_change_that_was_written_on_is_not_accepted_unseen(anna, bo):
    """What the maintainer looked at is not what would go in, so it is asked to look again."""
    put_for_review(bo, MFA, "Line 2", "Line two")
    anna.team.sync()
    seen = only_review(anna)
    put_for_review(bo, MFA, "Line 6", "Line six")
    for answer in (lambda: anna.team.accept(seen, ANNA), lambda: anna.team.send_back(seen, "why", ANNA)):
        with pytest.raises(KbError, match="not what you looked at"):
            answer()
    assert "Line two" not in text(anna, MFA)


def test_a_new_article_can_be_reviewed(shared, anna, bo):
    """It is in nobody's folder before it was accepted."""
    draft = bo.writing.new("article", "Printer jams")
    bo.team.send_for_review(draft, "Printer jams: new", BO)
    assert not (bo.root / draft.path).exists()
    anna.team.sync()
    (page,) = anna.team.review_page(only_review(anna))
    assert {block.change for block in page.blocks} == {"added"}
    anna.team.accept(only_review(anna), ANNA)
    assert (anna.root / draft.path).is_file()
    bo.team.sync()
    assert (bo.root / draft.path).is_file()


def test_line_ends_that_are_converted_are_no_change(tmp_path):
    """Where the folder has other line ends than the history, a review holds only what changed."""
    files = {".gitattributes": "*.md text eol=crlf\n", MFA: "# Reset MFA\n\nOne.\n\nTwo.\n"}
    shared = shared_copy(tmp_path, files, RULES)
    bo, anna = member(shared, tmp_path / "bo", BO), member(shared, tmp_path / "anna", ANNA)
    assert (bo.root / MFA).read_bytes().count(b"\r\n") == 5
    put_for_review(bo, MFA, "One", "Uno")
    waiting = bo.team.open_review(only_review(bo))
    bo.team.send_for_review(replace(waiting, text=waiting.text.replace("Two", "Due")), "due", BO)
    anna.team.sync()
    anna.team.accept(only_review(anna), ANNA)
    assert in_shared(shared, MFA) == "# Reset MFA\n\nUno.\n\nDue.\n"
    assert (anna.root / MFA).read_bytes() == b"# Reset MFA\r\n\r\nUno.\r\n\r\nDue.\r\n"
    assert git(anna.root, "status", "--porcelain") == ""


def test_a_review_that_vanished_comes_home_as_a_draft(shared, bo):
    """Somebody removed the branch in the shared copy: it is not sent again, and nothing of it is lost."""
    put_for_review(bo, MFA, "Line 2", "Line two")
    git(shared, "update-ref", "-d", f"refs/heads/review/{branch_name(BO.email, MFA)}")
    assert bo.team.sync().phase == "current"
    (draft,) = drafts(bo, "returned")
    assert "Line two" in draft.text
    assert "taken off the list" in draft.note
    assert branches(shared) == ["main"]
    assert bo.team.reviews() == ()
    assert len(bo.team.recoverable().backups) == 1


def test_a_review_that_a_host_accepted_in_its_own_way_is_done(shared, anna, bo):
    """Its text is in the team's under another commit, as with “squash and merge”: nothing is left to do."""
    put_for_review(bo, MFA, "Line 2", "Line two")
    save_directly(anna, MFA, "Line 2", "Line two")
    git(shared, "update-ref", "-d", f"refs/heads/review/{branch_name(BO.email, MFA)}")
    bo.team.sync()
    assert drafts(bo, "returned") == []
    assert bo.team.reviews() == ()


def test_only_maintainers_accept_and_send_back(anna, bo):
    """Others are told who may; nothing moves."""
    put_for_review(anna, MFA, "Line 2", "Line two")
    bo.team.sync()
    review = only_review(bo)
    assert (bo.team.is_maintainer(BO), bo.team.is_maintainer(ANNA)) == (False, True)
    with pytest.raises(KbError, match=r"anna@example\.org"):
        bo.team.accept(review, BO)
    with pytest.raises(KbError, match="only its maintainers"):
        bo.team.send_back(review, "no", BO)
    assert only_review(bo) == review


def test_the_branch_of_an_accepted_change_goes_even_if_its_maintainer_could_not_remove_it(shared, anna, bo):
    """The maintainer's kbdesk died right after the text was the team's: the writer's next round clears up."""
    put_for_review(bo, MFA, "Line 2", "Line two")
    git(shared, "update-ref", "refs/heads/main", f"review/{branch_name(BO.email, MFA)}")
    anna.team.sync()
    assert anna.team.reviews() == ()
    bo.team.sync()
    assert branches(shared) == ["main"]
    assert bo.team.reviews() == ()
    assert "Line two" in text(bo, MFA)


def test_two_maintainers_accept_at_the_same_time(shared, anna, tmp_path, bo):
    """The second is told; the text is in the history once."""
    other = member(shared, tmp_path / "anna2", ANNA)
    put_for_review(bo, MFA, "Line 2", "Line two")
    anna.team.sync()
    other.team.sync()
    assert isinstance(anna.team.accept(only_review(anna), ANNA), Saved)
    with pytest.raises(KbError, match="not what you looked at"):
        other.team.accept(only_review(other), ANNA)
    assert git(shared, "log", "--format=%s", "main").count("Accepted: ") == 1


def test_a_review_of_another_computer_is_mine_too(shared, bo, tmp_path):
    """The writer sees it there, gets the comment there, and can write on."""
    put_for_review(bo, MFA, "Line 2", "Line two")
    laptop = member(shared, tmp_path / "laptop", BO)
    laptop.team.sync()
    review = only_review(laptop)
    assert (review.mine, review.sent) == (True, True)
    waiting = laptop.team.open_review(review)
    laptop.team.send_for_review(
        replace(waiting, text=waiting.text.replace("Line 3", "Line three")), "three", BO
    )
    bo.team.sync()
    assert "Line three" in bo.team.open_review(only_review(bo)).text


def test_saves_that_the_shared_copy_refuses_can_be_sent_for_review(tmp_path):
    """They become one review with their authors and messages, and the folder shows the team's text again."""
    shared = shared_copy(tmp_path)
    mia, anna = member(shared, tmp_path / "mia", MIA), member(shared, tmp_path / "anna", ANNA)
    git(shared, "config", "receive.hideRefs", "refs/heads/main")
    save(mia, MFA, "Line 2", "Line two")
    save(mia, "articles/wifi.md", "Line 3", "Line three")
    assert mia.team.sync().phase == "refused"
    state = mia.team.send_unsent_for_review(MIA)

    assert (state.phase, state.waiting) == ("current", 0)
    assert "Line 2" in text(mia, MFA)
    git(shared, "config", "--unset", "receive.hideRefs")
    anna.team.sync()
    review = only_review(anna)
    assert review.paths == (MFA, "articles/wifi.md")
    anna.team.accept(review, ANNA)
    mia.team.sync()
    assert "Line two" in text(mia, MFA)
    assert "Line three" in text(mia, "articles/wifi.md")
    assert mia.team.reviews() == ()


def test_names_of_branches_tell_writers_and_files_apart():
    """The same person and file give the same name, another of either another; git takes them all."""
    paths = ("articles/a-b.md", "articles/a/b.md", "articles/a b.md", "日本語.md", ".lock.md", "x..y.lock.md")
    mails = ("a-b@c.org", "a@b-c.org", "Ä@example.org", "..@example.org")
    names = [branch_name(mail, path) for mail in mails for path in paths]
    assert len(set(names)) == len(names)
    assert branch_name("BO@example.org", MFA) == branch_name("bo@example.org", MFA)
    for name in names:
        git(Path(__file__).parent, "check-ref-format", f"refs/heads/review/{name}")


# --- kbdesk.toml ---


def test_rules_are_the_shared_copys_whatever_the_folder_says(bo, anna):
    """Who changes the file in the folder alone does not get around a review."""
    (bo.root / "kbdesk.toml").write_text("review = false\n")
    assert bo.team.rules().review
    commit(anna.root, {"kbdesk.toml": "review = false\n"})
    git(anna.root, "push", "-q", "origin", "main")
    bo.team.sync()
    assert not bo.team.rules().review


def test_a_library_without_rules_has_no_review_and_everybody_maintains_it():
    """No file, or an empty one, is not a problem."""
    for data in (None, b"", b"# nothing\n"):
        rules = read_rules(data)
        assert (rules.review, rules.maintainers, rules.problems) == (False, (), ())
        assert rules.is_maintainer("bo@example.org")


def test_the_documents_example_of_rules_is_read_without_a_problem():
    """What docs/formats.md shows is what kbdesk reads."""
    shown = (Path(__file__).parents[1] / "docs" / "formats.md").read_text("utf-8")
    rules = read_rules(shown.split("```toml\n")[1].split("```")[0].encode())
    assert (rules.review, rules.problems) == (True, ())
    assert rules.maintainers == ("anna@example.org", "bo@example.org")


def test_mail_addresses_of_maintainers_are_compared_without_regard_to_capitals():
    """As people type them."""
    rules = read_rules(b'review = true\nmaintainers = ["Anna@Example.org"]\n')
    assert (rules.review, rules.problems) == (True, ())
    assert rules.is_maintainer("anna@example.ORG")
    assert not rules.is_maintainer("bo@example.org")


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"maintainers = []\nreview = \n", 2, "cannot be read"),
        (b'x = "\xff"\n', 1, "not UTF-8"),
        (b"\n\nreview = 'yes'\n", 3, "neither true nor false"),
        (b"review = 1\n", 1, "neither true nor false"),
        (b"a = " + b"[" * 5000, 1, ""),
        (b"#" * 70_000, 1, "larger than"),
        (b"review = true\nreview = false\n", 2, "cannot be read"),
    ],
)
def test_rules_that_cannot_be_read_ask_for_a_review(data, line, words):
    """A broken file is a problem with its line, never a crash, and never no review."""
    rules = read_rules(data)
    assert rules.review
    assert rules.problems[0][0] == line
    assert words in rules.problems[0][1]


@pytest.mark.parametrize(
    "data", [b"maintainers = 'anna'\n", b"maintainers = ['x', 3]\n", b"maintainers = [\n"]
)
def test_a_list_of_maintainers_that_cannot_be_read_makes_nobody_one(data):
    """Nor does it make everybody one."""
    rules = read_rules(data)
    assert rules.problems
    assert not rules.is_maintainer("anna@example.org")


def test_an_unknown_key_is_told_with_its_line():
    """A misspelt rule must not look as if it counted."""
    rules = read_rules(b"review = true\n\nmaintainer = ['anna@example.org']\n")
    assert [line for line, _ in rules.problems] == [3]
    assert "'maintainer'" in rules.problems[0][1]


def test_a_maintainer_is_told_when_the_list_cannot_be_read(tmp_path):
    """The sentence says which line to mend."""
    shared = shared_copy(tmp_path, rules="review = true\nmaintainers = 7\n")
    anna = member(shared, tmp_path / "anna", ANNA)
    with pytest.raises(KbError, match="line 2"):
        anna.team.approve(who(anna))
