# SPDX-License-Identifier: MIT
"""A playbook as OASIS CACAO 2.0: an action for each step, a switch for its answers, an end for each end.

What CACAO has no word for (words to say, kinds of values, the texts of answers, front matter) stands in one
extension, so that the import gives the same playbook again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kbdesk.model import Answer, Meta, Playbook, Step, StepKind, ValueField
from kbdesk.playbook.exchange.cacao_words import (
    ANSWER,
    EXTENSION,
    FORMAT,
    Json,
    case_key,
    name_id,
    step_id,
    timestamp,
    variable_name,
)
from kbdesk.playbook.exchange.chart import band_title
from kbdesk.playbook.exchange.proposal import one_line
from kbdesk.playbook.graph import Others, target_of

TYPES = ("investigation", "remediation")
_ACTIVITY: dict[StepKind, str] = {
    "step": "analyze-collected-data",
    "resolve": "restore-capabilities",
    "escalate": "deliver-content",
}
_TYPE_OF = {"number": "float"}
_SCHEMA = (
    "JSON objects of kbdesk. In playbook_extensions: format, path, order (ids of actions), meta (front "
    "matter). In step_extensions of an action: kind, tier, team, anchor, says, values; of a switch: answers "
    "(case, text, playbook, anchor). Descriptions are Markdown."
)


def playbook_id(library: str, path: str) -> str:
    """The id of the playbook at a path of a library, the same every time."""
    return name_id("playbook", library, path)


def cacao(
    book: Playbook,
    others: Others,
    *,
    library: str,
    created: datetime,
    modified: datetime,
    types: Sequence[str] = TYPES,
) -> Json:
    """The playbook as a CACAO 2.0 object, ready for ``json.dumps``.

    Args:
        book: the playbook.
        others: gives another playbook, None if there is none.
        library: what tells this library from others, such as its address; ids follow from it.
        created: when the first version was made.
        modified: when this one was; not before ``created``.
        types: the ``playbook_types``.
    """
    return _Maker(book, others, library).made(created, max(created, modified), types)


class _Maker:
    """Makes the object of one playbook."""

    def __init__(self, book: Playbook, others: Others, library: str) -> None:
        self._book, self._others, self._library = book, others, library
        self._workflow: Json = {}
        self._agents: Json = {}
        self._variables: Json = {}
        self._names: dict[str, str] = {}
        self._taken = {ANSWER}
        self._actions = [self._id("action", step.anchor) for step in book.steps]

    def made(self, created: datetime, modified: datetime, types: Sequence[str]) -> Json:
        """The whole object."""
        book = self._book
        start = self._id("start")
        first = self._actions[0] if self._actions else self._end("start", "Nothing to do")
        self._workflow[start] = {"type": "start", "on_completion": first}
        for action, step in zip(self._actions, book.steps, strict=True):
            self._step(action, step)
        kinds = dict.fromkeys(_ACTIVITY[step.kind] for step in book.steps) or {"identify-steps": None}
        maker = step_id("identity", self._library)
        external = any(step["type"] == "playbook-action" for step in self._workflow.values())
        switched = any(step["type"] == "switch-condition" for step in self._workflow.values())
        whole: Json = {
            "type": "playbook",
            "spec_version": "cacao-2.0",
            "id": playbook_id(self._library, book.path),
            "name": one_line(book.title),
            "description": book.intro,
            "playbook_types": list(types),
            "playbook_activities": list(kinds),
            "playbook_processing_summary": {
                "manual_playbook": True,
                "external_playbooks": external,
                "switch_logic": switched,
                "extensions": True,
            },
            "created_by": maker,
            "created": timestamp(created),
            "modified": timestamp(modified),
            "labels": list(dict.fromkeys((*book.meta.tags, *book.meta.products))),
            "playbook_variables": self._variables,
            "workflow_start": start,
            "workflow": self._workflow,
            "playbook_extensions": {EXTENSION: self._own()},
            "agent_definitions": self._agents,
            "extension_definitions": {EXTENSION: _definition(maker)},
        }
        return {key: value for key, value in whole.items() if value or key in ("type", "workflow")}

    def _own(self) -> Json:
        """What the import needs to make the same playbook."""
        return {
            "format": FORMAT,
            "path": self._book.path,
            "order": self._actions,
            "meta": _meta(self._book.meta),
        }

    def _id(self, kind: str, *names: str) -> str:
        return step_id(kind, self._library, self._book.path, *names)

    def _end(self, *names: str) -> str:
        """A new end; each branch has its own."""
        made = self._id("end", *names[:-1])
        self._workflow[made] = {"type": "end", "name": one_line(names[-1])}
        return made

    def _step(self, action: str, step: Step) -> None:
        own: Json = {"kind": step.kind, "tier": step.tier, "team": step.team, "anchor": step.anchor}
        own |= {"says": list(step.says)} if step.says else {}
        own |= (
            {"values": [_value(value, self._variable(value)) for value in step.values]} if step.values else {}
        )
        recorded = list(dict.fromkeys(self._variable(value) for value in step.values))
        made: Json = {
            "type": "action",
            "name": step.title,
            "description": step.body,
            "external_references": [
                {"name": one_line(link.text) or link.target, "source": link.target} for link in step.links
            ],
            "on_completion": self._after(step),
            "commands": [_command(step, text) for text in _commands(step)],
            "agent": self._agent(step),
            "in_args" if step.kind == "escalate" else "out_args": recorded,
            "step_extensions": {EXTENSION: own},
        }
        if step.answers:
            made["out_args"] = [*made.get("out_args", ()), ANSWER]
            self._variables.setdefault(
                ANSWER, {"type": "string", "description": "The answer chosen at the last step", "value": ""}
            )
        self._workflow[action] = {key: value for key, value in made.items() if value}

    def _after(self, step: Step) -> str:
        """The step that comes next: the switch over the answers, or an end."""
        if not step.answers:
            return self._end(step.anchor, "after", step.title)
        cases: Json = {}
        texts: list[Json] = []
        for number, answer in enumerate(step.answers, 1):
            key = case_key(number, answer.text)
            cases[key] = self._target(step, number, answer)
            told: Json = {"case": key, "text": answer.text}
            told |= {"playbook": answer.playbook} if answer.playbook else {}
            if answer.playbook or not cases[key].startswith("action--"):
                told["anchor"] = answer.anchor
            texts.append(told)
        switch = self._id("switch-condition", step.anchor)
        self._workflow[switch] = {
            "type": "switch-condition",
            "name": one_line(f"Answer to: {step.title}"),
            "switch": f"{ANSWER}:value",
            "cases": cases,
            "step_extensions": {EXTENSION: {"answers": texts}},
        }
        return switch

    def _target(self, step: Step, number: int, answer: Answer) -> str:
        """The step to which an answer leads; a playbook-action for another playbook."""
        found = target_of(self._book, answer, self._others)
        if found is not None and found[0] is self._book and not answer.playbook:
            return self._actions[self._book.steps.index(found[1])]
        if not answer.playbook:
            return self._end(step.anchor, str(number), "This answer leads to no step")
        made = self._id("playbook-action", step.anchor, str(number))
        title = found[0].title if found else answer.playbook
        self._workflow[made] = {
            "type": "playbook-action",
            "name": one_line(title),
            "playbook_id": playbook_id(self._library, answer.playbook),
            "on_completion": self._end(step.anchor, str(number), "The other playbook went on"),
        }
        return made

    def _agent(self, step: Step) -> str:
        """The group that carries a step out: its tier."""
        name = band_title(step)
        made = step_id("group", self._library, self._book.path, name)
        self._agents.setdefault(made, {"type": "group", "name": name})
        return made

    def _variable(self, value: ValueField) -> str:
        if value.name not in self._names:
            name = variable_name(value.name, self._taken)
            self._names[value.name] = name
            kind = _TYPE_OF.get(value.kind, "string")
            self._variables[name] = {"type": kind, "description": one_line(value.label or value.name)}
        return self._names[value.name]


def _commands(step: Step) -> list[str]:
    """What a person is to do, as manual commands."""
    texts = [f"Say: {say}" for say in step.says]
    texts += [f"Record {value.name}: {value.label}".rstrip(": ") for value in step.values]
    return texts or [step.title or "Go on"]


def _command(step: Step, text: str) -> Json:
    return {"type": "manual", "command": text, "playbook_activity": _ACTIVITY[step.kind]}


def _value(value: ValueField, variable: str) -> Json:
    made: Json = {"name": value.name, "variable": variable, "label": value.label, "kind": value.kind}
    made |= {"optional": True} if value.optional else {}
    return made | ({"choices": list(value.choices)} if value.choices else {})


def _meta(meta: Meta) -> Json:
    """The front matter, without what is as usual."""
    usual, made = Meta(), {}
    for name in Meta.__slots__:
        value = getattr(meta, name)
        if value != getattr(usual, name):
            made[name] = _lists(value)
    return made


def _lists(value: object) -> object:
    return [_lists(one) for one in value] if isinstance(value, tuple) else value


def _definition(maker: str) -> Json:
    return {
        "type": "extension-definition",
        "name": "kbdesk support playbook",
        "description": "Words to say, values to record, answers and front matter of a support playbook.",
        "created_by": maker,
        "schema": _SCHEMA,
        "version": "1.0.0",
    }
