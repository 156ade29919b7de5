"""Question files: ours come back as they were, others' give what the format can say."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from terakoya.courseware.errors import WrongUse
from terakoya.courseware.formats.questions.reading import ReadTest, import_questions
from terakoya.courseware.formats.questions.reading.html import read_html
from terakoya.courseware.formats.questions.writing import (
    write_gift,
    write_moodle_xml,
    write_question_table,
)
from terakoya.courseware.formats.questions.writing.html import question_name, text_html
from terakoya.courseware.formats.xlsx.reading.notices import Refusal, Remark, UnreadableSheet
from terakoya.courseware.model import Material, Question, TestPool
from terakoya.courseware.variables import filled, values_of
from tests.courseware.laws import examples, law

from ..selection import deep
from .question_samples import AIKEN, GIFT, GIFT_FOREIGN, MOODLE_XML, TABLE
from .test_reader_xlsx import COURSES, codes, marked, scrambled
from .xlsx_samples import corpus

FIRST_EDITION = COURSES["first-edition"]
WRITERS = {
    "pool.gift": write_gift,
    "pool.xml": write_moodle_xml,
    "pool.xlsx": write_question_table,
}


def read(name: str, content: str | bytes, base: Material = FIRST_EDITION) -> ReadTest:
    data = content.encode() if isinstance(content, str) else content
    return import_questions(name, data, base)


def short(question: Question) -> tuple[Any, ...]:
    return (
        question.kind,
        question.text,
        [(choice.text, choice.why, choice.correct) for choice in question.choices],
    )


# -- our own files -------------------------------------------------------------------------------


# In English a part of the pool in every run: test_question_files_back.py, “an English file …”.
@pytest.mark.parametrize("language", ["ja", *deep("en")])
@pytest.mark.parametrize("name", WRITERS)
def test_our_file_gives_the_pool_letter_by_letter(name: str, language: str) -> None:
    material = marked(FIRST_EDITION)
    data = WRITERS[name](material, language)
    back = import_questions(name, data, material, language=language)
    assert (back.test, back.notices) == (material.course.text(language).test, ())


@pytest.mark.parametrize("name", ["pool.gift", "pool.xml"])
def test_an_answer_that_turned_while_its_reason_stays_is_told(name: str) -> None:
    material = marked(FIRST_EDITION)
    pool = material.course.source.test
    legal = next(one for one in pool.questions if one.facts and one.kind == "single")
    turned = [one.model_copy(update={"correct": not one.correct}) for one in legal.choices[:2]]
    changed = legal.model_copy(update={"choices": (*turned, *legal.choices[2:])})
    questions = tuple(changed if one is legal else one for one in pool.questions)
    source = material.course.source.model_copy(
        update={"test": pool.model_copy(update={"questions": questions})}
    )
    texts = tuple(source if one.language == "ja" else one for one in material.course.texts)
    course = material.course.model_copy(update={"texts": texts})
    data = WRITERS[name](replace(material, course=course), "ja")
    back = import_questions(name, data, material)
    assert Remark.LEGAL_TURNED in {one.remark for one in back.notices}


@pytest.mark.parametrize("name", ["pool.gift", "pool.xml"])
def test_a_file_holds_everything_but_variables_whatever_the_base_says(name: str) -> None:
    material = marked(FIRST_EDITION)
    values = values_of(material.course, "ja", {"company.name": "みほん商事"})
    data = WRITERS[name](material, "ja", values={"company.name": "みほん商事"})
    back = import_questions(name, data, scrambled(material))
    assert back.test == _filled(material.course.source.test, values)
    # What the base says otherwise of the law is told.
    assert [one.remark for one in back.notices] == [Remark.LEGAL_CHANGES]


def _filled(pool: TestPool, values: dict[str, str]) -> TestPool:
    """The questions with values in them; title and introduction stand in no file."""

    def walk(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {name: walk(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [walk(one, key) for one in value]
        is_text = key in ("text", "scene", "why", "explanation")
        return filled(value, values) if is_text else value

    plain = pool.model_dump(mode="json")
    plain["questions"] = walk(plain["questions"], "questions")
    noise = scrambled(marked(FIRST_EDITION)).course.source.test
    return TestPool.model_validate({**plain, "title": noise.title})


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_course_gives_the_same_bytes(name: str) -> None:
    assert WRITERS[name](FIRST_EDITION, "ja") == WRITERS[name](FIRST_EDITION, "ja")


def test_ticking_everything_earns_nothing_in_a_question_of_choose_all() -> None:
    root = etree.fromstring(write_moodle_xml(FIRST_EDITION, "ja"))
    for question in root.iterfind("question[@type='multichoice']"):
        shares = [float(one.get("fraction", "")) for one in question.iterfind("answer")]
        right = [share for share in shares if share > 0]
        assert sum(right) == pytest.approx(100, abs=1e-4)
        if question.findtext("single") == "false":
            assert {share for share in shares if share <= 0} == {-100.0}


# What a text of a question may hold; blanks at ends and runs of them are no content.
words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn"]), min_size=1).map(
    lambda text: re.sub(" +", " ", text.replace("\xa0", " ")).strip()
)
plain_words = words.map(lambda text: "".join(sign for sign in text if sign not in "{}|*")).filter(
    lambda text: text.strip() == text != ""
)
spans = st.one_of(
    plain_words,
    plain_words.map(lambda text: f"**{text}**"),
    st.tuples(plain_words, plain_words).map(lambda pair: f"{{{pair[0]}|{pair[1]}}}"),
)
lines = st.lists(spans, min_size=1, max_size=3).map(
    lambda parts: "・".join(parts)  # two stressed words in a row would be one
)
texts = st.lists(lines, min_size=1, max_size=2).map("\n".join)


@given(texts)
@law
def test_any_text_with_marks_comes_back_from_html(text: str) -> None:
    assert read_html(text_html(text, {})).text == text


@st.composite
def pools(draw: st.DrawFn) -> TestPool:
    """Some of the corpus's questions with other words, kinds and right answers."""
    base = corpus().course.source.test
    questions = []
    for question in base.questions[: draw(st.integers(1, 3))]:
        count = draw(st.integers(2, 5))
        kind = draw(st.sampled_from(["single", "multiple", "truefalse", "scene"]))
        right = draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=count))
        right = right if kind == "multiple" else {min(right)}
        contents = draw(st.lists(texts, min_size=count, max_size=count, unique=True))
        whys = [draw(st.one_of(st.just(""), texts)) for _ in range(count)]
        choices = [
            {"id": "abcde"[n], "text": contents[n], "why": whys[n], "correct": n in right}
            for n in range(count)
        ]
        new = {"kind": kind, "text": draw(texts), "choices": choices}
        new["scene"] = draw(st.one_of(st.just(""), texts))
        new["explanation"] = draw(st.one_of(st.just(""), texts))
        questions.append(Question.model_validate({**question.model_dump(), **new}))
    return base.model_copy(update={"questions": tuple(questions)})


@settings(deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@given(pools(), st.sampled_from(["pool.gift", "pool.xml"]))
def test_any_pool_comes_back_from_gift_and_moodle_xml(pool: TestPool, name: str) -> None:
    material = corpus()
    text = material.course.source.model_copy(update={"test": pool})
    course = material.course.model_copy(update={"texts": (text, *material.course.texts[1:])})
    data = WRITERS[name](Material(course, material.media), "ja")
    assert import_questions(name, data, material).test == pool


# -- files of others -----------------------------------------------------------------------------


def _shares_by_moodle_xml(data: bytes) -> list[list[float]]:
    """The fractions of each question's answers, as Moodle stores them."""
    questions = etree.fromstring(data).findall("question[@type='multichoice']")
    return [
        [_fraction(one.get("fraction", "")) for one in node.findall("answer")] for node in questions
    ]


def _shares_by_gift(data: bytes) -> list[list[float]]:
    """The same of a GIFT text; a share that Moodle's import does not know is no share."""
    shares: list[list[float]] = []
    for line in data.decode().splitlines():
        if line.startswith("::"):
            shares.append([])
        elif line.startswith("\t") and not line.startswith("\t####"):
            weight = re.match(r"%(-*[0-9]{1,2}\.?[0-9]*)%", line[2:])
            assert weight is not None or not line[2:].startswith("%"), line
            plain_share = "100" if line[1] == "=" else "0"
            shares[-1].append(_fraction(weight[1] if weight else plain_share))
    return shares


def _fraction(percent: str) -> float:
    """The fraction that Moodle takes a share for: the one of its list that is this near."""
    sizes = [100, 90, 250 / 3, 80, 75, 70, 200 / 3, 60, 50, 40, 100 / 3, 30, 25, 20, 100 / 6]
    sizes += [100 / 7, 12.5, 100 / 9, 10, 5]
    known = [0.0, *(one / 100 for one in sizes), *(-one / 100 for one in sizes)]
    [fraction] = [one for one in known if abs(float(percent) / 100 - one) < 0.00001]
    return fraction


def test_gift_and_moodle_xml_mark_alike() -> None:
    by_xml = _shares_by_moodle_xml(write_moodle_xml(FIRST_EDITION, "ja"))
    by_gift = _shares_by_gift(write_gift(FIRST_EDITION, "ja"))
    assert by_gift == by_xml
    questions = FIRST_EDITION.course.source.test.questions
    for question, shares in zip(questions, by_gift, strict=True):
        for choice, share in zip(question.choices, shares, strict=True):
            wrong = -1 if question.kind == "multiple" else 0
            right = sum(one.correct for one in question.choices)
            assert share == pytest.approx(1 / right if choice.correct else wrong)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_question_files_have_readable_names_and_the_id_beside(language: str) -> None:
    questions = FIRST_EDITION.course.text(language).test.questions
    names = [question_name(one, values_of(FIRST_EDITION.course, language)) for one in questions]
    assert len(set(names)) == len(names) and max(map(len, names)) <= 60
    nodes = etree.fromstring(write_moodle_xml(FIRST_EDITION, language)).findall(
        "question[@type='multichoice']"
    )
    told = [(one.findtext("name/text"), one.findtext("idnumber")) for one in nodes]
    assert told == [(name, one.id) for name, one in zip(names, questions, strict=True)]


def test_gift_of_others_is_read_with_feedback_ids_and_tags() -> None:
    back = read("x.gift", GIFT)
    first, second, third = back.test.questions
    known = next(q for q in FIRST_EDITION.course.source.test.questions if q.id == "q-duty-since")
    assert (first.id, first.slides, first.tags) == ("q-duty-since", known.slides, ("own-conduct",))
    assert short(first) == (
        "single",
        "国の法律の義務は**いつ**からですか。",
        [("2025年4月", "条例の開始です。", False), ("2026年10月", "そのとおりです。", True)],
    )
    assert first.explanation == "2026年10月1日からです。"
    assert short(second) == (
        "truefalse",
        "110番に許可はいらない。",
        [("正しい", "そのとおり。", True), ("誤り", "思い出してください。", False)],
    )
    assert short(third)[:2] == ("multiple", "どれが正しい: 2つ選ぶ")
    assert [choice.correct for choice in third.choices] == [True, True, False]


@pytest.mark.parametrize("count", [100, 101])
def test_a_question_of_countless_choices_is_left_out_beside_others(count: int) -> None:
    choices = "=一" + "~二" * (count - 1)
    back = read("x.txt", f"多い問い {{{choices}}}\n\n次の問い {{=はい ~いいえ}}\n")
    told = [one.values for one in back.notices if one.remark is Remark.COUNTLESS_CHOICES]
    assert told == ([] if count == 100 else [{"text": "多い問い", "count": "101"}])
    assert len(back.test.questions) == (2 if count == 100 else 1)


def test_gift_that_asks_without_choices_is_told_and_left_out() -> None:
    back = read("x.txt", GIFT_FOREIGN)
    assert [question.text for question in back.test.questions] == ["これは何？"]
    told = [(one.remark, one.values.get("name", "")) for one in back.notices]
    assert told[:6] == [
        (Remark.UNHELD_TYPE, "essay"),
        (Remark.UNHELD_TYPE, "numerical"),
        (Remark.UNHELD_TYPE, "matching"),
        (Remark.UNHELD_TYPE, "shortanswer"),
        (Remark.UNREADABLE_LINE, ""),
        (Remark.UNHELD_PART, "img"),
    ]


def test_aiken_is_read_with_letters_of_any_width() -> None:
    back = read("x.txt", AIKEN)
    assert [short(question) for question in back.test.questions] == [
        (
            "single",
            "カスハラを受けたら、まずどうしますか。",
            [
                ("一人でする", "", False),
                ("上司に知らせる", "", True),
                ("記録しない", "", False),
            ],
        ),
        (
            "multiple",
            "どれが要素ですか。",
            [("言動", "", True), ("就業環境が害される", "", True), ("電話番号", "", False)],
        ),
    ]


UNANSWERED = """\
一番は？
A. あ
B. い

二番は？
A. う
B. え
ANSWER: A
"""


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_aiken_question_without_answer_does_not_take_that_of_the_next(gap: str) -> None:
    back = read("x.txt", UNANSWERED.replace("\n\n", gap))
    first, second = back.test.questions
    assert short(first) == ("single", "一番は？", [("あ", "", False), ("い", "", False)])
    assert short(second) == ("single", "二番は？", [("う", "", True), ("え", "", False)])
    unsure = [one for one in back.notices if one.remark in (Remark.NO_ANSWER, Remark.LOOSE_TEXT)]
    assert [(one.remark, one.place) for one in unsure] == [(Remark.NO_ANSWER, "L1")]


@pytest.mark.parametrize(
    ("text", "right", "told"),
    [
        ("問い\nA. あ\nB. い", [False, False], [Remark.NO_ANSWER]),
        ("問い\nA. あ\nB. い\nB. う\nANSWER: B", [False] * 3, [Remark.UNKNOWN_RIGHT]),
        ("問い\nA. あ\nB. い\n続き\nANSWER: B", [False, True], [Remark.LINES_JOINED]),
        (
            "問い\nA. あ\nB. い\n\n別の問い\nANSWER: B",
            [False, False],
            [Remark.QUESTION_WITHOUT_CHOICES, Remark.NO_ANSWER],
        ),
    ],
)
def test_aiken_answer_is_told_and_not_guessed(
    text: str, right: list[bool], told: list[Remark]
) -> None:
    back = read("x.txt", text)
    assert [choice.correct for choice in back.test.questions[0].choices] == right
    served = {Remark.NO_SLIDE, Remark.SLIDE_GUESSED}
    assert [one for one in codes(back.notices) if one not in served] == told


def test_right_choice_is_kept_where_there_are_more_than_five() -> None:
    head = ",".join(["問題", *(f"選択肢{n}" for n in range(1, 8)), "正解"])
    back = read("x.csv", f"{head}\n何番？,一,二,三,四,五,六,七,7\n")
    (question,) = back.test.questions
    assert [(one.id, one.text, one.correct) for one in question.choices] == [
        ("a", "一", False),
        ("b", "二", False),
        ("c", "三", False),
        ("d", "四", False),
        ("e", "七", True),
    ]
    (cut,) = [one for one in back.notices if one.remark is Remark.TOO_MANY_CHOICES]
    assert cut.values == {"texts": "「五」、「六」"}


def test_question_like_no_slide_is_tied_to_none() -> None:
    back = read("x.gift", "日本で一番高い山はどれですか。{=富士山 ~北岳}\n\n" + GIFT)
    stray, known, *_ = back.test.questions
    assert (stray.slides, bool(known.slides)) == ((), True)
    assert next(one.place for one in back.notices if one.remark is Remark.NO_SLIDE) == "L1"


def test_moodle_xml_of_others_is_read_with_scene_feedback_and_shares() -> None:
    back = read("x.xml", MOODLE_XML)
    first, second, third = back.test.questions
    assert (first.kind, first.scene, first.goal) == ("scene", "閉店まぎわ。", "responds")
    assert short(first)[1:] == (
        "まず、**どう**しますか。\n1つ選びます。",
        [("言い返す", "", False), ("{離|はな}れる", "そのとおり。", True)],
    )
    assert first.explanation == "離れて、知らせます。"
    assert short(second) == (
        "truefalse",
        "罰則がある。",
        [("正しい", "ありません。", False), ("誤り", "", True)],
    )
    assert [choice.correct for choice in third.choices] == [True, True, False]
    assert {Remark.UNEVEN_FRACTIONS, Remark.UNHELD_TYPE} <= set(codes(back.notices))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_plain_table_saved_by_excel_is_read_in_any_encoding(encoding: str) -> None:
    back = read("x.csv", TABLE.encode(encoding))
    first, second, third = back.test.questions
    assert (first.slides, first.topic, first.goal) == (("two-rules",), "reporting", "responds")
    assert [choice.correct for choice in first.choices] == [True, False, False]
    assert (second.kind, [c.correct for c in second.choices]) == ("multiple", [True, False, True])
    assert [choice.correct for choice in third.choices] == [False, True]
    told = [(one.remark, one.place) for one in back.notices]
    assert told == [
        (Remark.UNKNOWN_SLIDE, "x.csv!G3"),
        (Remark.NO_SLIDE, "x.csv!G3"),
        (Remark.NO_SLIDE, "x.csv!G4"),
    ]


def test_a_table_in_a_workbook_is_found_on_any_sheet_below_any_title() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "社内用"
    sheet = book.create_sheet("テスト")
    sheet["B2"] = "当社の問題"
    rows: list[list[Any]] = [
        ["正解", "問題", "選択肢1", "選択肢2", "形式"],
        ["ｂ", "2つのうち、どちら？", 1, 2, "○×"],
        ["9", "x", 1, 2],
    ]
    for number, row in enumerate(rows):
        for column, value in enumerate(row, 2):
            sheet.cell(4 + number, column).value = value
    out = io.BytesIO()
    book.save(out)
    back = read("x.xlsx", out.getvalue())
    assert short(back.test.questions[0]) == (
        "truefalse",
        "2つのうち、どちら？",
        [("1", "", False), ("2", "", True)],
    )
    wrong = [one for one in back.notices if one.remark is Remark.UNKNOWN_RIGHT]
    assert [(one.place, one.values["name"]) for one in wrong] == [("テスト!B6", "9")]


def test_a_question_of_the_base_is_known_by_its_words_and_keeps_what_it_serves() -> None:
    known = FIRST_EDITION.course.source.test.questions[1]
    rows = [known.text, *(choice.text for choice in known.choices)]
    lines = [rows[0], *(f"{letter}. {text}" for letter, text in zip("ABCD", rows[1:], strict=True))]
    back = read("x.txt", "\n".join([*lines, "ANSWER: B"]))
    assert (back.test.questions, back.notices) == ((known,), ())
    back = read("x.txt", "\n".join([*lines, "ANSWER: A"]))
    whys = [choice.why for choice in back.test.questions[0].choices]
    assert whys == [choice.why for choice in known.choices]
    assert [(one.remark, one.place) for one in back.notices] == [(Remark.REASONS_KEPT, "L1")]


# -- nothing is lost in silence ------------------------------------------------------------------

JOINED = """\
::一::一番の質問は？{=はい ~いいえ}
::二::二番の質問は？{
	=はい
	~いいえ
}
// 店長会で見直す
// [id:q-duty-since] [tag:topic:knowledge]
三番の質問は？{=右 ~左}
四番の質問は？{=上 ~下} ::五::五番の質問は？{=赤 ~青}
$CATEGORY: 来年度
::六::六番の質問は？{=春 ~秋}
来年度はここを直す
"""


def test_gift_questions_without_blank_lines_are_each_read() -> None:
    back = read("x.gift", "$CATEGORY: 今年度\n" + JOINED)
    names = "一二三四五六"
    assert [one.text for one in back.test.questions] == [f"{n}番の質問は？" for n in names]
    assert [one.id == "q-duty-since" for one in back.test.questions] == [n == "三" for n in names]
    told = {one.remark: one.place for one in back.notices if one.remark is not Remark.NO_SLIDES}
    assert told == {
        Remark.UNREADABLE_LINE: "L13",
        Remark.COMMENT_LINES: "L7",
        Remark.CATEGORIES: "L1",
        Remark.REASONS_GONE: "L9",
        Remark.LEGAL_CHANGED: "L9",  # q-duty-since asks something else now
    }


@pytest.mark.parametrize(
    ("broken", "last"),
    [
        ("甲は？{=一 ~二\n乙は？{=三 ~四}", "L2"),  # never closed
        ("甲は？{=一 ~二} と {=三 ~四} です。", "L1"),  # two blanks
        ("甲は？ =一 ~二}\n", "L1"),  # never opened
        ("甲は？ ~三 {=一 ~二}", "L1"),
    ],
)
def test_gift_code_never_becomes_the_text_of_a_question(broken: str, last: str) -> None:
    back = read("x.gift", f"{broken}\n\n丙は？{{=五 ~六}}")
    assert [one.text for one in back.test.questions] == ["丙は？"]
    told = back.notices[0]
    assert (told.remark, told.place, told.values["last"]) == (Remark.UNCLEAR_BRACES, "L1", last)
    assert "甲は？" in told.sentence("ja")
    assert last in back.notices[0].sentence("ja") and "{ }" in back.notices[0].sentence("ja")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_gift_id_stands_above_its_question_even_over_a_blank_line(gap: str) -> None:
    back = read(
        "x.gift", f"// [id:q-new-gone] [tag:x]{gap}// [id:q-duty-since]{gap}甲は？{{=一 ~二}}"
    )
    assert [one.id for one in back.test.questions] == ["q-duty-since"]
    assert Remark.UNKNOWN_TAGS not in codes(back.notices)


LEFT_OVER = """\
研修の小テスト

一番は？
A. あ
B. い
答え: A
店長会で見直す

場面です。

二番は？
（2つ選びます）
A. う
B. え
Réponse : B

三番は？
A. お
B. か
正解：Ｂ
// 来年度
四番は？
A. き
B. く
ANSWER: B
"""


def test_aiken_left_over_lines_are_told_and_are_no_question() -> None:
    back = read("x.txt", LEFT_OVER)
    assert [(one.text, [c.correct for c in one.choices]) for one in back.test.questions] == [
        ("一番は？", [True, False]),
        ("二番は？\n（2つ選びます）", [False, False]),
        ("三番は？", [False, True]),
        ("四番は？", [False, True]),
    ]
    lines = [one.place for one in back.notices if one.remark is Remark.UNREADABLE_LINE]
    assert sorted(lines) == ["L1", "L15", "L21", "L7", "L9"]
    assert [o.place for o in back.notices if o.remark is Remark.NO_ANSWER] == ["L11"]


def test_gift_without_feedback_keeps_reasons_and_with_some_it_says_them() -> None:
    known = FIRST_EDITION.course.source.test.questions[1]
    answers = "\n".join(f"{'=' if one.correct else '~'}{one.text}" for one in known.choices)
    question = f"{known.text}{{\n{answers}\n}}"
    assert read("x.gift", question).test.questions == (known,)
    (told,) = read("x.gift", question.replace("\n}", "\n####別の解説\n}")).test.questions
    assert (told.explanation, [one.why for one in told.choices]) == ("別の解説", [""] * 4)


def test_table_without_columns_keeps_what_they_held_and_tells_columns_that_are_not_read() -> None:
    known = FIRST_EDITION.course.source.test.questions[1]
    head = ["備考", "問題", *(f"選択肢{n}" for n in range(1, 5)), "正解", "理由5", ""]
    row = ["店長会で確認", known.text, *(one.text for one in known.choices), "2", "余り", "済"]
    back = read("x.csv", "\n".join([",".join(head), ",".join(row)]))
    assert back.test.questions == (known,)
    told = [(one.remark, one.place, one.values) for one in back.notices]
    assert told == [
        (Remark.REASON_ALONE, "x.csv!H2", {"text": "余り"}),
        (
            Remark.UNREAD_COLUMNS,
            "x.csv!A2",
            {"names": "備考 (A)、I", "count": "2", "text": "店長会で確認"},
        ),
    ]


def test_ids_of_choices_follow_their_words_where_one_is_gone_and_another_changed() -> None:
    known = FIRST_EDITION.course.source.test.questions[1]
    first, second, _, last = known.choices
    texts = [first.text, second.text, f"{last.text}です"]
    head = "番号,問題,選択肢1,選択肢2,選択肢3,正解"
    back = read("x.csv", f"{head}\n{known.id},{known.text},{','.join(texts)},2\n")
    (question,) = back.test.questions
    assert [(one.id, one.text) for one in question.choices] == [
        (first.id, texts[0]),
        (second.id, texts[1]),
        (last.id, texts[2]),
    ]
    assert question.choices[2].why == last.why


def test_bad_answers_and_unknown_names_are_told_once_at_their_cells_in_words_of_the_sheet() -> None:
    known = FIRST_EDITION.course.source.test.questions[1]
    head = "番号,問題,選択肢1,選択肢2,正解,形式,話題,目標,スライド,タグ"
    rows = [
        f"{known.id},{known.text},あ,い,5,単一選択,法令,守る,どこにもない,新人",
        ",高い山は？,富士山,北岳,,,,,,",
        ",数字は？,一,,9,,,,,",
    ]
    back = read("x.csv", "\n".join([head, *rows]))
    assert [(one.remark, one.place) for one in back.notices] == [
        (Remark.QUESTION_WITHOUT_CHOICES, "x.csv!B4"),
        (Remark.UNKNOWN_KIND, "x.csv!F2"),
        (Remark.UNKNOWN_RIGHT, "x.csv!E2"),
        (Remark.UNKNOWN_GOAL, "x.csv!H2"),
        (Remark.UNKNOWN_TOPIC, "x.csv!G2"),
        (Remark.UNKNOWN_SLIDE, "x.csv!I2"),
        (Remark.NO_RIGHT_ANSWER, "x.csv!E3"),
        (Remark.NO_SLIDE, "x.csv!I3"),
        (Remark.UNKNOWN_TAGS, "x.csv!J2"),
    ]
    sentences = {one.remark: one.sentence("ja") for one in back.notices}
    assert "「1つ選ぶ」、「すべて選ぶ」" in sentences[Remark.UNKNOWN_KIND]
    assert "「知識」" in sentences[Remark.UNKNOWN_TOPIC]
    assert "knows" not in sentences[Remark.UNKNOWN_GOAL]
    assert "○" not in sentences[Remark.NO_RIGHT_ANSWER] + sentences[Remark.UNKNOWN_RIGHT]
    assert back.test.questions[0].slides == known.slides


def test_moodle_xml_tells_once_by_kind_what_a_course_does_not_hold() -> None:
    more = "<hint><text>ヒント</text></hint><defaultgrade>5</defaultgrade><hidden>1</hidden>"
    one = MOODLE_XML.replace("<defaultgrade>1.0000000</defaultgrade>", more)
    one = one.replace("</quiz>", '<question type="description"/></quiz>')
    told = [
        notice
        for notice in read("x.xml", one).notices
        if notice.remark in (Remark.UNCARRIED, Remark.HIDDEN_TAKEN, Remark.UNKNOWN_TAGS)
    ]
    assert [(notice.remark, notice.values.get("name", "")) for notice in told] == [
        (Remark.UNCARRIED, "hint"),
        (Remark.UNCARRIED, "grade"),
        (Remark.UNCARRIED, "description"),
        (Remark.UNCARRIED, "category"),
        (Remark.HIDDEN_TAKEN, ""),
        (Remark.UNKNOWN_TAGS, ""),
    ]
    assert told[0].sentence("ja").startswith("ヒントは、教材に欄がないため")
    kinds = [n for n in read("x.xml", one).notices if n.remark is Remark.UNHELD_TYPE]
    assert ["「記述式」" in n.sentence("ja") for n in kinds] == [True]
    plain = read("x.xml", MOODLE_XML).notices
    lost = [one.values["name"] for one in plain if one.remark is Remark.UNCARRIED]
    assert lost == ["category"] and Remark.HIDDEN_TAKEN not in codes(plain)


# -- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "case"),
    [
        ("x.pdf", b"%PDF", Refusal.UNKNOWN_FILE),
        ("x.gift", b"", Refusal.EMPTY),
        ("x.csv", b"\xef\xbb\xbf \r\n", Refusal.EMPTY),
        ("x.gift", b"// note", Refusal.NO_QUESTIONS),
        ("x.gift", b"\x81\xff\xfe", Refusal.NO_TEXT_FILE),
        ("x.xml", b"<quiz", Refusal.NO_XML),
        ("x.xml", b'<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', Refusal.NO_XML),
        ("x.xml", b"<questestinterop/>", Refusal.NO_QUIZ),
        ("x.csv", "あ,い\n1,2\n".encode(), Refusal.NO_TABLE),
        ("x.xlsx", b"PK\x03\x04", Refusal.BROKEN),
    ],
)
def test_what_holds_no_questions_is_refused_with_a_mend(
    name: str, content: bytes, case: Refusal
) -> None:
    with pytest.raises(UnreadableSheet) as refused:
        read(name, content)
    assert refused.value.case is case
    assert " → " in refused.value.sentence("ja")


def test_file_of_other_types_says_which_it_holds() -> None:
    with pytest.raises(UnreadableSheet) as refused:
        read("x.gift", GIFT_FOREIGN.rpartition("::絵::")[0])
    assert refused.value.case is Refusal.OTHER_TYPES
    names = "記述式 (1), 数値 (1), 組み合わせ (1), 短答 (1)"
    assert names in refused.value.sentence("ja")
    assert "essay (1), numerical (1), matching (1), short answer (1)" in str(refused.value)


def test_file_without_a_whole_question_says_what_is_missing() -> None:
    with pytest.raises(UnreadableSheet) as refused:
        read("x.csv", "問題,選択肢1,選択肢2,正解\n,あ,い,1\n何？,あ,,1\n")
    assert refused.value.case is Refusal.NO_WHOLE_QUESTIONS
    assert refused.value.values == {"count": 2, "without_text": 1, "few_choices": 1}


def test_a_language_that_the_course_does_not_speak_is_refused() -> None:
    with pytest.raises(WrongUse):
        import_questions("x.gift", GIFT.encode(), FIRST_EDITION, language="fr")
