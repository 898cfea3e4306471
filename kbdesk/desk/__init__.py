# SPDX-License-Identifier: MIT
"""The counter: what people do at the desk, as verbs over the workers below.

``desk.Desk`` is one open library, ``calls.Calls`` its running calls, ``home.Home`` the user's own folders.
Import them from their modules: ``home`` is light and needed at once, the others bring every worker along.
"""
