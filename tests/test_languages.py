# SPDX-License-Identifier: MIT
"""Every text of the window can be translated, every language has every text, and German is said in German."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kbdesk import language

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / "tools"
pytestmark = pytest.mark.skipif(not TOOLS.exists(), reason="this copy of the source has no tools")
SAYING = {"tr": 1, "trn": 2, "trp": 2}
"""How many of its first arguments are texts that are gathered."""
TAGS = [tag for tag in language.NAMES if tag != "en"]
CONTENT = (
    "show_help",  # the pages of the help are documents
    "practise",  # so are the customers of a practice
)
"""Scenes of which the words are content."""


@pytest.fixture
def languages():
    sys.path.insert(0, str(TOOLS))
    import languages

    yield languages
    sys.path.remove(str(TOOLS))


@pytest.fixture
def german():
    language.use("de")
    yield
    language.use("en")


def test_every_text_that_is_said_is_gathered():
    """A text in braces of another one, or one that is no literal, would never reach a translator."""
    wrong = []
    for path in sorted((ROOT / "kbdesk").rglob("*.py")):
        if path.name == "language.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        within = {id(n) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for n in ast.walk(one)}
        for call in (one for one in ast.walk(tree) if isinstance(one, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            if name in SAYING:
                plain = all(isinstance(one, ast.Constant) for one in call.args[: SAYING[name]])
                if not plain or id(call) in within:
                    wrong.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert not wrong


@pytest.mark.parametrize("tag", TAGS)
def test_a_language_has_every_text(languages, tag):
    """Nothing is missing, no value in braces was lost, and what the program reads was made of it."""
    catalogue = languages.brought_up_to_date(tag, languages.texts())
    assert not languages.troubles(catalogue), "run: make languages"
    folder = languages.FOLDER / tag / "LC_MESSAGES"
    po = languages.as_po(catalogue)
    assert (folder / "kbdesk.po").read_bytes() == po, "run: make languages"
    assert (folder / "kbdesk.mo").read_bytes() == languages.as_mo(po, tag), "run: make languages"


def test_every_word_of_the_window_is_translated(tmp_path):
    """In a language without one English letter, nothing but what people wrote is still English."""
    told = tmp_path / "walk.json"
    env = {
        **os.environ,
        "KBDESK_PSEUDO": str(tmp_path / "languages"),
        "KBDESK_WALK": str(told),
        "PYTHONPATH": str(Path(__file__).parent),
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "pseudo",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
    ]
    done = subprocess.run(
        [*command, "tests/walk_pseudo.py"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
    found = json.loads(told.read_text())
    assert not {name: words for name, words in found.items() if name not in CONTENT}


def test_german_is_said_with_its_own_number_marks(german):
    """Texts, plurals and thousands are German."""
    assert language.tr("Search") == "Suchen"
    assert language.trn("{n:,} file", "{n:,} files", 1234) == "1.234 Dateien"
    assert language.trn("{n:,} file", "{n:,} files", 1) == "1 Datei"


def test_braces_without_values_stay(german):
    """A text whose braces are filled in by others keeps them; one nobody translated is said in English."""
    assert language.tr("{nothing} like this stands anywhere") == "{nothing} like this stands anywhere"


@pytest.mark.parametrize(
    ("wanted", "best"),
    [(["de-AT", "en"], "de"), (["fr-FR", "de_DE"], "de"), (["C"], "en"), ([], "en"), (["en-GB", "de"], "en")],
)
def test_the_best_language_is_the_first_there_is(wanted, best):
    """Tags of regions count as their language; without any, English."""
    assert language.best_of(wanted) == best


def test_a_language_without_a_catalogue_is_english(tmp_path):
    """Nothing breaks where a catalogue is missing or damaged."""
    place = tmp_path / "de" / "LC_MESSAGES"
    place.mkdir(parents=True)
    for damage in (None, b"", b"\x00" * 40):
        if damage is not None:
            (place / "kbdesk.mo").write_bytes(damage)
        language.use("de", tmp_path)
        assert language.tr("Search") == "Search"
    language.use("en")


def test_the_window_speaks_the_language_that_was_chosen(tmp_path):
    """A start with German settings paints German, Qt's own menus too; Arabic stands from right to left."""
    code = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QLineEdit
from kbdesk.desk.home import Home
from kbdesk.ui.app import bare_window, choose_language, furnish, make_app, translate_qt
from kbdesk.ui.settings import Settings
app, home = make_app(), Home(Path(sys.argv[1]) / "data", Path(sys.argv[1]) / "cache")
home.make()
settings = Settings.of(home)
settings.language = sys.argv[2]
choose_language(app, settings)
window = bare_window(home, settings)
translate_qt(app)
furnish(window, settings)
print(window.frame.search.placeholderText(), QLineEdit.tr("&Copy"), app.isRightToLeft(), sep="|")
window.close()
"""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "KBDESK_LANGUAGE": ""}

    def said(tag: str, **more: str) -> list[str]:
        command = [sys.executable, "-c", code, str(tmp_path), tag]
        done = subprocess.run(command, env={**env, **more}, capture_output=True, text=True, check=True)
        return done.stdout.strip().split("|")

    german = said("de")
    assert german[0].startswith("Tippen")
    assert german[2] == "False"
    assert said("en")[0].startswith("Type what the customer says")
    assert said("en", KBDESK_LANGUAGE="ar")[2] == "True"
