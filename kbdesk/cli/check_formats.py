# SPDX-License-Identifier: MIT
"""What the checker found as text for machines: JSON, SARIF 2.1.0, and the commands of a CI of GitHub."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from kbdesk import __version__
from kbdesk.model import Finding
from kbdesk.playbook import CODES

Format = Callable[[Sequence[Finding]], str]

_LEVELS = {"error": "error", "warning": "warning", "advice": "note"}
_COMMANDS = {"error": "error", "warning": "warning", "advice": "notice"}
_GITHUB_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_GITHUB_PROPERTY = {**_GITHUB_DATA, ":": "%3A", ",": "%2C"}


def as_object(finding: Finding) -> dict[str, Any]:
    """A finding as JSON has it."""
    return {
        "path": finding.path,
        "line": finding.line,
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "answers": list(finding.answers),
    }


def as_json(findings: Sequence[Finding]) -> str:
    """A list of objects."""
    return json.dumps([as_object(finding) for finding in findings], ensure_ascii=False, indent=1)


def as_github(findings: Sequence[Finding]) -> str:
    """A workflow command a line; a CI of GitHub shows each beside its line of the change."""
    return "\n".join(map(_command, findings))


def _command(finding: Finding) -> str:
    way = f"\nPath: {' → '.join(finding.answers)}" if finding.answers else ""
    file, title = (_escaped(text, _GITHUB_PROPERTY) for text in (finding.path, finding.code))
    told = _escaped(finding.message + way, _GITHUB_DATA)
    return f"::{_COMMANDS[finding.severity]} file={file},line={finding.line},title={title}::{told}"


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)


def as_sarif(findings: Sequence[Finding]) -> str:
    """One run in the Static Analysis Results Interchange Format 2.1.0 (OASIS)."""
    codes = list(CODES)
    run = {
        "tool": {
            "driver": {
                "name": "kbdesk",
                "version": __version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder of the library."}}},
        "results": [_result(finding, codes.index(finding.code)) for finding in findings],
    }
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _rule(code: str) -> dict[str, Any]:
    return {"id": code, "shortDescription": {"text": CODES[code]}}


def _result(finding: Finding, index: int) -> dict[str, Any]:
    """A result; the way to it is a code flow, each answer a place without a line of its own."""
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding)],
    }
    if finding.answers:
        steps: list[dict[str, Any]] = [
            {"location": {"message": {"text": f"Answer “{text}”."}}} for text in finding.answers
        ]
        steps.append({"location": _location(finding) | {"message": {"text": finding.message}}})
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
        result["properties"] = {"answers": list(finding.answers)}
    return result


def _location(finding: Finding) -> dict[str, Any]:
    artifact = {"uri": quote(finding.path), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": max(finding.line, 1)}}}


FORMATS: dict[str, Format] = {"json": as_json, "sarif": as_sarif, "github": as_github}
"""Each format by its name on the command line."""
