# SPDX-License-Identifier: MIT
"""Shared counts in the window: consent by keys, in the lane of the network, behind rounds of updates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from desks import make_desk, sample_repo
from gitrepo import git
from hands import home, opened
from panes import words
from PySide6.QtCore import Qt
from servers import bare_copy

from kbdesk.cases import CaseStore
from kbdesk.library import clone
from kbdesk.model import TeamState
from kbdesk.model.usage import Use
from kbdesk.ui.jobs import Stop
from kbdesk.ui.roles.counting import exchange_counts
from kbdesk.ui.team.exchange import Standing

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]
__all__ = ["home"]

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def bare(tmp_path):
    """The team's shared copy, and Mia's copy of it in ``mia``, with five searches of last week."""
    made = bare_copy(sample_repo(tmp_path / "source"), tmp_path / "kb.git")
    clone(str(made), tmp_path / "mia")
    return made


def searched(home, folder):
    at = (datetime.now(UTC) - timedelta(weeks=1)).isoformat(timespec="seconds")
    with CaseStore(home.cases) as store:
        store.usage.record_all(str(folder.resolve()), [Use(at, "search", "Frau Maier", 1)] * 5)


def branch(bare):
    return git(bare, "branch", "--list", "kbdesk/counts").strip()


def test_consent_by_keys_sends_and_can_be_taken_back(qtbot, home, tmp_path, bare):
    """Alt+K shows what would be sent; Enter agrees and sends; Enter again ends it; Esc goes back."""
    searched(home, tmp_path / "mia")
    with opened(qtbot, home, tmp_path / "mia") as hands:
        counting = hands.window.late.roles.counting
        hands.wait(lambda: hands.window.late.work.sharing.exchange.standing is not None)
        hands.window.late.work.sharing.exchange.sync_now()
        hands.rest()
        hands.key(Qt.Key.Key_K, ALT)
        sheet = counting.sheet
        hands.wait(lambda: "Off: nothing of yours is sent." in words(sheet))
        assert "5  searches" in words(sheet)
        assert "kb.git" in words(sheet)
        assert '"contributor"' not in words(sheet)
        sheet._exact.click()
        assert '"contributor"' in words(sheet)
        assert not branch(bare)
        hands.key(Qt.Key.Key_Return)
        hands.wait(lambda: branch(bare) and "On since" in words(sheet) and "last sent" in words(sheet))
        hands.wait(lambda: "Nothing waits" in words(sheet) and "up to 1 person shared" in words(sheet))
        hands.key(Qt.Key.Key_Return)
        hands.wait(lambda: "Off: nothing of yours is sent." in words(sheet))
        hands.key(Qt.Key.Key_Escape)
        assert counting.sheet is None
        assert not hands.window.late.sheet_open


def test_offline_is_told_only_to_who_asked(qtbot, home, tmp_path, bare):
    """By hand the sheet says why; by itself nothing is said, and nothing is sent without consent."""
    searched(home, tmp_path / "mia")
    with opened(qtbot, home, tmp_path / "mia") as hands:
        counting, said = hands.window.late.roles.counting, []
        hands.wait(lambda: hands.window.late.work.sharing.exchange.standing is not None)
        hands.window.late.work.sharing.exchange.sync_now()
        hands.rest()
        bare.rename(bare.with_name("away.git"))
        counting.said.connect(said.append)
        counting.failed.connect(said.append)
        hands.window.keeper.desk.together.agree()
        counting._time_is_up()
        hands.rest()
        assert said == []
        counting.show()
        hands.rest()
        counting.sheet._now.click()
        hands.wait(lambda: "was not reached" in counting.sheet.trouble.text())
        bare.with_name("away.git").rename(bare)
        counting.sheet._now.click()
        hands.wait(lambda: said == ["Your counts of 1 week were sent."])
        assert counting.sheet.trouble.text() == ""


def test_by_itself_only_with_consent_and_twice_a_day(home, tmp_path, bare):
    """Without consent the shared copy is not even asked; the next exchange is due in twelve hours."""
    desk = make_desk(tmp_path / "mia", tmp_path)
    desk.team.sync()
    assert exchange_counts(desk, False, Stop()) == 0
    assert desk.together.agreement().last == ""
    desk.together.agree()
    exchange_counts(desk, False, Stop())
    last = desk.together.agreement().last
    assert last
    exchange_counts(desk, False, Stop())
    assert desk.together.agreement().last == last
    desk.clock.now += timedelta(hours=12)
    exchange_counts(desk, False, Stop())
    assert desk.together.agreement().last > last
    desk.close()


def test_a_round_of_updates_goes_first(qtbot, home, tmp_path, bare):
    """When updates begin, counts under way are stopped and planned again; a round in reach plans them."""
    with opened(qtbot, home, tmp_path / "mia") as hands:
        counting = hands.window.late.roles.counting
        exchange = hands.window.late.work.sharing.exchange
        hands.wait(lambda: exchange.standing is not None)
        hands.rest()
        counting._timer.stop()
        counting._updated(Standing(TeamState("offline")))
        assert not counting._timer.isActive()
        counting._updated(Standing(TeamState("current")))
        assert 0 < counting._timer.remainingTime() <= 4_200_000
        hands.window.keeper.desk.together.agree()
        counting._run(by_hand=False)
        stop = counting._stop
        exchange.sync_now()
        assert stop()
        hands.rest()
        assert counting._stop is None
        assert exchange.standing.state.phase == "current"
