"""Japanese numbers: every counter, and everything that a number may stand in."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.text.number_readings import NumberPhrase, number_phrases
from terakoya.courseware.text.number_readings.cardinals import cardinal
from terakoya.courseware.text.number_readings.counter_table import COUNTERS
from tests.courseware.laws import law

# One line a counter, read by a person; – where the counter takes no such number.
TABLE = Path(__file__).parent / "counters.txt"


def rows() -> tuple[tuple[int, ...], dict[str, list[str]]]:
    head, *lines = (line.split(" ") for line in TABLE.read_text("utf-8").splitlines())
    return tuple(int(one) for one in head[1:]), {counter: rest for counter, *rest in lines}


def read(text: str) -> list[tuple[str, str, bool]]:
    return [(text[one.start : one.end], one.reading, one.is_known) for one in number_phrases(text)]


def test_every_counter_is_read_as_the_table_says() -> None:
    numbers, table = rows()
    assert numbers == (*range(1, 11), 20, 100, 1000, 10_000)
    assert {
        counter: [known.read(number) or "–" for number in numbers]
        for counter, known in COUNTERS.items()
    } == table


def test_every_counter_is_found_in_a_text() -> None:
    counters = rows()[1]
    assert len(counters) > 200
    wanted = {one: [(f"2{one}", readings[1], True)] for one, readings in counters.items()}
    assert {one: read(f"約2{one}、") for one in counters} == wanted


@pytest.mark.parametrize(
    ("number", "reading"),
    [
        (0, "ぜろ"),
        (10, "じゅう"),
        (13, "じゅうさん"),
        (300, "さんびゃく"),
        (606, "ろっぴゃくろく"),
        (888, "はっぴゃくはちじゅうはち"),
        (1000, "せん"),
        (3000, "さんぜん"),
        (8001, "はっせんいち"),
        (10_000, "いちまん"),
        (10_000_000, "いっせんまん"),
        (100_000_000, "いちおく"),
        (1_000_000_000_000, "いっちょう"),
        (10_000_000_000_000, "じゅっちょう"),
        (123_456_789, "いちおくにせんさんびゃくよんじゅうごまんろくせんななひゃくはちじゅうきゅう"),
    ],
)
def test_whole_numbers(number: int, reading: str) -> None:
    assert cardinal(number) == reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # counted
        ("決め手は、3つの要素", [("3つ", "みっつ")]),
        ("1つ目", [("1つ目", "ひとつめ")]),
        ("10人に1人が", [("10人", "じゅうにん"), ("1人", "ひとり")]),
        ("1人2箱まで", [("1人", "ひとり"), ("2箱", "ふたはこ")]),
        ("1人分だけ", [("1人分", "ひとりぶん")]),
        ("2人組", [("2人組", "ふたりぐみ")]),
        ("4人前", [("4人前", "よにんまえ")]),
        ("2人以上", [("2人", "ふたり")]),
        ("20歳以上", [("20歳", "はたち")]),
        ("20歳代", [("20歳代", "にじゅっさいだい")]),
        ("14人", [("14人", "じゅうよにん")]),
        ("300本", [("300本", "さんびゃっぽん")]),
        ("2024年度に108件", [("2024年度", "にせんにじゅうよねんど"), ("108件", "ひゃくはっけん")]),
        ("2割強", [("2割強", "にわりきょう")]),
        ("3割5分", [("3割", "さんわり"), ("5分", "ごぶ")]),
        ("第4条", [("第4条", "だいよんじょう")]),
        ("第3版", [("第3版", "だいさんぱん")]),
        ("5こです", [("5こ", "ごこ")]),
        ("10これ", [("10", "じゅう")]),
        # dates and times
        (
            "2026年10月1日",
            [("2026年", "にせんにじゅうろくねん"), ("10月", "じゅうがつ"), ("1日", "ついたち")],
        ),
        ("２０２５年４月", [("２０２５年", "にせんにじゅうごねん"), ("４月", "しがつ")]),
        ("2026-10-01", [("2026-10-01", "にせんにじゅうろくねん じゅうがつ ついたち")]),
        ("2026/9/20", [("2026/9/20", "にせんにじゅうろくねん くがつ はつか")]),
        ("今月1日", [("1日", "ついたち")]),
        ("1日8時間", [("1日", "いちにち"), ("8時間", "はちじかん")]),
        ("1日中", [("1日中", "いちにちじゅう")]),
        ("2日で5回目", [("2日", "ふつか"), ("5回目", "ごかいめ")]),
        ("3日前に", [("3日前", "みっかまえ")]),
        ("14日", [("14日", "じゅうよっか")]),
        ("2時間過ぎても", [("2時間", "にじかん")]),
        ("30分待ち", [("30分", "さんじゅっぷん")]),
        ("午後1時半", [("1時半", "いちじはん")]),
        ("9:00から17:30", [("9:00", "くじ"), ("17:30", "じゅうしちじ さんじゅっぷん")]),
        ("6ヶ月", [("6ヶ月", "ろっかげつ")]),
        ("10カ月間", [("10カ月間", "じゅっかげつかん")]),
        ("24時間365日", [("24時間", "にじゅうよじかん"), ("365日", "さんびゃくろくじゅうごにち")]),
        # money and large numbers
        ("3,000円", [("3,000円", "さんぜんえん")]),
        ("１０，０００円", [("１０，０００円", "いちまんえん")]),
        ("¥3,000", [("¥3,000", "さんぜんえん")]),
        ("104円", [("104円", "ひゃくよえん")]),
        ("1億2,000万円", [("1億2,000万円", "いちおくにせんまんえん")]),
        ("1万5千円", [("1万5千円", "いちまんごせんえん")]),
        ("1000万人", [("1000万人", "いっせんまんにん")]),
        ("1.5億円", [("1.5億円", "いってんごおくえん")]),
        # decimals, fractions, ranges
        ("10.8％の会社", [("10.8％", "じゅってんはちぱーせんと")]),
        ("45.4パーセント", [("45.4パーセント", "よんじゅうごーてんよんぱーせんと")]),
        ("0.5秒", [("0.5秒", "れいてんごびょう")]),
        ("1.1回", [("1.1回", "いってんいっかい")]),
        ("3.10倍", [("3.10倍", "さんてんいちぜろばい")]),
        ("4分の1", [("4分の1", "よんぶんのいち")]),
        ("3分の2", [("3分の2", "さんぶんのに")]),
        ("2〜3人", [("2〜3人", "ふたり から さんにん")]),
        ("3～5日", [("3～5日", "みっか から いつか")]),
        ("2、3人", [("2", "に"), ("3人", "さんにん")]),
        ("-5℃", [("-5℃", "まいなす ごど")]),
        ("20:00〜22:00", [("20:00〜", "にじゅうじ から"), ("22:00", "にじゅうにじ")]),
        ("9時～17時半", [("9時～", "くじ から"), ("17時半", "じゅうしちじはん")]),
        ("1月10日〜", [("1月", "いちがつ"), ("10日〜", "とおか から")]),
        ("20代前半", [("20代", "にじゅうだい")]),
        ("10分間隔", [("10分", "じゅっぷん")]),
        (
            "第26条の2第1項",
            [("第26条", "だいにじゅうろくじょう"), ("2", "に"), ("第1項", "だいいっこう")],
        ),
        ("第2四半期", [("第2四半期", "だいにしはんき")]),
        ("3階建て", [("3階建て", "さんがいだて")]),
        ("100円玉", [("100円玉", "ひゃくえんだま")]),
        ("2割引き", [("2割引き", "にわりびき")]),
        # telephones
        ("すぐに110番です", [("110番", "ひゃくとおばん")]),
        ("119番", [("119番", "ひゃくじゅうきゅうばん")]),
        ("#9110へ", [("#9110", "しゃーぷ きゅう いち いち ぜろ")]),
        ("＃9110番", [("＃9110番", "しゃーぷ きゅう いち いち ぜろ ばん")]),
        ("03-1234-5678", [("03-1234-5678", "ぜろ さん の いち に さん よん の ご ろく なな はち")]),
        (
            "（03）1234-5678",
            [("（03）1234-5678", "ぜろ さん の いち に さん よん の ご ろく なな はち")],
        ),
        ("0120", [("0120", "ぜろ いち に ぜろ")]),
        ("0120 123 456", [("0120 123 456", "ぜろ いち に ぜろ の いち に さん の よん ご ろく")]),
        ("内線305へ", [("305", "さん ぜろ ご")]),
        ("110番通報", [("110番", "ひゃくとおばん")]),
        # bare
        ("事例1。", [("1", "いち")]),
        ("①と⑫", [("①", "いち"), ("⑫", "じゅうに")]),
        ("10以上", [("10", "じゅう")]),
    ],
)
def test_number_is_read_with_what_belongs_to_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == [(words, reading, True) for words, reading in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3鉢", [("3", "さん")]),
        ("11つ", [("11", "じゅういち")]),
        ("13月", [("13", "じゅうさん")]),
        ("A4", [("4", "よん")]),
        ("5G", [("5", "ご")]),
        ("5W1H", [("5", "ご"), ("1", "いち")]),
        ("10/1", [("10", "じゅう"), ("1", "いち")]),
        ("3:7", [("3", "さん"), ("7", "なな")]),
        ("COVID-19", [("19", "じゅうきゅう")]),
        ("110へ", [("110", "ひゃくじゅう")]),
        ("188番へ", [("188番", "ひゃくはちじゅうはちばん")]),
        ("12-15", [("12", "じゅうに"), ("15", "じゅうご")]),
        (
            "2026/13/40",
            [("2026", "にせんにじゅうろく"), ("13", "じゅうさん"), ("40", "よんじゅう")],
        ),
    ],
)
def test_number_of_unknown_reading_is_told_of(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == [(words, reading, False) for words, reading in expected]


def test_long_runs_of_digits_take_no_time() -> None:
    for text in ("1" * 10_000, "1万" * 5_000, "1万" + "1" * 10_000, "1," * 5_000, "1〜" * 5_000):
        assert "".join(text[one.start : one.end] for one in number_phrases(text)).count("1")


@given(st.text("0123456789０９年月日人つ箱分の万億.,:〜-#/()第¥％A、①", max_size=20))
@law
def test_no_digit_is_left_unread_and_none_is_read_twice(text: str) -> None:
    phrases = list(number_phrases(text))
    assert all(one.end <= other.start for one, other in pairwise(phrases))
    assert all(re.fullmatch("[ぁ-ゖー ]+", one.reading) for one in phrases)
    assert not re.search(r"\d", without(text, phrases))


def without(text: str, phrases: list[NumberPhrase]) -> str:
    for one in reversed(phrases):
        text = text[: one.start] + text[one.end :]
    return text
