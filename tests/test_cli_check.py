# SPDX-License-Identifier: MIT
"""``kbdesk check`` in a terminal, in a CI and as a hook of git."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from desks import ROOT, sample_files
from gitrepo import git, make_repo

from kbdesk.cli import main
from kbdesk.playbook import CODES

BOOK = "playbooks/no-internet.md"
BROKEN = (
    "---\r\ntitle: No internet\r\nreviewed: 30.9.2026\r\n---\r\n\r\n## Tier 1\r\n\r\n### Check it\r\n\r\n"
    "- [It is green: 100 %, is it?](#resolve-it-wroks)\r\n- [It is red](#wait)\r\n\r\n### Wait\r\n\r\n"
    "### Resolve: it works\r\n"
)
FILES = {BOOK: BROKEN, "articles/my light.md": "# The light\n\nHer password is Sommer2026! now.\n"}


@pytest.fixture
def kb(tmp_path):
    """A small library with an error that can be put right, one that cannot, a warning and a password."""
    folder = tmp_path / "kb"
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_bytes(text.encode("utf-8-sig" if path == BOOK else "utf-8"))
    return folder


def checked(capsys, *options: str | Path) -> tuple[int, str, str]:
    code = main(["check", *map(str, options)])
    out, err = capsys.readouterr()
    return code, out, err


def test_findings_are_printed_with_place_and_way(kb, capsys):
    """One finding a line, the way under it, and their number at the end; code 1."""
    code, out, _ = checked(capsys, "--library", kb)
    assert code == 1
    lines = out.splitlines()
    assert lines[0].startswith(f"{BOOK}:3: warning KB002: reviewed:")
    assert lines[1].startswith(f"{BOOK}:10: error KB101: The answer “It is green: 100 %, is it?” leads to")
    assert lines[2] == "    path: It is green: 100 %, is it?"
    assert lines[-1] == "2 errors, 1 warning in 1 file."


@pytest.mark.parametrize(("worst", "code"), [("error", 1), ("warning", 1), ("advice", 1)])
def test_the_exit_code_goes_by_the_worst_that_is_let_pass(kb, capsys, worst, code):
    """With errors it is 1 whatever is asked for; what it could not do is 2."""
    assert checked(capsys, "--library", kb, "--fail-on", worst)[0] == code
    (kb / BOOK).write_text(BROKEN.partition("\r\n## ")[0])  # a warning, and a playbook without a step
    (kb / BOOK).rename(kb / "articles" / "a.md")
    assert checked(capsys, "--library", kb, "--fail-on", worst)[0] == (0 if worst == "error" else 1)
    (kb / "articles" / "a.md").unlink()
    assert checked(capsys, "--library", kb, "--fail-on", worst)[0] == 0
    assert checked(capsys, "--library", kb, "nothing.md")[0] == 2
    assert checked(capsys, "--library", kb / "none")[0] == 2


def test_json_is_a_list_of_objects(kb, capsys):
    """Each finding has its place, code, severity, sentence and way."""
    _, out, _ = checked(capsys, "--library", kb, "--format", "json")
    assert [(one["path"], one["line"], one["code"], one["answers"]) for one in json.loads(out)] == [
        (BOOK, 3, "KB002", []),
        (BOOK, 10, "KB101", ["It is green: 100 %, is it?"]),
        (BOOK, 13, "KB103", ["It is red"]),
    ]


def test_github_commands_are_escaped(kb, capsys):
    """What the runner would read as an end of a property or a line stands as a number; the way is told."""
    (kb / BOOK).rename(kb / "playbooks" / "a,b: c.md")
    _, out, _ = checked(capsys, "--library", kb, "--format", "github")
    lines = out.splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::warning", "::error", "::error"]
    assert lines[1].startswith("::error file=playbooks/a%2Cb%3A c.md,line=10,title=KB101::The answer “It is")
    assert lines[1].endswith("or add the step.%0APath: It is green: 100 %25, is it?")


def test_sarif_names_rules_places_and_the_way(kb, capsys):
    """Every result has a rule of the table, a place relative to the library, and the way as a code flow."""
    (kb / "playbooks" / "a b.md").write_bytes((kb / BOOK).read_bytes())
    _, out, _ = checked(capsys, "--library", kb, "--format", "sarif")
    log = json.loads(out)
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert log["version"] == "2.1.0" and log["$schema"].endswith("/sarif-schema-2.1.0.json")
    assert [rule["id"] for rule in rules] == list(CODES)
    assert {rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"]} == {True}
    assert {one["level"] for one in run["results"]} == {"error", "warning"}
    one = next(one for one in run["results"] if one["ruleId"] == "KB103")
    place = one["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "playbooks/a%20b.md"
    assert place["region"] == {"startLine": 13}
    flow = one["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["message"]["text"] for step in flow] == [
        "Answer “It is red”.",
        one["message"]["text"],
    ]
    assert one["properties"] == {"answers": ["It is red"]}


def test_personal_data_is_looked_for_in_named_files_and_on_demand(kb, capsys):
    """The whole library is checked without it unless asked."""
    assert "KB401" not in checked(capsys, "--library", kb)[1]
    assert "articles/my light.md:3: warning KB401" in checked(capsys, "--library", kb, "--personal")[1]
    assert "KB401" in checked(capsys, "--library", kb, "articles/my light.md")[1]


def test_fix_changes_the_certain_bytes_and_says_what(kb, capsys):
    """Line ends and the byte order mark stay; what needs a person is still told, and the code goes by it."""
    before = (kb / BOOK).read_bytes()
    code, out, err = checked(capsys, "--library", kb, "--fix", "--dry-run")
    assert (code, (kb / BOOK).read_bytes()) == (1, before)
    assert "2 of 3 findings could be put right in 1 file; nothing was changed." in err
    code, out, err = checked(capsys, "--library", kb, "--fix")
    after = before.replace(b"30.9.2026", b"2026-09-30").replace(b"it-wroks", b"it-works")
    assert (kb / BOOK).read_bytes() == after
    assert f"{BOOK}:3: KB002: “30.9.2026” becomes “2026-09-30”." in err
    assert f"{BOOK}:10: KB101: The link “#resolve-it-wroks” leads to “#resolve-it-works”." in err
    assert code == 1 and "KB103" in out and "KB101" not in out
    assert "needs a person" in checked(capsys, "--library", kb, "--fix")[2]


def test_the_hook_of_the_readme_holds_back_a_broken_playbook(kb, tmp_path, plain_git):
    """git runs ``kbdesk check`` on the changed files before it takes a version."""
    shutil.rmtree(kb)
    make_repo(kb, sample_files())
    hook = kb / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        "#!/bin/sh\ngit diff --cached --name-only --diff-filter=d -z -- '*.md' | xargs -0 -r kbdesk check\n"
    )
    hook.chmod(0o755)
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    path = next(path for path in sample_files() if path.startswith("playbooks/"))

    def commit() -> subprocess.CompletedProcess[str]:
        git(kb, "add", "-A")
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "x"]
        return subprocess.run(command, cwd=kb, env=env, capture_output=True, text=True, check=False)

    text = (kb / path).read_text("utf-8")
    (kb / path).write_text(text.replace("](#", "](#no-such-step-", 1), "utf-8")
    refused = commit()
    assert refused.returncode == 1 and f"{path}:" in refused.stderr and "KB101" in refused.stderr
    (kb / path).write_text(text + "\n<!-- read again -->\n", "utf-8")
    assert commit().returncode == 0


def test_the_hook_for_pre_commit_runs_the_check_on_markdown():
    """The file that pre-commit reads names a command that exists."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert "entry: kbdesk check\n" in text and r"files: \.md$" in text


def test_progress_is_lines_of_json(kb, capsys):
    """The window hears how far it is, each finding with what would put it right, and the end."""
    _, out, _ = checked(capsys, "--library", kb, "--progress")
    told = [json.loads(line) for line in out.splitlines()]
    assert told[-1] == {"checked": 3}
    fixes = {one["finding"]["code"]: one["fix"] for one in told if "finding" in one}
    assert fixes["KB103"] == "" and fixes["KB101"].startswith("The link")
    assert any("to_do" in one for one in told)
