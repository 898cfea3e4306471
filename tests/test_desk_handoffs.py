# SPDX-License-Identifier: MIT
"""A case that goes from desk to desk: three people, three clones of one library, one note."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random

import jsonschema
import pytest
from desks import Clock, sample_files, sample_repo
from gitrepo import commit, git, make_repo

from kbdesk import handoff, playbook
from kbdesk.desk import forms
from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.model import Companion, Seat

WIFI = "playbooks/technical/wifi-drops.md"
ASK = {
    "since": "since Monday",
    "ask": "Move the router off the DFS channels, or say why not",
    "told": "The network team takes over",
    "promised": "A call by 16:00",
    "errors": "E-809",
    "contact": "+49 171 5550143",
}
WORDS = "my wifi keeps cutting out"
READ_BACK = "Find out whether radar pushes the X200 off its channel"


class People:
    """Three people with a computer each, who share one clock and one folder."""

    def __init__(self, origin: Path, folder: Path) -> None:
        self.origin = origin
        self.clock, self.folder, self.desks = Clock(), folder, {}
        self.share = folder / "share"
        self.share.mkdir()
        for name in ("Mia Tran", "Ben Ode", "Cara Lux"):
            library = folder / name.split()[0] / "kb"
            git(folder, "clone", "-q", str(self.origin), str(library))
            self.desks[name.split()[0]] = self.desk(name, library)
        self.mia, self.ben, self.cara = self.desks.values()

    def desk(self, name: str, library: Path) -> Desk:
        home, numbers = library.parent / "home", count(1)
        return Desk(
            library,
            Home(home / "data", home / "cache"),
            author=name,
            clock=self.clock,
            new_id=lambda: f"{name[:3].lower()}{next(numbers):03}",
        )

    def put(self, path: Path) -> Path:
        """A note in the folder that all see."""
        return Path(shutil.copy(path, self.share / path.name))

    def close(self) -> None:
        for desk in self.desks.values():
            desk.close()


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    return sample_repo(tmp_path_factory.mktemp("team") / "kb")


@pytest.fixture
def people(origin, tmp_path):
    people = People(origin, tmp_path)
    yield people
    people.close()


def to_radio_fault(desk):
    """A call of tier 1 up to the escalation for a radio fault; its id."""
    calls = desk.calls
    run_id = calls.start(WIFI, (WORDS,), (WORDS,)).run.id
    calls.record(run_id, "wan_light", "green")
    calls.answer(run_id, 1)
    calls.answer(run_id, 2)
    calls.record(run_id, "router_model", "X200")
    calls.note(run_id, "Channel 11 was full. The Wi-Fi password is Sommer2026!")
    calls.answer(run_id, 2)
    return run_id


def given(people):
    """Mia's note in the shared folder, and her run."""
    run_id = to_radio_fault(people.mia)
    return people.put(people.mia.calls.hand_over(run_id, ASK).path), run_id


def note_in(path):
    return handoff.from_markdown(path.read_text(encoding="utf-8"))


def steps(note):
    return [(one.anchor, one.by.split()[0]) for one in note.tried if not one.undone]


def to_tier_3(desk, run_id):
    """Tier 2's steps from the radio log to the escalation for a firmware fault."""
    calls = desk.calls
    calls.record(run_id, "reason", "weak signal")
    calls.answer(run_id, 3)
    calls.record(run_id, "firmware", "7.1")
    return calls.answer(run_id, 2)


def snapshot(*folders):
    """Every file below these folders with its bytes and time; what SQLite notes of readers is no data."""
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }


def test_three_people_end_with_one_note_that_holds_everything_once(people):
    """Tier 1 to 2 to 3: each goes on at the step, nobody types twice, and one file tells it all."""
    path, run_id = given(people)
    first = people.mia.calls.run(run_id)

    incoming = people.ben.handoffs.open_file(path)
    assert (incoming.playbook, incoming.notice, incoming.run_id, incoming.warnings) == ("same", "", "", ())
    assert people.ben.handoffs.standing(incoming) == "new"
    answered = people.ben.handoffs.accept(incoming, READ_BACK)
    view = answered.view
    assert (answered.path, answered.notice) == (path, "")
    assert (view.run.id, view.step.anchor, view.run.tier, view.run.by) == (
        run_id,
        "read-the-radio-log",
        "2",
        "Ben Ode",
    )
    assert [visit.by for visit in view.run.visits] == ["Mia Tran"] * 4 + ["Ben Ode"]
    assert [visit.at for visit in view.run.visits[:4]] == [visit.at for visit in first.visits]
    assert note_in(path).received.read_back == READ_BACK

    view = to_tier_3(people.ben, run_id)
    assert view.step.anchor == "escalate-to-tier-3-firmware-fault"
    form = people.ben.calls.escalation(run_id)
    known = {blank.key: blank.value for blank in form.blanks}
    assert (known["to_tier"], known["since"], known["contact"]) == ("3", "since Monday", "+49 171 5550143")
    assert (known["told"], known["errors"]) == ("The network team takes over", "E-809")
    assert [blank.key for blank in form.blanks if blank.required and not blank.value] == ["ask"]
    handed = people.ben.calls.hand_over(
        run_id,
        {
            "ask": "Say whether 7.1 loses its channel after radar",
            "repro_steps": "Set channel 11\nWait an hour",
            "expected": "It stays up",
            "actual": "It drops",
            "reproduced": "sometimes",
            "attachments": "radio.log",
        },
    )
    assert (handed.path, handed.notice) == (path, "")
    assert list(people.share.glob("*.md")) == [path]

    incoming = people.cara.handoffs.open_file(path)
    assert incoming.note.reproduction.steps == ("Set channel 11", "Wait an hour")
    assert incoming.note.attachments == ("radio.log",)
    assert incoming.note.earlier[0].received.read_back == READ_BACK
    view = people.cara.handoffs.accept(incoming, "Test 7.1 with radar").view
    assert view.step.anchor == "reproduce-with-the-same-firmware"
    people.cara.calls.record(run_id, "reproduced", "every time")
    assert people.cara.calls.answer(run_id, 1).run.status == "resolved"
    solved = people.cara.handoffs.solve(
        run_id,
        "Firmware 7.1 forgets its channel",
        "Went back to 7.0",
        ("articles/network/read-the-radio-log.md",),
    )
    assert solved.path == path
    assert solved.text.casefold().startswith(
        "what it was: firmware 7.1 forgets its channel. what fixed it: went back to 7.0."
    )
    assert "(articles/network/read-the-radio-log.md)" in solved.text

    note = note_in(path)
    jsonschema.validate(json.loads(handoff.to_json(note)), handoff.schema())
    assert note.id == run_id
    assert steps(note) == [
        ("check-the-lights", "Mia"),
        ("is-it-only-one-device", "Mia"),
        ("change-the-channel", "Mia"),
        ("escalate-to-tier-2-radio-fault", "Mia"),
        ("read-the-radio-log", "Ben"),
        ("compare-the-firmware", "Ben"),
        ("escalate-to-tier-3-firmware-fault", "Ben"),
        ("reproduce-with-the-same-firmware", "Cara"),
        ("resolve-fault-reported-to-the-maker", "Cara"),
    ]
    assert len({(one.anchor, one.at) for one in note.tried}) == len(note.tried)
    assert [words.casefold() for words in note.customer_words].count(WORDS) == 1
    assert [(leg.sender.name, leg.to.tier, leg.received.by) for leg in note.earlier] == [
        ("Mia Tran", "2", "Ben Ode")
    ]
    assert (note.sender.name, note.to.tier, note.received.by) == ("Ben Ode", "3", "Cara Lux")
    assert (note.outcome.by, note.outcome.fix) == ("Cara Lux", "Went back to 7.0")
    assert "Sommer2026" not in path.read_text(encoding="utf-8")

    incoming = people.mia.handoffs.open_file(path)
    assert (incoming.run_id, people.mia.handoffs.standing(incoming)) == (run_id, "solved")
    assert any("Cara Lux solved this case" in warning for warning in incoming.warnings)
    view = people.mia.handoffs.take_up(incoming)
    assert (view.run.status, view.run.brought.outcome.by, len(view.run.visits)) == ("resolved", "Cara Lux", 9)
    assert "Sommer2026!" in view.run.visits[2].note, "her own words are hers"


def test_reading_a_note_changes_nothing(people):
    """Opened as text and as a file, by who knows the case and who does not: not a byte changes anywhere."""
    path, _ = given(people)
    people.mia.calls.restore()
    before = snapshot(people.folder)
    for desk in (people.mia, people.ben):
        desk.handoffs.open_file(path)
        desk.handoffs.open_text(path.read_text(encoding="utf-8"))
    assert snapshot(people.folder) == before
    assert not people.ben.home.cases.exists()


def test_a_playbook_that_changed_is_gone_on_with_as_it_was_used(people):
    """The receiver sees what changed, goes on in the old text, and takes the new one when asked to."""
    path, run_id = given(people)
    text = (people.ben.root / WIFI).read_text(encoding="utf-8")
    new = text.replace("- [Key timeouts](#set-plain-wpa2)", "- [Many key timeouts](#set-plain-wpa2)")
    commit(people.ben.root, {WIFI: new}, "say how many", author="Dana", date="2026-11-03T09:00:00+00:00")
    incoming = people.ben.handoffs.open_file(path)
    assert incoming.playbook == "changed"
    assert incoming.difference.before_title.startswith("As it was used: Anna, 1 Nov 2026")
    assert incoming.difference.after_title.startswith("Now: Dana, 3 Nov 2026")
    assert [block.change for block in incoming.difference.blocks].count("changed") == 1
    view = people.ben.handoffs.accept(incoming, READ_BACK).view
    assert (view.newer, view.answers[1].text) == (True, "Key timeouts")
    assert "changed since" in view.notice
    view = people.ben.handoffs.use_new_text(run_id)
    assert (view.newer, view.answers[1].text, view.notice) == (False, "Many key timeouts", "")
    people.ben.close()
    again = people.desk("Ben Ode", people.ben.root)
    assert again.calls.view(run_id).answers[1].text == "Many key timeouts"
    again.close()


def test_a_held_call_stays_in_its_version_after_a_restart(people):
    """The version is kept with the run, and steps of it are gone through by their old answers."""
    path, run_id = given(people)
    text = (people.ben.root / WIFI).read_text(encoding="utf-8")
    commit(people.ben.root, {WIFI: text.replace("### Set plain WPA2", "### Set another key")})
    people.ben.handoffs.accept(people.ben.handoffs.open_file(path), READ_BACK)
    people.ben.close()
    again = people.desk("Ben Ode", people.ben.root)
    assert [tab.run_id for tab in again.calls.restore()] == [run_id]
    assert again.calls.answer(run_id, 2).step.title == "Set plain WPA2"
    again.close()


def test_a_playbook_that_is_gone_or_has_another_name(people):
    """Deleted: the old text is gone on with. Renamed: so too, and the new one is found."""
    path, run_id = given(people)
    git(people.ben.root, "rm", "-q", WIFI)
    commit(people.ben.root, {}, "delete")
    incoming = people.ben.handoffs.open_file(path)
    assert (incoming.playbook, incoming.difference) == ("gone", None)
    assert "goes on in the version that was used" in incoming.notice
    view = people.ben.handoffs.accept(incoming, READ_BACK).view
    assert view.step.anchor == "read-the-radio-log"
    with pytest.raises(KbError, match="no longer in the library"):
        people.ben.handoffs.use_new_text(run_id)

    path, run_id = given(people)
    git(people.cara.root, "mv", WIFI, "playbooks/technical/wlan.md")
    commit(people.cara.root, {}, "rename")
    renamed = (people.cara.root / "playbooks/technical/wlan.md").read_text(encoding="utf-8")
    commit(
        people.cara.root,
        {"playbooks/technical/wlan.md": renamed.replace("(#set-plain-wpa2)", "(#compare-the-firmware)")},
    )
    incoming = people.cara.handoffs.open_file(path)
    assert incoming.playbook == "changed"
    assert "playbooks/technical/wlan.md now" in incoming.notice
    assert incoming.difference is not None
    people.cara.handoffs.accept(incoming, READ_BACK)
    view = people.cara.handoffs.use_new_text(run_id)
    assert (view.run.current.playbook, view.run.held) == ("playbooks/technical/wlan.md", False)
    assert people.cara.calls.answer(run_id, 2).step.anchor == "compare-the-firmware"


def test_a_version_that_is_not_at_hand_gives_the_text_of_now(people):
    """What was used was never shared: the text of now takes its place, and a warning says so."""
    text = (people.mia.root / WIFI).read_text(encoding="utf-8")
    (people.mia.root / WIFI).write_text(text + "\nOnly here.\n", encoding="utf-8")
    path, _ = given(people)
    incoming = people.ben.handoffs.open_file(path)
    assert (incoming.playbook, incoming.difference) == ("other-version", None)
    assert "not in your copy" in incoming.notice
    view = people.ben.handoffs.accept(incoming, READ_BACK).view
    assert (view.step.anchor, view.newer) == ("read-the-radio-log", False)
    assert "not at hand" in people.ben.calls.back(view.run.id).notice


def test_a_playbook_of_no_library_can_still_be_handed_on(people, tmp_path):
    """A foreign note: it is read, taken on at a step that only it knows, noted on and handed over."""
    make_repo(tmp_path / "elsewhere", {"articles/a.md": "# A\n"})
    desk = people.desk("Dan Roe", tmp_path / "elsewhere")
    path, run_id = given(people)
    incoming = desk.handoffs.open_file(path)
    assert incoming.playbook == "gone"
    assert "not in your library" in incoming.notice
    view = desk.handoffs.accept(incoming, READ_BACK).view
    assert view.step.title == "Escalate to tier 2: radio fault"
    desk.calls.note(run_id, "Looked at the log")
    handed = desk.calls.hand_over(run_id, {"ask": "Take it back, it is yours", "to_tier": "1"})
    assert [(one.by, one.note) for one in note_in(handed.path).tried][-1] == ("Dan Roe", "Looked at the log")
    assert note_in(path).tried[-1].note == "Looked at the log"
    desk.close()


def test_sent_back_completed_and_accepted(people):
    """What is missing travels in the file, is asked in the form, and the reasons stay in the chain."""
    path, run_id = given(people)
    answered = people.ben.handoffs.send_back(
        people.ben.handoffs.open_file(path), ("what changed before it began", " ")
    )
    assert (answered.view, answered.path) == (None, path)
    assert (people.ben.calls.run(run_id).status, people.ben.calls.tabs()) == ("returned", ())

    incoming = people.mia.handoffs.open_file(path)
    assert people.mia.handoffs.standing(incoming) == "sent-back"
    assert any("Ben Ode sent this back" in warning for warning in incoming.warnings)
    view = people.mia.handoffs.take_up(incoming)
    assert (view.run.status, view.run.tier, view.step.anchor) == (
        "running",
        "1",
        "escalate-to-tier-2-radio-fault",
    )
    form = people.mia.calls.escalation(run_id)
    asked = [blank.key for blank in form.blanks if blank.required and not blank.value]
    assert asked == ["changed_recently"]
    assert form.summary.startswith("Ben Ode sent it back")
    with pytest.raises(KbError, match="changed_recently"):
        people.mia.calls.hand_over(run_id, {})
    assert people.mia.calls.hand_over(run_id, {"changed_recently": "A new access point"}).path == path

    note = note_in(path)
    assert (note.ask, note.changed_recently, note.received) == (ASK["ask"], "A new access point", None)
    assert note.earlier[0].received.missing == ("what changed before it began",)
    incoming = people.ben.handoffs.open_file(path)
    assert people.ben.handoffs.standing(incoming) == "new"
    view = people.ben.handoffs.accept(incoming, READ_BACK).view
    assert (view.run.id, view.run.status, view.step.anchor) == (run_id, "running", "read-the-radio-log")
    assert len({(visit.anchor, visit.at) for visit in view.run.visits}) == len(view.run.visits)


def test_handed_back_down_the_sender_goes_on_where_the_next_tier_stood(people):
    """Tier 2 gives it back: the form names who gave it, and tier 1 goes on with the steps of both."""
    path, run_id = given(people)
    people.ben.handoffs.accept(people.ben.handoffs.open_file(path), READ_BACK)
    people.ben.calls.note(run_id, "Nothing logged")
    form = people.ben.calls.escalation(run_id, back=True)
    known = {blank.key: blank.value for blank in form.blanks}
    assert form.title == "Hand back to tier 1, Mia Tran"
    assert (known["to_tier"], known["to_name"]) == ("1", "Mia Tran")
    handed = people.ben.calls.hand_over(run_id, known | {"ask": "Ask which rooms it drops in"})
    assert (handed.path, handed.preview.note.to.name) == (path, "Mia Tran")

    incoming = people.mia.handoffs.open_file(path)
    assert people.mia.handoffs.standing(incoming) == "handed-back"
    view = people.mia.handoffs.take_up(incoming)
    assert (view.run.id, view.run.tier, view.step.anchor) == (run_id, "1", "read-the-radio-log")
    assert [visit.by.split()[0] for visit in view.run.visits] == ["Mia"] * 4 + ["Ben"]
    assert view.run.brought.earlier[0].to.tier == "2"
    with pytest.raises(KbError, match="Nobody handed"):
        people.cara.calls.escalation(people.cara.calls.start(WIFI).run.id, back=True)


def test_accepting_twice_gives_the_call_as_it_stands(people):
    """The second time nothing is written, and what was done since is there."""
    path, run_id = given(people)
    people.ben.handoffs.accept(people.ben.handoffs.open_file(path), READ_BACK)
    people.ben.calls.answer(run_id, 1)
    before = snapshot(people.share)
    incoming = people.ben.handoffs.open_file(path)
    assert people.ben.handoffs.standing(incoming) == "taken"
    view = people.ben.handoffs.accept(incoming, "Once more").view
    assert view.step.anchor == "leave-the-dfs-channels"
    assert people.ben.handoffs.take_up(incoming).step.anchor == "leave-the-dfs-channels"
    assert snapshot(people.share) == before


def test_ones_own_note_is_shown_and_may_be_gone_on_with(people):
    """The sender opens what nobody answered: it says so; taking it on goes on with the same call."""
    path, run_id = given(people)
    incoming = people.mia.handoffs.open_file(path)
    assert people.mia.handoffs.standing(incoming) == "mine"
    assert incoming.warnings == ("You handed this over yourself; nobody has answered yet.",)
    assert people.mia.handoffs.take_up(incoming).run.status == "escalated"
    view = people.mia.handoffs.accept(incoming, "I have the rights after all").view
    assert (view.run.id, view.step.anchor, view.run.tier) == (run_id, "read-the-radio-log", "2")
    assert "Sommer2026!" in view.run.visits[2].note


def test_a_foreign_note_cannot_get_at_a_call_by_its_id(people):
    """An id that is one's own with other steps is another case, told apart each time it comes."""
    path, run_id = given(people)
    own = people.ben.calls
    people.ben.new_id = own.new_id = lambda: run_id
    mine = own.start("playbooks/technical/outlook-password.md")
    incoming = people.ben.handoffs.open_file(path)
    assert incoming.run_id == ""
    view = people.ben.handoffs.accept(incoming, READ_BACK).view
    assert view.run.id == f"{run_id}-2"
    assert own.view(run_id).step == mine.step
    assert people.ben.handoffs.open_file(path).run_id == f"{run_id}-2"
    handed = own.hand_over(view.run.id, {"ask": "Swap the router at once", "to_tier": "3"})
    assert note_in(handed.path).id == run_id, "the case keeps its id for its sender"


def test_a_note_that_cannot_be_written_is_answered_in_ones_own_folder(people):
    """Gone or changed under one's hands: nothing is lost, and a sentence says where the answer is."""
    path, run_id = given(people)
    incoming = people.ben.handoffs.open_file(path)
    away = path.rename(path.with_name("away"))
    answered = people.ben.handoffs.accept(incoming, READ_BACK)
    assert answered.path.parent == people.ben.home.handoffs
    assert str(answered.path) in answered.notice
    assert note_in(answered.path).received.read_back == READ_BACK
    to_tier_3(people.ben, run_id)
    handed = people.ben.calls.hand_over(run_id, {"ask": "Say whether 7.1 loses its channel"})
    assert handed.path.parent == people.ben.home.handoffs
    assert str(handed.path) in handed.notice

    away.rename(path)
    incoming = people.cara.handoffs.open_file(path)
    people.mia.handoffs.send_back(people.mia.handoffs.open_file(path), ("the ticket",))
    for answer in (
        lambda: people.cara.handoffs.accept(incoming, READ_BACK),
        lambda: people.cara.handoffs.send_back(incoming, ("the ask",)),
    ):
        with pytest.raises(KbError, match="changed by somebody else"):
            answer()
    assert people.cara.calls.known(run_id) is None


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that refuses to be written")
def test_a_share_that_may_only_be_read_is_answered_in_ones_own_folder(people):
    """A read-only share: the call goes on, the answer is one's own file."""
    path, _ = given(people)
    path.parent.chmod(0o500)
    try:
        answered = people.ben.handoffs.accept(people.ben.handoffs.open_file(path), READ_BACK)
    finally:
        path.parent.chmod(0o700)
    assert answered.view is not None
    assert answered.path.parent == people.ben.home.handoffs


def test_a_file_that_somebody_else_answered_is_not_written_over(people):
    """If the file says something else than what this call knows, the note is a file of its own."""
    path, run_id = given(people)
    people.ben.handoffs.accept(people.ben.handoffs.open_file(path), READ_BACK)
    people.cara.handoffs.accept(people.cara.handoffs.open_file(path), "I do it")
    before = path.read_bytes()
    to_tier_3(people.ben, run_id)
    handed = people.ben.calls.hand_over(run_id, {"ask": "Say whether 7.1 loses its channel"})
    assert path.read_bytes() == before
    assert handed.path.parent == people.ben.home.handoffs
    assert "answered by somebody else" in handed.notice


def test_a_pasted_note_is_answered_into_the_clipboard_and_ones_own_folder(people):
    """Quoted in a ticket, with a signature: the call goes on, and the answer is a whole note of its own."""
    path, _ = given(people)
    text = "Hi Ben,\n" + "".join(f"> {line}\n" for line in path.read_text(encoding="utf-8").splitlines())
    incoming = people.ben.handoffs.open_text(text + "-- \nMia\n")
    answered = people.ben.handoffs.accept(incoming, READ_BACK)
    assert answered.path.parent == people.ben.home.handoffs
    assert answered.notice == ""
    assert handoff.from_markdown(answered.text).received.read_back == READ_BACK
    assert answered.path.read_text(encoding="utf-8") == answered.text

    mail = people.share / "mail.txt"
    mail.write_text(text, encoding="utf-8")
    answered = people.cara.handoffs.send_back(people.cara.handoffs.open_file(mail), ("the ticket",))
    assert mail.read_text(encoding="utf-8") == text
    assert "holds more than the note" in answered.notice


def test_a_newer_note_is_read_as_far_as_it_is_understood(people):
    """A warning says so, and an answer leaves what is not understood where it was."""
    path, run_id = given(people)
    text = path.read_text(encoding="utf-8").replace(
        '"schema": "kbdesk-handoff/1",', '"schema": "kbdesk-handoff/2",\n "mood": "hopeful",'
    )
    path.write_text(text, encoding="utf-8")
    incoming = people.ben.handoffs.open_file(path)
    assert "newer kbdesk" in incoming.warnings[0]
    people.ben.handoffs.accept(incoming, READ_BACK)
    assert '"mood": "hopeful"' in path.read_text(encoding="utf-8")
    people.ben.handoffs.solve(run_id, "Radar", "Fixed channel 40")
    after = path.read_text(encoding="utf-8")
    assert '"mood": "hopeful"' in after
    assert handoff.from_markdown(after).outcome.fix == "Fixed channel 40"


def test_what_is_said_in_an_answer_is_redacted_and_must_say_something(people):
    """Read-back, reasons and outcome go through the same hands as the note; empty ones are refused."""
    path, run_id = given(people)
    incoming = people.ben.handoffs.open_file(path)
    with pytest.raises(KbError, match="Nothing was read back"):
        people.ben.handoffs.accept(incoming, " \n ")
    with pytest.raises(KbError, match="Nothing is named"):
        people.ben.handoffs.send_back(incoming, ("", " "))
    people.ben.handoffs.accept(incoming, "Mail lee@example.org\nabout it")
    with pytest.raises(KbError, match="not said yet"):
        people.ben.handoffs.solve(run_id, "Radar", " ")
    solved = people.ben.handoffs.solve(run_id, "Password: Sommer2026!", "Ask lee@example.org")
    text = path.read_text(encoding="utf-8")
    assert "lee@example.org" not in text + solved.text
    assert "Sommer2026" not in text + solved.text
    with pytest.raises(KbError, match="over"):
        people.mia.handoffs.solve(run_id, "Radar", "Fixed channel")


def test_a_page_from_outside_has_no_links_and_no_pictures(people):
    """Whatever a note says, its page leads nowhere and loads nothing."""
    path, _ = given(people)
    bad = "[x](https://evil.example) ![p](//host/share.png) <a href='file:///etc'>y</a>"
    note = replace(note_in(path), ask=bad, issue=bad, customer_words=(bad,))
    page = people.ben.handoffs.open_text(handoff.to_markdown(note)).page
    assert (page.links, page.images) == ((), ())
    for sign in ("kblink", "kbimg", "<img", "<a href='file", 'href="http'):
        assert sign not in page.html


def test_what_is_no_note_is_one_sentence(people, tmp_path):
    """A folder, a link, a pipe, something large, something else: refused in words."""
    (tmp_path / "link.handoff.md").symlink_to(given(people)[0])
    os.mkfifo(tmp_path / "pipe.handoff.md")
    (tmp_path / "bytes.handoff.md").write_bytes(b"\x00\x01" * 99)
    (tmp_path / "large.handoff.md").write_bytes(b"a" * 2_000_000)
    (tmp_path / "plain.md").write_text("# Nothing\n", encoding="utf-8")
    for name in (
        "",
        "link.handoff.md",
        "pipe.handoff.md",
        "bytes.handoff.md",
        "large.handoff.md",
        "plain.md",
    ):
        with pytest.raises(KbError):
            people.ben.handoffs.open_file(tmp_path / name)


def test_a_library_beside_the_open_one_is_asked_too(people, tmp_path):
    """The library that the note names has its playbook, although another one is open."""
    files = {path: text for path, text in sample_files().items() if path != WIFI}
    make_repo(tmp_path / "other", files)
    desk = people.desk("Dan Roe", tmp_path / "other")
    desk.shelf.put((Companion(str(people.cara.root)),))
    path, _ = given(people)
    incoming = desk.handoffs.open_file(path)
    assert (incoming.playbook, incoming.warnings) == ("same", ())
    view = desk.handoffs.accept(incoming, READ_BACK).view
    assert (view.library, view.run.library) == ("kb", str(people.cara.root))
    assert view.step.anchor == "read-the-radio-log"
    desk.close()


def test_the_team_of_the_seat_stands_in_the_note(people):
    """Who hands over is named with their team, so that it finds its way back."""
    people.mia.home.set_seat(Seat("1", "front desk"))
    path, _ = given(people)
    assert (note_in(path).sender.team, note_in(path).sender.tier) == ("front desk", "1")


def wander(desk, book, random):
    """A call through a playbook as chance has it: answers, notes, values, back, changed answers, jumps."""
    calls = desk.calls
    view = calls.start(book, ("it does not work",))
    run_id = view.run.id
    for _ in range(random.randint(1, 12)):
        deeds = ["note", "back", "revise", "jump", "opened", "searched", "flag"]
        deed = random.choice([*["answer"] * 6, *deeds])
        try:
            if deed == "answer":
                for field in view.step.values:
                    calls.record(run_id, field.name, random.choice(field.choices or ("7", "seven")))
                view = calls.answer(run_id, random.randint(1, max(1, len(view.answers))))
            elif deed == "note":
                view = calls.note(run_id, random.choice(("a\nb", "# no heading", "> no quote", "ä “q” ```")))
            elif deed == "back":
                view = calls.back(run_id)
            elif deed == "revise":
                view = calls.revise(run_id, random.randrange(len(view.run.visits)))
            elif deed == "jump":
                view = calls.jump(run_id, random.choice(view.jumps)[0])
            elif deed == "opened":
                view = calls.opened(run_id, desk.read("articles/network/forget-a-network.md"))
            elif deed == "searched":
                view = calls.searched(run_id, "light red")
            else:
                view = calls.flag(run_id)
        except KbError:  # a first step has nothing before it, a Resolve step no answer
            view = calls.view(run_id)
    if view.run.status == "resolved":
        view = calls.back(run_id)
    return view.run


def test_any_call_is_the_same_call_after_the_note(people):
    """Whatever was done in whichever playbook: note, file, open gives the same call, at the same step."""
    random = Random(20261122)
    books = [path for path in sample_files() if path.startswith("playbooks/")]
    for number in range(12):
        run = wander(people.mia, random.choice(books), random)
        handed = people.mia.calls.hand_over(
            run.id,
            {blank.key: "Swap the router today" for blank in people.mia.calls.escalation(run.id).blanks},
        )
        incoming = people.ben.handoffs.open_file(handed.path)
        told = handoff.run_of(
            incoming.note, library=run.library, at=run.current.since, by=run.by, tier=run.tier
        )
        mine = people.mia.calls.run(run.id)
        # the form added what was missing at the last step
        here = replace(told.current, since="", recorded=mine.current.recorded)
        assert (*told.visits[:-1], here) == mine.visits, number
        for name in ("id", "playbook", "playbook_blob", "blobs", "title", "started", "articles", "queries"):
            assert getattr(told, name) == getattr(mine, name), (number, name)
        assert told.flagged == mine.flagged
        assert people.mia.handoffs.open_file(handed.path).run_id == run.id
        view = people.ben.handoffs.accept(incoming, READ_BACK).view
        assert view.run.visits[: len(mine.visits) - 1] == mine.visits[:-1]


def test_mutated_notes_are_opened_or_refused_in_a_sentence_and_change_nothing(people):
    """Wrong types, hostile paths, cut ends, other signs: no crash, and nothing on disk is touched."""
    path, run_id = given(people)
    text = path.read_text(encoding="utf-8")
    head, _, tail = text.partition("```json\n")
    whole = json.loads(tail.rpartition("```")[0])
    random, before = Random(7), snapshot(people.folder)
    bad = [
        "",
        None,
        -1,
        True,
        [],
        {},
        "x" * 5000,
        "../../etc/passwd",
        "//host/share/x.md",
        "C:\\x",
        "\u202e\0",
    ]
    opened = 0
    for _ in range(250):
        parts = dict(whole)
        for key in random.sample(sorted(parts), 2):
            parts[key] = _mutated(parts[key], bad, random)
        hurt = f"{head}```json\n{json.dumps(parts)}\n```\n"
        if random.random() < 0.3:
            at = random.randrange(len(text))
            hurt = text[:at] + random.choice(("", "x", '"', "}", "\0")) + text[at + 1 : at + 10_000]
        for desk in (people.ben, people.mia):
            try:
                opened += bool(desk.handoffs.standing(desk.handoffs.open_text(hurt)))
            except KbError as error:
                assert error.message.endswith(".")
    assert 0 < opened < 500
    assert snapshot(people.folder) == before
    assert people.mia.calls.run(run_id).status == "escalated"


def _mutated(value, bad, random):
    if random.random() < 0.2:
        return random.choice(bad)
    if isinstance(value, dict):
        return {key: _mutated(part, bad, random) for key, part in value.items() if random.random() > 0.05}
    if isinstance(value, list):
        return [_mutated(part, bad, random) for part in value] * random.choice((1, 1, 1, 0, 2))
    return value


def test_what_is_typed_into_the_forms_is_kept_until_the_call_is_handed_over(people):
    """Each of the two forms of a call has its own; another start has them, the note ends them."""
    calls = people.mia.calls
    run_id = calls.start(WIFI, (WORDS,)).run.id
    calls.keep_form(run_id, "over", {"ask": "Move it", "since": ""})
    calls.keep_form(run_id, "back", {"ask": "Take it back"})
    calls.keep_form(run_id, "over", {"ask": "Move it off"})
    before = len(calls.store.history(run_id))
    calls.keep_form(run_id, "over", {"ask": "Move it off"})
    assert len(calls.store.history(run_id)) == before  # nothing new is no event
    again = people.desk("Mia Tran", people.mia.root).calls
    again.restore()
    assert again.escalation(run_id).typed == (("ask", "Move it off"),)
    assert again.run(run_id).asked == (("back:ask", "Take it back"), ("ask", "Move it off"))
    again.keep_form(run_id, "solve", {"cause": "A microwave"})
    assert forms.typed(again.run(run_id), "solve") == {"cause": "A microwave"}
    assert again.escalation(run_id).typed == (("ask", "Move it off"),)
    again.hand_over(run_id, ASK)
    assert again.run(run_id).asked == ()
    for form in ("over", "back", "solve"):
        again.keep_form(run_id, form, {"ask": "Too late"})
    assert again.run(run_id).asked == ()
    again.store.close()


def test_what_was_typed_of_a_solved_case_goes_once_it_is_said(people):
    """A case that came to its end keeps the two lines too, until the front line has them."""
    calls = people.mia.calls
    run_id = calls.start(WIFI, (WORDS,)).run.id
    calls.keep(playbook.resolve(calls.run(run_id), calls.now()), "answer")
    calls.keep_form(run_id, "over", {"ask": "Too late"})
    calls.keep_form(run_id, "solve", {"cause": "A microwave"})
    assert calls.run(run_id).asked == (("solve:cause", "A microwave"),)
    people.mia.handoffs.solve(run_id, "A microwave", "Moved it")
    assert calls.run(run_id).asked == ()


def test_of_the_calls_that_are_over_only_the_last_stay_at_hand(people):
    """A long day needs no more memory than a short one; an older call is read again, and goes on as ever."""
    calls = people.mia.calls
    ids = []
    for _ in range(25):
        ids.append(calls.start(WIFI, (WORDS,)).run.id)
        if len(ids) > 1:
            calls.answer(ids[-1], 1)
            people.mia.handoffs.solve(ids[-1], "A microwave", "Moved it")
    assert list(calls._runs) == list(calls._stored) == [ids[0], *ids[-20:]]
    assert [tab.run_id for tab in calls.tabs()] == ids[:1]
    assert calls.run(ids[1]).status == "resolved"
    assert calls.back(ids[2]).run.status == "running"
    assert ids[2] in calls._runs and ids[3] not in calls._runs
    assert {tab.run_id for tab in calls.tabs()} == {ids[0], ids[2]}
