# SPDX-License-Identifier: MIT
"""The team in the window: where sharing stands, what it asks, what is kept, what waits for review."""
