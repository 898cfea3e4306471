# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""A library for a partner: what goes out, what stays, and what happens in a folder of theirs."""

from __future__ import annotations

import json
import struct
import sys
import zlib
from pathlib import Path

import pytest
from desks import make_desk
from gitrepo import commit, git, make_repo, write
from hands import home, opened  # noqa: F401 - a fixture
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kbdesk import handoff
from kbdesk.cli import main
from kbdesk.desk.desk import Desk
from kbdesk.desk.inbox import Inbox
from kbdesk.desk.partner import Outgoing, outgoing, told
from kbdesk.desk.partner_pictures import bare_picture
from kbdesk.desk.partner_place import MANIFEST, export_to
from kbdesk.desk.partner_text import LACKING, LEFT_PICTURE
from kbdesk.errors import KbError
from kbdesk.markdown import parse
from kbdesk.model import Playbook, Seat, SourceFile

BOOK = """---
title: Wi-Fi drops   # ask Bob, 0176
audience: partner
confidence: validated
owner: Anna Berg
reviewed: 2026-10-01
review_by: 2027-10-01
ms.author: bob
appliesTo: [Router X]
practice:
  - [Green, It stays up]   # ends at: resolve-done
  - [Red]                  # ends at: playbooks/line.md#resolve-mended
---

# Wi-Fi drops

<!-- margin: 20 % -->
Use when it comes and goes.

## Tier 1

### Check the lights

- [ ] `account`: account number

Then:

- [Green](#restart-it)
- [Red](line.md)

### Restart it

See [How to restart](../articles/restart.md).

- [It stays up](#resolve-done)
- [It still drops](#escalate-to-tier-2-radio-fault)

### Resolve: done

### Escalate to tier 2: radio fault

- [ ] `account`: account number

Then:

- [Tier 2 starts here](#read-the-log)

## Tier 2: network team

### Read the log

- [Another network](#resolve-done)
- [Nothing](#escalate-to-specialist-wireless-fault)

### Escalate to specialist wireless: fault
"""
RESTART = """---
title: How to restart
audience: public
confidence: validated
owner: Anna Berg
reviewed: 2026-10-01
review_by: 2027-10-01
---

# How to restart

Hold the button, see [the inner one](inner.md "title"), [as said][r], [short] and ![the button](button.png).

The `[code](inner.md)` stays. So does [the site](https://example.org/help). Not [the wiki](http://wiki.corp/x),
[this share](//server/share/x) or [the sheet](prices.pdf). ![old](gone.png)
[Write to her](mailto:anna.berg@router-help.com), or to [us](mailto:support@router-help.com).

[r]: inner.md
[short]: <inner.md> "more"

```text
<!-- this is code -->
```
Before <!-- Bob is on leave --> after.
"""
FILES = {
    "articles/restart.md": RESTART,
    "articles/inner.md": "---\ntitle: Inner\naudience: internal\n---\n\n# Inner\n\nA secret.\n",
    "articles/nobody.md": "---\ntitle: Nobody\n---\n\n# Nobody\n\nNo audience.\n",
    "articles/draft.md": "---\ntitle: Draft\naudience: partner\nconfidence: draft\n---\n\n# Draft\n",
    "articles/password.md": "---\ntitle: P\naudience: public\n---\n\n# P\n\nHer password is Sommer2026!\n",
    "articles/links-there.md": "---\ntitle: L\naudience: public\n---\n\n# L\n\nSee [P](password.md).\n",
    "playbooks/wifi.md": BOOK,
    "playbooks/line.md": "---\ntitle: Line\n---\n\n# Line\n\n## Tier 1\n\n### Resolve: mended\n",
    "synonyms.md": "# Words\n\n- wifi = wlan\n",
    "kbdesk.toml": 'maintainers = ["anna@example.org"]\n',
}


def png(*extra: tuple[bytes, bytes]) -> bytes:
    """A picture of one pixel with more chunks before its data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), *extra, (b"IDAT", zlib.compress(b"\0\0\0\0")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


@pytest.fixture
def desk(tmp_path: Path):
    (tmp_path / "ours" / "articles").mkdir(parents=True)
    (tmp_path / "ours" / "articles" / "button.png").write_bytes(png((b"tEXt", b"Author\0Bob")))
    (tmp_path / "ours" / "articles" / "unused.png").write_bytes(png())
    (tmp_path / "ours" / "articles" / "prices.pdf").write_bytes(b"%PDF-1.4")
    make_repo(tmp_path / "ours", FILES)
    made = make_desk(tmp_path / "ours", tmp_path / "home")
    yield made
    made.close()


def texts(made: Outgoing) -> dict[str, str]:
    return {path: data.decode() for path, data in made.files if path.endswith(".md")}


def test_only_their_audience_goes_out_and_what_stays_is_named(desk: Desk):
    """Partner and public documents leave; internal ones, drafts and those with personal data do not."""
    made = outgoing(desk, "partner")
    assert set(texts(made)) == {"articles/restart.md", "articles/links-there.md", "playbooks/wifi.md"}
    assert dict(made.left_out) == {
        "articles/draft.md": "it is a draft",
        "articles/password.md": "line 8 seems to hold a password",
    }
    assert made.others == 3
    assert set(texts(outgoing(desk, "public"))) == {"articles/restart.md", "articles/links-there.md"}


def test_nothing_of_names_remarks_or_the_rest_is_in_what_goes_out(desk: Desk):
    """Owners, unknown fields, comments and links into the rest are gone from every byte that leaves."""
    made = outgoing(desk, "partner")
    whole = b"\n".join(data for _, data in made.files)
    for word in (
        b"Anna",
        b"Bob",
        b"bob",
        b"margin",
        b"0176",
        b"Sommer2026",
        b"corp",
        b"prices.pdf",
        b"server",
    ):
        assert word not in whole, word
    text = texts(made)["articles/restart.md"]
    for words in ("Write to her", "the inner one", "as said", "short", "the wiki", "this share", "the sheet"):
        assert f"{words} ({LACKING})" in text
    assert f"old ({LEFT_PICTURE})" in text
    assert "inner.md" not in text.replace("`[code](inner.md)`", "")
    assert "[the site](https://example.org/help)" in text
    assert "[us](mailto:support@router-help.com)" in text
    assert "anna.berg" not in text
    assert "<!-- this is code -->" in text
    assert f"See P ({LACKING})." in texts(made)["articles/links-there.md"]
    assert "owner: ours" in text
    assert "owner: Anna Berg" in texts(outgoing(desk, "partner", owner=None))["articles/restart.md"]


def test_pictures_leave_only_if_used_and_without_remarks(desk: Desk):
    """A picture that a document shows goes along, without who made it; others stay."""
    pictures = {path: data for path, data in outgoing(desk, "partner").files if not path.endswith(".md")}
    assert pictures == {"articles/button.png": png()}


def test_a_camera_s_place_is_taken_out_of_a_picture():
    """Of a JPEG the parts with places and remarks go, those that say how to show it stay."""

    def part(mark: int, data: bytes) -> bytes:
        return bytes((0xFF, mark)) + struct.pack(">H", len(data) + 2) + data

    kept = part(0xE0, b"JFIF\0") + part(0xDB, b"\1" * 64)
    scan = b"\xff\xda\0\2abc\xff\xd9"
    camera = part(0xE1, b"Exif\0\0GPS 52.5") + part(0xFE, b"by Bob")
    assert bare_picture(b"\xff\xd8" + kept + camera + scan) == b"\xff\xd8" + kept + scan
    assert bare_picture(b"\xff\xd8\xff\xe1\xff\xff") == b""


def test_an_answer_into_a_playbook_that_they_lack_hands_over(desk: Desk):
    """The answer leads to an Escalate step of its tier, and every path of the playbook still ends."""
    text = texts(outgoing(desk, "partner"))["playbooks/wifi.md"]
    book = parse(SourceFile("playbooks/wifi.md", "", text))
    assert isinstance(book, Playbook)
    anchor = "escalate-to-tier-2-not-in-this-library"
    assert [one.anchor for one in book.steps[0].answers] == ["restart-it", anchor]
    step = book.step(anchor)
    assert step is not None
    assert (step.kind, step.tier, step.to_tier) == ("escalate", "1", "2")
    assert not book.meta.practice
    assert "line.md" not in text
    assert not book.problems


def test_the_same_library_gives_the_same_bytes(desk: Desk, tmp_path: Path):
    """A second export of an unchanged library writes nothing, and saves nothing."""
    (tmp_path / "theirs").mkdir()
    git(tmp_path / "theirs", "init", "-q")
    first = export_to(desk, tmp_path / "theirs", outgoing(desk, "partner"))
    assert len(first.written) == 4
    assert first.version
    second = export_to(desk, tmp_path / "theirs", outgoing(desk, "partner"))
    assert (second.written, second.removed, second.kept, second.version) == ((), (), (), "")
    assert git(tmp_path / "theirs", "log", "--format=%an|%ae|%s").strip() == (
        "ours|kbdesk@localhost|Update from ours: 4 files"
    )
    assert git(tmp_path / "theirs", "status", "--short") == ""


def test_an_update_follows_and_leaves_theirs_alone(desk: Desk, tmp_path: Path):
    """What changed is written, what was withdrawn is removed, what the partner added or changed stays."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    git(theirs, "init", "-q")
    export_to(desk, theirs, outgoing(desk, "partner"))
    commit(theirs, {"articles/their-own.md": "# Ours, says the partner\n"}, author="Pia")
    write(
        theirs,
        {"articles/not-saved.md": "# Work of today\n", "articles/links-there.md": "# Changed by Pia\n"},
    )
    write(desk.root, {"articles/restart.md": RESTART.replace("Hold the button", "Press the button")})
    write(desk.root, {"playbooks/wifi.md": BOOK.replace("audience: partner", "audience: internal")})
    done = export_to(desk, theirs, outgoing(desk, "partner"))
    assert done.written == ("articles/restart.md",)
    assert done.removed == ("playbooks/wifi.md",)
    assert [path for path, _ in done.kept] == ["articles/links-there.md"]
    assert (theirs / "articles" / "links-there.md").read_text() == "# Changed by Pia\n"
    assert (theirs / "articles" / "not-saved.md").exists()
    assert not (theirs / "playbooks").exists()
    shown = git(theirs, "show", "--stat", "--format=", "HEAD")
    assert "not-saved" not in shown
    assert "their-own" not in shown
    again = export_to(desk, theirs, outgoing(desk, "partner"), over=True)
    assert again.written == ("articles/links-there.md",)
    assert (theirs / "articles" / "their-own.md").exists()


def test_a_name_that_the_partner_took_first_stays_theirs(desk: Desk, tmp_path: Path):
    """A file of theirs under one of our names is never written over, not even when asked."""
    theirs = tmp_path / "theirs"
    make_repo(theirs, {"articles/restart.md": "# Pia's own\n"})
    done = export_to(desk, theirs, outgoing(desk, "partner"), over=True)
    assert [path for path, _ in done.kept] == ["articles/restart.md"]
    assert (theirs / "articles" / "restart.md").read_text() == "# Pia's own\n"
    assert "articles/restart.md" not in json.loads((theirs / MANIFEST).read_text())["files"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_in_their_folder_leads_no_write_out_of_it(desk: Desk, tmp_path: Path):
    """Linked folders, files and lists are left as they are: what they lead to is not touched."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "wifi.md").write_text("# Mine\n")
    theirs = tmp_path / "theirs"
    make_repo(theirs, {"readme.md": "# Theirs\n"})
    (theirs / "playbooks").symlink_to(outside, target_is_directory=True)
    (theirs / "articles").mkdir()
    (theirs / "articles" / "restart.md").symlink_to(outside / "new.md")
    done = export_to(desk, theirs, outgoing(desk, "partner"), over=True)
    assert {path for path, _ in done.kept} == {"playbooks/wifi.md", "articles/restart.md"}
    assert [one.name for one in outside.iterdir()] == ["wifi.md"]
    assert (outside / "wifi.md").read_text() == "# Mine\n"
    (theirs / MANIFEST).unlink()
    (theirs / MANIFEST).symlink_to(outside / "list.json")
    with pytest.raises(KbError, match="no plain file"):
        export_to(desk, theirs, outgoing(desk, "partner"))
    assert not (outside / "list.json").exists()


def test_a_list_that_names_other_files_removes_none(desk: Desk, tmp_path: Path):
    """Paths out of the folder, into .git or of foreign content in a tampered list do nothing."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    git(theirs, "init", "-q")
    made = outgoing(desk, "partner")
    export_to(desk, theirs, made)
    victim = tmp_path / "victim.md"
    victim.write_text("# Mine\n")
    known = json.loads((theirs / MANIFEST).read_text())
    blob = git(tmp_path, "hash-object", str(victim)).strip()
    config = git(tmp_path, "hash-object", str(theirs / ".git" / "config")).strip()
    (theirs / "note.md").write_text("# Work\n")
    known["files"] |= {"../victim.md": blob, str(victim): blob, ".git/config": config, "note.md": "0" * 40}
    (theirs / MANIFEST).write_text(json.dumps(known))
    done = export_to(desk, theirs, made)
    assert done.removed == ()
    assert victim.exists()
    assert (theirs / ".git" / "config").exists()
    assert (theirs / "note.md").exists()


@pytest.mark.parametrize(
    "text", ["", "[]", '{"schema": 1}', "[" * 100_000, '{"schema":"kbdesk-partner/1","files":{"a":1}}']
)
def test_a_damaged_list_changes_nothing(desk: Desk, tmp_path: Path, text: str):
    """Where it cannot be told which files are ours, nothing is written and the error says so."""
    theirs = tmp_path / "theirs"
    write(theirs, {MANIFEST: text, "articles/a.md": "# A\n"})
    with pytest.raises(KbError, match="damaged"):
        export_to(desk, theirs, outgoing(desk, "partner"))
    assert {one.name for one in theirs.iterdir()} == {"articles", MANIFEST}


def test_a_folder_in_use_or_our_own_is_refused(desk: Desk, tmp_path: Path):
    """Our library, what holds it, and a folder with other files are no place for an export."""
    write(tmp_path / "photos", {"a.txt": "x"})
    made = outgoing(desk, "partner")
    for folder in (desk.root, desk.root / "sub", tmp_path, tmp_path / "photos"):
        with pytest.raises(KbError):
            export_to(desk, folder, made)
    assert not (desk.root / "sub").exists()
    assert [one.name for one in (tmp_path / "photos").iterdir()] == ["a.txt"]
    export_to(desk, tmp_path / "theirs", made)
    with pytest.raises(KbError, match="was filled from"):
        export_to(desk, tmp_path / "theirs", outgoing(desk, "public"))


def test_the_result_is_checked(desk: Desk, tmp_path: Path):
    """The checker finds no error and no link to nowhere in what a partner gets."""
    done = export_to(desk, tmp_path / "theirs", outgoing(desk, "partner"))
    assert [one for one in done.findings if one.severity == "error" or one.code.startswith("KB2")] == []


def test_a_partner_s_note_comes_back_and_the_case_goes_on(desk: Desk, tmp_path: Path):
    """A call of the partner, handed over, stands in our inbox and goes on in our playbook at that step."""
    export_to(desk, tmp_path / "theirs", outgoing(desk, "partner"))
    partner = make_desk(tmp_path / "theirs", tmp_path / "partner-home")
    partner.author = "Pia Partner"
    view = partner.calls.start("playbooks/wifi.md", ("it cuts out",))
    partner.calls.record(view.run.id, "account", "4711")
    view = partner.calls.answer(view.run.id, 1)
    view = partner.calls.answer(view.run.id, 2)
    handed = partner.calls.hand_over(view.run.id, {"ask": "Read the radio log", "to_tier": "2"})
    shared = tmp_path / "handed over"
    shared.mkdir()
    partner.home.set_seat(Seat("1", inbox=str(shared)))
    Inbox(partner.home, partner.clock, partner.author).put(handed.path, handed.preview.note)
    partner.close()
    desk.home.set_seat(Seat("2", inbox=str(shared)))
    (entry,) = Inbox(desk.home, desk.clock, desk.author).entries()
    assert (entry.for_me, entry.state, entry.note.sender.name) == (True, "waits", "Pia Partner")
    incoming = desk.handoffs.open_file(Path(entry.path))
    assert incoming.playbook in ("same", "other-version")
    answered = desk.handoffs.accept(incoming, "I read the radio log")
    assert answered.view is not None
    assert answered.view.step.anchor == "read-the-log"
    assert answered.view.run.recorded == (("account", "4711"),)
    assert "I read the radio log" in handoff.read_text(Path(entry.path))


def test_a_case_that_ran_out_of_their_library_goes_on_too(desk: Desk, tmp_path: Path):
    """A note from the step that stands in for what they lack can be taken on and gone on with."""
    export_to(desk, tmp_path / "theirs", outgoing(desk, "partner"))
    partner = make_desk(tmp_path / "theirs", tmp_path / "partner-home")
    view = partner.calls.start("playbooks/wifi.md", ("no light",))
    partner.calls.record(view.run.id, "account", "4711")
    view = partner.calls.answer(view.run.id, 2)
    assert view.step.kind == "escalate"
    handed = partner.calls.hand_over(view.run.id, {"ask": "Go on", "to_tier": "2"})
    partner.close()
    desk.author = "Bo Tier Two"
    view = desk.handoffs.accept(desk.handoffs.open_file(handed.path), "Go on with the line").view
    assert view is not None
    assert "restart-it" in [anchor for anchor, _ in view.jumps]
    assert desk.calls.jump(view.run.id, "read-the-log").step.anchor == "read-the-log"


def test_strange_links_and_long_files_never_leave_half_done(desk: Desk):
    """A document whose links cannot be changed for certain stays here and is named; the others go."""
    odd = "---\ntitle: Odd\naudience: public\n---\n\n# Odd\n\n"
    write(
        desk.root,
        {
            "articles/nested.md": odd + "[a [b] c](inner.md) and [![x](button.png)](inner.md)\n",
            "articles/tangled.md": odd + "[a `]` c](inner.md) and [b `[` c](inner.md 'x')\n",
            "articles/html.md": odd + '<a href="inner.md">x</a> text\n',
            "articles/long.md": odd + "[x](inner.md) word\n" * 60_000,
            "articles/twice.md": "---\ntitle: T\naudience: public\naudience: internal\n---\n\n# T\n",
            "articles/hidden.md": odd
            + "A <!-- one --> b\n\n    <!-- code -->\n\n- c <!-- two\nlines --> d\n",
        },
    )
    made = outgoing(desk, "public")
    out, left = texts(made), dict(made.left_out)
    assert "articles/long.md" in left
    assert "articles/twice.md" in left
    assert f"a [b] c ({LACKING}) and ![x](button.png) ({LACKING})" in out["articles/nested.md"]
    assert "](inner.md" not in out.get("articles/tangled.md", "")
    assert ("articles/tangled.md" in out) != ("articles/tangled.md" in left)
    for path, text in out.items():
        assert "<!-- one" not in text, path
        assert "<!-- two" not in text, path
    assert ("articles/hidden.md" in out) != ("articles/hidden.md" in left)


def test_the_terminal_says_what_goes_and_what_stays(desk: Desk, tmp_path: Path, capsys, monkeypatch):
    """The verb takes the folder before or behind its options; code 1 tells of documents left out."""
    monkeypatch.setenv("KBDESK_DATA", str(tmp_path / "home" / "data"))
    monkeypatch.setenv("KBDESK_CACHE", str(tmp_path / "home" / "cache"))
    words = ["export", "library", "--audience", "partner", "--library", str(desk.root), str(tmp_path / "out")]
    assert main([*words[:-1], "--dry-run"]) == 1
    assert not (tmp_path / "out").exists()
    assert "playbooks/wifi.md" in capsys.readouterr().out
    assert main(words) == 1
    said = capsys.readouterr()
    assert "4 written, 0 removed" in said.out
    assert "Left out: articles/password.md: line 8 seems to hold a password" in said.err
    assert main(["export", "library", str(tmp_path / "out"), *words[2:-1]]) == 1
    assert "0 written" in capsys.readouterr().out
    assert main(["export", "library", "--library", str(desk.root), str(tmp_path / "out")]) == 2
    assert "--audience" in capsys.readouterr().err


def test_what_goes_out_is_told_in_sentences(desk: Desk):
    """The sentences count what leaves, what stays and what became of links."""
    said = list(told(outgoing(desk, "partner")))
    assert said[0] == "2 articles, 1 playbook and 1 picture for partners."
    assert said[1] == "3 documents of ours are not meant for them."
    assert "1 answer into" in said[3]


# --- in the window ---

ALT = Qt.KeyboardModifier.AltModifier


def test_a_partner_s_library_is_written_by_keys(qtbot, home, desk: Desk, tmp_path: Path):
    """Alt+E, 1, a folder, Enter: what goes out is told before, what was done after."""
    with opened(qtbot, home, desk.root) as hands:
        giving = hands.window.late.roles.giving
        told = []
        giving.said.connect(told.append)
        hands.key(Qt.Key.Key_E, ALT)
        hands.key(Qt.Key.Key_1)
        sheet = giving.sheet
        assert sheet.choice.audience == "partner"
        assert "2 articles, 1 playbook and 1 picture for partners." in sheet._words.text()
        assert "articles/password.md: line 8 seems to hold a password" in sheet._left.text()
        hands.key(Qt.Key.Key_Return)
        assert sheet.trouble.text() == "Name the folder that the partner gets."
        hands.type(str(tmp_path / "theirs"))
        hands.key(Qt.Key.Key_Return)
        hands.wait(lambda: giving.sheet is None)
        assert (tmp_path / "theirs" / "playbooks" / "wifi.md").exists()
        assert told[-1].startswith("4 written, 0 removed in")
        hands.key(Qt.Key.Key_E, ALT)
        hands.key(Qt.Key.Key_1)
        assert giving.sheet._folder.text == str(tmp_path / "theirs")
        assert QApplication.focusWidget() is giving.sheet._audience
        hands.key(Qt.Key.Key_Down)
        assert giving.sheet.choice.audience == "public"
        hands.key(Qt.Key.Key_Return)
        hands.wait(lambda: "was filled from" in giving.sheet.trouble.text())
        hands.key(Qt.Key.Key_Escape)
        assert giving.sheet is None
