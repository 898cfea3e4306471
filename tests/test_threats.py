# SPDX-License-Identifier: MIT
"""Every row of the threat table has tests that are there, and those that no other file holds are here."""

from __future__ import annotations

import ast
import ctypes
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from clients import Team, lines
from gitrepo import make_repo
from PySide6.QtWidgets import QTextEdit
from threat_rows import THREATS
from whoosh.fields import TEXT, Schema
from whoosh.index import create_in, open_dir

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.library import open_library
from kbdesk.search import store
from kbdesk.ui.binding import CALLS, check_binding
from kbdesk.ui.tips import plain_tip

ROOT = Path(__file__).resolve().parents[1]
TESTS = Path(__file__).resolve().parent
SOURCES = {path: path.read_text("utf-8") for path in sorted((ROOT / "kbdesk").rglob("*.py"))}
WINDOW = {path: text for path, text in SOURCES.items() if "ui" in path.relative_to(ROOT / "kbdesk").parts}


def _trees(sources: dict[Path, str], *words: str) -> Iterator[tuple[Path, ast.Module]]:
    """The files that hold one of these words, one after the other: all at once would fill the memory."""
    for path, text in sources.items():
        if any(word in text for word in words):
            yield path, ast.parse(text)


pytestmark = pytest.mark.usefixtures("plain_git")


# --- the table ---


def test_the_table_has_every_row():
    """The rows are 1 to 26, and each is held by something."""
    assert list(THREATS) == list(range(1, 27))
    assert all(held for _, held in THREATS.values())


@pytest.mark.parametrize("row", THREATS)
def test_what_a_row_names_is_there(row):
    """Each test that is named is a function of that file, each suite one of the table of suites."""
    suites = ROOT / "tools" / "suites" / "outcome.py"
    known = set(re.findall(r'"(F\d+)"', suites.read_text())) if suites.exists() else None
    for name in THREATS[row][1]:
        file, _, function = name.partition("::")
        if function:
            tree = ast.parse((TESTS / f"{file}.py").read_text("utf-8"))
            assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, name
        else:
            assert known is None or name in known, name


@pytest.mark.skipif(not (ROOT / "SECURITY.md").exists(), reason="this copy of the source has no SECURITY.md")
def test_the_page_tells_the_same_table():
    """SECURITY.md has a line for each row, with its words."""
    page = (ROOT / "SECURITY.md").read_text("utf-8")
    for number, (what, _) in THREATS.items():
        assert re.search(rf"^\| {number} \| {re.escape(what)} \|", page, re.MULTILINE), number


# --- 4, 26: what others made ---


def test_of_gitpython_only_the_command_layer_is_used():
    """One line of the program imports it, and takes the class that starts a process."""
    found = {
        (path.name, ast.unparse(node))
        for path, tree in _trees(SOURCES, "import git", "from git", "import_module")
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom) and _imports(node, "git")
    }
    assert found == {("process.py", "from git.cmd import Git")}


def _imports(node: ast.Import | ast.ImportFrom, package: str) -> bool:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
    return any(name.partition(".")[0] == package for name in names)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-docs.txt"])
def test_every_dependency_is_pinned_with_its_hash(name):
    """What is installed is one version of each package, known by its sum."""
    entries = re.split(r"\n(?=[A-Za-z])", (ROOT / name).read_text("utf-8"))
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) > 5
    for entry in packages:
        assert re.match(r"[\w.\[\],-]+==[\w.]+", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


def test_versions_with_known_holes_cannot_be_chosen():
    """GitPython 3.2.1 closed the last of 38 known ones; PySide6 6.12.0 damages Python."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert "GitPython>=3.2.1,<4" in wanted
    assert any(re.fullmatch(r"PySide6-Essentials>=6\.\d+\.\d+,<6\.12", one) for one in wanted)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is not counted from Python 3.12 on")
def test_a_binding_that_damages_python_is_found_at_the_start():
    """Calls that each take a reference from None are noticed; Qt as it is installed passes."""
    check_binding()
    none = ctypes.py_object(None)

    def damaging() -> None:
        ctypes.pythonapi.Py_DecRef(none)

    with pytest.raises(KbError, match="PySide6"):
        check_binding(damaging)
    for _ in range(CALLS):
        ctypes.pythonapi.Py_IncRef(none)


def test_the_start_looks_at_the_binding():
    """The window does so before it is made."""
    app = ast.parse(SOURCES[ROOT / "kbdesk" / "ui" / "app.py"])
    (run,) = (node for node in app.body if isinstance(node, ast.FunctionDef) and node.name == "run_app")
    text = ast.unparse(run)
    assert text.index("check_binding()") < text.index("bare_window(")


# --- 7: text is text ---

OURS = ("tr", "trn", "trp")
PLAIN = ("plain_tip", "key_of")
PLAINLY = ".setTextFormat(Qt.TextFormat.PlainText)"


def _is_ours(node: ast.expr) -> bool:
    """Whether a text holds nothing but words of the program, or was made plain."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.IfExp):
        return _is_ours(node.body) and _is_ours(node.orelse)
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func)
    values = [*node.args, *(one.value for one in node.keywords)]
    return name in PLAIN or (name in OURS and all(map(_is_ours, values)))


def _calls(sources: dict[Path, str], *names: str) -> Iterator[tuple[Path, ast.Call]]:
    for path, tree in _trees(sources, *names):
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in names
            ):
                yield path, node


def test_every_tip_is_shown_letter_by_letter():
    """A tooltip is words of the program or goes through ``plain_tip``: Qt opens files that its HTML names."""
    tips = [(path, call.args[-1]) for path, call in _calls(WINDOW, "setToolTip")]
    tips += [
        (path, call.args[1])
        for path, call in _calls(WINDOW, "showText")
        if ast.unparse(call.func) == "QToolTip.showText"
    ]
    assert len(tips) > 80
    assert not [f"{path.name}: {ast.unparse(tip)}" for path, tip in tips if not _is_ours(tip)]


@pytest.mark.parametrize(
    "text",
    [
        "a <b>bold</b> title",
        '<img src="//host/share/x.png">',
        "&lt;img src=x&gt;",
        "<?xml version='1.0'?><html>",
        "first\n<b>second</b>",
        "R&D & more",
        "a < b",
    ],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_tip_with_a_tag_is_the_text_that_was_given(text, wrapped, qapp):
    """What Qt makes of the tip, as HTML or as text, are the letters that were given."""
    view = QTextEdit()  # guesses like a tooltip whether a text is HTML
    view.setText(plain_tip(text, wrapped=wrapped))
    assert view.toPlainText() == text
    view.setText("a <b>bold</b> title")
    assert view.toPlainText() == "a bold title"


def test_every_label_says_that_its_text_is_plain():
    """A label that shows words has ``PlainText``: by default Qt guesses, and opens what its HTML names."""
    wrong = []
    for path, tree in _trees(WINDOW, "QLabel"):
        text = ast.unparse(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and "QLabel" in map(ast.unparse, node.bases):
                own = ast.unparse(node)
                wrong += [f"{path.name}: {node.name}"] if "setText(" in own and PLAINLY not in own else []
            elif isinstance(node, ast.Assign) and "QLabel(" in ast.unparse(node.value):
                wrong += [f"{path.name}: {name}" for name in _unsaid(node, text)]
    assert not wrong


def _unsaid(node: ast.Assign, text: str) -> list[str]:
    """Which of the labels that are made here may show words and do not say that they are plain."""
    if isinstance(node.value, ast.ListComp):
        return [] if PLAINLY in text else [ast.unparse(node.targets[0])]
    several = isinstance(node.value, ast.Tuple)
    targets = node.targets[0].elts if several else node.targets
    values = node.value.elts if several else [node.value]
    unsaid = []
    for target, made in zip(targets, values, strict=True):
        name = ast.unparse(target)
        fixed = all(isinstance(one, ast.Constant) for one in made.args[:-1])  # the last one is the parent
        if (f"{name}.setText(" in text or not fixed) and f"{name}{PLAINLY}" not in text:
            unsaid.append(name)
    return unsaid


def test_every_message_box_says_that_its_text_is_plain():
    """As for labels."""
    makers = [
        (path, function)
        for path, tree in _trees(WINDOW, "QMessageBox")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and "QMessageBox(" in ast.unparse(function)
    ]
    assert makers
    for path, function in makers:
        assert "setTextFormat(Qt.TextFormat.PlainText)" in ast.unparse(function), (path.name, function.name)


# --- 15: the index ---


class Trap(Schema):
    """A schema that makes a folder when it is unpickled."""

    folder = ""

    def __reduce__(self) -> tuple[object, ...]:
        return spring, (Trap.folder,)


def spring(folder: str) -> Schema:
    """What the trap runs."""
    Path(folder).mkdir(exist_ok=True)
    return Schema(title=TEXT)


def test_an_index_that_lies_in_a_library_is_never_opened(tmp_path):
    """A prepared index runs code in whoever opens it; indexing and searching the library do not."""
    kb, sprung = tmp_path / "kb", tmp_path / "sprung"
    make_repo(kb, {"a.md": "# A needle\n"})
    Trap.folder = str(sprung)
    for place in (kb, kb / ".whoosh", kb / ".kbdesk", kb / "index"):
        place.mkdir(exist_ok=True)
        for name in ("MAIN", store._NAME):
            create_in(place, Trap(title=TEXT), indexname=name).close()
    open_dir(kb, indexname=store._NAME).close()
    assert sprung.exists()
    sprung.rmdir()
    desk = Desk(kb, Home(tmp_path / "data", tmp_path / "cache"))
    desk.opening()
    desk.build_index(lambda done, total: None)
    assert [hit.path for hit in desk.search("needle").hits] == ["a.md"]
    desk.close()
    assert not sprung.exists()


# --- 18: tables ---


def test_every_table_is_written_with_guarded_cells():
    """Whoever writes CSV guards each text against being a formula."""
    writers = {path for path, _ in _calls(SOURCES, "writer") if "csv.writer(" in path.read_text("utf-8")}
    assert len(writers) >= 2
    assert not [path.name for path in writers if "guarded(" not in path.read_text("utf-8")]


# --- 24, 25: what a team account can push ---


@pytest.mark.parametrize("encoding", ["UTF-16", "UTF-16LE-BOM", "UTF-32", "no-such-encoding"])
def test_a_rule_about_encodings_makes_no_text_unreadable(encoding, tmp_path):
    """With ``working-tree-encoding`` of the team the history still has what was saved."""
    team = Team(tmp_path, {"a.md": lines()})
    team["Anna"].save(".gitattributes", f"*.md working-tree-encoding={encoding}\n")
    team["Anna"].save("a.md", "# Größe\n")
    assert team["Anna"].git("show", "HEAD:a.md") == "# Größe"
    assert team["Anna"].read("a.md") == "# Größe\n"
    assert team["Anna"].sync().phase == "current"
    team["Ben"].sync()
    assert team["Ben"].git("show", "HEAD:a.md") == "# Größe"


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ("*.md working-tree-encoding=UTF-16 merge=union\n", "(merge, working-tree-encoding)"),
        ("# comment\n\nnotes/** filter=lock ident\n", "(filter, ident)"),
        ("*.png filter=lfs diff=lfs merge=lfs -text\n* text=auto eol=lf\n*.md diff=markdown\n", ""),
        ("", ""),
    ],
)
def test_rules_that_change_articles_are_spoken_of(rules, named, tmp_path):
    """The person learns that other programs may follow them; rules for pictures and line ends say nothing."""
    team = Team(tmp_path, {"a.md": lines()})
    team["Anna"].save(".gitattributes", rules or "\n")
    notice = open_library(team["Anna"].root).notice
    assert (named in notice and "does not" in notice) if named else notice == ""


@pytest.mark.parametrize(("gone", "asked"), [(21, True), (2, False)])
def test_many_files_that_vanish_at_once_are_asked_about(gone, asked, tmp_path):
    """More than twenty files that a colleague deleted stay until somebody says yes; a few go as ever."""
    team = Team(tmp_path, {f"n{number}.md": lines() for number in range(120)})
    team["Anna"].git("rm", "-q", *(f"n{number}.md" for number in range(gone)))
    team["Anna"].git("commit", "-q", "-m", "tidy")
    team["Anna"].git("push", "-q", "origin", "main")
    ben = team["Ben"]
    before = ben.head()
    state = ben.sync()
    assert state.phase == ("asking" if asked else "current")
    if asked:
        assert state.question is not None
        assert state.question.kind == "mass-deletion"
        assert (ben.root / "n0.md").exists()
        assert ben.head() == before
        assert ben.sync(answer=state.question.incoming).phase == "current"
    assert not (ben.root / "n0.md").exists()
    assert ben.git("show", f"{before}:n0.md") == lines().strip()
