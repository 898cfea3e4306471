# SPDX-License-Identifier: MIT
"""The customer's words that failed: offered for what was opened in the end, gathered, saved once a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from curation import MIA, curated_library
from desks import make_desk, sample_repo
from gitrepo import git
from hands import home, opened  # noqa: F401 - a fixture
from PySide6.QtCore import Qt

from kbdesk import cli
from kbdesk.cases import CaseStore
from kbdesk.cases.wording import Wording
from kbdesk.errors import KbError
from kbdesk.model import Author

Key = Qt.Key
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
FAILED = "zzkiste leuchtet grell"
PRINTER, WIFI, MFA = "articles/printer.md", "playbooks/wifi.md", "articles/mfa.md"


@pytest.fixture
def desk(tmp_path):
    made = make_desk(curated_library(tmp_path / "kb"), tmp_path / "home")
    yield made
    made.close()


def says(desk, path):
    return desk.read(path).meta.says


def versions(desk):
    return git(desk.root, "log", "--format=%s").splitlines()


# --- gathering ---


def test_words_wait_and_are_never_kept_twice(desk):
    """The same words in other letters for the same document are the same words."""
    assert desk.wording.keep(PRINTER, "grey  sheets")
    assert not desk.wording.keep(PRINTER, "Grey sheets")
    assert desk.wording.keep(WIFI, "grey sheets")
    assert [(one.path, one.words) for one in desk.wording.waiting()] == [
        (PRINTER, "grey sheets"),
        (WIFI, "grey sheets"),
    ]
    assert says(desk, PRINTER) == ("the pages are empty",)
    with pytest.raises(KbError, match="no words"):
        desk.wording.keep(PRINTER, "  ")


@pytest.mark.parametrize(
    ("words", "fit"),
    [
        ("grey sheets come out", "grey sheets come out"),
        ("The pages are  EMPTY", ""),  # it says so
        ("printer prints blank pages", ""),  # its title
        ("already waiting", ""),
        ("anna@example.org", ""),
        ("grey sheets come out, ask anna@example.org", "grey sheets come out"),
        ("grey sheets come out, my name is Anna Berg", "grey sheets come out"),
        ("0171 5551234", ""),
    ],
)
def test_only_words_that_are_new_and_of_nobody_are_offered(desk, words, fit):
    """What the document has, or what belongs to a customer, is not."""
    desk.wording.keep(PRINTER, "already waiting")
    assert desk.wording.fit(PRINTER, words) == fit


def test_what_a_call_recorded_of_the_customer_is_not_offered(desk):
    """A name that was recorded in the call is known to be one."""
    run = desk.calls.start(WIFI).run
    desk.calls.record(run.id, "customer_name", "Zyx Wvut")
    assert desk.wording.fit(PRINTER, "zyx wvut gets grey sheets", run.id) == ""
    assert desk.wording.fit(PRINTER, "zyx wvut gets grey sheets", "no such call") != ""


# --- saving ---


def test_all_words_are_saved_as_one_change_and_nothing_else_is_touched(desk):
    """One version, `says` longer by what waited, every other byte as it was; then nothing waits."""
    before = {path: (desk.root / path).read_bytes() for path in (PRINTER, WIFI, MFA)}
    for path, words in (
        (PRINTER, "grey sheets"),
        (WIFI, "the box blinks"),
        (MFA, "no code"),
        (MFA, "no sms"),
    ):
        desk.wording.keep(path, words)
    saved = desk.wording.save(MIA)
    assert (saved.count, sorted(saved.paths), saved.left) == (4, [MFA, PRINTER, WIFI], ())
    assert versions(desk) == ["Customers' words added to 3 documents", "first"]
    assert says(desk, PRINTER) == ("the pages are empty", "grey sheets")
    assert says(desk, MFA) == ("no code", "no sms")
    for path, old in before.items():
        kept = [
            line for line in (desk.root / path).read_bytes().splitlines(True) if line in old.splitlines(True)
        ]
        lost = [line for line in old.splitlines(True) if line not in kept and not line.startswith(b"says:")]
        assert lost == []
    assert b"\r\n" in (desk.root / MFA).read_bytes()
    assert desk.wording.waiting() == ()
    assert desk.wording.save(MIA).count == 0
    assert len(versions(desk)) == 2


def test_words_that_somebody_added_meanwhile_make_no_version(desk):
    """They are only taken off the list."""
    with CaseStore(desk.home.cases) as store:
        store.wording.add(
            desk.info.root, Wording("w", "2026-11-20T10:00:00+00:00", PRINTER, "The pages are EMPTY")
        )
    saved = desk.wording.save(MIA)
    assert (saved.paths, saved.count, saved.left) == ((), 0, ())
    assert (versions(desk), desk.wording.waiting()) == (["first"], ())


def test_a_document_that_is_being_written_waits_and_one_that_is_gone_is_told(desk):
    """What cannot be added now is said and stays; what never can be is said and goes; the rest is saved."""
    for path in (PRINTER, WIFI, "articles/gone.md"):
        desk.wording.keep(path, "the box blinks")
    desk.writing.keep(desk.writing.open(PRINTER))
    saved = desk.wording.save(MIA)
    assert saved.paths == (WIFI,)
    assert len(saved.left) == 2
    assert "has a text that is not saved yet" in saved.left[0]
    assert [one.path for one in desk.wording.waiting()] == [PRINTER]


def test_a_save_that_fails_keeps_the_words(desk):
    """Nothing is taken off the list before it is in the documents."""
    desk.wording.keep(PRINTER, "grey sheets")
    (desk.root / ".git" / "MERGE_HEAD").write_text("0" * 40 + "\n", encoding="utf-8")
    with pytest.raises(KbError):
        desk.wording.save(MIA)
    assert [one.words for one in desk.wording.waiting()] == ["grey sheets"]
    assert says(desk, PRINTER) == ("the pages are empty",)


def test_words_are_due_on_the_day_after_they_were_given(desk):
    """Those of a day are saved together; nothing is due while it is the same day where the person is."""
    now = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    assert not desk.wording.is_due(now)
    desk.wording.keep(PRINTER, "grey sheets")
    assert not desk.wording.is_due(now)
    assert desk.wording.is_due(now + timedelta(hours=2))


def test_the_terminal_lists_and_saves_the_words(desk, monkeypatch, capsys):
    """`kbdesk feedback --words`, then `--save-words`."""
    monkeypatch.setenv("KBDESK_DATA", str(desk.home.data))
    library = ("--library", str(desk.root))
    assert cli.main(["feedback", "--words", *library]) == 1
    desk.wording.keep(PRINTER, "grey sheets")
    capsys.readouterr()
    assert cli.main(["feedback", "--words", *library]) == 0
    assert capsys.readouterr().out.startswith(f"grey sheets\n  {PRINTER} · 2026-11-22")
    who = ("--name", "Mia Tran", "--mail", "mia@example.org")
    assert cli.main(["feedback", "--save-words", *library, *who]) == 0
    assert capsys.readouterr().out == f"{PRINTER}\n1 wording was added.\n"
    assert says(desk, PRINTER) == ("the pages are empty", "grey sheets")


# --- in the window ---


def search(hands, words):
    hands.key(Key.Key_L, CONTROL)
    hands.type(words)
    hands.qtbot.wait(1_300)
    hands.rest()


def cards(hands):
    return hands.window.article._notices.texts


def test_a_person_adds_the_words_that_failed_with_one_key(qtbot, home, tmp_path):  # noqa: F811
    """A card offers the first words of a rephrased search; Alt+W keeps them, the next day saves them."""
    root = sample_repo(tmp_path / "kb")
    with opened(qtbot, home, root) as hands:
        offers = hands.window.late.roles.offers
        search(hands, FAILED)
        search(hands, "router lights")
        hands.choose("article")
        path = hands.window.finder.page.document.path
        hands.wait(lambda: any(FAILED in text for text in cards(hands)))
        hands.key(Key.Key_W, ALT)
        hands.wait(lambda: any("waits to be saved" in text for text in cards(hands)))
        desk = hands.window.keeper.desk
        assert [(one.path, one.words) for one in desk.wording.waiting()] == [(path, FAILED)]
        offers.save_due()
        hands.rest()
        assert git(root, "log", "--format=%s").splitlines() == ["first"]  # not on the same day
        offers._clock = lambda: datetime.now(UTC).astimezone() + timedelta(days=1)
        offers.save_due()
        hands.wait(lambda: not desk.wording.waiting())
        hands.rest()
        assert FAILED in desk.read(path).meta.says
        assert len(git(root, "log", "--format=%s").splitlines()) == 2
        search(hands, FAILED)
        hands.wait(lambda: hands.window.results.current() is not None)
        assert hands.window.results.current().path == path


def test_the_words_that_failed_are_offered_for_a_playbook_too(qtbot, home, tmp_path):  # noqa: F811
    """The call has begun: Alt+W keeps them for its playbook; without an offer it does what it did before."""
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as hands:
        search(hands, FAILED)
        search(hands, "wifi keeps dropping")
        hands.choose("playbook")
        hands.wait(lambda: hands.window.caller.view is not None)
        hands.rest()
        hands.key(Key.Key_W, ALT)
        desk, playbook = hands.window.keeper.desk, hands.window.caller.view.run.playbook
        hands.wait(lambda: desk.wording.waiting() != ())
        assert [(one.path, one.words) for one in desk.wording.waiting()] == [(playbook, FAILED)]
        hands.window.late.roles.offers.save_now()
        hands.wait(lambda: FAILED in desk.read(playbook).meta.says)
        hands.rest()


def test_nothing_is_offered_for_a_search_that_was_not_rephrased_or_another_document(qtbot, home, tmp_path):  # noqa: F811
    """A first search that leads on is good; an offer goes when something else is opened."""
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as hands:
        search(hands, "router lights")
        hands.choose("article")
        assert not any("did not find" in text for text in cards(hands))
        search(hands, FAILED)
        search(hands, "new phone")
        hands.choose("article")
        hands.wait(lambda: any("did not find" in text for text in cards(hands)))
        hands.window.finder.open_path("articles/network/router-lights.md")
        hands.rest()
        assert not any("did not find" in text for text in cards(hands))
        assert not hands.window.late.roles.offers.take()
        assert home.who() == Author("Mia Tran", "mia@example.org")
