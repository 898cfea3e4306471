# SPDX-License-Identifier: MIT
"""``synonyms.md``: what is read of it, what is said of broken lines, and that search follows it at once."""

from __future__ import annotations

import os

import pytest
from desks import make_desk
from gitrepo import write
from hypothesis import given
from hypothesis import strategies as st

from kbdesk.cli import FINE, FOUND, main
from kbdesk.markdown import read_synonyms
from kbdesk.model import SynonymGroup

FILES = {
    "articles/radio.md": "# The radio is off\n\nTurn the wireless on again.\n",
    "articles/line.md": "# The line drops\n\nThe connection drops every hour.\n",
    "articles/ticket.md": "# A ticket is closed\n\nThe agent kicked out the ticket.\n",
}


@pytest.fixture
def desk(tmp_path):
    write(tmp_path / "kb", FILES)
    desk = make_desk(tmp_path / "kb", tmp_path / "home")
    desk.build_index(lambda done, to_do: None)
    yield desk
    desk.close()


def synonyms(desk, text: str) -> None:
    """Write the library's synonyms, with a time that differs from the last."""
    place = desk.root / "synonyms.md"
    later = place.stat().st_mtime_ns + 1_000_000 if place.exists() else None
    place.write_text(text, encoding="utf-8")
    if later:
        os.utime(place, ns=(later, later))


def found(desk, text: str) -> set[str]:
    """The names of the articles that have all the words."""
    results = desk.search(text)
    return set() if results.left_out else {hit.path.rsplit("/", 1)[-1] for hit in results.hits}


@pytest.mark.parametrize(
    ("line", "groups"),
    [
        ("wifi = wireless = wlan", [("wifi", "wireless", "wlan")]),
        ("wifi, wireless", [("wifi", "wireless")]),
        ("`0x80070035` = “network path not found”", [("0x80070035", "network path not found")]),
        ("**Wi-Fi** = wifi  =\n  WLAN", [("Wi-Fi", "wifi", "WLAN")]),
        ("wifi = WiFi = wlan", [("wifi", "wlan")]),
        ("無線 = ワイファイ", [("無線", "ワイファイ")]),
    ],
)
def test_a_line_is_a_group(line, groups):
    """``=`` and commas part what means the same; signs of Markdown and capitals do not count."""
    assert read_synonyms(f"# Words\n\n- {line}\n") == (tuple(SynonymGroup(words) for words in groups), ())


def test_an_arrow_goes_one_way():
    """Each phrase on the left leads to all on the right."""
    groups, problems = read_synonyms("1. kicked out, thrown out -> disconnects, drops\n2. a b → c\n")
    assert groups == (
        SynonymGroup(("kicked out", "disconnects", "drops"), one_way=True),
        SynonymGroup(("thrown out", "disconnects", "drops"), one_way=True),
        SynonymGroup(("a b", "c"), one_way=True),
    )
    assert problems == ()


def test_only_lists_count():
    """Headings, paragraphs, code and comments are for people."""
    text = "---\ntitle: a = b\n---\n# x = y\n\ntext = text\n\n```\n- code = code\n```\n\n<!-- - no = no -->\n"
    assert read_synonyms(text) == ((), ())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("wifi", "“wifi” stands alone"),
        ("wifi =", "Something is missing"),
        ("= wifi", "Something is missing"),
        ("a -> b -> c", "two arrows"),
        ("-> b", "Something is missing"),
        ("a -> A", "both sides"),
        ("one two three four five = six", "more than 4 words"),
        (" = ".join(f"word{n}" for n in range(21)), "more than 20"),
    ],
)
def test_a_broken_line_is_named_and_the_others_count(line, said):
    """What cannot be used is told with its line."""
    groups, problems = read_synonyms(f"# Words\n\n- a = b\n- {line}\n- c = d\n")
    assert groups == (SynonymGroup(("a", "b")), SynonymGroup(("c", "d")))
    assert [problem.line for problem in problems] == [4]
    assert said in problems[0].message


@given(st.text(alphabet="ab -=>→,#*`\n\t1.\"'[]()<!", max_size=80))
def test_any_text_is_read(text):
    """Whatever stands in the file, the groups that come of it are ones that search can use."""
    groups, _ = read_synonyms(text)
    for group in groups:
        assert len(group.words) >= 2
        assert all(phrase.strip() and len(phrase.split()) <= 4 for phrase in group.words)


def test_search_follows_the_file_at_the_next_keystroke(desk):
    """Synonyms count as soon as they are written, changed or gone, without indexing."""
    assert found(desk, "airbox") == set()
    synonyms(desk, "- airbox = wireless\n")
    assert found(desk, "airbox") == {"radio.md"}
    synonyms(desk, "- airbox = kicked out\n")
    assert found(desk, "airbox ") == {"ticket.md"}
    (desk.root / "synonyms.md").unlink()
    assert found(desk, "airbox") == set()


@pytest.mark.parametrize(
    ("line", "typed", "name"),
    [
        ("無線 = ワイファイ", "無線", "kana.md"),
        ("airbox = ワイファイ", "airbox ", "kana.md"),
        ("kabellos = wireless = 無線機", "無線機", "radio.md"),
        ("Officeの証明書 = wireless", "Officeの証明書", "radio.md"),
        ("ダダダダ = wireless", "ダダダダ", "radio.md"),
    ],
)
def test_synonyms_in_writing_without_spaces_count(desk, line, typed, name):
    """They are words of several characters, of which the index holds pairs."""
    write(desk.root, {"articles/kana.md": "# ルーター\n\nワイファイの電源を入れる。\n"})
    desk.build_index(lambda done, to_do: None)
    assert found(desk, typed) == set()
    synonyms(desk, f"- {line}\n")
    assert found(desk, typed) == {name}


def test_an_arrow_is_not_followed_back(desk):
    """Who types what customers say finds what articles call it, not the other way round."""
    synonyms(desk, "- kicked out -> drops\n")
    assert found(desk, "kicked out ") == {"ticket.md", "line.md"}
    assert found(desk, "drops ") == {"line.md"}


def test_synonyms_count_when_the_index_is_opened_anew(desk, tmp_path):
    """A second start of the program has them from the first search on."""
    synonyms(desk, "- airbox = wireless\n")
    other = make_desk(desk.root, tmp_path / "home")
    assert found(other, "airbox") == {"radio.md"}
    other.close()


def test_the_file_is_no_article(tmp_path):
    """At the top of a library it is neither listed nor found; in a folder it is an article like any other."""
    files = {"a.md": "# A\n", "synonyms.md": "- zebra = quagga\n", "in/synonyms.md": "# A list of words\n"}
    write(tmp_path / "kb", files)
    desk = make_desk(tmp_path / "kb", tmp_path / "home")
    assert desk.opening().files == ("a.md", "in/synonyms.md")
    assert desk.build_index(lambda done, to_do: None) == 2
    assert desk.search("zebra").hits == ()
    desk.close()


def test_the_checker_names_broken_lines(tmp_path, capsys):
    """``kbdesk check`` tells file, line and code, for the file alone too."""
    write(tmp_path, {"articles/a.md": "# A\n", "synonyms.md": "- a = b\n- lonely\n"})
    assert main(["check", "--library", str(tmp_path)]) == FOUND
    assert "synonyms.md:2: warning KB301: “lonely” stands alone" in capsys.readouterr().out
    assert main(["check", "synonyms.md", "--library", str(tmp_path)]) == FOUND
    write(tmp_path, {"synonyms.md": "- a = b\n"})
    assert main(["check", "--library", str(tmp_path)]) == FINE


def test_a_file_that_cannot_be_read_is_said(tmp_path, capsys):
    """Binary bytes under the name are a finding, and search goes on without synonyms."""
    write(tmp_path / "kb", FILES)
    (tmp_path / "kb" / "synonyms.md").write_bytes(b"\0\1\2\0" * 50)
    desk = make_desk(tmp_path / "kb", tmp_path / "home")
    desk.build_index(lambda done, to_do: None)
    assert found(desk, "wireless") == {"radio.md"}
    assert [(one.path, one.code) for one in desk.check() if one.severity == "error"] == [
        ("synonyms.md", "KB001")
    ]
    desk.close()
