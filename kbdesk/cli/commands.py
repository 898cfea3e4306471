# SPDX-License-Identifier: MIT
"""Verbs that find: index, search, show; and new."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from kbdesk.bench.queries import Query, read_queries
from kbdesk.cli.giving_way import give_way
from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.model import Companion, Filters, Hit


def desk_at(folder: Path) -> Desk:
    """The desk of a library.

    Raises:
        KbError: if the folder cannot be opened.
    """
    return Desk(folder, Home.of_user())


def index_verb(options: Namespace) -> int:
    """Bring the index up to date."""
    if options.progress:
        give_way()
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
    queries = read_queries(options.queries) if options.queries else ()
    folder, *others = options.library or [Path()]
    desk = desk_at(folder)
    for companion in desk.shelf.put(Companion(str(other)) for other in others):
        if companion.problem:
            print(f"kbdesk: {companion.problem}", file=sys.stderr)
    for each in desk.shelf.desks:
        try:
            each.build_index(_progress_line)
        except KbError as busy:  # another window is indexing, or the disk is full: what is there is searched
            print(f"kbdesk: {busy}", file=sys.stderr)
    filters = Filters(options.kind, options.tier, options.product, options.tag)
    if queries:
        return _search_many(desk, queries, filters, options)
    results = desk.search(" ".join(options.words) + " ", filters, options.limit)
    desk.close()
    if options.json:
        keys = ["path", "title", "kind", "tier", "score", "snippet"] + ["library"] * bool(others)
        hits = [{key: value for key, value in hit._asdict().items() if key in keys} for hit in results.hits]
        print(json.dumps(hits, ensure_ascii=False, indent=1))
    else:
        for hit in results.hits:
            badge = f"[{hit.library}] " if hit.library else ""
            print(f"{hit.title}\n  {badge}{hit.path} · {hit.kind} · tier {hit.tier}\n  {hit.snippet}\n")
        if results.left_out:
            print(f"Left out: {', '.join(results.left_out)}", file=sys.stderr)
        if not results.hits:
            print("Nothing found. Try fewer or other words.", file=sys.stderr)
    return 0 if results.hits else 1


def _search_many(desk: Desk, queries: Sequence[Query], filters: Filters, options: Namespace) -> int:
    """Print the hits of each query; what comes nearest stands for hits where nothing matches."""
    for query in queries:
        results = desk.search(query["text"], filters, options.limit)
        hits = [_brief(hit) for hit in (results.hits or results.nearest)[: options.limit]]
        if options.json:
            nearest = {} if results.hits or not hits else {"nearest": True}
            print(json.dumps({"id": query["id"], "hits": hits, **nearest}, ensure_ascii=False))
        else:
            print(f"{query['id']}  {query['text']}")
            for hit in hits:
                print(f"  {hit['path']}")
    desk.close()
    return 0


def _brief(hit: Hit) -> dict[str, str | float]:
    """Where a hit is and how well it matches."""
    anchor = {"anchor": hit.anchor} if hit.anchor else {}
    library = {"library": hit.library} if hit.library else {}
    return {"path": hit.path, **anchor, **library, "score": hit.score}


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
