# SPDX-License-Identifier: MIT
"""The suites F1 to F17 that RELIABILITY.md tells of; ``make soak`` plays them."""
