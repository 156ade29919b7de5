"""Question files as strangers make them: nothing is lost, or read otherwise, in silence."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from terakoya.courseware.formats.questions.reading import ReadTest, import_questions
from terakoya.courseware.formats.questions.reading.file_text import file_text
from terakoya.courseware.formats.questions.reading.right_choices import right_choices
from terakoya.courseware.formats.questions.reading.several_languages import in_language
from terakoya.courseware.formats.questions.writing import (
    write_gift,
    write_moodle_xml,
    write_question_table,
)
from terakoya.courseware.formats.xlsx.reading.notices import (
    Notice,
    Refusal,
    Remark,
    UnreadableSheet,
)
from terakoya.courseware.inline import has_stray_mark
from terakoya.courseware.model import Question

from .test_reader_xlsx import COURSES
from .xlsx_samples import with_few_questions, with_texts

# A chapter of the first edition with questions on it: each reading knows all that a course says.
FIRST_EDITION = with_texts(
    with_few_questions(COURSES["first-edition"], 0, 1, 2, 4, 5, 6, 8),
    lambda text: text.model_copy(update={"chapters": text.chapters[3:4]}),
)
POOL = FIRST_EDITION.course.source.test.questions
SCENE = next(one for one in POOL if one.scene)
SERVED = {Remark.NO_SLIDE, Remark.NO_SLIDES, Remark.SLIDE_GUESSED}


def read(name: str, text: str | bytes, language: str = "") -> ReadTest:
    data = text.encode() if isinstance(text, str) else text
    return import_questions(name, data, FIRST_EDITION, language=language)


def told(back: ReadTest) -> list[Notice]:
    return [one for one in back.notices if one.remark not in SERVED]


def codes(back: ReadTest) -> list[Remark]:
    return [one.remark for one in told(back)]


def right(question: Question) -> list[bool]:
    return [one.correct for one in question.choices]


# -- tables --------------------------------------------------------------------------------------

HEAD = "問題,選択肢1,選択肢2,選択肢3,選択肢4,正解"
CHOICES = {1: "すぐ報告する", 2: "あとで報告する", 3: "報告しない", 4: "人による"}


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [
        ("2", {2}),
        ("②", {2}),
        ("Ｂ)", {2}),
        ("選択肢2", {2}),
        ("2番", {2}),
        ("ウ", {3}),
        ("ア・エ", {1, 4}),
        ("ロ", {2}),
        ("2と4", {2, 4}),
        ("1～3", {1, 2, 3}),
        ("1、３", {1, 3}),
        ("A and C", {1, 3}),
        ("すぐ報告する；人による", {1, 4}),
        ("4. 人による", {4}),
        ("人による（4）", {4}),
        # What may mean two things, or none of the choices.
        *((words, {1, 2, 3, 4}) for words in ("全部", "すべて。", "全て正解", "All of the above")),
        ("イ", set()),  # the second of アイウ, the first of イロハ
        ("2 または 3", set()),
        ("人による（3）", set()),
        ("5", set()),
        ("2" * 2000, set()),
        ("すぐ", set()),
        ("", set()),
    ],
)
def test_right_choices_are_known_by_any_sign_and_never_guessed(
    answer: str, numbers: set[int]
) -> None:
    assert right_choices(answer, CHOICES).numbers == numbers


def test_an_answer_that_says_all_is_told_where_a_choice_says_so_too() -> None:
    assert right_choices("すべて", {1: "怒鳴る", 2: "脅す", 3: "上記のすべて"}).numbers == set()


@pytest.mark.parametrize(
    ("letters", "answer", "numbers"),
    [
        ("アイウ", "イ", {2}),
        ("アイウ", "イとウ", {2, 3}),
        ("あいう", "い", {2}),
        ("ABC", "イ", set()),
    ],
)
def test_an_answer_is_a_letter_of_the_kind_that_the_headings_have(
    letters: str, answer: str, numbers: set[int]
) -> None:
    heads = ",".join(f"選択肢{letter}" for letter in letters)
    back = read("q.csv", f"設問文,{heads},正解\nどうする。,一人で,上席を呼ぶ,通報する,{answer}\n")
    (question,) = back.test.questions
    assert {at for at, one in enumerate(right(question), 1) if one} == numbers
    assert (Remark.UNKNOWN_RIGHT in codes(back)) is (not numbers)


def test_an_answer_that_is_one_choice_and_numbers_another_is_told() -> None:
    back = read("x.csv", f"{HEAD}\n何分？,1,3,5,10,3\n何人？,1,2,3,4,3\n")
    assert [right(one) for one in back.test.questions] == [
        [False, True, False, False],
        [False, False, True, False],
    ]
    assert [(one.remark, one.place) for one in told(back)] == [(Remark.DOUBTFUL_RIGHT, "x.csv!F2")]


def test_of_two_equal_choices_none_is_taken_and_both_are_told() -> None:
    back = read("x.csv", f"{HEAD}\n許可は？,要る,要る,要らない,,要る\n")
    assert right(back.test.questions[0]) == [False] * 3
    assert codes(back) == [Remark.EQUAL_CHOICES, Remark.UNKNOWN_RIGHT]
    assert "「要る」" in told(back)[0].sentence("ja")


def test_headings_that_a_printer_repeats_are_no_question() -> None:
    row = "何分？,一,二,三,四,2"
    back = read("x.csv", "\n".join([HEAD, row, HEAD, row.replace("分", "人")]))
    assert [one.text for one in back.test.questions] == ["何分？", "何人？"]
    assert told(back) == []


def test_a_row_that_is_left_out_is_told_with_its_words() -> None:
    rows = ["第2章 見分け,,,,,", "何分？,一,二,,,1", ",三,四,,,1"]
    back = read("x.csv", "\n".join([HEAD, *rows]))
    first, second = told(back)
    assert (first.remark, first.values["text"]) == (Remark.QUESTION_WITHOUT_CHOICES, "第2章 見分け")
    assert (second.remark, second.values["text"]) == (Remark.QUESTION_WITHOUT_TEXT, "三 四")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("title", ["", "当社の問題\n\n"])
def test_a_table_is_divided_by_the_sign_that_shows_its_headings(sign: str, title: str) -> None:
    rows = [HEAD.replace(",", sign), sign.join(["どれ、ですか。", "一", "二", "", "", "2"])]
    text = title + "\r\n".join(rows)
    assert read("x.csv", text).test.questions[0].text == "どれ、ですか。"
    # Excel's own 「Unicode テキスト」 is UTF-16 and ends with .txt.
    assert read("x.txt", text.encode("utf-16")).test.questions[0].text == "どれ、ですか。"


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows() -> None:
    row = "何分？,一,二,,,1"
    with pytest.raises(UnreadableSheet) as refused:
        read("x.csv", "\n".join([HEAD, row, '"何人？,一,二,,,1', row, row]))
    assert refused.value.case is Refusal.BROKEN_TABLE
    assert "3行目" in refused.value.sentence("ja")
    assert len(read("x.csv", f'{HEAD}\n"「何分？」と ""聞く""\n客",一,二,,,1').test.questions) == 1


def test_missing_headings_are_named_beside_those_that_are_there() -> None:
    with pytest.raises(UnreadableSheet) as refused:
        read("x.csv", "問題文,選択肢,正解\n何分？,一 / 二,一\n")
    assert refused.value.case is Refusal.LACKING_HEADINGS
    said = refused.value.sentence("ja")
    assert (
        "「選択肢1 (Choice 1)」、「選択肢2 (Choice 2)」がありません" in said
        and "「選択肢」" in said
    )


def test_something_beyond_the_columns_that_are_read_is_refused() -> None:
    with pytest.raises(UnreadableSheet) as refused:
        read("x.csv", f"{HEAD}\n何分？,一,二,,,1{',' * 220}余り\n")
    assert refused.value.case is Refusal.TOO_MANY_COLUMNS


@pytest.mark.parametrize(
    "encoding",
    [
        *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"),
        *("cp932", "euc_jp", "iso2022_jp"),
    ],
)
def test_a_text_is_read_in_every_encoding_that_japan_saves(encoding: str) -> None:
    text = f"{HEAD}\n上司はいつ止めますか。,すぐ,あとで,,,1\n"
    assert file_text(text.replace("\n", "\r\n").encode(encoding), "ja") == text


def test_letters_of_windows_in_an_english_file_are_no_shift_jis() -> None:
    assert file_text("What’s “right”?".encode("cp1252"), "en") == "What’s “right”?"


# -- languages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "write"),
    [("x.gift", write_gift), ("x.xml", write_moodle_xml), ("x.xlsx", write_question_table)],
)
def test_an_english_file_does_not_replace_the_japanese_questions(name: str, write: object) -> None:
    data = write(FIRST_EDITION, "en")  # type: ignore[operator]
    back = read(name, data)
    assert (back.language, back.test) == ("en", FIRST_EDITION.course.text("en").test)
    assert codes(back) == [Remark.LANGUAGE_FOUND]
    named = read(name, data, "ja")
    assert (named.language, codes(named)) == ("en", [Remark.LANGUAGE_FOUND])


@pytest.mark.parametrize(
    ("text", "in_ja", "left"),
    [
        (
            '<span lang="ja" class="multilang">和</span> '
            '<span class="multilang" lang="en">E</span> 。',
            "和 。",
            {"en"},
        ),
        ("{mlang ja}和{mlang}{mlang en}E{mlang}。", "和。", {"en"}),
        ("{mlang en}E{mlang}{mlang other}他{mlang}", "他", {"en"}),
        ("{mlang en}E{mlang}{mlang fr}F{mlang}", "E", {"fr"}),
        ('<span lang="en">E</span> {mlang', '<span lang="en">E</span> {mlang', set()),
    ],
)
def test_of_a_text_in_several_languages_one_is_taken(text: str, in_ja: str, left: set[str]) -> None:
    one = in_language(text, "ja")
    assert (one.text, set(one.left)) == (in_ja, left)


# -- Moodle XML ----------------------------------------------------------------------------------


def quiz(asked: str, *answers: tuple[float, str], extra: str = "", single: str = "true") -> str:
    """A file of one question; `answers` are percents and words."""
    given = "".join(
        f'<answer fraction="{share}" format="html"><text><![CDATA[{words}]]></text></answer>'
        for share, words in answers
    )
    return (
        '<quiz><question type="multichoice"><name><text>店の問題</text></name>'
        f'<questiontext format="html"><text><![CDATA[{asked}]]></text></questiontext>'
        f"<single>{single}</single>{given}{extra}</question></quiz>"
    )


TWO = ((100, "はい"), (0, "いいえ"))


def test_a_part_of_the_points_makes_no_choice_of_choose_one_right() -> None:
    back = read("x.xml", quiz("どれ？", (100, "甲"), (50, "乙"), (0, "丙")))
    assert right(back.test.questions[0]) == [True, False, False]
    (notice,) = told(back)
    assert notice.remark is Remark.PARTLY_RIGHT and "「乙」" in notice.sentence("ja")
    shared = read("x.xml", quiz("どれ？", (50, "甲"), (50, "乙"), (-100, "丙"), single="false"))
    assert right(shared.test.questions[0]) == [True, True, False]
    assert shared.test.questions[0].kind == "multiple" and told(shared) == []


def test_two_right_answers_of_choose_one_are_told() -> None:
    back = read("x.xml", quiz("どれ？", (100, "甲"), (100, "乙"), (0, "丙")))
    assert (back.test.questions[0].kind, codes(back)) == ("multiple", [Remark.NOW_MULTIPLE])
    assert codes(read("x.gift", "どれ？{=甲 =乙 ~丙}")) == [Remark.NOW_MULTIPLE]


@pytest.mark.parametrize(
    ("asked", "text", "lost"),
    [
        ('<a href="https://example.com/r">規程</a>は？', "[規程](https://example.com/r)は？", ""),
        ('<a href="javascript:x">規程</a>は？', "規程は？", "link"),
        ("<p><em>1つ</em>選ぶ。</p>", "1つ選ぶ。", "emphasis"),
        (
            "<table><tr><th>要求</th><td>例</td></tr><tr><td>甲</td><td>乙</td></tr></table>",
            "要求 / 例\n甲 / 乙",
            "table",
        ),
        ("例を<ul><li>一つ</li><li>選ぶ</li></ul>", "例を\n・一つ\n・選ぶ", ""),
        ("順は<ol><li>聞く</li><li>記す</li></ol>", "順は\n1. 聞く\n2. 記す", ""),
    ],
)
def test_words_of_html_stay_apart_and_what_goes_is_told(asked: str, text: str, lost: str) -> None:
    back = read("x.xml", quiz(asked, *TWO))
    assert back.test.questions[0].text == text
    assert [(one.remark, one.values["name"]) for one in told(back)] == (
        [(Remark.FLATTENED, lost)] if lost else []
    )


def test_texts_of_several_languages_are_told_once_with_their_codes() -> None:
    asked = "{mlang ja}どれ？{mlang}{mlang en}Which?{mlang}"
    back = read("x.xml", quiz(asked, (100, "{mlang ja}甲{mlang}{mlang en}A{mlang}"), (0, "乙")))
    (question,) = back.test.questions
    assert (question.text, question.choices[0].text) == ("どれ？", "甲")
    (notice,) = told(back)
    assert notice.remark is Remark.OTHER_LANGUAGES and "「en」" in notice.sentence("ja")
    assert notice.values["places"] == "Q1「店の問題」"


@pytest.mark.parametrize(
    ("extra", "name"),
    [
        ("<shuffleanswers>false</shuffleanswers>", "order"),
        ("<penalty>0.3333333</penalty>", "penalty"),
        ("<defaultgrade>2</defaultgrade>", "grade"),
        ("<correctfeedback><text>よい</text></correctfeedback>", "combined"),
    ],
)
def test_settings_of_moodle_that_a_course_lacks_are_told(extra: str, name: str) -> None:
    back = read("x.xml", quiz("どれ？", *TWO, extra=extra))
    assert [(one.remark, one.values["name"]) for one in told(back)] == [(Remark.UNCARRIED, name)]


def test_html_that_nobody_escaped_is_read_to_its_end() -> None:
    data = quiz("どれ？", *TWO).replace("<![CDATA[どれ？]]>", "A &amp; B は<b>どれ</b>ですか。")
    assert read("x.xml", data).test.questions[0].text == "A & B は**どれ**ですか。"


def test_signs_of_a_text_without_a_format_are_no_html() -> None:
    data = quiz("5<b のとき", *TWO).replace(' format="html"', "")
    assert read("x.xml", data).test.questions[0].text == "5<b のとき"


def test_words_of_true_or_false_that_are_neither_stay() -> None:
    data = quiz("録音してよい。", (100, "true"), (0, "いいえ")).replace("multichoice", "truefalse")
    (question,) = read("x.xml", data).test.questions
    assert [one.text for one in question.choices] == ["正しい", "いいえ"]


def test_our_own_category_is_no_loss_and_another_one_is() -> None:
    data = write_moodle_xml(FIRST_EDITION, "ja").decode()
    assert told(read("x.xml", data)) == []
    other = data.replace("$course$/top/", "$course$/top/店舗/", 1)
    assert [one.values["name"] for one in told(read("x.xml", other))] == ["category"]


def test_a_scene_that_an_editor_made_a_plain_paragraph_stays_the_scene() -> None:
    data = write_moodle_xml(FIRST_EDITION, "ja").decode()
    changed = data.replace("&lt;blockquote&gt;", '&lt;div class="x"&gt;')
    changed = changed.replace("&lt;/blockquote&gt;", "&lt;/div&gt;")
    assert changed != data and read("x.xml", changed).test == FIRST_EDITION.course.source.test


def test_a_question_about_a_scene_that_is_gone_is_told() -> None:
    head = "番号,問題,場面,選択肢1,選択肢2,正解"
    texts = ",".join(one.text for one in SCENE.choices[:2])
    back = read("x.csv", f"{head}\n{SCENE.id},{SCENE.text},,{texts},1\n")
    assert Remark.NO_SCENE in codes(back)


# -- GIFT ----------------------------------------------------------------------------------------


def test_a_single_category_is_told_unless_it_is_ours() -> None:
    question = "\n\nどれ？{=甲 ~乙}"
    back = read("x.gift", f"$CATEGORY: 店舗{question}")
    assert codes(back) == [Remark.CATEGORIES]
    title = FIRST_EDITION.course.meta.title["ja"]
    assert told(read("x.gift", f"$CATEGORY: $course$/top/{title}{question}")) == []


@pytest.mark.parametrize(
    ("question", "remark"),
    [
        ("どれ？｛＝甲　～乙｝", Remark.FULL_WIDTH_SIGNS),
        ("どれ？{＝甲 ～乙}", Remark.FULL_WIDTH_SIGNS),
        ("どれ？{=甲 ～乙 ~丙}", Remark.FULL_WIDTH_SIGNS),
        ("正しいですか。{多分}", Remark.UNREADABLE_ANSWER),
        ("どれ？{1:MULTICHOICE:=甲~乙}", Remark.UNREADABLE_ANSWER),
        ("何番？{#110}", Remark.UNHELD_TYPE),
        ("都は？{=東京}", Remark.UNHELD_TYPE),
        ("組にする{=甲 -> 乙 =丙 -> 丁}", Remark.UNHELD_TYPE),
        ("感想は？{}", Remark.UNHELD_TYPE),
    ],
)
def test_gift_answers_that_are_no_choices_are_told_with_the_question(
    question: str, remark: Remark
) -> None:
    back = read("x.gift", f"{question}\n\n次は？{{=春 ~秋}}")
    assert [one.text for one in back.test.questions] == ["次は？"]
    (notice,) = told(back)
    assert notice.remark is remark
    assert question.split("{")[0].split("｛")[0] in notice.sentence("ja")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_gift_blank_lines_within_answers_and_any_line_end_are_read(end: str) -> None:
    text = "どれ？{\n=甲#そうです。\n\n~乙#ちがいます。\n\n####解説です。\n}\n\n次は？{=春 ~秋}"
    first, second = read("x.gift", text.replace("\n", end)).test.questions
    assert ([one.text for one in first.choices], first.explanation) == (["甲", "乙"], "解説です。")
    assert second.text == "次は？"


def test_gift_escapes_are_words_and_a_wide_wave_within_words_too() -> None:
    text = r"a \= b \~ c \# d \: e \{f|g\}？{=10～20分 ~\=5\#}"
    (question,) = read("x.gift", text).test.questions
    assert question.text == "a = b ~ c # d : e {f|g}？"
    assert [one.text for one in question.choices] == ["10～20分", "=5#"]


# -- Aiken ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "choices",
    [
        "A) すぐ\nB) あとで\nANSWER: B",
        "a) すぐ\nb) あとで\nanswer: b",
        "A すぐ\nB あとで\nANSWER: B",
        "(A) すぐ\n(B) あとで\nANSWER: B",
        "Ａ）すぐ\nＢ）あとで\nＡＮＳＷＥＲ：Ｂ",
        "A：すぐ\nB：あとで\n正解：B",
        "ア．すぐ\nイ．あとで\n答え: 2",
        "①すぐ\n② あとで\n正解：②",
        "1) すぐ\n2) あとで\nANSWER: 2",
        "A. すぐ\nB. あとで\nANSWER: あとで",
    ],
)
@pytest.mark.parametrize("number", ["", "1. ", "1）", "問1 ", "Q1. "])
def test_aiken_choices_and_numbers_are_read_however_they_are_typed(
    choices: str, number: str
) -> None:
    back = read("x.txt", f"{number}いつですか。\n{choices}\n")
    (question,) = back.test.questions
    assert [(one.text, one.correct) for one in question.choices] == [
        ("すぐ", False),
        ("あとで", True),
    ]
    assert (question.text.removeprefix("問1 "), told(back)) == ("いつですか。", [])


def test_aiken_question_that_begins_with_a_letter_or_a_figure_stays_whole() -> None:
    first = "A 社では、どうしますか。\nA. 言う\nB. 待つ\nANSWER: A"
    text = f"{first}\n\n24. 時間は？\nA. 長い\nB. 短い\nANSWER: B"
    assert [one.text for one in read("x.txt", text).test.questions] == [
        "A 社では、どうしますか。",
        "24. 時間は？",  # no number of this question: it is the second
    ]


# -- rows that are shifted, cut or hold errors ---------------------------------------------------

KNOWN = next(one for one in POOL if len(one.choices) == 4 and not one.scene and one.explanation)
FULL_HEAD = "正解;問題;選択肢1;選択肢2;選択肢3;選択肢4;形式;解説;話題;番号"
RIGHT = next(n for n, one in enumerate(KNOWN.choices, 1) if one.correct)
TEXTS = [one.text for one in KNOWN.choices]
ROW = [str(RIGHT), KNOWN.text, *TEXTS, "1つ選ぶ", KNOWN.explanation, "知識", KNOWN.id]


def read_row(*cells: str, end: int = 0) -> ReadTest:
    """A table whose only row has some cells; `end` empty ones close it, as Excel writes them."""
    return read("x.csv", f"{FULL_HEAD}\n{';'.join([*cells, *[''] * end])}\n")


def test_a_whole_row_is_the_question_as_it_was() -> None:
    back = read_row(*ROW)
    assert (back.test.questions, told(back)) == ((KNOWN,), [])


@pytest.mark.parametrize("at", [1, 3])
def test_a_row_with_a_dividing_sign_too_many_stays_as_it_was_and_is_told(at: int) -> None:
    cells = [*ROW[:at], f"あ;{ROW[at]}", *ROW[at + 1 :]]
    back = read_row(*cells)
    assert (back.test.questions, codes(back)) == ((KNOWN,), [Remark.ROW_SHIFTED])


def test_a_shifted_row_is_seen_by_words_of_the_course_where_all_rows_are_of_one_length() -> None:
    wide = FULL_HEAD + ";"
    whole, shifted = ";".join([*ROW, ""]), ";".join([ROW[0], "あ", *ROW[1:]])
    assert codes(read("x.csv", f"{wide}\n{whole}\n")) == []
    back = read("x.csv", f"{wide}\n{shifted}\n")
    assert (back.test.questions, codes(back)) == ((KNOWN,), [Remark.ROW_SHIFTED])
    lacking = ";".join([*ROW[:2], *ROW[3:], "", ""])  # one cell was deleted, its row moved left
    assert codes(read("x.csv", f"{wide}\n{lacking}\n")) == [Remark.ROW_SHIFTED]


LONG = ["すぐ上司に報告する", "あとで上司に報告する", "だれにも報告しない", "人による"]


@pytest.mark.parametrize("end", [0, 2])
@pytest.mark.parametrize(
    "cells",
    [
        ["まず", "どうする？", *LONG, "2", "すぐがよいです。"],  # a sign too many
        [f"どうする？{LONG[0]}", *LONG[1:], "2", "すぐがよいです。"],  # one too few
    ],
)
def test_a_table_without_words_of_the_course_shows_a_shift_by_its_answers(
    cells: list[str], end: int
) -> None:
    wide = 7 + end
    head, whole = f"{HEAD},解説", ["どれ？", *LONG, "2", "そうです。"]
    rows = [[*row, *[""] * (wide - len(row))] for row in (head.split(","), whole)]
    shifted = [*cells, *[""] * ((wide if end else 0) - len(cells))]
    back = read("x.csv", "\n".join(",".join(row) for row in [*rows, shifted]))
    assert [one.text for one in back.test.questions] == ["どれ？"]
    assert codes(back) == [Remark.ROW_LEFT_OUT]


def test_points_beside_an_answer_that_is_not_clear_are_no_shift() -> None:
    rows = [
        ",".join([text, *LONG, answer, "1"]) for text, answer in (("甲？", "2"), ("乙？", "上司"))
    ]
    back = read("x.csv", "\n".join([f"{HEAD},得点", *rows]))
    assert [one.text for one in back.test.questions] == ["甲？", "乙？"]
    assert codes(back) == [Remark.UNREAD_COLUMNS, Remark.UNKNOWN_RIGHT]


def test_a_shifted_row_of_a_new_question_is_left_out_and_told_with_its_words() -> None:
    row = "2;どれ;ですか。;一;二;三;;;;;"
    back = read("x.csv", f"{FULL_HEAD}\n{';'.join(ROW)}\n{row}\n")
    assert back.test.questions == (KNOWN,)
    (notice,) = told(back)
    assert (notice.remark, notice.place) == (Remark.ROW_LEFT_OUT, "x.csv!A3")
    assert "どれ" in notice.sentence("ja")


def test_an_answer_beside_a_column_of_numbers_is_no_shift() -> None:
    rows = ["何分？,一,二,三,四,ア,1", "何人？,一,二,三,四,,2"]
    back = read("x.csv", "\n".join([f"{HEAD},番号", *rows]))
    assert [one.text for one in back.test.questions] == ["何分？", "何人？"]
    assert codes(back) == [Remark.NO_RIGHT_ANSWER]


def test_notes_beside_all_rows_make_none_of_them_shifted() -> None:
    back = read(
        "x.csv", "\n".join([HEAD, "何分？,一,二,三,四,2,要確認", "何人？,一,二,三,四,2,済"])
    )
    assert [one.text for one in back.test.questions] == ["何分？", "何人？"]
    assert codes(back) == [Remark.UNREAD_COLUMNS]


def test_a_row_that_ends_behind_two_choices_keeps_the_question_and_quotes_what_is_missing() -> None:
    back = read_row(*ROW[:4])
    assert (back.test.questions, codes(back)) == ((KNOWN,), [Remark.ROW_CUT])
    assert f"「{TEXTS[2][:30]}」、「{TEXTS[3][:30]}」" in told(back)[0].sentence("ja")
    (emptied,) = read_row(*ROW[:4], end=6).test.questions  # empty cells say that they are gone
    assert len(emptied.choices) == 2 and emptied.explanation == ""


def test_a_row_that_ends_before_the_explanation_keeps_it_and_is_read() -> None:
    back = read_row(ROW[0], f"{KNOWN.text}（改）", *ROW[2:6])
    (question,) = back.test.questions
    assert (question.text, question.explanation) == (f"{KNOWN.text}（改）", KNOWN.explanation)
    assert codes(back) == [Remark.ROW_SHORT]


@pytest.mark.parametrize("error", ["#NAME?", "#REF!", "#N/A", "#DIV/0!", "####", "Err:502"])
def test_an_error_in_a_cell_is_told_and_the_words_of_before_stay(error: str) -> None:
    back = read_row(*ROW[:4], error, *ROW[5:7], "#VALUE!", *ROW[8:])
    assert back.test.questions == (KNOWN,)
    assert [(one.remark, one.place) for one in told(back)] == [
        (Remark.ERROR_KEPT, "x.csv!E2"),
        (Remark.ERROR_KEPT, "x.csv!H2"),
    ]


def test_an_error_of_a_new_question_is_no_choice_in_any_format() -> None:
    table = read("x.csv", f"{HEAD}\n何分？,一,#NAME?,三,,3\n")
    gift = read("x.gift", "何分？{~一 ~\\#NAME? =三}")
    aiken = read("x.txt", "何分？\nA. 一\nB. #NAME?\nC. 三\nANSWER: C\n")
    for back in (table, gift, aiken):
        (question,) = back.test.questions
        assert [(one.text, one.correct) for one in question.choices] == [
            ("一", False),
            ("三", True),
        ]
        assert Remark.ERROR_CELL in codes(back)


def test_what_stands_in_a_workbook_beside_its_table_is_told() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "問題"
    rows: list[list[Any]] = [
        HEAD.split(","),
        [KNOWN.text, *TEXTS, RIGHT],
        ["何分？", "一", "二", "三", None, 1],
    ]
    for row in rows:
        sheet.append(row)
    sheet["D2"].value = '=A9&"分"'
    sheet["B2"].comment = Comment("要確認", "森")
    sheet["C3"].font = Font(strike=True)
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("旧版").append(["何人？"])
    out = io.BytesIO()
    book.save(out)
    back = read("x.xlsx", out.getvalue())
    known, new = back.test.questions
    assert known == KNOWN
    assert [one.text for one in new.choices] == ["一", "二", "三"]
    assert {one.remark: one.place for one in told(back)} == {
        Remark.UNSAVED_KEPT: "問題!D2",
        Remark.UNKNOWN_LINES: "旧版",
        Remark.HIDDEN_CELLS: "問題!A3, B3, C3, D3, F3",
        Remark.STRUCK_CELLS: "問題!C3",
        Remark.CELL_COMMENTS: "問題!B2",
        Remark.ERROR_KEPT: "問題!D2",
    }


def test_html_that_was_typed_into_a_cell_is_no_words() -> None:
    row = "<b>何分</b>？<br>お答えください。,<i>一</i>,二&nbsp;つ,1 < 2,,1"
    back = read("x.csv", f"{HEAD}\n{row}\n")
    (question,) = back.test.questions
    assert question.text == "**何分**？\nお答えください。"
    assert [one.text for one in question.choices] == ["一", "二 つ", "1 < 2"]
    assert codes(back) == [Remark.FLATTENED]


def test_unknown_tags_are_told_each_with_its_own_cell() -> None:
    rows = ["何分？,一,二,1,", "何人？,一,二,1,新人", "何日？,一,二,1,店長"]
    back = read("x.csv", "\n".join(["問題,選択肢1,選択肢2,正解,タグ", *rows]))
    (notice,) = told(back)
    assert (notice.remark, notice.place) == (Remark.UNKNOWN_TAGS, "x.csv!E3")
    assert notice.values["names"] == "「新人」（E3）、「店長」（E4）"


@pytest.mark.parametrize(
    "head",
    [
        "問題文,肢1,肢2,正答",
        "設問,選択肢ア,選択肢イ,答え",
        "質問,回答①,回答②,正解番号",
        "Question,Answer 1,Answer 2,Correct answer",
        "問題,ア,イ,正解",
        "【設問】,選択肢(A),選択肢［Ｂ］,正解（番号）",
        "問題,選択肢-1,選択肢_2,正答：",
        "問題,（Ａ）,[B],答え",
    ],
)
def test_headings_are_known_by_their_usual_words(head: str) -> None:
    (question,) = read("x.csv", f"{head}\n何分？,一,二,2\n").test.questions
    assert (question.text, right(question)) == ("何分？", [False, True])


def test_of_two_headings_for_one_field_the_most_usual_is_read() -> None:
    (question,) = read("x.csv", "問題,選択肢1,選択肢2,回答,正解\n何分？,一,二,1,2\n").test.questions
    assert right(question) == [False, True]


def test_a_question_that_is_known_by_its_id_alone_stays_where_its_row_is_empty() -> None:
    back = read_row("", "", *[""] * 7, KNOWN.id)
    assert (back.test.questions, codes(back)) == ((KNOWN,), [Remark.INCOMPLETE_KEPT])


def test_the_same_new_question_twice_is_told() -> None:
    rows = ["何分？,一,二,,,1", "何人？,一,二,,,1", "何分？,二,一,,,2"]
    back = read("x.csv", "\n".join([HEAD, *rows]))
    assert len(back.test.questions) == 3
    (notice,) = told(back)
    assert (notice.remark, notice.place) == (Remark.EQUAL_QUESTIONS, "x.csv!A4")
    assert notice.values["first"] == "x.csv!A2"


def test_a_choice_that_is_a_picture_alone_is_told_and_left_out() -> None:
    answers = "".join(
        f'<answer fraction="{share}" format="html"><text>{words}</text></answer>'
        for share, words in ((100, "110"), (0, "119"), (0, "&lt;img src='x.png'&gt;"))
    )
    asked = "<questiontext><text>何番？</text></questiontext>"
    back = read("x.xml", f'<quiz><question type="multichoice">{asked}{answers}</question></quiz>')
    (question,) = back.test.questions
    assert [one.text for one in question.choices] == ["110", "119"]
    assert Remark.EMPTY_CHOICE in codes(back)


@pytest.mark.parametrize("name", ["x.gift", "x.xml"])
@pytest.mark.parametrize("known", [True, False])
def test_a_known_question_that_cannot_be_read_any_more_stays(name: str, known: bool) -> None:
    named = KNOWN.id if known else "q-somebody-else"
    if name == "x.gift":
        text = f"// [id:{named}]\n感想は？{{}}\n\n次は？{{=春 ~秋}}"
    else:
        answer = '<answer fraction="{}"><text>{}</text></answer>'
        asked = "<questiontext><text>次は？</text></questiontext>"
        text = (
            f'<quiz><question type="essay"><idnumber>{named}</idnumber></question>'
            f'<question type="multichoice">{asked}'
            f"{answer.format(100, '春')}{answer.format(0, '秋')}</question></quiz>"
        )
    back = read(name, text)
    assert [one.text for one in back.test.questions] == [*[KNOWN.text] * known, "次は？"]
    assert codes(back) == [Remark.UNHELD_TYPE, *[Remark.UNREAD_KEPT] * known]


@pytest.mark.parametrize(
    ("answer", "is_true"), [("正", True), ("誤", False), ("○", True), ("×", False), ("Ｔ", True)]
)
def test_gift_true_and_false_may_be_written_in_japanese(answer: str, is_true: bool) -> None:
    (question,) = read("x.gift", f"許可はいらない。{{{answer}}}").test.questions
    assert right(question) == [is_true, not is_true]


@pytest.mark.parametrize("answer", ["1", "0", "x", "-", "多分"])
def test_gift_answers_that_may_mean_anything_are_not_guessed(answer: str) -> None:
    with pytest.raises(UnreadableSheet):
        read("x.gift", f"許可はいらない。{{{answer}}}")


@pytest.mark.parametrize("signs", [("A. ", "B. "), ("a) ", "b) "), ("ア．", "イ．")])
def test_aiken_choice_over_two_lines_is_one_and_told(signs: tuple[str, str]) -> None:
    first, second = signs
    text = f"どれですか。\n{first}一人で\n続ける\n{second}Ask the\nmanager\nANSWER: B\n"
    back = read("x.txt", text)
    (question,) = back.test.questions
    assert [one.text for one in question.choices] == ["一人で続ける", "Ask the manager"]
    assert right(question) == [False, True]
    assert [(one.remark, one.place) for one in told(back)] == [
        (Remark.LINES_JOINED, "L3"),
        (Remark.LINES_JOINED, "L5"),
    ]


def test_aiken_remark_below_a_choice_is_no_part_of_it() -> None:
    back = read("x.txt", "どれ？\nA. 一\nB. 二\n解説：二です。\nANSWER: B\n")
    assert [one.text for one in back.test.questions[0].choices] == ["一", "二"]
    assert codes(back) == [Remark.UNREADABLE_LINE]


def test_one_question_left_in_english_makes_no_file_english() -> None:
    english = FIRST_EDITION.course.text("en").test.questions[0]
    rows = [f'"{english.text}",one,two,,,1', "何分ですか。,一,二,,,1", "何人ですか。,一,二,,,1"]
    back = read("x.csv", "\n".join([HEAD, *rows]))
    assert (back.language, Remark.LANGUAGE_FOUND in codes(back)) == ("ja", False)


# -- what a file would take away ------------------------------------------------------------------

FOURS = [one for one in POOL if len(one.choices) == 4 and "{" not in str(one.choices)][:5]


def table(third: str, questions: list[Question], note: str = "") -> ReadTest:
    rows = [f"問題,選択肢1,選択肢2,{third},選択肢4,正解"]
    for one in questions:
        numbers = "・".join(str(at) for at, c in enumerate(one.choices, 1) if c.correct)
        words = [c.text for c in one.choices]
        rows.append(",".join([one.text, *words[:2], note or words[2], words[3], numbers]))
    return read("x.csv", "\n".join(rows))


def test_a_column_of_choices_without_a_known_heading_is_refused_with_its_mend() -> None:
    assert [len(one.choices) for one in table("選択肢(3)", FOURS).test.questions] == [4] * 5
    with pytest.raises(UnreadableSheet) as refused:
        table("その3", FOURS)
    assert refused.value.case is Refusal.UNREAD_CHOICES
    said = refused.value.sentence("ja")
    assert "「その3 (D)」" in said and f"「{FOURS[0].choices[2].text[:30]}」" in said
    assert "「選択肢3」のように直し" in said


def test_one_choice_in_a_column_that_is_not_read_keeps_its_question() -> None:
    back = table("その3", FOURS[:1])
    assert back.test.questions == (FOURS[0],)
    assert Remark.CHOICE_UNREAD in codes(back)
    (gone,) = table("メモ", FOURS[:1], "要確認").test.questions  # a remark is no choice
    assert len(gone.choices) == 3


def test_a_note_with_the_words_of_a_choice_that_is_read_is_a_note() -> None:
    words = [(one.text, *(c.text for c in one.choices)) for one in FOURS]
    rows = [",".join([*cells, "1", cells[1]]) for cells in words]
    back = read("x.csv", "\n".join([f"{HEAD},正解の文", *rows]))
    assert [len(one.choices) for one in back.test.questions] == [4] * 5
    assert Remark.UNREAD_COLUMNS in codes(back)


def test_an_answer_that_names_no_choice_leaves_the_right_answers_of_before() -> None:
    one = FOURS[0]
    words = [c.text for c in one.choices]
    for answer, expected in (("第5", right(one)), ("4", [False, False, False, True])):
        back = read("x.csv", "\n".join([HEAD, ",".join([one.text, *words, answer])]))
        assert right(back.test.questions[0]) == expected
        assert (Remark.RIGHT_KEPT in codes(back)) is (answer == "第5")
    was_right = next(at for at, c in enumerate(one.choices) if c.correct)
    words[was_right] = "まったく違う言葉が入りました"
    back = read("x.csv", "\n".join([HEAD, ",".join([one.text, *words, "第5"])]))
    assert not any(right(back.test.questions[0]))
    assert Remark.UNKNOWN_RIGHT in codes(back)


def test_equal_questions_with_contrary_answers_are_told_with_both() -> None:
    back = read("x.csv", "\n".join([HEAD, "何分？,一,二,,,1", "何分？,二,一,,,1"]))
    (notice,) = told(back)
    assert (notice.remark, notice.place) == (Remark.CONTRARY_QUESTIONS, "x.csv!A3")
    assert (notice.values["here"], notice.values["there"]) == ("「二」", "「一」")


def test_a_row_that_a_line_break_divided_makes_no_question_of_its_rest() -> None:
    head = "分野,正解,問題,選択肢1,選択肢2,選択肢3"
    back = read("x.csv", f"{head}\n知識,1,何分？,一,二,三\n知識,2,前の\n続きは？,甲,乙,丙\n")
    assert [one.text for one in back.test.questions] == ["何分？"]
    assert codes(back) == [Remark.QUESTION_WITHOUT_CHOICES, Remark.ROW_LEFT_OUT]
    assert "甲 乙 丙" in told(back)[1].values["text"]


def test_reasons_that_a_file_empties_are_told_once_with_their_words() -> None:
    one = next(q for q in POOL if all(c.why for c in q.choices) and q.explanation)
    answers = "".join(f"{'=' if c.correct else '~'}{c.text}\n" for c in one.choices)
    asked = f"// [id:{one.id}]\n{one.text}{{\n{answers}####"
    back = read("x.gift", f"{asked}{one.explanation}}}")
    (notice,) = [n for n in told(back) if n.remark is Remark.REASONS_GONE]
    assert notice.values["count"] == str(len(one.choices))
    assert f"「{one.choices[0].why[:30]}」" in notice.values["texts"]
    kept = "".join(f"{'=' if c.correct else '~'}{c.text}#わけ\n" for c in one.choices)
    back = read("x.gift", f"// [id:{one.id}]\n{one.text}{{\n{kept}####{one.explanation}}}")
    assert Remark.REASONS_GONE not in codes(back)


# -- marks of others ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("「*土下座しろ*」と言う", "「土下座しろ」と言う"),
        ("__強く__ *弱く*", "**強く** 弱く"),
        ("***両方***", "**両方**"),
        ("* 一人で抱えない\\n* 伝える", "・一人で抱えない\n・伝える"),
        ("[社内](https\\://a.example/b) と `次`", "[社内](https://a.example/b) と 次"),
        ("[社内](https\\://a.example/b_c_d) *と*", "[社内](https://a.example/b_c_d) と"),
        ("[社内](ftp\\://a.example/b)", "社内"),
        ("3 * 4 は 5*", "3 * 4 は 5*"),
        ("\\\\*星\\\\*", "*星*"),
        ("前 _____ 後の a_b_c", "前 _____ 後の a_b_c"),
    ],
)
def test_markdown_gives_words_and_our_marks(typed: str, text: str) -> None:
    back = read("x.gift", f"[markdown]{typed}{{=一~二}}")
    assert back.test.questions[0].text == text


def test_what_markdown_loses_is_told_in_gift_and_moodle_xml() -> None:
    asked = '<questiontext format="markdown"><text>*どれ* ですか。</text></questiontext>'
    data = quiz("どれ", *TWO)
    start, end = data.index("<questiontext"), data.index("</questiontext>")
    xml = data[:start] + asked + data[end + len("</questiontext>") :]
    for back in (read("x.xml", xml), read("x.gift", "[markdown]*どれ* ですか。{=一~二}")):
        assert back.test.questions[0].text == "どれ ですか。"
        assert [(n.remark, n.values["text"]) for n in told(back)] == [(Remark.FLATTENED, "どれ")]


def test_braces_and_stars_that_are_no_marks_become_words_that_a_check_accepts() -> None:
    rows = ["{顧客|こきゃく}は{だれ}か。,{無視する},**強く**,2**3,,1"]
    back = read("x.csv", "\n".join([HEAD, *rows]))
    (question,) = back.test.questions
    words = [question.text, *(one.text for one in question.choices)]
    assert words == ["{顧客|こきゃく}は｛だれ｝か。", "｛無視する｝", "**強く**", "2＊＊3"]
    assert not any(map(has_stray_mark, words))
    (notice,) = told(back)
    assert (notice.remark, notice.values["count"]) == (Remark.MARKS_WIDENED, "1")
    assert "{漢字|かんじ}" in notice.sentence("ja") and "{漢字|かんじ}" in notice.sentence("en")
