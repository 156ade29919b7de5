"""How long a course takes, against values worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import (
    BulletsSlide,
    Course,
    Item,
    ListItem,
    Minutes,
    PageSlide,
    Picture,
    Reading,
    SurveyItem,
    TextSlide,
)
from terakoya.courseware.times import (
    SlideTimes,
    TimeProblem,
    check_times,
    course_times,
    sentences_of,
    survey_minutes,
    survey_seconds,
)

CORPUS = Path(__file__).parents[1] / "corpus" / "every-layout"


@pytest.fixture(scope="module")
def course() -> Course:
    return read_folder(CORPUS).course


def _with_narration(course: Course, language: str, slide_id: str, *narration: str) -> Course:
    """The course with another narration on one slide."""
    texts = []
    for text in course.texts:
        chapters = tuple(
            chapter.model_copy(
                update={
                    "slides": tuple(
                        slide.model_copy(update={"narration": narration})
                        if (text.language, slide.id) == (language, slide_id)
                        else slide
                        for slide in chapter.slides
                    )
                }
            )
            for chapter in text.chapters
        )
        texts.append(text.model_copy(update={"chapters": chapters}))
    return course.model_copy(update={"texts": tuple(texts)})


def _times_of(course: Course, language: str, slide_id: str) -> SlideTimes:
    (found,) = [s for s in course_times(course, language).slides if s.slide == slide_id]
    return found


def test_narration_counts_what_the_voice_says_and_a_pause_a_sentence(course: Course) -> None:
    # なんぴとも、だれでもです。 is 13 characters once the reading is said; one sentence
    told = _with_narration(course, "ja", "ordinance-text", "{何人|なんぴと}も、**だれでも**です。")
    assert _times_of(told, "ja", "ordinance-text").narration == pytest.approx(13 / 340 * 60 + 0.35)


def test_narration_says_the_shared_readings_in_japanese_only(course: Course) -> None:
    readings = (Reading(word="SNS", reading="えすえぬえす"),)
    told = _with_narration(course, "ja", "opening", "SNSも。").model_copy(
        update={"readings": readings}
    )
    assert _times_of(told, "ja", "opening").narration == pytest.approx(8 / 340 * 60 + 0.35)
    told = _with_narration(course, "en", "opening", "SNS, too.").model_copy(
        update={"readings": readings}
    )
    assert _times_of(told, "en", "opening").narration == pytest.approx(2 / 150 * 60 + 0.35)


def test_narration_in_english_counts_words(course: Course) -> None:
    told = _with_narration(course, "en", "opening", "Open www.mihon.example at 3.5 p.m. – now! Go")
    # Open, www.mihon.example, at, 3.5, p.m., now!, Go; the voice pauses after now! and Go, as
    # p.m. is an abbreviation
    assert _times_of(told, "en", "opening").narration == pytest.approx(7 / 150 * 60 + 2 * 0.35)


def test_narration_leaves_out_a_line_whose_variable_is_empty(course: Course) -> None:
    told = _with_narration(course, "ja", "where-to-ask", "話す。", "窓口は、{desk.name}です。")
    bare = course_times(told, "ja")
    named = course_times(told, "ja", {"desk.name": "相談室"})
    assert named.narration - bare.narration == pytest.approx(10 / 340 * 60 + 0.35)


def test_a_case_and_a_check_add_their_time_and_both_narrations(course: Course) -> None:
    scene = (
        "買って3日のケトルが動かないと、お客様が売場に来ました。"
        "大声で店員を指さし、土下座を求めています。"
    )
    answer = (
        "交換を求めることは妥当です。しかし、土下座の強要は相当ではありません。"
        "交換の手続きは進め、上司と交代して、2人以上で対応します。"
    )
    shown = len(scene) + len(answer)
    said = len(scene.replace("3日", "ミッカ")) + len(answer.replace("2人", "フタリ"))
    case = _times_of(course, "ja", "case-kettle")
    assert (case.chapter, case.slide, case.check) == ("judging", "case-kettle", 0)
    # to think, and 100 characters of choices, their reasons and the verdict's
    assert case.case == pytest.approx(15 + 100 / 600 * 60)
    assert case.narration == pytest.approx(said / 340 * 60 + 5 * 0.35)
    assert case.reading == pytest.approx(shown / 600 * 60)
    check = _times_of(course, "ja", "check-duty")
    # to think, and 140 characters of premise, choices and their reasons
    assert check.case == 0
    assert check.check == pytest.approx(8 + 140 / 600 * 60)


def test_reading_takes_ten_seconds_at_least(course: Course) -> None:
    assert (
        _times_of(_with_narration(course, "ja", "opening", "あ" * 99), "ja", "opening").reading
        == 10
    )
    assert (
        _times_of(_with_narration(course, "ja", "opening", "あ" * 200), "ja", "opening").reading
        == 20
    )
    assert (
        _times_of(_with_narration(course, "en", "opening", "word " * 100), "en", "opening").reading
        == 30
    )


def _with_sheet(course: Course, slide: TextSlide | PageSlide | BulletsSlide) -> Course:
    """The course with one slide in the place of the opening one."""
    (text,) = [one for one in course.texts if one.language == "ja"]
    first, *others = text.chapters
    chapter = first.model_copy(update={"slides": (slide, *first.slides[1:])})
    return course.model_copy(
        update={"texts": (text.model_copy(update={"chapters": (chapter, *others)}),)}
    )


def _sheets(words: str, *narration: str) -> tuple[TextSlide | PageSlide | BulletsSlide, ...]:
    """A sheet of each layout of own courses with the same words."""
    common = {"id": "opening", "goal": "g", "title": "題" * 300, "narration": narration}
    picture = Picture(file="a.png", alt="説" * 300)
    return (
        PageSlide.model_validate(
            {**common, "layout": "page", "picture": picture, "text": (words,)}
        ),
        TextSlide.model_validate(
            {**common, "layout": "text", "picture": picture, "items": (ListItem(text=words),)}
        ),
        BulletsSlide.model_validate(
            {**common, "layout": "bullets", "items": (Item(head="", text=words),)}
        ),
    )


def test_what_nobody_says_is_read_as_long_as_its_words_take(course: Course) -> None:
    for sheet in _sheets("あ" * 1000):
        times = _times_of(_with_sheet(course, sheet), "ja", "opening")
        assert (times.narration, times.read, times.main) == (0, 100, 100), sheet.layout
    for sheet in _sheets("あ"):
        times = _times_of(_with_sheet(course, sheet), "ja", "opening")
        assert (times.read, times.main) == (10, 10), sheet.layout


def test_a_short_note_does_not_shorten_a_page_of_words(course: Course) -> None:
    page, text, bullets = _sheets("あ" * 1000, "よく読みます。")
    for sheet in (page, text):
        assert _times_of(_with_sheet(course, sheet), "ja", "opening").read == 100, sheet.layout
    # what a lesson writer narrates is heard or read, as in the catalogue
    assert _times_of(_with_sheet(course, bullets), "ja", "opening").read == 10


def test_sums_add_up_by_chapter_and_kind(course: Course) -> None:
    times = course_times(course, "ja")
    assert list(times.chapters()) == ["what-it-is", "judging", "acting"]
    assert sum(times.chapters().values()) == pytest.approx(times.main)
    assert times.main == pytest.approx(times.narration + 25 + 22)
    assert times.cases == pytest.approx(25)
    assert times.checks == pytest.approx(22)
    assert (times.test, times.survey) == (90, 144)
    assert times.total == pytest.approx(times.main + 90)


def test_a_survey_takes_as_long_as_the_kinds_of_its_items(course: Course) -> None:
    scale, choice, comment = (
        SurveyItem(id=kind, topic="t", kind=kind, text="…")
        for kind in ("scale", "choice", "comment")
    )
    assert survey_seconds([scale, scale, choice, comment]) == 8 + 8 + 12 + 16
    assert [survey_minutes([scale] * count) for count in (0, 1, 7, 8)] == [1, 1, 1, 2]


def test_times_as_json_hold_sums_chapters_and_slides(course: Course) -> None:
    told = course_times(_with_narration(course, "ja", "opening", "あ" * 340), "ja").as_json()
    assert told["slides"]["opening"] == {"narration": 60.4, "reading": 34.0}
    assert (told["test"], told["survey"]) == (90.0, 144.0)
    assert told["total"] == pytest.approx(told["main"] + 90, abs=0.11)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("一つ。二つ？三つ", ["一つ。", "二つ？", "三つ"]),
        ("It is 3.5 m. Is it? Yes", ["It is 3.5 m.", "Is it?", "Yes"]),
        ("。", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences


def test_check_times_accepts_a_course_that_keeps_its_promise(course: Course) -> None:
    assert check_times(course) == []


def test_check_times_names_a_long_narration(course: Course) -> None:
    # 527 characters take 93.0 s, the pause after the one sentence 0.35 s
    told = _with_narration(course, "ja", "opening", "あ" * 526 + "。")
    assert [problem for problem in check_times(told) if problem.slide is not None] == [
        TimeProblem(
            "ja",
            "opening",
            "the narration takes 93 s, at most 90 s are allowed on a slide",
            "cut about 3 s, or divide the slide",
        )
    ]


def test_check_times_holds_every_sum_against_its_promise(course: Course) -> None:
    minutes = Minutes(total=20, main=4, test=2, survey=4)
    told = course.model_copy(update={"meta": course.meta.model_copy(update={"minutes": minutes})})
    mend = "change the content or the promise; they may differ by 1 minute"
    found = {(problem.language, problem.message) for problem in check_times(told)}
    totals = {lang: course_times(course, lang).total / 60 for lang in ("ja", "en")}
    assert found == {
        *(
            (lang, f"in {lang}, `minutes.total` promises 20, the content takes {totals[lang]:.1f}")
            for lang in ("ja", "en")
        ),
        *(
            (lang, f"in {lang}, `minutes.survey` promises 4, the content takes 2.4")
            for lang in ("ja", "en")
        ),
    }
    assert {problem.mend for problem in check_times(told)} == {mend}


def test_check_times_allows_a_minute_and_not_more(course: Course) -> None:
    # the test takes 90 s: 2 minutes and 1 minute are both near enough, 3 are not
    def problems(test: int) -> list[str]:
        minutes = Minutes(total=5, main=3, test=test, survey=2)
        meta = course.meta.model_copy(update={"minutes": minutes})
        return [p.message for p in check_times(course.model_copy(update={"meta": meta}))]

    assert problems(1) == problems(2) == []
    assert problems(3) == [
        f"in {lang}, `minutes.test` promises 3, the content takes 1.5" for lang in ("ja", "en")
    ]
