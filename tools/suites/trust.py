# SPDX-License-Identifier: MIT
"""Suites F12, F13 and F15: folders, articles and links of people who mean harm."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))  # the tables of payloads are there

from suites.trust_git import play_f12
from suites.trust_links import play_f15
from suites.trust_pictures import play_f13

__all__ = ["play_f12", "play_f13", "play_f15"]
