# SPDX-License-Identifier: MIT
"""Quality at the desk: drawing, what is looked at, the forms, sending, trends, what is removed."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desks import make_desk, sample_repo
from gitrepo import commit
from hypothesis import given
from hypothesis import strategies as st

from kbdesk.cli import FAILED, FINE, FOUND, main
from kbdesk.desk.inbox import Inbox
from kbdesk.desk.quality_sample import draw, other_seed, week_seed
from kbdesk.errors import KbError
from kbdesk.model import Seat
from kbdesk.model.quality import Review, Subject

pytestmark = pytest.mark.usefixtures("plain_git")

WIFI = "playbooks/technical/wifi-drops.md"
FORGET = "articles/network/forget-a-network.md"
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
MAIL = "joe@customer.example"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return sample_repo(tmp_path_factory.mktemp("quality") / "kb")


@pytest.fixture
def library(tmp_path, template):
    return Path(shutil.copytree(template, tmp_path / "kb"))


@pytest.fixture
def desk(library, tmp_path):
    made = make_desk(library, tmp_path / "home")
    yield made
    made.close()


def handed_over(desk, words="my wifi keeps cutting out"):
    """A case that was handed over, in which an article was read."""
    calls = desk.calls
    run_id = calls.start(WIFI, (words,), (words,)).run.id
    calls.record(run_id, "wan_light", "green")
    calls.answer(run_id, 1)
    calls.answer(run_id, 2)
    calls.record(run_id, "router_model", "X200")
    calls.answer(run_id, 2)
    calls.opened(run_id, desk.read(FORGET))
    return calls.hand_over(run_id, {"since": "Monday", "ask": "Look at the radio"})


def with_inbox(desk, tmp_path, author="Sam Okoro"):
    """An inbox with a note of a colleague; the desk's own person is a quality specialist."""
    inbox = tmp_path / "inbox"
    inbox.mkdir(exist_ok=True)
    desk.home.set_seat(replace(desk.home.seat(), inbox=str(inbox)))
    other = make_desk(desk.root, tmp_path / author.partition(" ")[0])
    other.author, other.new_id = author, lambda: f"of-{author[:3].lower()}-1"
    other.home.set_seat(Seat("1", "", str(inbox)))
    handed = handed_over(other)
    Inbox(other.home, other.clock, author).put(handed.path, handed.preview.note)
    other.close()
    return inbox


def answered(review: Review, answer="yes", comment="") -> Review:
    return replace(
        review, checks=tuple(replace(one, answer=answer, comment=comment) for one in review.checks)
    )


def case_of(desk) -> Subject:
    return next(one for one in desk.quality.sample().subjects if one.kind == "case")


def article_of(desk, path=FORGET) -> Subject:
    return Subject("article", path, "Forget a network", "network-team", path=path)


# --- drawing ---


subjects = st.builds(
    Subject, st.just("case"), st.text(min_size=1, max_size=6), st.just("t"), st.sampled_from("abcd")
)


@given(
    st.lists(subjects, max_size=40, unique_by=lambda one: one.key), st.integers(0, 50), st.integers(0, 10**9)
)
def test_a_seed_draws_the_same_and_authors_take_turns(found, count, seed):
    """Order does not matter, nothing comes twice, and no author is seen two times more than another who has
    more to show."""
    drawn = draw(found, count, seed)
    assert drawn == draw(list(reversed(found)), count, seed)
    assert len(drawn) == min(count, len(found)) == len(set(drawn))
    have, seen = Counter(one.author for one in found), Counter(one.author for one in drawn)
    for author in have:
        for other in have:
            assert seen[author] >= min(seen[other] - 1, have[author])


@given(st.lists(subjects, min_size=4, max_size=30, unique_by=lambda one: one.key), st.integers(0, 999))
def test_what_comes_later_moves_nothing_else(found, seed):
    """Of one author the order of those drawn stays when another case of theirs comes."""
    order = [one for one in draw(found, 99, seed) if one.author == "a"]
    fresh = Subject("case", "later than all", "t", "a")
    assert [one for one in draw([*found, fresh], 99, seed) if one.author == "a" and one != fresh] == order


def test_the_week_is_the_seed_that_everybody_has():
    """Week 47 of 2026 is 202647; another seed is none of a week, and always the same."""
    assert week_seed(NOW) == 202647
    assert other_seed(202647) == other_seed(202647)
    assert 10_000 <= other_seed(202647) < 100_000


def test_cases_come_from_the_store_the_inbox_and_a_folder_once_each(desk, tmp_path):
    """A case that is over is drawn with its author, one under way is not, and none comes twice."""
    own = handed_over(desk)
    desk.calls.start(WIFI)
    with_inbox(desk, tmp_path)
    Inbox(desk.home, desk.clock, desk.author).put(own.path, own.preview.note)
    sample = desk.quality.sample(10, folder=str(desk.home.handoffs))
    cases = [one for one in sample.subjects if one.kind == "case"]
    assert sorted((one.author, one.source) for one in cases) == [("Mia Tran", "own"), ("Sam Okoro", "inbox")]
    assert sample.cases == 2
    assert {one.path for one in cases} == {WIFI}
    assert all(len(one.blob) == 40 for one in cases)


def test_old_cases_and_archived_articles_are_not_drawn(desk, library):
    """What was gone on with before the days that count, playbooks and archived articles stay out."""
    handed_over(desk)
    text = (library / FORGET).read_text(encoding="utf-8")
    commit(library, {FORGET: text.replace("---\n", "---\nconfidence: archived\n", 1).replace(
        "confidence: validated\n", "")})  # fmt: skip
    whole = desk.quality.sample(200)
    paths = {one.path for one in whole.subjects if one.kind == "article"}
    assert FORGET not in paths
    assert not any(path.startswith("playbooks/") for path in paths)
    assert whole.articles == len(paths)
    desk.clock.now += timedelta(days=40)
    assert desk.quality.sample(200).cases == 0


def test_an_inbox_out_of_reach_is_told_and_stops_nothing(desk, tmp_path):
    """Articles are drawn all the same; a folder that was named is a failure."""
    desk.home.set_seat(Seat("1", "", str(tmp_path / "gone")))
    sample = desk.quality.sample(3)
    assert "cannot be reached" in sample.notice
    assert len(sample.subjects) == 3
    with pytest.raises(KbError, match="cannot be reached"):
        desk.quality.sample(3, folder=str(tmp_path / "nowhere"))


# --- what is looked at ---


def test_a_case_has_its_steps_and_the_files_in_the_version_that_was_used(desk, library):
    """Each step can be told by its number and anchor; an article that changed since is shown as it was."""
    handed_over(desk)
    used = desk.read(FORGET).source
    subject = case_of(desk)
    commit(library, {FORGET: used.text + "\nA new last line.\n"})
    materials = desk.quality.material(subject, NOW)
    spots = [one.spot for one in materials[0].passages if one.spot is not None]
    assert [spot.step for spot in spots] == [1, 2, 3, 4]
    assert spots[0].label == "step 1 · Check the lights"
    assert (spots[0].path, spots[0].anchor) == (WIFI, "check-the-lights")
    assert spots[0].blob == subject.blob
    assert "Check the lights" in next(one.html for one in materials[0].passages if one.spot == spots[0])
    article = next(one for one in materials if one.path == FORGET)
    assert article.blob == used.blob
    assert "changed since" in article.notice
    assert "new last line" not in "".join(one.html for one in article.passages)


def test_a_note_of_a_colleague_has_the_same_steps(desk, tmp_path):
    """A case from the inbox is read from its note; nothing in it can be clicked."""
    with_inbox(desk, tmp_path)
    materials = desk.quality.material(case_of(desk), NOW)
    spots = [one.spot for one in materials[0].passages if one.spot is not None]
    assert [spot.step for spot in spots] == [1, 2, 3, 4]
    assert [one.path for one in materials[1:]] == [WIFI, FORGET]
    assert "<a " not in "".join(one.html for material in materials for one in material.passages)


def test_the_lines_of_an_article_are_those_of_its_file(desk):
    """A comment on a paragraph is tied to the line that it begins on."""
    (material,) = desk.quality.material(article_of(desk), NOW)
    lines = desk.read(FORGET).source.text.split("\n")
    for passage in material.passages[1:]:
        if lines[passage.spot.line - 1].startswith(("```", "> [!")):
            assert "<table" in passage.html
            continue
        first = lines[passage.spot.line - 1].strip("#-> *0123456789.|").split()
        assert first[0].strip("*`[]") in passage.html
        assert passage.spot.blob == desk.read(FORGET).source.blob


# --- writing and sending ---


def test_a_review_goes_on_where_it_was_left(desk):
    """What was answered is kept, and begun anew only after it was sent."""
    review = desk.quality.begin(article_of(desk))
    assert len(review.subject.blob) == 40
    half = replace(
        review, checks=(replace(review.checks[0], answer="no", comment="Twice"), *review.checks[1:])
    )
    desk.quality.keep(half)
    again = desk.quality.begin(article_of(desk))
    assert (again.id, again.checks) == (half.id, half.checks)
    desk.quality.send(answered(again))
    assert desk.quality.begin(article_of(desk)).id != half.id


def test_what_is_not_answered_is_not_sent_but_kept(desk, tmp_path):
    """The failure names it, no file is made, and the answers are on disk."""
    review = desk.quality.begin(article_of(desk))
    half = replace(
        review, summary="Nearly", checks=(replace(review.checks[0], answer="yes"), *review.checks[1:])
    )
    with pytest.raises(KbError, match="Complete"):
        desk.quality.send(half)
    assert desk.quality.reviews() == (half,)
    assert not (desk.home.data / "coaching").exists()


def test_coaching_waits_in_the_inbox_without_secrets_and_never_in_a_library(desk, tmp_path):
    """The file is for its author; mail addresses are taken out; a folder in a library is refused."""
    inbox = with_inbox(desk, tmp_path)
    review = answered(desk.quality.begin(case_of(desk)), "no", f"Write to {MAIL} first")
    sent = desk.quality.send(review)
    assert sent.waits
    assert sent.path.parent == inbox
    text = sent.path.read_text(encoding="utf-8")
    assert MAIL not in text
    assert "**For:** Sam Okoro" in text
    assert MAIL not in repr(desk.quality.reviews())
    (inbox / ".git").mkdir()
    with pytest.raises(KbError, match="belongs to a library"):
        desk.quality.send(review)
    assert sent.path.read_text(encoding="utf-8") == text


def test_sending_again_after_a_crash_leaves_one_file(desk, tmp_path):
    """A file of the same review is replaced; one of another review of that name is not."""
    inbox = with_inbox(desk, tmp_path)
    review = answered(desk.quality.begin(case_of(desk)))
    first = desk.quality.send(review).path
    assert desk.quality.send(replace(review, summary="Better")).path == first
    assert len(list(inbox.glob("*.coaching.md"))) == 1
    first.write_text("something else", encoding="utf-8")
    assert desk.quality.send(review).path != first
    assert first.read_text(encoding="utf-8") == "something else"


def test_without_an_inbox_and_for_oneself_the_file_stays_with_the_user(desk):
    """It lies in the user's own folder, for nobody else to read."""
    handed_over(desk)
    sent = desk.quality.send(answered(desk.quality.begin(case_of(desk))))
    assert not sent.waits
    assert sent.path.parent == desk.home.data / "coaching"
    if os.name == "posix":
        assert sent.path.stat().st_mode & 0o077 == 0
        assert sent.path.parent.stat().st_mode & 0o077 == 0


def test_reviews_and_files_go_with_the_cases(desk, tmp_path):
    """After the days of keeping nothing is left in the store; a file that waits has 30 days at least."""
    inbox = with_inbox(desk, tmp_path)
    waiting = desk.quality.send(answered(desk.quality.begin(case_of(desk)))).path
    own = desk.quality.send(answered(desk.quality.begin(article_of(desk)), comment="a rare word zyzzyva"))
    own_file = desk.home.data / "coaching" / own.path.name
    own_file.parent.mkdir(exist_ok=True)
    own.path.replace(own_file)
    desk.home.set_seat(Seat("1", "", str(inbox), 7))
    stamp = desk.clock.now.timestamp()
    for path in (waiting, own_file):
        os.utime(path, (stamp, stamp))
    assert desk.cases.purge(desk.clock.now + timedelta(days=6)) == 0
    assert desk.cases.purge(desk.clock.now + timedelta(days=8)) == 3
    assert desk.quality.reviews() == ()
    assert not own_file.exists()
    assert waiting.exists()
    assert b"zyzzyva" not in desk.home.cases.read_bytes()
    assert desk.cases.purge(desk.clock.now + timedelta(days=31)) == 1
    assert not waiting.exists()


def test_a_review_can_be_deleted_for_good(desk):
    """Nothing of it can be read from the store afterwards."""
    review = desk.quality.keep(answered(desk.quality.begin(article_of(desk)), comment="zyzzyva"))
    assert desk.quality.delete(review.id)
    assert not desk.quality.delete(review.id)
    assert b"zyzzyva" not in desk.home.cases.read_bytes()


# --- the terminal ---


def test_the_terminal_draws_and_shows(library, tmp_path, capsys, monkeypatch):
    """The same seed prints the same; reviews, one of them, a file and the trends can be read."""
    monkeypatch.setenv("KBDESK_DATA", str(tmp_path / "home" / "data"))
    monkeypatch.setenv("KBDESK_CACHE", str(tmp_path / "home" / "cache"))
    monkeypatch.setenv("KBDESK_NAME", "Mia Tran")
    where = ["--library", str(library)]
    assert main(["quality", "show", *where]) == FOUND
    assert main(["quality", "show", "--trends", *where]) == FOUND
    drawn = []
    for _ in range(2):
        assert main(["quality", "sample", "--count", "3", "--seed", "7", "--json", *where]) == FINE
        drawn.append(capsys.readouterr().out.partition("\n")[2] or "")
    assert drawn[0].endswith(drawn[1])
    sample = json.loads("{" + drawn[1].removeprefix("{"))
    assert (sample["seed"], len(sample["subjects"])) == (7, 3)
    desk = make_desk(library, tmp_path / "home")
    sent = desk.quality.send(answered(desk.quality.begin(article_of(desk)), "no", "Shorter"))
    desk.close()
    assert main(["quality", "show", *where]) == FINE
    assert sent.review.id in capsys.readouterr().out
    assert main(["quality", "show", str(sent.path)]) == FINE
    assert "Shorter" in capsys.readouterr().out
    assert main(["quality", "show", sent.review.id, "--json", *where]) == FINE
    assert json.loads(capsys.readouterr().out)["id"] == sent.review.id
    assert main(["quality", "show", "--trends", *where]) == FINE
    assert "too few (1)" in capsys.readouterr().out
    assert main(["quality", "show", "nothing", *where]) == FAILED


def test_many_articles_are_drawn_in_a_moment(tmp_path):
    """A large library is read once; after that a draw is quick."""
    from time import perf_counter

    from gitrepo import make_repo

    files = {f"articles/a{n}.md": f"---\nowner: team{n % 9}\n---\n# Title {n}\n\nText.\n" for n in range(600)}
    make_repo(Path(tmp_path / "big"), files)
    desk = make_desk(tmp_path / "big", tmp_path / "home")
    assert desk.quality.sample(20).articles == 600
    began = perf_counter()
    assert len({one.author for one in desk.quality.sample(9).subjects}) == 9
    assert perf_counter() - began < 2
    desk.close()
