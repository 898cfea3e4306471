# SPDX-License-Identifier: MIT
"""Install the system libraries that Qt needs where that is allowed; else print the exact command."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

# loaded by its path: the package may not be installed yet, and this file needs the standard library only
_SPEC = importlib.util.spec_from_file_location(
    "kbdesk_libraries", Path(__file__).resolve().parents[1] / "kbdesk" / "cli" / "system.py"
)
assert _SPEC is not None and _SPEC.loader is not None
system = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(system)


def main() -> int:
    """Install what is missing; 1 if something is still missing."""
    offscreen = not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    missing = system.missing_libraries(offscreen=offscreen)
    if not missing:
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {', '.join(missing)} …")
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(system.install_command(missing), check=True, stdout=subprocess.DEVNULL)
        missing = system.missing_libraries(offscreen=offscreen)
    if missing:
        print(f"Qt needs {', '.join(missing)}. {system.remedy(missing)}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
