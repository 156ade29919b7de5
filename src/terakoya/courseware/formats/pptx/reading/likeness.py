"""How alike a sheet and a slide of the base are: by all their words and the narration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .... import inline
from ....layouts.identity import Part
from ....model import TWO_SHEETS, AnySlide
from ....text.alignment import bigrams, folded, likeness
from ....texts import texts_of
from ....variables import filled
from .sheets import SheetSource

_NOTES_WEIGHT = 0.4
_FIXED_KINDS = ("sldNum", "dt", "ftr")
_ANSWER_ONLY = {"answer_title", "answer_narration", "verdict", "action", "source", "reason"}
_SCENE_ONLY = {"demand", "manner", "frequency", "harm", "bubble", "question", "harsh", "premise"}


@dataclass(frozen=True)
class Fingerprint:
    """The words of a sheet and those of its narration, as pairs of characters."""

    words: Counter[str]
    notes: Counter[str]

    def likeness(self, other: Fingerprint) -> float:
        """0–1; where neither has a narration, the words alone count."""
        words = self.likeness_of_words(other)
        if not self.notes and not other.notes:
            return words
        notes = likeness(self.notes, other.notes)
        return (1 - _NOTES_WEIGHT) * words + _NOTES_WEIGHT * notes

    def likeness_of_words(self, other: Fingerprint) -> float:
        """The same of what the sheets themselves say, 0–1; the narration is not the page."""
        return likeness(self.words, other.words)


def fingerprint_of(sheet: SheetSource) -> Fingerprint:
    """What a sheet says."""
    words = "\n".join(
        block.text for block in sheet.blocks if not block.hidden and block.kind not in _FIXED_KINDS
    )
    notes = "\n".join(line.text for line in sheet.notes)
    return Fingerprint(bigrams(words), bigrams(notes))


@dataclass
class BaseLikeness:
    """The slides of the base with what each of their sheets says; made when asked for."""

    slides: Mapping[str, AnySlide]
    values: Mapping[str, str]
    _made: dict[tuple[str, Part], Fingerprint] = field(default_factory=dict)
    _shown: dict[tuple[str, Part], str] = field(default_factory=dict)

    def of(self, slide_id: str, part: Part, sheet: Fingerprint) -> float:
        """How alike a sheet is to one of a slide's sheets, 0–1."""
        return sheet.likeness(self._of(slide_id, part))

    def of_words(self, slide_id: str, part: Part, sheet: Fingerprint) -> float:
        """The same, whatever their narrations say."""
        return sheet.likeness_of_words(self._of(slide_id, part))

    def titled(self, title: str) -> list[tuple[str, Part]]:
        """The sheets that have this title."""
        return [key for key, shown in self._titles().items() if shown == folded(title)]

    def _titles(self) -> Mapping[tuple[str, Part], str]:
        if not self._shown:
            for slide_id, slide in self.slides.items():
                self._shown[slide_id, Part.MAIN] = folded(self._seen(slide.title))
                if isinstance(slide, TWO_SHEETS):
                    shown = folded(self._seen(slide.answer_title))
                    self._shown[slide_id, Part.ANSWER] = shown
        return self._shown

    def _of(self, slide_id: str, part: Part) -> Fingerprint:
        key = (slide_id, part)
        if key not in self._made:
            self._made[key] = self._fingerprint(self.slides[slide_id], part)
        return self._made[key]

    def parts_of(self, slide_id: str) -> tuple[Part, ...]:
        """The sheets that a slide has."""
        two = isinstance(self.slides[slide_id], TWO_SHEETS)
        return (Part.MAIN, Part.ANSWER) if two else (Part.MAIN,)

    def _fingerprint(self, slide: AnySlide, part: Part) -> Fingerprint:
        narration = slide.narration
        if part is Part.ANSWER and isinstance(slide, TWO_SHEETS):
            narration = slide.answer_narration
        words = "\n".join(self._words(slide, part))
        notes = "\n".join(self._seen(text) for text in narration)
        return Fingerprint(bigrams(words), bigrams(notes))

    def _words(self, slide: AnySlide, part: Part) -> Iterator[str]:
        two = isinstance(slide, TWO_SHEETS)
        for path, text in texts_of(slide):
            name = str(path[0])
            if "narration" in name or path[-1] == "alt":
                continue
            if two and not _stands_on(slide, name, str(path[-1]), part):
                continue
            yield self._seen(text)

    def _seen(self, text: str) -> str:
        return inline.plain(filled(text, self.values))


def _stands_on(slide: AnySlide, name: str, last: str, part: Part) -> bool:
    """Whether a field of a slide with two sheets is shown on one of them."""
    if part is Part.ANSWER:
        repeated = name == "premise" and not slide.has_later_look
        scene = name == "title" or (name in _SCENE_ONLY and not repeated)
        return not scene and name != "kicker"
    if name in _ANSWER_ONLY or name == "point":
        return False
    repeated = slide.layout == "check" or slide.has_later_look
    return name != "choices" or (repeated and last == "text")
