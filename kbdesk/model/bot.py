# SPDX-License-Identifier: MIT
"""What a chatbot said and tried before a person took over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Speaker = Literal["customer", "bot"]
BOT_ANCHOR = "bot-"
"""How the anchor of a visit begins that stands for what a bot tried: it is a step of no playbook."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that was said."""

    speaker: Speaker
    text: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class BotStep:
    """One thing that the bot tried, and how it went."""

    what: str
    outcome: str = ""
    """In words; "" if it is not known."""
    at: str = ""
    article: str = ""
    """The path of the article that it gave; "" if none."""
    version: str = ""
    """The blob id of that article's text, as the export for the bot gave it."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A talk with a bot, without what must not be kept (passwords, cards, mail addresses)."""

    id: str
    bot: str
    turns: tuple[Turn, ...]
    tried: tuple[BotStep, ...]
    started: str = ""
    reason: str = ""
    """Why the bot gave it to a person."""
    contact: str = ""
    ticket: str = ""
    taken_out: tuple[tuple[str, int], ...] = ()
    """What was taken out: (kind, how often)."""

    @property
    def customer_words(self) -> tuple[str, ...]:
        """What the customer said, in order."""
        return tuple(turn.text for turn in self.turns if turn.speaker == "customer")
