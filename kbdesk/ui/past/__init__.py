# SPDX-License-Identifier: MIT
"""The past of an article in the window: its versions, what changed between them, who wrote which line."""
