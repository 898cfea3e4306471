# SPDX-License-Identifier: MIT
"""The few types that name things: tiers, kinds, states, pairs."""

from __future__ import annotations

from typing import Literal

Tier = Literal["1", "2", "3", "specialist"]
TIERS: tuple[Tier, ...] = ("1", "2", "3", "specialist")
Kind = Literal["article", "playbook"]
HitKind = Literal["article", "playbook", "step"]
HitField = Literal["title", "says", "error", "tag", "heading", "text"]
StepKind = Literal["step", "resolve", "escalate"]
ValueKind = Literal["text", "number", "date", "choice"]
Severity = Literal["error", "warning", "advice"]
Reproduced = Literal["", "yes", "no", "sometimes"]
Sentiment = Literal["", "positive", "neutral", "negative", "leaving"]
"""How a key account feels about us; ``leaving``: they say that they will go."""
RunStatus = Literal["running", "paused", "resolved", "escalated", "returned", "closed"]
"""``returned``: a note that was sent back to its sender with what is missing."""

Pairs = tuple[tuple[str, str], ...]
"""Names and values in a fixed order: a mapping that is frozen and hashable."""
