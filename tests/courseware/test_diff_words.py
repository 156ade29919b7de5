"""Two texts compared word by word."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.merge.diff.words import MOST_COMPARED, word_spans, words_of

from .laws import at_least


def marked(old: str, new: str) -> str:
    """The spans in a form that can be read: = stayed, - went, + came."""
    signs = {"equal": "=", "delete": "-", "insert": "+"}
    return " ".join(f"{signs[span.op]}{span.text}" for span in word_spans(old, new))


@pytest.mark.parametrize(
    ("old", "new", "spans"),
    [
        (
            "相談窓口に連絡します。",
            "人事部の相談窓口に連絡します。",
            "+人事部の =相談窓口に連絡します。",
        ),
        ("3日以内に報告します。", "5日以内に報告します。", "-3 +5 =日以内に報告します。"),
        (
            "カスハラは迷惑です。",
            "カスタマーハラスメントは迷惑です。",
            "-カスハラ +カスタマーハラスメント =は迷惑です。",
        ),
        ("{顧客等|こきゃくとう}から", "お客様から", "-{顧客等|こきゃくとう} +お客様 =から"),
        ("Call the desk today.", "Call your desk today.", "=Call  -the +your = desk today."),
        ("1,000円です", "1,500円です", "-1,000 +1,500 =円です"),
        ("上司に話す", "上司と話す", "=上司 -に +と =話す"),
        ("ABCは3つ", "XYZは4つ", "-ABCは3 +XYZは4 =つ"),
        (
            "3日以内に会社へ報告します。",
            "5日以内に上司へ報告します。",
            "-3 +5 =日以内に -会社 +上司 =へ報告します。",
        ),
        ("1と2の間", "3と4の間", "-1と2 +3と4 =の間"),
        ("と2の間", "3と4の間", "-と2 +3と4 =の間"),
        ("1から2まで", "3から4まで", "-1から2 +3から4 =まで"),
        ("1かつら2まで", "3かつら4まで", "-1 +3 =かつら -2 +4 =まで"),
        ("同じ", "同じ", "=同じ"),
        ("", "新しい", "+新しい"),
        ("古い", "", "-古い"),
    ],
)
def test_spans_say_what_stayed_went_and_came(old: str, new: str, spans: str) -> None:
    assert marked(old, new) == spans


TEXTS = st.text(alphabet="あいカタ漢字ab12 、。{|}*\n", max_size=30)


@given(old=TEXTS, new=TEXTS)
@at_least(100)
def test_spans_put_together_are_the_two_texts(old: str, new: str) -> None:
    spans = word_spans(old, new)
    assert "".join(span.text for span in spans if span.op != "insert") == old
    assert "".join(span.text for span in spans if span.op != "delete") == new
    assert all(span.text for span in spans)
    pairs = list(pairwise(spans))
    assert all(one.op != other.op for one, other in pairs)
    assert ("insert", "delete") not in [(one.op, other.op) for one, other in pairs]


@given(text=TEXTS)
@at_least(100)
def test_words_put_together_are_the_text(text: str) -> None:
    assert "".join(words_of(text)) == text


def test_long_texts_are_compared_between_their_common_ends() -> None:
    long = "記録を残します。" * 10_000
    assert marked(f"{long}3日{long}", f"{long}5日{long}") == f"={long} -3 +5 =日{long}"


def test_words_that_come_often_are_compared_like_others() -> None:
    often = "はい、" * 100  # from 200 words on difflib would take them for noise
    assert marked(f"1{often}1", f"2{often}2") == f"-1 +2 ={often} -1 +2"


def test_texts_that_differ_for_too_long_are_replaced_as_a_whole() -> None:
    many = int(MOST_COMPARED**0.5) + 1
    spans = word_spans("い" + "ろは" * many + "に", "い" + "はろ" * many + "に")
    assert [span.op for span in spans] == ["equal", "delete", "insert", "equal"]
