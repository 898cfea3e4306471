# SPDX-License-Identifier: MIT
"""The scripted agent of the long soak: what it does in the window, by keys, at a person's brisk pace."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit
from soak_window_hands import Hands

from kbdesk.ui.actions import ACTS

if TYPE_CHECKING:
    from soak_window_inside import Script

Key = Qt.Key
CONTROL: Final = Qt.KeyboardModifier.ControlModifier
SAID: Final = (
    "my wifi keeps cutting out", "outlook keeps asking for my password", "printer offline again",
    "error 0x80070005", "cannot sign in", "teams no sound in calls", "vpn drops every ten minutes",
    "disk full on C:", "calendar is shared but empty", "mailbox quota exceeded", "MFA code never comes",
    "slwo computer", "outlok crashes", "xyzzy plugh", "kind:playbook network", "tag:vpn -exchange",
)  # fmt: skip
NOTES: Final = ("checked twice", "as on the screen", "customer is not sure", "reads it from the label")
PAGES: Final = (
    "show_checks", "show_curate", "show_insight", "show_quality", "show_promises", "show_paths",
    "show_counts", "show_exports", "show_profile", "show_start", "show_team", "show_recover", "show_reviews",
    "show_cases", "show_past", "show_lines", "show_unread", "show_map", "practise", "show_reach",
    "change_keys",
    "show_libraries", "give_feedback", "new_article", "add_words", "move_article", "open_outline",
)  # fmt: skip
FIELDS: Final = (QLineEdit, QPlainTextEdit, QTextEdit)
MOST_CALLS = 3
ODD: Final = {"number": "12", "date": "2026-11-20"}


class Agent(Hands):
    """What an agent does, each deed from its beginning to its end."""

    def deed(self) -> Script:
        """Do one of the things that an agent does."""
        deeds = {
            self.look_up: 26, self.take_call: 30, self.hold: 4, self.inbox: 6, self.edit: 7, self.share: 3,
            self.page: 14, self.palette: 3, self.title: 4, self.looks: 3, self.settings: 2, self.help: 2,
            self.settle: 2,
        }  # fmt: skip
        yield from self.chance.choices(list(deeds), list(deeds.values()))[0]()

    # --- finding and reading ---

    def _words(self) -> str:
        if self.chance.random() < 0.4:
            return self.chance.choice(SAID)
        words = PurePosixPath(self.chance.choice(self.articles)).stem.replace("-", " ").split()
        return " ".join(words[: self.chance.randrange(1, 6)])

    def _search(self, words: str, kind: str) -> Script:
        """Type words and go down to the first result of a kind."""
        yield from self.act("focus_search")
        yield from self.type(words, "search")
        for _ in range(self.chance.randrange(4) if kind != "playbook" else 0):
            yield from self.key(Key.Key_Down, name="down in the results")
        for _ in range(20):
            hit = self.window.results.current()
            if hit is None or hit.kind == kind:
                break
            yield from self.key(Key.Key_Down, name="down in the results")

    def look_up(self) -> Script:
        """Search, open an article, read it."""
        yield from self._search(self._words(), "article")
        hit = self.window.results.current()
        if hit is None or hit.kind != "article":
            return
        yield from self.key(Key.Key_Return, name="open")
        yield from self.did("open")
        yield from self._read()

    def _read(self) -> Script:
        yield from self.act("show_article")
        for _ in range(self.chance.randrange(1, 5)):
            down = self.chance.random() < 0.75
            yield from self.key(Key.Key_PageDown if down else Key.Key_PageUp, name="scroll")
            yield from self.did("scroll")
        luck = self.chance.random()
        if luck < 0.15:
            yield from self.act("find_text")
            yield from self.type(self.chance.choice(("the", "set", "select")), "find in the article")
            yield from self.act("find_next")
            yield from self.key(Key.Key_Escape)
        elif luck < 0.35:
            yield from self.act("go_back")
        elif luck < 0.4:
            yield from self.act("copy_link")

    def title(self) -> Script:
        """Open an article by its title."""
        yield from self.act("quick_open")
        yield from self.type(" ".join(self._words().split()[:2]), "title")
        yield from self.key(Key.Key_Escape if self.chance.random() < 0.5 else Key.Key_Down)
        if self.sheets():
            yield from self.key(Key.Key_Return, CONTROL, name="open a title")
        yield from self.did("open a title")

    # --- calls ---

    def take_call(self) -> Script:
        """Begin a call or go on with the one on screen, for some steps."""
        view = self.window.caller.view
        if view is None or (len(view.calls) < MOST_CALLS and self.chance.random() < 0.3):
            if self.chance.random() < 0.08:
                yield from self.act("start_free")
            else:
                yield from self._search(self.chance.choice(self.books), "playbook")
                yield from self.key(Key.Key_Return, name="begin a call")
                yield from self.did("begin a call")
        yield from self.act("show_call")
        for _ in range(self.chance.randrange(3, 10)):
            view = self.window.caller.view
            if view is None or self.sheets() or self.window.frame.cover is not None:
                return
            if view.run.status == "paused":
                yield from self.act("pause_call")
            elif view.run.status != "running" or view.step.kind == "resolve" or not view.answers:
                yield from self._end_call(view.step.kind)
                return
            elif view.step.kind == "escalate" or self.chance.random() < 0.03:
                yield from self.escalate()
                return
            else:
                yield from self._step()

    def _step(self) -> Script:
        """What a step wants, and an answer."""
        chance, view = self.chance, self.window.caller.view
        assert view is not None
        recorded = dict(view.run.recorded)
        wanted = [one for one in view.step.values if not recorded.get(one.name)]
        for number, one in enumerate(wanted):
            if number == 0:
                yield from self.act("focus_values")
            text = chance.choice(one.choices) if one.choices else ODD.get(one.kind)
            yield from self.type(text or f"X200 {chance.choice(NOTES)}", "value")
            yield from self.key(Key.Key_Return)
        luck = chance.random()
        if luck < 0.15:
            yield from self.act("focus_note")
            yield from self.type(chance.choice(NOTES), "note")
        elif luck < 0.25:
            yield from self.act("copy_words")
        elif luck < 0.29:
            yield from self.act("flag_step")
        elif luck < 0.36 and not isinstance(QApplication.focusWidget(), FIELDS):
            yield from self.act("step_back")
        number = chance.randrange(len(view.answers))
        yield from self.key(Key(Key.Key_1.value + number), CONTROL, name="answer")
        yield from self.did("answer")

    def _end_call(self, kind: str) -> Script:
        if kind == "escalate":
            yield from self.escalate()
            return
        yield from self.act("finish_call")
        if self.sheets():  # a case that was taken on: what it was, what fixed it
            for text in ("A microwave beside the router", "Moved it two metres away"):
                yield from self.key(Key.Key_A, CONTROL)
                yield from self.type(text, "solved")
                yield from self.key(Key.Key_Return)
            yield from self.key(Key.Key_Return, CONTROL, name="solve")
            yield from self.did("solve")

    def escalate(self) -> Script:
        """Fill in the form and hand the call over; sometimes not after all."""
        caller = self.window.caller
        yield from self.act("escalate")
        if not caller.sheet_open:
            return
        for _ in range(8):
            field = QApplication.focusWidget()
            ask = getattr(field.parentWidget() if field is not None else None, "ask", None)
            if ask is not None and not caller.sheet_answers().get(ask.name):
                odd = ODD.get(ask.kind, "Please find the cause today")
                yield from self.type(self.chance.choice(ask.choices) if ask.choices else odd, "form")
            if self.chance.random() < 0.08:
                return  # not now: the form keeps what was typed
            yield from self.key(Key.Key_Return, CONTROL, name="hand over")
            yield from self.did("hand over")
            if caller.handed:
                yield from self.key(Key.Key_Escape, name="handed over")
                yield from self.did("handed over")
                return

    def hold(self) -> Script:
        """Put the call on hold, look something up, go on with the next."""
        yield from self.act("pause_call")
        yield from self.look_up()
        yield from self.act("next_call")

    # --- others ---

    def inbox(self) -> Script:
        """Look at what waits; take a note on, or put it aside."""
        yield from self.act("show_inbox")
        inbox = self.window.late.cases.inbox
        if inbox.page is None or inbox.page.current is None:
            return
        for _ in range(self.chance.randrange(3)):
            yield from self.key(Key.Key_Down)
        yield from self.key(Key.Key_Return, name="open a note")
        yield from self.did("open a note")
        if self.window.late.cases.receiving.page is not None and self.chance.random() < 0.6:
            yield from self.type("5 GHz drops at a practice: find the cause, call back", "read back")
            yield from self.key(Key.Key_Return, name="take on")
            yield from self.did("take on")

    def edit(self) -> Script:
        """Write a line into an article of the team and save it; sometimes leave it as a draft."""
        writer = self.window.late.work.writer
        self.window.finder.open_path(self.chance.choice(self.own))
        yield from self.did("open")
        yield from self.act("edit_article")
        if writer.page is None:
            return
        yield from self.key(Key.Key_End, CONTROL)
        yield from self.key(Key.Key_Return)
        yield from self.type(f"Seen again, number {self.count}.", "write")
        if self.chance.random() < 0.1:
            return
        self.loop.doing = "save"
        self.press(Key.Key_S, CONTROL)
        yield from self.did("save")
        if self.sheets():
            yield from self.key(Key.Key_Return, name="confirm the save")
            yield from self.did("saved")

    def share(self) -> Script:
        """Get and send updates."""
        yield from self.act("share_now")
        yield lambda: not self.window.late.work.sharing.exchange.busy, "updates"

    def settle(self) -> Script:
        """Choose between two versions, if some wait for that."""
        standing = self.window.late.work.sharing.exchange.standing
        if standing is not None and standing.mine:
            yield from self.act("show_team")
            yield from self.key(Key.Key_Return, name="compare")
            yield from self.did("compare")
            if self.window.frame.cover is not None:
                yield from self.key(Key.Key_1, CONTROL, name="choose")
                yield from self.did("choose")

    def page(self) -> Script:
        """Open one of the pages, look around, leave it."""
        name = self.chance.choice(PAGES)
        if name in ("show_map", "practise"):
            yield from self._search(self.chance.choice(self.books), "playbook")
            yield from self.key(Key.Key_Return, CONTROL, name="read a playbook")
            yield from self.did("read a playbook")
        yield from self.act(name)
        for _ in range(self.chance.randrange(1, 5)):
            key = self.chance.choice((Key.Key_Down, Key.Key_Tab, Key.Key_PageDown, Key.Key_Up))
            yield from self.key(key, name=f"look around in {name}")
            yield from self.did("look around")

    def palette(self) -> Script:
        """Look for an action; take a harmless one."""
        yield from self.act("show_palette")
        name = self.chance.choice(("show_keys", "show_results", "next_pane", "normal_size", "show_cases"))
        yield from self.type(next(act.text for act in ACTS if act.name == name), "palette")
        yield from self.key(Key.Key_Return, name=f"palette {name}")
        yield from self.did(name)

    def looks(self) -> Script:
        """Text sizes, light and dark, narrow and wide, and back."""
        for name in ("larger", "larger", "toggle_theme", "normal_size", "toggle_theme"):
            yield from self.act(name)
        wide = self.window.size()
        for width, height in ((480, 800), (wide.width(), wide.height())):
            self.loop.doing = "resize"
            self.window.resize(width, height)
            yield from self.did("resize")
        yield from self.act("toggle_results")
        yield from self.act("toggle_results")

    def settings(self) -> Script:
        """Look through the settings."""
        yield from self.act("show_settings")
        for _ in range(6):
            yield from self.key(Key.Key_Tab, name="look around in show_settings")
        yield from self.did("look around")

    def help(self) -> Script:
        """Read the keys or the help."""
        yield from self.act(self.chance.choice(("show_keys", "show_help")))
        for _ in range(3):
            yield from self.key(Key.Key_PageDown, name="scroll")
            yield from self.did("scroll")
