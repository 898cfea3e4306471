# SPDX-License-Identifier: MIT
"""A small world for tests of figures: few uses and calls of which every number can be told by looking."""

from __future__ import annotations

from builders import playbook, step

from kbdesk.insight import Material, Paper, call_of
from kbdesk.model.usage import Feedback, Use

SINCE, UNTIL = "2026-11-01", "2026-11-30"
WIFI, LEAVE = "playbooks/wifi.md", "playbooks/leave.md"
A, B, OLD = "articles/a.md", "articles/b.md", "articles/old.md"

BOOKS = {
    WIFI: playbook(
        step("Look", ("Green", "try"), ("Red", "escalate-to-tier-2-line")),
        step("Try", ("Works", "resolve-works"), ("Fails", "escalate-to-tier-2-line")),
        step("Resolve: works"),
        step("Escalate to tier 2: line", ("Starts here", "check")),
        step("Check", ("Done", "resolve-works")),
        path=WIFI,
    ),
    LEAVE: playbook(
        step("Ask", ("Takes it", "resolve-stays"), ("Leaves", "resolve-gone"), values=["offer"]),
        step("Resolve: stays"),
        step("Resolve: gone"),
        path=LEAVE,
    ),
}


def search(at: str, words: str, found: int = 5, session: str = "s1") -> Use:
    """A search on 10 November, or at a whole time."""
    return Use(_at(at), "search", words, found, session=session)


def opened(at: str, path: str, rank: int = 0, words: str = "", session: str = "s1") -> Use:
    """An opening, likewise."""
    return Use(_at(at), "open", words, path=path, rank=rank, session=session)


def _at(at: str) -> str:
    return at if "T" in at else f"2026-11-10T{at}+00:00"


def visit(anchor: str, answer: str = "", seconds: int = 0, **more) -> dict[str, object]:
    """A stay as it is kept."""
    title = {"escalate-to-tier-2-line": "Escalate to tier 2: line"}.get(anchor, "")
    kind, _, rest = anchor.partition("-")
    title = title or (f"Resolve: {rest}" if kind == "resolve" else anchor.capitalize())
    plain = {
        "playbook": WIFI,
        "anchor": anchor,
        "title": title,
        "tier": "1",
        "at": "2026-11-10T09:00:00+00:00",
    }
    return {**plain, "by": "Mia", "answer": answer, "seconds": seconds, **more}


def run(name: str, status: str, *visits: dict[str, object], **more) -> dict[str, object]:
    """A call as it is kept."""
    path = visits[0]["playbook"] if visits else ""
    plain = {
        "id": name,
        "started": "2026-11-10T09:00:00+00:00",
        "status": status,
        "playbook": path,
        "title": "Wi-Fi" if path == WIFI else "Leave",
        "tier": "1",
        "by": "Mia",
        "visits": list(visits),
    }
    return plain | more


USES = (
    search("09:00:00", "wifi blinks", 0),  # in other words 30 s later
    search("09:00:30", "wi-fi light red"),
    opened("09:00:40", A, 1, "wi-fi light red"),
    search("09:05:00", "WIFI  blinks", 0),  # nothing after it within 120 s
    search("09:10:00", "vpn"),
    opened("09:10:20", B, 3, "vpn"),
    opened("09:10:50", A),  # by a link
    search("09:20:00", "printer"),  # nothing opened; the next search is another session's
    search("09:20:10", "fax", 2, "s2"),
    opened("09:21:00", A, 12, "fax", "s2"),
    search("2026-11-30T23:59:59+00:00", "last", 1, "s3"),
)
RUNS = (
    run("c1", "resolved", visit("look", "Green", 10), visit("try", "Works", 30), visit("resolve-works")),
    run("c2", "escalated", visit("look", "Red", 20), visit("escalate-to-tier-2-line", "", 40)),
    run(
        "c3",
        "resolved",
        visit("look", "Red", 60, by="Tom"),
        visit("escalate-to-tier-2-line", "Starts here", 5, by="Tom"),
        visit("check", "Done", 100, tier="2"),
        visit("resolve-works"),
        brought={
            "received": {"by": "Mia", "at": "2026-11-10T10:00:00+00:00", "accepted": True},
            "earlier": [
                {
                    "received": {
                        "by": "Mia",
                        "at": "2026-11-10T09:30:00+00:00",
                        "accepted": False,
                        "missing": ["Phone number!", "phone number", "The error"],
                    }
                }
            ],
        },
    ),
    run(
        "c4",
        "returned",
        visit("look", "Green", 30, undone=True),
        visit("look", "Green", 40),
        visit("try", "", 15),
        brought={
            "received": {"by": "x", "at": "2026-11-11T09:00:00", "accepted": False, "missing": ["the error"]}
        },
    ),
    run("c5", "closed", visit("look", "", 50), articles=[{"path": A}]),
    run("c6", "running", visit("look")),
    run(
        "c7",
        "resolved",
        visit("ask", "Takes it", 9, playbook=LEAVE),
        visit("resolve-stays", playbook=LEAVE),
    ),
    run("c8", "resolved", visit("ask", "Leaves", 9, playbook=LEAVE), visit("resolve-gone", playbook=LEAVE)),
    run("c9", "closed", visit("call", "", 100, playbook="")),
    run("before", "resolved", visit("look", "Green", 10), started="2026-10-31T23:59:59+00:00"),
)
PAPERS = {
    paper.path: paper
    for paper in (
        Paper(A, "Article A", "2026-07-01"),
        Paper(B, "Article B", "2026-11-29"),
        Paper("articles/c.md", "Article C", "2026-12-20"),
        Paper("articles/d.md", "Article D", "2027-12-20"),
        Paper("articles/e.md", "Article E", "soon"),
        Paper(OLD, "Old", "2020-01-01", archived=True),
        Paper(WIFI, "Wi-Fi", "2027-01-31"),
        Paper(LEAVE, "Leave", "2027-01-31"),
    )
}
FEEDBACK = tuple(
    Feedback(f"f{n}", f"2026-11-{n + 10}T09:00:00+00:00", "Mia", A, "", "", kind)  # type: ignore[arg-type]
    for n, kind in enumerate(("helped", "helped", "wrong"))
)
WORLD = Material(
    SINCE,
    UNTIL,
    USES,
    tuple(call_of("2026-11-12T09:00:00+00:00", raw) for raw in RUNS),
    FEEDBACK,
    PAPERS,
    BOOKS,
    ((B, "2026-11-05T08:00:00+00:00"),),
)
