"""Slides as HTML fragments: texts, pictures, answers, transcripts."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from terakoya.courseware.errors import WrongUse
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.web import (
    answers_of,
    sentences,
    slide_html,
    slide_title,
    transcript_html,
)
from terakoya.courseware.formats.web.texts import rich, spans_html
from terakoya.courseware.inline import parse
from terakoya.courseware.layouts import LATER as LATER_LAYOUTS
from terakoya.courseware.model import (
    LAYOUTS,
    AnySlide,
    BulletsSlide,
    CaseSlide,
    Chapter,
    Course,
    Item,
    Material,
    Picture,
)
from terakoya.courseware.texts import texts_of
from tests.counting import calls_of
from tests.courseware.page_slides import with_page, with_text

CORPUS = Path(__file__).parents[1] / "corpus" / "every-layout"
LATER = Path(__file__).parents[1] / "corpus" / "later-layouts"
DESK = {"desk.name": "みほん商事 相談窓口", "desk.extension": "1234"}
VOID = {"img", "br", "meta", "link", "input", "wbr", "path", "circle"}


@pytest.fixture(scope="module")
def material() -> Material:
    return read_folder(CORPUS)


@pytest.fixture(scope="module")
def course(material: Material) -> Course:
    return with_text(with_page(material)).course


def _find(course: Course, layout: str, language: str = "ja") -> tuple[Chapter, AnySlide]:
    return next(
        (chapter, slide)
        for chapter, slide in course.text(language).slides()
        if slide.layout == layout
    )


def _html(course: Course, layout: str, *, language: str = "ja", **options: Any) -> str:
    chapter, slide = _find(course, layout, language)
    given: dict[str, Any] = {"media_url": "/media/{}".format, **options}
    return slide_html(slide, chapter, course=course, language=language, **given)


class _Page(HTMLParser):
    """Holds a fragment against what every fragment keeps: nesting, ids, headings, no style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.images: list[dict[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


@pytest.fixture(scope="module")
def later() -> Course:
    """The course with a slide of each layout that a plan describes whole."""
    return read_folder(LATER).course


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_slide_html_is_one_clean_article_in_every_layout(
    course: Course, later: Course, layout: str, language: str
) -> None:
    course = later if layout in LATER_LAYOUTS - {"page", "text"} else course
    for part in ("full", "question", "answer"):
        html = _html(course, layout, language=language, part=part)
        page = _Page(html)
        start = f'<article class="slide slide--{layout}" data-slide="'
        assert html.startswith(start) and f'" lang="{language}">' in html.split("\n")[0]
        assert page.open == []
        assert page.tags.count("article") == page.tags.count("h2") == 1
        assert len(page.ids) == len(set(page.ids))
        assert not {name for name in page.attributes if name == "style" or name.startswith("on")}
        assert "built-in" not in html and "Undefined" not in html and "{" not in html


def test_slide_html_shows_every_text_of_every_layout(course: Course) -> None:
    for chapter, slide in course.text("ja").slides():
        html = slide_html(slide, chapter, course=course, language="ja", values=DESK, media_url=str)
        shown = re.sub(r"<rt>.*?</rt>|<[^>]*>", "", html) + html
        for path, text in texts_of(slide):
            if "narration" in str(path[0]) or path[0] == "title":
                continue
            for line in re.split(r"[／\n]", text.replace("{company.name}", "当社")):
                bare = "".join(span.text for span in parse(line))
                assert bare in shown, (slide.id, path)


def test_readings_and_stress_become_ruby_and_strong() -> None:
    html = str(rich("{顧客等|こきゃくとう}から**{就業|しゅうぎょう}環境**へ", {}))
    assert html == (
        "<ruby>顧客等<rt>こきゃくとう</rt></ruby>から"
        "<strong><ruby>就業<rt>しゅうぎょう</rt></ruby>環境</strong>へ"
    )


def test_company_words_are_escaped(course: Course) -> None:
    values = {"company.name": '<b onclick="x">&"', "desk.name": "<script>"}
    title = _html(course, "title", values=values)
    assert "<b onclick" not in title and "&lt;b onclick=&#34;x&#34;&gt;&amp;&#34;" in title
    assert "<script>" not in _html(course, "contact", values=values)


def test_a_line_with_an_empty_variable_goes_away(course: Course) -> None:
    chapter, slide = _find(course, "bullets")
    assert isinstance(slide, BulletsSlide)
    items = (
        Item(head="窓口：{desk.name}", text="内線{desk.extension}"),
        Item(head="だれでも", text="{desk.hours}に受け付けます。"),
        *slide.items[1:],
    )
    changed = slide.model_copy(update={"items": items, "point": "{desk.hours}\n迷ったら相談。"})

    def lines(values: dict[str, str]) -> list[tuple[str, str]]:
        html = slide_html(
            changed, chapter, course=course, language="ja", values=values, media_url=None
        )
        return re.findall(r"<b>(.*?)</b>(?:<p>(.*?)</p>)?", html)

    assert lines({})[0] == ("だれでも", "")
    assert lines(DESK | {"desk.hours": "平日"})[:2] == [
        ("窓口：みほん商事 相談窓口", "内線1234"),
        ("だれでも", "平日に受け付けます。"),
    ]


def test_the_desk_is_never_a_bare_placeholder(course: Course) -> None:
    assert "上司または人事担当に相談してください。" in _html(course, "contact")
    filled = _html(course, "contact", values=DESK)
    assert "上司または人事担当" not in filled
    assert re.findall(r"<dt>(.*?)</dt>", filled) == ["連絡先"]


def test_pictures_carry_address_size_and_alternative_text(course: Course) -> None:
    sizes = {"scene-equal.svg": (640.0, 480.4)}
    image = _Page(_html(course, "title", sizes=sizes)).images[0]
    assert image == {
        "src": "/media/scene-equal.svg",
        "width": "640",
        "height": "480",
        "alt": "店のカウンターをはさみ、お客様と店員が落ち着いた表情で向き合って話している。",
    }
    faces = _Page(_html(course, "two-columns")).images
    assert [(one["width"], one["alt"]) for one in faces] == [("160", ""), ("160", "")]


def test_without_an_address_the_alternative_text_stands_in_place(course: Course) -> None:
    html = _html(course, "title", media_url=None)
    assert "<img" not in html
    assert '<p class="s-alt">店のカウンターをはさみ、' in html


def test_the_kicker_is_the_chapter_when_a_slide_has_none(course: Course) -> None:
    assert '<p class="s-kicker">第1章　カスハラとは</p>' in _html(course, "bullets")
    assert '<p class="s-kicker">事例1　家電売場</p>' in _html(course, "case")


def test_an_unknown_part_is_refused(course: Course) -> None:
    with pytest.raises(WrongUse, match="no part `half`"):
        _html(course, "case", part="half")


def test_a_question_part_gives_nothing_of_the_answer_away(course: Course) -> None:
    for layout, secret in (("case", "土下座に応じる必要はない"), ("check", "人数による区切り")):
        question = _html(course, layout, part="question")
        assert secret not in question and "data-correct" not in question
        assert secret in _html(course, layout) and secret in _html(course, layout, part="answer")


def test_a_harsh_case_is_announced_and_may_be_skipped(course: Course) -> None:
    html = _html(course, "case")
    assert html.index("s-harsh") < html.index("<h2")
    assert '<a href="#s-case-kettle-end" data-skip="case-kettle">この事例をとばす</a>' in html
    assert html.index("data-show>") < html.index("s-stage")
    assert '<span id="s-case-kettle-end">' in html

    chapter, slide = _find(course, "case")
    mild = slide.model_copy(update={"harsh": ""})
    calm = slide_html(mild, chapter, course=course, language="ja", media_url=None)
    assert "data-skip" not in calm


def test_the_answer_can_be_read_without_a_script(course: Course) -> None:
    html = _html(course, "case")
    folded = html[html.index("<details>") : html.index("</details>")]
    assert "<summary>解説を読む</summary>" in folded
    assert re.findall(r's-verdict-word">.*?<span>(.*?)</span>', folded) == ["妥当", "相当でない"]
    assert "すること" in folded and "根拠：都の指針" in folded


def test_answers_are_plain_json(course: Course) -> None:
    _, slide = _find(course, "case")
    assert isinstance(slide, CaseSlide)
    marked = slide.model_copy(update={"action": "**{上司|じょうし}**と\n{company.name}で"})
    answers = answers_of(marked, course=course, language="ja")
    assert json.loads(json.dumps(answers)) == answers
    assert answers == {
        "slide": "case-kettle",
        "title": "交換には応じ、土下座は断ります",
        "choices": [
            {
                "id": "a",
                "text": "正当なので、すべて受け入れる",
                "why": "土下座に応じる必要はない。",
                "correct": False,
            },
            {
                "id": "b",
                "text": "要求は妥当。言動はカスハラ",
                "why": "内容と言動を分けて見ている。",
                "correct": True,
            },
            {
                "id": "c",
                "text": "カスハラなので、交換も断る",
                "why": "不具合への対応は、別に必要。",
                "correct": False,
            },
        ],
        "source": "根拠：都の指針（土下座の強要）、刑法223条",
        "action": "上司と 当社で",
        "verdict": [
            {
                "axis": "demand",
                "judgement": "fair",
                "word": "妥当",
                "reason": "買って3日の故障。",
            },
            {
                "axis": "manner",
                "judgement": "unfair",
                "word": "相当でない",
                "reason": "大声、土下座の強要。",
            },
        ],
    }
    assert answers_of(_find(course, "bullets")[1], course=course, language="ja") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1つ目です。2つ目ですか？終わり", ["1つ目です。", "2つ目ですか？", "終わり"]),
        ("「やめて。」と言います。次へ。", ["「やめて。」", "と言います。", "次へ。"]),
        ("It took 2.5 hours. Why? No.", ["It took 2.5 hours.", " Why?", " No."]),
        ("Mr. Sato calls at 9 a.m. and waits.", ["Mr. Sato calls at 9 a.m. and waits."]),
        ("", []),
        (
            "**止める。{記録|きろく}する。**",
            [
                "<strong>止める。</strong>",
                "<strong><ruby>記録<rt>きろく</rt></ruby>する。</strong>",
            ],
        ),
        ("終わる。{次|つぎ}。", ["終わる。", "<ruby>次<rt>つぎ</rt></ruby>。"]),
    ],
)
def test_sentences_end_where_a_reader_pauses(text: str, expected: list[str]) -> None:
    assert [str(spans_html(one)) for one in sentences(text)] == expected


def test_transcript_numbers_sentences_and_folds_the_answer_away(course: Course) -> None:
    _, slide = _find(course, "check")
    assert transcript_html(slide, course=course, language="ja") == (
        '<div class="script" lang="ja">'
        '<p><span class="s" data-i="0">'
        "国の法律で、対策が義務になったのは、どの企業でしょうか。</span></p>"
        '<details data-part="answer"><summary>解説のナレーション文</summary>'
        '<p><span class="s" data-i="1">規模は問いません。</span>'
        '<span class="s" data-i="2">人を雇うすべての事業主が対象です。</span></p>'
        "</details></div>"
    )


def test_transcript_leaves_out_a_paragraph_about_an_empty_desk(course: Course) -> None:
    _, slide = _find(course, "contact")
    bare = transcript_html(slide, course=course, language="ja")
    assert "窓口は" not in bare and "{desk" not in bare
    filled = transcript_html(slide, course=course, language="ja", values=DESK)
    assert "窓口は、みほん商事 相談窓口です。" in filled


def test_slide_title_stands_on_one_line(course: Course) -> None:
    def title(layout: str, language: str) -> str:
        slide = _find(course, layout, language)[1]
        return slide_title(slide, course=course, language=language)

    assert title("title", "ja") == "STOP! カスタマーハラスメント"
    assert title("title", "en") == "STOP! customer harassment"
    assert title("matrix", "ja") == "「内容」と「手段・態様」を分けて見る"


def test_a_language_without_interface_words_gets_english(course: Course) -> None:
    chapter, slide = _find(course, "contact", "en")
    html = slide_html(slide, chapter, course=course, language="fr", media_url=None)
    assert "Talk to your supervisor" in html and 'lang="fr"' in html


def test_missing_picture_shows_its_alternative_text(course: Course) -> None:
    chapter, slide = _find(course, "picture")
    gone = slide.model_copy(update={"picture": Picture(file="gone.svg", alt="無い絵です。")})
    html = slide_html(gone, chapter, course=course, language="ja", media_url=lambda _: "")
    assert '<p class="s-alt">無い絵です。</p>' in html


def test_a_fragment_costs_few_calls(course: Course) -> None:
    """Half a millisecond on a machine of our day: a page that shows it draws it anew."""
    slides = list(course.text("ja").slides())

    def render() -> None:
        for chapter, slide in slides:
            slide_html(slide, chapter, course=course, language="ja", values=DESK, media_url=str)

    render()  # templates are compiled once a process
    assert calls_of(render) / len(slides) < 3_500
