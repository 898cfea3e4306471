# SPDX-License-Identifier: MIT
"""What the terminal understands of export and import."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from kbdesk.cli.bot_arguments import add_bot_export, add_bot_import
from kbdesk.cli.insight_arguments import TABLES, table_options
from kbdesk.cli.partner_arguments import add_partner_export

Verbs = argparse._SubParsersAction
Option = Callable[[argparse.ArgumentParser], None]


def exchange_verbs(verbs: Verbs[argparse.ArgumentParser], library: Option) -> None:
    """Add the verbs export and import.

    Args:
        verbs: where they are added.
        library: adds the option that names the library.
    """
    command = verbs.add_parser(
        "export",
        help="write a playbook in another format, tables, a library for a partner, articles for a bot, "
        "or all that is kept of a ticket",
    )
    command.add_argument(
        "path", metavar="PATH", help=f"a playbook; library; bot; ticket; or a table: {', '.join(TABLES)}"
    )
    command.add_argument(
        "--to",
        type=Path,
        default=Path("-"),
        metavar="FILE",
        help=".mmd, .dot, .json, .html or .pdf; of a table .csv or .sqlite (default: print it)",
    )
    command.add_argument(
        "--format",
        choices=("mermaid", "dot", "cacao", "html", "pdf"),
        default="",
        help="default: by the ending",
    )
    command.add_argument(
        "--alone", action="store_true", help="a page without the playbooks that its answers lead into"
    )
    command.add_argument("--force", action="store_true", help="write over a file that is there")
    table_options(command)
    add_partner_export(command)
    add_bot_export(command)
    library(command)

    command = verbs.add_parser(
        "import", help="make a draft of a playbook from another format, or go on with a bot's conversation"
    )
    command.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help=".json, .csv, .tsv, .md or .txt; a folder of runbooks; - is the input; or: bot",
    )
    add_bot_import(command)
    command.add_argument(
        "--to",
        type=Path,
        default=Path("-"),
        metavar="PATH",
        help="a new file of the library under playbooks/, or a folder there (default: print)",
    )
    command.add_argument(
        "--format",
        choices=("cacao", "csv", "runbook"),
        default="",
        help="of the input (default: by the ending)",
    )
    library(command)
