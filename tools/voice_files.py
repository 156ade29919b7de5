#!/usr/bin/env python3
"""Fetch the English voices by name from the npm registry, into the environment's data."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from terakoya.courseware.errors import MissingPart
from terakoya.courseware.voice.kokoro import ENGLISH, english_styles, voice_folder

PACKAGE = "kokoro-js@1.2.1"


def main() -> int:
    """Fetch what is missing; the hash of each voice is checked."""
    folder = voice_folder()
    if _is_complete(folder):
        return 0
    npm = shutil.which("npm")
    if npm is None:
        print(
            "The English voices come from the npm registry, and there is no npm. "
            "→ Install npm (on Debian: apt install npm), or record Japanese alone: "
            "terakoya voice COURSE --lang ja",
            file=sys.stderr,
        )
        return 3
    print(f"Fetching the English voices of {PACKAGE} …", flush=True)
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(
            [npm, "pack", "--silent", PACKAGE], cwd=place, stdout=subprocess.DEVNULL, check=False
        )
        packed = next(Path(place).glob("*.tgz"), None)
        if done.returncode != 0 or packed is None:
            print("The package could not be fetched; see the lines above.", file=sys.stderr)
            return 3
        _unpack(packed, folder)
    english_styles(folder)
    return 0


def _is_complete(folder: Path) -> bool:
    try:
        english_styles(folder)
    except MissingPart:
        return False
    return True


def _unpack(packed: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(packed) as archive:
        for name in ENGLISH:
            member = archive.extractfile(f"package/voices/{name}.bin")
            if member is not None:
                (folder / f"{name}.bin").write_bytes(member.read())


if __name__ == "__main__":
    sys.exit(main())
