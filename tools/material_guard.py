"""What the material side makes of every course here, as hashes: before and after a rebuild.

`python -m tools.material_guard BEFORE.json` writes them; with `--against BEFORE.json` it names what
differs and ends with 1. Made are: every export in each language, part by part; the course folder;
the course that comes back from each deck as it was built, with its shapes renamed by another
program, and without a base; and what comes back from workbooks and question files.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from terakoya.courseware.edition import NO_SETTINGS
from terakoya.courseware.formats import FORMATS
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.folder.writing import source_files
from terakoya.courseware.formats.pptx.reading import Imported, import_deck, import_new_deck
from terakoya.courseware.imports.sheet_reports import sheets_json
from terakoya.courseware.imports.sheets import import_sheets
from terakoya.courseware.model import Material
from terakoya.courseware.revision import revision_id

ROOT = Path(__file__).parents[1]
COURSES = ("courses/stop-customer-harassment", "tests/corpus/every-layout")
LONG = {"mp4", "audio"}  # drawn or recorded from what the others hold
RETURNING = {"survey-xlsx": "survey", "test-xlsx": "test", "question-table": "test"}
RETURNING |= {"gift": "test", "moodle-xml": "test"}
SLIDE = re.compile(r"ppt/slides/slide\d+\.xml")
NAME = re.compile(rb'(<p:cNvPr id="(\d+)" name=")[^"]*')
PROPERTIES = re.compile("docProps/custom.xml")
Hashes = dict[str, str]


@dataclass(frozen=True)
class Task:
    """A course in one language."""

    folder: str
    language: str

    def run(self) -> Hashes:
        """The hash of everything made of it, by name."""
        material = read_folder(ROOT / self.folder)
        made = dict(self._made(material))
        return {f"{Path(self.folder).name}/{self.language}/{name}": it for name, it in made.items()}

    def _made(self, material: Material) -> Iterator[tuple[str, str]]:
        yield "revision", revision_id(material.course)
        for name, data in source_files(material, NO_SETTINGS).items():
            yield f"folder/{name}", _hash(data)
        for name, one in FORMATS.items():
            if name not in LONG and one.has_file(material, self.language):
                data = one.write(material, self.language)
                yield from _parts(name, data)
                yield from self._returned(name, data, material)

    def _returned(self, name: str, data: bytes, material: Material) -> Iterator[tuple[str, str]]:
        base = (material, NO_SETTINGS)
        if name == "pptx":
            renamed = _changed(data, SLIDE, lambda xml: NAME.sub(rb"\1TextBox \2", xml))
            stranger = _changed(renamed, PROPERTIES, lambda xml: xml.replace(b"terakoya", b"other"))
            yield from self._deck("built", import_deck(data, material, self.language))
            yield from self._deck("renamed", import_deck(renamed, material, self.language))
            yield from self._deck("stranger", import_new_deck(stranger, self.language))
        elif kind := RETURNING.get(name):
            file = (f"file.{FORMATS[name].ending}", data)
            files = ([file], []) if kind == "survey" else ([], [file])
            found = import_sheets(*files, base, language=self.language)
            yield from _read(name, found.material, json.dumps(sheets_json(found.reports)))

    def _deck(self, name: str, found: Imported) -> Iterator[tuple[str, str]]:
        yield from _read(name, found.material, json.dumps(found.report.as_json(self.language)))


def _read(name: str, material: Material, report: str) -> Iterator[tuple[str, str]]:
    """A course that came back, and what is told of it."""
    yield f"back/{name}/revision", revision_id(material.course)
    yield f"back/{name}/report", _hash(report.encode())


def _changed(deck: bytes, parts: re.Pattern[str], change: Callable[[bytes], bytes]) -> bytes:
    """A deck with some of its parts changed."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(deck)) as old, zipfile.ZipFile(changed, "w") as new:
        for one in old.infolist():
            data = old.read(one)
            new.writestr(one, change(data) if parts.fullmatch(one.filename) else data)
    return changed.getvalue()


def _parts(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """The hash of a file, and of each part where it is a package."""
    yield name, _hash(data)
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.namelist():
                yield f"{name}/{part}", _hash(package.read(part))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:20]


def main() -> int:
    """Write the hashes, or compare them; 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?", help="where to write the hashes")
    parser.add_argument("--against", type=Path, help="hashes of before to compare with")
    asked = parser.parse_args()
    with ProcessPoolExecutor(2) as pool:
        tasks = [Task(folder, language) for folder in COURSES for language in ("ja", "en")]
        found = {name: it for made in pool.map(Task.run, tasks) for name, it in made.items()}
    if asked.file:
        asked.file.write_text(json.dumps(found, indent=0, sort_keys=True), encoding="utf-8")
    print(f"{len(found)} hashes")
    if not asked.against:
        return 0
    before: Hashes = json.loads(asked.against.read_text("utf-8"))
    differing = sorted(n for n in before.keys() | found if before.get(n) != found.get(n))
    print("\n".join(differing) or "Nothing differs.")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
