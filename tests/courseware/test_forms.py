"""Forms of `check` and `case` that came later: fit, decks and back, every format."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.checks import check_folder
from terakoya.courseware.checks.context import CheckContext
from terakoya.courseware.checks.forms import check_forms
from terakoya.courseware.edition import NO_SETTINGS
from terakoya.courseware.errors import Finding
from terakoya.courseware.field_names import field_label
from terakoya.courseware.fields import fields_of
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.folder.writing import source_files
from terakoya.courseware.formats.moodle.pages import page_content
from terakoya.courseware.formats.pdf import write_pdf
from terakoya.courseware.formats.pptx.patching.deck import patch_deck
from terakoya.courseware.formats.pptx.reading import import_deck
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.formats.web import slide_html
from terakoya.courseware.formats.web.folder import write_web
from terakoya.courseware.layouts.bindings import bound_shapes
from terakoya.courseware.layouts.case import FACTS
from terakoya.courseware.model import TWO_SHEETS, AnySlide, CaseSlide, CheckSlide, Material
from terakoya.courseware.revision import revision_id, slide_node
from terakoya.courseware.sheets.fit import check_fit
from terakoya.courseware.text.places import Places
from terakoya.courseware.texts import texts_of
from terakoya.courseware.variables import values_of
from tests.courseware.deck_reading import corpus, findings_of
from tests.courseware.laws import few
from tests.courseware.test_planned_layouts import SLIDE, changed

CORPUS = Path(__file__).parents[1] / "corpus" / "forms"
DAY = dt.date(2026, 11, 28)
HEADS = {"title", "kicker", "point", "narration", "answer_title", "answer_narration"}
TABLES = {*FACTS, "verdict"}  # of a case, which have readers of their own
Place = tuple[str | int, ...]
# slide, field, lines and characters a line, as docs/course-format.md §3 promises them
PROMISED: list[tuple[str, Place, int, int]] = [
    ("scene-confide", ("scene", "bubble"), 3, 10),
    ("scene-confide", ("premise",), 1, 26),
    ("scene-confide", ("choices", 0, "text"), 2, 19),
    ("scene-confide", ("choices", 0, "why"), 2, 24),
    ("scene-confide", ("choices", 1, "why"), 2, 17),
    ("scene-four", ("choices", 0, "why"), 1, 24),
    ("scene-four", ("choices", 2, "why"), 1, 17),
    ("claim-any-words", ("premise",), 2, 19),
    ("claim-any-words", ("reason", "head"), 2, 22),
    ("claim-any-words", ("reason", "text"), 2, 27),
    ("claim-alone", ("choices", 0, "text"), 1, 9),
    ("claim-alone", ("choices", 0, "why"), 1, 15),
    ("case-kettle", ("demand",), 2, 18),
    ("case-kettle", ("question",), 1, 19),
    ("case-kettle", ("bubble",), 3, 13),
    ("case-kettle", ("choices", 0, "text"), 1, 19),
    ("case-four", ("choices", 0, "text"), 1, 17),
    ("case-four", ("harm",), 1, 18),
]


@cache
def course() -> Material:
    return read_folder(CORPUS)


@cache
def deck(language: str) -> bytes:
    return write_pptx(course(), language)


def slide_of(material: Material, slide: str, language: str = "ja") -> Any:
    text = material.course.text(language)
    return next(one for _, one in text.every_slide() if one.id == slide)


def with_slide(slide: Any, **values: object) -> Material:
    """The course with other values in a slide of its source language."""
    made = type(slide).model_validate({**dict(slide), **values})
    source, *others = course().course.texts
    (chapter,) = source.chapters
    slides = tuple(made if one.id == slide.id else one for one in chapter.slides)
    text = source.model_copy(update={"chapters": (chapter.model_copy(update={"slides": slides}),)})
    return Material(course().course.model_copy(update={"texts": (text, *others)}), course().media)


# -- what they are ------------------------------------------------------------------------------


def test_forms_that_are_not_there_are_in_no_hash() -> None:
    for _, slide in corpus().course.source.every_slide():
        if isinstance(slide, TWO_SHEETS):
            assert not slide.has_later_look
            assert not {"form", "scene", "reason"} & set(slide_node(slide)["slide"])
    for _, slide in course().course.source.every_slide():
        assert slide.has_later_look


def test_course_of_the_corpus_has_no_finding() -> None:
    assert check_folder(CORPUS, on=DAY) == []


def test_folder_that_is_written_reads_as_the_same(tmp_path: Path) -> None:
    for name, data in source_files(course(), NO_SETTINGS).items():
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert revision_id(read_folder(tmp_path / "course").course) == revision_id(course().course)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_fields_have_names_for_people(language: str) -> None:
    for _, slide in course().course.source.every_slide():
        for path in fields_of(slide):
            label = field_label(path, language)
            assert not re.search(r"[a-z]_|[.]", label), (path, label)
            assert language == "en" or re.search(r"[぀-鿿]", label), (path, label)


@pytest.mark.parametrize(
    ("slide", "changes", "code"),
    [
        ("claim-alone", {"premise": ""}, "claim-missing"),
        ("claim-any-words", {"reason": None}, "claim-without-reason"),
        ("claim-alone", {"form": None}, "no-place"),
        ("scene-four", {"form": "true-false"}, "claim-choices"),
        ("scene-confide", {"form": "true-false"}, "no-place"),
    ],
)
def test_check_names_what_a_form_lacks(slide: str, changes: dict[str, object], code: str) -> None:
    assert code in _codes(with_slide(slide_of(course(), slide), **changes))


def _codes(material: Material) -> set[str]:
    findings: list[Finding] = []
    check_forms(CheckContext(material, Places(), DAY, findings))
    return {one.code for one in findings}


@pytest.mark.parametrize(("slide_id", "place", "lines", "chars"), PROMISED)
def test_fit_allows_what_is_promised_and_names_what_is_longer(
    slide_id: str, place: Place, lines: int, chars: int
) -> None:
    assert _excesses(slide_id, place, "あ" * lines * chars) == []
    (excess,) = _excesses(slide_id, place, "あ" * (lines * (chars + 4) + 1))
    assert (excess.slide, excess.path, excess.allowed) == (slide_id, place, lines)


def _excesses(slide_id: str, place: Place, words: str) -> Any:
    slide = slide_of(course(), slide_id)
    plain = slide.model_dump(mode="json")
    at = plain
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = words
    made = type(slide).model_validate({**dict(slide), **plain})
    source = course().course.source
    chapter = source.chapters[0].model_copy(update={"slides": (made,)})
    text = source.model_copy(update={"chapters": (chapter,)})
    return check_fit(text, values_of(course().course, "ja"))


def test_texts_of_a_row_that_are_too_high_together_are_named() -> None:
    slide = slide_of(course(), "scene-confide")
    tall = slide.choices[0].model_copy(update={"text": "あ" * 38, "why": "い" * 48})
    choices = (tall, *slide.choices[1:])
    with_source = with_slide(slide, choices=choices, premise="")
    without = with_slide(slide, choices=choices, premise="", source="")
    assert check_fit(without.course.source, {}) == []
    (found,) = check_fit(with_source.course.source, {})
    assert found.path[0] == "choices"


# -- decks --------------------------------------------------------------------------------------


def test_plans_bind_every_text() -> None:
    for _, slide in course().course.source.every_slide():
        bound = {path for shape in bound_shapes(slide) for path in shape.paths}
        texts = {path for path, text in texts_of(slide) if text and path[0] not in (HEADS | TABLES)}
        assert {path for path in texts - bound if path[-1] != "alt"} == set(), slide.id


def test_text_of_both_sheets_that_was_changed_on_one_counts() -> None:
    data = changed(deck("ja"), re.compile(r"ppt/slides/slide2\.xml"), _said_otherwise)
    found = import_deck(data, course())
    bubble = slide_of(found.material, "scene-confide").scene.bubble
    assert bubble == "さっき、ずっと{怒鳴|どな}られて。私のせいなのかな。"
    (notice,) = found.report.notices
    assert "私のせい" in notice.values["other"]


def _said_otherwise(xml: bytes) -> bytes:
    return xml.replace("私が悪かったのかな".encode(), "私のせいなのかな".encode())


def test_right_answer_that_was_dragged_in_a_deck_is_the_other() -> None:
    """The word 正解 and its check mark go from the second of two answers to the first."""

    def moved(xml: bytes) -> bytes:
        for name in (b"choice-b-mark", b"answer-choice-b-tag"):
            place = re.compile(
                b'(name="cw:claim-any-words:' + name + rb'".*?<a:off x=")(\d+)', re.S
            )
            xml = place.sub(lambda found: found[1] + str(int(found[2]) - 5_486_400).encode(), xml)
        return xml

    data = changed(deck("ja"), re.compile(r"ppt/slides/slide6\.xml"), moved)
    choices = slide_of(import_deck(data, course()).material, "claim-any-words").choices
    assert [one.correct for one in choices] == [True, False]


def test_choice_of_a_case_that_was_changed_on_its_scene_counts() -> None:
    for parts, told in ((r"ppt/slides/slide7\.xml", 1), (r"ppt/slides/slide[78]\.xml", 0)):
        data = changed(deck("ja"), re.compile(parts), _refused_otherwise)
        found = import_deck(data, course())
        choice = slide_of(found.material, "case-kettle").choices[2]
        assert (choice.text, choice.correct) == ("カスハラなので、全部断る", False)
        assert len(found.report.notices) == told


def _refused_otherwise(xml: bytes) -> bytes:
    return xml.replace("交換も断る".encode(), "全部断る".encode())


def test_slides_of_new_forms_go_into_an_older_deck_and_out_again(tmp_path: Path) -> None:
    new = ("scene-confide", "claim-any-words", "case-kettle")
    older = _without(new)
    before = write_pptx(older, "ja")
    pages = import_deck(before, older).pages
    done = patch_deck(before, (older, NO_SETTINGS), pages, (course(), NO_SETTINGS), "ja")
    assert done.added == new
    assert findings_of(done.deck, tmp_path) == []
    back = import_deck(done.deck, course())
    assert back.material.course == course().course
    gone = patch_deck(done.deck, (course(), NO_SETTINGS), back.pages, (older, NO_SETTINGS), "ja")
    assert gone.removed == new


def _without(slides: tuple[str, ...]) -> Material:
    texts = []
    for text in course().course.texts:
        (chapter,) = text.chapters
        kept = tuple(one for one in chapter.slides if one.id not in slides)
        chapters = (chapter.model_copy(update={"slides": kept}),)
        texts.append(text.model_copy(update={"chapters": chapters}))
    return Material(course().course.model_copy(update={"texts": tuple(texts)}), course().media)


def test_deck_of_somebody_gets_the_new_words() -> None:
    slide = slide_of(course(), "claim-any-words")
    reason = slide.reason.model_copy(update={"text": "要求には応え、言動は止めます。"})
    after = with_slide(slide, reason=reason, premise="正しい要求なら、何を言ってもかまいません。")
    before = deck("ja")
    pages = import_deck(before, course()).pages
    done = patch_deck(before, (course(), NO_SETTINGS), pages, (after, NO_SETTINGS), "ja")
    assert done.touched == ("claim-any-words",)
    back = slide_of(import_deck(done.deck, after).material, "claim-any-words")
    assert (back.reason, back.premise) == (reason, "正しい要求なら、何を言ってもかまいません。")


WORDS = st.text("あいう漢字ABab09、。「」", min_size=1, max_size=24)


def test_other_picture_is_not_distorted_in_a_frame_that_another_edition_drew() -> None:
    ours = b'<a:srcRect l="9091" r="9091"/>'
    size = re.compile(rb'(<a:ext cx="3429000" cy=")\d+')

    def uncut(xml: bytes) -> bytes:
        return size.sub(rb"\g<1>2571750", xml.replace(ours, b""))

    slide = slide_of(course(), "scene-confide")
    picture = slide.scene.picture.model_copy(update={"file": "scene-equal.svg"})
    after = with_slide(slide, scene=slide.scene.model_copy(update={"picture": picture}))
    older = changed(deck("ja"), re.compile("ppt/slides/slide1.xml"), uncut)
    for before, is_cut in ((deck("ja"), True), (older, False)):
        pages = import_deck(before, course()).pages
        done = patch_deck(before, (course(), NO_SETTINGS), pages, (after, NO_SETTINGS), "ja")
        with zipfile.ZipFile(io.BytesIO(done.deck)) as package:
            page = package.read("ppt/slides/slide1.xml")
        assert (ours in page) is is_cut
        back = import_deck(done.deck, after).material
        assert slide_of(back, "scene-confide").scene.picture.file == "scene-equal.svg"


@st.composite
def checks(draw: st.DrawFn) -> Any:
    """A check of any form, with a scene, a reason and up to four choices."""
    said = {
        name: draw(WORDS)
        for name in ("kicker", "premise", "point", "source", "bubble", "head", "text")
    }
    given = {name: text if draw(st.booleans()) else "" for name, text in said.items()}
    is_claim = draw(st.booleans())
    count = 2 if is_claim else draw(st.integers(2, 4))
    right = draw(st.integers(0, count - 1))
    choices = [
        {"id": letter, "text": draw(WORDS), "why": draw(WORDS), "correct": number == right}
        for number, letter in enumerate("abcd"[:count])
    ]
    picture = {"file": "scene-talk.svg", "alt": draw(WORDS)}
    more: dict[str, Any] = {"form": "true-false"} if is_claim else {}
    if draw(st.booleans()) or not is_claim:
        more["scene"] = {"picture": picture, "bubble": "" if is_claim else given["bubble"]}
    if is_claim and draw(st.booleans()):
        reason = {"head": said["head"], "text": given["text"]}
        more["reason"] = reason | ({"picture": picture} if draw(st.booleans()) else {})
    slide = {
        "id": "scene-confide",
        "layout": "check",
        "goal": "knows",
        "title": draw(WORDS),
        "answer_title": draw(WORDS),
        "narration": [],
        "answer_narration": [],
        "choices": choices,
        **{name: given[name] for name in ("kicker", "premise", "point", "source")},
    }
    return CheckSlide.model_validate(slide | more)


@st.composite
def cases(draw: st.DrawFn) -> Any:
    """A case whose scene shows its two to four choices."""
    facts = ("demand", "manner", "frequency", "harm")
    choices: list[dict[str, Any]] = [
        {"id": letter, "text": draw(WORDS), "why": draw(WORDS)}
        for letter in "abcd"[: draw(st.integers(2, 4))]
    ]
    draw(st.sampled_from(choices))["correct"] = True
    verdict = [
        {"axis": axis, "judgement": "fair", "word": draw(WORDS), "reason": draw(WORDS)}
        for axis in ("demand", "manner")
    ]
    texts = ("title", "answer_title", "kicker", "bubble", "question", "action", "source", "point")
    slide = {
        "id": "scene-confide",
        "layout": "case",
        "form": "choices",
        "goal": "knows",
        "narration": [],
        "answer_narration": [],
        "picture": {"file": "scene-talk.svg", "alt": draw(WORDS)},
        "choices": choices,
        "verdict": verdict,
        "harsh": draw(WORDS) if draw(st.booleans()) else "",
        **{name: draw(WORDS) for name in texts},
        **{name: draw(WORDS) if draw(st.booleans()) else "" for name in facts},
    }
    return CaseSlide.model_validate(slide)


@few
@given(st.one_of(checks(), cases()))
def test_any_question_comes_back(slide: AnySlide) -> None:
    text = course().course.source
    (chapter,) = text.chapters
    text = text.model_copy(update={"chapters": (chapter.model_copy(update={"slides": (slide,)}),)})
    meta = course().course.meta.model_copy(update={"languages": ("ja",)})
    only = course().course.model_copy(update={"texts": (text,), "meta": meta})
    material = Material(only, course().media)
    back = import_deck(write_pptx(material, "ja"), material).material.course
    assert slide_of(Material(back), slide.id) == slide


# -- other formats ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_show_every_text(language: str) -> None:
    for chapter, slide in course().course.text(language).every_slide():
        html = slide_html(
            slide, chapter, course=course().course, language=language, media_url=lambda f: f
        )
        moodle = page_content(course(), language, chapter, slide).html
        for path, text in texts_of(slide):
            if text and "narration" not in str(path[0]) and path[-1] != "alt":
                for page in (html,) if path == ("title",) else (html, moodle):
                    assert _said(text) in _bare(page), (slide.id, path)


def _said(text: str) -> str:
    bare = re.sub(r"\{([^{}|]+)\|[^{}|]+\}", r"\1", text.replace("**", ""))
    return re.sub(r"\s", "", bare)


def _bare(page: str) -> str:
    without_readings = re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>", "", page)
    return re.sub(r"[\s\u2060]", "", re.sub(r"<[^>]+>", "", without_readings))


@pytest.mark.parametrize("part", ["full", "question", "answer"])
def test_question_does_not_give_away_the_answer(part: str) -> None:
    chapter = course().course.source.chapters[0]
    for slide in chapter.slides:
        html = slide_html(
            slide,
            chapter,
            course=course().course,
            language="ja",
            media_url=lambda f: f,
            part=part,
        )
        given = "data-correct" in html
        assert given == (part != "question")
        assert isinstance(slide, TWO_SHEETS)
        said = slide.reason.head if isinstance(slide, CheckSlide) and slide.reason else slide.source
        assert not said or (_said(said) in _bare(html)) == given


def test_words_of_a_scene_are_heard_before_its_question() -> None:
    slide = slide_of(course(), "case-kettle")
    chapter = course().course.source.chapters[0]
    page = slide_html(slide, chapter, course=course().course, language="ja", media_url=lambda f: f)
    order = ["s-title", "s-bubble", "s-facts", "s-ask", "s-choices", "s-answer-title"]
    assert sorted(order, key=lambda name: page.index(f'class="{name}"')) == order


def test_styles_of_later_looks_come_with_a_course_that_has_one() -> None:
    files = write_web(course(), "ja")
    assert "terakoya/layouts.css" in files
    assert b'href="terakoya/layouts.css"' in files["index.html"]


def test_handout_shows_question_and_answer() -> None:
    assert write_pdf(course(), "ja").startswith(b"%PDF")


def test_names_of_shapes_on_a_sheet_are_told_apart() -> None:
    with zipfile.ZipFile(io.BytesIO(deck("ja"))) as package:
        for name in filter(SLIDE.match, package.namelist()):
            found = re.findall(rb'name="(cw:[^"]*)"', package.read(name))
            shapes = [one for one in found if one.count(b":") > 1]
            assert len(shapes) == len(set(shapes)), name
