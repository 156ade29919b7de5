"""A narration → the bytes of its recording and of its captions."""

from __future__ import annotations

from dataclasses import dataclass

from ..narration import Narration
from .captions import webvtt
from .encoding import decode_m4a, encode_m4a
from .joining import said_aloud
from .loudness import CEILING, levelled, true_peak
from .speakers import Sound, Speaker

_ENCODINGS = 8
_LOWER = 0.3  # dB, for each further try
_MARGIN = 0.1  # dB; others measure peaks a little otherwise


@dataclass(frozen=True)
class Recorded:
    """The files of one recording."""

    sound: bytes
    captions: bytes


def record(narration: Narration, speaker: Speaker, speed: float) -> Recorded:
    """Say a narration and write it down."""
    sound, captions = said_aloud(narration, speaker, speed)
    return Recorded(_encoded(sound), webvtt(captions))


def _encoded(sound: Sound) -> bytes:
    """The sound at our loudness; encoding moves peaks, so the ceiling is held afterwards."""
    tried: list[tuple[float, bytes]] = []
    for step in range(_ENCODINGS):
        data = encode_m4a(levelled(sound, ceiling=CEILING - (step + 1) * _LOWER))
        peak = true_peak(decode_m4a(data).samples)
        if peak <= CEILING - _MARGIN:
            return data
        tried.append((peak, data))
    return min(tried)[1]
