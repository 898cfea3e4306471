# SPDX-License-Identifier: MIT
"""A run as JSON and back, and what changed from one state of it to the next."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Run

_T = TypeVar("_T")


def run_to_json(run: Run) -> str:
    """The run as one line of JSON; ``run_from_json`` gives the same run back."""
    return json.dumps(asdict(run), ensure_ascii=False, separators=(",", ":"))


def run_from_json(text: str) -> Run:
    """The run that a JSON text holds. Keys that this version does not know are dropped.

    Raises:
        KbError: the text is no JSON, lacks a field, or a field has a value of the wrong type.
    """
    try:
        raw = json.loads(text)
        run: Run = _value(Run, raw, "run")
    except (ValueError, RecursionError) as error:
        raise KbError(
            tr("A saved run cannot be read: {error}", error=error), tr("Its file may be damaged.")
        ) from error
    if not run.visits or run.visits[-1].undone:
        raise KbError(tr("A saved run cannot be read: it stands at no step."), tr("Its file may be damaged."))
    return run


def value_from_json(kind: type[_T], text: str) -> _T:
    """The frozen value of this type that a JSON text holds. Keys that the type does not have are dropped.

    Raises:
        KbError: the text is no JSON, lacks a field, or a field has a value of the wrong type.
    """
    try:
        value: _T = _value(kind, json.loads(text), kind.__name__.lower())
    except (ValueError, RecursionError) as error:
        raise KbError(
            tr("What was saved cannot be read: {error}", error=error), tr("Its file may be damaged.")
        ) from error
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(kind: Any, raw: object, where: str) -> Any:  # noqa: ANN401 - the type is an argument
    """``raw`` as a value of a type of the model; ValueError if it is not one."""
    if is_dataclass(kind) and isinstance(kind, type):
        if not isinstance(raw, dict):
            raise ValueError(f"{where} is not an object.")
        known = {one.name for one in fields(kind)} & raw.keys()
        values = {name: _value(_hints(kind)[name], raw[name], f"{where}.{name}") for name in known}
        try:
            return kind(**values)
        except TypeError:
            raise ValueError(f"{where} lacks a field.") from None
    if get_origin(kind) is UnionType:  # "X | None" is the only one that the model has
        return None if raw is None else _value(get_args(kind)[0], raw, where)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), raw, where)
    if get_origin(kind) is Literal:
        if not (isinstance(raw, str) and raw in get_args(kind)):
            raise ValueError(f"{where} has an unknown value.")
        return raw
    if type(raw) is not kind:  # not isinstance: true would pass as the number 1
        raise ValueError(f"{where} has the wrong type.")
    return raw


def _tuple(kinds: tuple[Any, ...], raw: object, where: str) -> tuple[Any, ...]:
    """``raw`` as a tuple of any length (``tuple[X, ...]``) or of a fixed shape."""
    if not isinstance(raw, list):
        raise ValueError(f"{where} is not a list.")
    if kinds[-1] is Ellipsis:
        return tuple(_value(kinds[0], item, f"{where}[{n}]") for n, item in enumerate(raw))
    if len(raw) != len(kinds):
        raise ValueError(f"{where} has the wrong length.")
    return tuple(
        _value(kind, item, f"{where}[{n}]") for n, (kind, item) in enumerate(zip(kinds, raw, strict=True))
    )


def change_between(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """What makes ``new`` of ``old``: changed fields, and of a list {"keep": how many, "add": the rest}."""
    change: dict[str, Any] = {}
    for name, value in new.items():
        before = old.get(name)
        if before == value and name in old:
            continue
        if isinstance(value, list) and isinstance(before, list):
            pairs = zip(before, value, strict=False)
            keep = next(
                (n for n, (one, other) in enumerate(pairs) if one != other), min(len(before), len(value))
            )
            change[name] = {"keep": keep, "add": value[keep:]}
        else:
            change[name] = value
    return change


def changed(old: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """``old`` after a change; the inverse of ``change_between``."""
    new = dict(old)
    for name, value in change.items():
        lists = isinstance(value, dict) and isinstance(old.get(name), list)
        new[name] = old[name][: value["keep"]] + value["add"] if lists else value
    return new
