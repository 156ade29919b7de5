"""Which slide a text leads to, and which choices are kept: the worked examples of the rules."""

from __future__ import annotations

from math import log

import pytest

from terakoya.courseware.formats.xlsx.reading.choice_limit import within_limit
from terakoya.courseware.formats.xlsx.reading.slide_search import SlideSearch, terms_of

SLIDES = {
    "record": "記録のしかた。日時と言動を書き残します。",
    "leave": "危ないときは離れて、110番に通報します。",
    "desk": "相談窓口に知らせます。記録も渡します。",
}


def test_terms_are_pairs_of_japanese_letters_and_beginnings_of_latin_words() -> None:
    assert terms_of("就業環境 Customers’ ＩＤ") == {"就業", "業環", "環境", "custom", "id"}
    assert terms_of("customers") == {"custom"}
    assert terms_of("、。") == frozenset()


def test_rare_words_lead_to_their_slide() -> None:
    search = SlideSearch(SLIDES)
    assert search.find("危ないときは、110番に通報しますか。") == "leave"
    assert search.find("どの窓口に相談しますか。") == "desk"
    assert search.find("いつ、どこへ通報しますか。") == ""  # too little of it stands on one
    assert search.find("記録") == ""  # two slides have it
    assert search.find("光合成で出る気体はどれですか。") == ""
    assert search.find("") == SlideSearch({}).find("記録") == ""


def test_share_is_the_weight_of_common_terms_over_the_weight_of_all() -> None:
    shares = SlideSearch({"a": "記録", "b": "記録 通報", "c": "相談"}).shares("通報 未知")
    one, none = log(31 / 1.5) ** 2, log(31 / 0.5) ** 2
    assert shares == {"a": 0, "b": pytest.approx(one / (one + none)), "c": 0}


@pytest.mark.parametrize(
    ("right", "kept"),
    [
        ("", "12345"),
        ("7", "12347"),
        ("567", "12567"),
        ("1234567", "12345"),
    ],
)
def test_wrong_choices_go_before_right_ones(right: str, kept: str) -> None:
    choices = "1234567"
    found, cut = within_limit(choices, [one in right for one in choices])
    assert "".join(found) == kept
    assert sorted([*found, *cut]) == list(choices)
