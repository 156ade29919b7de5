"""Which slide a page is: names, votes, sheets joined to slides, likeness, keys of new slides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pytest

from terakoya.courseware.formats.marked_text.line import Line
from terakoya.courseware.formats.pptx.reading.identity import (
    Certainty,
    Electorate,
    Recognised,
    is_renumbered,
    name_of,
)
from terakoya.courseware.formats.pptx.reading.instances import content_key, join_sheets, mint
from terakoya.courseware.formats.pptx.reading.likeness import (
    BaseLikeness,
    Fingerprint,
    fingerprint_of,
)
from terakoya.courseware.formats.pptx.reading.shapes import Block
from terakoya.courseware.formats.pptx.reading.sheets import SheetSource, read_deck
from terakoya.courseware.inline import plain
from terakoya.courseware.layouts.identity import Part
from terakoya.courseware.model import AnySlide, BulletsSlide, CaseSlide, CheckSlide
from terakoya.courseware.text.alignment import bigrams
from terakoya.courseware.variables import values_of
from tests.courseware.deck_reading import corpus, corpus_deck

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


# -- names ---------------------------------------------------------------------------------


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


# -- votes: the examples of docs/algorithms/pptx-reader.md §1 ------------------------------


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


@pytest.mark.parametrize("name", ["cw", "other:same-day", "same-day"])
def test_the_name_of_a_page_that_is_not_ours_says_nothing(name: str) -> None:
    assert electorate().recognise(sheet(name=name)).certainty is Certainty.NEW


def test_half_of_the_blocks_make_no_answer_page() -> None:
    names = ["cw:case-kettle:verdict", "cw:case-kettle:scene"]
    pages = [sheet(*map(block, names[:count])) for count in (1, 2)]
    assert [electorate().recognise(one).part for one in pages] == [Part.ANSWER, Part.MAIN]


def test_the_key_of_a_new_page_is_the_same_for_ever() -> None:
    """It stands in the ids of editions: another key, and a deck that comes back is all new."""
    page = sheet(block("TextBox", Line.of("本文")), notes=(Line.of("台本"), Line.of("続き")))
    assert content_key([page]) == "c22818"


def test_a_tie_goes_to_the_more_alike() -> None:
    tied: dict[str, Any] = {"tags": {"CW_SLIDE": "same-day"}, "name": "cw:three-elements"}
    page = sheet(block("TextBox", *words_of("three-elements")), **tied)
    assert electorate().recognise(page).slide == "three-elements"


def test_words_alone_decide_when_they_are_near_and_nothing_else_is() -> None:
    one = electorate().recognise(alike("three-elements"))
    assert (one.slide, one.certainty) == ("three-elements", Certainty.ALIKE)


def among(*known: AnySlide) -> Electorate:
    """The votes against a base of these slides alone."""
    return Electorate(BaseLikeness({slide.id: slide for slide in known}, {}))


def test_likeness_counts_twice_beside_the_carriers() -> None:
    """Five blocks of nine say one slide, the words say the other one."""
    five = [block(f"cw:same-day:x-{n}x") for n in range(5)]
    four = [block(f"cw:three-elements:x-{n}x") for n in range(4)]
    words = block("TextBox", *words_of("three-elements"))
    assert electorate().recognise(sheet(*five, *four)).slide == "same-day"
    assert electorate().recognise(sheet(*five, *four, words)).slide == "three-elements"


def test_one_slide_alone_is_recognised_and_of_twins_neither() -> None:
    slide = slides()["three-elements"]
    twin = slide.model_copy(update={"id": "twin"})
    assert among(slide).recognise(alike("three-elements")).slide == "three-elements"
    found = among(slide, twin).recognise(alike("three-elements"))
    assert (found.certainty, found.candidate) == (Certainty.UNSURE, "three-elements")
    third = slides()["same-day"]
    assert among(slide, third).recognise(alike("three-elements")).slide == "three-elements"


def test_an_empty_page_is_not_an_empty_slide_of_the_base() -> None:
    blank = BulletsSlide(
        id="own-000000", layout="bullets", goal="x", title="", items=(), narration=()
    )
    assert among(blank).recognise(sheet()).certainty is Certainty.NEW
    assert among().recognise(alike("three-elements")).certainty is Certainty.NEW


def test_notes_alone_are_words_enough() -> None:
    slide = slides()["three-elements"]
    notes = tuple(Line.of(plain(text)) for text in slide.narration)
    silent = slide.model_copy(update={"title": "", "point": "", "items": ()})
    assert among(silent).recognise(sheet(notes=notes)).slide == "three-elements"


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


def test_words_say_the_sheet_where_nothing_else_does() -> None:
    case = slides()["case-kettle"]
    assert isinstance(case, CaseSlide)
    answer = [case.answer_title, case.action, case.source, *(one.why for one in case.choices)]
    for texts, part in (([case.title, case.demand, case.bubble], Part.MAIN), (answer, Part.ANSWER)):
        lines = tuple(Line.of(plain(text)) for text in texts)
        page = sheet(block("TextBox", *lines), tags={"CW_SLIDE": "case-kettle"})
        assert electorate().recognise(page).part is part


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


# -- sheets to slides ----------------------------------------------------------------------


def recognised(*pages: tuple[str, Part]) -> list[list[int]]:
    """The pages of every slide that these sheets make, in their order."""
    votes = [
        (sheet(page=number), Recognised(slide, part, Certainty.CARRIED))
        for number, (slide, part) in enumerate(pages, 1)
    ]
    joined = join_sheets(votes, electorate().base)
    return [sorted(one.page for one in made.sheets.values()) for made in joined]


MAIN, ANSWER = ("case-kettle", Part.MAIN), ("case-kettle", Part.ANSWER)


@pytest.mark.parametrize(
    ("pages", "slides_"),
    [
        ([MAIN, ANSWER], [[1, 2]]),
        ([MAIN, ANSWER, MAIN, ANSWER], [[1, 2], [3, 4]]),
        ([MAIN, MAIN, ANSWER, ANSWER], [[1, 3], [2, 4]]),
        ([ANSWER, MAIN], [[1, 2]]),
        ([MAIN, ANSWER, ANSWER], [[1, 2], [3]]),
        ([MAIN], [[1]]),
        ([ANSWER], [[1]]),
    ],
)
def test_answer_sheets_that_nothing_tells_apart_are_joined_in_order(
    pages: list[tuple[str, Part]], slides_: list[list[int]]
) -> None:
    assert recognised(*pages) == slides_


def test_a_new_id_is_free_and_short_enough() -> None:
    assert mint("impact", "3f9a1c", {"impact"}) == "impact-3f9a1c"
    assert mint("impact", "3f9a1c", {"impact-3f9a1c"}) == "impact-3f9a1c-2"
    assert len(mint("x" * 64, "3f9a1c", ())) <= 64


# -- likeness of sheets --------------------------------------------------------------------


def test_every_sheet_of_the_corpus_is_most_like_its_own_slide() -> None:
    """Its words without any carrier, each of the two sheets of a case by itself."""
    base = BaseLikeness(slides(), values_of(corpus().course, "ja"))
    for one in read_deck(corpus_deck("ja")).sheets:
        print_ = fingerprint_of(one)
        slide, part = one.tags["CW_SLIDE"], Part(one.tags["CW_SHEET"])
        scores = {
            (other, which): base.of(other, which, print_)
            for other in slides()
            for which in base.parts_of(other)
        }
        assert max(scores, key=lambda key: scores[key]) == (slide, part)
        assert scores[slide, part] > 0.75


def test_what_a_sheet_does_not_show_is_not_held_against_it() -> None:
    case, check = slides()["case-kettle"], slides()["check-duty"]
    base = BaseLikeness(slides(), values_of(corpus().course, "ja"))
    assert isinstance(case, CaseSlide) and isinstance(check, CheckSlide)

    def page(texts: Iterable[str], notes: Iterable[str]) -> Fingerprint:
        lines = tuple(Line.of(plain(text)) for text in texts if text)
        said = tuple(Line.of(plain(text)) for text in notes)
        return fingerprint_of(sheet(block("TextBox", *lines), notes=said))

    scene = [case.kicker, case.title, case.harsh, case.demand, case.manner, case.frequency]
    scene += [case.harm, case.question, case.bubble]
    assert base.of(case.id, Part.MAIN, page(scene, case.narration)) == pytest.approx(1, abs=0.02)
    answer = [case.answer_title, case.action, case.source, case.point]
    answer += [text for choice in case.choices for text in (choice.text, choice.why)]
    answer += [text for one in case.verdict for text in (one.word, one.reason)]
    told = page(answer, case.answer_narration)
    assert base.of(case.id, Part.ANSWER, told) == pytest.approx(1, abs=0.02)
    asked = [check.kicker, check.title, check.premise, *(one.text for one in check.choices)]
    assert base.of(check.id, Part.MAIN, page(asked, check.narration)) == pytest.approx(1, abs=0.02)
    known = [check.answer_title, check.premise, check.source, check.point]
    known += [text for choice in check.choices for text in (choice.text, choice.why)]
    told = page(known, check.answer_narration)
    assert base.of(check.id, Part.ANSWER, told) == pytest.approx(1, abs=0.02)


def test_notes_count_four_tenths_where_there_are_any() -> None:
    def prints(words: str, notes: str) -> Fingerprint:
        return Fingerprint(bigrams(words), bigrams(notes))

    assert prints("abcd", "").likeness(prints("abcd", "")) == 1
    assert prints("abcd", "wxyz").likeness(prints("abcd", "")) == pytest.approx(0.6)
    assert prints("abcd", "").likeness(prints("abcd", "wxyz")) == pytest.approx(0.6)
    assert prints("abcd", "wxyz").likeness(prints("lmno", "wxyz")) == pytest.approx(0.4)
    assert bigrams("abab") == Counter({" a": 1, "ab": 2, "ba": 1, "b ": 1})
    assert bigrams("a") == Counter([" a", "a "])
    assert bigrams("") == Counter()


def test_footers_and_hidden_boxes_are_no_words_of_a_page() -> None:
    plain_page = fingerprint_of(sheet(block("a", Line.of("文です"))))
    more = (block("n", Line.of("12"), kind="sldNum"), block("h", Line.of("cw:x"), hidden=True))
    assert fingerprint_of(sheet(block("a", Line.of("文です")), *more)) == plain_page


# -- keys of new slides --------------------------------------------------------------------


def test_the_key_of_a_page_is_its_content_and_nothing_else() -> None:
    one = sheet(block("a", Line.of("文")), notes=(Line.of("話"),))
    same = sheet(
        block("b", Line.of("文"), x=5),
        block("n", Line.of("3"), kind="sldNum"),
        block("box", Line.of("cw:x"), hidden=True),
        page=7,
        notes=(Line.of("話"),),
    )
    assert content_key([one]) == content_key([same])
    assert len(content_key([one])) == 6
    others = [
        sheet(block("a", Line.of("別")), notes=(Line.of("話"),)),
        sheet(block("a", Line.of("文")), notes=(Line.of("別"),)),
        sheet(block("a", Line.of("文"))),
        sheet(block("a", Line.of("文")), block("c"), notes=(Line.of("話"),)),
    ]
    keys = {content_key([page]) for page in [one, *others]}
    assert len(keys) == len(others) + 1
    assert content_key([one, one]) != content_key([one])
