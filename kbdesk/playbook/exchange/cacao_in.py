# SPDX-License-Identifier: MIT
"""OASIS CACAO 2.0 to a playbook: one that was exported comes back as it was, another as near as it goes."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import TIERS, Answer, Meta, Step, ValueField
from kbdesk.model.exchange import Proposal
from kbdesk.playbook.exchange.cacao_foreign import Foreign, sole_end
from kbdesk.playbook.exchange.cacao_words import EXTENSION, FORMAT, Json, as_list, as_object, as_text
from kbdesk.playbook.exchange.proposal import as_titled, draft_of, one_line

MAX_CHARS = 10_000_000
MAX_STEPS = 5_000
_KINDS = ("text", "number", "date", "choice")
_TAKEN = frozenset([
    "type", "spec_version", "id", "name", "description", "created", "created_by", "modified",
    "labels", "workflow", "workflow_start", "playbook_variables", "playbook_extensions",
    "extension_definitions", "agent_definitions", "playbook_types", "playbook_activities",
    "playbook_processing_summary",
])  # fmt: skip


def read_cacao(text: str, path: str) -> Proposal:
    """The playbook of a CACAO file, and what could not be taken over.

    Args:
        text: the file.
        path: where the playbook is to stand in the library.

    Raises:
        KbError: it is no CACAO 2.0 playbook.
    """
    whole = _whole(text)
    flow = {key: one for key, one in as_object(whole["workflow"]).items() if isinstance(one, dict)}
    if len(flow) > MAX_STEPS:
        raise KbError(
            tr(
                "This playbook has {n:,} steps; the limit is {most:,}.",
                n=len(flow),
                most=MAX_STEPS,
            ),
            tr("Split it first."),
        )
    own = as_object(as_object(whole.get("playbook_extensions")).get(EXTENSION))
    if own.get("format") == FORMAT:
        return _ours(whole, flow, own, path)
    foreign = Foreign(whole, flow)
    steps = tuple(foreign.steps())
    notes = [*foreign.notes, *_left_out(whole)]
    title = one_line(as_text(whole.get("name")), 100) or "Imported playbook"
    labels = tuple(dict.fromkeys(filter(None, map(as_text, as_list(whole.get("labels"))))))
    meta = Meta(title=title, confidence="draft", tags=labels)
    return Proposal(draft_of(path, title, as_text(whole.get("description")), steps, meta), tuple(notes))


def _whole(text: str) -> Json:
    if len(text) > MAX_CHARS:
        raise KbError(tr("This file is too long for a playbook."), tr("The limit is 10 MB."))
    try:
        whole = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise KbError(
            tr("This file is not valid JSON (line {line}).", line=error.lineno)
            if isinstance(error, json.JSONDecodeError)
            else tr("This file is not valid JSON."),
            tr("Export it again."),
        ) from error
    if (
        not isinstance(whole, dict)
        or whole.get("type") != "playbook"
        or not isinstance(whole.get("workflow"), dict)
    ):
        raise KbError(
            tr("This file is no CACAO playbook."), tr("It needs “type”: “playbook” and a “workflow”.")
        )
    version = as_text(whole.get("spec_version"))
    if version != "cacao-2.0":
        raise KbError(
            tr("This playbook is written for “{version}”.", version=version[:40]),
            tr("kbdesk reads “cacao-2.0”."),
        )
    return whole


def _left_out(whole: Json) -> Iterator[str]:
    left = sorted(key for key, value in whole.items() if key not in _TAKEN and value)
    if left:
        yield tr("Not taken over: {names}.", names=", ".join(left[:30]))


# --- what we wrote ourselves ---


def _ours(whole: Json, flow: Json, own: Json, path: str) -> Proposal:
    """The playbook that was exported; steps that were changed or added elsewhere are taken as they are."""
    listed = [key for key in map(as_text, as_list(own.get("order"))) if key in flow]
    order = [*dict.fromkeys(listed), *(key for key in _reached(whole, flow) if key not in set(listed))]
    mine = {key: as_object(as_object(flow[key].get("step_extensions")).get(EXTENSION)) for key in flow}
    names = {key: as_text(mine[key].get("anchor")) or key for key in order}
    foreign = Foreign(whole, flow, names)
    steps: list[Step] = []
    added: list[Step] = []
    for key in order:
        kind = as_text(flow[key].get("type"))
        if kind == "action" and mine[key].get("kind"):
            steps.append(_step(flow, mine, names, key, foreign))
        elif not mine[key] and not _is_ours(mine, flow, key):
            added += foreign.step(key)
    added += foreign.ends()
    meta = _meta(as_object(own.get("meta")))
    title = one_line(as_text(whole.get("name"))) or "Imported playbook"
    if meta.title:
        meta = replace(meta, title=title)
    found = (*steps, *added)
    book = draft_of(path, title, as_text(whole.get("description")), found, meta)
    return Proposal(book, (*foreign.notes, *_left_out(whole)), as_text(own.get("path")))


def _is_ours(mine: dict[str, Json], flow: Json, key: str) -> bool:
    """Whether a step is one that the export adds around ours: the start, an end, another playbook."""
    return flow[key].get("type") in ("start", "end", "playbook-action", "switch-condition")


def _reached(whole: Json, flow: Json) -> list[str]:
    """The steps of a workflow as they come from its start, then the others."""
    found: dict[str, None] = {}
    queue = deque([as_text(whole.get("workflow_start")), *flow])
    while queue:
        key = queue.popleft()
        if key in flow and key not in found:
            found[key] = None
            queue.extendleft(reversed([one for one in Foreign.leads(flow[key]) if one not in found]))
    return list(found)


def _step(flow: Json, mine: dict[str, Json], names: dict[str, str], key: str, foreign: Foreign) -> Step:
    own, data = mine[key], flow[key]
    tier = own.get("tier")
    bare = Step(
        anchor=names[key],
        title="",
        kind="step",
        tier=tier if tier in TIERS else "1",
        line=0,
        team=as_text(own.get("team")),
        body=as_text(data.get("description")),
        says=tuple(filter(None, map(as_text, as_list(own.get("says"))))),
        values=tuple(_values(own)),
        answers=tuple(_answers(flow, mine, names, key, foreign)),
    )
    return as_titled(bare, as_text(data.get("name")))


def _values(own: Json) -> Iterator[ValueField]:
    for one in map(as_object, as_list(own.get("values"))):
        kind = one.get("kind")
        choices = tuple(filter(None, map(as_text, as_list(one.get("choices")))))
        if as_text(one.get("name")):
            yield ValueField(
                as_text(one.get("name")),
                as_text(one.get("label")),
                0,
                kind if kind in _KINDS else "text",
                one.get("optional") is True,
                choices,
            )


def _answers(
    flow: Json, mine: dict[str, Json], names: dict[str, str], key: str, foreign: Foreign
) -> Iterator[Answer]:
    after = as_text(flow[key].get("on_completion"))
    data = as_object(flow.get(after))
    if data.get("type") != "switch-condition":
        if data and not sole_end(data):
            yield Answer("Go on", names.get(after, after), 0)
        return
    cases = as_object(data.get("cases"))
    told = {as_text(one.get("case")): one for one in map(as_object, as_list(mine[after].get("answers")))}
    for case in [*(key for key in told if key in cases), *(key for key in cases if key not in told)]:
        target, own = as_text(cases[case]), told.get(case, {})
        text = as_text(own.get("text")) or case
        kind = as_object(flow.get(target)).get("type")
        if kind in ("playbook-action", "end") and case in told:
            yield Answer(text, as_text(own.get("anchor")), 0, as_text(own.get("playbook")))
        else:
            yield Answer(text, foreign.target(target), 0)


def _meta(own: Json) -> Meta:
    """Front matter as it was; what is of another kind than it should be is left out."""
    usual = Meta()
    found: dict[str, Any] = {}
    for name in Meta.__slots__:
        value, model = own.get(name), getattr(usual, name)
        if isinstance(model, str) and isinstance(value, str) and (name != "tier" or value in TIERS):
            found[name] = value
        elif isinstance(model, tuple) and isinstance(value, list):
            rows = [one for one in value if isinstance(one, list)]
            if name == "extra":
                found[name] = tuple((as_text(row[0]), as_text(row[1])) for row in rows if len(row) == 2)
            elif name == "practice":
                found[name] = tuple(tuple(map(as_text, row)) for row in rows)
            else:
                found[name] = tuple(one for one in value if isinstance(one, str))
    return Meta(**found)
