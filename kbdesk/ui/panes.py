# SPDX-License-Identifier: MIT
"""The three panes of the window by their numbers, from the first on."""

from __future__ import annotations

RESULTS, ARTICLE, CALL = range(3)
