# SPDX-License-Identifier: MIT
"""Why an action cannot be carried out now: what each needs, in one sentence, and what there is."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QToolButton

from kbdesk.language import tr
from kbdesk.model import Filters, Playbook
from kbdesk.ui.house import House
from kbdesk.ui.key_map import with_keys
from kbdesk.ui.results import ResultsPane

SENTENCES: dict[str, str] = {
    "library": tr("No library is open; {choose_library} opens one."),
    "page": tr("Nothing is open to read."),
    "file": tr("No article or playbook of a library is open."),
    "own": tr("What is open belongs to a library that is only read."),
    "playbook": tr("No playbook is open, and no call goes by one."),
    "call": tr("No call is on screen."),
    "calls": tr("No other call is open."),
    "newer": tr("The playbook says what it said when the call began."),
    "brought": tr("No call or note of somebody else is on screen."),
    "changed": tr("No note is open, and the call has the newest text."),
    "subject": tr("No article or note is open, and no call is on screen."),
    "words": tr("Nothing is searched for."),
    "back": tr("No article was read before this one."),
    "forward": tr("This is the article that was read last."),
    "outline": tr("What is open has no headings."),
    "filters": tr("No filter is on."),
    "rooms": tr("No page stands beside the panes."),
}
"""What an action may need, and what is said while there is none."""

NEEDS: dict[str, str] = {
    **dict.fromkeys(("quick_open", "take_meant", "open_successor", "new_article"), "library"),
    **dict.fromkeys(("share_now", "show_team", "show_recover", "show_reviews"), "library"),
    **dict.fromkeys(("escalate", "start_free", "copy_handoff", "open_handoff", "show_cases"), "library"),
    **dict.fromkeys(("show_checks", "show_curate", "show_exports", "show_promises", "show_paths"), "library"),
    **dict.fromkeys(("show_counts", "show_insight", "show_quality", "show_inbox", "show_start"), "library"),
    **dict.fromkeys(("edit_article", "add_words", "move_article", "delete_article"), "library file own"),
    **dict.fromkeys(("show_past", "show_lines", "show_unread", "verify_article"), "library file own"),
    **dict.fromkeys(("find_next", "find_previous", "toggle_folded"), "page"),
    **dict.fromkeys(("step_back", "copy_words", "focus_note", "focus_values", "finish_call"), "call"),
    **dict.fromkeys(("pause_call", "flag_step", "solve_case", "write_down", "grow_playbook"), "call"),
    **dict.fromkeys(("show_map", "practise"), "library playbook"),
    **dict.fromkeys(("hand_back", "fold_brief"), "brought"),
    "record_gap": "library words",
    "clear_filters": "filters",
    "go_back": "back",
    "go_forward": "forward",
    "open_outline": "outline",
    "next_call": "calls",
    "show_change": "changed",
    "use_new_text": "call newer",
    **dict.fromkeys(("give_feedback", "copy_link", "print_page", "save_pdf"), "library subject"),
    "copy_public": "library file",
    "next_room": "rooms",
}
"""What each action needs, by name; those that are not here can always be carried out."""

_NOTE, _INBOX, _CHECKS, _MAP = "ReceivePage", "InboxPage", "ChecksPage", "MapPage"
"""Pages by the names of their classes, which are imported late."""


def why_not(name: str, there: frozenset[str]) -> str:
    """Why an action of the table cannot be carried out while only this is there; "" if it can."""
    missing = next((need for need in NEEDS.get(name, "").split() if need not in there), "")
    return with_keys(SENTENCES[missing]) if missing else ""


def what_is_there(house: House) -> frozenset[str]:
    """Which of the needs are met now."""
    finder, view = house.finder, house.caller.view
    page, cover = finder.page, type(house.frame.cover).__name__
    file = page is not None and bool(page.document.path)
    book = page is not None and file and isinstance(page.document, Playbook)
    brought = view is not None and view.run.brought is not None
    rooms, results = house.frame.rooms, house.window.findChild(ResultsPane)
    met = {
        "library": house.keeper.desk is not None,
        "page": page is not None or cover == _NOTE,
        "file": file,
        "own": file and page is not None and not page.library,
        "playbook": book
        or cover in (_MAP, _CHECKS)
        or (view is not None and bool(view.run.current.playbook)),
        "call": view is not None,
        "calls": view is not None and len(view.calls) > 1,
        "newer": view is not None and view.newer,
        "brought": brought or cover == _NOTE,
        "changed": cover == _NOTE or (view is not None and view.newer),
        "subject": file or view is not None or cover in (_NOTE, _INBOX),
        "words": bool(finder.query),
        "filters": isinstance(results, ResultsPane) and results.filters() != Filters(),
        "rooms": isinstance(rooms, QStackedWidget) and rooms.count() > 1,
        **{name: _is_on(house, name) for name in ("back", "forward", "outline")},
    }
    return frozenset(name for name, is_met in met.items() if is_met)


def _is_on(house: House, name: str) -> bool:
    button = house.article.findChild(QToolButton, f"article-{name}")
    return isinstance(button, QToolButton) and button.isEnabled()
