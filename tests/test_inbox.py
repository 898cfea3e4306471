# SPDX-License-Identifier: MIT
"""The inbox: what lies in a handoff folder, whom it waits for, who has it, and what notes have in common."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from handoff_sample import wifi_note
from hypothesis import given
from hypothesis import strategies as st
from pace import limit

from kbdesk.desk.home import Home
from kbdesk.desk.inbox import Inbox, is_free, is_overdue, keep_seat, page_of, presses
from kbdesk.errors import KbError
from kbdesk.handoff import from_markdown, stamped, to_markdown
from kbdesk.handoff.claims import claim, claim_of, release
from kbdesk.handoff.folder import notes_in
from kbdesk.handoff.patterns import FEWEST, patterns
from kbdesk.handoff.waiting import moment_of
from kbdesk.model import HandoffNote, Impact, Leg, Outcome, Party, Provenance, Received, Seat, Tried
from kbdesk.ui.cases.inbox_words import row_of

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
AT = "2026-11-22T15:00:00+00:00"
posix = pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")


def note_of(name="a", minute=0, **more) -> HandoffNote:
    """A note of tier 1 to tier 2, handed over at 10:00 and some minutes."""
    created = (datetime(2026, 11, 22, 10, 0, tzinfo=UTC) + timedelta(minutes=minute)).isoformat()
    plain = HandoffNote(
        f"id-{name}", created, Party("1", "Sam Okoro"), Party("2"), f"Issue {name}", ask="Look into the log."
    )
    return replace(plain, **more)


def lay(folder: Path, note: HandoffNote, name="") -> Path:
    path = folder / f"{name or note.id}.handoff.md"
    path.write_text(to_markdown(note), encoding="utf-8")
    return path


class Team:
    """A handoff folder and the people at it, each with a home of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root = folder / "handoff", folder
        self.folder.mkdir()
        self.now = NOW

    def person(self, name="Anna Berg", tier="2", team="", inbox=None) -> Inbox:
        home = Home(self.root / name / "data", self.root / name / "cache")
        home.make()
        home.set_seat(Seat(tier, team, str(self.folder) if inbox is None else inbox))
        return Inbox(home, lambda: self.now, name)


@pytest.fixture
def team(tmp_path):
    return Team(tmp_path)


# --- the folder -------------------------------------------------------------------------------------------


@posix
def test_only_notes_that_are_plain_files_are_read(team):
    """Links, pipes, folders, other files and hidden ones are no notes; none of them keeps anybody waiting."""
    path = lay(team.folder, note_of())
    (team.folder / "link.handoff.md").symlink_to(path)
    os.mkfifo(team.folder / "pipe.handoff.md")
    (team.folder / "folder.handoff.md").mkdir()
    (team.folder / "readme.md").write_text("# no note")
    (team.folder / ".hidden.handoff.md").write_text(to_markdown(note_of()))
    assert [one.path for one in notes_in(team.folder)] == [path]


def test_a_half_copied_file_is_looked_at_again(team):
    """First it is “not yet”, whatever is wrong; the same the next time is told; whole, it is a note."""
    text = to_markdown(note_of())
    path = team.folder / "a.handoff.md"
    path.write_text(text[: len(text) // 2], encoding="utf-8")
    inbox = team.person()
    first = inbox.entries()[0]
    assert (first.note, first.trouble) == (
        None,
        "It cannot be read yet, or not any more; kbdesk looks again by itself.",
    )
    assert "no kbdesk handoff note" in inbox.entries()[0].trouble or "damaged" in inbox.entries()[0].trouble
    path.write_text(text, encoding="utf-8")
    assert inbox.entries()[0].note == note_of()


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02", b"a" * (1024 * 1024 + 1), b"# no note", b"\xff\xfe\x00"]
)
def test_a_file_that_is_no_note_is_one_sentence(team, data):
    """Empty, binary, too large or foreign: the others are shown, and it says why it is not."""
    lay(team.folder, note_of())
    (team.folder / "odd.handoff.md").write_bytes(data)
    inbox = team.person()
    inbox.look()
    good, odd = inbox.look().entries
    assert good.note is not None
    assert odd.note is None
    assert odd.trouble.endswith(".")


def test_an_unreachable_folder_leaves_the_list_and_says_so_once(team):
    """The list is as it was, with one sentence; when the folder is back, it is read."""
    lay(team.folder, note_of())
    inbox = team.person()
    inbox.look()
    away = team.folder.rename(team.root / "away")
    view = inbox.look()
    assert len(view.entries) == 1
    assert str(team.folder) in view.trouble
    away.rename(team.folder)
    assert inbox.look().trouble == ""


def test_without_a_folder_the_state_is_clear(team):
    """No folder chosen: nothing waits, nothing is wrong, and putting a note there says what to do."""
    inbox = team.person(inbox="")
    view = inbox.look()
    assert (view.seat.inbox, view.entries, view.patterns, view.trouble) == ("", (), (), "")
    with pytest.raises(KbError, match=r"No handoff folder was chosen. Choose the folder"):
        inbox.put(to_markdown(note_of()), note_of())


def test_looking_changes_nothing_on_the_disk(team):
    """Not in the folder and not in one's own home."""
    lay(team.folder, note_of())
    inbox = team.person()
    before = {path: path.stat().st_mtime_ns for path in team.root.rglob("*")}
    assert "Look into the log." in page_of(inbox.look().entries[0].note).html
    inbox.look()
    assert {path: path.stat().st_mtime_ns for path in team.root.rglob("*")} == before


def test_many_notes_are_read_quickly_and_again_in_no_time(team):
    """500 notes the size of a real one; the third look reads none of them again."""
    for number in range(500):
        lay(team.folder, replace(wifi_note(), id=f"{number:04d}", created=AT), f"{number:04d}")
    inbox = team.person()
    began = time.perf_counter()
    assert len(inbox.look().entries) == 500
    first = time.perf_counter() - began
    inbox.look()
    began = time.perf_counter()
    inbox.look()
    again = time.perf_counter() - began
    print(f"500 notes: {first * 1000:.0f} ms, again {again * 1000:.0f} ms")
    assert first < limit(4)
    assert again < limit(0.5)


def test_of_too_many_notes_the_newest_are_shown(team):
    """2,000 at most, by the dates with which their names begin."""
    for number in range(2_005):
        (team.folder / f"{number:05d}.handoff.md").touch()
    found = notes_in(team.folder)
    assert len(found) == 2_000
    assert found[0].path.name == "00005.handoff.md"


# --- whom it waits for ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "seat", "mine"),
    [
        (Party("2"), ("2", ""), True),
        (Party("2"), ("2", "network team"), True),
        (Party("2", team="Network  Team"), ("2", "network team"), True),
        (Party("2", team="network team"), ("2", ""), True),
        (Party("2", team="printer team"), ("2", "network team"), False),
        (Party("3"), ("2", ""), False),
        (Party("1", "anna berg"), ("2", ""), True),
    ],
)
def test_a_note_waits_for_a_tier_and_where_both_name_one_a_team(team, to, seat, mine):
    """One that names me waits for me at any seat."""
    lay(team.folder, note_of(to=to))
    assert team.person(tier=seat[0], team=seat[1]).entries()[0].for_me is mine


def test_what_was_sent_back_waits_for_its_sender_by_name(team):
    """Not for others of that tier, and not for who sent it back; it waits since then."""
    back = Received("Anna Berg", "2026-11-22T11:00:00+00:00", accepted=False, missing=("The ticket",))
    lay(team.folder, note_of(received=back))
    anna, sam, kim = team.person(), team.person("Sam Okoro", "1"), team.person("Kim", "1")
    assert [one.entries()[0].for_me for one in (anna, sam, kim)] == [False, True, False]
    assert (sam.entries()[0].state, sam.entries()[0].since) == ("returned", back.at)


def test_what_is_solved_waits_for_who_began_it_until_that_person_took_it(team):
    """After two legs it waits for the front line; once taken there it waits for nobody."""
    legs = (Leg(Party("1", "Sam Okoro"), Party("2"), "2026-11-22T09:00:00+00:00"),)
    solved = note_of(
        sender=Party("2", "Anna Berg"),
        to=Party("3"),
        earlier=legs,
        outcome=Outcome("Lee", AT, "DNS", "Fixed"),
    )
    path = lay(team.folder, solved)
    anna, sam = team.person(), team.person("Sam Okoro", "1")
    assert not anna.entries()[0].for_me
    assert sam.entries()[0].for_me
    assert sam.take(str(path)).mine
    assert not sam.entries()[0].for_me
    assert sam.entries()[0].state == "solved"


def test_what_was_accepted_is_with_who_accepted_it(team):
    """It waits for nobody, and taking it says who has it."""
    path = lay(team.folder, note_of(received=Received("Lee", AT, accepted=True, read_back="DNS")))
    anna = team.person()
    entry = anna.entries()[0]
    assert (entry.state, entry.for_me, entry.claim.by, entry.claim.mine) == ("taken", False, "Lee", False)
    assert anna.take(str(path)).by == "Lee"
    assert anna.take(str(path), over=True).mine
    assert anna.entries()[0].claim.mine


def test_what_waits_for_me_is_first_and_there_what_presses(team):
    """Unstable and overdue, then the oldest; then what others have; then what is not for me."""
    notes = {
        "foreign": note_of("foreign", 0, to=Party("3"), severity="unstable"),
        "old": note_of("old", 1),
        "young": note_of("young", 9),
        "unstable": note_of("unstable", 8, severity="unstable"),
        "late": note_of("late", 7, due="14:00"),
        "taken": note_of("taken", 2, impact=Impact(work_stopped=True)),
    }
    paths = {name: lay(team.folder, note) for name, note in notes.items()}
    team.person("Lee").take(str(paths["taken"]))
    entries = team.person().entries()
    assert [one.note.id.removeprefix("id-") for one in entries] == [
        "unstable", "late", "old", "young", "taken", "foreign",
    ]  # fmt: skip
    assert [one.note.id for one in entries if is_overdue(one, NOW)] == ["id-late"]
    assert sum(is_free(one) for one in entries) == 4
    assert sum(presses(one) for one in entries) == 3


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("14:00", "2026-11-22T14:00"),
        ("by 2 pm", "2026-11-22T14:00"),
        ("9.30", "2026-11-23T09:30"),
        ("tomorrow, 9:30", "2026-11-23T09:30"),
        ("14:00 tomorrow", "2026-11-23T14:00"),
        ("Friday 12:00", "2026-11-27T12:00"),
        ("today", "2026-11-22T23:59"),
        ("2026-11-24", "2026-11-24T23:59"),
        ("2026-11-24 08:00", "2026-11-24T08:00"),
        ("2026-11-24T07:00:00+00:00", "2026-11-24T08:00"),
        ("", ""),
        ("soon", ""),
        ("before the 3rd", ""),
        ("25:00", ""),
        ("call 14:00 or later if they are back", ""),
        ("9999-99-99", ""),
        ("5", ""),
    ],
)
def test_a_time_is_told_from_peoples_words_or_not_at_all(words, then):
    """In the zone of who reads; what is not sure is no time."""
    zone = timezone(timedelta(hours=1))
    assert moment_of(words, "2026-11-22T09:12:00+00:00", zone) == (then and f"{then}:00+01:00")


# --- taking -----------------------------------------------------------------------------------------------


def test_a_note_is_taken_by_one_and_the_other_is_told_who_has_it(team):
    """Taking twice is the same as once; letting go is for who has it; then it is free."""
    path = str(lay(team.folder, note_of()))
    anna, lee = team.person(), team.person("Lee")
    assert anna.take(path).mine
    assert anna.take(path).mine
    assert (lee.take(path).by, lee.take(path).mine) == ("Anna Berg", False)
    assert not lee.release(path)
    assert lee.entries()[0].claim.by == "Anna Berg"
    assert anna.release(path)
    assert lee.take(path).mine
    assert anna.entries()[0].claim.by == "Lee"


def test_the_claim_file_is_as_documented(team):
    """``<note>.taken`` beside the note, whole, and nothing else is left there."""
    path = lay(team.folder, note_of())
    team.person().take(str(path))
    assert sorted(one.name for one in team.folder.iterdir()) == [path.name, f"{path.name}.taken"]
    said = json.loads((team.folder / f"{path.name}.taken").read_bytes())
    assert (said["by"], said["at"]) == ("Anna Berg", AT)
    assert len(said["person"]) == 32


@posix
def test_a_claim_can_be_read_by_those_who_may_read_the_folder(team):
    """As a note that was put there; a folder of one's own keeps both to oneself."""
    for mode in (0o775, 0o700):
        team.folder.chmod(mode)
        anna = team.person()
        note = note_of(f"{mode:o}")
        path = anna.put(to_markdown(note), note)
        anna.take(str(path))
        assert [one.stat().st_mode & 0o777 for one in team.folder.glob(f"{path.name}*")] == [mode & 0o666] * 2


def test_taking_over_is_explicit_and_only_one_gets_it(team):
    """Who has it keeps it until somebody takes it over on purpose; that person then has it for everybody."""
    path = str(lay(team.folder, note_of()))
    anna, lee, kim = team.person(), team.person("Lee"), team.person("Kim")
    anna.take(path)
    assert lee.take(path, over=True).mine
    assert anna.entries()[0].claim.by == "Lee"
    assert not anna.release(path)
    assert kim.take(path).by == "Lee"
    assert lee.release(path)
    assert kim.entries()[0].claim is None


def test_two_people_who_take_it_over_from_the_same_person_are_told_who_was_first(team):
    """Both saw that Anna has it: the second does not take it from the first."""
    path = str(lay(team.folder, note_of()))
    anna, lee, kim = team.person(), team.person("Lee"), team.person("Kim")
    anna.take(path)
    lee.look()
    kim.look()
    assert lee.take(path, over=True).mine
    assert kim.take(path, over=True).by == "Lee"


def test_a_claim_of_an_earlier_leg_does_not_count_for_the_next(team):
    """Anna takes it, sends it on to tier 3: there it is free, and can be taken."""
    path = lay(team.folder, note_of())
    anna, lee = team.person(), team.person("Lee", "3")
    assert anna.take(str(path)).mine
    on = note_of(sender=Party("2", "Anna Berg"), to=Party("3"), minute=30)
    path.write_text(to_markdown(on), encoding="utf-8")
    assert lee.entries()[0].claim is None
    assert lee.entries()[0].for_me
    assert lee.take(str(path)).mine
    assert anna.entries()[0].claim.by == "Lee"


@pytest.mark.parametrize(
    "copy",
    [
        "X (conflicted copy 2026-11-22).taken",
        "X (Lee's conflicted copy 2026-11-22).taken",
        "X.taken.sync-conflict-20261122-101112-ABCDEFG",
        "X.sync-conflict-20261122-101112-ABCDEFG.taken",
        "X-PC2.taken",
        "X.taken (1)",
    ],
)
@pytest.mark.parametrize("first", ["Anna Berg", "Lee"])
@pytest.mark.parametrize("whole_name", [True, False])
def test_of_two_claims_on_a_synced_drive_the_earlier_counts_for_everybody(team, copy, first, whole_name):
    """Whichever of the two files kept its name; who lost is told so, and when it is let go both are gone."""
    path = lay(team.folder, note_of())
    lay(team.folder, note_of("id-a-longer"))
    anna, lee = team.person(), team.person("Lee")
    team.now = NOW + timedelta(seconds=first == "Lee")
    assert anna.take(str(path)).mine
    taken = team.folder / f"{path.name}.taken"
    annas = taken.read_bytes()
    taken.unlink()
    team.now = NOW + timedelta(seconds=first != "Lee")
    assert lee.take(str(path)).mine
    (team.folder / copy.replace("X", path.name if whole_name else "id-a")).write_bytes(annas)

    for one in (anna, lee):
        held = {entry.path: entry.claim for entry in one.entries()}
        assert held[str(path)].by == first
        assert held[str(path)].mine is (one.author == first)
        assert list(held.values()).count(None) == 1
    winner, loser = (anna, lee) if first == "Anna Berg" else (lee, anna)
    assert loser.take(str(path)).by == first
    assert winner.release(str(path))
    assert all(entry.claim is None for entry in loser.entries())


def test_the_earlier_claim_counts_whatever_zone_it_was_made_in(team):
    """10:30 in Berlin is before 10:00 in London."""
    path = lay(team.folder, note_of())
    for name, at in (("a", "2026-11-22T10:00:00+00:00"), ("b", "2026-11-22T10:30:00+01:00")):
        claimed = {"by": name, "at": at, "person": name}
        (team.folder / f"{path.name}-{name}.taken").write_text(json.dumps(claimed))
    assert claim_of(path, "b").by == "b"
    assert claim_of(path, "b").mine


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"null", b"\x00" * 50, b'{"by": "Eve"}', b"x" * 5000, b'{"by":1,"at":"","person":{}}',
     b'{"by":"Eve","at":"2026-11-22","person":"e"}',
     b'{"by":"Eve","at":"2026-11-22T10:00:00+00:00","person":"e","turn":true}'[:-6] + b'"9"}',
     b"[" * 4000],
)  # fmt: skip
def test_a_damaged_claim_counts_as_taken_by_somebody(team, damage):
    """Nobody takes the note by accident, and it can be taken over on purpose."""
    path = lay(team.folder, note_of())
    (team.folder / f"{path.name}.taken").write_bytes(damage)
    anna = team.person()
    assert (anna.entries()[0].claim.by, anna.entries()[0].claim.mine) == ("somebody", False)
    assert not anna.take(str(path)).mine
    assert not anna.release(str(path))
    assert anna.take(str(path), over=True).mine
    assert anna.entries()[0].claim.mine


@posix
def test_a_claim_that_is_a_link_or_a_pipe_is_no_claim(team):
    """It neither hangs nor says anything."""
    path = lay(team.folder, note_of())
    os.mkfifo(team.folder / f"{path.name}-a.taken")
    (team.folder / f"{path.name}-b.taken").symlink_to(path)
    assert team.person().entries()[0].claim is None


TAKER = """
import sys
from pathlib import Path
from kbdesk.handoff.claims import claim, read_claim
me = sys.argv[1]
print("ready", flush=True)
for line in sys.stdin:
    over, path = line.rstrip("\\n").split(" ", 1)
    old = read_claim(Path(path + ".taken")) if over == "over" else None
    held = claim(Path(path), "P" + me, me, "2026-11-22T10:00:00+00:00", "", over=old)
    print(f"{int(held.mine)} {held.by}", flush=True)
"""


def test_of_twenty_processes_that_take_a_note_at_once_exactly_one_gets_it(tmp_path):
    """50 rounds; the losers are told the winner's name; likewise when it is taken over."""
    people = [
        subprocess.Popen(
            [sys.executable, "-c", TAKER, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(20)
    ]
    try:
        assert all(one.stdout.readline() == "ready\n" for one in people)
        winners = Counter()
        for number in range(50):
            note = tmp_path / f"{number}.handoff.md"
            note.touch()
            order = random.Random(number).sample(people, 20)
            rounds = ["take"]
            if number % 5 == 0:
                claim(note, "Old", "old", "2026-11-20T10:00:00+00:00")
                rounds = ["take", "over"]
            for how in rounds:
                for one in order:
                    one.stdin.write(f"{how} {note}\n")
                    one.stdin.flush()
                said = [one.stdout.readline().split() for one in people]
                held = [by for mine, by in said if mine == "1"]
                if len(rounds) == 2 and how == "take":
                    assert (held, {by for _, by in said}) == ([], {"Old"})
                else:
                    assert len(held) == 1, (number, said)
                    assert {by for _, by in said} == set(held)
                    winners[held[0]] += 1
        print(f"{len(winners)} of 20 people won at least once")
        assert len(winners) > 1
        assert not list(tmp_path.glob(".*"))
    finally:
        for one in people:
            one.stdin.close()
            one.wait(10)
            one.stdout.close()


# --- putting ----------------------------------------------------------------------------------------------


def test_a_note_is_put_there_once_for_each_case(team):
    """The same note twice is one file; handed over anew, the same case takes its own place."""
    sam = team.person("Sam Okoro", "1")
    first = sam.put(to_markdown(note_of()), note_of())
    assert first.name == "2026-11-22-issue-a-ida.handoff.md"
    assert sam.put(to_markdown(note_of()), note_of()) == first
    anew = note_of(minute=20, issue="A better line")
    assert sam.put(to_markdown(anew), anew) == first
    other = note_of("b", issue="Issue a")
    assert sam.put(to_markdown(other), other) != first
    assert len(list(team.folder.iterdir())) == 2
    assert from_markdown(first.read_text(encoding="utf-8")) == anew


def test_a_file_is_put_there_as_it_is(team):
    """From the exported file, to the byte."""
    source = lay(team.root, note_of())
    assert team.person().put(source, note_of()).read_bytes() == source.read_bytes()


def test_another_note_of_the_same_name_is_kept(team):
    """A name that is taken gets a number."""
    sam = team.person("Sam Okoro", "1")
    (team.folder / "2026-11-22-issue-a-ida.handoff.md").write_text("something else")
    assert sam.put(to_markdown(note_of()), note_of()).name == "2026-11-22-issue-a-ida-2.handoff.md"
    assert (team.folder / "2026-11-22-issue-a-ida.handoff.md").read_text() == "something else"


def test_what_others_wrote_into_the_file_meanwhile_is_never_lost(team):
    """Accepted by Lee since it was read: Sam's new version does not take its place."""
    sam = team.person("Sam Okoro", "1")
    path = sam.put(to_markdown(note_of()), note_of())
    accepted = stamped(path.read_text(), received=Received("Lee", AT, accepted=True, read_back="DNS"))
    path.write_text(accepted)
    anew = note_of(minute=20)
    for _ in range(2):  # whether it was looked at since or not
        with pytest.raises(KbError, match="Somebody else went on with this case"):
            sam.put(to_markdown(anew), anew)
        sam.look()
    with pytest.raises(KbError, match="Somebody else"):
        sam.put(to_markdown(anew), anew, before=to_markdown(note_of()))
    assert path.read_text() == accepted
    assert [one.name for one in team.folder.iterdir()] == [path.name]


def test_a_change_by_hand_since_it_was_read_is_not_written_over(team):
    """Compare and swap: only what was read last is replaced."""
    sam = team.person("Sam Okoro", "1")
    path = sam.put(to_markdown(note_of()), note_of())
    by_hand = "A line by hand.\n\n" + path.read_text()
    path.write_text(by_hand)
    anew = note_of(minute=20)
    with pytest.raises(KbError, match="Somebody else"):
        sam.put(to_markdown(anew), anew)
    sam.look()
    assert sam.put(to_markdown(anew), anew) == path


def test_who_answered_a_note_hands_it_on_in_the_same_file(team):
    """Lee accepts, then hands over to tier 3; a version older than what lies there is refused."""
    sam, lee = team.person("Sam Okoro", "1"), team.person("Lee")
    path = sam.put(to_markdown(note_of()), note_of())
    lee.look()
    path.write_text(stamped(path.read_text(), received=Received("Lee", AT, accepted=True, read_back="DNS")))
    on = note_of(sender=Party("2", "Lee"), to=Party("3"), minute=300)
    assert lee.put(to_markdown(on), on) == path
    sam.look()
    with pytest.raises(KbError, match="Somebody else"):
        sam.put(to_markdown(note_of(minute=10)), note_of(minute=10))


def test_putting_into_a_folder_that_is_gone_says_so_and_makes_none(team):
    """A share that is not mounted must not become a folder on this computer."""
    sam = team.person("Sam Okoro", "1")
    team.folder.rmdir()
    with pytest.raises(KbError, match="cannot be reached"):
        sam.put(to_markdown(note_of()), note_of())
    assert not team.folder.exists()


def test_a_seat_in_a_library_is_refused(team):
    """Customers' data must not get into what is shared and kept for ever."""
    home = team.person().home
    inside = team.root / "kb" / "handoff"
    inside.mkdir(parents=True)
    (team.root / "kb" / ".git").mkdir()
    for folder, words in ((inside, "belongs to a library"), (team.root / "none", "There is no folder")):
        with pytest.raises(KbError, match=words):
            keep_seat(home, Seat("2", "", str(folder)))
    assert keep_seat(home, Seat("3", "x", str(team.folder), 7)) == home.seat()


def test_a_seat_behind_a_link_into_a_library_is_refused(team, tmp_path):
    """What counts is where the notes would lie; a link to another place stays the chosen folder."""
    home = team.person().home
    inside = team.root / "kb" / "handoff"
    inside.mkdir(parents=True)
    (team.root / "kb" / ".git").mkdir()
    link, loop, fine = (tmp_path / name for name in ("link", "loop", "fine"))
    link.symlink_to(inside)
    loop.symlink_to(loop)
    fine.symlink_to(team.folder)
    with pytest.raises(KbError, match="belongs to a library"):
        keep_seat(home, Seat("2", "", str(link)))
    for nowhere in (str(loop), "~nobody-of-this-name/notes"):
        with pytest.raises(KbError, match="There is no folder"):
            keep_seat(home, Seat("2", "", nowhere))
    assert keep_seat(home, Seat("3", "x", str(fine))).inbox == str(fine) == home.seat().inbox


# --- patterns ---------------------------------------------------------------------------------------------


def case(number, errors=(), environment=(), leaf="", **more) -> tuple[str, HandoffNote]:
    playbook, _, step = leaf.rpartition("#")
    source = Provenance("kb", "", playbook, "", step) if leaf else None
    note = note_of(str(number), number, errors=errors, environment=environment, provenance=source, **more)
    return f"{number}.handoff.md", note


def test_an_outage_shows_as_one_line():
    """Five cases with one error on one model, however it was typed; a sixth without it does not count."""
    notes = [case(n, ("E-809",), (("router_model", "X200"),)) for n in range(3)]
    notes += [
        case(3, (" e-809 ",), (("model", "x200"),)),
        case(4, ("E-809",), (("product", "X200"), ("os", "W"))),
    ]
    notes += [case(5, ("E-1",), (("os", "W"),))]
    assert [one.sentence for one in patterns(notes, NOW)] == ["5 cases since 10:00: E-809 on X200"]
    assert patterns(notes, NOW)[0].paths == tuple(path for path, _ in notes[:5])
    assert patterns(notes, NOW)[0].since == "2026-11-22T10:00:00+00:00"


@pytest.mark.parametrize(
    ("errors", "model", "line"),
    [
        (("E-809",), "X200", "E-809 on X200, at “radio”"),
        (("E-809",), "", "E-809, at “radio”"),
        ((), "X200", "X200, at “radio”"),
    ],
)
def test_a_line_says_all_that_its_cases_share(errors, model, line):
    """The error, the model and the step, as far as they are the same."""
    notes = [case(n, errors, (("model", model),), "p.md#radio") for n in range(3)]
    assert [one.sentence for one in patterns(notes, NOW)] == [f"3 cases since 10:00: {line}"]


def test_a_line_is_written_as_in_its_oldest_case():
    """Of several ways to type an error or a model, that of the case that came first is shown."""
    notes = [case(0, ("E-809",), (("model", "X200"),))]
    notes += [case(n, ("e-809",), (("model", "x200"),)) for n in range(1, 3)]
    assert [one.sentence for one in patterns(notes[::-1], NOW)] == ["3 cases since 10:00: E-809 on X200"]


def test_a_smaller_group_with_more_in_common_is_a_line_of_its_own():
    """All with the error, and those of them on one model; most cases first."""
    notes = [case(n, ("E-809",), (("model", "X300" if n > 4 else "X200"),)) for n in range(7)]
    assert [one.sentence for one in patterns(notes, NOW)] == [
        "7 cases since 10:00: E-809",
        "5 cases since 10:00: E-809 on X200",
    ]


def test_a_leaf_of_a_playbook_is_called_by_its_title():
    """As the step is called where it was tried; else by its anchor."""
    tried = (Tried("Escalate: radio fault", "radio", "p.md", "", AT, "Sam"),)
    notes = [case(n, leaf="p.md#radio", tried=tried) for n in range(3)]
    notes += [case(n, leaf="p.md#line-down") for n in range(3, 6)]
    assert [one.sentence for one in patterns(notes, NOW)] == [
        "3 cases since 10:00: “Escalate: radio fault”",
        "3 cases since 10:03: “line down”",
    ]


def test_a_line_stays_short_whatever_its_notes_share():
    """Two things of a kind are named and the others counted; a long error, or one of lines, is cut to 60."""
    three = [case(n, ("E-1", "E-2", "E-3")) for n in range(3)]
    assert patterns(three, NOW)[0].sentence == "3 cases since 10:00: E-1, E-2 and 1 more"
    two = [case(n, ("E-1", "E-2")) for n in range(3)]
    assert patterns(two, NOW)[0].sentence == "3 cases since 10:00: E-1 and E-2"
    for long, shown in (("e" * 60, "e" * 60), ("e" * 61, "e" * 59 + "…"), ("e\n" * 99, "e " * 29 + "e…")):
        notes = [case(n, (long,)) for n in range(3)]
        assert patterns(notes, NOW)[0].sentence == f"3 cases since 10:00: {shown}"
    tried = (Tried("Escalate:\nradio fault", "radio", "p.md", "", AT, "Sam"),)
    notes = [case(n, leaf="p.md#radio", tried=tried) for n in range(3)]
    assert patterns(notes, NOW)[0].sentence == "3 cases since 10:00: “Escalate: radio fault”"


def test_groups_that_read_the_same_are_told_apart():
    """By the playbook whose step it is, else by a number."""
    leaves = [leaf for leaf in ("p.md#radio", "c#.md#radio", "c#.md#line") for _ in range(3)]
    titles = tuple(Tried("Radio fault", anchor, "", "", AT, "Sam") for anchor in ("radio", "line"))
    notes = [case(n, leaf=leaf, tried=titles, created=AT) for n, leaf in enumerate(leaves)]
    line = "3 cases since 15:00: “Radio fault”"
    assert [one.sentence for one in patterns(notes, NOW)] == [line, f"{line} (c#.md)", f"{line} (2)"]
    notes = [case(n, ("e" * 70 + str(n // 3),), created=AT) for n in range(9)]
    line = f"3 cases since 15:00: {'e' * 59}…"
    assert [one.sentence for one in patterns(notes, NOW)] == [line, f"{line} (2)", f"{line} (3)"]


def test_only_cases_of_the_last_days_count_and_each_once():
    """By when they were handed over first; two files of one case are one case."""
    old = "2026-11-14T10:00:00+00:00"
    notes = [case(n, ("E-809",)) for n in range(3)]
    assert patterns([*notes[:2], ("copy", notes[1][1])], NOW) == ()
    assert patterns([*notes[:2], case(2, ("E-809",), created=old)], NOW) == ()
    leg = (Leg(Party("1"), Party("2"), old),)
    assert patterns([*notes[:2], case(2, ("E-809",), earlier=leg)], NOW) == ()
    for nonsense in ("nonsense", "0"):
        odd = case(3, ("E-809",), created=nonsense)
        assert patterns([*notes[:2], odd], NOW) == ()
        assert len(patterns([*notes, odd], NOW)[0].paths) == 3


@pytest.mark.parametrize(
    ("hours", "since"),
    [
        (0, "10:00"),
        (24, "yesterday 10:00"),
        (48, "Sunday 10:00"),
        (6 * 24, "Sunday 10:00"),
        (6 * 24 + 18, "22 Nov 10:00"),
    ],
)
def test_when_it_began_is_told_as_people_say_it(hours, since):
    """The hour, yesterday, the day of the week; a week later that day would be taken for today."""
    notes = [case(n, ("E-809",)) for n in range(3)]
    [line] = patterns(notes, NOW + timedelta(hours=hours))
    assert line.sentence == f"3 cases since {since}: E-809"


def test_when_it_began_is_told_in_the_zone_of_who_looks():
    """Half past three in India is ten o'clock in London; the day is that of who looks, too."""
    notes = [case(n, ("E-809",)) for n in range(3)]
    for hours, since in ((5.5, "15:30"), (10, "yesterday 20:00")):
        [line] = patterns(notes, NOW.astimezone(timezone(timedelta(hours=hours))))
        assert line.sentence == f"3 cases since {since}: E-809"


def test_of_two_files_of_a_case_the_later_note_counts():
    """Whatever their names: what was found out last is what the case has in common with others."""
    notes = [case(n, ("E-809",)) for n in range(2)]
    old = case(2, ("E-1",), created="2026-11-21T08:00:00+00:00")[1]
    new = case(2, ("E-809",), created="2026-11-21T09:00:00+00:00")[1]
    assert len(patterns([*notes, ("a-new", new), ("z-old", old)], NOW)[0].paths) == 3


def test_what_says_nothing_is_nothing_in_common():
    """“unknown” as a model, an empty error."""
    assert patterns([case(n, ("", "n/a"), (("model", "unknown"),)) for n in range(5)], NOW) == ()


words = st.sampled_from(["E-1", "e-1", " E-1", "E-2", "E-3", "timeout", ""])
models = st.sampled_from(["X200", "x200", "X300", "-", "Y"])
leaves = st.sampled_from(["", "p.md#a", "p.md#b", "q.md#a"])
drawn = st.lists(
    st.tuples(st.lists(words, max_size=2), st.lists(models, max_size=2), leaves, st.integers(0, 9)),
    max_size=14,
)


def _holds(note: HandoffNote) -> set:
    fold = lambda text: " ".join(text.split()).casefold()  # noqa: E731
    held = {("e", fold(one)) for one in note.errors} | {("m", fold(value)) for _, value in note.environment}
    held |= {("l", note.provenance.playbook, note.provenance.step)} if note.provenance else set()
    return held - {("e", ""), ("m", "-")}


@given(drawn, st.randoms())
def test_lines_are_true_whole_and_each_says_something_else(drawn, chance):
    """Each group shares what no other note has; nothing in 3 notes is left out; order does not matter."""
    notes = [
        case(number, tuple(errors), tuple((f"model_{n}", m) for n, m in enumerate(found)), leaf, created=(
            NOW - timedelta(minutes=minute)).isoformat())
        for number, (errors, found, leaf, minute) in enumerate(drawn)
    ]  # fmt: skip
    made = patterns(notes, NOW)
    shuffled = notes.copy()
    chance.shuffle(shuffled)
    assert patterns(shuffled, NOW) == made
    held = {path: _holds(note) for path, note in notes}
    sizes = [len(one.paths) for one in made]
    assert sizes == sorted(sizes, reverse=True)
    assert len({one.sentence for one in made}) == len(made) == len({frozenset(one.paths) for one in made})
    for one in made:
        shared = set.intersection(*(held[path] for path in one.paths))
        assert any({path for path, has in held.items() if thing in has} == set(one.paths) for thing in shared)
        assert one.sentence.startswith(f"{len(one.paths)} cases since ")
    covered = {frozenset(one.paths) for one in made}
    for thing in set().union(*held.values()) if held else ():
        having = frozenset(path for path, has in held.items() if thing in has)
        assert len(having) < FEWEST or having in covered


def test_two_thousand_notes_take_no_time():
    """50 ms at a desk; a slow computer gets some more here."""
    chance = random.Random(7)
    notes = [
        case(
            n,
            (f"E-{chance.randrange(60)}", f"0x{chance.randrange(2000):08x}"),
            (
                ("model", f"X{chance.randrange(40)}00"),
                ("os", "Windows 11"),
                ("app", f"App {chance.randrange(9)}"),
            ),
            f"p{chance.randrange(30)}.md#s{chance.randrange(5)}",
            created=(NOW - timedelta(minutes=chance.randrange(9000))).isoformat(),
        )
        for n in range(2_000)
    ]
    times = []
    for _ in range(5):
        began = time.thread_time()  # whatever else runs beside it
        made = patterns(notes, NOW)
        times.append(time.thread_time() - began)
    print(f"2,000 notes: {min(times) * 1000:.0f} ms, {len(made)} lines")
    assert min(times) < 0.15


def test_letting_go_takes_only_what_is_ones_own(tmp_path):
    """A person without a claim, or without an id, removes nobody's."""
    note = tmp_path / "a.handoff.md"
    note.touch()
    assert claim(note, "Anna", "a", AT).mine
    for person in ("b", ""):
        assert not release(note, person)
    assert claim_of(note, "a").mine
    assert release(note, "a")
    assert claim_of(note, "a") is None


def test_without_hard_links_a_claim_and_a_note_are_whole_all_the_same(team, monkeypatch):
    """As on FAT and some network shares: the name is taken first, then filled; a second one is refused."""

    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    anna, lee = team.person(), team.person("Lee")
    path = anna.put(to_markdown(note_of()), note_of())
    assert path.read_text(encoding="utf-8") == to_markdown(note_of())
    assert anna.take(str(path)).mine
    assert lee.take(str(path)).by == "Anna Berg"
    assert sorted(one.name for one in team.folder.iterdir()) == [path.name, f"{path.name}.taken"]


@posix
def test_a_name_that_is_no_text_is_shown_all_the_same(team):
    """Bytes that are no UTF-8, signs that turn the line round, a line break."""
    for name in (b"\xff\xfe", "a\u202eb".encode(), b"a\nb"):
        (Path(os.fsdecode(os.fsencode(team.folder) + b"/" + name + b".handoff.md"))).write_text("no note")
    inbox = team.person()
    inbox.look()
    rows = [row_of(entry, NOW) for entry in inbox.entries()]
    assert len(rows) == 3
    for row in rows:
        assert (row.title + row.line).encode("utf-8").decode().isprintable()
