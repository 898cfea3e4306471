# SPDX-License-Identifier: MIT
"""Spelling with the dictionaries of this computer; where there are none, there is no spell-check."""

from __future__ import annotations

from kbdesk.spelling.speller import Speller, add_own_word, own_words

__all__ = ["Speller", "add_own_word", "own_words"]
