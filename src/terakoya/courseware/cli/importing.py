"""`terakoya import`: files that came back → an edition folder and its fidelity report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..edition import EditionSettings
from ..errors import UnreadableSource, WrongUse
from ..fields import Leaf
from ..formats.folder.writing import source_files
from ..formats.pptx.reading import (
    FidelityReport,
    Imported,
    State,
    import_deck,
    import_new_deck,
)
from ..formats.pptx.reading.report_page import report_html, slides_seen
from ..formats.pptx.reading.report_pictures import small_pictures
from ..formats.pptx.reading.words import entries_of, sentence, word
from ..formats.pptx.writing import write_pptx
from ..imports.resource_limits import within_limits
from ..imports.sheet_reports import SheetReport, sheets_html, sheets_json
from ..inline import plain
from ..model import Material
from ..office.deck_pages import DeckPages
from ..variables import filled, values_of

Base = tuple[Material, EditionSettings]
_LONGEST_QUOTED = 20  # characters of an element that a line of the terminal quotes


class MissingFile(UnreadableSource):
    """There is no file where the command line says there is one."""

    code = "missing-file"

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """Which path it is and how to mend it, in one language."""
        return sentence(language, "files", "missing", {"path": self.path})


def read_file(path: Path) -> bytes:
    """The bytes of a file; raises `MissingFile` when there is no such file."""
    if not path.is_file():
        raise MissingFile(path)
    return path.read_bytes()


def import_with_pages(
    deck: bytes,
    base: Base | None,
    language: str | None,
    *,
    pages: DeckPages | None = None,
    file_name: str = "",
) -> Imported:
    """The course of a changed deck, or a new one of a deck without base.

    Pages that no layout can hold are drawn by LibreOffice if `pages` are given.
    """
    if base is None:
        return within_limits(import_new_deck, deck, language, page_image=pages, file_name=file_name)
    material, settings = base
    return within_limits(import_deck, deck, material, language, settings=settings, page_image=pages)


def write_folder(out: Path, material: Material, settings: EditionSettings) -> list[str]:
    """Write a course as a folder; raises `WrongUse` where something stands already."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise WrongUse(f"{out} is not empty. → Name a folder that is new or empty.")
    written = []
    for name, data in source_files(material, settings).items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(str(path))
    return written


def write_report(
    out: Path, report: FidelityReport, *, base: Base | None, pages: DeckPages | None = None
) -> list[str]:
    """Write `report.json` and `report.html`, with pictures of `pages` where they are given."""
    before: Mapping[str, tuple[bytes, ...]] = {}
    after: Mapping[int, bytes] = {}
    if pages is not None and _needs_pictures(report):
        seen = slides_seen(report)
        shown = {page for one in report.slides if one.slide in seen for page in one.pages}
        after = dict(pages.drawn(shown))
        before = {} if base is None or not after else _base_pictures(report, base)
        before, after = small_pictures(report, before, after)
    page = report_html(report, report.language, before=before, after=after)
    data = json.dumps(report.as_json(report.language), ensure_ascii=False, indent=1)
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.html").write_text(page, encoding="utf-8")
    (out / "report.json").write_text(f"{data}\n", encoding="utf-8")
    return [str(out / "report.html"), str(out / "report.json")]


def write_sheets_report(
    out: Path, reports: Sequence[SheetReport], language: str, *, beside_deck: bool
) -> list[str]:
    """Write what became of workbooks and question files, as page and as JSON.

    Beside the report of a deck, whose name is `report`, it is `report-sheets`.
    """
    name = "report-sheets" if beside_deck else "report"
    data = json.dumps(sheets_json(reports), ensure_ascii=False, indent=1)
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}.html").write_text(sheets_html(reports, language), encoding="utf-8")
    (out / f"{name}.json").write_text(f"{data}\n", encoding="utf-8")
    return [str(out / f"{name}.html"), str(out / f"{name}.json")]


def _needs_pictures(report: FidelityReport) -> bool:
    return bool(report.notices) or any(one.states != (State.SAME,) for one in report.slides)


def _base_pictures(report: FidelityReport, base: Base) -> dict[str, tuple[bytes, ...]]:
    """Pictures of the base's own deck by slide: one or two sheets each."""
    material, settings = base
    values = values_of(material.course, report.language, settings.values(report.language))
    deck = write_pptx(material, report.language, values=values)
    drawn = dict(DeckPages(deck).drawn())
    found: dict[str, tuple[bytes, ...]] = {}
    for one in import_deck(deck, material, report.language, settings=settings).report.slides:
        found[one.slide] = tuple(drawn[page] for page in one.pages if page in drawn)
    return found


def summary(report: FidelityReport, language: str = "en") -> list[str]:
    """The report in a few lines for a terminal: what is not the same, and what to look at."""
    answer: dict[str, Any] = report.as_json(language)
    named = entries_of(language)["report"] if language == "ja" else {}
    counted = (
        f"{named.get(state, state)} {count}" if named else f"{count} {state}"
        for state, count in answer["counts"].items()
        if count
    )
    lines = [", ".join(counted)]
    for slide in answer["slides"]:
        if slide["states"] != [State.SAME.value]:
            lines.append(_line_of(slide, named, report.names.values, language))
    for one in answer["notices"]:
        place = word(language, "page", "place", {"page": str(one["page"])}) if one["page"] else ""
        lines.append(f"{place[:1].lower()}{place[1:]}{one['message']} → {one['mend']}")
    return lines


def _line_of(
    slide: Mapping[str, Any], named: Mapping[str, str], values: Mapping[str, str], language: str
) -> str:
    """A slide that is not the same; with names for people where there are some, else with ids."""
    pages = ", ".join(f"p. {page}" for page in slide["pages"]) or "–"
    states = ", ".join(named.get(state, state) for state in slide["states"])
    told = f"  {pages:10} {slide['title' if named else 'slide']}: {states}"
    edits = [edit for edit in slide["edits"] if edit["op"] != "moved"]
    fields = [edit["label" if named else "path"] for edit in edits]
    # An element that moved is known by its words: its number is that of another one by now.
    moved = [_quoted(edit["after"], values) for edit in slide["edits"] if edit["op"] == "moved"]
    if moved:
        fields.append(word(language, "report", "order", {"text": ", ".join(moved)}))
    return f"{told} ({', '.join(fields)})" if fields else told


def _quoted(value: Leaf, values: Mapping[str, str]) -> str:
    """The beginning of what an element says, as people see it."""
    line = plain(filled(str(value), values)).partition("\n")[0]
    return line if len(line) <= _LONGEST_QUOTED else f"{line[: _LONGEST_QUOTED - 1]}…"
