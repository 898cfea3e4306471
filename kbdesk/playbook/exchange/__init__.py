# SPDX-License-Identifier: MIT
"""Playbooks in the formats of others: values in, texts out, and back. Pure; no Markdown is read here."""

from __future__ import annotations

from kbdesk.playbook.exchange.cacao_in import read_cacao
from kbdesk.playbook.exchange.cacao_out import cacao, playbook_id
from kbdesk.playbook.exchange.csv_in import read_csv
from kbdesk.playbook.exchange.dot import dot
from kbdesk.playbook.exchange.mermaid import mermaid
from kbdesk.playbook.exchange.page import page, page_ids

__all__ = ["cacao", "dot", "mermaid", "page", "page_ids", "playbook_id", "read_cacao", "read_csv"]
