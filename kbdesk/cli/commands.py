# SPDX-License-Identifier: MIT
"""Verbs that find and check: index, search, show, check, new."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.model import Filters, Finding

SHOWN_OF_A_KIND = 10
"""How many findings of one code the text format prints before it sums up the rest."""


def desk_at(folder: Path) -> Desk:
    """The desk of a library.

    Raises:
        KbError: if the folder cannot be opened.
    """
    return Desk(folder, Home.of_user())


def index_verb(options: Namespace) -> int:
    """Bring the index up to date."""
    if options.progress and hasattr(os, "nice"):
        os.nice(15)
    desk = desk_at(options.library)

    def as_json(done: int, to_do: int) -> None:
        print(json.dumps({"done": done, "to_do": to_do}), flush=True)

    indexed = desk.build_index(as_json if options.progress else _progress_line)
    desk.close()
    if options.progress:
        print(json.dumps({"indexed": indexed}), flush=True)
    else:
        print(f"Indexed {indexed:,} new or changed documents.")
    return 0


def _progress_line(done: int, to_do: int) -> None:
    """Say how far indexing is, on a terminal that a person looks at."""
    if to_do and sys.stderr.isatty():
        end = "\n" if done >= to_do else ""
        print(f"\r{done:,} of {to_do:,} documents read", end=end, file=sys.stderr, flush=True)


def search_verb(options: Namespace) -> int:
    """Print what matches, best first; code 1 if nothing does."""
    desk = desk_at(options.library)
    try:
        desk.build_index(_progress_line)
    except KbError as busy:  # another window is indexing, or the disk is full: what is there can be searched
        print(f"kbdesk: {busy}", file=sys.stderr)
    filters = Filters(options.kind, options.tier, options.product, options.tag)
    results = desk.search(" ".join(options.words) + " ", filters, options.limit)
    desk.close()
    if options.json:
        keys = ("path", "title", "kind", "tier", "score", "snippet")
        hits = [{key: value for key, value in asdict(hit).items() if key in keys} for hit in results.hits]
        print(json.dumps(hits, ensure_ascii=False, indent=1))
    else:
        for hit in results.hits:
            print(f"{hit.title}\n  {hit.path} · {hit.kind} · tier {hit.tier}\n  {hit.snippet}\n")
        if results.left_out:
            print(f"No document has: {', '.join(results.left_out)}", file=sys.stderr)
        if not results.hits:
            print("Nothing found. Try fewer or other words.", file=sys.stderr)
    return 0 if results.hits else 1


def show_verb(options: Namespace) -> int:
    """Print a document with what is known of it."""
    desk = desk_at(options.library)
    desk.opening()
    path = library_path(desk, options.path)
    document = desk.read(path)
    revision = desk.revision(path)
    desk.close()
    changed = f" · changed {revision.date[:10]} by {revision.author}" if revision else ""
    print(f"{document.title}\n{path} · tier {document.meta.tier}{changed}\n")
    for problem in document.problems:
        print(f"! line {problem.line}: {problem.message}\n", file=sys.stderr)
    if document.source.problem:
        raise KbError(f"{path}: {document.source.problem}")
    print("\n".join(document.source.text.splitlines()[document.body_line - 1 :]).strip())
    return 0


def check_verb(options: Namespace) -> int:
    """Print what is wrong; code 1 if there are errors or warnings."""
    desk = desk_at(options.library)
    findings = desk.check(tuple(library_path(desk, path) for path in options.paths))
    desk.close()
    if options.format == "json":
        keys = ("path", "line", "code", "severity", "message", "answers")
        print(json.dumps([{k: asdict(f)[k] for k in keys} for f in findings], ensure_ascii=False, indent=1))
    else:
        _print_findings(findings, every=options.all)
    return 1 if any(finding.severity != "advice" for finding in findings) else 0


def _print_findings(findings: tuple[Finding, ...], *, every: bool) -> None:
    printed: Counter[str] = Counter()
    for finding in findings:
        printed[finding.code] += 1
        if every or printed[finding.code] <= SHOWN_OF_A_KIND:
            way = f"\n    path: {' → '.join(finding.answers)}" if finding.answers else ""
            print(f"{finding.path}:{finding.line}: {finding.severity} {finding.code}: {finding.message}{way}")
    for code, count in sorted(printed.items()):
        if not every and count > SHOWN_OF_A_KIND:
            print(f"… and {count - SHOWN_OF_A_KIND:,} more of {code} (--all prints them)")
    kinds = Counter(finding.severity for finding in findings)
    files = len({finding.path for finding in findings})
    if findings:
        sums = ", ".join(
            f"{kinds[kind]:,} {kind}{'s' if kind != 'advice' and kinds[kind] != 1 else ''}"
            for kind in ("error", "warning", "advice")
            if kinds[kind]
        )
        print(f"{sums} in {files:,} file{'s' if files != 1 else ''}.")
    else:
        print("No findings.")


def new_verb(options: Namespace) -> int:
    """Make a new library and say what to do next."""
    from kbdesk.desk.starter import make_library  # noqa: PLC0415 - for this verb only

    folder: Path = options.folder
    with_git = make_library(folder)
    print(f"Made a library in {folder}{' with its first version kept by git' if with_git else ''}.")
    print(f"Open it with: kbdesk {folder}")
    return 0


def library_path(desk: Desk, given: str) -> str:
    """A path as typed (from here or from the library's root) as a path of the library."""
    here = desk.root / given
    absolute = here.absolute() if here.is_file() else Path(given).absolute()
    try:
        return absolute.resolve().relative_to(desk.root).as_posix()
    except ValueError:
        raise KbError(f"{given} is not in the library {desk.root}.", "Give a path inside it.") from None
