# SPDX-License-Identifier: MIT
"""A CACAO workflow that others wrote, as steps with answers."""

from __future__ import annotations

import base64
import binascii
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from kbdesk.language import tr
from kbdesk.model import Answer, Step, ValueField
from kbdesk.playbook.exchange.cacao_words import ANSWER, Json, as_list, as_object, as_text
from kbdesk.playbook.exchange.proposal import as_titled, one_line, plain_title

_DONE = "import-done"
_WORDS = {"on_completion": "Done", "on_success": "It worked", "on_failure": "It failed"}
_BRANCHED = ("if-condition", "while-condition", "switch-condition", "parallel")
_STEP_KEYS = frozenset([
    "type", "name", "description", "on_completion", "on_success", "on_failure", "on_true",
    "on_false", "condition", "switch", "cases", "next_steps", "commands", "agent", "out_args",
    "in_args", "step_variables", "playbook_id", "delay", "timeout",
])  # fmt: skip


def sole_end(data: Json) -> bool:
    """Whether a step of a workflow is an end."""
    return data.get("type") == "end"


class Foreign:
    """Reads the steps of one workflow; whatever is of another kind than it should be counts as left out.

    Args:
        whole: the playbook.
        flow: its workflow, step objects by id.
        names: keys to use for some of them instead of their ids.
    """

    def __init__(self, whole: Json, flow: Json, names: dict[str, str] | None = None) -> None:
        self.notes: list[str] = []
        self._whole, self._flow, self._names = whole, flow, names or {}
        self._agents = as_object(whole.get("agent_definitions"))
        self._resume = self._resumes()
        self._ends: dict[str, str] = {}
        """Titles of the Resolve steps that answers lead to, by key."""
        self._left: dict[str, None] = {}

    def steps(self) -> Iterator[Step]:
        """All steps in the order in which they are come to, and the ends."""
        start = as_text(self._whole.get("workflow_start"))
        found: dict[str, None] = {}
        queue = deque([start, *self._flow])
        while queue:
            key = queue.popleft()
            if key in self._flow and key not in found:
                found[key] = None
                queue.extendleft(reversed([one for one in self.leads(self._flow[key]) if one not in found]))
        made = [step for key in found for step in self.step(key)]
        if start not in self._flow:
            self.notes.append(tr("The workflow does not say where it starts: its first step was taken."))
        if made and self._whole.get("playbook_variables"):
            made[0] = replace(made[0], values=(*self._external(), *made[0].values))
        made = self._without_traps(made) or [self._resolve(_DONE, "the playbook is done")]
        if self._left:
            self.notes.append(
                tr("Not taken over from steps: {names}.", names=", ".join(sorted(self._left)[:30]))
            )
        return iter([*made, *self.ends()])

    def ends(self) -> Iterator[Step]:
        """The Resolve steps to which answers lead."""
        for key, title in self._ends.items():
            yield self._resolve(key, title)

    @staticmethod
    def leads(data: Json) -> Iterator[str]:
        """The ids of the steps that may come after one, in order."""
        for name in ("on_true", "on_false"):
            yield as_text(data.get(name))
        yield from map(as_text, as_list(data.get("next_steps")))
        yield from map(as_text, as_object(data.get("cases")).values())
        for name in _WORDS:
            yield as_text(data.get(name))

    def step(self, key: str) -> list[Step]:
        """The step for a step of the workflow; none for its start and its ends."""
        data = self._flow[key]
        kind = as_text(data.get("type"))
        if kind in ("start", "end"):
            return []
        self._left.update((name, None) for name in data if name not in _STEP_KEYS and data[name])
        title = as_text(data.get("name")) or self._named(kind, data)
        answers = tuple(self._answers(kind, data)) or (Answer("Done", self._done(), 0),)
        body = "\n\n".join(filter(None, self._body(kind, data)))
        bare = Step(self._names.get(key, key), "", "step", "1", 0, body=body, answers=answers)
        return [replace(as_titled(bare, plain_title(title)), values=tuple(self._values(data)))]

    def target(self, key: str) -> str:
        """The key of the step to which a workflow goes on at an id; ends lead on where they return to."""
        seen: set[str] = set()
        while key in self._flow and key not in seen:
            seen.add(key)
            kind = self._flow[key].get("type")
            if kind == "start":
                key = as_text(self._flow[key].get("on_completion"))
            elif kind == "end":
                if key not in self._resume:
                    return self._ended(key)
                key = self._resume[key]
            else:
                return self._names.get(key, key)
        if key and key not in seen:
            self.notes.append(
                tr("A step leads to “{name}”, which is not in the workflow.", name=one_line(key, 80))
            )
        return self._done()

    # --- the parts of a step ---

    def _answers(self, kind: str, data: Json) -> Iterator[Answer]:
        after = as_text(data.get("on_completion")) or as_text(data.get("on_success"))
        if kind == "if-condition":
            yield Answer("Yes", self.target(as_text(data.get("on_true")) or after), 0)
            yield Answer("No", self.target(as_text(data.get("on_false")) or after), 0)
        elif kind == "while-condition":
            yield Answer("Yes, once more", self.target(as_text(data.get("on_true")) or after), 0)
            yield Answer("No, go on", self.target(as_text(data.get("on_false")) or after), 0)
        elif kind == "switch-condition":
            for case, target in as_object(data.get("cases")).items():
                words = "Anything else" if case == "default" else one_line(case, 80)
                yield Answer(words or "Go on", self.target(as_text(target)), 0)
        elif kind == "parallel":
            name = as_text(data.get("name")) or "Parallel steps"
            self.notes.append(tr("“{name}”: branches that run side by side became a choice.", name=name))
            for target in map(as_text, as_list(data.get("next_steps"))):
                name = as_text(as_object(self._flow.get(target)).get("name"))
                yield Answer(f"Begin with: {one_line(name, 60) or 'the next branch'}", self.target(target), 0)
        else:
            for name, words in _WORDS.items():
                if as_text(data.get(name)):
                    yield Answer(words, self.target(as_text(data.get(name))), 0)

    def _body(self, kind: str, data: Json) -> Iterator[str]:
        yield as_text(data.get("description"))
        if kind in ("if-condition", "while-condition") and as_text(data.get("condition")):
            yield f"Is this so?\n\n{_code(as_text(data.get('condition')))}"
        if kind == "switch-condition" and as_text(data.get("switch")):
            yield f"What is the value of this?\n\n{_code(as_text(data.get('switch')))}"
        if kind == "parallel":
            yield "Do all of these. Begin with one, and come back for the others."
        if kind == "playbook-action":
            name = as_text(data.get("name")) or "A step"
            self.notes.append(tr("“{name}” names another playbook by its id: link it yourself.", name=name))
            yield f"Follow the playbook `{one_line(as_text(data.get('playbook_id')), 120).replace('`', '')}`."
        for command in map(as_object, as_list(data.get("commands"))):
            yield self._command(command)
        agent = as_text(as_object(self._agents.get(as_text(data.get("agent")))).get("name"))
        yield f"Carried out by: {_plain(agent)}" if agent else ""
        for name, words in (("delay", "Wait before this"), ("timeout", "Give up after")):
            if isinstance(data.get(name), int) and data[name]:
                yield f"{words}: {data[name] / 1000:g} s"
        targets = as_list(data.get("targets"))
        if targets:
            self._left["targets"] = None

    def _command(self, command: Json) -> str:
        """One command: plain text for a person, code for a machine."""
        kind, text = as_text(command.get("type")), as_text(command.get("command"))
        if not text and as_text(command.get("command_b64")):
            text = self._decoded(as_text(command.get("command_b64")))
        about = as_text(command.get("description"))
        if kind == "manual":
            return "\n\n".join(filter(None, (about, text)))
        self._left.update((name, None) for name in command if name.endswith("_b64") and name != "command_b64")
        head = f"Command ({_plain(kind) or 'unknown'})" + (f": {_plain(about)}" if about else ":")
        return f"{head}\n\n{_code(text)}" if text else head

    def _decoded(self, text: str) -> str:
        try:
            return base64.b64decode(text, validate=True).decode()
        except (binascii.Error, ValueError):
            self.notes.append(tr("A command that is not valid base64 was left out."))
            return ""

    def _values(self, data: Json) -> Iterator[ValueField]:
        variables = as_object(self._whole.get("playbook_variables")) | as_object(data.get("step_variables"))
        for name in dict.fromkeys(map(as_text, as_list(data.get("out_args")))):
            if name and name != ANSWER:
                yield _value(name, as_object(variables.get(name)), optional=True)

    def _external(self) -> Iterator[ValueField]:
        """What the playbook wants to be told at its start."""
        for name, one in as_object(self._whole.get("playbook_variables")).items():
            if as_object(one).get("external") is True and as_object(one).get("constant") is not True:
                yield _value(name, as_object(one), optional=False)

    # --- ends ---

    def _done(self) -> str:
        self._ends.setdefault(_DONE, "the playbook is done")
        return _DONE

    def _ended(self, key: str) -> str:
        """The key of the Resolve step for an end; those without a name share one."""
        name = plain_title(as_text(self._flow[key].get("name")), 60)
        if not name or name.lower() in ("end", "done"):
            return self._done()
        self._ends[key] = name
        return key

    def _resolve(self, key: str, title: str) -> Step:
        bare = title.removeprefix("Resolve:").strip()
        return as_titled(Step(key, "", "step", "1", 0), f"Resolve: {bare}")

    def _resumes(self) -> dict[str, str]:
        """Where a workflow goes on after an end that closes a branch: after the innermost branching."""
        spans: list[tuple[int, str, set[str]]] = []
        for key, data in self._flow.items():
            after = as_text(data.get("on_completion"))
            kind = data.get("type")
            if kind not in _BRANCHED or not (after or kind == "while-condition"):
                continue
            inside = [as_text(data.get("on_true")), as_text(data.get("on_false"))]
            inside += map(as_text, [*as_list(data.get("next_steps")), *as_object(data.get("cases")).values()])
            if kind == "while-condition":
                after, inside = key, inside[:1]
            ends = self._ends_of(inside, key)
            spans.append((len(ends), after, ends))
        found: dict[str, str] = {}
        for _, after, ends in sorted(spans, key=lambda one: one[0]):
            for end in ends:
                found.setdefault(end, after)
        return {end: after for end, after in found.items() if after != end}

    def _ends_of(self, starts: list[str], outer: str) -> set[str]:
        seen: set[str] = {outer}
        ends: set[str] = set()
        queue = deque(one for one in starts if one in self._flow)
        while queue:
            key = queue.popleft()
            if key in seen:
                continue
            seen.add(key)
            if sole_end(self._flow[key]):
                ends.add(key)
            queue.extend(one for one in self.leads(self._flow[key]) if one in self._flow)
        after = as_text(self._flow[outer].get("on_completion"))
        return ends - {after}

    def _without_traps(self, steps: list[Step]) -> list[Step]:
        """The steps; those in a circle that nothing leaves get one more answer, which ends the run."""
        ending = set(self._ends)
        grew = True
        while grew:
            grew = False
            for step in steps:
                if step.anchor not in ending and any(one.anchor in ending for one in step.answers):
                    ending.add(step.anchor)
                    grew = True
        trapped = next((step for step in steps if step.anchor not in ending), None)
        if trapped is None:
            return steps
        self.notes.append(
            tr("“{title}” was in a circle without an end: “Stop here” was added to it.", title=trapped.title)
        )
        stop = Answer("Stop here", self._done(), 0)
        return self._without_traps(
            [replace(one, answers=(*one.answers, stop)) if one is trapped else one for one in steps]
        )

    def _named(self, kind: str, data: Json) -> str:
        """A title for a step that has none: the words of its description or command, or its kind."""
        for text in (
            data.get("description"),
            *(as_object(one).get("command") for one in as_list(data.get("commands"))),
        ):
            if as_text(text):
                return one_line(as_text(text), 60)
        return {"if-condition": "Check a condition", "playbook-action": "Follow another playbook"}.get(
            kind, kind.replace("-", " ").capitalize() or "Step"
        )


def _value(name: str, variable: Json, *, optional: bool) -> ValueField:
    bare = re.sub(r"\W+", "_", name.strip("_")) or "value"
    kind = "number" if variable.get("type") in ("integer", "long", "float") else "text"
    return ValueField(bare, one_line(as_text(variable.get("description")), 120), 0, kind, optional)  # type: ignore[arg-type]


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", one_line(text, 200))
