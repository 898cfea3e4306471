# SPDX-License-Identifier: MIT
"""kbdesk's search beside other engines: the same text, the same output, one run.

Nothing is imported here: a foreign Python, which has none of kbdesk's packages, runs ``worker`` too.
"""

from __future__ import annotations
