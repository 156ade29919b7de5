"""Where every part of a course stands: file and line, for findings."""

from __future__ import annotations

from dataclasses import dataclass, field

from .yaml_lines import Lined, Path

_WORDS = ("title", "narration", "answer_title", "answer_narration")


@dataclass
class _Place:
    file: str
    lined: Lined
    base: Path
    words_line: int


@dataclass
class Places:
    """Finds the file and line of a slide, item, question or shared part by language and id."""

    _places: dict[tuple[str, str], _Place] = field(default_factory=dict)

    def put(
        self, language: str, part_id: str, file: str, lined: Lined, base: Path = (), words: int = 0
    ) -> bool:
        """Remember a part; `words` is the line of its Markdown. False when the id was there."""
        key = (language, part_id)
        if key in self._places:
            return False
        self._places[key] = _Place(file, lined, base, words)
        return True

    def find(self, language: str, part_id: str, *path: str | int) -> tuple[str, int]:
        """File and line of a field of a part; `("course.yaml", 0)` when it is not known."""
        place = self._places.get((language, part_id))
        if place is None:
            return "course.yaml", 0
        is_word = bool(path) and path[0] in _WORDS and bool(place.words_line)
        if is_word and (*place.base, path[0]) not in place.lined.lines:
            return place.file, place.words_line
        return place.file, place.lined.line(*place.base, *path)
