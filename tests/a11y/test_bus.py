# SPDX-License-Identifier: MIT
"""kbdesk over the real accessibility bus, read by a screen reader's library in another process."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from bus import NEEDS, lacking, reading  # noqa: E402 - its folder was not known before
from desks import sample_repo  # noqa: E402 - its folder was not known before

CONTROLS = {
    *(
        "push button",
        "toggle button",
        "check box",
        "radio button",
        "combo box",
        "text",
        "entry",
        "spin button",
    ),
    *(
        "list",
        "tree",
        "table",
        "list item",
        "tree item",
        "table cell",
        "page tab",
        "menu item",
        "progress bar",
    ),
}
"""What a person comes to and must be told by name."""
UNKNOWN = {"unknown", "invalid", "redundant object"}
PAGES = {
    "alt+i": "Inbox",
    "ctrl+shift+k": "My cases",
    "alt+Home": "Start",
    "ctrl+shift+u": "Curate",
    "ctrl+shift+g": "Insight",
    "ctrl+shift+q": "Quality",
    "ctrl+shift+d": "Promises",
    "ctrl+shift+j": "Reading paths",
    "F7": "Checks",
    "ctrl+shift+r": "Recover",
}
SHEETS = {
    "ctrl+k": "Every action",
    "ctrl+comma": "Settings",
    "ctrl+shift+p": "Your profile",
    "ctrl+shift+t": "Team",
    "ctrl+shift+l": "Libraries searched together",
    "ctrl+shift+a": "New article",
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """kbdesk with the sample library on a screen of its own, and who reads it."""
    missing = lacking()
    if missing:
        pytest.fail(f"missing: {missing}; {NEEDS}")
    folder = tmp_path_factory.mktemp("bus")
    with reading(sample_repo(folder / "kb"), folder) as made:
        made.activate()
        made.wait(lambda: any(one["name"].startswith("articles") for one in made.shown()), "the library")
        yield made


def nameless(shown: list[dict]) -> list[str]:
    """What a person would hear nothing of."""
    return [
        f"{one['role']} in {one['way'][-2:]} at {one['place']}"
        for one in shown
        if not one["name"].strip()
        and (one["role"] in CONTROLS or ("FOCUSABLE" in one["states"] and one["role"] != "panel"))
    ]


def strange(shown: list[dict]) -> list[str]:
    """Controls that do not say what they are."""
    return [f"{one['name']}: {one['role']}" for one in shown if one["name"] and one["role"] in UNKNOWN]


def heard(reader) -> str:
    return " | ".join(reader.ask("heard", after=0.9))


def test_a_search_and_a_call_are_told(reader):
    """The count of results, the row one moves to and each step are announced; answers have their number."""
    reader.key("ctrl+l")
    assert reader.ask("focus")["name"] == "Search articles and playbooks"
    reader.ask("heard")
    reader.type("my wifi keeps cutting out")
    said = heard(reader)
    assert "results. First: Wi-Fi" in said
    assert said.count(" results") <= 3, "typing is told when it rests, not at each key"
    reader.key("Down")
    assert "rank " in heard(reader)
    reader.key("ctrl+l")
    reader.type("kind:playbook wifi keeps cutting out")
    reader.ask("heard", after=0.9)
    reader.key("Return")
    reader.wait(lambda: "Step 1 of" in heard(reader), "the first step")
    answers = [one["name"] for one in reader.shown() if one["role"] == "push button"]
    assert any(name.startswith("1: ") for name in answers), answers
    reader.key("ctrl+1")
    reader.wait(lambda: "Step 2 of" in heard(reader), "the second step")


def test_every_control_of_the_panes_has_a_name_and_a_role(reader):
    """Results, article and call side by side."""
    shown = reader.shown()
    assert not nameless(shown)
    assert not strange(shown)
    assert {one["name"] for one in shown if one["role"] == "list"} >= {"Results"}


def test_panes_are_read_from_left_to_right(reader):
    """The bar, the results, the article, the call, the footer."""
    shown = [one for one in reader.shown() if one["name"]]
    names = [one["name"] for one in shown]
    places = [names.index(name) for name in ("Search articles and playbooks", "Results pane", "Article pane")]
    foot = next(number for number, name in enumerate(names) if name.startswith("Team"))
    assert [*places, foot] == sorted([*places, foot])


@pytest.mark.parametrize("keys", PAGES)
def test_every_page_is_told(reader, keys):
    """A page has a name, all its controls have one, and Esc leads back."""
    reader.key(keys)
    title = PAGES[keys]
    shown = reader.wait(lambda: on_page(reader, title), f"the page {title}")
    assert not nameless(shown)
    assert not strange(shown)
    reader.key("Escape")
    reader.wait(lambda: not on_page(reader, title), "the panes")


@pytest.mark.parametrize("keys", SHEETS)
def test_every_sheet_is_told_and_has_the_focus(reader, keys):
    """A sheet has a name, all its controls have one, the focus is in it, and Esc closes it."""
    reader.key(keys)
    title = SHEETS[keys]
    shown = reader.wait(lambda: on_page(reader, title), f"the sheet {title}")
    assert not nameless(shown)
    assert not strange(shown)
    at = reader.ask("focus")
    assert any(one["name"] == at["name"] and title in one["way"] for one in shown), at
    reader.key("Escape")
    reader.wait(lambda: not on_page(reader, title), "the panes")


def on_page(reader, title: str) -> list[dict]:
    """All that is shown if a page or sheet of this name is; else nothing."""
    shown = reader.shown()
    return shown if any(one["name"].startswith(title) and one["role"] == "panel" for one in shown) else []


def test_buttons_are_pressed_and_fields_written_without_keys(reader):
    """Speech control and switches act over the bus alone."""
    assert reader.ask("write", role="text", name="Search articles", text="printer")
    reader.wait(lambda: "printer" in " ".join(one["name"].lower() for one in reader.shown()), "results")
    assert reader.ask("press", role="push button", name="Light or dark")
    assert reader.ask("press", role="push button", name="Light or dark")
