# SPDX-License-Identifier: MIT
"""The log: what it keeps of a mistake, and what it never does."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kbdesk.desk import logs

SECRET = "The customer Erika Musterfrau, card 4111 1111 1111 1111"


@pytest.fixture
def kept(tmp_path):
    """Logging into a folder; gives what its files hold by then."""
    made = logs.Logging(tmp_path / "logs")
    yield lambda: {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "logs").iterdir()}
    made.end()


def raised(error, cause=None):
    """The same error with a traceback, as a handler gets it."""
    try:
        try:
            if cause is not None:
                raise cause
        except Exception as first:
            raise error from first
        raise error
    except type(error) as caught:
        return caught


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("https://mia:geheim@git.example.org/kb.git", "https://git.example.org/kb.git"),
        ("ssh://mia@git.example.org/kb.git is gone", "ssh://git.example.org/kb.git is gone"),
        ("GET https://x.example/a?token=abc#here failed", "GET https://x.example/a failed"),
        ("/home/mia/kb/articles", "~/kb/articles"),
        ("file:///home/mia/kb", "file:~/kb"),
        (r"C:\Users\Mia Tran\kb\a.md", r"~\kb\a.md"),
        ("C:/Users/Mia Tran/kb/a.md", "~/kb/a.md"),
        ("/Users/mia/Library/Logs", "~/Library/Logs"),
        ("to mia.tran@example.org, twice", "to …@…, twice"),
        ("git@git.example.org:team/kb.git", "…@…:team/kb.git"),
        ("12:30:01 three of 4 @ 5", "12:30:01 three of 4 @ 5"),
    ],
)
def test_people_are_taken_out_of_paths_and_addresses(text, cleaned):
    """A home becomes ~; names, passwords and queries of addresses go."""
    assert logs.clean(text) == cleaned


def test_the_home_of_this_user_goes_wherever_it_is(monkeypatch):
    """A home in an unusual place is known by the system; a folder whose name only begins like it stays."""
    monkeypatch.setenv("HOME", "/srv/people/mia")
    assert logs.clean("/srv/people/mia/kb and /srv/people/miami/kb") == "~/kb and /srv/people/miami/kb"


@pytest.mark.parametrize(
    "error",
    [
        ValueError(SECRET),
        KeyError(SECRET),
        RuntimeError(f'cannot read "{SECRET}"'),
        json.JSONDecodeError(SECRET, SECRET, 3),
        UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, SECRET),
        FileNotFoundError(2, "No such file or directory", f"/home/mia/{SECRET}.md"),
        AssertionError(SECRET),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_mistake_is_kept_without_the_text_it_was_made_on(kept, caplog, error):
    """The kinds of error and the places in the code are kept, the words of files and people never."""
    caught = raised(error, ValueError(SECRET))
    logs.tell_unexpected(logs.report(caught), logs.place_of(caught))
    logs.log.warning("Qt: cannot draw “%s”", SECRET)
    logs.log.warning("It failed", exc_info=(type(caught), caught, caught.__traceback__))
    caplog.clear()
    text = kept()["kbdesk.log"]
    assert type(error).__name__ in text and "test_logs.py" in text and "and then:" in text
    assert not {"Erika", "4111", "mia"} & set(text.replace("/", " ").split())
    assert "Musterfrau" not in text


def test_pythons_own_words_are_kept():
    """What names code helps to mend it, and names nobody."""
    assert logs.told(raised(AttributeError("'NoneType' object has no attribute 'page'"))).endswith("'page'")
    assert logs.told(PermissionError(13, "Permission denied", "/home/mia/a.md")) == (
        "PermissionError: Permission denied (a .md file)"
    )


def test_the_log_is_five_files_of_a_megabyte(kept):
    """Older files go; none grows beyond a megabyte; nobody else may read them."""
    line = "x" * 10_000
    for number in range(800):
        logs.log.info("%d %s", number, line)
    files = kept()
    assert sorted(files) == ["kbdesk.log", *(f"kbdesk.log.{number}" for number in range(1, 5))]
    assert all(len(text) <= logs.SIZE_BYTES for text in files.values())
    assert " 799 x" in files["kbdesk.log"] and " 0 x" not in "".join(files.values())


def test_the_same_mistake_does_not_fill_the_log(kept, caplog):
    """A mistake in what is painted sixty times a second is written down twenty times."""
    caught = raised(ValueError("again"))
    for _ in range(500):
        logs.tell_unexpected(logs.report(caught), logs.place_of(caught))
    caplog.clear()
    assert kept()["kbdesk.log"].count("ERROR") == logs.OFTEN


def test_a_disk_that_takes_nothing_stops_nothing(tmp_path, caplog):
    """Where no log can be written, the program goes on."""
    (tmp_path / "logs").write_text("a file where the folder should be")
    made = logs.Logging(tmp_path / "logs")
    made.watch()
    logs.log.info("anything")
    made.end()
    assert logs.last_lines(tmp_path / "logs") == ""


def test_only_this_user_may_enter_the_folder(kept, tmp_path):
    """The folder is made for one person."""
    logs.log.info("anything")
    if sys.platform != "win32":
        assert (tmp_path / "logs").stat().st_mode & 0o077 == 0


def test_where_the_logs_are(monkeypatch, tmp_path):
    """The system's folder for logs, unless KBDESK_LOGS or KBDESK_DATA says otherwise."""
    monkeypatch.setenv("KBDESK_DATA", str(tmp_path / "data"))
    assert logs.folder_of_user() == tmp_path / "data" / "logs"
    monkeypatch.setenv("KBDESK_LOGS", str(tmp_path / "here"))
    assert logs.folder_of_user() == tmp_path / "here"
    for name in ("KBDESK_LOGS", "KBDESK_DATA"):
        monkeypatch.delenv(name)
    assert "kbdesk" in logs.folder_of_user().parts


KILLED = """
import sys, ctypes, pathlib
from kbdesk.desk import logs
kept = logs.Logging(pathlib.Path(sys.argv[1]))
kept.watch()
if sys.argv[2] == "crash":
    ctypes.string_at(0)
kept.end()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_crash_of_the_process_is_found_by_the_next_start(tmp_path):
    """A segmentation fault leaves where it was, once; an orderly end leaves nothing."""
    run = [sys.executable, "-c", KILLED, str(tmp_path)]
    assert subprocess.run([*run, "well"], check=False).returncode == 0
    assert logs.crashes(tmp_path) == ()
    done = subprocess.run([*run, "crash"], check=False, stderr=subprocess.DEVNULL)
    assert done.returncode == -signal.SIGSEGV
    found = logs.crashes(tmp_path)
    assert len(found) == 1 and "Segmentation fault" in found[0] and "string_at" in found[0]
    assert f"{Path.home()}/" not in found[0]
    assert logs.crashes(tmp_path) == () and list(tmp_path.glob("crash-*")) == []


def test_what_another_process_printed_loses_its_words():
    """Of a child's traceback the places stay, and what the error said goes."""
    said = (
        "warning\nTraceback (most recent call last):\n"
        f'  File "/home/mia/kb/x.py", line 3, in f\n    g(text)\nValueError: {SECRET}'
    )
    assert logs.is_traceback(said) and not logs.is_traceback("The folder is locked.")
    assert logs.without_texts(said).splitlines() == [
        "Traceback (most recent call last):",
        '  File "~/kb/x.py", line 3, in f',
        "    g(text)",
        "ValueError",
    ]


def test_loggers_of_other_libraries_are_not_kept(kept):
    """Libraries may log what they read; none of that is ours to keep."""
    logging.getLogger("whoosh").info(SECRET)
    logging.getLogger("kbdesk").info("kbdesk itself")
    assert "Erika" not in kept()["kbdesk.log"]
    assert Path(logs.NAME).suffix == ".log"
