# SPDX-License-Identifier: MIT
"""The names of months and weekdays, in the language of the window rather than as the system names them."""

from __future__ import annotations

from typing import Final

from kbdesk.language import tr

MONTHS: Final = (
    tr("Jan"),
    tr("Feb"),
    tr("Mar"),
    tr("Apr"),
    tr("May"),
    tr("Jun"),
    tr("Jul"),
    tr("Aug"),
    tr("Sep"),
    tr("Oct"),
    tr("Nov"),
    tr("Dec"),
)
WEEKDAYS: Final = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
"""From Monday on, as ``datetime.weekday`` counts."""
