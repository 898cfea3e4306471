# SPDX-License-Identifier: MIT
"""How kbdesk is reached, and what leaves it on paper: one window, links, tray, a key, printing."""
