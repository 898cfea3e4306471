# SPDX-License-Identifier: MIT
"""Figures from what was done: pure functions from uses and calls to bars, lines and strips."""
