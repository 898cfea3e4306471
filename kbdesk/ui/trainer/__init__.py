# SPDX-License-Identifier: MIT
"""What trainers do in the window: the map of a playbook, its findings, practice, what wants attention."""
