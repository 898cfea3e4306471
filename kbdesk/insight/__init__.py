# SPDX-License-Identifier: MIT
"""Figures from what was done: pure functions from uses and calls to bars, lines and strips."""

from __future__ import annotations

from kbdesk.insight.definitions import BY_KEY, DEFINITIONS, Definition
from kbdesk.insight.facts import Call, Material, Paper, Stay, call_of
from kbdesk.insight.figures import figures, list_behind, strip_key

__all__ = [
    "BY_KEY",
    "DEFINITIONS",
    "Call",
    "Definition",
    "Material",
    "Paper",
    "Stay",
    "call_of",
    "figures",
    "list_behind",
    "strip_key",
]
