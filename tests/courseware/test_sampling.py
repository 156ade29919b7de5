"""The free sample: five slides of the sample chapter, workbooks that name nothing else."""

from __future__ import annotations

from terakoya.courseware.formats import format_named
from terakoya.courseware.model import Chapter, Material
from terakoya.courseware.sampling import FEWEST_QUESTIONS, QUESTIONS, SLIDES, sample_of


def ids(chapters: tuple[Chapter, ...]) -> list[str]:
    return [slide.id for chapter in chapters for slide in chapter.slides]


def test_sample_has_five_slides_and_few_questions_in_each_language(material: Material) -> None:
    sample = sample_of(material).course
    whole = ids(material.course.source.chapters)
    for text in sample.texts:
        found = ids(text.chapters)
        assert (len(found), found) == (SLIDES, [one for one in whole if one in found])
        assert FEWEST_QUESTIONS <= len(text.test.questions) <= QUESTIONS
        assert text.bank == ()
        assert {one for question in text.test.questions for one in question.slides} <= set(found)


def test_sample_begins_with_the_chapter_that_may_be_tried(material: Material) -> None:
    last = material.course.source.chapters[-1]
    texts = tuple(
        text.model_copy(
            update={
                "chapters": tuple(
                    one.model_copy(update={"sample": one.id == last.id}) for one in text.chapters
                )
            }
        )
        for text in material.course.texts
    )
    moved = Material(material.course.model_copy(update={"texts": texts}), material.media)
    found = ids(sample_of(moved).course.source.chapters)
    assert found == [slide.id for slide in last.slides][:SLIDES]


def test_sample_says_that_it_is_one_and_keeps_only_its_pictures(material: Material) -> None:
    sample = sample_of(material)
    assert [sample.course.meta.title[one].endswith(end) for one, end in MARKS] == [True, True]
    assert set(sample.media) == set(sample.course.media) < set(material.media)
    assert sample.course.changes == ()


MARKS = (("ja", "（見本）"), ("en", " (sample)"))


def test_every_file_of_the_sample_is_written(material: Material) -> None:
    sample = sample_of(material)
    for fmt in ("pptx", "survey-xlsx", "test-xlsx"):
        for language in sample.course.meta.languages:
            assert format_named(fmt).write(sample, language)[:2] == b"PK"
