# SPDX-License-Identifier: MIT
"""Coaching files: written, read back, opened by whom they are for, kept; hostile and broken ones refused."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from desks import make_desk, sample_repo
from gitrepo import commit, git
from hypothesis import given
from hypothesis import strategies as st

from kbdesk.desk.coaching import page_of
from kbdesk.desk.coaching_files import place_coaching
from kbdesk.desk.coaching_text import (
    MAX_TEXT_CHARS,
    coaching_schema,
    from_markdown,
    readable,
    to_json,
    to_markdown,
)
from kbdesk.errors import KbError
from kbdesk.model import Author, Seat
from kbdesk.model.quality import Check, Review, Spot, Subject

pytestmark = pytest.mark.usefixtures("plain_git")

FORGET = "articles/network/forget-a-network.md"
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return sample_repo(tmp_path_factory.mktemp("coaching") / "kb")


@pytest.fixture
def desk(tmp_path, template):
    made = make_desk(shutil.copytree(template, tmp_path / "kb"), tmp_path / "home")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    made.home.make()
    made.home.set_seat(Seat("1", "network-team", str(inbox)))
    yield made
    made.close()


def a_review(**changes) -> Review:
    return replace(
        Review(
            "r1",
            "2026-11-22T10:00:00+00:00",
            "Tara Lindqvist",
            "content-standard",
            Subject("article", FORGET, "Forget a network", "Mia Tran", path=FORGET, blob="a" * 40),
            "kb",
            (
                Check("unique", "Only one", "Is it the only one?", "yes"),
                Check(
                    "clear",
                    "Clear",
                    "Can one follow it?",
                    "no",
                    "Say which menu",
                    Spot("line 12", FORGET, "a" * 40, 12),
                ),
                Check("links", "Links", "Do they lead?", "na"),
            ),
            "Good words; one step is missing.",
            "2026-11-22T11:00:00+00:00",
        ),
        **changes,
    )


def put(desk, review, name="x.coaching.md"):
    path = Path(desk.home.seat().inbox) / name
    path.write_text(to_markdown(review), encoding="utf-8")
    return path


# --- the file ---


texts = st.text(max_size=40)
spots = st.builds(Spot, texts, texts, texts, st.integers(0, 9_999), st.integers(0, 999), texts)
checks = st.builds(
    Check, texts, texts, texts, st.sampled_from(["", "yes", "no", "na"]), texts, st.none() | spots
)


@given(texts, texts, texts, st.lists(checks, min_size=1, max_size=5), texts)
def test_no_text_changes_the_file_around_it(title, author, comment, found, summary):
    """Whatever people write, the machine's copy fits the schema and says the same, and one block holds it."""
    review = a_review(
        subject=replace(a_review().subject, title=title, author=author),
        checks=(*found, Check("z", "Z", "?", "no", comment)),
        summary=summary,
    )
    whole = to_markdown(review)
    jsonschema.validate(json.loads(to_json(review)), coaching_schema())
    assert whole.count("\n```json\n") == 1
    try:
        back = from_markdown(whole)
    except KbError as error:  # nobody is named, or nothing but signs that cannot be seen
        assert "subject.author" in str(error)
        return
    assert [one.answer for one in back.checks] == [one.answer for one in review.checks]
    assert from_markdown(to_markdown(back)) == back


def test_what_was_written_is_read_back():
    """Every field comes back; quoted line ends of Windows do no harm."""
    assert from_markdown(to_markdown(a_review())) == a_review()
    assert from_markdown(to_markdown(a_review()).replace("\n", "\r\n")) == a_review()
    assert from_markdown(to_json(a_review())) == a_review()


def test_people_read_what_was_said_where_and_the_score():
    """The Markdown names both people, the score with what it is made of, and the place of each comment."""
    text = readable(a_review())
    for words in ("**For:** Mia Tran", "**From:** Tara Lindqvist", "50 %: 1 of 2 yes, 1 not applicable",
                  "*line 12*: Say which menu", "Good words; one step is missing."):  # fmt: skip
        assert words in text
    assert "rank" in text


# --- hostile and broken ones ---


def broken(change) -> str:
    data = json.loads(to_json(a_review()))
    change(data)
    return "# Coaching\n\n```json\n" + json.dumps(data) + "\n```\n"


CHANGES = {
    "no form": lambda d: d.pop("form"),
    "an unknown form": lambda d: d.update(form="grades"),
    "an unknown answer": lambda d: d["checks"][0].update(answer="maybe"),
    "a number as comment": lambda d: d["checks"][1].update(comment=7),
    "no checks": lambda d: d.update(checks=[]),
    "too many checks": lambda d: d.update(checks=d["checks"] * 40),
    "checks that are no list": lambda d: d.update(checks={"a": 1}),
    "a line below zero": lambda d: d["checks"][1]["spot"].update(line=-3),
    "a line that is no number": lambda d: d["checks"][1]["spot"].update(line=True),
    "a list as subject": lambda d: d.update(subject=[]),
    "nobody": lambda d: d["subject"].update(author=" \u200b "),
    "no id": lambda d: d.update(id=""),
    "a newer version": lambda d: d.update(schema="kbdesk-coaching/2"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_broken_file_is_one_sentence_and_changes_nothing(desk, change):
    """It says what is wrong and that nothing was changed; no store is made."""
    with pytest.raises(KbError) as caught:
        desk.coaching.open_text(broken(change), "", NOW)
    assert str(caught.value).count("\n") <= 1
    assert "nothing was changed" in str(caught.value)
    assert not desk.home.cases.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "kbdesk-coaching/1",
        '```json\n{"schema": "kbdesk-coaching/1"',
        "```json\n" + "[" * 100_000,
        '{"schema": "kbdesk-coaching/1", "a": ' + "[" * 100_000,
        '{"schema": "kbdesk-coaching/1", "a": NaN}',
        '{"schema": "kbdesk-coaching/1", "checks": ' + "9" * 10_000 + "}",
        '{"schema": "kbdesk-coaching/1", "summary": "' + "x" * 400_000 + '"}',
        "x" * (MAX_TEXT_CHARS + 1),
        "```json\n" * 30_000,
    ],
    ids=range(11),
)
def test_any_other_text_is_refused(text):
    """Nothing but a sentence comes of it, and quickly."""
    with pytest.raises(KbError):
        from_markdown(text)


@given(st.integers(0, 2_000), st.binary(min_size=1, max_size=3))
def test_a_file_with_a_changed_byte_is_read_or_refused(at, bytes_):
    """There is no third thing."""
    data = to_markdown(a_review()).encode()
    text = (data[:at] + bytes_ + data[at + 1 :]).decode("utf-8", "replace")
    try:
        assert from_markdown(text).checks
    except KbError as error:
        assert error.hint


def test_a_hostile_file_shows_words_and_leads_nowhere(desk):
    """Links, pictures, HTML and hidden signs in it are words; a path out of the library is not looked at."""
    evil = "[x](https://evil.example) ![p](http://evil.example/p.png) <script>alert(1)</script> \u202egnp"
    subject = replace(
        a_review().subject, title=evil, key="../../etc/passwd", path="../../etc/passwd", blob="--help"
    )
    spot = Spot(evil, "/etc/passwd", "$(id)", 3)
    review = a_review(subject=subject, checks=(Check("c", evil, evil, "no", evil, spot),), summary=evil)
    coaching = desk.coaching.open_text(to_markdown(review), "", NOW)
    html = page_of(coaching.review)
    assert "<script" not in html
    assert not re.search(r"<(a|img)\b", html)
    assert "\u202e" not in html + repr(coaching.review)
    assert all(not one.passages for one in coaching.materials)
    assert all("root:" not in one.notice for one in coaching.materials)


def test_links_pipes_and_folders_are_no_files(desk, tmp_path):
    """What is no plain file is refused by name, and not followed."""
    inbox = tmp_path / "inbox"
    (inbox / "dir.coaching.md").mkdir()
    (tmp_path / "real").write_text(to_markdown(a_review()), encoding="utf-8")
    (inbox / "link.coaching.md").symlink_to(tmp_path / "real")
    os.mkfifo(inbox / "pipe.coaching.md")
    for name in ("dir", "link", "pipe", "gone"):
        with pytest.raises(KbError, match=f"{name}.coaching.md"):
            desk.coaching.open_file(inbox / f"{name}.coaching.md", NOW)
    assert desk.coaching.waiting() == ()


# --- opening and keeping ---


def test_it_is_for_its_author_or_their_team(desk):
    """The name counts however it is written, that of the history too; for others it can be read, not kept."""
    desk.home.set_who(Author("Mia M. Tran", "mia@example.org"))
    for name, mine in (
        ("mia  TRAN", True),
        ("Mia M. Tran", True),
        ("Network-Team", True),
        ("Sam Okoro", False),
    ):
        review = a_review(subject=replace(a_review().subject, author=name))
        coaching = desk.coaching.open_text(to_markdown(review), "", NOW)
        assert coaching.for_me == mine
    with pytest.raises(KbError, match="for Sam Okoro"):
        desk.coaching.take_home(coaching)


def test_the_article_is_shown_as_it_was_looked_at(desk):
    """The comment's line is in the version that was used, although the article changed since."""
    used = desk.read(FORGET).source
    commit(desk.root, {FORGET: "# Forget a network\n\nAll new.\n"})
    subject = replace(a_review().subject, blob=used.blob)
    spot = Spot("line 12", FORGET, used.blob, 12)
    review = a_review(subject=subject, checks=(Check("c", "C", "?", "no", "Say which", spot),))
    (material,) = desk.coaching.open_text(to_markdown(review), "", NOW).materials
    assert material.blob == used.blob
    assert "changed since" in material.notice
    assert "All new" not in "".join(one.html for one in material.passages)
    gone = replace(subject, blob="b" * 40)
    text = to_markdown(a_review(subject=gone, checks=(Check("c", "C", "?", "yes"),)))
    (missing,) = desk.coaching.open_text(text, "", NOW).materials
    assert missing.passages == ()
    assert "not in this copy" in missing.notice


def test_what_waits_is_listed_for_me_alone_and_broken_ones_are_named(desk):
    """Somebody else's coaching is not listed; one that cannot be read says why."""
    put(desk, a_review(), "mine.coaching.md")
    put(desk, a_review(subject=replace(a_review().subject, author="Sam Okoro")), "his.coaching.md")
    (desk.home.data.parent.parent / "inbox" / "bad.coaching.md").write_text("```json\n{", encoding="utf-8")
    found = {Path(one.path).name: one for one in desk.coaching.waiting()}
    assert set(found) == {"mine.coaching.md", "bad.coaching.md"}
    assert found["mine.coaching.md"].review == a_review()
    assert "no kbdesk coaching file" in found["bad.coaching.md"].trouble


def test_opening_changes_nothing_and_keeping_takes_it_out_of_the_shared_folder(desk):
    """The file is as it was until it is kept; then it is in one's own store alone."""
    path = put(desk, a_review())
    before = path.read_bytes(), path.stat().st_mtime_ns
    coaching = desk.coaching.open_file(path, NOW)
    assert (coaching.for_me, coaching.waits) == (True, True)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert not desk.home.cases.exists()
    assert "no longer in the shared folder" in desk.coaching.take_home(coaching)
    assert not path.exists()
    assert desk.coaching.kept() == (a_review(),)
    assert desk.quality.reviews() == ()
    assert desk.quality.trends() == ()
    assert desk.coaching.open_kept("r1", NOW).review == a_review()


def test_a_file_that_changed_meanwhile_stays(desk):
    """What was read is kept; what somebody wrote since is not taken away."""
    path = put(desk, a_review())
    coaching = desk.coaching.open_file(path, NOW)
    put(desk, a_review(summary="Something else"))
    with pytest.raises(KbError, match="changed since"):
        desk.coaching.take_home(coaching)
    assert "Something else" in path.read_text(encoding="utf-8")


def test_no_file_takes_the_place_of_a_review_of_ones_own(desk):
    """One with the id of a review that is being written is refused, and the review is as it was."""
    mine = desk.quality.keep(replace(desk.quality.begin(a_review().subject), summary="My own words"))
    path = put(desk, a_review(id=mine.id, by=mine.by))
    with pytest.raises(KbError, match="another review"):
        desk.coaching.take_home(desk.coaching.open_file(path, NOW))
    assert desk.quality.reviews() == (mine,)
    assert path.exists()


def test_a_file_from_elsewhere_is_kept_and_stays_where_it_is(desk, tmp_path):
    """Only the folder of handing over is tidied."""
    path = tmp_path / "mail.coaching.md"
    path.write_text(to_markdown(a_review()), encoding="utf-8")
    coaching = desk.coaching.open_file(path, NOW)
    assert not coaching.waits
    assert "for 30 days" in desk.coaching.take_home(coaching)
    assert path.exists()


def test_the_library_never_holds_any_of_it(desk):
    """After sending, opening and keeping the library's folder and history are as they were."""
    before = git(desk.root, "status", "--porcelain"), git(desk.root, "rev-parse", "HEAD")
    review = desk.quality.begin(a_review().subject)
    review = replace(review, checks=tuple(replace(one, answer="yes") for one in review.checks))
    sent = desk.quality.send(review)
    desk.coaching.take_home(desk.coaching.open_file(put(desk, a_review()), NOW))
    assert not sent.path.is_relative_to(desk.root)
    assert (git(desk.root, "status", "--porcelain"), git(desk.root, "rev-parse", "HEAD")) == before


def test_coaching_behind_a_link_into_a_library_is_refused(tmp_path):
    """What counts is where the file would lie; one that leads to itself is no folder."""
    (tmp_path / "kb" / ".git").mkdir(parents=True)
    (tmp_path / "kb" / "notes").mkdir()
    link, loop = tmp_path / "link", tmp_path / "loop"
    link.symlink_to(tmp_path / "kb" / "notes")
    loop.symlink_to(loop)
    with pytest.raises(KbError, match="belongs to a library"):
        place_coaching(link, a_review(), "text", own=False)
    assert not list((tmp_path / "kb" / "notes").iterdir())
    with pytest.raises(KbError, match="could not be put into"):
        place_coaching(loop, a_review(), "text", own=False)
