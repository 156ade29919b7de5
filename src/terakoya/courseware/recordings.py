"""Recordings of narrations: how long they are, and when each sentence is said.

Read once, when a course is published or written; a player gets sentences with times.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from .errors import UnreadableSource
from .narration import Narration, NarrationPart

T = TypeVar("T")

LONGEST = 3600.0  # seconds; a report of the player may name no later one
LARGEST = 10_000_000  # bytes
OVERHANG = 0.5  # seconds by which a caption may outlast its sound

_TIMES = re.compile(r"(?:(\d{1,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})")
_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")
_ARROW = "-->"
_NO_CUE = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True)
class Cue:
    """A piece of captions: what is said between two seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Recording:
    """A recording of one narration: its length, and from when to when each sentence is said."""

    slide: str
    part: NarrationPart
    key: str
    sound: bytes
    seconds: float
    sentences: tuple[tuple[float, float], ...]


def read_recording(
    narration: Narration, audio: Mapping[str, bytes], sentences: Sequence[str]
) -> Recording | None:
    """The recording of a narration among `audio`; `None` where sound or captions are missing.

    `sentences` are the narration's, as they are shown. Raises `UnreadableSource` for a file that
    is no sound, or captions that say something else than the narration.
    """
    sound, captions = audio.get(narration.audio_name), audio.get(narration.captions_name)
    if sound is None or captions is None:
        return None
    seconds = _named(narration.audio_name, lambda: m4a_seconds(sound))
    times = _named(
        narration.captions_name, lambda: sentence_times(read_captions(captions), sentences)
    )
    if times and times[-1][1] > seconds + OVERHANG:
        raise UnreadableSource(
            f"media/audio/{narration.captions_name}: the captions end at {times[-1][1]:.1f} s, "
            f"the sound at {seconds:.1f} s. → Record this narration anew."
        )
    within = tuple((start, min(end, seconds)) for start, end in times)
    return Recording(narration.slide, narration.part, narration.key, sound, seconds, within)


def _named(name: str, read: Callable[[], T]) -> T:
    """Let a refusal begin with the file that it is about."""
    try:
        return read()
    except UnreadableSource as error:
        raise UnreadableSource(f"media/audio/{name}: {error}") from None


# -- sound ------------------------------------------------------------------------------------


def m4a_seconds(data: bytes) -> float:
    """The length of an M4A, as its movie header tells; raises `UnreadableSource` without one."""
    if len(data) > LARGEST:
        raise UnreadableSource("the recording is larger than 10 MB. → Divide the slide.")
    movie = _box(data, 0, len(data), b"moov") if data[4:8] == b"ftyp" else None
    header = _box(data, *movie, b"mvhd") if movie else None
    if header is None:
        raise UnreadableSource("this is no M4A. → Record this narration anew.")
    content = data[header[0] : header[1]]
    wide = content[:1] == b"\x01"  # 64-bit times
    at = 20 if wide else 12
    scale = int.from_bytes(content[at : at + 4], "big")
    length = int.from_bytes(content[at + 4 : at + (12 if wide else 8)], "big")
    seconds = length / scale if scale else 0.0
    if not 0 < seconds <= LONGEST:
        raise UnreadableSource(
            f"the recording says it takes {seconds:.0f} s. → Record this narration anew."
        )
    return round(seconds, 3)


def _box(data: bytes, start: int, end: int, name: bytes) -> tuple[int, int] | None:
    """Where the content of a box of the ISO base media format stands, or `None`."""
    while start + 8 <= end:
        size = int.from_bytes(data[start : start + 4], "big")
        head = 8
        if size == 1:  # a 64-bit size follows the name
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        elif size == 0:  # to the end
            size = end - start
        if size < head or start + size > end:
            return None
        if data[start + 4 : start + 8] == name:
            return start + head, start + size
        start += size
    return None


# -- captions ---------------------------------------------------------------------------------


def read_captions(data: bytes) -> tuple[Cue, ...]:
    """The cues of a WebVTT file in order; raises `UnreadableSource` where it is none."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise UnreadableSource("the captions are not UTF-8. → Save them as UTF-8.") from None
    head, *blocks = re.split(r"\n{2,}", text.strip("\n"))
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", head):
        raise UnreadableSource("the captions do not begin with WEBVTT. → Write them as WebVTT.")
    cues = tuple(_cues(blocks))
    for before, after in pairwise(cues):
        if after.start < before.start:
            raise UnreadableSource(
                f"a caption at {after.start:.3f} s follows one at {before.start:.3f} s. "
                "→ Put them in order."
            )
    return cues


def _cues(blocks: Sequence[str]) -> Iterator[Cue]:
    for block in blocks:
        lines = block.split("\n")
        at = 0 if _ARROW in lines[0] else 1
        if len(lines) <= at or _ARROW not in lines[at]:
            if lines[0].split(" ")[0] in _NO_CUE:
                continue
            raise UnreadableSource(f"`{lines[0][:40]}` is no caption. → Give it its times.")
        start, end = (_seconds(one) for one in lines[at].split(_ARROW))
        if end <= start:
            raise UnreadableSource(f"the caption `{lines[at]}` ends before it starts. → Mend it.")
        words = html.unescape(_TAG.sub("", "\n".join(lines[at + 1 :])))
        yield Cue(start, end, words)


def _seconds(text: str) -> float:
    found = _TIMES.fullmatch(text.split()[0] if text.split() else "")
    if found is None:
        raise UnreadableSource(f"`{text.strip()[:40]}` is no time. → Write it as 00:01.250.")
    hours, minutes, seconds, thousandths = (int(one or 0) for one in found.groups())
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def sentence_times(
    cues: Sequence[Cue], sentences: Sequence[str]
) -> tuple[tuple[float, float], ...]:
    """From when to when each sentence is said.

    Cues may hold clauses, sentences or more: both are laid along the same run of characters, and
    a moment inside a cue is taken in proportion. Raises `UnreadableSource` where they differ.
    """
    said = "".join(_bare(cue.text) for cue in cues)
    shown = "".join(_bare(sentence) for sentence in sentences)
    if said != shown:
        shorter = min(len(said), len(shown))
        at = next((n for n in range(shorter) if said[n] != shown[n]), shorter)
        raise UnreadableSource(
            f"the captions say `{said[at : at + 20]}` where the narration says "
            f"`{shown[at : at + 20]}`. → Record this narration anew."
        )
    moments = _Moments(cues)
    times = []
    position = 0
    for sentence in sentences:
        end = position + len(_bare(sentence))
        times.append((moments.start_of(position), moments.end_of(end)))
        position = end
    return tuple(times)


def _bare(text: str) -> str:
    return _SPACE.sub("", text)


class _Moments:
    """When a character of the captions is reached."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self.spans: list[tuple[int, int, Cue]] = []
        position = 0
        for cue in cues:
            end = position + len(_bare(cue.text))
            self.spans.append((position, end, cue))
            position = end

    def start_of(self, position: int) -> float:
        return next(self._within(one, position) for one in self.spans if position < one[1])

    def end_of(self, position: int) -> float:
        return next(self._within(one, position) for one in self.spans if position <= one[1])

    def _within(self, span: tuple[int, int, Cue], position: int) -> float:
        start, end, cue = span
        share = (position - start) / (end - start) if end > start else 0.0
        return round(cue.start + (cue.end - cue.start) * share, 3)
