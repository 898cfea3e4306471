# SPDX-License-Identifier: MIT
"""What the terminal understands: verbs and their options."""

from __future__ import annotations

import argparse
from pathlib import Path

from kbdesk import __version__
from kbdesk.cli.check_options import add_check_options
from kbdesk.cli.counts_arguments import counts_verbs
from kbdesk.cli.desktop_arguments import desktop_verb, doctor_verb
from kbdesk.cli.exchange_arguments import exchange_verbs
from kbdesk.cli.feedback_arguments import add_feedback
from kbdesk.cli.insight_arguments import insight_verbs
from kbdesk.cli.links_arguments import link_verb, open_verb
from kbdesk.cli.quality_arguments import quality_verbs

VERBS = {
    "open": "windowed",
    "tour": "windowed",
    "new": "commands",
    "index": "commands",
    "search": "commands",
    "show": "commands",
    "link": "links",
    "gaps": "gaps",
    "check": "check",
    "run": "running",
    "heat": "heat",
    "counts": "counts",
    "insight": "insight",
    "curate": "curate",
    "verify": "curate",
    "cases": "cases",
    "feedback": "feedback",
    "quality": "quality",
    "handoff": "handoff",
    "article": "handoff",
    "clone": "team",
    "sync": "team",
    "save": "team",
    "approve": "team",
    "recover": "team",
    "export": "exchange",
    "import": "exchange",
    "history": "past",
    "compare": "past",
    "doctor": "doctor",
    "desktop": "desktop",
    "bench": "bench",
}
"""Each verb and the module of this package that carries it out (as ``VERB_verb``)."""


def parser() -> argparse.ArgumentParser:
    """The parser of every verb; it ends the program with code 2 and one sentence on wrong use."""
    top = argparse.ArgumentParser(
        prog="kbdesk",
        description="Find, follow and hand over support knowledge kept as plain Markdown.",
        epilog="kbdesk LIBRARY opens the window on a folder of Markdown. Exit codes: 0 fine, 1 findings or "
        "no result, 2 wrong use or a failure.",
    )
    top.add_argument("--version", action="version", version=f"kbdesk {__version__}")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    _open(verbs)
    _find(verbs)
    link_verb(verbs, _library)
    _work(verbs)
    counts_verbs(verbs, _library)
    quality_verbs(verbs, _library)
    _curate(verbs)
    _cases(verbs)
    add_feedback(verbs, _library, _writer)
    _handoff(verbs)
    exchange_verbs(verbs, _library)
    insight_verbs(verbs, _library)
    _past(verbs)
    _team(verbs)
    return top


Verbs = argparse._SubParsersAction


def _library(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--library",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the folder of Markdown (default: this one)",
    )


def _open(verbs: Verbs[argparse.ArgumentParser]) -> None:
    open_verb(verbs)

    command = verbs.add_parser("new", help="make a new library with a first article and a first playbook")
    command.add_argument("folder", type=Path, metavar="DIR", help="a folder that is empty or does not exist")

    command = verbs.add_parser("tour", help="drive the window through one whole call and keep the pictures")
    command.add_argument("folder", type=Path, metavar="DIR", help="where pictures and note go")
    command.add_argument(
        "--library", type=Path, default=None, metavar="DIR", help="default: the sample library"
    )
    command.add_argument("--all", action="store_true", help="with text at 200 %%, too")
    told = "a picture or two for each role instead, with the cases of this folder (tools/month.py)"
    command.add_argument("--roles", type=Path, metavar="DATA", help=told)


def _find(verbs: Verbs[argparse.ArgumentParser]) -> None:
    command = verbs.add_parser("index", help="bring the search index up to date")
    command.add_argument("library", type=Path, nargs="?", default=Path(), metavar="LIBRARY")
    command.add_argument(
        "--progress",
        action="store_true",
        help="print progress as JSON lines, at low priority (for the window)",
    )

    command = verbs.add_parser("search", help="search articles and playbooks, best first")
    asked = command.add_mutually_exclusive_group(required=True)
    asked.add_argument("words", nargs="*", default=[], metavar="WORDS")
    asked.add_argument(
        "--queries",
        type=Path,
        default=None,
        metavar="FILE",
        help="many queries, a line each: id, tab, text as it was typed (the last word may be unfinished)",
    )
    command.add_argument(
        "--library",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder of Markdown; once more for each library to search beside it (default: this folder)",
    )
    command.add_argument("--kind", choices=("article", "playbook"), default="")
    command.add_argument("--tier", choices=("1", "2", "3", "specialist"), default="")
    command.add_argument("--product", default="", metavar="NAME")
    command.add_argument("--tag", default="", metavar="NAME")
    command.add_argument("--limit", type=_positive, default=10, metavar="N", help="default: 10")
    command.add_argument(
        "--json", action="store_true", help="print a list of objects; with --queries one object a line"
    )

    command = verbs.add_parser("show", help="print an article or playbook")
    command.add_argument("path", metavar="PATH")
    _library(command)

    command = verbs.add_parser("gaps", help="list what was searched for in the window and not found")
    _library(command)
    command.add_argument("--json", action="store_true", help="print a list of objects")


def _work(verbs: Verbs[argparse.ArgumentParser]) -> None:
    command = verbs.add_parser(
        "check", help="prove playbooks and articles; code 1 if errors or warnings are found"
    )
    command.add_argument("paths", nargs="*", metavar="PATH", help="default: the whole library")
    _library(command)
    add_check_options(command)

    command = verbs.add_parser("run", help="run a playbook in the terminal")
    command.add_argument("playbook", metavar="PLAYBOOK")
    _library(command)
    _answers(command)

    doctor_verb(verbs)
    desktop_verb(verbs)
    _bench(verbs)


def _curate(verbs: Verbs[argparse.ArgumentParser]) -> None:
    command = verbs.add_parser(
        "curate", help="list what wants attention, what matters most first; code 1 if anything does"
    )
    command.add_argument(
        "--owner", default="", metavar="NAME", help="of this person or team; me, or nobody (default: all)"
    )
    command.add_argument(
        "--kind", choices=("review", "check", "flag", "returned", "gap", "due", "escalates"), default=""
    )
    command.add_argument("--json", action="store_true", help="print a list of objects")
    _library(command)

    command = verbs.add_parser(
        "verify", help="mark documents as right as they stand: reviewed today, validated, saved"
    )
    command.add_argument("paths", nargs="+", metavar="PATH")
    _library(command)
    _writer(command)


def _answers(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--answer", action="append", default=[], metavar="TEXT", help="an answer or its number; once per step"
    )
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="a value to record, or a field of the note",
    )
    command.add_argument("--handoff", type=Path, default=None, metavar="FILE", help="where the note goes")


def _handoff(verbs: Verbs[argparse.ArgumentParser]) -> None:
    command = verbs.add_parser("handoff", help="read, check or redact a handoff note, or go on with its case")
    kinds = command.add_subparsers(dest="what", metavar="WHAT", required=True)

    one = _note(kinds, "show", "print a note as people read it, as a page, or as a defect form")
    how = one.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print the machine's copy")
    how.add_argument(
        "--format",
        choices=("text", "html", "defect"),
        default="text",
        help="html: a page of its own; defect: for developers, without the customer's data",
    )

    one = _note(
        kinds, "check", "say whether a note can be gone on with; code 1 if there is something to know"
    )
    one.add_argument(
        "--library", type=Path, default=None, metavar="DIR", help="compare its playbook with this library's"
    )
    one.add_argument("--json", action="store_true", help="print one object")

    one = _note(kinds, "redact", "print a note without passwords, cards, mail addresses and the like")
    one.add_argument(
        "--to",
        type=Path,
        default=None,
        metavar="FILE",
        help="write it to a new file, or over the note itself",
    )

    one = _note(kinds, "resume", "go on with the case of a note in the terminal, at the step where it stands")
    _library(one)
    one.add_argument(
        "--read-back", default="", metavar="TEXT", help="what you are asked to do, in your own words"
    )
    _answers(one)

    command = verbs.add_parser("article", help="begin an article from a case")
    command.add_argument("what", choices=("from-case",), metavar="from-case")
    command.add_argument("id", metavar="ID", help="the case: the id of its handoff note")
    _library(command)
    command.add_argument(
        "--to", type=Path, default=None, metavar="FILE", help="write it to a new file (default: print it)"
    )


def _note(kinds: Verbs[argparse.ArgumentParser], name: str, text: str) -> argparse.ArgumentParser:
    command = kinds.add_parser(name, help=text)
    command.add_argument("file", type=Path, metavar="FILE", help="a .handoff.md file, or - for the input")
    return command


def _cases(verbs: Verbs[argparse.ArgumentParser]) -> None:
    command = verbs.add_parser(
        "cases", help="list your own cases, newest first; code 1 if words find none", allow_abbrev=False
    )
    command.add_argument(
        "words", nargs="*", default=[], metavar="WORDS", help="all must occur; after --export: ids"
    )
    _library(command)
    todo = command.add_mutually_exclusive_group()
    todo.add_argument("--json", action="store_true", help="print a list of objects")
    todo.add_argument(
        "--export", type=Path, default=None, metavar="FILE", help="write them to a new .md, .jsonl or .csv"
    )
    todo.add_argument("--delete", default="", metavar="ID", help="delete a case and its exported notes")
    todo.add_argument("--purge", action="store_true", help="remove what is older than it is kept")
    command.add_argument("--limit", type=_positive, default=200, metavar="N", help="default: 200")


def _past(verbs: Verbs[argparse.ArgumentParser]) -> None:
    command = verbs.add_parser("history", help="list who changed a file and when, newest first")
    command.add_argument("path", metavar="PATH")
    _library(command)
    command.add_argument("--limit", type=_positive, default=0, metavar="N", help="default: all")
    command.add_argument("--lines", action="store_true", help="print who wrote each line instead")
    command.add_argument("--json", action="store_true", help="print a list of objects")

    command = verbs.add_parser(
        "compare", help="print what differs between two versions of a file; code 1 if anything does"
    )
    command.add_argument("path", metavar="PATH")
    command.add_argument(
        "before",
        nargs="?",
        default="",
        metavar="A",
        help="a version as history names it, or how many versions back (default: what was saved last)",
    )
    command.add_argument("after", nargs="?", default="", metavar="B", help="default: the file as it is now")
    _library(command)
    command.add_argument(
        "--steps", action="store_true", help="of a playbook: which steps and answers came, went or changed"
    )
    command.add_argument("--json", action="store_true", help="print one object")


def _team(verbs: Verbs[argparse.ArgumentParser]) -> None:
    command = verbs.add_parser("clone", help="make a copy of a team's library on this computer")
    command.add_argument("address", metavar="URL", help="https://…, ssh://…, user@host:path, or a full path")
    command.add_argument("folder", type=Path, metavar="DIR", help="a folder that does not exist or is empty")
    _sign_in(command)

    command = verbs.add_parser("sync", help="get and send updates; code 1 if something waits or is asked")
    _library(command)
    _sign_in(command)
    command.add_argument("--accept", default="", metavar="ID", help="take what the last sync asked about")
    command.add_argument("--json", action="store_true", help="print one object")

    command = verbs.add_parser("save", help="save a file, whoever changed it, to the library's history")
    command.add_argument("path", metavar="PATH")
    command.add_argument("-m", "--message", default="", metavar="TEXT", help="what the history shall say")
    command.add_argument(
        "--from", dest="source", type=Path, default=None, metavar="FILE", help="the new text (- is the input)"
    )
    _library(command)
    _writer(command)

    command = verbs.add_parser("approve", help="approve the library as it stands (maintainers)")
    command.add_argument("--as", dest="as_name", default="", metavar="NAME", help="default: named by the day")
    command.add_argument(
        "--back", default="", metavar="NAME", help="take the library back to an approved state"
    )
    command.add_argument("--list", action="store_true", help="list what was approved")
    command.add_argument("--json", action="store_true", help="with --list: print a list of objects")
    _library(command)
    _writer(command)

    command = verbs.add_parser("recover", help="list what can be brought back, or bring one back")
    command.add_argument("id", nargs="?", default="", metavar="ID", help="print this one")
    command.add_argument("path", nargs="?", default="", metavar="PATH", help="a file of the library before")
    command.add_argument("--restore", action="store_true", help="put it into the library, as a new change")
    command.add_argument("--to", type=Path, default=None, metavar="FILE", help="write it to a new file")
    command.add_argument("-m", "--message", default="", metavar="TEXT", help="what the history shall say")
    command.add_argument("--json", action="store_true", help="print one object")
    _library(command)
    _writer(command)


def _sign_in(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--user",
        default="",
        metavar="NAME",
        help="sign in as NAME; the password is asked for, or taken from KBDESK_PASSWORD",
    )


def _writer(command: argparse.ArgumentParser) -> None:
    command.add_argument("--name", default="", help="who writes, as the history shows it (remembered)")
    command.add_argument("--mail", default="", help="and the mail address")


def _bench(verbs: Verbs[argparse.ArgumentParser]) -> None:
    command = verbs.add_parser("bench", help="measure search beside the other engines of this computer")
    command.add_argument("what", choices=("search",), metavar="search")
    command.add_argument(
        "--library",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="a folder of Markdown, or a .jsonl file of objects with id, title and text (default: here)",
    )
    command.add_argument("--queries", type=Path, default=None, metavar="FILE", help="lines of id, tab, text")
    command.add_argument(
        "--qrels", type=Path, default=None, metavar="FILE", help="lines of id, tab, path, tab, grade"
    )
    command.add_argument("--json", action="store_true", help="print one object")
    command.add_argument(
        "--engines", default="", metavar="A,B", help="default: all that are installed but whoosh"
    )
    command.add_argument(
        "--articles",
        type=_positive,
        default=0,
        metavar="N",
        help="recombine the library's sections to so many",
    )
    command.add_argument("--rounds", type=_positive, default=2, metavar="N", help="default: 2")
    command.add_argument("--seed", type=int, default=77, metavar="N", help="of the queries (default: 77)")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
