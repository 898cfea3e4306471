# SPDX-License-Identifier: MIT
"""Writes docs/keys.md, the list of all keys that F1 shows."""

from __future__ import annotations

from pathlib import Path

from kbdesk.ui.actions import key_list

if __name__ == "__main__":
    (Path(__file__).resolve().parents[1] / "docs" / "keys.md").write_text(key_list(), encoding="utf-8")
