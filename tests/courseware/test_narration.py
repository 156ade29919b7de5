"""Which narrations there are, what a voice says, who says it, and under which key."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Course, Reading, Voice
from terakoya.courseware.narration import (
    Line,
    NarrationPart,
    narrations,
    recording_key,
    recording_names,
)
from terakoya.courseware.pronunciation import (
    Readings,
    pronounced,
    readings_of,
    said,
    spoken_runs,
    told,
    unread_numbers,
)
from terakoya.courseware.revision import revision_id
from terakoya.courseware.text.number_readings import DIGIT
from tests.courseware.laws import law

CORPUS = Path(__file__).parents[1] / "corpus" / "every-layout"
VOICE = Voice(engine="kokoro-ja", name="narrator", others=("one", "two"))


@pytest.fixture(scope="module")
def course() -> Course:
    found = read_folder(CORPUS).course
    meta = found.meta.model_copy(update={"voices": {"ja": VOICE}})
    return found.model_copy(update={"meta": meta})


def case_with(course: Course, *paragraphs: str, slide_id: str | None = None) -> Course:
    """The course with other words on its cases."""
    (text, *others) = course.texts
    chapters = tuple(
        chapter.model_copy(
            update={
                "slides": tuple(
                    slide.model_copy(update={"narration": paragraphs, "id": slide_id or slide.id})
                    if slide.layout == "case"
                    else slide
                    for slide in chapter.slides
                )
            }
        )
        for chapter in text.chapters
    )
    changed = text.model_copy(update={"chapters": chapters})
    return course.model_copy(update={"texts": (changed, *others)})


def voices_of(course: Course, slide_layout: str = "case") -> list[str]:
    ids = {slide.id for _, slide in course.source.every_slide() if slide.layout == slide_layout}
    return [
        line.voice
        for one in narrations(course, "ja")
        if one.slide in ids and one.part is NarrationPart.MAIN
        for line in one.lines
    ]


@pytest.mark.parametrize(
    ("reading", "sound"),
    [
        ("こうりょ", "コーリョ"),
        ("しゅうぎょう かんきょう", "シューギョー カンキョー"),
        ("めいよきそん", "メーヨキソン"),
        ("なんぴと", "ナンピト"),
        ("コキャクトウ", "コキャクトー"),
        ("one one zero", "one one zero"),
        ("110ばん", "110ばん"),
    ],
)
def test_reading_is_said_as_it_sounds(reading: str, sound: str) -> None:
    assert pronounced(reading) == sound


def test_shared_readings_are_said_longest_first_and_whole_words_only() -> None:
    readings = (
        Reading(word="3つ", reading="みっつ"),
        Reading(word="3つ目", reading="みっつめ"),
        Reading(word="SNS", reading="えすえぬえす"),
    )
    assert said("3つ目と3つ、13つ。SNSはSNSXでない。", readings) == (
        "ミッツメとミッツ、13つ。エスエヌエスはSNSXでない。"
    )


def test_own_reading_goes_before_the_shared_one_unless_they_are_the_same() -> None:
    readings = (
        Reading(word="何人", reading="なんにん"),
        Reading(word="顧客等", reading="こきゃく とう"),
    )
    assert said("{何人|なんぴと}も、何人か。", readings) == "ナンピトも、ナンニンか。"
    assert said("{顧客等|こきゃくとう}と**顧客等**", readings) == "コキャク トーとコキャク トー"


def test_voice_is_told_the_words_with_their_readings() -> None:
    readings = (
        Reading(word="顧客等", reading="こきゃく とう"),
        Reading(word="110番", reading="ひゃくとおばん"),
    )
    text = "**{顧客等|こきゃくとう}**から、110番へ。"
    assert told(text, readings) == "{顧客等|コキャク トー}から、{110番|ヒャクトオバン}へ。"
    assert said(text, readings) == "コキャク トーから、ヒャクトオバンへ。"


def japanese(*readings: Reading) -> Readings:
    return Readings.of(readings, "ja")


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("10箱、4つ。", "ジュッパコ、ヨッツ。"),
        ("**10**人に{1人|いちにん}", "ジューニンにイチニン"),
        ("2026年10月1日から", "ニセンニジューロクネン ジューガツ ツイタチから"),
        ("ケーキ3個とケーキ", "ケーキ サンコとケーキ"),
        ("1人2箱ケース", "ヒトリ フタハコ ケース"),
        ("3つ、３つ、13枚、3,110番", "サンコ、ミッツ、ジューサンマイ、サンゼンヒャクジューバン"),
        ("東京都の条例の第4条例外", "東京都のジョーレーのダイヨンジョー例外"),
        ("{110番|110ばん}へ", "ヒャクジューばんへ"),
    ],
)
def test_numbers_are_said_in_kana_own_and_listed_readings_first(text: str, sound: str) -> None:
    readings = japanese(
        Reading(word="3つ", reading="さんこ"),
        Reading(word="110番", reading="ひゃくとおばん"),
        Reading(word="条例", reading="じょうれい"),
    )
    assert said(text, readings) == sound
    assert not re.search(r"\d", said(text, readings))


def test_voice_is_told_numbers_with_their_readings() -> None:
    assert told("10人に1人が", japanese()) == "{10人|ジューニン}に{1人|ヒトリ}が"


def test_numbers_without_a_known_reading_are_named_with_what_follows() -> None:
    text = "**3**鉢とA4、{鉢|はち}2{鉢|はち}、3つ、{5鉢|ごはち}"
    assert unread_numbers(text, japanese()) == ("3鉢とA", "4、鉢2", "2鉢、3")
    assert unread_numbers(text, Readings.of((), "en")) == ()
    assert Readings.of((), "ja") != Readings.of((), "en")


def test_english_numbers_stay_as_they_are() -> None:
    readings = Readings.of((Reading(word="110", reading="one one zero"),), "en")
    assert said("Call 110 within 10 minutes.", readings) == "Call one one zero within 10 minutes."


@given(st.text("漢字かな、。SNS110 ３①", max_size=30))
@law
def test_no_digit_reaches_a_japanese_voice(text: str) -> None:
    assert not DIGIT.search(said(text, japanese()))
    assert "".join(run.words for run in spoken_runs(text, japanese())) == text


def test_readings_of_a_voice_are_said_and_are_no_content(course: Course) -> None:
    voice = VOICE.model_copy(
        update={"readings": (Reading(word="通らなかった方", reading="とおらなかった かた"),)}
    )
    voiced = course.model_copy(
        update={"meta": course.meta.model_copy(update={"voices": {"ja": voice}})}
    )
    assert said("通らなかった方が", readings_of(voiced, "ja")) == "トオラナカッタ カタが"
    assert said("通らなかった方が", readings_of(course, "ja")) == "通らなかった方が"
    assert revision_id(voiced) == revision_id(course)


@given(st.text("漢字かな、。SNS110 ", max_size=30))
@law
def test_text_without_marks_and_readings_is_said_as_it_stands(text: str) -> None:
    assert said(text, ()) == text


def test_readings_hold_in_the_language_that_they_name(course: Course) -> None:
    readings = (
        Reading(word="SNS", reading="えすえぬえす"),
        Reading(word="SNS", reading="social media", language="en"),
    )
    told = course.model_copy(update={"readings": readings})
    assert readings_of(told, "ja") == readings[:1]
    assert readings_of(told, "en") == readings[1:]
    assert [one.id for one in readings] == ["SNS", "SNS@en"]


def test_who_is_quoted_in_a_case_has_another_voice(course: Course) -> None:
    told = case_with(course, "お客様は言いました。", "「部屋を替えて。」", "「はい」と答えます。")
    narrator, quoted, mixed = voices_of(told)
    assert (narrator, mixed) == ("narrator", "narrator")
    assert quoted in {"one", "two"}
    assert voices_of(case_with(course, "“Get me a new one.”")) != ["narrator"]


def test_quotes_elsewhere_and_without_other_voices_are_the_narrators(course: Course) -> None:
    assert set(voices_of(course, "bullets")) == {"narrator"}
    alone = course.meta.model_copy(update={"voices": {"ja": Voice(engine="mei", name="mei")}})
    told = case_with(course, "「部屋を替えて。」").model_copy(update={"meta": alone})
    assert voices_of(told) == ["mei"]


def test_which_other_voice_it_is_follows_from_the_slide(course: Course) -> None:
    found = {
        voices_of(case_with(course, "「部屋を替えて。」", slide_id=f"case-{number}"))[0]
        for number in range(12)
    }
    assert found == {"one", "two"}


def test_key_changes_with_all_that_is_heard_or_shown_and_nothing_else() -> None:
    line = Line("A社", "エーシャ", "narrator")
    key = recording_key([line], VOICE)
    assert key == recording_key([line], VOICE.model_copy(update={"others": ("three",)}))
    others = [
        recording_key([Line("B社", "エーシャ", "narrator")], VOICE),
        recording_key([Line("A社", "エイシャ", "narrator")], VOICE),
        recording_key([Line("A社", "エーシャ", "one")], VOICE),
        recording_key([line], VOICE.model_copy(update={"speed": 1.1})),
        recording_key([line], VOICE.model_copy(update={"engine": "mei"})),
        recording_key([line, line], VOICE),
        recording_key([replace(line, has_numbers=True)], VOICE),
    ]
    assert len({key, *others}) == 8


def test_language_without_a_voice_has_no_narrations(course: Course) -> None:
    assert narrations(course, "en") == ()
    keys = {one.key for one in narrations(course, "ja")}
    assert recording_names(course) == {f"{key}.{end}" for key in keys for end in ("m4a", "vtt")}
