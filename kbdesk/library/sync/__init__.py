# SPDX-License-Identifier: MIT
"""Sharing a library with a team over any git host."""

from kbdesk.library.sync.backups import backups
from kbdesk.library.sync.round import finish_update, sync_round
from kbdesk.library.sync.standing import remove_left_lock, standing

__all__ = ["backups", "finish_update", "remove_left_lock", "standing", "sync_round"]
