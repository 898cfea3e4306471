# SPDX-License-Identifier: MIT
"""The window: widgets that show values and send signals; only this package knows Qt."""

import builtins

import PySide6  # noqa: F401 - it changes how Python imports, see below

# PySide6 reads the source of each module that is imported after it and keeps all its lines, to see whether it
# might want ``from __feature__ import snake_case`` (see its ``feature.py``). Nothing here does: Python's own
# import saves a tenth of the start and 21 MB.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
