# SPDX-License-Identifier: MIT
"""A window in another language: what people read is translated, what files and the history hold is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from kbdesk import language, markdown
from kbdesk.desk.quality_forms import blank_checks, criterion_of, form_for, score_words
from kbdesk.errors import Cancelled
from kbdesk.handoff.names import name_of, shown_name_of
from kbdesk.model import Playbook, SourceFile
from kbdesk.model.quality import Score
from kbdesk.playbook.structure import compare
from kbdesk.playbook.structure_words import in_words

WORDS = {
    "Only one": "Nur einer",
    "It was stopped as you asked.": "Angehalten.",
    "what was promised": "was zugesagt wurde",
    "The title was “{old}”, and is “{new}”": "Der Titel war „{old}“ und ist „{new}“",
    "{percent} %: {yes} of {all} yes": "{percent} %: {yes} von {all} ja",
}


@pytest.fixture
def german(tmp_path: Path) -> Iterator[None]:
    catalogue = Catalog(locale="de")
    for text, said in WORDS.items():
        catalogue.add(text, said)
    place = tmp_path / "de" / "LC_MESSAGES" / "kbdesk.mo"
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        write_mo(file, catalogue)
    language.use("de", tmp_path)
    yield
    language.use("en")


def book(title: str) -> Playbook:
    read = markdown.parse(SourceFile("playbooks/a.md", "", f"# {title}\n\n## Tier 1\n\n### Resolve: done\n"))
    assert isinstance(read, Playbook)
    return read


@pytest.mark.usefixtures("german")
def test_a_review_keeps_english_criteria_and_shows_translated_ones():
    """A form that a file will hold is in English; the window says the same criterion in its language."""
    check = blank_checks(form_for("article"))[0]
    assert (check.title, criterion_of(check).title) == ("Only one", "Nur einer")


@pytest.mark.usefixtures("german")
def test_what_differs_is_told_in_the_language_and_written_in_english():
    """Within ``english`` the same words are English, so that the history of a library is read by all."""
    change = compare(book("Old"), book("New"))
    assert in_words(change) == ("Der Titel war „Old“ und ist „New“",)
    with language.english():
        assert in_words(compare(book("Old"), book("New"))) == ("The title was “Old”, and is “New”",)
        assert score_words(Score(1, 0, 0)) == "100 %: 1 of 1 yes"
    assert score_words(Score(1, 0, 0)) == "100 %: 1 von 1 ja"


@pytest.mark.usefixtures("german")
def test_notes_name_what_is_missing_in_english():
    """A note that was sent back says in English what is missing; the window says it in its language."""
    assert name_of("promised") == "what was promised"
    assert shown_name_of("promised") == "was zugesagt wurde"


@pytest.mark.usefixtures("german")
def test_a_failure_without_words_of_its_own_is_said_in_the_language():
    """The sentence of a cancelled job is looked up when it is raised, not when the module is imported."""
    assert str(Cancelled()) == "Angehalten."
