# SPDX-License-Identifier: MIT
"""What roles do beside calls and playbooks: insight, quality, coaching, promises, feedback."""

from __future__ import annotations

from kbdesk.ui.house import House
from kbdesk.ui.roles.counting import Counting
from kbdesk.ui.roles.feedback import GivingFeedback
from kbdesk.ui.roles.insight_room import InsightRoom
from kbdesk.ui.roles.partner import Giving
from kbdesk.ui.roles.paths import ReadingPaths
from kbdesk.ui.roles.profile import Profiling
from kbdesk.ui.roles.promises import Promising
from kbdesk.ui.roles.public_copy import PublicCopy
from kbdesk.ui.roles.quality_room import QualityRoom
from kbdesk.ui.roles.using import Using
from kbdesk.ui.roles.wording import WordOffers
from kbdesk.ui.room import Room
from kbdesk.ui.team.sharing import local_now
from kbdesk.ui.theme import Theme
from kbdesk.ui.workroom import Workroom


class RoleWork(Room):
    """Puts the parts of roles together with the finder, the calls and the workroom."""

    def __init__(self, house: House, work: Workroom, theme: Theme) -> None:
        super().__init__(house)
        self._house, self._work = house, work
        self.using = Using(house)
        self.offers = WordOffers(house, work.sharing.who, local_now)
        self.feedback = GivingFeedback(house, theme)
        self.quality = QualityRoom(house, theme)
        self.profiling = Profiling(house, theme)
        self.public = PublicCopy(house, theme)
        self.counting = Counting(house, work.sharing.exchange, theme, local_now)
        self.promises = Promising(house, theme, local_now)
        self.paths = ReadingPaths(house, theme, local_now)
        self.giving = Giving(house, theme)
        self.insight = InsightRoom(house, theme, local_now)
        sheeted = (self.counting, self.feedback, self.quality, self.promises, self.public, self.giving)
        tellers = (*sheeted, self.offers, self.insight)
        silent = (self.using, self.profiling, self.paths)
        self._sheeted, self._parts = sheeted, (*tellers, *silent)
        for teller in tellers:
            teller.said.connect(self.said)
        for part in (*tellers, *silent):
            part.failed.connect(self.failed)
        self._connect()

    def _connect(self) -> None:
        caller = self._house.caller
        self.using.worded.connect(self.offers.offer)
        self.offers.changed.connect(self._work.writer.saved)
        self._work.takes_offer = self.offers.take
        self.paths.open_asked.connect(self._house.finder.open_path)
        self.insight.copied.connect(caller.copied)
        self.profiling.act_asked.connect(self._act)
        self.public.copied.connect(caller.copied)
        self.public.recorded.connect(self.using.copied)
        self.public.seated.connect(self.profiling.take)

    def _act(self, name: str) -> None:
        """Carry out an action of the table, as its key does."""
        for action in self._house.window.actions():
            if action.objectName() == name:
                action.trigger()

    # --- from the window ---

    @property
    def sheet_open(self) -> bool:
        """Whether one of the sheets covers the window."""
        return any(part.sheet is not None for part in self._sheeted)

    def shut_down(self) -> None:
        """Stop what goes on by itself; called before the lanes end."""
        self.counting.shut_down()
        self.using.shut_down()
        self.offers.shut_down()
        self.quality.shut_down()
        self.promises.shut_down()

    # --- actions ---

    def copy_public(self) -> None:
        """Copy the public wording of the open article, after a look at its length."""
        self.public.ask(self.profiling.seat)

    def show_start(self) -> None:
        """Show what this person's role needs now."""
        self.profiling.show()

    def show_counts(self) -> None:
        """Show what is shared with the team as counts, and what the team has."""
        self.counting.show()

    def show_insight(self) -> None:
        """Open the pictures of how the library is used and how calls end."""
        self.insight.show()

    def show_promises(self) -> None:
        """Open what was promised, and the inbox as a whole."""
        self.promises.show()

    def show_paths(self) -> None:
        """Open the reading paths."""
        self.paths.show()

    def show_exports(self) -> None:
        """Ask what is to be given to others, or taken from them."""
        self.giving.show()

    def give_feedback(self) -> None:
        """Say whether the open article, or the step of the call, helps."""
        self.feedback.ask()

    def show_quality(self) -> None:
        """Open the sample to be reviewed, and coaching that came."""
        self.quality.show()
