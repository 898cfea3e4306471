# SPDX-License-Identifier: MIT
"""As a plug-in of pytest (``-p speaking``) it says every text in the language of ``KBDESK_LANGUAGE``."""

from __future__ import annotations

import os

from kbdesk import language

language.use(os.environ["KBDESK_LANGUAGE"])
