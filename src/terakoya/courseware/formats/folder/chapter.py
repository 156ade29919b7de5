"""A chapter file → `Chapter`: its YAML parts and its words.

Parts are divided by lines that hold just `---`: the chapter, then for each slide its YAML and
its words (one `# title` and narration; two of them for layouts with an answer sheet).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...model import LAYOUTS, TWO_SHEETS, AnySlide, Chapter, CourseText
from ...text.words import read_word_line
from ...text.yaml_lines import Lined, YamlProblem, read_yaml
from .parts import PartReader


@dataclass(frozen=True)
class _Piece:
    text: str
    line: int


class ChapterReader:
    """Reads the chapters of one language, in order."""

    def __init__(self, language: str, parts: PartReader, source: CourseText | None) -> None:
        self.language, self.parts = language, parts
        self.source = source
        self.slides_of_source = {s.id: s for _, s in source.every_slide()} if source else {}
        self.chapters_of_source = (
            {c.id: c for c in (*source.chapters, *source.bank)} if source else {}
        )
        self.read_slides: list[tuple[str, str, int]] = []

    def read(self, text: str, file: str) -> Chapter | None:
        """One chapter, or `None` after findings."""
        pieces = _pieces(text)
        if not pieces or len(pieces) % 2 == 0:
            self.parts.find(
                file,
                pieces[-1].line if pieces else 1,
                "shape",
                "after the chapter's own part, YAML and words do not alternate",
                "every slide is `---`, YAML, `---`, words; a line of just --- stands nowhere else",
            )
            return None
        head = self._head(pieces[0], file)
        slides = [
            self._slide(yaml, words, file)
            for yaml, words in zip(pieces[1::2], pieces[2::2], strict=True)
        ]
        if head is None or any(slide is None for slide in slides):
            return None
        return head.model_copy(update={"slides": tuple(slides)})

    def compare_order(self) -> None:
        """Find slides of the source that a translation lacks or has in another order."""
        if self.source is None:
            return
        wanted = list(self.slides_of_source)
        here = [slide_id for slide_id, _, _ in self.read_slides]
        for slide_id in wanted:
            if slide_id not in here:
                file, line = self.parts.places.find(self.source.language, slide_id)
                self.parts.find_untranslated(
                    file,
                    line,
                    "missing-translation",
                    f"the slide `{slide_id}` is missing in {self.language}/",
                    f"translate it into {self.language}/",
                )
        common = [slide_id for slide_id in wanted if slide_id in here]
        for (slide_id, file, line), expected in zip(self.read_slides, common, strict=False):
            if slide_id != expected and slide_id in wanted:
                self.parts.find_untranslated(
                    file,
                    line,
                    "translation-order",
                    f"the slide `{slide_id}` stands where the source has `{expected}`",
                    "bring the slides into the order of the source",
                )
                return

    def _head(self, piece: _Piece, file: str) -> Chapter | None:
        lined = self._yaml(piece, file)
        if lined is None or not isinstance(lined.value, dict):
            return None
        source = self.chapters_of_source.get(str(lined.value.get("id")))
        if "slides" in lined.value:
            self.parts.find(
                file,
                lined.line("slides"),
                "extra-forbidden",
                "`slides` is not a key here",
                "remove it",
            )
            return None
        if source is not None:
            self.parts.inherit(source.model_copy(update={"slides": ()}), lined, file)
        return self.parts.read(Chapter, lined, file)

    def _slide(self, yaml: _Piece, words: _Piece, file: str) -> AnySlide | None:
        lined = self._yaml(yaml, file)
        if lined is None or not isinstance(lined.value, dict):
            return None
        value = lined.value
        slide_id = str(value.get("id", ""))
        source = self.slides_of_source.get(slide_id)
        if self.source is not None and source is None:
            self.parts.find_untranslated(
                file,
                lined.line("id"),
                "translation-differs",
                f"the slide `{slide_id}` does not exist in the source language",
                "mend the id or remove the slide",
            )
            if not self.parts.is_edition:
                return None
        stated = LAYOUTS.get(str(value.get("layout")))
        states_layout = source is None or (self.parts.is_edition and "layout" in value)
        kind = stated if states_layout or source is None else type(source)
        if kind is None:
            self.parts.find(
                file,
                lined.line("layout"),
                "layout",
                f"`{value.get('layout')}` is not a layout",
                f"one of: {', '.join(LAYOUTS)}",
            )
            return None
        self._words(words, value, kind in TWO_SHEETS, file)
        if not self.parts.places.put(self.language, slide_id, file, lined, (), words.line):
            self.parts.find(
                file,
                lined.line("id"),
                "duplicate-id",
                f"the id `{slide_id}` stands twice",
                "give one a new id",
            )
        self.read_slides.append((slide_id, file, lined.line("id")))
        if source is not None:
            self.parts.inherit(source, lined, file, kind=kind)
        return self.parts.read(kind, lined, file)

    def _words(self, piece: _Piece, value: dict[str, Any], two_sheets: bool, file: str) -> None:
        sheets = _sheets(piece)
        expected = 2 if two_sheets else 1
        if len(sheets) != expected:
            self.parts.find(
                file,
                piece.line,
                "words",
                f"{len(sheets)} titles (`# …`) stand here, this layout has {expected}",
                "write `# title` and below it the narration"
                + (", then `# title of the answer` and its narration" if two_sheets else ""),
            )
        for key in ("title", "narration", "answer_title", "answer_narration"):
            if key in value:
                self.parts.find(
                    file, piece.line, "words", f"`{key}` belongs below the ---", "move it there"
                )
        if sheets:
            value["title"], value["narration"] = sheets[0]
        if two_sheets and len(sheets) > 1:
            value["answer_title"], value["answer_narration"] = sheets[1]

    def _yaml(self, piece: _Piece, file: str) -> Lined | None:
        try:
            lined = read_yaml(piece.text, piece.line)
        except YamlProblem as problem:
            self.parts.find(file, problem.line, "yaml", problem.message, problem.mend)
            return None
        self.parts.find_cuts(lined, file)
        return lined


def _pieces(text: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    lines: list[str] = []
    start = 1
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line.rstrip() == "---":
            if number > 1:
                pieces.append(_Piece("\n".join(lines), start))
            lines, start = [], number + 1
        else:
            lines.append(line)
    pieces.append(_Piece("\n".join(lines), start))
    return pieces


def _sheets(piece: _Piece) -> list[tuple[str, list[str]]]:
    """The titles of a slide's words, each with its paragraphs."""
    sheets: list[tuple[str, list[str]]] = []
    paragraph: list[str] = []

    def close() -> None:
        if paragraph and sheets:
            sheets[-1][1].append(_join(paragraph))
        paragraph.clear()

    for line in [*piece.text.split("\n"), ""]:
        quoted = read_word_line(line.strip())
        if line.startswith("# "):
            close()
            title = line[2:].strip()
            written = read_word_line(title)
            sheets.append((title if written is None else written, []))
        elif not line.strip():
            close()
        elif quoted is not None:
            close()
            if sheets:
                sheets[-1][1].append(quoted)
        else:
            paragraph.append(line.strip())
    return sheets


def _join(lines: list[str]) -> str:
    """Join the lines of a paragraph: with a space between letters, without one in Japanese."""
    out = lines[0]
    for line in lines[1:]:
        out += (" " if out[-1].isascii() and line[0].isascii() else "") + line
    return out
