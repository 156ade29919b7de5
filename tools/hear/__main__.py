"""`python -m tools.hear COURSE…`: hear every recording and write docs/voice.md.

The exit status is 1 where a promise is broken.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from faster_whisper import WhisperModel

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Material
from terakoya.courseware.narration import Narration, narrations
from terakoya.courseware.pronunciation import readings_of, said
from terakoya.courseware.recordings import read_captions
from terakoya.courseware.text.yaml_lines import read_yaml
from terakoya.courseware.voice.encoding import decode_m4a
from terakoya.courseware.voice.loudness import loudness, true_peak
from terakoya.courseware.voice.speakers import Sound

from .alignment import offsets
from .comparing import error, holds, kana, words
from .numbers import SpokenNumber, hear_numbers, wanted_numbers
from .recogniser import hear, load_recogniser
from .report import Heard, Report

ROOT = Path(__file__).resolve().parents[2]
SIGNS: dict[str, Callable[[str], tuple[str, ...]]] = {"ja": kana, "en": words}


class Hearing:
    """The recogniser with what it must hear."""

    def __init__(self, model: WhisperModel, lists: dict[str, Any]) -> None:
        self.model = model
        self.terms: dict[str, list[str]] = lists["terms"]
        self.reasons = {
            (one["language"], one["slide"], one["part"]): str(one["reason"])
            for one in lists["reasons"]
        }
        self.number_reasons = {
            (one["slide"], one["part"], str(one["number"])): str(one["reason"])
            for one in lists["number_reasons"]
        }

    def hear_course(self, material: Material) -> Report:
        """Every recording of a course, in all its languages that have any."""
        report = Report(material.course.meta.id)
        wanted = wanted_numbers(material.course.meta.id)
        for language in material.course.meta.languages:
            for one in narrations(material.course, language):
                if one.audio_name not in material.audio:
                    report.missing.append(f"{language} {one.slide} ({one.part})")
                    continue
                heard = self._hear(material, language, one)
                report.heard.append(heard)
                if language == "ja" and (numbers := wanted.get((one.slide, one.part.value))):
                    spoken = hear_numbers(self.model, material, one, numbers)
                    report.numbers += map(self._explained, spoken)
                print(f"{language} {one.slide} ({one.part}) {heard.error:.1%}", flush=True)
        return report

    def _explained(self, number: SpokenNumber) -> SpokenNumber:
        key = (number.slide, number.part, number.wanted.words)
        return replace(number, reason=self.number_reasons.get(key, ""))

    def _hear(self, material: Material, language: str, narration: Narration) -> Heard:
        data = material.audio[narration.audio_name]
        sound = decode_m4a(data)
        text = hear(self.model, sound, language)
        signs = SIGNS[language]
        cues = read_captions(material.audio[narration.captions_name])
        terms, hinted, missed = self._terms(material, language, narration, sound, signs(text))
        return Heard(
            language=language,
            slide=narration.slide,
            part=narration.part.value,
            seconds=sound.seconds,
            size=len(data),
            error=error(signs(_said(narration)), signs(text)),
            text=text,
            offset=max((abs(x) for pair in offsets(sound, cues) for x in pair), default=0.0),
            loudness=loudness(sound),
            peak=true_peak(sound.samples),
            terms=len(terms),
            hinted=hinted,
            missed=missed,
            reason=self.reasons.get((language, narration.slide, narration.part.value), ""),
        )

    def _terms(
        self,
        material: Material,
        language: str,
        narration: Narration,
        sound: Sound,
        heard: Sequence[str],
    ) -> tuple[list[str], tuple[str, ...], tuple[str, ...]]:
        """The terms that are said, those heard with a hint only, and those not heard at all."""
        signs, readings = SIGNS[language], readings_of(material.course, language)
        sought = {term: signs(said(term, readings)) for term in self.terms[language]}
        whole = signs(_said(narration))
        terms = [term for term, run in sought.items() if holds(whole, run)]
        unheard = [term for term in terms if not holds(heard, sought[term])]
        if not unheard:
            return terms, (), ()
        again = hear(self.model, sound, language, "、".join(terms))
        hinted = tuple(
            term
            for term in unheard
            if term in again  # as it is written, though a dictionary would read it otherwise
            or holds(signs(again), sought[term])
            or self._holds_alone(sound, language, term, sought[term])
        )
        return terms, hinted, tuple(term for term in unheard if term not in hinted)

    def _holds_alone(self, sound: Sound, language: str, term: str, run: Sequence[str]) -> bool:
        """Whether a term is heard when it alone is the hint."""
        text = hear(self.model, sound, language, f"{term}、{term}")
        return term in text or holds(SIGNS[language](text), run)


def _said(narration: Narration) -> str:
    return "\n".join(line.said for line in narration.lines)


def main() -> int:
    """Hear the courses named, or all; 1 where a promise is broken."""
    folders = [Path(one) for one in sys.argv[1:]] or [
        path.parent for path in sorted((ROOT / "courses").glob("*/course.yaml"))
    ]
    lists = read_yaml((Path(__file__).parent / "terms.yaml").read_text("utf-8")).value
    hearing = Hearing(load_recogniser(ROOT / "var" / "recogniser"), lists)
    pages, problems = [], []
    for folder in folders:
        report = hearing.hear_course(read_folder(folder))
        pages.append(report.markdown())
        problems += report.problems()
    (ROOT / "docs" / "voice.md").write_text("\n".join(pages), encoding="utf-8")
    print("\n".join(problems) or "Every recording is heard as it is said.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
