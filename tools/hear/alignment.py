"""Captions against the sound: when something is heard, and when it ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from terakoya.courseware.recordings import Cue
from terakoya.courseware.voice.speakers import Sound

FRAME = 0.01
AUDIBLE = -45.0  # dB below the loudest frame


def offsets(sound: Sound, cues: Sequence[Cue]) -> list[tuple[float, float]]:
    """For each caption, by how much its sentence begins and ends later than it says (seconds).

    A sentence is what is audible between the middles of the pauses around its caption.
    """
    size = round(FRAME * sound.rate)
    frames = sound.samples[: len(sound.samples) // size * size].reshape(-1, size)
    power = (frames.astype(np.float64) ** 2).mean(axis=1)
    audible = power > power.max() * 10 ** (AUDIBLE / 10)
    out = []
    for number, cue in enumerate(cues):
        before = cues[number - 1].end if number else 0.0
        after = cues[number + 1].start if number + 1 < len(cues) else sound.seconds
        first, last = round((before + cue.start) / 2 / FRAME), round((cue.end + after) / 2 / FRAME)
        (heard,) = np.nonzero(audible[first:last])
        if len(heard):
            start, end = (first + heard[0]) * FRAME, (first + heard[-1] + 1) * FRAME
            out.append((float(start - cue.start), float(end - cue.end)))
        else:
            out.append((float("inf"), float("inf")))
    return out
