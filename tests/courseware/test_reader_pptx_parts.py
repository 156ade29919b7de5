"""The pieces of the deck reader by themselves: votes, copies, wording, alignment, order."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.diff import diff
from terakoya.courseware.edition import Edition
from terakoya.courseware.inline import plain
from terakoya.courseware.model import AnySlide
from terakoya.courseware.readers.folder import read_folder
from terakoya.courseware.readers.pptx import import_deck
from terakoya.courseware.readers.pptx.aligning import align, divide, text_likeness
from terakoya.courseware.readers.pptx.identity import (
    Certainty,
    Electorate,
    Recognised,
    is_renumbered,
    name_of,
)
from terakoya.courseware.readers.pptx.instances import join_sheets, mint
from terakoya.courseware.readers.pptx.likeness import BaseLikeness
from terakoya.courseware.readers.pptx.lines import Line, joined
from terakoya.courseware.readers.pptx.order import chapters_of, stayed
from terakoya.courseware.readers.pptx.shapes import Block
from terakoya.courseware.readers.pptx.sheets import SheetSource
from terakoya.courseware.readers.pptx.values import decide
from terakoya.courseware.readers.pptx.wording import Wording, shown
from terakoya.courseware.writers.pptx import write_pptx
from terakoya.courseware.writers.pptx.identity import Part
from tests.courseware.deck_reading import corpus

FLAGSHIP = Path(__file__).parents[2] / "courses" / "stop-customer-harassment"
HASH = "0" * 64


@cache
def slides() -> Mapping[str, AnySlide]:
    return {slide.id: slide for _, slide in corpus().course.text("ja").every_slide()}


def electorate(**choices: Any) -> Electorate:
    return Electorate(BaseLikeness(slides(), {}), **choices)


def words_of(slide_id: str) -> tuple[Line, ...]:
    slide = slides()[slide_id]
    texts = [slide.title]
    for item in getattr(slide, "items", ()):
        texts += [item.head, item.text]
    return tuple(Line.of(plain(text)) for text in [*texts, slide.point] if text)


def block(name: str, *lines: Line, **more: Any) -> Block:
    return Block(name, "text", lines=lines, **more)


def sheet(*blocks: Block, page: int = 1, **more: Any) -> SheetSource:
    plain_sheet: dict[str, Any] = {
        "page": page,
        "part": f"ppt/slides/slide{page}.xml",
        "name": "",
        "layout": "",
        "hidden": False,
        "section": "",
        "tags": {},
        "blocks": blocks,
        "notes": (),
        "relations": {},
        "features": frozenset(),
        "fonts": frozenset(),
    }
    return SheetSource(**{**plain_sheet, **more})


def alike(slide_id: str, *more: Line) -> SheetSource:
    """A page without any carrier that says what a slide says."""
    notes = tuple(Line.of(plain(text)) for text in slides()[slide_id].narration)
    return sheet(block("TextBox 1", *words_of(slide_id), *more), notes=notes)


# -- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said", "renumbered"),
    [
        ("cw:three-elements:item-1", ("three-elements", "item-1"), False),
        ("cw:three-elements:item-1 1", ("three-elements", "item-1"), False),
        ("cw:three-elements:item- 2", ("three-elements", "item-2"), True),
        ("cw:three-elements:point 1 2", ("three-elements", "point"), False),
        ("cw:three-elements", ("three-elements", ""), False),
        ("cw:three-elements 12", ("three-elements", ""), False),
        ("TextBox 3", None, False),
        ("xcw:a:b", None, False),
    ],
)
def test_names_are_read_as_office_programs_leave_them(
    name: str, said: tuple[str, str] | None, renumbered: bool
) -> None:
    assert name_of(block(name)) == said
    assert is_renumbered(block(name)) == renumbered


# -- votes: the examples of docs/algorithms/pptx-reader.md §1 -----------------------------------


def test_blocks_outvote_a_box_that_was_pasted_in() -> None:
    names = [block(f"cw:five-steps:{name}") for name in ("kicker", "alarm", "steps", "alarm-tel")]
    one = electorate().recognise(sheet(*names, block("cw:three-elements")))
    assert (one.slide, one.certainty) == ("five-steps", Certainty.CARRIED)


def test_a_pasted_block_does_not_decide() -> None:
    own = [block(f"cw:three-elements:item-{n}") for n in (1, 2, 3)]
    one = electorate().recognise(sheet(*own, block("cw:five-steps:alarm")))
    assert one.slide == "three-elements"


@pytest.mark.parametrize(
    "carrier",
    [
        {"blocks": (block("cw:same-day"),)},
        {"blocks": (block("Box", alt=f"cw:same-day r={HASH}"),)},
        {"blocks": (block("Box", Line.of(f"cw:same-day r={HASH}")),)},
        {"blocks": (block("cw:same-day:text 1"),)},
        {"tags": {"CW_SLIDE": "same-day"}},
        {"name": "cw:same-day"},
    ],
)
def test_any_one_carrier_is_enough(carrier: dict[str, Any]) -> None:
    one = electorate().recognise(sheet(**carrier))
    assert (one.slide, one.part, one.certainty) == ("same-day", Part.MAIN, Certainty.CARRIED)


def test_a_tie_goes_to_the_more_alike() -> None:
    tied: dict[str, Any] = {"tags": {"CW_SLIDE": "same-day"}, "name": "cw:three-elements"}
    page = sheet(block("TextBox", *words_of("three-elements")), **tied)
    assert electorate().recognise(page).slide == "three-elements"


def test_words_alone_decide_when_they_are_near_and_nothing_else_is() -> None:
    one = electorate().recognise(alike("three-elements"))
    assert (one.slide, one.certainty) == ("three-elements", Certainty.ALIKE)


def test_words_that_are_half_alike_are_unsure() -> None:
    other = Line.of("全く別の文章をここに並べて、似かたを下げていきます。" * 9)
    one = electorate().recognise(alike("three-elements", other))
    assert (one.slide, one.certainty, one.candidate) == ("", Certainty.UNSURE, "three-elements")


def test_an_id_that_the_base_does_not_have_does_not_vote() -> None:
    page = sheet(block("cw:gone:item-1"), block("cw:gone", Line.of("関係のない文")))
    one = electorate().recognise(page)
    assert (one.slide, one.certainty, one.foreign) == ("", Certainty.NEW, frozenset({"gone"}))


def test_an_empty_page_is_new() -> None:
    assert electorate().recognise(sheet()).certainty is Certainty.NEW


def test_a_choice_decides_against_every_carrier() -> None:
    page = sheet(block("cw:same-day"), page=4)
    chosen = electorate(choices={4: "five-steps"}).recognise(page)
    assert (chosen.slide, chosen.certainty) == ("five-steps", Certainty.CARRIED)
    assert electorate(choices={4: None}).recognise(page).certainty is Certainty.NEW


@pytest.mark.parametrize(
    ("names", "part"),
    [
        (("kicker", "facts", "question", "bubble"), Part.MAIN),
        (("choice-a", "choice-a-letter", "verdict", "action"), Part.ANSWER),
        (("continued-desk",), Part.CONTINUED),
    ],
)
def test_blocks_say_which_sheet_it_is(names: tuple[str, ...], part: Part) -> None:
    slide = "where-to-ask" if part is Part.CONTINUED else "case-kettle"
    page = sheet(*(block(f"cw:{slide}:{name}") for name in names))
    assert electorate().recognise(page).part is part


def test_choices_of_a_check_stand_on_its_question() -> None:
    asked = sheet(*(block(f"cw:check-duty:choice-{letter}") for letter in "abc"))
    told = sheet(*(block(f"cw:check-duty:answer-choice-{letter}") for letter in "abc"))
    assert electorate().recognise(asked).part is Part.MAIN
    assert electorate().recognise(told).part is Part.ANSWER


@pytest.mark.parametrize(
    "said",
    [
        {"tags": {"CW_SLIDE": "case-kettle", "CW_SHEET": "answer"}},
        {"name": "cw:case-kettle:answer"},
    ],
)
def test_what_says_the_sheet_goes_before_its_blocks(said: dict[str, Any]) -> None:
    page = sheet(block("cw:case-kettle:facts"), **said)
    assert electorate().recognise(page).part is Part.ANSWER


# -- sheets to slides --------------------------------------------------------------------------


def recognised(*pages: tuple[str, Part]) -> list[list[int]]:
    """The pages of every slide that these sheets make, in their order."""
    votes = [
        (sheet(page=number), Recognised(slide, part, Certainty.CARRIED))
        for number, (slide, part) in enumerate(pages, 1)
    ]
    return [sorted(one.page for one in made.sheets.values()) for made in join_sheets(votes)]


MAIN, ANSWER = ("case-kettle", Part.MAIN), ("case-kettle", Part.ANSWER)


@pytest.mark.parametrize(
    ("pages", "slides_"),
    [
        ([MAIN, ANSWER], [[1, 2]]),
        ([MAIN, ANSWER, MAIN, ANSWER], [[1, 2], [3, 4]]),
        ([MAIN, MAIN, ANSWER, ANSWER], [[1, 4], [2, 3]]),
        ([ANSWER, MAIN], [[1, 2]]),
        ([MAIN, ANSWER, ANSWER], [[1, 2], [3]]),
        ([MAIN], [[1]]),
        ([ANSWER], [[1]]),
    ],
)
def test_answer_sheets_join_the_slide_before_them(
    pages: list[tuple[str, Part]], slides_: list[list[int]]
) -> None:
    assert recognised(*pages) == slides_


def test_a_new_id_is_free_and_short_enough() -> None:
    assert mint("impact", "3f9a1c", {"impact"}) == "impact-3f9a1c"
    assert mint("impact", "3f9a1c", {"impact-3f9a1c"}) == "impact-3f9a1c-2"
    assert len(mint("x" * 64, "3f9a1c", ())) <= 64


# -- wording -----------------------------------------------------------------------------------

VALUES = {"company.name": "当社", "desk.name": "", "desk.person": "佐藤"}


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
    ],
)
def test_marks_stay_with_their_words(base: str, line: Line, expected: str) -> None:
    assert Wording(VALUES).of(base, line) == expected


def test_underlined_words_are_stressed_where_all_is_bold() -> None:
    text = "行ってはならない"
    line = Line(text, (True,) * len(text), tuple(number < 2 for number in range(len(text))))
    assert Wording({}).of("x", line, bold=True) == "**行っ**てはならない"
    assert Wording({}).of("x", line) == "**行ってはならない**"


def test_what_was_unseen_is_never_gone() -> None:
    wording = Wording(VALUES)
    assert wording.gone("{desk.name}へ") == "{desk.name}へ"
    assert wording.gone("見えている文") == ""
    assert wording.gone("見えている文\n{desk.name}へ") == "{desk.name}へ"


TEXTS = st.lists(
    st.sampled_from(["あ", "い", "b", "{字|じ}", "{company.name}", "**", " ", "、"]), max_size=8
).map("".join)


@given(TEXTS)
def test_what_a_text_shows_gives_the_text_back(text: str) -> None:
    seen = shown(text, VALUES)
    line = Line(seen.text, seen.stress, (False,) * len(seen.text))
    assert Wording(VALUES).of(text, line) == text


@given(TEXTS, TEXTS)
def test_whatever_is_typed_is_shown(base: str, typed: str) -> None:
    wanted = shown(typed, VALUES)
    line = Line(wanted.text, wanted.stress, (False,) * len(wanted.text)).stripped()
    read = shown(Wording(VALUES).of(base, line), VALUES)
    assert read.text == line.text
    signs = zip(read.text, read.stress, line.bold, strict=True)
    assert [one for sign, one, _ in signs if not sign.isspace()] == [
        flag for sign, flag in zip(line.text, line.bold, strict=True) if not sign.isspace()
    ]


# -- company values ----------------------------------------------------------------------------


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
    ],
)
def test_a_value_is_one_that_every_place_says(
    votes: dict[str, list[str | None]], desk: dict[str, str] | None, expected: dict[str, str]
) -> None:
    assert decide(votes, VALUES, desk) == expected


# -- alignment ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "new", "expected"),
    [
        (["a", "b", "c"], ["a", "c"], [0, 2]),
        (["a", "b"], ["a", "x", "b"], [0, None, 1]),
        (["a", "b", "c"], ["c", "a", "b"], [2, 0, 1]),
        (["同じ文です", "次の文です"], ["違う", "別の"], [0, 1]),
        (["最初の文です", "次の文です"], ["まったく別", "次の文でした", "おわり"], [None, 1, None]),
        ([], ["a"], [None]),
        (["a"], [], []),
    ],
)
def test_texts_are_aligned(base: list[str], new: list[str], expected: list[int | None]) -> None:
    assert align(base, new) == expected


@given(st.lists(st.text(max_size=3), max_size=6), st.lists(st.text(max_size=3), max_size=6))
def test_no_text_is_two_texts(base: list[str], new: list[str]) -> None:
    found = [number for number in align(base, new) if number is not None]
    assert len(found) == len(set(found))
    assert all(number < len(base) for number in found)


@pytest.mark.parametrize(
    ("lines", "expected", "groups"),
    [
        (["見出し", "文"], ["x", "y"], [[0], [1]]),
        (["見出し"], ["見出し", "文です"], [[0], []]),
        (["文です"], ["見出し", "文です"], [[], [0]]),
        (["見出し", "続き", "文です"], ["見出し続き", "文です"], [[0, 1], [2]]),
        (["文"], ["", "x"], [[], [0]]),
        (["a", "b", "c"], ["a", "b"], [[0], [1, 2]]),
    ],
)
def test_paragraphs_are_divided_between_fields(
    lines: list[str], expected: list[str], groups: list[list[int]]
) -> None:
    assert [list(group) for group in divide(lines, expected)] == groups


def test_likeness_is_one_for_the_same_and_none_for_nothing_in_common() -> None:
    assert text_likeness("ＡＢＣ abc", "abcABC") == 1.0
    assert text_likeness("あいうえお", "かきくけこ") == 0.0
    assert 0.5 < text_likeness("顧客等から働く人へ", "お客様から働く人へ") < 0.9


# -- order -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "kept"),
    [
        ([0, 1, 2], {0, 1, 2}),
        ([2, 0, 1], {1, 2}),
        ([1, 2, 0], {0, 1}),
        ([1, 0], {1}),
        ([], set()),
    ],
)
def test_the_longest_run_stayed(places: list[int], kept: set[int]) -> None:
    assert stayed(places) == kept


@given(st.integers(0, 7), st.integers(0, 7))
def test_one_moved_slide_is_one_moved_slide(what: int, to: int) -> None:
    moved = list(range(8))
    moved.remove(what)
    moved.insert(to, what)
    assert len(stayed(moved)) >= 7


ORDER = {"one": 0, "two": 1, "three": 2}


@pytest.mark.parametrize(
    ("homes", "anchored", "sections", "expected"),
    [
        ("one one two", "110", "", "one one one"),  # moved to the end: behind the last of one
        ("one - two", "101", "", "one one two"),  # new at a border: with the one before it
        ("one - two", "101", "- two -", "one two two"),  # unless a section says otherwise
        ("one two two", "101", "", "one two two"),  # moved at its own border
        ("- one", "01", "", "one one"),
        ("one three two", "101", "", "one one two"),  # its own chapter is not between the two
        ("- -", "00", "", "one one"),
    ],
)
def test_a_slide_joins_its_neighbours(
    homes: str, anchored: str, sections: str, expected: str
) -> None:
    def listed(text: str, size: int) -> list[str]:
        return ["" if word == "-" else word for word in text.split()] or [""] * size

    given_homes = listed(homes, 0)
    fixed = [flag == "1" for flag in anchored]
    found = chapters_of(given_homes, fixed, listed(sections, len(given_homes)), ORDER)
    assert found == expected.split()


# -- small things ------------------------------------------------------------------------------


def test_joined_paragraphs_keep_their_looks() -> None:
    line = joined([styled("ab", bold="bb"), styled("c")])
    assert (line.text, line.bold) == ("ab\nc", (True, True, True, False))


def test_import_and_comparison_of_the_flagship_take_under_two_seconds_of_a_core() -> None:
    material = read_folder(FLAGSHIP)
    deck = write_pptx(material, "ja")
    start = time.process_time()
    imported = import_deck(deck, material)
    diff(
        Edition(course=material.course),
        Edition(course=imported.material.course, settings=imported.settings),
    )
    assert time.process_time() - start <= 2
    assert imported.material.course == material.course
