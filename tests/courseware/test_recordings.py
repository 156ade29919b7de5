"""Recordings: lengths, captions, and when a sentence is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terakoya.courseware.errors import UnreadableSource
from terakoya.courseware.narration import Line, Narration, NarrationPart
from terakoya.courseware.recordings import (
    Cue,
    m4a_seconds,
    read_captions,
    read_recording,
    sentence_times,
)
from tests.recordings import SECONDS, SOUND, captions_of

SENTENCES = ("決め手は、3つの要素です。", "1つ目は、だれが。")
NARRATION = Narration(
    "three-elements", NarrationPart.MAIN, tuple(Line(one, one) for one in SENTENCES), "ab12"
)


def files(sound: bytes | None = None, captions: bytes | None = None) -> dict[str, bytes]:
    return {
        "ab12.m4a": sound or SOUND.read_bytes(),
        "ab12.vtt": captions or captions_of(NARRATION),
    }


def test_m4a_tells_its_length() -> None:
    assert m4a_seconds(SOUND.read_bytes()) == SECONDS


@pytest.mark.parametrize("spoilt", [b"", b"RIFF0000WAVE", SOUND.read_bytes()[:40], b"\0" * 99])
def test_m4a_that_is_none_is_refused(spoilt: bytes) -> None:
    with pytest.raises(UnreadableSource, match="no M4A"):
        m4a_seconds(spoilt)


def test_m4a_that_says_it_takes_no_time_is_refused() -> None:
    sound = SOUND.read_bytes()
    at = sound.index(b"mvhd") + 4 + 16
    with pytest.raises(UnreadableSource, match="takes 0 s"):
        m4a_seconds(sound[:at] + bytes(4) + sound[at + 4 :])


def test_captions_are_read_with_all_that_webvtt_allows() -> None:
    text = (
        "\ufeffWEBVTT - 日本語\r\n\r\nNOTE made once\r\nby us\r\n\r\nSTYLE\r\n::cue {}\r\n\r\n"
        "1\r\n00:00.000 --> 00:01.250 align:start\r\n<v 店員>A &amp; B</v>\r\n\r\n\r\n"
        "01:00:02.000 --> 01:00:03.000\r\nC\r\nD\r\n"
    )
    assert read_captions(text.encode()) == (Cue(0.0, 1.25, "A & B"), Cue(3602.0, 3603.0, "C\nD"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("00:00.000 --> 00:01.000\nA", "begin with WEBVTT"),
        ("WEBVTT\n\n00:00,000 --> 00:01,000\nA", "`00:00,000` is no time"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nA", "ends before it starts"),
        ("WEBVTT\n\nA", "`A` is no caption"),
        (
            "WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:00.000 --> 00:01.000\nB",
            "at 0.000 s follows one at 2.000 s",
        ),
    ],
)
def test_captions_that_are_none_are_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableSource, match=reason):
        read_captions(text.encode())
    with pytest.raises(UnreadableSource, match="UTF-8"):
        read_captions(text.encode() + b"\xff")


def test_sentences_get_their_times_whatever_a_cue_holds() -> None:
    clauses = [Cue(0, 2, "決め手は、"), Cue(2.2, 4, "3つの要素です。"), Cue(5, 8, SENTENCES[1])]
    assert sentence_times(clauses, SENTENCES) == ((0, 4), (5, 8))
    assert sentence_times([Cue(1, 5, "ab. c d.")], ("ab. ", "c d.")) == ((1, 3), (3, 5))
    assert sentence_times([], ()) == ()


def test_captions_of_other_words_are_refused_with_the_first_difference() -> None:
    with pytest.raises(
        UnreadableSource, match="say `4つの要素です。` where the narration says `3つ"
    ):
        sentence_times([Cue(0, 2, "決め手は、4つの要素です。")], SENTENCES[:1])
    with pytest.raises(UnreadableSource, match="say `` where"):
        sentence_times([], SENTENCES)


def test_recording_is_read_with_its_sentences() -> None:
    found = read_recording(NARRATION, files(), SENTENCES)
    assert found is not None
    assert (found.key, found.part, found.seconds) == ("ab12", NarrationPart.MAIN, SECONDS)
    assert found.sentences == ((0.0, 6.032), (6.032, SECONDS))


@pytest.mark.parametrize("missing", ["ab12.m4a", "ab12.vtt"])
def test_recording_needs_sound_and_captions(missing: str) -> None:
    found = {name: data for name, data in files().items() if name != missing}
    assert read_recording(NARRATION, found, SENTENCES) is None


def test_recording_that_is_wrong_names_its_file() -> None:
    with pytest.raises(UnreadableSource, match=r"^media/audio/ab12\.m4a: this is no M4A"):
        read_recording(NARRATION, files(sound=b"no"), SENTENCES)
    longer = captions_of(NARRATION, SECONDS + 2)
    with pytest.raises(
        UnreadableSource, match=r"^media/audio/ab12\.vtt: the captions end at 14\.1"
    ):
        read_recording(NARRATION, files(captions=longer), SENTENCES)
    other = replace(NARRATION, lines=(Line("他の文。", ""),))
    with pytest.raises(UnreadableSource, match=r"^media/audio/ab12\.vtt: the captions say"):
        read_recording(NARRATION, files(captions=captions_of(other)), SENTENCES)
