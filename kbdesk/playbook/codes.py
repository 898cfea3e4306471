# SPDX-License-Identifier: MIT
"""The checker's codes: stable names for what it can find, each with one sentence."""

from __future__ import annotations

from typing import Final

from kbdesk.language import tr

CODES: Final[dict[str, str]] = {
    # KB0xx: the file itself
    "KB001": tr("The file could not be read."),
    "KB002": tr("A part of the file could not be understood."),
    # KB1xx: playbooks
    "KB100": tr("A playbook has no step."),
    "KB101": tr("An answer leads to no step."),
    "KB102": tr("Two steps have one anchor."),
    "KB103": tr("A dead end: a step without an answer that neither resolves nor escalates."),
    "KB104": tr("No path reaches a step."),
    "KB105": tr("A trap: from a step no path ends in Resolve or Escalate."),
    "KB106": tr("An answer enters a higher tier without an Escalate step."),
    "KB107": tr("An Escalate step does not go up."),
    "KB108": tr("An answer of an Escalate step goes on in another tier than the one it hands over to."),
    "KB109": tr("A Resolve step has answers that nobody can choose."),
    "KB110": tr("A value that an Escalate step needs is not recorded on every path to it."),
    "KB111": tr("A practice path does not go or end as it says."),
    "KB112": tr("Some answers are taken by no practice path."),
    "KB113": tr("A step has more than 9 answers."),
    "KB114": tr("A tier has more than 40 steps."),
    "KB115": tr("A step is longer than a screen."),
    "KB116": tr("A step's anchor differs between git hosts."),
    "KB117": tr("Two answers of a step read the same."),
    # KB2xx: articles, and what playbooks share with them
    "KB201": tr("A document has no title."),
    "KB202": tr("Two documents have the same title."),
    "KB203": tr("A link leads to a file that does not exist."),
    "KB204": tr("A link leads to a heading that does not exist."),
    "KB205": tr("A picture does not exist."),
    "KB206": tr("A link starts at a site's root, which the library does not know."),
    "KB207": tr("A link leads out of the library."),
    "KB208": tr("A link has a scheme that opens nowhere but in its own program."),
    "KB210": tr("Validated, but without an owner or a review date."),
    "KB211": tr("Past the date by which it was to be reviewed."),
    "KB212": tr("Archived, but without a successor."),
    "KB213": tr("The successor does not exist."),
    "KB214": tr("A document for a wider audience links to one for a narrower audience."),
    "KB215": tr("The successors lead round in a circle."),
    "KB216": tr("The successor was replaced itself."),
    # KB3xx: synonyms.md
    "KB301": tr("A line of synonyms.md does not count."),
    # KB4xx: what a text must not hold
    "KB401": tr("A line seems to hold personal data."),
}
"""What each code stands for. A code keeps its meaning for ever."""
