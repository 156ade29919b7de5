"""The three marks inside a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.inline import Span, fill, fill_lines, parse, plain, spoken


def test_parse_gives_readings_and_stress() -> None:
    assert parse("{顧客等|こきゃくとう}の**言動**です") == (
        Span("顧客等", ruby="こきゃくとう"),
        Span("の"),
        Span("言動", stress=True),
        Span("です"),
    )


def test_plain_shows_words_and_spoken_says_readings() -> None:
    text = "{態様|たいよう}が**相当**"
    assert (plain(text), spoken(text)) == ("態様が相当", "たいようが相当")


def test_fill_takes_the_line_away_when_a_value_is_empty() -> None:
    values = {"desk.name": "相談室", "desk.hours": ""}
    assert fill_lines(["窓口は{desk.name}", "受付 {desk.hours}"], values) == ("窓口は相談室",)


def test_fill_leaves_unknown_variables_standing() -> None:
    assert fill("{desk.nome}", {"desk.name": "x"}) == "{desk.nome}"


@given(st.text())
def test_parse_is_total_and_loses_no_letter(text: str) -> None:
    assert plain(text).replace("**", "") == plain(text)
    if "{" not in text and "**" not in text:
        assert plain(text) == text
