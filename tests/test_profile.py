# SPDX-License-Identifier: MIT
"""A person's profile: kept, changed by keys, and what it folds and orders."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from desks import make_desk, sample_files, sample_repo
from gitrepo import make_repo
from hands import Hands, home, opened
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kbdesk.desk.home import Home
from kbdesk.desk.profile import folded
from kbdesk.model import ROLE_NAMES, ROLES, Leaning, Seat
from kbdesk.model.roles import LOOKING_AFTER

__all__ = ["home"]

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]

Key = Qt.Key
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
WHOLE = Seat(
    "2",
    "network",
    "",
    7,
    "tier-2",
    audience="partner",
    products=("Router X200",),
    limit=500,
    second_eyes=False,
)
BOOK = "playbooks/technical/wifi-drops.md"
FILES = {
    "articles/dns.md": "---\ntitle: DNS\ntier: 2\n---\n# DNS\n\n## Issue\n\nNames fail.\n\n"
    "## Resolution\n\nFlush it.\n\n### Deeper\n\nRestart the resolver.\n\n## Cause\n\nOld entries.\n",
    "articles/bands.md": "# Bands\n\nFor all.\n\n## Tier 1\n\nAsk.\n\n## Tier 3: core\n\nRoute.\n\n"
    "> ## Quoted\n>\n> x\n\n"
    "## Later\n\nEnd.\n",
    "articles/loose.md": "---\ntier: specialist\n---\n# Loose\n\nAbout.\n\n## One\n\nFirst.\n\n"
    "## Two\n\nSecond.\n",
}


# --- kept ---


def test_a_profile_is_kept_whole(tmp_path):
    """Every part of it, and the older file without them is read as one without a role."""
    made = Home(tmp_path / "data", tmp_path / "cache")
    made.set_seat(WHOLE)
    assert made.seat() == WHOLE
    (made.data / "seat.json").write_text('{"tier": "2", "team": "x", "inbox": "", "keep_days": 7}')
    assert made.seat() == Seat("2", "x", "", 7)


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("role", "boss", ""),
        ("role", ["tier-1"], ""),
        ("audience", "everybody", ""),
        ("audience", 3, ""),
        ("products", "Router", ()),
        ("products", ["Router", 3], ("Router",)),
        ("limit", -4, 280),
        ("limit", "500", 280),
        ("second_eyes", "no", True),
    ],
)
def test_what_cannot_be_understood_is_left_out_and_the_rest_stays(tmp_path, name, value, read):
    """A profile that somebody edited by hand never keeps the window from opening."""
    made = Home(tmp_path / "data", tmp_path / "cache")
    made.set_seat(WHOLE)
    place = made.data / "seat.json"
    place.write_text(json.dumps({**json.loads(place.read_text()), name: value}))
    assert made.seat() == replace(WHOLE, **{name: read})


def test_every_role_has_a_name():
    """The list of the profile and the roles that read everything name only roles that there are."""
    assert list(ROLE_NAMES) == list(ROLES)
    assert set(ROLES) > LOOKING_AFTER


# --- what is folded ---


@pytest.fixture
def desk(tmp_path):
    """A small library with articles for several tiers."""
    root = tmp_path / "kb"
    make_repo(root, FILES, author="Anna", date="2026-11-01T09:00:00+00:00")
    made = make_desk(root, tmp_path / "home")
    yield made
    made.close()


def sit(desk, tier, role="tier-1"):
    desk.shelf.sit(Seat(tier, role=role))


def test_an_article_above_the_tier_shows_all_but_what_to_do(desk):
    """Issue and cause can be read; the line says for whom the rest is; a link into it still lands there."""
    sit(desk, "1")
    html = desk.page("articles/dns.md").folded
    assert "Names fail" in html
    assert "Old entries" in html
    assert "Flush it" not in html
    assert "Restart the resolver" not in html
    assert "What to do is for tier 2, folded." in html
    assert html.count("Alt+T") == 1
    assert html.index('<a name="resolution">') < html.index('<a name="deeper">') < html.index("Alt+T")
    assert "Flush it" in desk.page("articles/dns.md").rendered.html


def test_sections_of_higher_tiers_are_folded_one_by_one(desk):
    """Headings inside quotes begin no section, so that no panel is cut in two."""
    sit(desk, "2")
    html = desk.page("articles/bands.md").folded
    assert "Ask." in html
    assert "Route." not in html
    assert "Quoted" not in html
    assert "For tier 3, folded." in html
    assert "End." in html
    sit(desk, "3")
    assert desk.page("articles/bands.md").folded == ""


def test_an_article_without_known_sections_is_folded_below_its_beginning(desk):
    """What it is about can be read."""
    sit(desk, "3")
    html = desk.page("articles/loose.md").folded
    assert "About." in html
    assert "First." not in html
    assert html.count("What to do is for specialists, folded.") == 2
    sit(desk, "specialist")
    assert desk.page("articles/loose.md").folded == ""


@pytest.mark.parametrize("role", ["", *sorted(LOOKING_AFTER)])
def test_nothing_is_folded_for_who_looks_after_all_tiers_or_has_no_role(desk, role):
    """Trainers, managers and the like read everything."""
    sit(desk, "1", role)
    assert desk.page("articles/dns.md").folded == ""


def test_steps_of_higher_tiers_are_folded_in_a_playbook(tmp_path):
    """As one line for each tier, with how many they are; nobody's own tier is folded."""
    desk = make_desk(sample_repo(tmp_path / "kb"), tmp_path / "home")
    page = desk.page(BOOK)
    steps = [step for step in page.document.steps if step.tier == "2"]
    one = folded(page, Seat("1", role="tier-1")).folded
    assert f"{len(steps)} steps for tier 2, folded." in one
    assert all(f'<a name="{step.anchor}"></a>' in one for step in page.document.steps)
    two = folded(page, Seat("2", role="tier-2")).folded
    assert "for tier 2, folded" not in two
    assert "for tier 3, folded" in two
    assert folded(page, Seat("3", role="tier-3")).folded == ""
    assert desk.lookup.leaning == Leaning()
    desk.shelf.sit(WHOLE)
    assert desk.lookup.leaning == Leaning("2", ("Router X200",))
    desk.close()


# --- in the window ---


@pytest.fixture
def hands(qtbot, home, tmp_path, monkeypatch):
    """Mia before her window; she was not asked what she does."""
    monkeypatch.setenv("KBDESK_NAME", "Mia Tran")
    root = tmp_path / "kb"
    kept = (BOOK, "articles/billing/")
    files = {path: text for path, text in sample_files().items() if path.startswith(kept)}
    make_repo(root, files, author="Anna", date="2026-11-01T09:00:00+00:00")
    with opened(qtbot, home, root) as made:
        yield made


def choose(hands, name):
    """Press Down in a list of choices until it says this."""
    box = QApplication.focusWidget()
    for _ in range(box.count()):
        if box.currentText().startswith(name):
            return
        hands.key(Key.Key_Down)
    raise AssertionError(name)


def open_profile(hands) -> Hands:
    hands.key(Key.Key_P, CONTROL | SHIFT)
    hands.wait(lambda: hands.window.late.cases.inbox.sheet is not None)
    hands.rest()
    return hands


def test_the_profile_is_given_by_keys_and_works_at_once(hands, home):
    """A role that names a tier sets it; the article is folded, Alt+T shows it, the chip stands there."""
    window = hands.window
    window.finder.open_path(BOOK)
    hands.rest()
    assert window.finder.page.folded == ""
    open_profile(hands)
    assert QApplication.focusWidget().accessibleName() == "Role"
    choose(hands, "Technical support specialist")
    for _ in range(3):
        hands.key(Key.Key_Tab)
    assert QApplication.focusWidget().accessibleName() == "Products of your team"
    hands.type("Router X200, , VPN")
    hands.key(Key.Key_Return)
    hands.wait(lambda: window.late.cases.inbox.sheet is None)
    hands.rest()
    seat = home.seat()
    assert (seat.role, seat.tier, seat.products) == ("tier-2", "2", ("Router X200", "VPN"))
    hands.wait(lambda: window.finder.page.folded != "")
    hands.rest()
    shown = window.article._view.toPlainText()
    assert "for tier 3, folded" in shown
    hands.key(Key.Key_T, ALT)
    assert "for tier 3, folded" not in window.article._view.toPlainText()
    hands.key(Key.Key_T, ALT)
    assert window.article._view.toPlainText() == shown


def test_roles_that_are_passed_on_the_way_leave_nothing_behind(hands, home):
    """Arrows go through the list; only the role that is saved proposes a tier and an audience."""
    window = hands.window
    open_profile(hands)
    choose(hands, "Trainer")
    hands.key(Key.Key_Return)
    hands.wait(lambda: window.late.cases.inbox.sheet is None)
    hands.rest()
    assert home.seat() == Seat("1", role="trainer")
    open_profile(hands)
    hands.key(Key.Key_Home)
    choose(hands, "Social-media")
    hands.key(Key.Key_Return)
    hands.wait(lambda: window.late.cases.inbox.sheet is None)
    hands.rest()
    assert home.seat() == Seat("1", role="social-media", audience="public")
    assert window.results.filters().audience == "public"


def test_a_role_leaves_its_tier_behind_and_a_tier_that_was_chosen_stays(hands, home):
    """Who was a specialist by role begins anew at tier 1; who chose tier 2 keeps it, whatever role comes."""
    window = hands.window

    def become(role, *keys):
        open_profile(hands)
        hands.key(Key.Key_Home)
        choose(hands, role)
        for key in keys:
            hands.key(key)
        hands.key(Key.Key_Return)
        hands.wait(lambda: window.late.cases.inbox.sheet is None)
        hands.rest()

    become("Specialist")
    assert home.seat() == Seat("specialist", role="specialist")
    become("Retention")
    assert home.seat() == Seat("1", role="retention")
    become("Account manager", Key.Key_Tab, Key.Key_Down)
    assert home.seat() == Seat("2", role="account-manager")
    become("Retention")
    assert home.seat() == Seat("2", role="retention")


def test_a_space_belongs_to_what_is_typed_to_find_a_role(hands, home):
    """Three roles begin with the same two words: typing on finds each, and no list opens in between."""
    open_profile(hands)
    hands.qtbot.keyClicks(QApplication.focusWidget(), "Customer service man")
    hands.key(Key.Key_Return)
    hands.wait(lambda: hands.window.late.cases.inbox.sheet is None)
    assert home.seat().role == "manager"


def test_alt_t_says_so_where_nothing_is_folded(hands):
    """It never does nothing silently."""
    hands.window.finder.open_path("articles/billing/card-declined.md")
    hands.rest()
    hands.key(Key.Key_T, ALT)
    hands.wait(hands.window.frame.toast.isVisible)
    assert "above your tier" in hands.window.frame.toast.text()


def test_escape_leaves_the_profile_as_it_was(hands, home):
    """Nothing is written before Save."""
    open_profile(hands)
    choose(hands, "Trainer")
    hands.key(Key.Key_Escape)
    assert home.seat() == Seat()
