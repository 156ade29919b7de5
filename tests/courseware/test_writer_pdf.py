"""The handout: what a reader, a screen reader and a printer get from it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
import pytest

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.pdf import write_pdf
from terakoya.courseware.inline import plain
from terakoya.courseware.model import Course, Material
from terakoya.courseware.revision import revision_id
from terakoya.courseware.variables import filled, values_of

CORPUS = Path(__file__).parents[1] / "corpus" / "every-layout"
SMALLEST_TYPE = 7.0
FOOTER = 38.0
DESK = {
    "company.name": "株式会社みほん商事",
    "desk.name": "みほん商事 カスハラ相談窓口",
    "desk.person": "人事部　佐藤・リー",
    "desk.extension": "1234",
    "desk.hours": "",
}


@pytest.fixture(scope="module")
def material() -> Material:
    return read_folder(CORPUS)


@pytest.fixture(scope="module", params=["ja", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def handout(material: Material, language: str) -> bytes:
    return write_pdf(material, language)


@dataclass(frozen=True)
class Letter:
    """A letter on a page, with its type size and place in points from the lower left."""

    page: int
    char: str
    size: float
    left: float
    right: float
    bottom: float
    top: float


def _letters(pdf: bytes) -> Iterator[Letter]:
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        text = page.get_textpage()
        for index in range(text.count_chars()):
            char = chr(raw.FPDFText_GetUnicode(text, index))
            if raw.FPDFText_IsGenerated(text, index) or not char.strip():
                continue
            left, bottom, right, top = text.get_charbox(index)
            size = round(raw.FPDFText_GetFontSize(text, index), 2)
            yield Letter(number, char, size, left, right, bottom, top)


def _words(pdf: bytes) -> str:
    """All letters without spaces, in the order of the file."""
    return "".join(letter.char for letter in _letters(pdf))


def _structure(pdf: bytes) -> list[tuple[str, str]]:
    """The tags in reading order, each with its alternative text or title."""
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append((str(node.S), str(node.get("/Alt", node.get("/T", "")))))
            walk(node.get("/K"))

    with pikepdf.open(io.BytesIO(pdf)) as document:
        walk(document.Root.StructTreeRoot)
    return found


def _changed(course: Course, language: str, slide_id: str, **changes: object) -> Course:
    texts = [
        text.model_copy(
            update={
                "chapters": tuple(
                    chapter.model_copy(
                        update={
                            "slides": tuple(
                                slide.model_copy(update=changes) if slide.id == slide_id else slide
                                for slide in chapter.slides
                            )
                        }
                    )
                    for chapter in text.chapters
                )
            }
        )
        if text.language == language
        else text
        for text in course.texts
    ]
    return course.model_copy(update={"texts": tuple(texts)})


def test_handout_says_its_title_and_language_and_that_it_is_tagged(
    material: Material, language: str, handout: bytes
) -> None:
    with pikepdf.open(io.BytesIO(handout)) as document:
        root = document.Root
        metadata = document.open_metadata()
        said = (
            metadata["dc:title"],
            str(root.Lang),
            bool(root.MarkInfo.Marked),
            bool(root.ViewerPreferences.DisplayDocTitle),
            metadata["pdfuaid:part"],
        )
    expected_language = {"ja": "ja-JP", "en": "en"}[language]
    title = material.course.meta.title[language]
    assert said == (title, expected_language, True, True, "1")


def test_handout_has_two_sheets_a_page(handout: bytes) -> None:
    # 12 slides, and two answers on a page of their own
    document = pypdfium2.PdfDocument(handout)
    assert len(document) == 7
    assert {tuple(round(side) for side in page.get_size()) for page in document} == {(595, 842)}


def test_handout_is_outlined_by_chapter_and_slide(
    material: Material, language: str, handout: bytes
) -> None:
    text = material.course.text(language)
    with pikepdf.open(io.BytesIO(handout)) as document, document.open_outline() as outline:
        shown = [(one.title, [child.title for child in one.children]) for one in outline.root]
    expected = [(chapter.title, [one.title for one in chapter.slides]) for chapter in text.chapters]
    answers = [one.answer_title for _, one in text.slides() if one.layout in ("case", "check")]
    expected.append(({"ja": "答えと解説", "en": "Answers explained"}[language], answers))
    first = {"ja": "STOP! カスタマーハラスメント", "en": "STOP! customer harassment"}[language]
    expected[0][1][0] = first
    assert shown == expected


def test_handout_reads_slide_and_then_narration_in_order(
    material: Material, language: str, handout: bytes
) -> None:
    words = _words(handout)
    values = values_of(material.course, language)
    start = 0
    slides = [slide for _, slide in material.course.text(language).slides()]
    told = [piece for one in slides for piece in (one.title.split("／")[0], one.narration[0])]
    for one in slides:  # the answers stand at the end
        if one.layout in ("case", "check"):
            told += [one.answer_title, one.answer_narration[0]]
    for piece in told:
        found = words.find("".join(plain(filled(piece, values)).split()), start)
        assert found >= start, f"{piece} does not follow what stands before it"
        start = found


def test_answers_stand_on_pages_of_their_own_and_each_question_names_the_page(
    material: Material, language: str, handout: bytes
) -> None:
    pages: dict[int, str] = {}
    for letter in _letters(handout):
        pages[letter.page + 1] = pages.get(letter.page + 1, "") + letter.char
    values = values_of(material.course, language)

    def page_with(text: str) -> int:
        words = "".join(plain(filled(text, values)).split())
        return next(number for number, shown in pages.items() if words in shown)

    slides = [slide for _, slide in material.course.text(language).slides()]
    asked = [one for one in slides if one.layout in ("case", "check")]
    named = {"ja": "答えと解説は、{}ページ", "en": "Answerexplainedonpage{}"}[language]
    for one in asked:
        answer = page_with(one.answer_title)
        assert answer > max(page_with(other.title.split("／")[0]) for other in slides)
        assert named.format(answer) in pages[page_with(one.narration[0])]


def test_each_sheet_has_lines_for_notes_that_a_screen_reader_does_not_tell(
    handout: bytes, language: str
) -> None:
    label = {"ja": "メモ", "en": "Notes"}[language]
    assert _words(handout).count(label) == 14
    lines = sum(
        raw.FPDFPageObj_GetType(one.raw) == raw.FPDF_PAGEOBJ_PATH
        for page in pypdfium2.PdfDocument(handout)
        for one in page.get_objects()
    )
    assert lines > 14 * 8
    assert label not in "".join(title for _, title in _structure(handout))


def test_each_page_is_filled_to_its_foot(handout: bytes) -> None:
    for page in pypdfium2.PdfDocument(handout):
        lowest = min(
            one.get_bounds()[1]
            for one in page.get_objects(max_depth=1)
            if raw.FPDFPageObj_GetType(one.raw) == raw.FPDF_PAGEOBJ_PATH
        )
        assert FOOTER <= lowest <= FOOTER + 60


def test_handout_describes_each_picture_that_says_something(
    material: Material, language: str, handout: bytes
) -> None:
    alts = [
        slide.picture.alt
        for _, slide in material.course.text(language).slides()
        if slide.layout in ("title", "bullets", "case", "picture") and slide.picture is not None
    ]
    assert [alt for tag, alt in _structure(handout) if tag == "/Figure"] == alts


def test_handout_has_one_title_and_headings_without_gaps(handout: bytes) -> None:
    tags = [tag for tag, _ in _structure(handout) if tag in ("/Title", "/H1", "/H2", "/H3")]
    # three chapters of five, three and four slides; the answers of a case and a check
    counts = (5, 3, 4, 2)
    assert tags == ["/Title", *(tag for n in counts for tag in ("/H1", *["/H2"] * n))]


def test_handout_names_version_revision_and_state_of_the_law(
    material: Material, language: str, handout: bytes
) -> None:
    line = {
        "ja": "配布資料版2026.11法令の基準日2026年10月1日版ID",
        "en": "Handout·Version2026.11·Stateofthelaw1October2026·Revision",
    }[language]
    assert line + revision_id(material.course) in _words(handout)


def test_handout_is_readable_and_stays_on_the_paper(handout: bytes) -> None:
    letters = list(_letters(handout))
    assert min(letter.size for letter in letters) >= SMALLEST_TYPE
    assert [one for one in letters if not _is_on_paper(one)] == []


def _is_on_paper(letter: Letter) -> bool:
    return letter.left >= 29 and letter.right <= 567 and letter.bottom >= 12 and letter.top <= 816


def test_handout_numbers_its_pages(handout: bytes) -> None:
    pages: dict[int, str] = {}
    for letter in _letters(handout):
        if letter.bottom <= FOOTER:
            pages[letter.page] = pages.get(letter.page, "") + letter.char
    assert [words[-3:] for words in pages.values()] == [f"{n}/7" for n in range(1, 8)]


def test_handout_shows_the_company_and_leaves_out_what_it_left_empty(material: Material) -> None:
    filled = _words(write_pdf(material, "ja", values=DESK))
    assert filled.count("株式会社みほん商事STOP!カスタマーハラスメント版") == 7
    assert "みほん商事カスハラ相談窓口担当人事部佐藤・リー連絡先1234" in filled
    assert "受付時間" not in filled
    assert "窓口は、みほん商事カスハラ相談窓口です。" in filled


def test_handout_in_english_has_a_label_of_its_own_for_each_line_of_the_desk(
    material: Material,
) -> None:
    words = _words(write_pdf(material, "en", values=DESK))
    assert "Contact人事部佐藤・リーPhoneoremail1234" in words


def test_handout_without_a_desk_names_supervisor_and_hr(material: Material) -> None:
    words = _words(write_pdf(material, "ja"))
    assert "上司または人事担当に相談してください" in words
    assert "窓口は、" not in words
    assert "{" not in words


def test_handout_announces_a_harsh_case_before_its_narration(material: Material) -> None:
    words = _words(write_pdf(material, "ja"))
    assert "この事例には、大声で責める場面があります。買って3日のケトルが動かないと、" in words


def test_handout_gives_the_same_bytes_each_time(
    material: Material, language: str, handout: bytes
) -> None:
    assert write_pdf(material, language) == handout
    assert write_pdf(material, language, values={"company.name": "例"}) != handout


HOSTILE = '#image("/etc/passwd") $x$ *a* _b_ <c> @d [e] `f` \\ // /* #{'


def test_handout_takes_no_text_for_markup(material: Material) -> None:
    course = _changed(
        material.course, "ja", "same-day", narration=(HOSTILE,), title=HOSTILE, text=(HOSTILE,)
    )
    words = _words(write_pdf(Material(course, material.media), "ja"))
    assert words.count("".join(HOSTILE.split())) == 3


def test_handout_cuts_nothing_of_texts_beyond_every_limit(material: Material) -> None:
    long_text = "長い文章です。" * 40 + "終わり"
    course = material.course
    for slide_id, field in (
        ("same-day", "title"),
        ("case-kettle", "bubble"),
        ("ordinance-text", "quote"),
        ("three-elements", "point"),
        ("five-steps", "alarm"),
        ("check-duty", "premise"),
    ):
        course = _changed(course, "ja", slide_id, **{field: long_text})
    course = _changed(course, "ja", "opening", narration=(long_text * 12,))
    letters = list(_letters(write_pdf(Material(course, material.media), "ja")))
    words = "".join(letter.char for letter in letters if letter.bottom > FOOTER)
    assert words.count(long_text) == 6 + 12
    assert [one for one in letters if not _is_on_paper(one)] == []


def test_handout_of_an_unknown_language_is_refused(material: Material) -> None:
    with pytest.raises(KeyError, match="fr"):
        write_pdf(material, "fr")


def test_handout_shows_the_takeaway_on_every_layout(material: Material) -> None:
    course = material.course
    said = "苦情とカスハラは別です。"
    slides = list(course.text("ja").slides())
    for _, slide in slides:
        course = _changed(course, "ja", slide.id, point=said)
    words = _words(write_pdf(Material(course, material.media), "ja"))
    assert words.count(said) == len(slides)


def test_handout_names_the_axis_of_the_matrix_once(material: Material) -> None:
    words = _words(write_pdf(material, "ja"))
    matrix = words[words.index("「内容」と「手段・態様」を分けて見る") :]
    heads = "手段・態様が相当手段・態様が相当でない要求の内容妥当正当な申し出"
    assert matrix[len("「内容」と「手段・態様」を分けて見る") :].startswith(heads)


def test_handout_types_a_slides_title_at_its_own_size(material: Material) -> None:
    # 30 pt on a sheet of 960 pt, drawn 400 pt wide
    letters = list(_letters(write_pdf(material, "ja")))
    start = "".join(letter.char for letter in letters).index("カスハラは、3つの要素が")
    assert {letter.size for letter in letters[start : start + 10]} == {12.5}


def test_handout_shows_a_geta_for_a_sign_without_a_shape(material: Material) -> None:
    pdf = write_pdf(material, "ja", values={"desk.name": "相談窓口😀"})
    letters = "".join(letter.char for letter in _letters(pdf))
    assert "相談窓口〓" in letters
