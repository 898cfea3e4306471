# SPDX-License-Identifier: MIT
"""Every command that the docs show is understood, and those of terminal blocks are carried out."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from desks import ROOT, sample_files
from docs_pages import PAGES, block_commands, name_of, text_commands
from gitrepo import make_repo

from kbdesk import cli
from kbdesk.cli import with_verb
from kbdesk.cli.arguments import parser
from kbdesk.desk.home import Home
from kbdesk.desk.starter import FILES
from kbdesk.model import Author

sys.path.insert(0, str(ROOT / "tools"))
import docs_commands

SHOWN = (*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md")
ELSEWHERE = re.compile(
    r"pipx |uv |(?:\S+/)?pip |kbdesk$|kbdesk-window|make |curl |sudo |apt|dnf|pacman|zypper|apk |"
    r"kbdesk (desktop|bench|doctor|tour|open|--raise|--safe)"
)
"""What a test cannot do here: installing, showing a window, asking a server, measuring. It is parsed only."""
STANDS_FOR = {
    "N": "3",
    "DIR": "../given",
    "PATH": "playbooks/no-internet.md",
    "LEVEL": "error",
    "KIND": "review",
    "FIELD=VALUE": "since=today",
    "TIER": "2",
    "DAYS": "30",
}
"""Values for placeholders that do not take any word."""
TALK = {
    "schema": "kbdesk-bot-conversation/1",
    "id": "talk-1",
    "bot": "Ella",
    "started": "2026-11-22T09:00:00+00:00",
    "turns": [{"from": "customer", "text": "my wifi keeps cutting out", "at": "2026-11-22T09:00:05+00:00"}],
}


def plain(command):
    """The words of a command with all that is optional in it, and values for its placeholders."""
    command = re.sub(r"[\[\]]|(?<=\w) ?…", " ", command.replace("…", " … ").replace(" … ", " "))
    words = shlex.split(command.partition(" > ")[0], comments=True)
    return [STANDS_FOR.get(word, word.split("|")[0]) for word in words]


def refusal(words, capsys):
    """What the parser says against the words; "" if it understands them."""
    try:
        parser().parse_args(with_verb(words))
    except SystemExit as end:
        said = "" if end.code == 0 else capsys.readouterr().err.strip().splitlines()[-1]
        choice = re.search(r"invalid choice: '([A-Z]+)' \(choose from '?(\w+)", said)
        if choice:  # a placeholder that stands for one of a few words
            return refusal([choice[2] if word == choice[1] else word for word in words], capsys)
        short = re.search(r"argument (?:\S+/)?(--\w+): expected one argument", said)
        if short:  # an overview may leave out what an option takes
            return refusal([word for word in words if word != short[1]], capsys)
        return said
    return ""


@pytest.mark.parametrize("page", SHOWN, ids=name_of)
def test_each_command_in_the_text_is_understood(page, capsys):
    """The parser takes every command that a page names, with all of its options."""
    wrong = []
    for command in text_commands(page):
        words = plain(command)[1:]
        if len(words) == 1 and words[0] in docs_commands._verbs_of(parser()).choices:
            continue  # the verb is named, not used
        exclusive = re.split(r" (?=\[)", command)
        said = refusal(words, capsys)
        if said and "not allowed with" in said:  # options of which one is chosen: each by itself
            head = exclusive[0]
            said = next(
                (bad for more in exclusive[1:] if (bad := refusal(plain(f"{head} {more}")[1:], capsys))), ""
            )
        if said:
            wrong.append(f"{command}: {said}")
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder to work in: the sample library with the starter's files, and what the pages speak of."""
    starter = {path: (ROOT / "kbdesk" / "starter" / path).read_text(encoding="utf-8") for path in FILES}
    library = tmp_path / "library"
    make_repo(library, {**sample_files(), **starter}, author="Anna", date="2026-11-01T09:00:00+00:00")
    (library / "FILE").write_text(json.dumps(TALK), encoding="utf-8")
    make_repo(library / "knowledge", starter, author="Anna", date="2026-11-01T09:00:00+00:00")
    for name in ("KBDESK_DATA", "KBDESK_CACHE"):
        monkeypatch.setenv(name, str(tmp_path / name))
    home = Home(tmp_path / "KBDESK_DATA", tmp_path / "KBDESK_CACHE")
    home.make()
    home.set_who(Author("Anna", "anna@example.org"))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Anna")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "anna@example.org")
    scripts = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    monkeypatch.setenv("PATH", scripts)
    monkeypatch.chdir(library)
    for folder in ("srv/git", "backup"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def carried_out(command, place):
    """The exit code of a command, as if typed in the folder."""
    command = command.replace("/srv/git", f"{place}/srv/git").replace("/backup", f"{place}/backup")
    if command.startswith("kbdesk "):
        words = plain(command)[1:]
        if words[0] == "new":
            shutil.rmtree(words[1], ignore_errors=True)
        return cli.main(words)
    command = command.replace("-m venv", "-m venv --without-pip")  # which takes a quarter of a minute
    return subprocess.run(["sh", "-c", command], check=False, capture_output=True, timeout=60).returncode


@pytest.mark.parametrize("page", [page for page in SHOWN if list(block_commands(page))], ids=name_of)
def test_each_command_in_a_block_works(page, place, capsys):
    """The commands of a page do what they should, one after the other, on a copy of the sample library."""
    wrong = []
    for command in block_commands(page):
        if command.startswith("kbdesk ") and (said := refusal(plain(command)[1:], capsys)):
            wrong.append(f"{command}: {said}")
        elif not ELSEWHERE.match(command):
            code = carried_out(command, place)
            fine = (0, 1) if "kbdesk" in command else (0,)
            if code not in fine:
                wrong.append(f"{command}: code {code}: {capsys.readouterr().err.strip()}")
    assert not wrong, "\n".join(wrong)


def test_each_target_of_make_that_is_named_is_there():
    """`make …` in the docs names a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z0-9-]+):", makefile))
    named = {
        target
        for page in SHOWN
        for target in re.findall(r"(?:`|^|\$ )make ([a-z][a-z0-9-]*)", page.read_text(encoding="utf-8"), re.M)
    }
    assert named
    assert named <= targets


def test_the_page_of_commands_is_the_parsers():
    """docs/commands.md says what the parser knows; `make docs` writes it."""
    written = docs_commands.PLACE.read_text(encoding="utf-8")
    assert written == docs_commands.text(), "docs/commands.md is old; run: make docs"
    for verb in docs_commands._verbs_of(parser()).choices:
        assert f"## kbdesk {verb}\n" in written
