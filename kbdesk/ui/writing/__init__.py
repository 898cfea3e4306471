# SPDX-License-Identifier: MIT
"""Writing in the window: the editor, its preview and form, saving, drafts, and the choice after a clash."""
