# SPDX-License-Identifier: MIT
"""Tests over the accessibility bus need packages of the system: only `make a11y` runs them."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("KBDESK_A11Y") else ["test_*.py"]
