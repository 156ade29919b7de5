"""What was heard, as a table by slide: docs/voice.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean

from .numbers import SpokenNumber

MEAN = {"ja": 0.08, "en": 0.05}
MOST = 0.20
OFFSET = 0.2  # seconds between a caption and its sound
NEAR = 0.5  # LU around -16 LUFS
PEAK = -1.0  # dBTP
INTRODUCTION = """\
Made by `make test-voice`; do not edit. A local recogniser (Whisper, base) hears every recording.
Japanese is compared by its reading in kana, English by the sounds of its words, since homophones
are no fault of a voice. Offset: by how much a caption and its sound differ at most, at start or
end. Terms: names and terms of law heard, of those said (`tools/hear/terms.yaml`); where the
recogniser does not know a word, it hears the slide again with the words as a hint."""
NUMBERS = """\
Every number of the Japanese narrations, held against `tools/hear/numbers.yaml`. Said: what the
phonemiser gives the model, read back as kana. Heard: the sentence alone, without hints. Left to
itself the recogniser writes figures that make sense, whatever is said; so it is asked which one it
hears, in katakana and in hiragana: the wanted reading, what the voice would make of the figures,
or the reading of the next number. Counted is how much likelier each is than with silence."""


@dataclass(frozen=True)
class Heard:
    """One recording, as it was heard and measured."""

    language: str
    slide: str
    part: str
    seconds: float
    size: int
    error: float
    text: str
    offset: float
    loudness: float
    peak: float
    terms: int = 0
    hinted: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    reason: str = ""


@dataclass
class Report:
    """All recordings of a course, and those that are missing."""

    course: str
    heard: list[Heard] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    numbers: list[SpokenNumber] = field(default_factory=list)

    def problems(self) -> list[str]:
        """What breaks a promise, one sentence each."""
        out = [f"{one} has no recording" for one in self.missing]
        for language, most in MEAN.items():
            errors = [one.error for one in self.heard if one.language == language]
            if errors and mean(errors) > most:
                out.append(f"{language}: the mean error is {mean(errors):.1%}, over {most:.0%}")
        for one in self.heard:
            out += [f"{one.language} {one.slide} ({one.part}): {what}" for what in _wrong(one)]
        out += [problem for one in self.numbers for problem in _wrong_number(one)]
        return out

    def markdown(self) -> str:
        """The page."""
        lines = [
            "# The recordings, heard by a recogniser",
            INTRODUCTION,
            "",
            f"Course: {self.course}. Bounds: mean error {MEAN['ja']:.0%} in Japanese and "
            f"{MEAN['en']:.0%} in English, {MOST:.0%} on a slide, offset {OFFSET} s, "
            f"-16 LUFS within {NEAR} LU, peak {PEAK:.0f} dBTP.",
            "",
            *self._sums(),
            "",
            *_table("Problems", self.problems()),
        ]
        for language in MEAN:
            own = [one for one in self.heard if one.language == language]
            if own:
                lines += ["", f"## {language}", *_rows(own)]
        if self.numbers:
            lines += ["", "## Numbers", NUMBERS, "", *self._number_rows()]
        if odd := [line for one in self.heard for line in _otherwise(one)]:
            lines += ["", "## Heard otherwise", *odd]
        return "\n".join(lines) + "\n"

    def _number_rows(self) -> list[str]:
        places: dict[tuple[str, str], list[str]] = {}
        for one in self.numbers:
            sign = "" if one.is_said and not one.heard_as else " ✗"
            words = f"{one.wanted.words} {one.wanted.reading}{sign}"
            places.setdefault((one.slide, one.part), []).append(words)
        said = sum(one.is_said for one in self.numbers)
        heard = sum(not one.heard_as for one in self.numbers)
        whole = len(self.numbers)
        return [
            f"{whole} numbers: {said} said as wanted, {whole - said} not; {heard} heard as wanted, "
            f"{whole - heard} otherwise.",
            "",
            "| slide | sheet | numbers |",
            "| --- | --- | --- |",
            *(
                f"| {slide} | {part} | {'、'.join(all_)} |"
                for (slide, part), all_ in places.items()
            ),
            *self._number_reasons(),
        ]

    def _number_reasons(self) -> list[str]:
        told = [
            f"- {one.slide} ({one.part}): {one.wanted.words} is heard as {one.heard_as}. "
            f"Reason: {one.reason}"
            for one in self.numbers
            if one.heard_as and one.reason
        ]
        return ["", *told] if told else []

    def _sums(self) -> list[str]:
        lines = [
            "| language | recordings | minutes | MB | mean error | worst | offset | terms |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        ]
        for language in MEAN:
            own = [one for one in self.heard if one.language == language]
            if own:
                terms = sum(one.terms for one in own)
                heard = terms - sum(len(one.missed) for one in own)
                lines.append(
                    f"| {language} | {len(own)} | {sum(o.seconds for o in own) / 60:.1f} "
                    f"| {sum(o.size for o in own) / 1e6:.1f} | {mean(o.error for o in own):.1%} "
                    f"| {max(o.error for o in own):.1%} | {max(o.offset for o in own):.2f} s "
                    f"| {heard} of {terms}, {sum(len(o.hinted) for o in own)} with a hint |"
                )
        return lines


def _otherwise(one: Heard) -> list[str]:
    if one.error <= MEAN[one.language] and not one.hinted and not one.missed:
        return []
    hint = f" With a hint: {', '.join(one.hinted)}." if one.hinted else ""
    missed = f" Not heard: {', '.join(one.missed)}." if one.missed else ""
    why = f" Reason: {one.reason}" if one.reason else ""
    place = f"{one.language} {one.slide} ({one.part}), {one.error:.1%}"
    return [f"- {place}:{hint}{missed}{why} {one.text}"]


def _wrong(one: Heard) -> list[str]:
    out = []
    if one.error > MOST and not one.reason:
        out.append(f"{one.error:.1%} was heard otherwise, and no reason is listed")
    if one.missed and not one.reason:
        out.append(f"not heard: {', '.join(one.missed)}")
    if one.offset > OFFSET:
        out.append(f"a caption is {one.offset:.2f} s beside its sound")
    if abs(one.loudness + 16) > NEAR or one.peak > PEAK:
        out.append(f"{one.loudness:.1f} LUFS, {one.peak:.1f} dBTP")
    return out


def _wrong_number(one: SpokenNumber) -> list[str]:
    place = f"ja {one.slide} ({one.part}): {one.wanted.words}"
    if not one.is_said:
        return [f"{place} is not said {one.wanted.reading}"]
    is_open = one.heard_as and not one.reason
    return [f"{place} is heard as {one.heard_as}"] if is_open else []


def _table(title: str, problems: Sequence[str]) -> list[str]:
    return [f"{title}: none."] if not problems else [f"{title}:", *(f"- {one}" for one in problems)]


def _rows(heard: Sequence[Heard]) -> list[str]:
    lines = [
        "| slide | sheet | seconds | error | offset | terms | LUFS | dBTP |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in heard:
        found = f"{one.terms - len(one.missed)} of {one.terms}" if one.terms else "–"
        lines.append(
            f"| {one.slide} | {one.part} | {one.seconds:.1f} | {one.error:.1%} | {one.offset:.2f} "
            f"| {found} | {one.loudness:.1f} | {one.peak:.1f} |"
        )
    return lines
