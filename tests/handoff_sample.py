# SPDX-License-Identifier: MIT
"""One call about Wi-Fi that drops, as the tests of the handoff note use it."""

from __future__ import annotations

from dataclasses import replace

from kbdesk.handoff import draft
from kbdesk.model import ArticleRead, HandoffNote, Party, Run, Step, ValueField, Visit

PLAYBOOK = "playbooks/network/wifi-drops.md"

ESCALATE = Step(
    anchor="escalate-to-tier-2-radio-fault",
    title="Escalate to tier 2: radio fault",
    kind="escalate",
    tier="1",
    line=60,
    to_tier="2",
    to_team="network team",
    values=(
        ValueField("wan_light", "colour seen", 62, "choice", choices=("green", "red", "off")),
        ValueField("router_model", "on the label", 63),
        ValueField("floor", "which floor", 64, optional=True),
    ),
)


def visit(anchor: str, title: str, minute: int, answer: str = "", **more: object) -> Visit:
    at = f"2026-11-22T10:{minute:02d}:00+00:00"
    made = Visit(PLAYBOOK, anchor, title, "1", at, "Sam Okoro", answer)
    return replace(made, **more)  # type: ignore[arg-type]


def wifi_run() -> Run:
    """A call about Wi-Fi that drops, five minutes long, one answer taken back."""
    return Run(
        id="5f0c2ab4-11d2",
        library="kb",
        commit="3f786850e387550fdab836ed7e6dc881de23001b",
        playbook=PLAYBOOK,
        playbook_blob="89e6c98d92887913cadf06b2adb97f26cde4849b",
        title="Wi-Fi drops every few minutes",
        started="2026-11-22T10:02:00+00:00",
        by="Sam Okoro",
        tier="1",
        customer_words=("The wifi keeps cutting out, I cannot even finish a call",),
        visits=(
            visit(
                "check-the-lights",
                "Check the lights",
                2,
                "The light is green",
                seconds=40,
                recorded=(("account", "4711 2209"), ("wan_light", "green")),
            ),
            visit("is-it-only-one-device", "Is it only one device", 3, "One device", seconds=25, undone=True),
            visit(
                "is-it-only-one-device",
                "Is it only one device",
                3,
                "All devices",
                seconds=35,
                note="Two laptops and a phone,\nall within three metres of the router",
            ),
            visit("update-the-firmware", "Update the firmware", 4, skipped=True),
            visit(
                "change-the-channel",
                "Change the channel",
                5,
                "It still drops",
                seconds=150,
                recorded=(("router_model", "Router X200"), ("channel_before", "6"), ("channel_after", "11")),
                note="Admin page opened with password: Sommer2026!",
            ),
            visit("escalate-to-tier-2-radio-fault", "Escalate to tier 2: radio fault", 9),
        ),
        articles=(
            ArticleRead(
                "articles/network/change-the-channel.md",
                "2f7efbe49e6c58a24a7b7eea0b7b2f1a3f1cdd40",
                "Change the Wi-Fi channel",
                "2026-11-22T10:05:40+00:00",
            ),
        ),
        queries=("wifi keeps cutting out",),
    )


ANSWERS = {
    "ask": "Read the radio log of the X200 for channel 11 and decide: new router or not.",
    "told": "That the router is fine on the line side and the network team takes over",
    "promised": "A call back today before 14:00",
    "if": "the light marked Internet turns red",
    "then": "treat it as line down and call the site at once",
    "if_2": "the log shows radar events",
    "then_2": "pin the router to channels 36–48",
    "ticket": "INC-20931",
    "severity": "watch",
    "impact_who": "a dental practice, 5 people",
    "work_stopped": "no",
    "workaround": "two of them use a cable",
    "since": "Thursday morning",
    "changed_recently": "a second access point was installed on Wednesday",
    "errors": "E-809",
    "environment": "os: Windows 11 24H2; access point: AP-7 (new)",
    "assessment": "the new access point sits on the same channel",
    "stop_if": "they ask to open the router",
    "contact": "Dr. Lee, +49 171 5550143, lee@example.org",
    "next_update_due": "13:30",
    "customer_words": "The wifi keeps cutting out, I cannot even finish a call",
}


def wifi_note(
    run: Run | None = None, answers: dict[str, str] | None = None, step: Step | None = ESCALATE
) -> HandoffNote:
    return draft(
        run or wifi_run(),
        step,
        ANSWERS if answers is None else answers,
        note_id="5f0c2ab4-11d2",
        created="2026-11-22T10:12:00+00:00",
        sender=Party("1", "Sam Okoro"),
        to=Party("2", team="network team"),
        app="kbdesk 0.1.0",
    )
