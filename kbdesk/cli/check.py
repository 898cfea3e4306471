# SPDX-License-Identifier: MIT
"""``kbdesk check``: what is wrong in a library, for people and machines; and what can be put right is."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections import Counter

from kbdesk.cli import check_formats
from kbdesk.cli.commands import desk_at, library_path
from kbdesk.cli.giving_way import give_way
from kbdesk.desk.checking import check
from kbdesk.desk.desk import Desk
from kbdesk.desk.mending import Mended, Mending, written
from kbdesk.model import Finding

SHOWN_OF_A_KIND = 10
"""How many findings of one code the text format prints before it sums up the rest."""
_ORDER = ("error", "warning", "advice")


def check_verb(options: Namespace) -> int:
    """Print what is wrong; code 1 if something is as bad as ``--fail-on`` says."""
    if options.progress:
        give_way()
    desk = desk_at(options.library)
    paths = tuple(library_path(desk, path) for path in options.paths)
    progress = _as_json if options.progress else _as_line
    findings = check(desk, paths, personal=options.personal or bool(paths), progress=progress)
    if options.fix:
        mended = _fixed(desk, findings, dry=options.dry_run)
        if mended and not options.dry_run:
            findings = check(desk, paths, personal=options.personal or bool(paths))
    if options.progress:
        mending = Mending(desk.root, desk.read)
        for finding in findings:
            fix = mending.fix(finding)
            told = {"finding": check_formats.as_object(finding), "fix": fix.told if fix else ""}
            print(json.dumps(told, ensure_ascii=False))
        print(json.dumps({"checked": len(findings)}), flush=True)
    elif options.format == "text":
        _print_findings(findings, every=options.all)
    else:
        print(check_formats.FORMATS[options.format](findings))
    desk.close()
    bad = _ORDER[: _ORDER.index(options.fail_on) + 1]
    return 1 if any(finding.severity in bad for finding in findings) else 0


def _as_json(done: int, to_do: int) -> None:
    print(json.dumps({"done": done, "to_do": to_do}), flush=True)


def _as_line(done: int, to_do: int) -> None:
    """Say how far it is, on a terminal that a person looks at."""
    if to_do > SHOWN_OF_A_KIND and sys.stderr.isatty():
        end = "\r\x1b[K" if done >= to_do else ""
        print(f"\r{done:,} of {to_do:,} files checked{end}", end="", file=sys.stderr, flush=True)


def _fixed(desk: Desk, findings: tuple[Finding, ...], *, dry: bool) -> tuple[Mended, ...]:
    """Put right what is certain, and say on the error output what was done to which file."""
    mended = Mending(desk.root, desk.read).mended(findings)
    for one in mended:
        if not dry:
            written(one, desk.root)
        for finding, fix in one.done:
            print(f"{finding.path}:{finding.line}: {finding.code}: {fix.told}", file=sys.stderr)
    count = sum(len(one.done) for one in mended)
    files = f"in {len(mended):,} file{'s' if len(mended) != 1 else ''}"
    if dry:
        said = f"{count:,} of {len(findings):,} findings could be put right {files}; nothing was changed."
    else:
        said = f"{count:,} of {len(findings):,} findings put right {files}."
    print(said if count else "Nothing could be put right: each finding needs a person.", file=sys.stderr)
    return mended


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
