# SPDX-License-Identifier: MIT
"""What the terminal understands of export and import."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

Verbs = argparse._SubParsersAction
Option = Callable[[argparse.ArgumentParser], None]


def exchange_verbs(verbs: Verbs[argparse.ArgumentParser], library: Option) -> None:
    """Add the verbs export and import.

    Args:
        verbs: where they are added.
        library: adds the option that names the library.
    """
    command = verbs.add_parser("export", help="write a playbook as Mermaid, DOT, CACAO, HTML or PDF")
    command.add_argument("path", metavar="PATH")
    command.add_argument(
        "--to",
        type=Path,
        default=Path("-"),
        metavar="FILE",
        help=".mmd, .dot, .json, .html or .pdf (default: print it)",
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
    library(command)

    command = verbs.add_parser("import", help="make a draft of a playbook from CACAO, a table or a runbook")
    command.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help=".json, .csv, .tsv, .md or .txt; a folder of runbooks; - is the input",
    )
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
