# SPDX-License-Identifier: MIT
"""The roles of a support department, who may read what, and what a role's start page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from kbdesk.language import tr
from kbdesk.model.words import Tier

Role = Literal[
    "tier-1",
    "tier-2",
    "tier-3",
    "specialist",
    "account-manager",
    "retention",
    "onboarding",
    "social-media",
    "quality-assurance",
    "trainer",
    "manager",
    "chatbot",
    "analyst",
]
ROLES: tuple[Role, ...] = get_args(Role)
ROLE_NAMES: dict[Role, str] = {
    "tier-1": tr("Customer service representative (tier 1)"),
    "tier-2": tr("Technical support specialist (tier 2)"),
    "tier-3": tr("Tier 3 or developer"),
    "specialist": tr("Specialist (databases, networks, security, integrations)"),
    "account-manager": tr("Account manager"),
    "retention": tr("Retention specialist"),
    "onboarding": tr("Onboarding specialist"),
    "social-media": tr("Social-media representative"),
    "quality-assurance": tr("Quality assurance specialist"),
    "trainer": tr("Trainer"),
    "manager": tr("Customer service manager"),
    "chatbot": tr("Chatbot manager"),
    "analyst": tr("Customer service analyst"),
}
TIER_OF: dict[Role, Tier] = {"tier-1": "1", "tier-2": "2", "tier-3": "3", "specialist": "specialist"}
"""The tier that a role's name says; the others may work in any."""
LOOKING_AFTER: frozenset[Role] = frozenset(("quality-assurance", "trainer", "manager", "chatbot", "analyst"))
"""Roles that look after what others carry out: they read all of it, nothing is folded for them."""

Audience = Literal["internal", "partner", "public"]
AUDIENCES: tuple[Audience, ...] = ("internal", "partner", "public")
"""Narrowest first (KCS v6, audience)."""
READABLE: dict[str, tuple[Audience, ...]] = {
    "internal": ("internal",),
    "partner": ("partner", "public"),
    "public": ("public",),
}
"""For what a person may choose to see, the audiences of documents: a partner reads what is public, too."""
AUDIENCE_NAMES: dict[str, str] = {
    "public": tr("Public only"),
    "partner": tr("Partner and public"),
    "internal": tr("Internal only"),
}


@dataclass(frozen=True, slots=True)
class Leaning:
    """What comes first among results that are equally good: a person's own tier and products."""

    tier: Tier = "1"
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StartItem:
    """One thing behind a row of the start page; what is not "" says where it leads."""

    title: str
    detail: str = ""
    path: str = ""
    """An article or playbook to read."""
    run: str = ""
    """A case of one's own to go on with."""
    note: str = ""
    """The file of a handoff note to open."""


@dataclass(frozen=True, slots=True)
class StartRow:
    """One thing that a role needs now."""

    key: str
    """Its name, in kebab case: ``inbox``."""
    title: str
    """What there is, in a few words: "3 notes wait for you"."""
    detail: str
    """What is done about it, as a sentence."""
    act: str
    """The action of the window that leads there; "" if only its items do."""
    count: int = 0
    presses: bool = False
    """Whether something of it is late, unstable or has stopped work."""
    items: tuple[StartItem, ...] = ()
    """The first of them."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a role needs now, most pressing first."""

    role: Role
    rows: tuple[StartRow, ...] = ()
    troubles: tuple[str, ...] = ()
    """What could not be looked at, as sentences; the rest is there all the same."""
