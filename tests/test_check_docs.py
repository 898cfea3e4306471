# SPDX-License-Identifier: MIT
"""docs/checks.md tells each code with a file that has the finding, and with what mends it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from desks import ROOT, make_desk

from kbdesk.desk.checking import check
from kbdesk.desk.mending import Mending, mended
from kbdesk.playbook import CODES
from kbdesk.playbook.fixes import FIXABLE

TEXT = (ROOT / "docs" / "checks.md").read_text("utf-8")
WITHOUT_EXAMPLE = {
    "KB001": {"articles/a.md": "\0" * 100},
    "KB114": {
        "playbooks/a.md": "## Tier 1\n\n"
        + "".join(f"### Step {n}\n\n- [On](#step-{n + 1})\n- [Done](#step-41)\n\n" for n in range(1, 41))
        + "### Step 41\n\n- [Done](#resolve-x)\n\n### Resolve: x\n"
    },
    "KB115": {
        "playbooks/a.md": f"## Tier 1\n\n### A\n\n{'Text. ' * 600}\n- [Done](#resolve-x)\n\n### Resolve: x\n"
    },
}
"""What cannot be shown, or would fill pages."""


@dataclass(frozen=True)
class Section:
    """What is said of a code."""

    code: str
    sentence: str
    has_fix: bool
    severity: str
    files: dict[str, str]
    mended: dict[str, str]


def sections() -> list[Section]:
    found = []
    for part in re.split(r"^### (?=KB)", TEXT, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        code, sentence, mark = re.fullmatch(r"(KB\d{3}) (.+?)( ✎)?", head).groups()
        blocks = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", body, flags=re.MULTILINE | re.DOTALL)
        files = {path: text for kind, path, text in blocks if kind == "markdown"}
        after = dict(files)
        for kind, path, text in blocks:
            if kind == "diff":
                name = path or next(iter(files))
                after[name] = patched(after[name], text)
        severity = re.match(r"\n(Error|Warning|Advice)", body)[1].lower()
        found.append(Section(code, sentence, bool(mark), severity, files, after))
    return found


def patched(text: str, diff: str) -> str:
    """The text with each hunk of a diff put in its place; a hunk ends where added lines end."""
    hunks: list[list[str]] = [[]]
    for line in diff.splitlines():
        added = any(one.startswith("+") for one in hunks[-1])
        if added and not line.startswith("+") and not all(one.startswith("+") for one in hunks[-1]):
            hunks.append([])
        hunks[-1].append(line or " ")
    for hunk in hunks:
        old = "".join(f"{line[1:]}\n" for line in hunk if line[0] in " -")
        new = "".join(f"{line[1:]}\n" for line in hunk if line[0] in " +")
        assert old in text, (old, text)
        text = text.replace(old, new, 1)
    return text


ALL = {section.code: section for section in sections()}


def findings(tmp_path: Path, files: dict[str, str]):
    for path, text in files.items():
        place = tmp_path / "kb" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    desk = make_desk(tmp_path / "kb", tmp_path / "home")
    found = check(desk)
    desk.close()
    return desk, found


def test_every_code_is_told_in_order_with_its_sentence_and_whether_it_has_a_fix():
    """The headings are the table of codes; a pencil marks those that --fix may put right."""
    assert [(one.code, one.sentence) for one in sections()] == list(CODES.items())
    assert {one.code for one in sections() if one.has_fix} == FIXABLE
    assert {one.code for one in sections() if not one.files} == WITHOUT_EXAMPLE.keys()


@pytest.mark.parametrize("code", CODES)
def test_each_example_has_its_finding_and_no_other_and_mended_none(code, tmp_path):
    """The file that is shown has this finding alone, as severe as is said; mended it has none."""
    section = ALL[code]
    _, found = findings(tmp_path, section.files or WITHOUT_EXAMPLE[code])
    assert {(one.code, one.severity) for one in found} == {(code, section.severity)}
    if section.files:
        assert section.mended != section.files
        assert findings(tmp_path, section.mended)[1] == ()


@pytest.mark.parametrize("code", sorted({"KB101", "KB111", "KB117", "KB203", "KB213", "KB216"}))
def test_the_fix_of_an_example_is_what_the_diff_shows(code, tmp_path):
    """``--fix`` makes of the example, byte by byte, what is shown as mended."""
    section = ALL[code]
    desk, found = findings(tmp_path, section.files)
    for one in Mending(desk.root, desk.read).mended(found):
        assert one.text == section.mended[one.source.path]
        assert [finding.code for finding, _ in one.done] == [code] * len(one.done)
        assert mended(one.source, one.done, desk.root) == one
        section.mended.pop(one.source.path)
    assert section.mended.items() <= section.files.items()
