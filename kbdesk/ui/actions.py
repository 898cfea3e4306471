# SPDX-License-Identifier: MIT
"""Every action of the window with its keys: one table for shortcuts, hints and the key list (F1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
    Act("focus_search", "Search", ("Ctrl+L", "/"), "Find"),
    Act("quick_open", "Open an article or playbook by its title", ("Ctrl+P",), "Find", repeats=False),
    Act("find_text", "Search, or find in the open article", ("Ctrl+F",), "Find"),
    Act("find_next", "Next place found in the article", ("F3",), "Find"),
    Act("find_previous", "Previous place found in the article", ("Shift+F3",), "Find"),
    Act("clear_filters", "Clear all filters", ("Alt+C",), "Find"),
    Act("take_meant", "Search for what was probably meant", ("Alt+M",), "Find"),
    Act("open_successor", "Open what replaces an archived article", ("Alt+Return", "Alt+Enter"), "Find"),
    Act("record_gap", "Record a gap: nothing answers this", ("Alt+G",), "Find", repeats=False),
    Act("go_back", "Article before this one", ("Alt+Left",), "Read"),
    Act("go_forward", "Article after this one", ("Alt+Right",), "Read"),
    Act("open_outline", "Headings of the article", ("Ctrl+Shift+O",), "Read"),
    Act("toggle_folded", "Show or fold what is above my tier", ("Alt+T",), "Read", repeats=False),
    Act("copy_link", "Copy link to this section or step", ("Ctrl+Shift+V",), "Read", repeats=False),
    Act("print_page", "Print the article or note", ("Ctrl+Alt+P",), "Read", repeats=False),
    Act("save_pdf", "Save the article or note as PDF", ("Alt+D",), "Read", repeats=False),
    Act("edit_article", "Edit the open article", ("Ctrl+Shift+E",), "Write", repeats=False),
    Act("new_article", "New article", ("Ctrl+Shift+A",), "Write", repeats=False),
    Act("add_words", "Add the customer's words to the open article", ("Alt+W",), "Write", repeats=False),
    Act("move_article", "Rename or move the open article", ("F2",), "Write", repeats=False),
    Act("delete_article", "Delete the open article", ("Ctrl+Shift+Delete",), "Write", repeats=False),
    Act("show_past", "History of the open article", ("Ctrl+Shift+H",), "Write", repeats=False),
    Act("show_lines", "Who wrote which line", ("Ctrl+Shift+I",), "Write", repeats=False),
    Act("show_unread", "What changed since it was read", ("Alt+U",), "Write", repeats=False),
    Act("share_now", "Get and send updates now", ("Ctrl+Shift+S",), "Team", repeats=False),
    Act("show_team", "The team: state, reviews, approved version", ("Ctrl+Shift+T",), "Team", repeats=False),
    Act("show_recover", "Recover drafts and earlier states", ("Ctrl+Shift+R",), "Team", repeats=False),
    Act("show_reviews", "Changes that wait for a review", ("Alt+R",), "Team", repeats=False),
    Act("open_address", "Open a library from an address", ("Alt+O",), "Team", repeats=False),
    Act("step_back", "Take back the last answer", ("Backspace", "Ctrl+Z"), "Call", repeats=False),
    Act("copy_words", "Copy the words to say", ("C", "Ctrl+Shift+W"), "Call"),
    Act("focus_note", "Note for this step", ("Ctrl+N",), "Call"),
    Act("focus_values", "First value to record", ("Ctrl+R",), "Call"),
    Act("escalate", "Escalate: hand over to the next tier", ("Ctrl+E",), "Call"),
    Act("finish_call", "Finish the call", ("Ctrl+Shift+Return",), "Call"),
    Act("pause_call", "Put the call on hold, or go on", ("Ctrl+H",), "Call"),
    Act("next_call", "Switch to the next open call", ("F8",), "Call"),
    Act("start_free", "Start a call without a playbook", ("Ctrl+Shift+N",), "Call"),
    Act("flag_step", "Flag this step as wrong or unclear", ("Ctrl+Shift+F",), "Call"),
    Act("copy_handoff", "Copy the last handoff note", ("Ctrl+Shift+C",), "Call"),
    Act("open_handoff", "Open a handoff note", ("Alt+H",), "Handoff", repeats=False),
    Act("show_inbox", "The inbox: what waits for me", ("Alt+I",), "Handoff", repeats=False),
    Act("show_cases", "My cases", ("Ctrl+Shift+K",), "Handoff", repeats=False),
    Act("hand_back", "Hand the call, or send the note, back", ("Ctrl+Shift+B",), "Handoff", repeats=False),
    Act("solve_case", "Solve the case: what it was, what fixed it", ("Alt+S",), "Handoff", repeats=False),
    Act("write_down", "New article from this case", ("Alt+A",), "Handoff", repeats=False),
    Act("grow_playbook", "Add what was found to the playbook", ("Alt+P",), "Handoff", repeats=False),
    Act("fold_brief", "Fold or unfold the brief of the call", ("Alt+B",), "Handoff", repeats=False),
    Act("show_change", "What changed in the playbook since", ("Alt+V",), "Handoff", repeats=False),
    Act("use_new_text", "Use the new text of the playbook", ("Alt+N",), "Handoff", repeats=False),
    Act("show_map", "Map of the open or running playbook", ("Ctrl+Shift+M",), "Playbook", repeats=False),
    Act("practise", "Practise the open playbook", ("F5",), "Playbook", repeats=False),
    Act("show_checks", "What the checker found", ("F7",), "Playbook", repeats=False),
    Act("show_curate", "What wants attention", ("Ctrl+Shift+U",), "Playbook", repeats=False),
    Act("verify_article", "The open file is verified today", ("Ctrl+Shift+Y",), "Playbook", repeats=False),
    Act("show_exports", "Give to others: partner, bot, developers", ("Alt+E",), "Role", repeats=False),
    Act("give_feedback", "Say whether this article or step helps", ("Alt+F",), "Role", repeats=False),
    Act("show_profile", "Your profile: role, tier, team, audience", ("Ctrl+Shift+P",), "Role", repeats=False),
    Act("show_start", "What your role needs now", ("Alt+Home",), "Role", repeats=False),
    Act("show_promises", "Promises: due, late, all of the inbox", ("Ctrl+Shift+D",), "Role", repeats=False),
    Act("show_paths", "Reading paths: what to read, in order", ("Ctrl+Shift+J",), "Role", repeats=False),
    Act("show_counts", "Counts shared with the team", ("Alt+K",), "Role", repeats=False),
    Act("copy_public", "Copy public wording", ("Ctrl+Shift+X",), "Role", repeats=False),
    Act("show_insight", "Insight: use of knowledge, ends of calls", ("Ctrl+Shift+G",), "Role", repeats=False),
    Act("show_quality", "Quality: sample, reviews, coaching", ("Ctrl+Shift+Q",), "Role", repeats=False),
    Act("show_results", "Go to the results", ("Alt+1",), "Window"),
    Act("show_article", "Go to the article", ("Alt+2",), "Window"),
    Act("show_call", "Go to the call", ("Alt+3",), "Window"),
    Act("next_room", "Next open page, or back to the panes", ("Ctrl+Tab",), "Window"),
    Act("next_pane", "Next pane", ("F6",), "Window"),
    Act("previous_pane", "Previous pane", ("Shift+F6",), "Window"),
    Act("toggle_results", "Show or hide the results", ("Ctrl+B",), "Window"),
    Act("toggle_call", "Show or hide the call", ("Ctrl+J",), "Window"),
    Act("larger", "Larger text", ("Ctrl++", "Ctrl+="), "Window"),
    Act("smaller", "Smaller text", ("Ctrl+-",), "Window"),
    Act("normal_size", "Normal text size", ("Ctrl+0",), "Window"),
    Act("toggle_theme", "Light or dark", ("Ctrl+Alt+D",), "Window"),
    Act("show_settings", "Settings", ("Ctrl+,",), "Window", repeats=False),
    Act("stay_on_top", "Stay above other windows, or not", ("Ctrl+Alt+T",), "Window", repeats=False),
    Act("snap_right", "Right third of the screen, and back", ("Ctrl+Alt+Right",), "Window", repeats=False),
    Act("choose_library", "Open a folder as library", ("Ctrl+O",), "Window"),
    Act("show_libraries", "Libraries searched together", ("Ctrl+Shift+L",), "Window"),
    Act("show_palette", "Every action: type what you want to do", ("Ctrl+K", "F9"), "Window", repeats=False),
    Act("show_reach", "Tray, and a key from any program", ("Ctrl+Alt+G",), "Window", repeats=False),
    Act("change_keys", "Change keys", ("Shift+F9",), "Window", repeats=False),
    Act("show_keys", "All keys", ("F1",), "Window"),
    Act("show_help", "The help, at the page for what is on screen", ("Shift+F1",), "Window", repeats=False),
    Act("start_guide", "Try a call in two minutes, key by key", ("Ctrl+F1",), "Window", repeats=False),
    Act("show_beginning", "Welcome: the ways to begin", ("Ctrl+Alt+Home",), "Window", repeats=False),
    Act("new_library", "Make a new library", ("Ctrl+Alt+N",), "Window", repeats=False),
)
"""Digits are not in the table: 1–9 answer when the focus is not in a text field, Ctrl+1–9 always."""


_TABLE_HEAD = ("| Key | What it does |", "|---|---|")

SEARCHING = """## Searching

Plain words do, also a pasted error message. For those who want more:

| Type | Finds |
|---|---|
| `"asks for password"` | these words as they stand |
| `-exchange`, `-"public folder"` | what does not have them |
| `tier:2`, `kind:playbook`, `product:outlook`, `tag:vpn` | only these; `kind:` is article, playbook or step |
| `audience:public` | what is written for them; or partner, internal |
| `is:stale` | past its review; or archived, draft, not-validated, validated |
| `by:anna` | by this owner or last author |
| `changed:30d`, `changed:>2026-10-01`, `changed:2026-10` | by the day of the last change |
| `-tag:vpn` | a minus turns any of these round |
| `:` | the list of these; Tab takes what is offered |
"""


def key_list(
    keys_of: Callable[[str], tuple[str, ...]] | None = None, here: tuple[tuple[str, str], ...] = ()
) -> str:
    """All actions with their keys as Markdown tables, one per group, and how to search.

    Args:
        keys_of: the keys of an action by its name; None for those of the table.
        here: (key, what it does) of what works where the person is; it comes first.
    """
    lines = ["# Keys", ""]
    if here:
        rows = (f"| {key} | {_cell(text)} |" for key, text in here)
        lines += ["## Here and now", "", *_TABLE_HEAD, *rows, ""]
    for group in dict.fromkeys(act.group for act in ACTS):
        lines += [f"## {group}", "", *_TABLE_HEAD]
        if group == "Find":
            lines.append("| Up, Down | Choose a result while you type |")
            lines.append("| Enter | Open the article, or start the playbook, at the step if it is one |")
            lines.append("| Ctrl+Enter (in the list) | Read a playbook without starting a call |")
        if group == "Call":
            lines.append("| 1–9 | Answer the step (Ctrl+1–9 while you type) |")
        for act in ACTS:
            if act.group == group and (keys := act.keys if keys_of is None else keys_of(act.name)):
                lines.append(f"| {' or '.join(keys)} | {act.text} |")
        if group == "Handoff":
            lines.append("| Ctrl+V, or drop it anywhere | Open the note in the text or file |")
        if group == "Write":
            lines += ["", "## While writing", "", *_TABLE_HEAD]
            lines += [f"| {key} | {text} |" for key, text in KEY_ROWS]
        lines.append("")
    return "\n".join([*lines, SEARCHING])


def _cell(text: str) -> str:
    """A text as it may stand in a cell of a table."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#&" else sign for sign in " ".join(text.split()))
