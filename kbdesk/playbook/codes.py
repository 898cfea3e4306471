# SPDX-License-Identifier: MIT
"""The checker's codes: stable names for what it can find, each with one sentence."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, str]] = {
    # KB0xx: the file itself
    "KB001": "The file could not be read.",
    "KB002": "A part of the file could not be understood.",
    # KB1xx: playbooks
    "KB100": "A playbook has no step.",
    "KB101": "An answer leads to no step.",
    "KB102": "Two steps have one anchor.",
    "KB103": "A dead end: a step without an answer that neither resolves nor escalates.",
    "KB104": "No path reaches a step.",
    "KB105": "A trap: from a step no path ends in Resolve or Escalate.",
    "KB106": "An answer enters a higher tier without an Escalate step.",
    "KB107": "An Escalate step does not go up.",
    "KB108": "An answer of an Escalate step goes on in another tier than the one it hands over to.",
    "KB109": "A Resolve step has answers that nobody can choose.",
    "KB110": "A value that an Escalate step needs is not recorded on every path to it.",
    "KB111": "A practice path does not go or end as it says.",
    "KB112": "Some answers are taken by no practice path.",
    "KB113": "A step has more than 9 answers.",
    "KB114": "A tier has more than 40 steps.",
    "KB115": "A step is longer than a screen.",
    "KB116": "A step's anchor differs between git hosts.",
    "KB117": "Two answers of a step read the same.",
    # KB2xx: articles, and what playbooks share with them
    "KB201": "A document has no title.",
    "KB202": "Two documents have the same title.",
    "KB203": "A link leads to a file that does not exist.",
    "KB204": "A link leads to a heading that does not exist.",
    "KB205": "A picture does not exist.",
    "KB206": "A link starts at a site's root, which the library does not know.",
    "KB207": "A link leads out of the library.",
    "KB208": "A link has a scheme that opens nowhere but in its own program.",
    "KB210": "Validated, but without an owner or a review date.",
    "KB211": "Past the date by which it was to be reviewed.",
    "KB212": "Archived, but without a successor.",
    "KB213": "The successor does not exist.",
    "KB214": "A document for a wider audience links to one for a narrower audience.",
    "KB215": "The successors lead round in a circle.",
    "KB216": "The successor was replaced itself.",
    # KB3xx: synonyms.md
    "KB301": "A line of synonyms.md does not count.",
    # KB4xx: what a text must not hold
    "KB401": "A line seems to hold personal data.",
}
"""What each code stands for. A code keeps its meaning for ever."""
