# SPDX-License-Identifier: MIT
"""Write what kbdesk consists of as a CycloneDX file: ``python tools/sbom.py FOLDER``.

cyclonedx-py reads the pins, with their hashes; the version of kbdesk and the licences that a person has
looked at (tools/licences.py) are put in. It holds no time and no random number: the same pins give the same
bytes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from licences import BUILD_ONLY, PINNED, REVIEWED, ROOT


def main(folder: Path) -> int:
    """Write it into this folder, if it is valid by CycloneDX's own schema."""
    told = finished(listed(shipped(PINNED.read_text(encoding="utf-8"))), version())
    text = json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong:
        print(wrong, file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"kbdesk-{version()}.cdx.json"
    place.write_text(text, encoding="utf-8")
    print(f"{len(told['components'])} packages: {place}")
    return 0


def version() -> str:
    """kbdesk's own."""
    text = (ROOT / "kbdesk" / "__init__.py").read_text(encoding="utf-8")
    return re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE).group(1)


def shipped(requirements: str) -> str:
    """These requirements without what only builds kbdesk."""
    entries = re.split(r"^(?=[\w.-]+==)", requirements, flags=re.MULTILINE)
    return "".join(entry for entry in entries if entry.partition("==")[0] not in BUILD_ONLY)


def listed(requirements: str) -> dict:
    """What cyclonedx-py makes of requirements."""
    tool = Path(sys.executable).with_name("cyclonedx-py")
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as pins:
        pins.write(requirements)
        pins.flush()
        command = [tool, "requirements", "--pyproject", ROOT / "pyproject.toml", "--output-reproducible"]
        done = subprocess.run(
            [*command, "--spec-version", "1.6", pins.name],
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it says that it cannot know which package needs which
        )
    return json.loads(done.stdout)


def finished(told: dict, ours: str) -> dict:
    """With kbdesk's version, the licences, and a name instead of a line number for each package."""
    root = told["metadata"]["component"]
    root |= {"version": ours, "purl": f"pkg:pypi/kbdesk@{ours}"}
    for part in told["components"]:
        part["licenses"] = [{"expression": REVIEWED[part["name"]].spdx}]
        part["bom-ref"] = part["purl"]
        only = re.search(r"; (.+?)\s+--hash", part.pop("description"))
        if only:
            part["description"] = f"where {only.group(1)}"
    names = sorted(part["purl"] for part in told["components"])
    told["components"].sort(key=lambda part: part["purl"])
    told["dependencies"] = [{"ref": root["bom-ref"], "dependsOn": names}, *({"ref": name} for name in names)]
    return told


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
