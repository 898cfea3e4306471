# SPDX-License-Identifier: MIT
"""Change the code in small ways; do the tests notice? ``python tools/mutants.py FOLDER`` (docs/mutation.md).

mutmut makes the mutants, in a copy of the source, and finds out which tests come by which function; the tests
of each mutant are run by ``mutants_run``. Of the thousands that there are, a seeded sample is run, the same
number from each group, or all (``--each 0``, two hours on two cores). A mutant that changes nothing but a
sentence for people is not counted: what the window says is held by its pictures and by people who read it.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NEEDED = ("kbdesk", "tests", "tools", "articles", "playbooks", "docs", "packaging")
FILES = ("synonyms.md", "Makefile", "README.md", "CHANGELOG.md", "ARCHITECTURE.md", "pyproject.toml")
GROUPS = {
    "playbooks": ("playbook/run", "playbook/graph", "playbook/values", "markdown/steps"),
    "notes": (
        *("handoff/note", "handoff/redact", "handoff/patterns", "handoff/secrets"),
        *("handoff/encode", "handoff/decode", "handoff/read", "handoff/reply"),
    ),
    "front matter": ("markdown/frontmatter", "markdown/fields", "markdown/yamltext", "markdown/yamlguard"),
    "saving": ("library/saving", "library/drafts", "library/atomic", "library/placing"),
}
TESTS = (
    *(
        "run",
        "markdown_playbook",
        "markdown_html",
        "check_playbook",
        "handoff_note",
        "handoff_redact",
        "handoff_text",
        "handoff_reply",
    ),
    *("handoff_brought", "handoff_restore", "formats", "frontmatter", "markdown_edit"),
    *("library_saving", "library_drafts", "library_files", "library_locks", "broken_disk", "inbox"),
)
"""Test files that need no window; mutmut runs, for each mutant, the tests that come by its function."""
LEFT_OUT = " and ".join(
    f"not {name}"
    for name in (
        *("two_writers", "death_at_any_moment", "twenty_processes", "two_thousand", "one_process"),
        *("takes_no_longer", "read_quickly"),
    )
)
"""Tests in processes of their own, which mutmut cannot follow, and those that only measure."""
SENTENCES = frozenset({"tr", "trn", "trp"})
_LIMIT_BYTES = 4_000_000_000
"""A mutant that gathers more is ended: one took ten gigabytes before its time was over."""


def main() -> int:
    """Make the copy, run the sample, print the table; 0 whatever it says."""
    words = argparse.ArgumentParser(description="Change the code in small ways: do the tests notice?")
    words.add_argument("folder", type=Path)
    words.add_argument("--each", type=int, default=100, help="mutants of each group; 0: all of them")
    words.add_argument("--seed", type=int, default=9)
    words.add_argument(
        "--only", nargs="*", default=(), metavar="NAME", help="these mutants, by mutmut's names"
    )
    words.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    told = words.parse_args()
    began = time.monotonic()
    work = copied(told.folder.resolve() / "tree")
    make(work)
    found = {group: real_mutants(work, modules) for group, modules in GROUPS.items()}
    chosen = {group: sample(names, told.each, told.seed) for group, names in found.items()}
    if told.only:
        chosen = {group: sorted(names & set(told.only)) for group, names in found.items()}
    ends = run(work, [name for names in chosen.values() for name in names], told.jobs)
    answer = {
        group: {
            "all": len(found[group]),
            "run": len(names),
            "survived": [name for name in names if ends[name] in ("survived", "no test")],
            "slow": sum(ends[name] == "slow" for name in names),
            "ends": Counter(ends[name] for name in names),
        }
        for group, names in chosen.items()
    }
    (told.folder / "mutants.json").write_text(json.dumps(answer, indent=2) + "\n", encoding="utf-8")
    show(work, answer)
    print(f"Seed {told.seed}, {time.monotonic() - began:.0f} s")
    return 0


def copied(work: Path) -> Path:
    """A copy of what the tests need, with mutmut's settings."""
    shutil.rmtree(work, ignore_errors=True)
    (work / "mutants").mkdir(
        parents=True
    )  # Python would remember that a folder of its search path was not there
    for name in NEEDED:
        shutil.copytree(ROOT / name, work / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy2(ROOT / name, work / name)
    settings = {
        "source_paths": ["kbdesk"],
        "only_mutate": [f"kbdesk/{module}.py" for modules in GROUPS.values() for module in modules],
        "also_copy": [*NEEDED[2:], *FILES],
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-p", "no:xdist", "-k", LEFT_OUT],
        "pytest_add_cli_args_test_selection": [f"tests/test_{name}.py" for name in TESTS],
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    lines += ["use_git_change_detection = false", "track_dependencies = false"]
    with (work / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n[tool.mutmut]\n" + "\n".join(lines) + "\n")
    return work


def make(work: Path) -> None:
    """Let mutmut make them all and find out which tests come by them; what it prints goes into a file."""
    tool = str(Path(sys.executable).with_name("mutmut"))
    one = "kbdesk.playbook.values.x_checked_value__mutmut_1"
    with (work / "mutmut.log").open("w", encoding="utf-8") as log:
        done = subprocess.run(
            [tool, "run", one], cwd=work, env=environment(work), stdout=log, stderr=log, check=False
        )
    if done.returncode:
        sys.exit(f"mutmut ended with {done.returncode}: see {work / 'mutmut.log'}")


def run(work: Path, names: list[str], jobs: int) -> dict[str, str]:
    """Run the tests of these; how each ended: noticed, survived, no test, slow."""
    listed, ended = work / "mutants.txt", work / "mutants.ended"
    listed.write_text("\n".join(names), encoding="utf-8")
    ended.unlink(missing_ok=True)
    resource.setrlimit(resource.RLIMIT_AS, (_LIMIT_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    tests = [f"tests/test_{name}.py" for name in TESTS]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command += ["-p", "mutants_run", "-k", LEFT_OUT, "--rootdir", ".", *tests]
    env = {**environment(work), "KBDESK_MUTANTS": str(listed), "KBDESK_MUTANT_JOBS": str(jobs)}
    with (work / "tests.log").open("w", encoding="utf-8") as log:
        subprocess.run(command, cwd=work / "mutants", env=env, stdout=log, stderr=log, check=False)
    ends = dict(line.split("\t")[:2] for line in ended.read_text(encoding="utf-8").splitlines())
    if set(names) - set(ends):
        sys.exit(f"Not all were run: see {work / 'tests.log'}")
    return ends


def environment(work: Path) -> dict[str, str]:
    """The variables for tests of the copy."""
    paths = os.pathsep.join((str(work / "mutants"), str(ROOT / "tools")))
    return {**os.environ, "CI": "1", "PYTHONPATH": paths, "QT_QPA_PLATFORM": "offscreen"}


def real_mutants(work: Path, modules: tuple[str, ...]) -> set[str]:
    """Names of the mutants of these modules that change more than a sentence for people."""
    found = set()
    for module in modules:
        made = ast.parse((work / "mutants" / "kbdesk" / f"{module}.py").read_text(encoding="utf-8"))
        functions = {node.name: node for node in ast.walk(made) if isinstance(node, ast.FunctionDef)}
        before = "kbdesk." + module.replace("/", ".")
        for name, function in functions.items():
            stem, mark, number = name.rpartition("__mutmut_")
            original = functions.get(f"{stem}__mutmut_orig")
            if mark and number.isdigit() and original and _bare(function) != _bare(original):
                found.add(f"{before}.{name}")
    return found


def _bare(function: ast.FunctionDef) -> str:
    """A function's body without what it says to people."""
    return "".join(ast.dump(_Silent().visit(node)) for node in function.body)


class _Silent(ast.NodeTransformer):
    """Puts the same word in the place of every translated text."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id in SENTENCES:
            return ast.Constant("said")
        return self.generic_visit(node)


def sample(names: set[str], count: int, seed: int) -> list[str]:
    """So many of them, the same for the same seed; all for 0."""
    ordered = sorted(names)
    return ordered if not 0 < count < len(ordered) else sorted(random.Random(seed).sample(ordered, count))


def show(work: Path, answer: dict[str, dict]) -> None:
    """Print the table, and each survivor's change."""
    for group, told in answer.items():
        killed = told["run"] - len(told["survived"])
        print(f"| {group} | {told['all']:,} | {told['run']} | {killed} | {len(told['survived'])} |")
    tool = str(Path(sys.executable).with_name("mutmut"))
    for told in answer.values():
        for name in told["survived"]:
            done = subprocess.run([tool, "show", name], cwd=work, capture_output=True, text=True, check=False)
            print(f"\n{name}")
            print(
                *(
                    line
                    for line in done.stdout.splitlines()
                    if line[:1] in "+-" and line[:3] not in ("+++", "---")
                ),
                sep="\n",
            )


if __name__ == "__main__":
    sys.exit(main())
