# SPDX-License-Identifier: MIT
"""Playbooks: checking one, and running one."""

from __future__ import annotations

from kbdesk.playbook.articles import check_article, synonym_findings
from kbdesk.playbook.check import check_playbook
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
    "answer",
    "back",
    "check_article",
    "check_playbook",
    "checked_value",
    "close",
    "escalated",
    "flag",
    "jump",
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
