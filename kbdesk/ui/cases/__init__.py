# SPDX-License-Identifier: MIT
"""Cases in the window: notes that came in, the inbox, one's own cases, and what is learned from them."""
