# SPDX-License-Identifier: MIT
"""Every action of the window with its keys: one table for shortcuts, hints and the key list (F1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kbdesk.language import tr
from kbdesk.ui.writing.keys import KEY_ROWS


@dataclass(frozen=True, slots=True)
class Act:
    """An action: ``name`` is the window's slot, ``keys`` are Qt key sequences, the first is shown."""

    name: str
    text: str
    keys: tuple[str, ...]
    group: str
    repeats: bool = True
    """Whether a key that is held down acts again and again."""


ACTS: tuple[Act, ...] = (
    Act("focus_search", tr("Search"), ("Ctrl+L", "/"), "Find"),
    Act("quick_open", tr("Open an article or playbook by its title"), ("Ctrl+P",), "Find", repeats=False),
    Act("find_text", tr("Search, or find in the open article"), ("Ctrl+F",), "Find"),
    Act("find_next", tr("Next place found in the article"), ("F3",), "Find"),
    Act("find_previous", tr("Previous place found in the article"), ("Shift+F3",), "Find"),
    Act("clear_filters", tr("Clear all filters"), ("Alt+C",), "Find"),
    Act("take_meant", tr("Search for what was probably meant"), ("Alt+M",), "Find"),
    Act(
        "open_successor",
        tr("Open what replaces an archived article"),
        ("Alt+Return", "Alt+Enter"),
        "Find",
    ),
    Act("record_gap", tr("Record a gap: nothing answers this"), ("Alt+G",), "Find", repeats=False),
    Act("go_back", tr("Article before this one"), ("Alt+Left",), "Read"),
    Act("go_forward", tr("Article after this one"), ("Alt+Right",), "Read"),
    Act("open_outline", tr("Headings of the article"), ("Ctrl+Shift+O",), "Read"),
    Act("toggle_folded", tr("Show or fold what is above my tier"), ("Alt+T",), "Read", repeats=False),
    Act("copy_link", tr("Copy link to this section or step"), ("Ctrl+Shift+V",), "Read", repeats=False),
    Act("print_page", tr("Print the article or note"), ("Ctrl+Alt+P",), "Read", repeats=False),
    Act("save_pdf", tr("Save the article or note as PDF"), ("Alt+D",), "Read", repeats=False),
    Act("edit_article", tr("Edit the open article"), ("Ctrl+Shift+E",), "Write", repeats=False),
    Act("new_article", tr("New article"), ("Ctrl+Shift+A",), "Write", repeats=False),
    Act(
        "add_words",
        tr("Add the customer's words to the open article"),
        ("Alt+W",),
        "Write",
        repeats=False,
    ),
    Act("move_article", tr("Rename or move the open article"), ("F2",), "Write", repeats=False),
    Act("delete_article", tr("Delete the open article"), ("Ctrl+Shift+Delete",), "Write", repeats=False),
    Act("show_past", tr("History of the open article"), ("Ctrl+Shift+H",), "Write", repeats=False),
    Act("show_lines", tr("Who wrote which line"), ("Ctrl+Shift+I",), "Write", repeats=False),
    Act("show_unread", tr("What changed since it was read"), ("Alt+U",), "Write", repeats=False),
    Act("share_now", tr("Get and send updates now"), ("Ctrl+Shift+S",), "Team", repeats=False),
    Act(
        "show_team",
        tr("The team: state, reviews, approved version"),
        ("Ctrl+Shift+T",),
        "Team",
        repeats=False,
    ),
    Act("show_recover", tr("Recover drafts and earlier states"), ("Ctrl+Shift+R",), "Team", repeats=False),
    Act("show_reviews", tr("Changes that wait for a review"), ("Alt+R",), "Team", repeats=False),
    Act("open_address", tr("Open a library from an address"), ("Alt+O",), "Team", repeats=False),
    Act("step_back", tr("Take back the last answer"), ("Backspace", "Ctrl+Z"), "Call", repeats=False),
    Act("copy_words", tr("Copy the words to say"), ("C", "Ctrl+Shift+W"), "Call"),
    Act("focus_note", tr("Note for this step"), ("Ctrl+N",), "Call"),
    Act("focus_values", tr("First value to record"), ("Ctrl+R",), "Call"),
    Act("escalate", tr("Escalate: hand over to the next tier"), ("Ctrl+E",), "Call"),
    Act("finish_call", tr("Finish the call"), ("Ctrl+Shift+Return",), "Call"),
    Act("pause_call", tr("Put the call on hold, or go on"), ("Ctrl+H",), "Call"),
    Act("next_call", tr("Switch to the next open call"), ("F8",), "Call"),
    Act("start_free", tr("Start a call without a playbook"), ("Ctrl+Shift+N",), "Call"),
    Act("flag_step", tr("Flag this step as wrong or unclear"), ("Ctrl+Shift+F",), "Call"),
    Act("copy_handoff", tr("Copy the last handoff note"), ("Ctrl+Shift+C",), "Call"),
    Act("open_handoff", tr("Open a handoff note"), ("Alt+H",), "Handoff", repeats=False),
    Act("show_inbox", tr("The inbox: what waits for me"), ("Alt+I",), "Handoff", repeats=False),
    Act("show_cases", tr("My cases"), ("Ctrl+Shift+K",), "Handoff", repeats=False),
    Act(
        "hand_back",
        tr("Hand the call, or send the note, back"),
        ("Ctrl+Shift+B",),
        "Handoff",
        repeats=False,
    ),
    Act(
        "solve_case",
        tr("Solve the case: what it was, what fixed it"),
        ("Alt+S",),
        "Handoff",
        repeats=False,
    ),
    Act("write_down", tr("New article from this case"), ("Alt+A",), "Handoff", repeats=False),
    Act("grow_playbook", tr("Add what was found to the playbook"), ("Alt+P",), "Handoff", repeats=False),
    Act("fold_brief", tr("Fold or unfold the brief of the call"), ("Alt+B",), "Handoff", repeats=False),
    Act("show_change", tr("What changed in the playbook since"), ("Alt+V",), "Handoff", repeats=False),
    Act("use_new_text", tr("Use the new text of the playbook"), ("Alt+N",), "Handoff", repeats=False),
    Act(
        "show_map",
        tr("Map of the open or running playbook"),
        ("Ctrl+Shift+M",),
        "Playbook",
        repeats=False,
    ),
    Act("practise", tr("Practise the open playbook"), ("F5",), "Playbook", repeats=False),
    Act("show_checks", tr("What the checker found"), ("F7",), "Playbook", repeats=False),
    Act("show_curate", tr("What wants attention"), ("Ctrl+Shift+U",), "Playbook", repeats=False),
    Act(
        "verify_article",
        tr("The open file is verified today"),
        ("Ctrl+Shift+Y",),
        "Playbook",
        repeats=False,
    ),
    Act("show_exports", tr("Give to others: partner, bot, developers"), ("Alt+E",), "Role", repeats=False),
    Act("give_feedback", tr("Say whether this article or step helps"), ("Alt+F",), "Role", repeats=False),
    Act(
        "show_profile",
        tr("Your profile: role, tier, team, audience"),
        ("Ctrl+Shift+P",),
        "Role",
        repeats=False,
    ),
    Act("show_start", tr("What your role needs now"), ("Alt+Home",), "Role", repeats=False),
    Act(
        "show_promises",
        tr("Promises: due, late, all of the inbox"),
        ("Ctrl+Shift+D",),
        "Role",
        repeats=False,
    ),
    Act(
        "show_paths",
        tr("Reading paths: what to read, in order"),
        ("Ctrl+Shift+J",),
        "Role",
        repeats=False,
    ),
    Act("show_counts", tr("Counts shared with the team"), ("Alt+K",), "Role", repeats=False),
    Act("copy_public", tr("Copy public wording"), ("Ctrl+Shift+X",), "Role", repeats=False),
    Act(
        "show_insight",
        tr("Insight: use of knowledge, ends of calls"),
        ("Ctrl+Shift+G",),
        "Role",
        repeats=False,
    ),
    Act("show_quality", tr("Quality: sample, reviews, coaching"), ("Ctrl+Shift+Q",), "Role", repeats=False),
    Act("show_results", tr("Go to the results"), ("Alt+1",), "Window"),
    Act("show_article", tr("Go to the article"), ("Alt+2",), "Window"),
    Act("show_call", tr("Go to the call"), ("Alt+3",), "Window"),
    Act("next_room", tr("Next open page, or back to the panes"), ("Ctrl+Tab",), "Window"),
    Act("next_pane", tr("Next pane"), ("F6",), "Window"),
    Act("previous_pane", tr("Previous pane"), ("Shift+F6",), "Window"),
    Act("toggle_results", tr("Show or hide the results"), ("Ctrl+B",), "Window"),
    Act("toggle_call", tr("Show or hide the call"), ("Ctrl+J",), "Window"),
    Act("larger", tr("Larger text"), ("Ctrl++", "Ctrl+="), "Window"),
    Act("smaller", tr("Smaller text"), ("Ctrl+-",), "Window"),
    Act("normal_size", tr("Normal text size"), ("Ctrl+0",), "Window"),
    Act("toggle_theme", tr("Light or dark"), ("Ctrl+Alt+D",), "Window"),
    Act("show_settings", tr("Settings"), ("Ctrl+,",), "Window", repeats=False),
    Act("stay_on_top", tr("Stay above other windows, or not"), ("Ctrl+Alt+T",), "Window", repeats=False),
    Act(
        "snap_right",
        tr("Right third of the screen, and back"),
        ("Ctrl+Alt+Right",),
        "Window",
        repeats=False,
    ),
    Act("choose_library", tr("Open a folder as library"), ("Ctrl+O",), "Window"),
    Act("show_libraries", tr("Libraries searched together"), ("Ctrl+Shift+L",), "Window"),
    Act(
        "show_palette",
        tr("Every action: type what you want to do"),
        ("Ctrl+K", "F9"),
        "Window",
        repeats=False,
    ),
    Act("show_reach", tr("Tray, and a key from any program"), ("Ctrl+Alt+G",), "Window", repeats=False),
    Act("change_keys", tr("Change keys"), ("Shift+F9",), "Window", repeats=False),
    Act("show_keys", tr("All keys"), ("F1",), "Window"),
    Act(
        "show_help",
        tr("The help, at the page for what is on screen"),
        ("Shift+F1",),
        "Window",
        repeats=False,
    ),
    Act("start_guide", tr("Try a call in two minutes, key by key"), ("Ctrl+F1",), "Window", repeats=False),
    Act("show_beginning", tr("Welcome: the ways to begin"), ("Ctrl+Alt+Home",), "Window", repeats=False),
    Act("new_library", tr("Make a new library"), ("Ctrl+Alt+N",), "Window", repeats=False),
)
"""Digits are not in the table: 1–9 answer when the focus is not in a text field, Ctrl+1–9 always."""

GROUPS = {
    "Find": tr("Find"),
    "Read": tr("Read"),
    "Write": tr("Write"),
    "Team": tr("Team"),
    "Call": tr("Call"),
    "Handoff": tr("Handoff"),
    "Playbook": tr("Playbook"),
    "Role": tr("Role"),
    "Window": tr("Window"),
}
"""What the groups are called in the window."""

ANSWER_ROW = ("1–9", tr("Answer the step (Ctrl+1–9 while you type)"))
CHOOSE_ROW = (tr("Up, Down"), tr("Choose a result while you type"))
_FIRST_ROWS = {
    "Find": (
        CHOOSE_ROW,
        ("Enter", tr("Open the article, or start the playbook, at the step if it is one")),
        (tr("Ctrl+Enter (in the list)"), tr("Read a playbook without starting a call")),
    ),
    "Call": (ANSWER_ROW,),
}
_LAST_ROWS = {"Handoff": ((tr("Ctrl+V, or drop it anywhere"), tr("Open the note in the text or file")),)}
"""(key, what it does) of what has no action, before and after those of a group that have one."""

_HEADS = (tr("Key"), tr("What it does")), (tr("Type"), tr("Finds"))
"""The heads of the tables of keys, and of that of signs."""

_SIGNS = (
    ('`"asks for password"`', tr("these words as they stand")),
    ('`-exchange`, `-"public folder"`', tr("what does not have them")),
    (
        "`tier:2`, `kind:playbook`, `product:outlook`, `tag:vpn`",
        tr("only these; `kind:` is article, playbook or step"),
    ),
    ("`audience:public`", tr("what is written for them; or partner, internal")),
    ("`is:stale`", tr("past its review; or archived, draft, not-validated, validated")),
    ("`by:anna`", tr("by this owner or last author")),
    ("`changed:30d`, `changed:>2026-10-01`, `changed:2026-10`", tr("by the day of the last change")),
    ("`-tag:vpn`", tr("a minus turns any of these round")),
    ("`:`", tr("the list of these; Tab takes what is offered")),
)
"""(what is typed, what it finds); the words of conditions are the same in every language."""


def key_list(
    keys_of: Callable[[str], tuple[str, ...]] | None = None, here: tuple[tuple[str, str], ...] = ()
) -> str:
    """All actions with their keys as Markdown tables, one per group, and how to search.

    Args:
        keys_of: the keys of an action by its name; None for those of the table.
        here: (key, what it does) of what works where the person is; it comes first.
    """
    keys_head, signs_head = ((f"| {left} | {right} |", "|---|---|") for left, right in _HEADS)
    lines = ["# " + tr("Keys"), ""]
    if here:
        rows = [(key, _cell(text)) for key, text in here]
        lines += ["## " + tr("Here and now"), "", *keys_head, *_rows(rows), ""]
    for group, name in GROUPS.items():
        acts = [
            (either(keys), act.text)
            for act in ACTS
            if act.group == group and (keys := act.keys if keys_of is None else keys_of(act.name))
        ]
        rows = [*_FIRST_ROWS.get(group, ()), *acts, *_LAST_ROWS.get(group, ())]
        lines += [f"## {name}", "", *keys_head, *_rows(rows)]
        if group == "Write":
            lines += ["", "## " + tr("While writing"), "", *keys_head, *_rows(KEY_ROWS)]
        lines.append("")
    plain = tr("Plain words do, also a pasted error message. For those who want more:")
    lines += ["## " + tr("Searching"), "", plain, "", *signs_head, *_rows(_SIGNS), ""]
    return "\n".join(lines)


def either(keys: Iterable[str]) -> str:
    """Keys of one action as a sentence names them, ``Ctrl+L or /``."""
    return tr(" or ").join(keys)


def _rows(rows: Iterable[tuple[str, str]]) -> list[str]:
    return [f"| {first} | {second} |" for first, second in rows]


def _cell(text: str) -> str:
    """A text as it may stand in a cell of a table."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#&" else sign for sign in " ".join(text.split()))
