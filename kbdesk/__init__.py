# SPDX-License-Identifier: MIT
"""kbdesk: find, follow and hand over support knowledge kept as plain Markdown in git."""

__version__ = "0.1.0"
