# SPDX-License-Identifier: MIT
"""The terminal's verbs of writing with a team: what they print, what they change, their exit codes."""

from __future__ import annotations

import io
import json

import pytest
from desks import sample_repo
from gitrepo import git

from kbdesk.cli import FAILED, FINE, FOUND, main
from kbdesk.cli.woven import woven
from kbdesk.markdown.compare import compare
from kbdesk.model import ComparedBlock

WIFI = "playbooks/technical/wifi-drops.md"
FORGET = "articles/network/forget-a-network.md"
ANNA = ["--name", "Anna Berg", "--mail", "anna@example.org"]

pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.fixture
def shared(tmp_path):
    """A team's shared copy of the sample library."""
    sample_repo(tmp_path / "source")
    git(
        tmp_path, "clone", "-q", "--bare", "--template=", str(tmp_path / "source"), str(tmp_path / "team.git")
    )
    return tmp_path / "team.git"


@pytest.fixture
def person(shared, tmp_path, monkeypatch, capsys):
    """Makes people with a copy and a home each; calling one runs a verb as that person."""

    class Person:
        def __init__(self, name: str) -> None:
            self.name, self.folder = name, tmp_path / name
            self.who = ["--name", name, "--mail", f"{name.lower()}@example.org"]
            assert self("clone", str(shared), str(self.folder), here=False)[0] == FINE

        def __call__(self, *words: str, here: bool = True) -> tuple[int, str, str]:
            monkeypatch.setenv("KBDESK_DATA", str(tmp_path / f"{self.name}-data"))
            code = main([*words, *(["--library", str(self.folder)] if here else [])])
            out, err = capsys.readouterr()
            return code, out, err

        def write(self, path: str, old: str, new: str) -> None:
            place = self.folder / path
            text = place.read_text()
            assert old in text
            place.write_text(text.replace(old, new, 1))

        def change(self, path: str, old: str, new: str) -> None:
            self.write(path, old, new)
            assert self("save", path, "-m", f"{new} for {old}", *self.who)[0] == FINE

    return Person


def first_line(person, path: str) -> str:
    """A line of the body that can be changed."""
    lines = (person.folder / path).read_text().splitlines()
    return next(line for line in lines if len(line.split()) > 4 and line[0].isalpha() and ": " not in line)


def test_save_keeps_a_file_that_another_program_changed(person):
    """``save`` makes a version by the person given, remembers the person, and says when nothing changed."""
    anna = person("Anna")
    code, _, error = anna("save", FORGET, "-m", "nobody")
    assert code == FAILED
    assert "--name and --mail" in error
    line = first_line(anna, FORGET)
    anna.write(FORGET, line, f"{line} Twice.")
    code, out, _ = anna("save", FORGET, "-m", "Say it twice", *ANNA)
    assert code == FINE
    assert out == f"Saved: {FORGET}: Say it twice\n"
    assert git(anna.folder, "log", "-1", "--format=%an|%ae|%s") == "Anna Berg|anna@example.org|Say it twice\n"
    assert git(anna.folder, "status", "--porcelain") == ""
    code, out, _ = anna("save", FORGET)
    assert (code, out) == (FOUND, f"Nothing has changed in {FORGET}.\n")


def test_save_takes_a_text_from_a_file_or_the_input(person, tmp_path, monkeypatch):
    """``--from`` replaces the article or makes a new one; a message is made if none is given."""
    anna = person("Anna")
    (tmp_path / "new.md").write_text("# A new one\n\nText.\n")
    code, out, _ = anna("save", "articles/new-one.md", "--from", str(tmp_path / "new.md"), *ANNA)
    assert code == FINE
    assert (anna.folder / "articles/new-one.md").read_text() == "# A new one\n\nText.\n"
    assert len(out.strip().partition(": ")[2]) > 3
    monkeypatch.setattr("sys.stdin", io.StringIO("# A new one\n\nOther text.\n"))
    assert anna("save", "articles/new-one.md", "--from", "-", "-m", "other")[0] == FINE
    assert "Other text" in git(anna.folder, "show", "HEAD:articles/new-one.md")
    code, _, error = anna("save", "articles/none.md")
    assert code == FAILED
    assert "none.md" in error


def test_two_people_sync(person):
    """``sync`` sends and gets, names what is new, and 1 says that something of mine waits."""
    anna, ben = person("Anna"), person("Ben")
    line = first_line(anna, FORGET)
    anna.change(FORGET, line, f"{line} Anna.")
    code, out, _ = anna("sync")
    assert (code, out) == (FINE, "Up to date.\n")
    code, out, _ = ben("sync")
    assert code == FINE
    assert out == f"  new: {FORGET}\nUp to date.\n"
    anna.change(FORGET, f"{line} Anna.", f"{line} Anna twice.")
    ben.change(FORGET, f"{line} Anna.", f"{line} Ben.")
    anna("sync")
    code, out, _ = ben("sync", "--json")
    state = json.loads(out)
    assert (code, state["phase"], state["parked"]) == (FOUND, "current", [FORGET])
    assert "Anna twice" in (ben.folder / FORGET).read_text()


def test_recover_lists_prints_and_brings_back(person, tmp_path):
    """A parked text is listed, printed, written to a file, and becomes the article again."""
    anna, ben = person("Anna"), person("Ben")
    assert ben("recover")[0] == FOUND
    line = first_line(anna, FORGET)
    anna.change(FORGET, line, f"{line} Anna.")
    ben.change(FORGET, line, f"{line} Ben.")
    anna("sync")
    ben("sync")
    code, out, _ = ben("recover")
    assert code == FINE
    known = next(row for row in out.splitlines() if FORGET in row)
    assert "Anna" in known
    name = known.split()[0]
    code, out, _ = ben("recover", name)
    assert f"{line} Ben." in out
    assert ben("recover", name, "--to", str(tmp_path / "mine.md"))[0] == FINE
    assert f"{line} Ben." in (tmp_path / "mine.md").read_text()
    assert ben("recover", name, "--to", str(tmp_path / "mine.md"))[0] == FAILED
    assert ben("recover", name, "--restore")[0] == FINE
    assert f"{line} Ben." in git(ben.folder, "show", f"HEAD:{FORGET}")
    listed = json.loads(ben("recover", "--json")[1])
    assert listed["drafts"] == []
    assert ben("recover", "nothing")[0] == FAILED
    backup = listed["backups"][0]["commit"][:12]
    code, out, _ = ben("recover", backup)
    assert code == FINE
    assert ben("recover", backup, FORGET, "--restore")[0] == FINE


def test_a_rewritten_history_is_asked_about(person, shared):
    """``sync`` prints the question and how to accept; ``--accept`` takes it over."""
    anna, ben = person("Anna"), person("Ben")
    line = first_line(anna, FORGET)
    anna.change(FORGET, line, f"{line} Regretted.")
    anna("sync")
    ben("sync")
    git(shared, "update-ref", "refs/heads/main", "main~1")
    code, _, error = ben("sync")
    assert code == FOUND
    command = next(row for row in error.splitlines() if "--accept" in row).partition("kbdesk ")[2].split()
    assert ben(*command)[0] == FINE
    assert "Regretted" not in (ben.folder / FORGET).read_text()


def test_sync_without_a_line_or_a_team(person, tmp_path):
    """Offline is 1 with a sentence; a library of one's own is 0; an address that is none is 2."""
    anna = person("Anna")
    git(anna.folder, "config", "remote.origin.url", str(tmp_path / "away.git"))
    code, out, error = anna("sync")
    assert (code, out) == (FOUND, "Offline.\n")
    assert "not reached" in error
    git(anna.folder, "remote", "remove", "origin")
    assert anna("sync")[0] == FINE
    assert anna("clone", "ext::sh -c x", str(tmp_path / "x"), here=False)[0] == FAILED
    assert not (tmp_path / "x").exists()


def test_history_lists_versions_and_lines(person):
    """``history`` lists the newest first, as text and JSON; ``--lines`` says who wrote which line."""
    anna = person("Anna")
    line = first_line(anna, FORGET)
    anna.change(FORGET, line, f"{line} Again.")
    code, out, _ = anna("history", FORGET)
    rows = out.splitlines()
    assert code == FINE
    assert len(rows) == 2
    assert "Anna: " in rows[0]
    versions = json.loads(anna("history", FORGET, "--json")[1])
    assert versions[0]["commit"].startswith(rows[0].split()[0])
    assert anna("history", FORGET, "--limit", "1")[1].splitlines() == rows[:1]
    lines = json.loads(anna("history", FORGET, "--lines", "--json")[1])
    assert [each["line"] for each in lines if each["commit"] == versions[0]["commit"]]
    assert f"{line} Again." in anna("history", FORGET, "--lines")[1]
    (anna.folder / "articles/unsaved.md").write_text("# New\n")
    assert anna("history", "articles/unsaved.md")[0] == FOUND


def test_compare_marks_words(person):
    """``compare`` prints changed words in one flow, by version, by number back, and against the file now."""
    anna = person("Anna")
    line = first_line(anna, FORGET)
    words = line.split()
    anna.change(FORGET, line, " ".join([words[0], "entirely", *words[2:]]))
    wanted = f"[-{words[1]}-]{{+entirely+}}"
    first, second = (row.split()[0] for row in anna("history", FORGET)[1].splitlines())
    for versions in ([second, first], ["1", "0"], [second]):
        code, out, _ = anna("compare", FORGET, *versions)
        assert code == FOUND
        assert wanted in out
    assert anna("compare", FORGET)[:2][0] == FINE
    code, out, _ = anna("compare", FORGET, second, first, "--json")
    assert json.loads(out)["blocks"]
    code, _, error = anna("compare", FORGET, "fffffff")
    assert code == FAILED
    assert "kbdesk history" in error


def test_approve_lists_and_takes_back(person):
    """``approve`` names a state and prints what changed; ``--back`` brings the whole library back to it."""
    anna = person("Anna")
    assert anna("approve", "--list")[0] == FOUND
    code, out, _ = anna("approve", *ANNA)
    assert code == FINE
    assert out.startswith("Approved as ")
    approved = json.loads(anna("approve", "--list", "--json")[1])
    assert [each["current"] for each in approved] == [True]
    line = first_line(anna, FORGET)
    anna.change(FORGET, line, f"{line} Regretted.")
    anna("sync")
    assert anna("approve", "--back", "no such name")[0] == FAILED
    code, _, _ = anna("approve", "--back", approved[0]["name"])
    assert code == FINE
    assert "Regretted" not in (anna.folder / FORGET).read_text()
    assert "Regretted" in git(anna.folder, "log", "-p", "--", FORGET)


def test_a_library_with_reviews_sends_for_review(person, shared):
    """Where the team asks for reviews, ``save`` sends the text to one and leaves the library as it is."""
    anna = person("Anna")
    rules = 'review = true\nmaintainers = ["anna@example.org"]\n'
    (anna.folder / "kbdesk.toml").write_text(rules)
    git(anna.folder, "add", "kbdesk.toml")
    git(anna.folder, "commit", "-q", "-m", "rules")
    git(anna.folder, "push", "-q", "origin", "HEAD:main")
    ben = person("Ben")
    line = first_line(ben, FORGET)
    ben.write(FORGET, line, f"{line} Proposed.")
    code, out, _ = ben("save", FORGET, "-m", "Proposal", *ben.who)
    assert code == FINE
    assert "review" in out
    assert "Proposed" not in git(shared, "show", f"main:{FORGET}")
    assert "review/" in git(shared, "for-each-ref", "refs/heads/review")


TEXT = """# A

{}

- one
- two {}

| a |
|---|
| one {} |

```sh
ls -l
cd {}
```

{}
"""
BEFORE = TEXT.format("Reset the `router` now.", "thirds", "two", "x", "old")
AFTER = TEXT.format("Reset the [modem](b.md) & then.", "halves", "three", "y", "new <b>")


def test_blocks_are_woven():
    """Words of paragraphs, items, cells and code stand in one flow; whole blocks in one mark."""
    texts = [woven(block) for block in compare(BEFORE, AFTER, "l", "r").blocks if block.change != "same"]
    assert texts == [
        "Reset the [-router now-]{+modem & then+}.",
        "* two [-thirds-]{+halves+}",
        "one [-two-]{+three+}",
        "ls -l\ncd [-x-]{+y+}",
        "[-old-]",
        "{+new <b>+}",
    ]


def test_sides_that_do_not_fit_stand_below_each_other():
    """A block whose unmarked words differ is printed whole, twice."""
    block = ComparedBlock("changed", "<p>one two</p>", "<p>one three</p>")
    assert woven(block) == "[-one two-]\n{+one three+}"
