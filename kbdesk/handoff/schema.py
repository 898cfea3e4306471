# SPDX-License-Identifier: MIT
"""The published schema of a note, and fitting a foreign value to it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final, cast

from kbdesk.language import tr

SCHEMA: Final = "kbdesk-handoff/1"

Json = dict[str, Any]

_TYPES: Final[dict[str, type]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
}


class UnfitError(ValueError):
    """A value that the schema does not allow; the text says where, as ``tried[2].seconds``."""


@cache
def _schema_text() -> str:
    return files("kbdesk.handoff").joinpath("schema.json").read_text(encoding="utf-8")


def schema() -> Json:
    """The published JSON Schema (2020-12) of a handoff note."""
    loaded: Json = json.loads(_schema_text())
    return loaded


def fit(value: object, *, lenient: bool = False, rules: Json | None = None) -> Json:
    """The note's JSON without the keys that the schema does not know.

    Args:
        value: decoded JSON from anywhere.
        lenient: leave out what does not fit, as for a newer schema; only required parts must fit.
        rules: another schema of ours, made of the same few words; None for that of a note.

    Raises:
        UnfitError: a part has the wrong type or value, or is missing.
    """
    whole = schema() if rules is None else rules
    fitted = _fit(value, whole, whole.get("$defs", {}), "", lenient)
    return cast(Json, fitted)


def _fit(value: object, rule: Json, defs: Json, where: str, lenient: bool) -> object:
    if "$ref" in rule:
        rule = defs[rule["$ref"].rpartition("/")[2]]
    kind = rule.get("type")
    if kind is not None and not _is_kind(value, kind):
        raise UnfitError(where or tr("the note"))
    if "const" in rule and value != rule["const"] and not lenient:
        raise UnfitError(where)
    if "enum" in rule and value not in rule["enum"]:
        raise UnfitError(where)
    if "minimum" in rule and cast(int, value) < rule["minimum"]:
        raise UnfitError(where)
    if isinstance(value, dict):
        return _fit_object(value, rule, defs, where, lenient)
    if isinstance(value, list):
        return _fit_array(value, rule, defs, where, lenient)
    return value


def _is_kind(value: object, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _fit_object(value: Json, rule: Json, defs: Json, where: str, lenient: bool) -> Json:
    known, other = rule.get("properties", {}), rule.get("additionalProperties", False)
    required = rule.get("required", ())
    fitted: Json = {}
    for key in required:
        if key not in value:
            raise UnfitError(_path(where, key))
    for key, part in value.items():
        inner = known.get(key) or other
        if not inner:
            continue
        try:
            fitted[key] = _fit(part, inner, defs, _path(where, key), lenient)
        except UnfitError:
            if key in required or not lenient:
                raise
    return fitted


def _fit_array(value: list[object], rule: Json, defs: Json, where: str, lenient: bool) -> list[object]:
    fitted: list[object] = []
    for index, part in enumerate(value):
        try:
            fitted.append(_fit(part, rule["items"], defs, f"{where}[{index}]", lenient))
        except UnfitError:
            if not lenient:
                raise
    return fitted


def _path(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key
