# SPDX-License-Identifier: MIT
"""How Sphinx makes the site from the Markdown that tools/docs.py put together (make docs)."""

project = "kbdesk"
author = "the kbdesk authors"
copyright = "the kbdesk authors, MIT licence"
extensions = ["myst_parser"]
exclude_patterns = ["pictures/**"]
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
html_theme = "furo"
html_title = "kbdesk"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b5cad", "color-brand-content": "#0b5cad"},
    "dark_css_variables": {"color-brand-primary": "#6fb1f5", "color-brand-content": "#6fb1f5"},
}
suppress_warnings = ["myst.header", "misc.highlighting_failure"]
