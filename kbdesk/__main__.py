# SPDX-License-Identifier: MIT
"""``python -m kbdesk`` is the same as ``kbdesk``."""

import sys

from kbdesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
