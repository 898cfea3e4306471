# SPDX-License-Identifier: MIT
"""A bot's conversation becomes the start of a call: the customer's words, and what the bot tried.

It comes from another program: bounded, read by the documented keys only, and redacted before anything of it
is kept.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbdesk import playbook
from kbdesk.errors import KbError
from kbdesk.handoff.escape import one_line
from kbdesk.handoff.redact import Redactor
from kbdesk.language import tr, trn
from kbdesk.library.atomic import reason
from kbdesk.model import ArticleRead, Filters, Hit, RunView, Visit
from kbdesk.model.bot import BOT_ANCHOR, BotStep, Conversation, Speaker, Turn

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

SCHEMA = "kbdesk-bot-conversation/1"
SUFFIXES = (".json", ".jsonl", ".ndjson")
MAX_BYTES = 2_000_000
MOST_TURNS, MOST_TRIED, MOST_WORDS = 2_000, 40, 30
"""As many as are read, are kept as steps, and are kept of the customer's words."""
_LINE, _WORDS = 400, 600
_NAME = "Bot"
_BLOB = re.compile(r"[0-9a-f]{40}")
_OUTCOMES = {"helped": "It helped", "did-not-help": "It did not help"}
_CONVERSATION = "bot_conversation"
"""Under this name the bot's id of the talk is recorded, so that it is not begun twice."""
_KEEP = frozenset(("e-mail",))
_SEE = tr("docs/bot.md says how it is to be written.")


# --- reading ---


def looks_like_one(path: str) -> bool:
    """Whether a file's name says that it may be a conversation."""
    return path.lower().endswith(SUFFIXES)


def read_file(path: Path) -> Conversation:
    """The conversation in a file.

    Raises:
        KbError: it is no plain file, too large, cannot be read, or holds no conversation.
    """
    try:
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with open(os.open(path, flags), "rb") as file:  # noqa: PTH123 - a descriptor
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise KbError(tr("{name} is not a plain file.", name=path.name), tr("Choose the bot's file."))
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else tr("its name is not usable")
        raise KbError(
            tr("{name} could not be read: {reason}.", name=path.name, reason=why), tr("Check its name.")
        ) from error
    if len(data) > MAX_BYTES:
        raise KbError(
            tr("{name} is larger than 2 MB.", name=path.name), tr("Give one conversation at a time.")
        )
    return read(data, path.name)


def read(data: bytes, name: str = "The text") -> Conversation:
    """The conversation in the bytes of a JSON or JSON Lines file.

    Raises:
        KbError: they hold none.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KbError(tr("{name} is not UTF-8 text.", name=name), _SEE) from error
    head, turns, tried = _parts(text, name)
    if head.get("schema") != SCHEMA:
        raise _is_none(name)
    taken = Redactor()
    said = tuple(_turns(turns, taken))
    steps = tuple(_tried(tried, taken)) or tuple(_given(turns, taken))
    if not any(turn.speaker == "customer" for turn in said) and not steps:
        raise KbError(tr("{name}: nobody says anything in this conversation.", name=name), _SEE)
    return Conversation(
        id=_text(head, "id", taken, 100),
        bot=_text(head, "bot", taken, 60) or _NAME,
        turns=said,
        tried=steps[:MOST_TRIED],
        started=_text(head, "started", taken, 40),
        reason=_text(head, "reason", taken, _LINE),
        contact=one_line(taken.text(_raw(head, "contact"), keep=_KEEP), 200),
        ticket=_text(head, "ticket", taken, 100),
        taken_out=taken.counts,
    )


def _parts(text: str, name: str) -> tuple[dict[str, Any], list[Any], list[Any]]:
    """What is said of the conversation as a whole, its turns, and what was tried."""
    try:
        try:
            whole = json.loads(text)
            lines = [whole] if isinstance(whole, dict) else []
        except ValueError:
            lines = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError) as error:
        raise KbError(tr("{name}: this is neither JSON nor JSON Lines.", name=name), _SEE) from error
    if not lines or not isinstance(lines[0], dict):
        raise _is_none(name)
    head = lines[0]
    turns = [*_list(head, "turns"), *(one for one in lines[1:] if isinstance(one, dict) and "from" in one)]
    tried = [*_list(head, "tried"), *(one for one in lines[1:] if isinstance(one, dict) and "what" in one)]
    if len(turns) > MOST_TURNS or len(tried) > MOST_TURNS:
        raise KbError(
            tr("{name} holds more than {most:,} turns.", name=name, most=MOST_TURNS),
            tr("Give one conversation at a time."),
        )
    return head, turns, tried


def _is_none(name: str) -> KbError:
    return KbError(tr("{name}: this is no conversation of a bot.", name=name), _SEE)


def _list(head: Mapping[str, Any], key: str) -> list[Any]:
    found = head.get(key)
    return found if isinstance(found, list) else []


def _raw(of: Mapping[str, Any], key: str) -> str:
    """A text, without half characters that no file can hold."""
    found = of.get(key)
    return found.encode("utf-8", "replace").decode() if isinstance(found, str) else ""


def _text(of: Mapping[str, Any], key: str, taken: Redactor, limit: int) -> str:
    return one_line(taken.text(_raw(of, key)), limit)


def _turns(turns: list[Any], taken: Redactor) -> Iterator[Turn]:
    for one in turns:
        if isinstance(one, dict) and one.get("from") in ("customer", "bot"):
            speaker: Speaker = "customer" if one["from"] == "customer" else "bot"
            text = _text(one, "text", taken, _WORDS)
            if text:
                yield Turn(speaker, text, _text(one, "at", taken, 40))


def _tried(tried: list[Any], taken: Redactor) -> Iterator[BotStep]:
    for one in tried:
        if isinstance(one, dict):
            what = _text(one, "what", taken, _LINE)
            if what:
                outcome = _text(one, "outcome", taken, _LINE)
                yield _step(one, what, _OUTCOMES.get(outcome, outcome), taken)


def _given(turns: list[Any], taken: Redactor) -> Iterator[BotStep]:
    """Each article that the bot gave, with what the customer said to it."""
    for number, one in enumerate(turns):
        if not isinstance(one, dict) or one.get("from") != "bot" or not _raw(one, "article"):
            continue
        after = (
            two for two in turns[number + 1 :] if isinstance(two, dict) and two.get("from") == "customer"
        )
        said = next(after, {})
        what = _text(one, "text", taken, _LINE) or f"Gave {_text(one, 'article', taken, 200)}"
        yield _step(one, what, _text(said, "text", taken, _LINE), taken)


def _step(one: Mapping[str, Any], what: str, outcome: str, taken: Redactor) -> BotStep:
    version = _raw(one, "version")
    return BotStep(
        what,
        outcome,
        _text(one, "at", taken, 40),
        one_line(_raw(one, "article"), 300),
        version if _BLOB.fullmatch(version) else "",
    )


# --- going on ---


def nearest(desk: Desk, talk: Conversation, limit: int = 5) -> tuple[Hit, ...]:
    """The playbooks that may fit what the customer said, best first."""
    for words in talk.customer_words[:3]:
        results = desk.search(one_line(words, 200), Filters("playbook"), limit)
        hits = results.hits or results.nearest
        if hits:
            return tuple(hits[:limit])
    return ()


def begin(desk: Desk, talk: Conversation, path: str = "", library: str = "") -> RunView:
    """A call that begins with a conversation; one that was begun already is given as it stands.

    Args:
        desk: the open library.
        talk: the conversation.
        path: the playbook to go on with; "" for none.
        library: the badge of the library that it is of.

    Raises:
        KbError: there is no such playbook.
    """
    calls = desk.calls
    known = _begun(desk, talk.id)
    if known:
        return calls.view(known)
    view = calls.start(path, _customer_words(talk), library=library)
    run = view.run
    visits = tuple(_visits(talk, run.started))
    facts = ((_CONVERSATION, talk.id), ("contact", talk.contact), ("ticket", talk.ticket))
    recorded = (*run.current.recorded, *((name, value) for name, value in facts if value))
    note = f"{talk.bot} gave this to a person: {talk.reason}" if talk.reason else ""
    here = replace(run.current, recorded=recorded, note=note)
    run = replace(run, visits=(*visits, *run.visits[:-1], here))
    for read_one in _articles(desk, talk, run.started):
        run = playbook.opened(run, read_one)
    return calls.keep(run, "import")


def _begun(desk: Desk, talk_id: str) -> str:
    """The id of an open call that began with this conversation; "" if there is none."""
    if not talk_id:
        return ""
    for tab in desk.calls.tabs():
        if dict(desk.calls.run(tab.run_id).recorded).get(_CONVERSATION) == talk_id:
            return tab.run_id
    return ""


def _customer_words(talk: Conversation) -> tuple[str, ...]:
    """What the customer said; of very much the beginning and the end."""
    words = tuple(dict.fromkeys(talk.customer_words))
    if len(words) <= MOST_WORDS:
        return words
    first = MOST_WORDS // 3
    last = MOST_WORDS - first - 1
    return (*words[:first], f"… ({len(words) - first - last} more)", *words[-last:])


def _visits(talk: Conversation, at: str) -> Iterator[Visit]:
    for number, one in enumerate(talk.tried, 1):
        yield Visit(
            playbook="",
            anchor=f"{BOT_ANCHOR}{number}",
            title=one.what,
            tier="1",
            at=one.at or talk.started or at,
            by=talk.bot,
            answer=one.outcome or "The outcome is not known",
            note=f"Article: {one.article}" if one.article else "",
        )


def _articles(desk: Desk, talk: Conversation, at: str) -> Iterator[ArticleRead]:
    """The articles that the bot gave and that are in the library, at the version that it had."""
    for one in talk.tried:
        if not one.article:
            continue
        try:
            document = desk.read(one.article)
        except KbError:  # it is not in this library (any more), or no path of one
            continue
        if document.source.blob:
            blob = one.version or document.source.blob
            yield ArticleRead(document.path, blob, document.title, one.at or at)


def told(talk: Conversation) -> Iterator[str]:
    """What was read, in sentences."""
    words, tried = len(talk.customer_words), len(talk.tried)
    lines = trn("{n:,} line of the customer", "{n:,} lines of the customer", words)
    yield trn(
        "{lines}, {n:,} thing that {bot} tried.",
        "{lines}, {n:,} things that {bot} tried.",
        tried,
        lines=lines,
        bot=talk.bot,
    )
    if talk.taken_out:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in talk.taken_out)
        yield tr("Taken out: {kinds}.", kinds=kinds)
