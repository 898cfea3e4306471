# SPDX-License-Identifier: MIT
"""Sends a handoff note by e-mail, to a webhook or to Zammad. ``docs/sending.md`` tells how it is set up.

Nothing is sent unless a person asks for it, or the settings say ``automatic = true``.
"""

from __future__ import annotations

from collections.abc import Callable

from kbdesk.model.sending import Secret
from kbdesk.senders.sender import SecretRefusedError, Sender, UnsureError
from kbdesk.senders.settings import (
    FILE,
    MailSettings,
    Settings,
    WebhookSettings,
    ZammadSettings,
    read_settings,
)
from kbdesk.senders.smtp import Mail
from kbdesk.senders.webhook import Webhook
from kbdesk.senders.zammad import Zammad

__all__ = ["FILE", "SecretRefusedError", "Sender", "Settings", "UnsureError", "make_sender", "read_settings"]


def make_sender(
    settings: Settings, secret: Secret | None = None, stop: Callable[[], bool] = lambda: False
) -> Sender:
    """The sender of these settings.

    Args:
        settings: one of those of ``read_settings``.
        secret: its password or token; None if it needs none.
        stop: asked five times a second whether to end.
    """
    if isinstance(settings, MailSettings):
        return Mail(settings, secret, stop)
    if isinstance(settings, WebhookSettings):
        return Webhook(settings, secret, stop)
    if isinstance(settings, ZammadSettings):
        return Zammad(settings, secret, stop)
    raise TypeError(settings)
