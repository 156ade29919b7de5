"""Mei of MMDAgent: a small Japanese voice that is ten times as fast as Kokoro, for tests."""

from __future__ import annotations

import numpy as np
import pyopenjtalk

from .open_jtalk import as_read, words_of
from .speakers import Sound


class Mei:
    """Open JTalk with the voice that its package brings."""

    @property
    def voices(self) -> tuple[str, ...]:
        """The one it has."""
        return ("mei_normal",)

    def say(self, text: str, voice: str, speed: float) -> Sound:  # noqa: ARG002 - it has one
        """Say a clause."""
        labels = pyopenjtalk.make_label(words_of(as_read(text)))
        samples, rate = pyopenjtalk.synthesize(labels, speed=speed)
        return Sound((np.asarray(samples) / 32768).astype(np.float32), int(rate))


def mei() -> Mei:
    """The engine."""
    return Mei()
