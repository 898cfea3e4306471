# SPDX-License-Identifier: MIT
"""What each role of a support department does beside calls, articles and playbooks."""
