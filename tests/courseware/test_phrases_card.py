"""The phrases of a course on one page of A4: what stands on it, and that it stays one page."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from terakoya.courseware.formats import FORMATS
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.pdf.card import NoPhrases, write_phrases_card
from terakoya.courseware.model import (
    AnySlide,
    ContactSlide,
    CourseText,
    Doer,
    Material,
    PhrasesSlide,
    StepsSlide,
)

from .conftest import CORPUS

TITLES = {"ja": "困ったときの動き方と、言葉", "en": "What to do, and what to say"}


@pytest.fixture(scope="module")
def phrases() -> Material:
    return read_folder(CORPUS / "later-layouts")


@pytest.fixture(scope="module")
def whole(phrases: Material) -> Material:
    """A course that has steps and a desk, too."""
    every = read_folder(CORPUS / "every-layout")
    return _with(phrases, every)


def _with(material: Material, other: Material) -> Material:
    texts = []
    for text in material.course.texts:
        found = other.course.text(text.language)
        texts.append(_added(text, _first(found, StepsSlide), _first(found, ContactSlide)))
    return replace(material, course=material.course.model_copy(update={"texts": tuple(texts)}))


def _added(text: CourseText, *slides: AnySlide) -> CourseText:
    first, *rest = text.chapters
    first = first.model_copy(update={"slides": (*first.slides, *slides)})
    return text.model_copy(update={"chapters": (first, *rest)})


def _first(text: CourseText, kind: type[AnySlide]) -> AnySlide:
    return next(slide for _, slide in text.slides() if isinstance(slide, kind))


def _changed(material: Material, kind: type[AnySlide], **fields: object) -> Material:
    """A course whose slides of a layout have other fields; with none, it has no such slide."""
    texts = []
    for text in material.course.texts:
        chapters = tuple(
            chapter.model_copy(
                update={
                    "slides": tuple(
                        slide.model_copy(update=fields) if isinstance(slide, kind) else slide
                        for slide in chapter.slides
                        if fields or not isinstance(slide, kind)
                    )
                }
            )
            for chapter in text.chapters
        )
        texts.append(text.model_copy(update={"chapters": chapters}))
    return replace(material, course=material.course.model_copy(update={"texts": tuple(texts)}))


def _words(pdf: bytes) -> str:
    """The words of the only page, without spaces and breaks."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    return "".join(document[0].get_textpage().get_text_bounded().split())


def _sizes(pdf: bytes) -> set[float]:
    page = pypdfium2.PdfDocument(pdf)[0]
    text = page.get_textpage()
    raw = pypdfium2.raw
    return {
        round(raw.FPDFText_GetFontSize(text, one), 1)
        for one in range(text.count_chars())
        if not raw.FPDFText_IsGenerated(text, one)
    }


@pytest.mark.parametrize("language", ["ja", "en"])
def test_card_says_what_the_course_says(whole: Material, language: str) -> None:
    pdf = write_phrases_card(whole, language)
    words = _words(pdf)
    text = whole.course.text(language)
    slide, steps, contact = (
        _first(text, kind) for kind in (PhrasesSlide, StepsSlide, ContactSlide)
    )
    assert isinstance(slide, PhrasesSlide) and isinstance(steps, StepsSlide)
    assert isinstance(contact, ContactSlide)
    said = [one.when for one in slide.phrases] + [steps.alarm, contact.police_9110]
    said += [words_ for step in steps.steps for words_ in (step.who, step.name, step.text)]
    said += contact.promises
    assert [one for one in said if "{" not in one and one.replace(" ", "") not in words] == []
    assert "録音いたします" in words or language == "en"
    assert "#9110" in words and min(_sizes(pdf)) >= 10
    assert pdf == write_phrases_card(whole, language)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.Lang == {"ja": "ja-JP", "en": "en"}[language]
        title = str(document.docinfo["/Title"])
    assert title == TITLES[language]


def test_card_of_phrases_alone_leaves_the_rest_out(phrases: Material) -> None:
    words = _words(write_phrases_card(phrases, "ja"))
    assert "この6つは、そのまま使えます" in words
    assert "動き方" not in words and "#9110" not in words and "110番" not in words
    assert "記録すること" in words and "上司または人事担当" in words


def test_what_to_record_stands_only_beside_a_phrase_about_it(phrases: Material) -> None:
    slide = _first(phrases.course.text("ja"), PhrasesSlide)
    assert isinstance(slide, PhrasesSlide)
    silent = tuple(one for one in slide.phrases if one.icon != "record")
    yours = tuple(one.model_copy(update={"doer": Doer.YOU}) for one in silent)
    words = _words(write_phrases_card(_changed(phrases, PhrasesSlide, phrases=yours), "ja"))
    assert "記録すること" not in words and "上司または人事担当" in words
    assert "あなたが言う" not in words


def test_desk_shows_the_companys_own(whole: Material) -> None:
    meta = whole.course.meta
    own = {
        "company.name": "みほん商事",
        "desk.name": "みほん相談窓口",
        "desk.extension": "内線 1234",
    }
    every = read_folder(CORPUS / "every-layout").course.meta.variables
    variables = tuple(
        one.model_copy(update={"default": {"ja": own.get(one.key, "")}}) for one in every
    )
    course = whole.course.model_copy(
        update={"meta": meta.model_copy(update={"variables": variables})}
    )
    words = _words(write_phrases_card(replace(whole, course=course), "ja"))
    assert "みほん商事版2026.11" in words and "みほん相談窓口" in words and "内線1234" in words
    assert "上司または人事担当" not in words


def test_fullest_card_is_one_page(whole: Material) -> None:
    text = whole.course.text("ja")
    slide, steps = _first(text, PhrasesSlide), _first(text, StepsSlide)
    assert isinstance(slide, PhrasesSlide) and isinstance(steps, StepsSlide)
    long = {"when": "あ" * 12, "text": "い" * 62}
    step = {"who": "上司上司", "name": "う" * 8, "text": "ぬ" * 44}
    full = _changed(whole, PhrasesSlide, phrases=(slide.phrases[2].model_copy(update=long),) * 8)
    full = _changed(
        full,
        StepsSlide,
        alarm="お" * 60,
        steps=(steps.steps[0].model_copy(update=step),) * 8,
    )
    words = _words(write_phrases_card(full, "ja"))
    assert words.count("い" * 31) >= 8 and words.count("ぬ") == 44 * 8


def test_course_without_phrases_has_no_card(phrases: Material) -> None:
    card = FORMATS["phrases-card"]
    assert card.has_file(phrases, "ja")
    without = _changed(phrases, PhrasesSlide)
    assert not card.has_file(without, "ja")
    assert FORMATS["pdf"].has_file(without, "ja")
    with pytest.raises(NoPhrases, match="no slide of the layout `phrases` in `ja`"):
        write_phrases_card(without, "ja")
