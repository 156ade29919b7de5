"""What a deck that was never ours keeps on its way to a course: order, depth, formulas, names."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.util import Inches, Pt

from terakoya.courseware.edition import Edition
from terakoya.courseware.formats.pdf import write_pdf
from terakoya.courseware.formats.pptx.reading import (
    Imported,
    Loss,
    Refusal,
    UnreadableDeck,
    import_deck,
    import_new_deck,
    new_course,
)
from terakoya.courseware.formats.pptx.reading.formulas import formula_text
from terakoya.courseware.formats.pptx.reading.new_course import is_title
from terakoya.courseware.formats.pptx.reading.symbol_fonts import letters_of
from terakoya.courseware.formats.pptx.reading.xml import M
from terakoya.courseware.model import AnySlide, Material, PageSlide, TableSlide, TextSlide
from tests.courseware.deck_reading import opened
from tests.courseware.edits import with_field
from tests.courseware.foreign_decks import Fill, foreign, photo, picture, saved, table, words

A14 = "http://schemas.microsoft.com/office/drawing/2010/main"


def only(imported: Imported) -> AnySlide:
    ((_, slide),) = imported.material.course.source.slides()
    return slide


def heads(fill: Fill, layout: int = 6) -> list[str]:
    slide = only(import_new_deck(foreign((layout, fill))))
    assert isinstance(slide, TextSlide)
    return [item.text for item in slide.items]


def boxes(*texts: tuple[str, float, float, float, float]) -> Fill:
    """Text boxes at a place (inches); lines of one are divided by slashes."""

    def fill(page: Any) -> None:
        for text, *place in texts:
            box = page.shapes.add_textbox(*(Inches(one) for one in place))
            box.text_frame.text = text.replace("/", "\n")

    return fill


def told(imported: Imported) -> set[Loss]:
    return {one.loss for one in imported.report.notices}


# -- order ---------------------------------------------------------------------------------------


def test_a_box_below_a_placeholder_of_the_layout_comes_after_it() -> None:
    def fill(page: Any) -> None:
        page.shapes.title.text = "題"
        note = page.shapes.add_textbox(Inches(1), Inches(7), Inches(8), Inches(0.4))
        note.text_frame.text = "下の注"
        page.placeholders[1].text_frame.text = "本文"

    assert heads(fill, 1) == ["本文", "下の注"]


def test_columns_under_headings_are_read_to_their_end() -> None:
    fill = boxes(
        ("旧", 7, 2, 5, 0.5),
        ("新の一つ目/新の二つ目", 1, 2.6, 5, 3),
        ("新", 1, 2, 5, 0.5),
        ("旧の一つ目/旧の二つ目", 7, 2.6, 5, 3),
        ("導入の文です", 1, 1, 11, 0.6),
    )
    slide = only(import_new_deck(foreign((6, fill))))
    assert isinstance(slide, TextSlide)
    said = " ".join(f"{slide.title} {[one.text for one in slide.items]}".split())
    places = [said.index(text) for text in ("導入", "'新'", "新の二つ目", "'旧'", "旧の二つ目")]
    assert places == sorted(places)


def test_cards_are_read_in_rows() -> None:
    names = "甲乙丙丁戊己"
    cards = [(name, 1 + 4 * (n % 3), 2 + 2 * (n // 3), 3.0, 1.5) for n, name in enumerate(names)]
    assert heads(boxes(("題", 1, 0.3, 11, 0.8), *reversed(cards))) == list(names)


def test_the_number_of_a_page_is_no_item() -> None:
    def fill(page: Any) -> None:
        words("題", "本文")(page)
        box = page.shapes.add_textbox(Inches(12), Inches(7), Inches(1), Inches(0.4))
        paragraph = box.text_frame.paragraphs[0]._p
        field = etree.SubElement(
            paragraph, f"{{{paragraph.nsmap['a']}}}fld", {"type": "slidenum", "id": "{0}"}
        )
        etree.SubElement(field, f"{{{paragraph.nsmap['a']}}}t").text = "7"

    assert heads(fill, 1) == ["本文"]


# -- depth ---------------------------------------------------------------------------------------


def test_the_third_level_is_seen_and_a_box_may_begin_deeper() -> None:
    slide = only(import_new_deck(foreign((1, words("題", "\t一", "\t\t二", "\t\t\t三", "\t次")))))
    assert isinstance(slide, TextSlide)
    levels = [(one.level, one.text) for one in slide.items]
    assert levels == [(0, "一"), (1, "二"), (2, "三"), (0, "次")]


def test_lines_without_a_bullet_belong_to_the_one_above() -> None:
    def fill(page: Any) -> None:
        words("題", "一つ目", "その説明", "二つ目", "その注")(page)
        for number, paragraph in enumerate(page.placeholders[1].text_frame.paragraphs):
            if number % 2:
                etree.SubElement(
                    paragraph._p.get_or_add_pPr(), f"{{{paragraph._p.nsmap['a']}}}buNone"
                )

    slide = only(import_new_deck(foreign((1, fill))))
    assert isinstance(slide, TextSlide)
    assert [(one.level, one.text) for one in slide.items] == [
        (0, "一つ目"),
        (1, "その説明"),
        (0, "二つ目"),
        (1, "その注"),
    ]


def test_lines_below_typed_bullets_belong_to_them() -> None:
    slide = only(
        import_new_deck(foreign((1, words("題", "・目的", "  減らす", "・対象", "  全員"))))
    )
    assert isinstance(slide, TextSlide)
    assert [(one.level, one.text) for one in slide.items] == [
        (0, "目的"),
        (1, "減らす"),
        (0, "対象"),
        (1, "全員"),
    ]


# -- drawings ------------------------------------------------------------------------------------


def arrow(page: Any) -> None:
    at = (Inches(1), Inches(3), Inches(2), Inches(1))
    page.shapes.add_shape(MSO_SHAPE.RIGHT_ARROW, *at)


def balloon(page: Any) -> None:
    at = (Inches(1), Inches(3), Inches(2), Inches(1))
    page.shapes.add_shape(MSO_SHAPE.RECTANGULAR_CALLOUT, *at).text_frame.text = "ここ"


def circle(page: Any) -> None:
    at = (Inches(2.5), Inches(2.5), Inches(1), Inches(0.5))
    page.shapes.add_shape(MSO_SHAPE.OVAL, *at)


def line(page: Any) -> None:
    page.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(Inches(one) for one in (1, 1, 12, 1)))


@pytest.mark.parametrize(
    ("mark", "is_drawn"), [(arrow, True), (balloon, True), (circle, True), (line, False)]
)
def test_a_page_with_marks_is_kept_as_it_was(mark: Fill, is_drawn: bool) -> None:
    def fill(page: Any) -> None:
        picture("画面", photo(size=(960, 720)))(page)
        mark(page)

    imported = import_new_deck(foreign((5, fill)), page_image=lambda _page: photo())
    assert (Loss.AS_PICTURE in told(imported)) is is_drawn


@pytest.mark.parametrize(
    ("layout", "fill", "is_kept"),
    [
        (0, words("研修", "総務部"), True),
        (2, words("第1部"), True),
        (5, words("おわり"), True),
        (6, boxes(("02", 1, 1, 5, 1), ("しくみ", 1, 3, 5, 1)), True),
        (1, words("題", "文"), False),
    ],
)
def test_a_cover_is_kept_as_it_was(layout: int, fill: Fill, is_kept: bool) -> None:
    deck = foreign((layout, fill))
    drawn = import_new_deck(deck, page_image=lambda _page: photo())
    slide = only(drawn)
    assert (slide.layout == "page") is (Loss.COVER in told(drawn)) is is_kept
    assert Loss.AS_PICTURE not in told(drawn)
    assert not isinstance(slide, PageSlide) or slide.picture.alt or slide.text
    assert only(import_new_deck(deck)).layout == "text"


@pytest.mark.parametrize(("font", "is_kept"), [("Consolas", True), ("Meiryo UI", False)])
def test_a_listing_is_kept_as_it_was(font: str, is_kept: bool) -> None:
    def fill(page: Any) -> None:
        words("設定", *("services.AddAuthentication(options =>" for _ in range(4)))(page)
        for paragraph in page.placeholders[1].text_frame.paragraphs:
            paragraph.runs[0].font.name = font

    slide = only(import_new_deck(foreign((1, fill)), page_image=lambda _page: photo()))
    assert (slide.layout == "page") is is_kept


# -- formulas ------------------------------------------------------------------------------------


def formula(content: str) -> etree._Element:
    return etree.fromstring(f"<m:oMath xmlns:m='{M[1:-1]}'>{content}</m:oMath>")


def sign(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (f"<m:f><m:num>{sign('a+b')}</m:num><m:den>{sign('2')}</m:den></m:f>", "(a+b)/2"),
        (f"<m:sSup><m:e>{sign('x')}</m:e><m:sup>{sign('n+1')}</m:sup></m:sSup>", "x^(n+1)"),
        (f"<m:rad><m:radPr/><m:deg/><m:e>{sign('x')}</m:e></m:rad>", "√(x)"),
        (
            f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{sign('i=1')}</m:sub>"
            f"<m:sup>{sign('n')}</m:sup><m:e>{sign('i')}</m:e></m:nary>",
            "∑_(i=1)^n i",
        ),
        ("<m:f><m:num>" * 100 + "</m:num></m:f>" * 100, ""),
    ],
)
def test_a_formula_is_a_line_of_text(content: str, text: str) -> None:
    assert formula_text(formula(content)).strip("/()") == text.strip("()")


def test_a_table_with_formulas_is_read_from_its_newer_form() -> None:
    deck = opened(foreign((5, table("表", [["式", "値"], ["面積", "x"]]))))
    frame = deck.slides[0].shapes[-1]._element
    namespaces = {
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "a14": A14,
    }
    both = etree.Element(f"{{{namespaces['mc']}}}AlternateContent", nsmap=namespaces)
    frame.addprevious(both)
    choice = etree.SubElement(both, f"{{{namespaces['mc']}}}Choice", {"Requires": "a14"})
    etree.SubElement(both, f"{{{namespaces['mc']}}}Fallback")
    choice.append(frame)
    paragraph = frame.findall(f".//{{{frame.nsmap['a']}}}p")[-1]
    paragraph.remove(paragraph[0])
    etree.SubElement(paragraph, f"{{{A14}}}m").append(
        formula(f"<m:sSup><m:e>{sign('r')}</m:e><m:sup>{sign('2')}</m:sup></m:sSup>")
    )
    slide = only(import_new_deck(saved(deck)))
    assert isinstance(slide, TableSlide)
    assert slide.rows[0].cells == ("r^2",)


# -- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "PowerPoint プレゼンテーション",
        "PowerPoint Presentation",
        "Microsoft PowerPoint - プレゼンテーション1.ppt",
        "Slide 1",
        "スライド 1",
        "3ページ",
        "無題",
        "Untitled",
        "タイトル",
        "",
    ],
)
def test_what_programs_call_a_deck_is_no_title(name: str) -> None:
    assert not is_title(name)


@pytest.mark.parametrize(
    "name", ["PowerPoint の使い方", "情報セキュリティ研修", "Slide rules", "2024年度"]
)
def test_what_people_call_a_deck_is_one(name: str) -> None:
    assert is_title(name)


@pytest.mark.parametrize(
    ("fill", "core", "title"),
    [
        (words("情報セキュリティ研修"), "古い題", "情報セキュリティ研修"),
        (boxes(), "情報の守り方", "情報の守り方"),
        (boxes(), "PowerPoint プレゼンテーション", "研修2026"),
    ],
)
def test_the_course_has_the_first_name_that_somebody_gave(
    fill: Fill, core: str, title: str
) -> None:
    deck = opened(foreign((5 if core == "古い題" else 6, fill)))
    deck.core_properties.title = core
    made = import_new_deck(saved(deck), "ja", file_name="研修2026.pptx")
    assert made.material.course.meta.title == {"ja": title}


def test_a_page_without_title_is_called_by_its_first_words_or_its_number() -> None:
    deck = foreign(
        (1, words("題", "文")), (6, boxes(("一つ目/二つ目", 1, 1, 5, 2))), (6, photo_only)
    )
    material = import_new_deck(deck).material
    titles = [slide.title for _, slide in material.course.source.slides()]
    assert titles == ["題", "一つ目", "3ページ"]
    assert import_deck(deck, material).material.course == material.course


def test_a_name_that_somebody_gave_a_page_stays() -> None:
    two = boxes(("一つ目/二つ目", 1, 1, 5, 2))
    deck = foreign((1, words("題", "文")), (6, two))
    material = import_new_deck(deck).material
    *_, second = (slide.id for _, slide in material.course.source.slides())
    edition = Edition(course=material.course)
    named = with_field(edition, material.course.source.language, second, "title", "まもること")
    again = import_deck(deck, Material(named.course, material.media)).material
    assert [slide.title for _, slide in again.course.source.slides()] == ["題", "まもること"]


def photo_only(page: Any) -> None:
    picture("x", photo())(type("Page", (), {"shapes": _Untitled(page.shapes)}))


class _Untitled:
    """The shapes of a page that has no place for a title."""

    def __init__(self, shapes: Any) -> None:
        self.add_picture = shapes.add_picture
        self.title = type("Title", (), {"text": ""})


def test_a_heading_typed_in_two_paragraphs_is_one_title() -> None:
    def fill(page: Any) -> None:
        boxes(("情報を/守る", 1, 1, 8, 1), ("本文の一つ目/本文の二つ目", 1, 3, 8, 2))(page)
        for paragraph in page.shapes[0].text_frame.paragraphs:
            paragraph.font.size = None
            paragraph.runs[0].font.size = Pt(40)

    slide = only(import_new_deck(foreign((6, fill))))
    assert slide.title == "情報を 守る"


# -- what else is told or kept -------------------------------------------------------------------


def test_jumps_to_other_pages_are_told_once() -> None:
    def fill(page: Any) -> None:
        words("題", "文")(page)
        button = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Inches(one) for one in (1, 6, 1, 1)))
        properties = button._element.nvSpPr.cNvPr
        etree.SubElement(
            properties,
            f"{{{properties.nsmap['a']}}}hlinkClick",
            {"action": "ppaction://hlinkshowjump?jump=nextslide"},
        )

    imported = import_new_deck(foreign((1, fill), (1, fill)))
    jumps = [dict(one.values) for one in imported.report.notices if one.loss is Loss.JUMP]
    assert jumps == [{"pages": "1–2"}]


@pytest.mark.parametrize(
    ("text", "font", "letters"),
    [
        ("\uf0e0", "", "→"),
        ("a \uf0fc", "Wingdings", "a ✓"),
        ("à", "Wingdings", "→"),
        ("voilà", "Wingdings", "voilà"),
        ("m\uf0a3N", "Symbol", "m≤N"),
        ("\uf0ebN/d\uf0fb", "Symbol", "⌊N/d⌋"),
        ("\uf061+b", "Symbol", "α+b"),
        ("à", "Arial", "à"),
    ],
)
def test_signs_of_symbol_fonts_are_what_they_look_like(text: str, font: str, letters: str) -> None:
    assert letters_of(text, font) == letters


def test_signs_of_programs_and_fonts_are_letters_of_a_course() -> None:
    deck = foreign((1, words("印 **重要**", "値 {company.name}", "申込\uf0e0受付", "未知\ue123")))
    material = import_new_deck(deck, "ja").material
    slide = next(slide for _, slide in material.course.source.slides())
    assert isinstance(slide, TextSlide)
    assert slide.title == "印 ＊＊重要＊＊"
    assert [one.text for one in slide.items] == ["値 ｛company.name｝", "申込→受付", "未知\ue123"]
    assert write_pdf(material, "ja").startswith(b"%PDF")


def test_a_deck_of_hidden_pages_alone_is_refused() -> None:
    deck = opened(foreign((1, words("題", "文")), (1, words("題2", "文2"))))
    for page in deck.slides:
        page._element.set("show", "0")
    with pytest.raises(UnreadableDeck) as refused:
        import_new_deck(saved(deck))
    assert refused.value.case is Refusal.ALL_HIDDEN
    assert "再表示" in refused.value.sentence("ja")
    deck.slides[1]._element.attrib.pop("show")
    assert len(list(import_new_deck(saved(deck)).material.course.source.slides())) == 2


def test_a_chapter_that_no_file_may_hold_is_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_course, "MAX_CHAPTER", 30)
    deck = foreign(*((1, words(f"{number}枚目", "あ" * 5)) for number in range(3)))
    chapters = import_new_deck(deck, "ja").material.course.source.chapters
    assert [(one.title, len(one.slides)) for one in chapters] == [
        ("0枚目", 1),
        ("0枚目（続き）", 1),
        ("0枚目（続き）", 1),
    ]
