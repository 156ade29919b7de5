"""A speaker that remembers, in a folder, what it has said."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..revision import canonical, sha256
from .speakers import Sound, Speaker


class CachedSpeaker:
    """Says a clause anew only when it is not in the folder; the folder may be deleted any time."""

    def __init__(self, speaker: Speaker, engine: str, folder: Path) -> None:
        self._speaker = speaker
        self._engine = engine
        self._folder = folder

    @property
    def voices(self) -> tuple[str, ...]:
        """The names of the speaker's voices."""
        return self._speaker.voices

    def say(self, text: str, voice: str, speed: float) -> Sound:
        """Say a clause, or repeat it."""
        path = self._folder / f"{sha256(canonical([self._engine, voice, speed, text]))}.npz"
        if path.is_file():
            with np.load(path) as kept:
                return Sound(kept["samples"], int(kept["rate"]))
        sound = self._speaker.say(text, voice, speed)
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            np.savez(file, samples=sound.samples, rate=sound.rate)
        unfinished.replace(path)
        return sound
