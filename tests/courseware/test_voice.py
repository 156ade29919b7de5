"""The voice without its engines: clauses, captions, loudness, pauses.

The engines, the encoder and the recordings themselves are heard by `make test-voice`.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terakoya.courseware.narration import Line, Narration, NarrationPart
from terakoya.courseware.recordings import Cue, read_captions, sentence_times
from terakoya.courseware.text.sentences import text_sentences
from terakoya.courseware.voice.cache import CachedSpeaker
from terakoya.courseware.voice.captions import Caption, webvtt
from terakoya.courseware.voice.clauses import clauses
from terakoya.courseware.voice.joining import (
    AFTER,
    BEFORE,
    CLAUSE,
    PARAGRAPH,
    SENTENCE,
    said_aloud,
    sentence_pairs,
    trimmed,
)
from terakoya.courseware.voice.loudness import (
    SILENT,
    levelled,
    limited,
    loudness,
    true_peak,
)
from terakoya.courseware.voice.speakers import Sound
from tests.courseware.laws import examples, law

RATE = 24_000
TEXTS = st.text("あいう、。「」！abc ,.;:!? —", max_size=60)


def tone(seconds: float, level: float, frequency: float = 997.0, rate: int = RATE) -> Sound:
    """A sine whose peak is `level` decibels below full scale."""
    time = np.arange(round(seconds * rate)) / rate
    wave = 10 ** (level / 20) * np.sin(2 * np.pi * frequency * time)
    return Sound(wave.astype(np.float32), rate)


class Whistler:
    """A speaker that whistles a tenth of a second for each sign, `low` softer than `high`."""

    voices = ("high", "low")

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str, voice: str, speed: float) -> Sound:
        self.said.append(text)
        pause = Sound(np.zeros(RATE // 10, np.float32), RATE)
        whistle = tone(len(text) / 10 / speed, -6 if voice == "high" else -30)
        return Sound(np.concatenate([pause.samples, whistle.samples, pause.samples]), RATE)


def narration(*lines: Line) -> Narration:
    return Narration("opening", NarrationPart.MAIN, lines, "ab12")


# -- clauses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "部屋を替えて、理由も、くわしく説明してください。",
            ("部屋を替えて、理由も、", "くわしく説明してください。"),
        ),
        ("ただし、どんな言い方をしてもよい、というわけではありません。", None),
        ("はい。", ("はい。",)),
        ("この研修も、その一つ。", ("この研修も、その一つ。",)),
        ("", ()),
        ("It costs 3,000 yen, and more.", ("It costs 3,000 yen,", " and more.")),
        ("At 10:30 the shop closes; we go home.", ("At 10:30 the shop closes;", " we go home.")),
        ("At 10:30 the shop closes; we go.", ("At 10:30 the shop closes; we go.",)),
    ],
)
def test_sentence_is_cut_at_commas_but_not_into_single_words(
    sentence: str, expected: tuple[str, ...] | None
) -> None:
    if expected is None:
        expected = ("ただし、どんな言い方をしてもよい、", "というわけではありません。")
    assert clauses(sentence) == expected


@given(TEXTS)
@law
def test_clauses_lose_nothing(text: str) -> None:
    assert "".join(clauses(text)) == text


@given(TEXTS)
@law
def test_sentences_lose_no_sign(text: str) -> None:
    assert re.sub(r"\s", "", "".join(text_sentences(text))) == re.sub(r"\s", "", text)


def test_sentences_pair_as_shown_and_as_said_or_stay_whole() -> None:
    assert sentence_pairs(Line("A社へ。SNSも。", "エーシャへ。エスエヌエスも。")) == (
        ("A社へ。", "エーシャへ。"),
        ("SNSも。", "エスエヌエスも。"),
    )
    assert sentence_pairs(Line("だめ！です。", "ダメです。")) == (("だめ！です。", "ダメです。"),)


# -- captions ---------------------------------------------------------------------------------


def test_captions_are_webvtt_with_escaped_words() -> None:
    captions = [Caption(0.1, 2.5004, "A & B <C>"), Caption(3661.0, 3662.25, " 二行\nです。 ")]
    assert webvtt(captions).decode() == (
        "WEBVTT\n\n00:00:00.100 --> 00:00:02.500\nA &amp; B &lt;C&gt;\n\n"
        "01:01:01.000 --> 01:01:02.250\n二行 です。\n"
    )


@given(st.lists(st.tuples(st.integers(1, 9_000), st.integers(1, 9_000), TEXTS), max_size=8))
@law
def test_captions_are_read_back(parts: list[tuple[int, int, str]]) -> None:
    captions, at = [], 0
    for pause, length, text in parts:
        if words := re.sub(r"\s+", " ", text).strip():
            captions.append(Caption((at + pause) / 1000, (at + pause + length) / 1000, words))
            at += pause + length
    found = [(round(one.start * 1000), round(one.end * 1000), one.text) for one in read(captions)]
    assert found == [(round(one.start * 1000), round(one.end * 1000), one.text) for one in captions]


def read(captions: list[Caption]) -> tuple[Cue, ...]:
    return read_captions(webvtt(captions))


# -- joining ----------------------------------------------------------------------------------


def test_captions_stand_where_the_sentences_are_said() -> None:
    lines = (
        Line("一つ目の要素です。次。", "ヒトツメノヨーソです。次。", "high"),
        Line("終わり。", "終わり。", "high"),
    )
    sound, captions = said_aloud(narration(*lines), Whistler(), 1.0)
    one, two, three = 1.1 + 0.06, 0.2 + 0.06, 0.4 + 0.06  # what is heard, and a margin around it
    starts = [BEFORE, BEFORE + one + SENTENCE, BEFORE + one + SENTENCE + two + PARAGRAPH]
    assert [caption.text for caption in captions] == ["一つ目の要素です。", "次。", "終わり。"]
    assert [caption.start for caption in captions] == pytest.approx(starts, abs=0.001)
    ends = [start + length for start, length in zip(starts, (one, two, three), strict=True)]
    assert [caption.end for caption in captions] == pytest.approx(ends, abs=0.001)
    assert sound.seconds == pytest.approx(ends[-1] + AFTER, abs=0.001)


def test_clauses_are_said_one_by_one_with_a_short_pause() -> None:
    speaker = Whistler()
    text = "部屋を替えてください、理由も説明してください。"
    sound, _ = said_aloud(narration(Line(text, text, "high")), speaker, 1.0)
    assert speaker.said == ["部屋を替えてください、", "理由も説明してください。"]
    assert sound.seconds == pytest.approx(BEFORE + 2.3 + 2 * 0.06 + CLAUSE + AFTER, abs=0.001)


def test_speed_reaches_the_speaker() -> None:
    line = Line("予約と違います。", "予約と違います。", "high")
    slow, fast = (said_aloud(narration(line), Whistler(), speed)[0] for speed in (1.0, 2.0))
    assert slow.seconds - fast.seconds == pytest.approx(0.4, abs=0.001)


def test_two_voices_are_equally_loud() -> None:
    text = "予約と違うと言いました。"
    lines = (Line(text, text, "high"), Line(text, text, "low"))
    sound, (first, second) = said_aloud(narration(*lines), Whistler(), 1.0)
    levels = [
        loudness(Sound(sound.samples[round(one.start * RATE) : round(one.end * RATE)], RATE))
        for one in (first, second)
    ]
    assert levels == pytest.approx([-16.0, -16.0], abs=0.2)


def test_narration_without_a_sound_is_a_short_silence() -> None:
    sound, captions = said_aloud(narration(), Whistler(), 1.0)
    assert (captions, loudness(sound)) == ([], SILENT)


def test_trimming_keeps_a_margin_and_softens_the_edges() -> None:
    quiet = np.zeros(RATE, np.float32)
    sound = trimmed(Sound(np.concatenate([quiet, tone(1.0, -6).samples, quiet]), RATE))
    assert sound.seconds == pytest.approx(1.06, abs=0.002)
    assert (sound.samples[0], sound.samples[-1]) == (0.0, 0.0)
    assert len(trimmed(Sound(quiet, RATE)).samples) == 0
    assert len(trimmed(Sound(quiet[:0], RATE)).samples) == 0


def test_what_was_said_before_is_not_said_again(tmp_path: Path) -> None:
    speaker = Whistler()
    remembering = CachedSpeaker(speaker, "whistler", tmp_path / "clauses")
    first = remembering.say("はい。", "high", 1.0)
    again = remembering.say("はい。", "high", 1.0)
    assert speaker.said == ["はい。"]
    assert np.array_equal(first.samples, again.samples)
    for text, voice, speed in (
        ("いえ。", "high", 1.0),
        ("はい。", "low", 1.0),
        ("はい。", "high", 1.1),
    ):
        remembering.say(text, voice, speed)
    CachedSpeaker(speaker, "another", tmp_path / "clauses").say("はい。", "high", 1.0)
    assert len(speaker.said) == 5


# -- loudness ---------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100, 48_000])
def test_loudness_of_the_standards_tone(rate: int) -> None:
    # ITU-R BS.1770: a sine of 997 Hz at full scale on one channel reads -3.01 LUFS.
    assert loudness(tone(5, 0.0, rate=rate)) == pytest.approx(-3.01, abs=0.05)
    assert loudness(tone(5, -20.0, rate=rate)) == pytest.approx(-23.01, abs=0.05)


def test_loudness_weighs_low_tones_less_and_high_tones_more() -> None:
    assert loudness(tone(5, 0.0, 40.0)) < -5.0
    assert loudness(tone(5, 0.0, 6_000.0)) == pytest.approx(0.3, abs=0.3)


def test_loudness_leaves_pauses_out() -> None:
    loud, quiet = tone(5, -20.0).samples, tone(5, -60.0).samples
    with_pauses = np.concatenate([loud, np.zeros(10 * RATE, np.float32), quiet])
    assert loudness(Sound(with_pauses, RATE)) == pytest.approx(-23.0, abs=0.2)
    assert loudness(Sound(np.zeros(0, np.float32), RATE)) == SILENT


def test_true_peak_is_found_between_the_samples() -> None:
    time = np.arange(RATE) / RATE
    wave = np.sin(2 * np.pi * RATE / 4 * time + np.pi / 4).astype(np.float32)  # never hits its top
    assert float(np.max(np.abs(wave))) == pytest.approx(0.707, abs=0.001)
    assert true_peak(wave[2000:-2000]) == pytest.approx(0.0, abs=0.2)
    assert true_peak(np.zeros(0, np.float32)) == -np.inf


@settings(deadline=None, max_examples=examples(40))
@given(st.integers(0, 2**32 - 1), st.floats(-60, 0), st.floats(-20, -1))
def test_limiter_holds_the_ceiling_and_leaves_the_rest(
    seed: int, level: float, ceiling: float
) -> None:
    noise = np.random.default_rng(seed).standard_normal(4_800) * 10 ** (level / 20)
    noise[:1200] *= 0.01
    sound = Sound(noise.astype(np.float32), RATE)
    result = limited(sound, ceiling)
    assert true_peak(result.samples) <= ceiling + 0.3
    assert (np.abs(result.samples) <= np.abs(sound.samples) + 1e-6).all()
    if true_peak(sound.samples) <= ceiling:
        assert result is sound


@settings(deadline=None, max_examples=examples(20))  # loads of other programs are no fault
@given(st.integers(0, 2**32 - 1), st.floats(-50, -3))
def test_levelling_reaches_the_loudness_under_the_ceiling(seed: int, level: float) -> None:
    rng = np.random.default_rng(seed)
    envelope = np.repeat(rng.uniform(0.2, 1.0, 40), RATE // 20)
    noise = rng.uniform(-1, 1, len(envelope)) * envelope * 10 ** (level / 20)
    result = levelled(Sound(noise.astype(np.float32), RATE))
    assert loudness(result) == pytest.approx(-16.0, abs=0.1)
    assert true_peak(result.samples) <= -0.7
    silent = Sound(np.zeros(RATE, np.float32), RATE)
    assert np.array_equal(levelled(silent).samples, silent.samples)


def test_levelling_makes_up_for_the_peaks_it_takes() -> None:
    rng = np.random.default_rng(4)
    noise = rng.uniform(-1, 1, 2 * RATE)
    noise[:: RATE // 20] *= 9
    sound = noise * 10 ** ((-16 - loudness(Sound(noise.astype(np.float32), RATE))) / 20)
    already = Sound(sound.astype(np.float32), RATE)
    assert loudness(already) == pytest.approx(-16.0, abs=0.01)
    assert true_peak(already.samples) > 0
    assert loudness(levelled(already)) == pytest.approx(-16.0, abs=0.1)


def test_sentence_times_follow_the_captions() -> None:
    lines = (Line("予約と違う。部屋を替えて。", "予約と違う。部屋を替えて。", "high"),)
    _, captions = said_aloud(narration(*lines), Whistler(), 1.0)
    times = sentence_times(read(captions), ("予約と違う。", "部屋を替えて。"))
    assert [time for pair in times for time in pair] == pytest.approx(
        [time for one in captions for time in (one.start, one.end)], abs=0.0006
    )
