# SPDX-License-Identifier: MIT
"""The agent's own runs, searches and settings on this computer; never in the library."""

from __future__ import annotations

from kbdesk.cases.runs import run_from_json, run_to_json
from kbdesk.cases.store import CaseStore

__all__ = ["CaseStore", "run_from_json", "run_to_json"]
