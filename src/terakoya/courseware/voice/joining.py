"""A narration said clause by clause and joined by known pauses.

The captions' times are exact to the sample, whatever the engine tells of its timing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..narration import Line, Narration
from ..text.sentences import text_sentences
from .captions import Caption
from .clauses import clauses
from .loudness import LOUDNESS, SILENT, loudness
from .speakers import Samples, Sound, Speaker

# Changing any of these asks for another `RECIPE` in narration.py.
BEFORE, AFTER = 0.1, 0.3
CLAUSE, SENTENCE, PARAGRAPH = 0.12, 0.35, 0.6
_AUDIBLE = 0.01  # of the loudest sample
_MARGIN = 0.03  # seconds kept around what is audible
_FADE = 0.005


@dataclass(frozen=True)
class _Piece:
    """A sentence, said."""

    shown: str
    voice: str
    sound: Sound
    pause: float


def said_aloud(narration: Narration, speaker: Speaker, speed: float) -> tuple[Sound, list[Caption]]:
    """The sound of a narration, all its voices equally loud, and a caption for each sentence."""
    pieces = [piece for line in narration.lines for piece in _say_line(line, speaker, speed)]
    return _joined(_balanced(pieces))


def sentence_pairs(line: Line) -> tuple[tuple[str, str], ...]:
    """The sentences of a paragraph, as shown and as told; the paragraph where they do not pair."""
    whole = line.told or line.said
    shown, told = text_sentences(line.shown), text_sentences(whole)
    if len(shown) != len(told):
        return ((line.shown, whole),)
    return tuple(zip(shown, told, strict=True))


def _say_line(line: Line, speaker: Speaker, speed: float) -> Iterator[_Piece]:
    pairs = sentence_pairs(line)
    for number, (shown, told) in enumerate(pairs, 1):
        parts: list[Samples] = []
        rate = 0
        for clause in clauses(told):
            sound = trimmed(speaker.say(clause.strip(), line.voice, speed))
            rate = sound.rate
            if len(sound.samples):
                parts += [silence(CLAUSE, rate), sound.samples] if parts else [sound.samples]
        if parts:
            pause = SENTENCE if number < len(pairs) else PARAGRAPH
            yield _Piece(shown, line.voice, Sound(np.concatenate(parts), rate), pause)


def trimmed(sound: Sound) -> Sound:
    """What is audible of a sound, with soft edges."""
    size = np.abs(sound.samples)
    (audible,) = np.nonzero(size > _AUDIBLE * size.max(initial=0.0))
    if not len(audible):
        return Sound(np.zeros(0, np.float32), sound.rate)
    margin = round(_MARGIN * sound.rate)
    start, end = max(0, audible[0] - margin), audible[-1] + 1 + margin
    kept = sound.samples[start:end].astype(np.float32)
    fade = min(round(_FADE * sound.rate), len(kept) // 2)
    if fade:
        slope = np.linspace(0.0, 1.0, fade, dtype=np.float32)
        kept[:fade] *= slope
        kept[-fade:] *= slope[::-1]
    return Sound(kept, sound.rate)


def silence(seconds: float, rate: int) -> Samples:
    """Nothing, for a while."""
    return np.zeros(round(seconds * rate), np.float32)


def _balanced(pieces: list[_Piece]) -> list[_Piece]:
    """Bring all voices to one loudness: two voices of an engine may differ by several LU."""
    gains = {voice: _gain(pieces, voice) for voice in {piece.voice for piece in pieces}}
    return [
        replace(
            piece,
            sound=Sound(
                (piece.sound.samples * gains[piece.voice]).astype(np.float32), piece.sound.rate
            ),
        )
        for piece in pieces
    ]


def _gain(pieces: list[_Piece], voice: str) -> float:
    own = [piece.sound for piece in pieces if piece.voice == voice]
    now = loudness(Sound(np.concatenate([one.samples for one in own]), own[0].rate))
    return 1.0 if now <= SILENT else float(10 ** ((LOUDNESS - now) / 20))


def _joined(pieces: list[_Piece]) -> tuple[Sound, list[Caption]]:
    if not pieces:
        return Sound(silence(BEFORE + AFTER, 24_000), 24_000), []
    rate = pieces[0].sound.rate
    parts = [silence(BEFORE, rate)]
    captions = []
    position = len(parts[0])
    for piece in pieces:
        is_last = piece is pieces[-1]
        end = position + len(piece.sound.samples)
        captions.append(Caption(position / rate, end / rate, piece.shown))
        parts += [piece.sound.samples, silence(AFTER if is_last else piece.pause, rate)]
        position = end + len(parts[-1])
    return Sound(np.concatenate(parts), rate), captions
