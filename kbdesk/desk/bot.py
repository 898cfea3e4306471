# SPDX-License-Identifier: MIT
"""The approved public articles for a chatbot, one JSON object a line (``bot.schema.json``)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbdesk import library, markdown
from kbdesk.desk.partner import Progress
from kbdesk.desk.partner_text import personal
from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.library.atomic import reason, write_atomic
from kbdesk.library.files import ARTICLE_LIMIT_BYTES, is_article_path
from kbdesk.library.objects import trusted_objects
from kbdesk.library.sync.channels import approvals
from kbdesk.markdown.parse import body_of
from kbdesk.model import Article, Document, SourceFile

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

SCHEMA = "kbdesk-bot/1"
_FILE = "bot.schema.json"
_STEP = 25
_FILE_MODES = ("100644", "100755")


@dataclass(frozen=True, slots=True)
class ForBot:
    """An export for a bot, before it is written."""

    lines: tuple[str, ...]
    """A JSON object each, by path."""
    left_out: tuple[tuple[str, str], ...] = ()
    """Public articles that stay here, as (path, why)."""
    approved: str = ""
    """The approved version that the texts are of; "" if the team approves none: then those of the folder."""
    overdue: int = 0
    """How many of the articles are past the day by which they were to be looked at."""


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of what a bot gets and gives."""
    read: dict[str, Any] = json.loads((resources.files("kbdesk.desk") / _FILE).read_text(encoding="utf-8"))
    return read


def for_bot(desk: Desk, progress: Progress = lambda *_: None) -> ForBot:
    """The public articles that are validated, from the version that the team approved last if there is one.

    One that seems to hold personal data is left out.

    Args:
        desk: the open library.
        progress: told from time to time.

    Raises:
        KbError: the approved version cannot be read.
    """
    approved, sources = _sources(desk)
    lines: dict[str, str] = {}
    left_out: dict[str, str] = {}
    overdue, today = 0, desk.clock().date().isoformat()
    for number, source in enumerate(sources, 1):
        if number % _STEP == 0:
            progress(number, len(sources))
        document = markdown.parse(source) if "audience" in source.text else None
        if not isinstance(document, Article) or document.meta.audience != "public":
            continue
        made, why = _line(document, approved)
        if why:
            left_out[source.path] = why
        else:
            lines[source.path] = made
            overdue += bool(document.meta.review_by) and document.meta.review_by < today
    progress(len(sources), len(sources))
    in_order = tuple(lines[path] for path in sorted(lines))
    return ForBot(in_order, tuple(sorted(left_out.items())), approved, overdue)


def _sources(desk: Desk) -> tuple[str, list[SourceFile]]:
    """The name of the approved version and its files; ("", the files of the folder) if there is none."""
    objects = trusted_objects(desk.info)
    current = next((one for one in approvals(objects) if one.current), None) if objects else None
    if objects is None or current is None:
        entries = library.list_files(desk.root)
        return "", [library.read_file(desk.root, entry.path, markdown.decode) for entry in entries]
    tree = objects.tree(current.commit)
    split = all(any(path.startswith(part) for path in tree) for part in ("articles/", "playbooks/"))
    blobs = {
        path: blob
        for path, (mode, blob) in tree.items()
        if mode in _FILE_MODES and is_article_path(path) and (not split or path.startswith("articles/"))
    }
    texts = objects.read_many(blobs.values())
    return current.name, [
        _source(path, blob, texts[blob]) for path, blob in sorted(blobs.items()) if blob in texts
    ]


def _source(path: str, blob: str, data: bytes) -> SourceFile:
    if len(data) > ARTICLE_LIMIT_BYTES:
        return SourceFile(path, blob, "", size_bytes=len(data), problem=tr("This file is too large to show."))
    text, encoding, problem = markdown.decode(data)
    return SourceFile(path, blob, text, encoding, len(data), problem)


def _line(article: Article, approved: str) -> tuple[str, str]:
    """The line of an article, or why it stays here."""
    if article.source.problem:
        return "", article.source.problem
    problem = next((one for one in article.problems if one.line <= article.body_line), None)
    if problem:
        return "", problem.message
    if article.meta.confidence != "validated":
        return "", tr("it is not validated ({state})", state=article.meta.confidence or tr("no state"))
    meta = article.meta
    words = (article.title, *meta.says, *meta.products, *meta.tags, *meta.errors)
    why = personal(article, "\n".join((*words, "", body_of(article))))
    return ("", why) if why else (_json(article, approved), "")


def _json(article: Document, approved: str) -> str:
    meta = article.meta
    sections = [
        {"heading": "", "anchor": "", "text": one.text}
        if one.heading == article.title
        else {"heading": one.heading, "anchor": one.anchor, "text": one.text}
        for one in markdown.plain_sections(article)
        if one.text.strip() or (one.heading and one.heading != article.title)
    ]
    parts = ("\n".join(filter(None, (one["heading"], one["text"]))) for one in sections)
    made: dict[str, Any] = {
        "schema": SCHEMA,
        "id": article.path,
        "version": article.source.blob,
        **({"approved": approved} if approved else {}),
        "title": article.title,
        "audience": "public",
        "phrases": list(meta.says),
        "products": list(meta.products),
        "tags": list(meta.tags),
        "errors": list(meta.errors),
        **{key: day for key, day in (("reviewed", meta.reviewed), ("review_by", meta.review_by)) if day},
        "sections": sections,
        "text": "\n\n".join(parts),
    }
    return json.dumps(made, ensure_ascii=False)


def write_for_bot(place: Path, made: ForBot, *, over: bool = False) -> None:
    """Write an export; one that was written before is replaced as a whole.

    Args:
        place: the file.
        made: the export.
        over: whether another file may give way, too.

    Raises:
        KbError: there is another file under that name, or it cannot be written.
    """
    data = "".join(f"{line}\n" for line in made.lines).encode("utf-8", "replace")
    try:
        if os.path.lexists(place) and not over and not _is_export(place):
            raise KbError(tr("There is a file {path} already.", path=place), tr("Choose another name."))
        write_atomic(place, data)
    except OSError as error:
        raise KbError(
            tr("{path} could not be written: {reason}.", path=place, reason=reason(error)),
            tr("Choose another place."),
        ) from error


def _is_export(place: Path) -> bool:
    """Whether a file is an export of before, or empty."""
    if place.is_symlink() or not place.is_file():
        return False
    with place.open("rb") as file:
        start = file.read(64)
    return not start or start.startswith(b'{"schema": "' + SCHEMA.encode() + b'"')


def told(made: ForBot) -> Iterator[str]:
    """What goes out, in sentences."""
    count = len(made.lines)
    if made.approved:
        yield trn(
            "{n:,} public article of the version {version}.",
            "{n:,} public articles of the version {version}.",
            count,
            version=made.approved,
        )
    else:
        yield trn("{n:,} public article.", "{n:,} public articles.", count)
        yield tr("Your team approves no versions, so these are the texts of the folder as they stand.")
    if made.overdue:
        yield trn(
            "{n:,} of them is past the day of review.",
            "{n:,} of them are past the day of review.",
            made.overdue,
        )
