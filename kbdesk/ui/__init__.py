# SPDX-License-Identifier: MIT
"""The window: widgets that show values and send signals; only this package knows Qt."""
