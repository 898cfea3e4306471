# SPDX-License-Identifier: MIT
"""The agent's own runs, searches and settings on this computer; never in the library."""

from __future__ import annotations

from kbdesk.cases.practices import Practised
from kbdesk.cases.runs import run_from_json, run_to_json, value_from_json
from kbdesk.cases.store import CaseStore

__all__ = ["CaseStore", "Practised", "run_from_json", "run_to_json", "value_from_json"]
