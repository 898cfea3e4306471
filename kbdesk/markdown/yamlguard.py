# SPDX-License-Identifier: MIT
"""YAML of unknown origin to strings, lists and mappings, refusing all that could hurt.

Only the event stream of the parser is used. Anchors, aliases and tags (merge-key and alias bombs, foreign
types), great depth and great size are refused before anything is built, and every scalar stays the string
that the file wrote (no ``no`` to False, no ``1:30`` to 90).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import yaml

from kbdesk.language import tr

MAX_BYTES = 16_000
MAX_NODES = 2_000
MAX_DEPTH = 8

_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Value: TypeAlias = "str | list[Node] | dict[str, Node]"


@dataclass(slots=True)
class Node:
    """A value and the lines of the text on which it begins and ends, counted from 0."""

    value: Value
    line_0: int
    end_0: int


class RefusedYamlError(Exception):
    """Text that is no YAML, or YAML that is not allowed here.

    Args:
        message: why, as a sentence.
        line_0: where, counted from 0.
    """

    def __init__(self, message: str, line_0: int = 0) -> None:
        super().__init__(message)
        self.line_0 = line_0


def read_yaml(text: str) -> tuple[Node | None, list[tuple[str, int]]]:
    """The one YAML document in the text, and the keys that it repeats (the first one counts).

    Returns:
        (the root, repeated keys and on which lines they stand again, counted from 0); the root is None for an
        empty document.

    Raises:
        RefusedYamlError: it is broken, larger or deeper than allowed, or uses anchors, aliases or tags.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise RefusedYamlError(tr("The front matter is longer than {n} kB.", n=MAX_BYTES // 1000))
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise RefusedYamlError(
            tr("The front matter is not valid YAML: {problem}.", problem=error.problem),
            _line(error.problem_mark),
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise RefusedYamlError(tr("The front matter holds characters that YAML does not allow.")) from error
    return builder.root, builder.repeated


class _Builder:
    """Takes parser events in turn and puts the tree together."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.repeated: list[tuple[str, int]] = []
        self._open: list[tuple[Node, list[tuple[str, int]]]] = []
        self._count = 0

    def take(self, event: yaml.Event) -> None:
        line, end = _line(event.start_mark), _line(event.end_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise RefusedYamlError(
                tr("The front matter uses YAML anchors (& or *), which are not read."), line
            )
        if getattr(event, "tag", None):
            raise RefusedYamlError(tr("The front matter uses a YAML tag (!), which is not read."), line)
        if isinstance(event, yaml.ScalarEvent):
            self._add(Node(event.value, line, end))
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            value: Value = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            node = Node(value, line, line)
            self._add(node)
            self._open.append((node, []))
            if len(self._open) > MAX_DEPTH:
                raise RefusedYamlError(
                    tr("The front matter is nested deeper than {n} levels.", n=MAX_DEPTH),
                    line,
                )
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self._open.pop()[0].end_0 = end

    def _add(self, node: Node) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            raise RefusedYamlError(
                tr("The front matter holds more than {n} values.", n=MAX_NODES), node.line_0
            )
        if not self._open:
            if self.root is not None:
                raise RefusedYamlError(tr("The front matter holds a second YAML document."), node.line_0)
            self.root = node
            return
        parent, key = self._open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif isinstance(parent.value, dict):
            if not key:
                if not isinstance(node.value, str):
                    raise RefusedYamlError(
                        tr("The front matter uses a list or mapping as a key."), node.line_0
                    )
                key.append((node.value, node.line_0))
            else:
                name, line_0 = key.pop()
                if name in parent.value:
                    self.repeated.append((name, line_0))
                parent.value.setdefault(name, node)


def _line(mark: object) -> int:
    return int(getattr(mark, "line", 0))
