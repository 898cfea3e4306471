# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""What a chatbot gets and gives: approved public articles, and conversations that a person goes on with."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import jsonschema
import pytest
from desks import make_desk
from gitrepo import commit, git, make_repo, write
from hands import home, opened  # noqa: F401 - a fixture
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from kbdesk import handoff
from kbdesk.cli import main
from kbdesk.desk.bot import for_bot, schema, write_for_bot
from kbdesk.desk.bot_talk import MAX_BYTES, begin, nearest, read, read_file
from kbdesk.desk.desk import Desk
from kbdesk.errors import KbError
from kbdesk.library.sync.remote import APPROVALS

HEAD = "---\ntitle: {}\naudience: {}\nconfidence: {}\nowner: Anna\nsays: [it drops, no wifi]\n---\n\n# {}\n\n"
BOOK = """---
title: Wi-Fi drops
says: [wifi drops]
---

# Wi-Fi drops

## Tier 1

### Check the lights

- [Green](#resolve-done)

### Resolve: done
"""


def article(title: str, audience: str = "public", confidence: str = "validated", text: str = "Text.") -> str:
    return HEAD.format(title, audience, confidence, title) + text + "\n"


FILES = {
    "articles/good.md": article("Good", text="Do [this](inner.md). <!-- hidden -->\n\n## Then\n\nThat."),
    "articles/inner.md": article("Inner", "internal"),
    "articles/partner.md": article("Partner", "partner"),
    "articles/new.md": article("New", confidence="not-validated"),
    "articles/old.md": article("Old", confidence="archived"),
    "articles/pin.md": article("Pin", text="Her password is Sommer2026!."),
    "playbooks/wifi.md": BOOK,
}
TALK = {
    "schema": "kbdesk-bot-conversation/1",
    "id": "talk-1",
    "bot": "Ella",
    "started": "2026-11-22T09:00:00+00:00",
    "reason": "The customer asked for a person",
    "contact": "mia@example.org",
    "turns": [
        {"from": "customer", "text": "my wifi drops", "at": "2026-11-22T09:00:05+00:00"},
        {"from": "bot", "text": "Try this, please.", "article": "articles/good.md", "version": "a" * 40},
        {"from": "customer", "text": "still drops. My card is 4111 1111 1111 1111"},
    ],
    "tried": [{"what": "Restart the router", "outcome": "did-not-help", "article": "articles/good.md"}],
}


@pytest.fixture
def desk(tmp_path: Path):
    make_repo(tmp_path / "kb", FILES)
    made = make_desk(tmp_path / "kb", tmp_path / "home")
    yield made
    made.close()


def talk(**more: object) -> bytes:
    return json.dumps(TALK | more).encode()


# --- out ---


def test_only_approved_public_articles_go_out_and_fit_the_schema(desk: Desk):
    """One validated public article a line, with its phrases and without names, remarks and targets."""
    made = for_bot(desk)
    (line,) = made.lines
    one = json.loads(line)
    jsonschema.validate(one, {**schema(), "oneOf": [{"$ref": "#/$defs/article"}]})
    assert (one["id"], one["phrases"]) == ("articles/good.md", ["it drops", "no wifi"])
    assert one["text"] == "Do this.\n\nThen\nThat."
    assert "Anna" not in line
    assert "hidden" not in line
    assert "inner.md" not in line
    assert dict(made.left_out) == {
        "articles/new.md": "it is not validated (not-validated)",
        "articles/old.md": "it is not validated (archived)",
        "articles/pin.md": "line 11 seems to hold a password",
    }


def test_where_versions_are_approved_the_bot_gets_the_approved_text(desk: Desk):
    """A change after the approval does not reach the bot before it is approved, too."""
    for name in ("approved", "approved-2026-01-02"):
        git(desk.root, "tag", "-a", name, "-m", "x")
        git(desk.root, "update-ref", f"{APPROVALS}{name}", f"refs/tags/{name}")
    commit(desk.root, {"articles/good.md": article("Good", text="Changed."), "articles/b.md": article("B")})
    made = for_bot(desk)
    assert made.approved == "approved-2026-01-02"
    assert [json.loads(line)["title"] for line in made.lines] == ["Good"]
    assert "Changed" not in made.lines[0]
    assert json.loads(made.lines[0])["approved"] == "approved-2026-01-02"


def test_an_export_takes_the_place_of_the_last_one_and_of_nothing_else(desk: Desk, tmp_path: Path):
    """The file of before is replaced, another one only when asked, and a link is never followed."""
    place, made = tmp_path / "bot.jsonl", for_bot(desk)
    write_for_bot(place, made)
    write(desk.root, {"articles/good.md": article("Better")})
    write_for_bot(place, for_bot(desk))
    assert json.loads(place.read_text())["title"] == "Better"
    other = tmp_path / "other.txt"
    other.write_text("mine")
    with pytest.raises(KbError, match="already"):
        write_for_bot(other, made)
    if sys.platform != "win32":
        link = tmp_path / "link.jsonl"
        link.symlink_to(other)
        with pytest.raises(KbError, match="already"):
            write_for_bot(link, made)
        write_for_bot(link, made, over=True)
    assert other.read_text() == "mine"


# --- in ---


def test_a_conversation_is_the_start_of_a_call(desk: Desk):
    """The customer's words, what the bot tried and what it gave stand in the run, without card numbers."""
    made = read(talk())
    jsonschema.validate(TALK, {**schema(), "oneOf": [{"$ref": "#/$defs/conversation"}]})
    view = begin(desk, made, "playbooks/wifi.md")
    run = view.run
    assert run.customer_words == ("my wifi drops", "still drops. My card is [card removed]")
    first = run.visits[0]
    assert (first.title, first.answer, first.by) == ("Restart the router", "It did not help", "Ella")
    assert view.step.anchor == "check-the-lights"
    assert dict(run.recorded)["contact"] == "mia@example.org"
    assert [one.path for one in run.articles] == ["articles/good.md"]
    assert made.taken_out == (("card", 1),)
    assert "4111" not in repr(desk.calls.store.load(run.id))


def test_what_the_bot_tried_is_in_the_handoff_note(desk: Desk):
    """A call that began with a bot is handed over like any other, and its note can be read back."""
    view = begin(desk, read(talk()), "playbooks/wifi.md")
    handed = desk.calls.hand_over(view.run.id, {"ask": "Look at the line", "to_tier": "2"})
    note = handoff.from_markdown(handoff.read_text(handed.path))
    first = note.tried[0]
    assert (first.step, first.answer, first.by) == ("Restart the router", "It did not help", "Ella")
    assert "Restart the router: It did not help" in note.ruled_out
    desk.author = "Bo"
    again = desk.handoffs.accept(desk.handoffs.open_file(handed.path), "I look at the line").view
    assert again is not None
    assert again.run.visits[0].by == "Ella"


def test_a_conversation_is_begun_once(desk: Desk):
    """The same conversation opened again shows the call that it began."""
    made = read(talk())
    first = begin(desk, made)
    assert begin(desk, made, "playbooks/wifi.md").run.id == first.run.id
    assert begin(desk, read(talk(id="talk-2"))).run.id != first.run.id


def test_going_back_never_leads_into_the_bot_s_steps(desk: Desk):
    """The first step of the call is where one can go back to; the bot's steps stay in the record."""
    view = begin(desk, read(talk()), "playbooks/wifi.md")
    with pytest.raises(KbError, match="first step"):
        desk.calls.back(view.run.id)


def test_lines_of_json_are_read_like_one_object():
    """JSON Lines: the conversation first, then a line for each turn; the result is the same."""
    head = {key: value for key, value in TALK.items() if key not in ("turns", "tried")}
    lines = [head, *TALK["turns"], *TALK["tried"]]
    assert read("\n".join(map(json.dumps, lines)).encode()) == read(talk())


def test_articles_that_the_bot_gave_count_as_tried():
    """Where the bot does not say what it tried, each article with the customer's next words does."""
    made = read(talk(tried=[]))
    assert [(one.what, one.article) for one in made.tried] == [("Try this, please.", "articles/good.md")]
    assert made.tried[0].outcome.startswith("still drops")


def test_the_playbook_that_fits_is_found(desk: Desk):
    """The customer's first words find the playbook to go on with."""
    desk.build_index(lambda *_: None)
    assert [hit.path for hit in nearest(desk, read(talk()))] == ["playbooks/wifi.md"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"schema": "kbdesk-bot-conversation/1"}',
        b'{"schema": "kbdesk-bot-conversation/2", "turns": [{"from": "customer", "text": "x"}]}',
        json.dumps(TALK | {"turns": [{"from": "customer", "text": "x"}] * 3_000}).encode(),
        json.dumps(TALK | {"turns": {"from": "customer"}, "tried": "x"}).encode(),
        b'{"schema": "kbdesk-bot-conversation/1"}\n{"from": "customer", "text": 5}',
    ],
)
def test_what_is_no_conversation_gives_one_sentence(data: bytes):
    """Broken, foreign, deep and endless input is refused with a sentence and nothing else."""
    with pytest.raises(KbError):
        read(data, "talk.json")


def test_hostile_values_are_bounded_and_tame(desk: Desk):
    """Control and bidi signs, half characters, giant texts and paths out of the library do no harm."""
    tried = [
        {"what": "x" * 100_000, "outcome": "\u202eevil\x1b[2J", "article": "../../etc/passwd"},
        {"what": "y", "outcome": "\ud800", "article": "/etc/passwd", "version": "../x"},
        {"what": {"a": 1}},
        "text",
    ]
    turns = [{"from": "customer", "text": f"word {n} " + "z" * 5_000} for n in range(200)]
    data = json.dumps(TALK | {"tried": tried, "turns": turns, "bot": "E\nl\x00la", "id": 7}).encode()
    view = begin(desk, read(data))
    run = view.run
    assert len(run.customer_words) == 30
    assert max(map(len, run.customer_words)) <= 600
    assert run.customer_words[10] == "… (171 more)"
    assert [one.by for one in run.visits[:-1]] == ["E lla"] * 2
    assert run.visits[0].answer == "evil[2J"
    assert len(run.visits[0].title) <= 400
    assert run.articles == ()
    handed = desk.calls.hand_over(run.id, {"ask": "Find out why it drops", "to_tier": "2"})
    assert handoff.from_markdown(handoff.read_text(handed.path)).id == run.id


def test_only_a_plain_file_of_normal_size_is_read(tmp_path: Path):
    """Folders, pipes and huge files are refused, and none of them makes the program wait."""
    (tmp_path / "big.json").write_bytes(b" " * (MAX_BYTES + 1))
    places = [tmp_path, tmp_path / "none.json", tmp_path / "big.json"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.json")
        places.append(tmp_path / "pipe.json")
    for place in places:
        with pytest.raises(KbError):
            read_file(place)


def test_the_terminal_exports_and_imports(desk: Desk, tmp_path: Path, capsys, monkeypatch):
    """Both verbs work from the terminal; what was left out is told and gives code 1."""
    monkeypatch.setenv("KBDESK_DATA", str(tmp_path / "home" / "data"))
    monkeypatch.setenv("KBDESK_CACHE", str(tmp_path / "home" / "cache"))
    place = tmp_path / "bot.jsonl"
    assert main(["export", "bot", "--to", str(place), "--library", str(desk.root)]) == 1
    assert json.loads(place.read_text())["id"] == "articles/good.md"
    assert "left out: articles/pin.md" in capsys.readouterr().err
    (tmp_path / "talk.json").write_bytes(talk())
    words = ["import", "bot", str(tmp_path / "talk.json"), "--library", str(desk.root)]
    assert main([*words, "--playbook", "playbooks/wifi.md"]) == 0
    assert "“Check the lights”" in capsys.readouterr().out
    assert [tab.status for tab in desk.calls.restore()] == ["paused"]
    (tmp_path / "none.json").write_text("{}")
    assert main(["import", "bot", str(tmp_path / "none.json"), "--library", str(desk.root)]) == 2


# --- in the window ---


def test_a_conversation_dropped_on_the_window_begins_a_call(qtbot, home, desk: Desk, tmp_path: Path):
    """The sheet tells what was tried; one digit begins the call in the playbook that fits best."""
    (tmp_path / "talk.json").write_bytes(talk())
    with opened(qtbot, home, desk.root) as hands:
        window = hands.window
        window.late.cases.dropping.file_given.emit(str(tmp_path / "talk.json"))
        hands.wait(lambda: window.late.roles.giving.sheet is not None)
        labels = [label.text() for label in window.late.roles.giving.sheet.findChildren(QLabel)]
        assert "• Restart the router → It did not help" in labels
        assert "“my wifi drops”" in labels
        hands.key(Qt.Key.Key_1)
        hands.wait(lambda: hands.step == "check-the-lights")
        assert window.late.roles.giving.sheet is None
        assert window.caller.view.run.visits[0].title == "Restart the router"
        hands.key(Qt.Key.Key_Backspace)
        assert hands.step == "check-the-lights"


def test_a_file_that_is_no_conversation_is_told_in_one_sentence(qtbot, home, desk: Desk, tmp_path: Path):
    """The window says what is wrong with it, and nothing else happens."""
    (tmp_path / "talk.jsonl").write_text("{}")
    with opened(qtbot, home, desk.root) as hands:
        told = []
        hands.window.late.roles.giving.failed.connect(told.append)
        hands.window.late.cases.receiving.open_file(str(tmp_path / "talk.jsonl"))
        hands.rest()
        assert len(told) == 1
        assert hands.window.late.roles.giving.sheet is None
