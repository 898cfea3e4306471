# SPDX-License-Identifier: MIT
"""Install the system libraries that Qt needs where that is allowed; else print the exact command.

Arguments are further packages that the caller found lacking: tools/system_libraries.py [PACKAGE]…
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# loaded by its path: the package may not be installed yet, and this file needs the standard library only
_SPEC = importlib.util.spec_from_file_location(
    "kbdesk_libraries", Path(__file__).resolve().parents[1] / "kbdesk" / "cli" / "system.py"
)
assert _SPEC is not None and _SPEC.loader is not None
system = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(system)


def main(lacking: Sequence[str] = ()) -> int:
    """Install what Qt misses and the packages known to be lacking; 1 if something is still missing."""
    offscreen = system.is_offscreen()
    missing = (*lacking, *system.missing_libraries(offscreen=offscreen))
    if not missing:
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {', '.join(missing)} …", flush=True)
        if _apt("update", "-qq") and _apt(*system.install_command(missing)[1:]):
            missing = system.missing_libraries(offscreen=offscreen)
    if missing:
        print(f"kbdesk needs {', '.join(missing)}. {system.remedy(missing)}", file=sys.stderr)
    return 1 if missing else 0


def _apt(*arguments: str) -> bool:
    """Run apt-get, which asks nothing and says itself what went wrong; whether it succeeded."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", *arguments], check=False, stdout=subprocess.DEVNULL, env=environment)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
