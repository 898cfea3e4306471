# SPDX-License-Identifier: MIT
"""What is put right without a person: only what can be meant in one way."""

from __future__ import annotations

import pytest
from desks import make_desk

from kbdesk.desk.checking import check
from kbdesk.desk.mending import Mending
from kbdesk.playbook.likeness import meant


@pytest.mark.parametrize(
    ("written", "names", "expected"),
    [
        ("Check-The-Lights", ("check-the-lights", "check-the-cable"), "check-the-lights"),
        ("check_the_lights", ("check-the-lights",), "check-the-lights"),
        ("check-the-ligths", ("check-the-lights", "check-the-cable"), "check-the-lights"),
        ("check-the-light", ("check-the-lights",), "check-the-lights"),
        ("check-the-lihts", ("check-the-lights",), "check-the-lights"),
        ("check-the-lightts", ("check-the-lights",), "check-the-lights"),
        ("check-the-lixhts", ("check-the-lights",), "check-the-lights"),
        ("Straße prüfen", ("strasse-prüfen",), "strasse-prüfen"),
        # two could be meant
        ("check-the-light", ("check-the-lights", "check-the-flight", "check-the-lighta"), None),
        ("a-b", ("ab", "a--b"), None),
        # other words, other numbers, too short, too far
        ("cant-print", ("can-print",), None),
        ("escalate-to-tier-1", ("escalate-to-tier-2",), None),
        ("windows-10", ("windows-11",), None),
        ("error-e5001", ("error-e5002",), None),
        ("atypical-noise", ("typical-noise",), None),
        ("check-the-lgihst", ("check-the-lights",), None),
        ("check-lights", ("check-the-lights",), None),
        ("install-the-driver", ("uninstall-the-driver",), None),
        ("light-is-on", ("light-is-off",), None),
        ("", ("-",), None),
        ("!", ("-",), None),
    ],
)
def test_what_was_meant_is_certain_or_nothing(written, names, expected):
    """Signs and capitals, or one slip in a long word; what may be another word is left to a person."""
    assert meant(written, names) == expected


def fixed(tmp_path, **files: str) -> dict[str, str]:
    """The texts that mending changes, by path; names have "__" for "/"."""
    for name, text in files.items():
        place = tmp_path / "kb" / (name.replace("__", "/") + ".md")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8", newline="")
    desk = make_desk(tmp_path / "kb", tmp_path / "home")
    found = Mending(desk.root, desk.read).mended(check(desk))
    desk.close()
    return {one.source.path: one.text for one in found}


def test_links_keep_their_way_of_writing(tmp_path):
    """References, brackets, links without an ending and percent signs stay what they are."""
    text = (
        "# A\r\n\r\n[x](Sub/The-Lights) [y](<Sub/The-Lights.md#Why-it-Is>) [z][r]\r\n\r\n"
        "`[code](Sub/The-Lights.md)`\r\n\r\n[r]: Sub/The-Lights.md 'T'\r\n"
    )
    made = fixed(tmp_path, a=text, sub__the_lights="# No\n", **{"sub__the-lights": "# L\n\n## Why it is\n"})
    assert made == {}  # two files could be meant
    (tmp_path / "kb" / "sub" / "the_lights.md").unlink()
    made = fixed(tmp_path, a=text)
    assert made["a.md"] == (
        "# A\r\n\r\n[x](sub/the-lights) [y](<sub/the-lights.md#Why-it-Is>) [z][r]\r\n\r\n"
        "`[code](Sub/The-Lights.md)`\r\n\r\n[r]: sub/the-lights.md 'T'\r\n"
    )


def test_an_answer_into_another_playbook_is_put_right(tmp_path):
    """The file, or its step, that was meant by a slip."""
    other = "## Tier 1\n\n### Look at the label\n\n- [Done](#resolve-x)\n\n### Resolve: x\n"
    text = "## Tier 1\n\n### A\n\n- [On](Other-Book.md)\n- [In](other-book.md#look-at-the-lable)\n"
    made = fixed(tmp_path, playbooks__a=text, **{"playbooks__other-book": other})
    assert made == {
        "playbooks/a.md": text.replace("Other-Book.md", "other-book.md").replace("lable", "label")
    }


def test_a_line_of_front_matter_changes_in_that_place_only(tmp_path):
    """Quotation marks and comments stay; what could be two days is left alone."""
    text = '---\ntitle: A\nreviewed: "30.9.2026"  # by Bo\nreview_by: 3/4/2027\n'
    text += "superseded_by: The-B.md # x\n---\n"
    made = fixed(tmp_path, a=text, **{"the-b": "# B\n"})
    assert made == {"a.md": text.replace("30.9.2026", "2026-09-30").replace("The-B.md", "the-b.md")}


def test_an_answer_that_stands_twice_goes_only_if_both_lead_to_one_step(tmp_path):
    """Its line goes with its end; two answers that read the same and lead apart are left to a person."""
    text = "## Tier 1\n\n### A\n\n- [On](#resolve-x)\n- [On](#resolve-x)\n- [Up](#resolve-x)\n- [Up](#a)\n"
    text += "\n### Resolve: x\n"
    made = fixed(tmp_path, playbooks__a=text)
    assert made == {"playbooks/a.md": text.replace("- [On](#resolve-x)\n", "", 1)}


def test_what_needs_a_person_is_left_alone(tmp_path):
    """No near name, a hidden file, a file behind a link, and a link that leads out."""
    text = "# A\n\n[x](gone.md) [y](../Kb.md) [z](.Hidden.md) [#](#Nowhere) ![p](Pic.png)\n"
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / ".hidden.md").write_text("# H\n")
    (tmp_path / "kb.md").write_text("# out\n")
    (tmp_path / "kb" / "pic.png").symlink_to("/etc/hostname")
    assert fixed(tmp_path, a=text) == {}
