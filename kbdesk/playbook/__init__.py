# SPDX-License-Identifier: MIT
"""Playbooks: checking one, and running one."""

from __future__ import annotations

from kbdesk.playbook.articles import Library, check_article, synonym_findings
from kbdesk.playbook.check import check_playbook, new_findings
from kbdesk.playbook.codes import CODES
from kbdesk.playbook.run import (
    answer,
    back,
    close,
    escalated,
    flag,
    jump,
    note,
    opened,
    pause,
    progress,
    record,
    resolve,
    resume,
    revise,
    searched,
    start,
)
from kbdesk.playbook.values import checked_value

__all__ = [
    "CODES",
    "Library",
    "answer",
    "back",
    "check_article",
    "check_playbook",
    "checked_value",
    "close",
    "escalated",
    "flag",
    "jump",
    "new_findings",
    "note",
    "opened",
    "pause",
    "progress",
    "record",
    "resolve",
    "resume",
    "revise",
    "searched",
    "start",
    "synonym_findings",
]
