"""A base text in the words of the deck: marks, unseen lines, company values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.formats.marked_text.line import Line
from terakoya.courseware.formats.marked_text.restorer import MarkupRestorer, shown
from terakoya.courseware.formats.pptx.reading.notices import Loss
from terakoya.courseware.formats.pptx.reading.values import decide, value_notices
from tests.courseware.laws import law

# -- markup -------------------------------------------------------------------------------

VALUES = {
    "company.name": "当社",
    "desk.name": "",
    "desk.person": "佐藤",
    "rule": "迷うときは、1人で決めない。",
    "rule.one": "甲、乙。",
}


def styled(text: str, *, bold: str = "") -> Line:
    """A paragraph; `bold` marks its bold signs with `b`."""
    flags = tuple(sign == "b" for sign in bold.ljust(len(text)))
    return Line(text, flags, (False,) * len(text))


@pytest.mark.parametrize(
    ("base", "line", "expected"),
    [
        # The example of the page: a reading stays where its word stands.
        (
            "{顧客等|こきゃくとう}から**働く人**へ",
            styled("顧客等から、いっしょに働く人へ", bold=" " * 11 + "bbb"),
            "{顧客等|こきゃくとう}から、いっしょに**働く人**へ",
        ),
        (
            "{顧客等|こきゃくとう}から**働く人**へ",
            styled("お客様から働く人へ", bold="     bbb"),
            "お客様から**働く人**へ",
        ),
        ("**強い**言葉", styled("強い言葉"), "強い言葉"),
        ("強い言葉", styled("強い言葉", bold="bb"), "**強い**言葉"),
        ("**強い** 言葉", styled("強い 言葉", bold="bbb"), "**強い** 言葉"),
        ("{company.name}の方針", styled("当社の新しい方針"), "{company.name}の新しい方針"),
        ("{company.name}の方針", styled("方針"), "方針"),
        ("{手段|しゅだん}と{手段|てだて}", styled("手段や手段"), "{手段|しゅだん}や{手段|てだて}"),
        (
            "窓口：{desk.name}\n担当：{desk.person}",
            styled("担当は佐藤"),
            "窓口：{desk.name}\n担当は{desk.person}",
        ),
        ("そのまま", styled("  そのまま "), "そのまま"),
        # The stress of a blank cannot be seen: the text stays as its base writes it.
        ("**強い **言葉", styled("強い 言葉", bold="bb"), "**強い **言葉"),
        # Where words were turned round, a mark is searched for.
        ("x{手|て}", styled("手x"), "{手|て}x"),
        # Of two equal words the one that stands where it stood has the mark.
        ("手と{手|て}", styled("手と手だ"), "手と{手|て}だ"),
    ],
)
def test_marks_stay_with_their_words(base: str, line: Line, expected: str) -> None:
    assert MarkupRestorer(VALUES).of(base, line) == expected


def test_underlined_words_are_stressed_where_all_is_bold() -> None:
    text = "行ってはならない"
    line = Line(text, (True,) * len(text), tuple(number < 2 for number in range(len(text))))
    assert MarkupRestorer({}).of("x", line, bold=True) == "**行っ**てはならない"
    assert MarkupRestorer({}).of("x", line) == "**行ってはならない**"


def test_what_was_unseen_is_never_gone() -> None:
    markup = MarkupRestorer(VALUES)
    assert markup.gone("{desk.name}へ") == "{desk.name}へ"
    assert markup.gone("見えている文") == ""
    assert markup.gone("見えている文\n{desk.name}へ") == "{desk.name}へ"


@pytest.mark.parametrize(
    ("base", "line", "expected"),
    [
        ("x", styled("# 注意：**強調**して話す"), "# 注意：＊＊強調＊＊して話す"),
        (
            "x",
            styled("{土下座|どげざ} と [x](http://y.example) と <b>太字</b>"),
            "｛土下座|どげざ｝ と ［x］(http://y.example) と <b>太字</b>",
        ),
        ("{company.name}の", styled("当社の {company.name}"), "{company.name}の ｛company.name｝"),
        # One asterisk is a letter, but beside a mark of stress it would be half of another.
        ("x", styled("5*3"), "5*3"),
        ("x", styled("5*3", bold="b"), "**5**＊3"),
    ],
)
def test_typed_signs_of_marks_become_letters(base: str, line: Line, expected: str) -> None:
    restorer = MarkupRestorer(VALUES)
    assert restorer.of(base, line) == expected
    assert restorer.widened == ([] if line.text == "5*3" and not any(line.bold) else [line.text])


def test_typed_signs_of_marks_that_are_said_become_letters() -> None:
    restorer = MarkupRestorer(VALUES)
    assert restorer.said("{手|て}だ", Line.of("手だ {a|b}")) == "{手|て}だ ｛a|b｝"
    assert restorer.widened == ["手だ {a|b}"]


def test_marks_stay_marks_where_people_may_type_them() -> None:
    restorer = MarkupRestorer(VALUES, may_type_marks=True)
    assert restorer.of("x", Line.of("{手|て}と**足**")) == "{手|て}と**足**"
    assert restorer.widened == []


def test_signs_that_were_letters_before_are_not_told_again() -> None:
    restorer = MarkupRestorer(VALUES)
    assert restorer.of("＊＊強調＊＊", Line.of("**強調**")) == "＊＊強調＊＊"
    assert restorer.widened == []


TEXTS = st.lists(
    st.sampled_from(["あ", "い", "b", "{字|じ}", "{company.name}", "**", " ", "、"]), max_size=8
).map("".join)
SIGNS = st.text("*{}[]()|ab.:/ 手\n", max_size=14)
NARROW = str.maketrans("＊｛｝［］", "*{}[]")


@given(TEXTS, SIGNS, st.lists(st.booleans(), min_size=14, max_size=14))
@law
def test_typed_signs_are_shown_as_they_were_typed(base: str, typed: str, bold: list[bool]) -> None:
    flags = tuple(bold[: len(typed)])
    line = Line(typed, flags, (False,) * len(typed)).stripped()
    read = shown(MarkupRestorer(VALUES).of(base, line), VALUES)
    assert read.text.translate(NARROW) == line.text
    signs = zip(read.text, read.stress, line.bold, strict=True)
    assert all(one == flag for sign, one, flag in signs if not sign.isspace())


@given(TEXTS)
@law
def test_what_a_text_shows_gives_the_text_back(text: str) -> None:
    seen = shown(text, VALUES)
    line = Line(seen.text, seen.stress, (False,) * len(seen.text))
    assert MarkupRestorer(VALUES).of(text, line) == text


@given(TEXTS, TEXTS)
@law
def test_whatever_is_typed_is_shown(base: str, typed: str) -> None:
    wanted = shown(typed, VALUES)
    line = Line(wanted.text, wanted.stress, (False,) * len(wanted.text)).stripped()
    read = shown(MarkupRestorer(VALUES).of(base, line), VALUES)
    assert read.text == line.text
    signs = zip(read.text, read.stress, line.bold, strict=True)
    assert [one for sign, one, _ in signs if not sign.isspace()] == [
        flag for sign, flag in zip(line.text, line.bold, strict=True) if not sign.isspace()
    ]


# -- company values ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "desk", "expected"),
    [
        ({"company.name": ["みほん", "みほん"]}, None, {"company.name": "みほん"}),
        ({"company.name": ["みほん", "当社"]}, None, {}),
        ({"company.name": ["みほん", None]}, None, {"company.name": "みほん"}),
        ({"company.name": [None]}, None, {}),
        ({"company.name": ["当社"]}, None, {}),
        ({"unknown.key": ["x"]}, None, {}),
        ({}, {"desk.name": "窓口", "desk.person": "佐藤"}, {"desk.name": "窓口"}),
        ({"desk.person": ["鈴木"]}, {"desk.person": "佐藤"}, {}),
        # Other punctuation or width of the same words is no other value.
        ({"rule": ["迷うときは，１人で、決めない"]}, None, {}),
        ({}, {"rule": "迷うときは､1人で決めない｡"}, {}),
        ({"rule": ["迷うときは，2人で決める"]}, None, {"rule": "迷うときは，2人で決める"}),
    ],
)
def test_a_value_is_one_that_every_place_says(
    votes: dict[str, list[str | None]], desk: dict[str, str] | None, expected: dict[str, str]
) -> None:
    assert decide(votes, VALUES, desk) == expected


@pytest.mark.parametrize(
    ("votes", "desk", "expected"),
    [
        (
            ["迷うときは，1人で決めない。"],
            None,
            [(Loss.VALUE_RESPELLED, "迷うときは，1人で決めない。")],
        ),
        ([VALUES["rule"], None], None, []),
        (["甲", "甲"], None, []),
        (["甲", VALUES["rule"]], None, []),  # an edit of one text
        (["甲", "乙"], None, [(Loss.VALUES_DIFFER, "甲」「乙")]),
        (["甲"], "乙", [(Loss.VALUES_DIFFER, "甲")]),
        (["甲"], "甲。", []),
    ],
)
def test_a_value_that_stays_although_the_deck_writes_it_otherwise_is_told(
    votes: list[str | None], desk: str | None, expected: list[tuple[Loss, str]]
) -> None:
    told = value_notices({"rule": votes}, VALUES, None if desk is None else {"rule": desk}, {})
    assert [(one.loss, one.values.get("value") or one.values["values"]) for one in told] == expected


def test_a_value_in_other_punctuation_is_still_the_value() -> None:
    markup = MarkupRestorer(VALUES)
    assert markup.of("必ず。{rule.one}", Line.of("必ず。甲，乙｡")) == "必ず。{rule.one}"
    assert markup.of("必ず。{rule.one}", Line.of("必ず。甲，丙｡")) == "必ず。甲，丙｡"


# -- markup in two ways -------------------------------------------------------------------


def test_a_place_that_still_shows_the_old_value_is_untouched() -> None:
    markup = MarkupRestorer({**VALUES, "company.name": "みほん"}, VALUES)
    for text in ("当社の方針", "みほんの方針"):
        assert markup.of("{company.name}の方針", Line.of(text)) == "{company.name}の方針"
    assert markup.of("{company.name}の方針", Line.of("当社の新方針")) == "{company.name}の新方針"
    assert markup.of("{company.name}の方針", Line.of("みほんの新方針")) == "{company.name}の新方針"
    assert markup.shown("{company.name}") == "みほん"
    assert markup.shown_among("{company.name}へ", {"当社へ"}) == "当社へ"
    assert markup.shown_among("{company.name}へ", {"みほんへ"}) == "みほんへ"
    assert markup.shown_among("{company.name}へ", set()) == "当社へ"


def test_a_text_that_the_deck_was_built_without_is_not_gone() -> None:
    markup = MarkupRestorer({**VALUES, "desk.name": "窓口"}, VALUES)
    assert markup.gone("{desk.name}へ") == "{desk.name}へ"
    assert markup.gone("{company.name}へ") == ""


@pytest.mark.parametrize(
    ("base", "text", "votes"),
    [
        ("{company.name}の方針", "みほんの方針", {"company.name": ["みほん"]}),
        ("{company.name}の方針", "みほんのきまり", {"company.name": [None]}),
        (
            "「{company.name}」の方針、1つ。",
            "『みほん』の方針，１つ｡",
            {"company.name": ["みほん"]},
        ),
        ("{company.name}の方針", "当社の方針", {"company.name": ["当社"]}),
        (
            "{company.name}と{desk.person}",
            "甲と乙",
            {"company.name": ["甲"], "desk.person": ["乙"]},
        ),
        ("{company.name}と{company.name}", "甲と甲", {"company.name": ["甲", "甲"]}),
        ("{company.name}と{company.name}", "甲と乙", {"company.name": [None, None]}),
        ("{顧客|こきゃく}と{company.name}。", "顧客と甲。", {"company.name": ["甲"]}),
        ("方針です", "方針", {}),
        ("(a+){company.name}", "(a+)甲", {"company.name": ["甲"]}),
    ],
)
def test_every_place_of_a_variable_votes(
    base: str, text: str, votes: dict[str, list[str | None]]
) -> None:
    heard: dict[str, list[str | None]] = {}
    MarkupRestorer(VALUES, votes=heard).of(base, Line.of(text))
    assert heard == votes
    said: dict[str, list[str | None]] = {}
    MarkupRestorer(VALUES, votes=said).said(base, Line.of(text))
    assert said == votes


@pytest.mark.parametrize(
    ("base", "text", "expected"),
    [
        ("一行\n二行", "一行 二行", "一行\n二行"),
        ("**大切**な話", "大切な話", "**大切**な話"),
        ("**大切**な話", "大切な話です", "**大切**な話です"),
        ("{顧客|こきゃく}の声", "顧客の大きな声", "{顧客|こきゃく}の大きな声"),
        ("文", "別の文", "別の文"),
        ("文", " 文\n", "文"),
    ],
)
def test_what_is_said_keeps_marks_that_no_notes_show(base: str, text: str, expected: str) -> None:
    assert MarkupRestorer(VALUES).said(base, Line.of(text)) == expected


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\n{desk.name}\nb", ("a\nb", ((1, "{desk.name}"),))),
        ("{desk.name}\na", ("a", ((0, "{desk.name}"),))),
        (" a ", ("a", ())),
        ("**a**b", ("ab", ())),
    ],
)
def test_what_is_shown_and_what_stays_unseen(
    text: str, seen: tuple[str, tuple[tuple[int, str], ...]]
) -> None:
    found = shown(text, VALUES)
    assert (found.text, found.unseen) == seen
    assert len(found.stress) == len(found.text)


def test_marks_know_where_their_words_stand() -> None:
    found = shown(" **{字|じ}**と{company.name} ", VALUES)
    assert found.text == "字と当社"
    assert found.stress == (True, False, False, False)
    assert [(mark.source, mark.start, mark.end, mark.key) for mark in found.marks] == [
        ("{字|じ}", 0, 1, ""),
        ("{company.name}", 2, 4, "company.name"),
    ]


@pytest.mark.parametrize(
    ("base", "text", "expected"),
    [
        ("a\n{desk.name}\nb", "x\ny", "x\n{desk.name}\ny"),
        ("{desk.name}\na", "x", "{desk.name}\nx"),
        ("a\nb\n{desk.name}", "x", "x\n{desk.name}"),
        ("a\n{desk.name}\nb\n{desk.name}c", "x\ny", "x\n{desk.name}\ny\n{desk.name}c"),
    ],
)
def test_unseen_lines_stay_between_the_same_lines(base: str, text: str, expected: str) -> None:
    assert MarkupRestorer(VALUES).of(base, Line.of(text)) == expected


@pytest.mark.parametrize(
    ("text", "bold", "expected"),
    [
        ("ab cd", "bb", "**ab** cd"),
        ("ab cd", "bb bb", "**ab cd**"),
        ("ab cd", "   bb", "ab **cd**"),
        ("ab  cd", "bb  bb", "**ab  cd**"),
        ("ab\ncd", "bb bb", "**ab\ncd**"),
        ("ab", "bb", "**ab**"),
        ("a b", "b", "**a** b"),
    ],
)
def test_blanks_are_stressed_between_stressed_signs(text: str, bold: str, expected: str) -> None:
    assert MarkupRestorer({}).of("zz", styled(text, bold=bold)) == expected


def test_a_mark_of_blanks_at_the_end_is_none() -> None:
    found = shown("a {company.name}", {"company.name": " "})
    assert (found.text, found.marks) == ("a", ())
    assert shown("{company.name} a", {"company.name": " "}).marks == ()
