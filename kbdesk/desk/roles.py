# SPDX-License-Identifier: MIT
"""What roles do beside calls, writing and playbooks: parts of a desk, each made when it is first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from kbdesk.desk.coaching import CoachingBook
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.feedback import FeedbackBook
    from kbdesk.desk.insight import Figures
    from kbdesk.desk.paths import Paths
    from kbdesk.desk.promises import Promises
    from kbdesk.desk.quality import Quality
    from kbdesk.desk.survey import Survey
    from kbdesk.desk.together import Together
    from kbdesk.desk.usage import Usage
    from kbdesk.desk.wording import WordingBook


class RoleVerbs:
    """A part of ``Desk``, and of nothing else."""

    @cached_property
    def survey(self) -> Survey:
        """What the front matter of all documents says."""
        from kbdesk.desk.survey import Survey  # noqa: PLC0415 - a search does not wait for it

        return Survey(cast("Desk", self).root)

    @cached_property
    def usage(self) -> Usage:
        """What is searched for, opened and copied."""
        from kbdesk.desk.usage import Usage  # noqa: PLC0415 - a search does not wait for it

        return Usage(cast("Desk", self))

    @cached_property
    def feedback(self) -> FeedbackBook:
        """What people say of documents and steps."""
        from kbdesk.desk.feedback import FeedbackBook  # noqa: PLC0415 - a search does not wait for it

        return FeedbackBook(cast("Desk", self))

    @cached_property
    def wording(self) -> WordingBook:
        """Words of customers that wait to be saved; to be used where ``writing`` is."""
        from kbdesk.desk.wording import WordingBook  # noqa: PLC0415 - a search does not wait for it

        return WordingBook(cast("Desk", self))

    @cached_property
    def insight(self) -> Figures:
        """Figures of how the library is used and how calls end; to be used in one lane."""
        from kbdesk.desk.insight import Figures  # noqa: PLC0415 - a search does not wait for it

        return Figures(cast("Desk", self))

    @cached_property
    def together(self) -> Together:
        """Counts that the team shares, if a person agreed; ``exchange`` belongs where the network is."""
        from kbdesk.desk.together import Together  # noqa: PLC0415 - a search does not wait for it

        return Together(cast("Desk", self))

    @cached_property
    def promises(self) -> Promises:
        """What was promised to customers, and how the inbox stands; to be used in the lane of the disk."""
        from kbdesk.desk.promises import Promises  # noqa: PLC0415 - a search does not wait for it

        return Promises(cast("Desk", self))

    @cached_property
    def paths(self) -> Paths:
        """Reading paths for roles; to be used where what was read is noted."""
        from kbdesk.desk.paths import Paths  # noqa: PLC0415 - a search does not wait for it

        return Paths(cast("Desk", self))

    @cached_property
    def quality(self) -> Quality:
        """Drawing cases and articles, and looking at them by a form."""
        from kbdesk.desk.quality import Quality  # noqa: PLC0415 - a search does not wait for it

        return Quality(cast("Desk", self))

    @cached_property
    def coaching(self) -> CoachingBook:
        """What others say of one's own work."""
        from kbdesk.desk.coaching import CoachingBook  # noqa: PLC0415 - a search does not wait for it

        return CoachingBook(cast("Desk", self))
